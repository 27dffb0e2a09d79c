//! Numbers and addresses that belong to one person: identity cards (P01), mobile telephones (P02),
//! e-mail, bank accounts, insurance (P03). No message says any of them in full.

use std::ops::Range;

use crate::check::text::Lists;
use crate::check::text::reading::Reading;
use crate::check::text::vocabulary::Meaning;
use crate::diagnostic::Diagnostic;
use crate::text::word::{Word, words};

/// Provinces by the first three digits of a citizen's number (Thông tư 07/2016/TT-BCA).
const PROVINCES: [u8; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77,
    79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
];

/// Personal numbers in the text of a document.
pub(super) fn check(reading: &Reading<'_>, lists: &Lists, problems: &mut Vec<Diagnostic>) {
    let named = near_their_words(reading, lists, problems);
    let mut done = 0;
    for at in &reading.numbers {
        if *at < done || named.contains(at) {
            continue;
        }
        if let Some((last, problem)) = by_itself(reading, lists, *at) {
            problems.push(problem);
            done = last + 1;
        }
    }
    for at in &reading.codes {
        let word = &reading.words[*at];
        let letters = word.of(reading.text());
        let digits = letters.trim_start_matches(|c: char| c.is_ascii_uppercase());
        if letters.len() - digits.len() == 2 && digits.len() == 13 && is_digits(digits) {
            problems.push(masked(reading, "P03.insurance", word.range(), letters));
        }
    }
    e_mail(reading, lists, problems);
}

/// Personal numbers in a table beside a document.
pub(super) fn in_table(text: &str) -> Vec<(&'static str, Range<usize>)> {
    let parted = words(text).words;
    let numbers = parted.iter().filter(|word| word.traits.is_number());
    numbers
        .filter_map(|word| {
            let digits = word.of(text);
            let before = text[..word.start as usize].chars().next_back();
            let id = match () {
                () if is_citizen(digits) => "P01.citizen",
                () if is_mobile(digits, before) => "P02.mobile",
                () => return None,
            };
            Some((id, word.range()))
        })
        .collect()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_citizen(digits: &str) -> bool {
    digits.len() == 12
        && digits
            .get(..3)
            .and_then(|code| code.parse().ok())
            .is_some_and(|p| PROVINCES.contains(&p))
}

fn is_mobile(digits: &str, before: Option<char>) -> bool {
    let national = match (digits.len(), before) {
        (10, _) => digits.strip_prefix('0'),
        (11, Some('+')) => digits.strip_prefix("84"),
        _ => None,
    };
    national.is_some_and(|rest| rest.starts_with(['3', '5', '7', '8', '9']))
}

/// A number that tells by itself what it is, perhaps in groups.
fn by_itself(reading: &Reading<'_>, lists: &Lists, at: usize) -> Option<(usize, Diagnostic)> {
    let first = &reading.words[at];
    if !matches!(reading.text().as_bytes()[first.start as usize], b'0' | b'8')
        || is_joined(reading, first)
    {
        return None;
    }
    let (digits, last) = grouped(reading, at);
    let range = reading.span(at, last);
    let before = reading.text()[..range.start].chars().next_back();
    if is_citizen(&digits) {
        return Some((last, masked(reading, "P01.citizen", range, &digits)));
    }
    if !is_mobile(&digits, before) || lists.office_lines.contains(&digits) {
        return None;
    }
    let context = reading.text()[..range.start].rsplit('\n').next().unwrap_or("").to_lowercase();
    let tail: String =
        context.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    if lists.not_phones.iter().any(|words| tail.contains(words)) {
        return None;
    }
    // A unit's own line may be a mobile one: there a person is to say so.
    let is_office = reading.field(range.start).is_some_and(|name| name.contains("phone"));
    let problem = masked(reading, "P02.mobile", range.clone(), &digits);
    Some((last, if is_office { demoted(problem, "P02.office_mobile") } else { problem }))
}

/// Part of something longer: a decimal, a file's name, an address.
fn is_joined(reading: &Reading<'_>, word: &Word) -> bool {
    let bytes = reading.text().as_bytes();
    let before = (word.start as usize).checked_sub(1).map(|at| bytes[at]);
    before.is_some_and(|byte| matches!(byte, b'/' | b'-' | b'_' | b'=' | b',' | b'#'))
}

/// The digits of a number written in groups, and its last word. Groups are parted by one space,
/// full stop or hyphen.
fn grouped(reading: &Reading<'_>, at: usize) -> (String, usize) {
    let mut digits = reading.letters(at).to_owned();
    let mut last = at;
    // A group of four or fewer may go on; ten digits in one word are the whole number.
    while digits.len() < 12
        && reading.letters(last).len() <= 4
        && matches!(reading.gap(last), " " | "." | "-")
        && reading.words.get(last + 1).is_some_and(|word| word.traits.is_number())
        && (2..=4).contains(&reading.letters(last + 1).len())
    {
        last += 1;
        digits.push_str(reading.letters(last));
        if is_citizen(&digits) {
            break;
        }
        let goes_on = matches!(reading.gap(last), " " | "." | "-")
            && reading.words.get(last + 1).is_some_and(|word| word.traits.is_number());
        if digits.len() == 10 && !goes_on {
            break;
        }
    }
    (digits, last)
}

/// Numbers that need a word near them: the position of each that was told.
fn near_their_words(
    reading: &Reading<'_>,
    lists: &Lists,
    problems: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    const NEAR: usize = 6;
    let meanings = [
        (Meaning::Card, "P01.old_card", 9..=12),
        (Meaning::Account, "P03.account", 6..=16),
        (Meaning::Insurance, "P03.insurance", 10..=10),
    ];
    let mut told = Vec::new();
    for (meaning, id, lengths) in meanings {
        for (at, phrase) in reading.phrases(meaning) {
            let from = at + phrase.len();
            let near = (from..reading.words.len().min(from + NEAR))
                .take_while(|at| !reading.gap(at - 1).contains('\n'));
            let number = near.into_iter().find(|at| reading.words[*at].traits.is_number());
            let Some(number) = number.filter(|number| !told.contains(number)) else { continue };
            let (digits, last) = grouped(reading, number);
            if !lengths.contains(&digits.len()) || id == "P01.old_card" && digits.len() == 10 {
                continue;
            }
            told.extend(number..=last);
            let problem = masked(reading, id, reading.span(number, last), &digits);
            let is_office = id == "P03.account" && is_office_account(reading, lists, number);
            problems.push(if is_office { demoted(problem, "P03.office_account") } else { problem });
        }
    }
    told
}

fn is_office_account(reading: &Reading<'_>, lists: &Lists, at: usize) -> bool {
    let sentence = reading.sentence(at);
    let range = reading.span(sentence.start, sentence.end.saturating_sub(1));
    let words = reading.text().get(range).unwrap_or("");
    lists.office_accounts.iter().any(|owner| words.contains(owner.as_str()))
}

/// E-mail of the big private providers.
fn e_mail(reading: &Reading<'_>, lists: &Lists, problems: &mut Vec<Diagnostic>) {
    let text = reading.text();
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-+".contains(byte);
        let local = text.as_bytes()[..at].iter().rev().take_while(|byte| is_part(byte)).count();
        let host = text.as_bytes()[at + 1..].iter().take_while(|byte| is_part(byte)).count();
        let host_words = text[at + 1..at + 1 + host].trim_end_matches(['.', '-']).to_lowercase();
        if local == 0 || !lists.mail_hosts.contains(&host_words) {
            continue;
        }
        let range = at - local..at + 1 + host_words.len();
        let hidden = format!("{}…@{host_words}", &text[range.start..=range.start]);
        let problem = Diagnostic::error("P03.e_mail", reading.place(range.clone()));
        let problem = problem.with("hidden", &hidden);
        let is_office = reading.field(range.start).is_some_and(|name| name.contains("email"));
        let problem = reading.fixed(problem, range, &hidden);
        problems.push(if is_office { demoted(problem, "P03.office_e_mail") } else { problem });
    }
}

/// A *lỗi* that is a *cảnh báo* where offices write such things themselves; nothing to mask there.
fn demoted(problem: Diagnostic, id: &'static str) -> Diagnostic {
    let arguments = problem.arguments;
    Diagnostic { arguments, ..Diagnostic::warning(id, problem.place) }
}

fn masked(
    reading: &Reading<'_>,
    id: &'static str,
    range: Range<usize>,
    digits: &str,
) -> Diagnostic {
    let hidden = mask(digits);
    let problem = Diagnostic::error(id, reading.place(range.clone())).with("hidden", &hidden);
    reading.fixed(problem, range, &hidden)
}

/// `091xxxxx78`: enough to find it, too little to use it.
pub(super) fn mask(digits: &str) -> String {
    let count = digits.chars().count();
    let hide = |(at, c): (usize, char)| if at < 3 || at + 2 >= count { c } else { 'x' };
    digits.chars().enumerate().map(hide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_citizens_and_telephones_are_told_from_others() {
        assert!(is_citizen("012088001234") && !is_citizen("003088001234"));
        assert!(!is_citizen("112088001234") && !is_citizen("01208800123"));
        assert!(is_mobile("0912345678", None) && is_mobile("84912345678", Some('+')));
        assert!(!is_mobile("0213876543", None) && !is_mobile("84912345678", None));
        assert_eq!(mask("0912345678"), "091xxxxx78");
    }
}
