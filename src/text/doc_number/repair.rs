//! Guesses the document number that was meant.
//!
//! Takes a text that the grammar refused; gives the number with the usual slips undone: `Số:`
//! before it, spaces, other dashes and slashes, small letters. A guess that is no number itself is
//! never offered, and whether to take it is the author's choice.

use super::{Repair, TYPES, grammar};

/// The first repair that gives a number.
pub(super) fn repair(text: &str) -> Repair {
    let plain = squeezed(&respelled(without_label(text)));
    let hyphened = plain.replace(' ', "-");
    let guesses = [plain.clone(), raised(&plain), hyphened.clone(), raised(&hyphened)];
    if let Some(number) = guesses.iter().find_map(|guess| grammar::read(guess)) {
        return Repair::Fix(number.to_string());
    }
    let symbol = plain.trim_start_matches(['.', '…', '_', ' ']);
    let numbered = format!("1{symbol}");
    let is_symbol = symbol.starts_with(['/', '-']);
    let reads = grammar::read(&numbered).or_else(|| grammar::read(&raised(&numbered))).is_some();
    if is_symbol && reads { Repair::NotNumbered } else { Repair::No }
}

/// The text behind `Số:`.
fn without_label(text: &str) -> &str {
    let label = ["Số", "số", "SỐ"].iter().find_map(|label| text.strip_prefix(label));
    label.unwrap_or(text).trim_start_matches([':', '.', ' ', '\u{a0}', '\t'])
}

/// The text with the hyphen, the slash and the `Đ` of the grammar in place of their look-alikes.
fn respelled(text: &str) -> String {
    let letter = |c| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{AD}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{FF0F}' | '\\' => '/',
        'Ð' | 'Ɖ' => 'Đ',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// The text on one line, without spaces round `/` and `-` and without marks at its end.
fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.ends_with(['/', '-']) && !word.starts_with(['/', '-']) && !squeezed.is_empty()
        {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed.truncate(squeezed.trim_end_matches(['.', ',', ';', ':']).len());
    squeezed
}

/// The text with a symbol in capitals, but `QyĐ`, `CTr`, `TTg` and the like as they are written.
fn raised(text: &str) -> String {
    let Some(end) = text.find(['/', '-']) else { return text.to_owned() };
    let (no, symbol) = text.split_at(end);
    let segments = symbol.split_inclusive(['/', '-']).map(raised_segment);
    no.to_lowercase() + &segments.collect::<String>()
}

/// One segment of a symbol in capitals, with the mark behind it.
fn raised_segment(segment: &str) -> String {
    let upper = segment.to_uppercase();
    let code = upper.trim_end_matches(['/', '-']);
    let mut known = TYPES.iter().map(|t| t.1).chain(["TTg"]);
    match known.find(|known| known.to_uppercase() == code) {
        Some(known) => upper.replace(code, known),
        None => upper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::doc_number::parse;

    #[test]
    fn usual_slips_are_mended() {
        for (typed, meant) in [
            ("147 /KH-SYT", "147/KH-SYT"),
            ("147/KH–SYT", "147/KH-SYT"),
            ("147/kh-syt", "147/KH-SYT"),
            ("147/KH SYT", "147/KH-SYT"),
            ("Số: 147/KH-SYT", "147/KH-SYT"),
            ("số\u{a0}147 / KH - SYT.", "147/KH-SYT"),
            ("1497/qđ-ttg", "1497/QĐ-TTg"),
            ("3/ctr-ubnd", "3/CTr-UBND"),
            ("1497/QÐ-TTg", "1497/QĐ-TTg"),
            ("142 - kh/tu", "142-KH/TU"),
            ("12A/KH-X", "12a/KH-X"),
        ] {
            assert_eq!(parse(typed), Err(Repair::Fix(meant.to_owned())), "{typed}");
        }
    }

    #[test]
    fn a_draft_has_a_symbol_and_no_number() {
        for text in ["Số:    /KH-UBND", "/KH-SYT", "…/2021/QĐ-UBND", "Số: ....../kh-syt", "-KH/TU"]
        {
            assert_eq!(parse(text), Err(Repair::NotNumbered), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_as_a_number_is_left_alone() {
        for text in ["22/10/2021", "", "Số:", "kế hoạch", "ke-hoach/phat-dong", "147/Kế hoạch", "/"]
        {
            assert_eq!(parse(text), Err(Repair::No), "{text}");
        }
    }
}
