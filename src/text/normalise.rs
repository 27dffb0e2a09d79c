//! Brings text to NFC and to one line.
//!
//! Takes text as it was typed; gives the same text composed (TCVN 6909:2001, the composed form of
//! Unicode), joined to one line, or the place of a control character. This happens once, at the
//! input boundary; marks and case are never touched here (see `fold`).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The text in NFC; borrowed when it is composed already, as nearly all text is.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Whether the text is in NFC.
pub fn is_nfc(text: &str) -> bool {
    text.is_ascii() || text.chars().all(is_always_nfc) || unicode_normalization::is_nfc(text)
}

/// Letters and marks that composition leaves alone wherever they stand: all of Latin with the
/// Vietnamese letters, dashes, quotation marks. The crate's own quick check looks each of them up
/// in a table: 36 ms against 15 ms on 15 MB of the plans this site is made for.
fn is_always_nfc(c: char) -> bool {
    matches!(c, '\0'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2027}')
}

/// The text on one line: trimmed, every run of white space inside it a single space.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Byte offset of the first control character other than line feed, carriage return and tab.
pub fn first_control(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // C0 and DEL are single bytes; whole chunks are judged at once, which the compiler vectorises.
    let is_stray =
        |byte: u8| (byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t')) || byte == 0x7F;
    let any = |chunk: &[u8]| chunk.iter().fold(false, |found, byte| found | is_stray(*byte));
    let chunk = bytes.chunks(4096).position(any);
    let single = chunk.and_then(|chunk| {
        let from = chunk * 4096;
        bytes[from..].iter().position(|byte| is_stray(*byte)).map(|at| from + at)
    });
    // The C1 controls are 0xC2 followed by 0x80 to 0x9F; 0xC2 is rare in Vietnamese.
    let double = memchr::memchr_iter(0xC2, bytes)
        .find(|at| bytes.get(at + 1).is_some_and(|next| *next < 0xA0));
    single.into_iter().chain(double).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_vietnamese_is_composed() {
        let typed = "ke\u{302}\u{301} hoa\u{323}ch";
        assert!(!is_nfc(typed));
        assert_eq!(nfc(typed), "kế hoạch");
    }

    #[test]
    fn composed_text_is_borrowed() {
        assert!(matches!(nfc("“Kế hoạch” – Đợt 1 ỹ"), Cow::Borrowed(_)));
    }

    #[test]
    fn letters_taken_as_composed_are_so_in_the_tables() {
        let quick = |c: &char| is_always_nfc(*c);
        for c in ('\0'..=char::MAX).filter(quick) {
            assert_eq!(c.nfc().collect::<String>(), c.to_string());
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0);
        }
    }

    #[test]
    fn one_line_collapses_every_kind_of_white_space() {
        assert_eq!(one_line(" Kế\u{a0} hoạch \n\t số 1 "), "Kế hoạch số 1");
        assert_eq!(one_line(" \n"), "");
    }

    #[test]
    fn a_control_character_is_found_by_its_byte() {
        assert_eq!(first_control("ế\t\r\n\u{7}a"), Some(6));
        assert_eq!(first_control("ế\t\r\n"), None);
    }
}
