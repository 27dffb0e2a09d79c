//! The grammar of document numbers.
//!
//! Takes a text in NFC; gives its parts if the whole text is a number. By hand and not by a
//! regular expression: it runs on every word with a slash in the whole site.
//!
//! ```text
//! state  no [/ year] / segment {- segment}    no      1-5 digits [. 1-2 digits] [a-z]
//! party  no - type / organ                    year    4 digits
//! ```
//!
//! U is a Vietnamese capital that codes use, L is U or its small letter; the first segment is U,
//! up to nine L and up to two digits, a further one U and any L or digits.

use super::{DocNumber, Form};

/// Reads a number in either form.
pub(super) fn read(text: &str) -> Option<DocNumber> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    state(text).or_else(|| party(text))
}

fn state(text: &str) -> Option<DocNumber> {
    let (no, rest) = text.split_once('/')?;
    let (year, notation) = match rest.split_once('/') {
        Some((year, notation)) => (Some(read_year(year)?), notation),
        None => (None, rest),
    };
    (is_no(no) && is_notation(notation)).then(|| number(no, year, notation, Form::State))
}

fn party(text: &str) -> Option<DocNumber> {
    let (no, notation) = text.split_once('-')?;
    let (kind, organ) = notation.split_once('/')?;
    let is_kind = begins_upper(kind) && kind.chars().count() <= 6 && kind.chars().all(is_letter);
    let is_organ = begins_upper(organ)
        && organ.chars().all(|c| is_letter(c) || c.is_ascii_digit() || c == '-');
    let fits = is_digits(no, 1, 5) && is_kind && is_organ;
    fits.then(|| number(no, None, notation, Form::Party))
}

fn number(no: &str, year: Option<u16>, notation: &str, form: Form) -> DocNumber {
    DocNumber { no: no.to_owned(), year, notation: notation.to_owned(), form }
}

fn read_year(text: &str) -> Option<u16> {
    text.parse().ok().filter(|_| is_digits(text, 4, 4))
}

fn is_no(text: &str) -> bool {
    let number = text.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(text);
    match number.split_once('.') {
        Some((whole, part)) => is_digits(whole, 1, 5) && is_digits(part, 1, 2),
        None => is_digits(number, 1, 5),
    }
}

fn is_notation(text: &str) -> bool {
    let (first, rest) = text.split_once('-').map_or((text, None), |(a, b)| (a, Some(b)));
    let is_segment = |segment: &str| {
        begins_upper(segment) && segment.chars().all(|c| is_letter(c) || c.is_ascii_digit())
    };
    is_first_segment(first) && rest.is_none_or(|rest| rest.split('-').all(is_segment))
}

fn is_first_segment(text: &str) -> bool {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    begins_upper(letters)
        && letters.chars().all(is_letter)
        && letters.chars().count() <= 10
        && text.len() - letters.len() <= 2
}

fn is_digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn begins_upper(text: &str) -> bool {
    text.starts_with(|c: char| is_letter(c) && c.is_uppercase())
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(
            c,
            'Ă' | 'Â' | 'Đ' | 'Ê' | 'Ô' | 'Ơ' | 'Ư' | 'ă' | 'â' | 'đ' | 'ê' | 'ô' | 'ơ' | 'ư'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_looks_like_a_number_is_refused() {
        for text in [
            "147 /KH-SYT",
            "147/KH–SYT",
            "147/kh-syt",
            "147/KH SYT",
            "/KH-SYT",
            "22/10/2021",
            "147/",
            "147/KH-",
            "147/KH--SYT",
            "123456/KH",
            "1/20211/KH",
            "1.234/KH",
            "12ab/KH",
            "147/ABCDEFGHIJK",
            "1/QH155",
            "1-ABCDEFG/TU",
            "1-KH/tu",
            "24/7",
            "147/KH-SYT/X",
            "1/Ế",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_limits_of_the_grammar_are_inside() {
        for text in ["12345/A", "1.99z/KH", "1/ABCDEFGHIJ12-Z9", "1-ABCDEF/T-1-", "9/0000/Ư"] {
            assert!(read(text).is_some(), "{text}");
        }
    }
}
