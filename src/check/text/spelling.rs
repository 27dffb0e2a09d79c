//! Words: no syllable (T03), mistyped phrases (T04), mixed styles (T05), the campaign's own
//! spellings (T07).

use std::collections::BTreeMap;

use crate::check::text::reading::{Reading, ends_sentence};
use crate::check::text::vocabulary::{Facts, Meaning};
use crate::diagnostic::Diagnostic;
use crate::text::word::{Traits, Word};
use crate::text::{letter, syllable};

/// What is misspelled.
pub(super) fn check(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    for at in &reading.suspects {
        problems.extend(no_syllable(reading, *at));
    }
    for (at, phrase) in reading.phrases(Meaning::Typo) {
        problems.extend(typo(reading, at, at + phrase.len() - 1, &phrase.words));
    }
    for (at, phrase) in reading.phrases(Meaning::Spelling) {
        let last = at + phrase.len() - 1;
        problems.extend(spelling(reading, at, last, &phrase.words, phrase.is_wrong));
    }
    problems.extend(tone_styles(reading));
    problems.extend(i_and_y(reading));
}

/// A word in small letters with marks that no Vietnamese syllable is.
fn no_syllable(reading: &Reading<'_>, at: usize) -> Option<Diagnostic> {
    let word = reading.words[at];
    let letters = reading.letters(at);
    let is_part = |byte: u8| matches!(byte, b'_' | b'@' | b'#' | b'\'' | b'\\');
    let bytes = reading.text().as_bytes();
    let before = word.start.checked_sub(1).map(|at| bytes[at as usize]);
    let after = bytes.get(word.end as usize).copied();
    if before.is_some_and(is_part) || after.is_some_and(is_part) || letters.chars().count() == 1 {
        return None;
    }
    if reading.vocabulary.is_accepted(letters) || is_foreign_name(reading, at) {
        return None;
    }
    let place = reading.place(word.range());
    if let Some(parted) = parted(reading, letters) {
        let problem = Diagnostic::warning("T03.run_together", place);
        let problem = problem.with("word", letters).with("right", &parted);
        return Some(reading.fixed(problem, word.range(), &parted));
    }
    if word.traits.has(Traits::LONG) {
        return Some(Diagnostic::warning("T03.not_a_syllable", place).with("word", letters));
    }
    let is_right = |key: u64| reading.vocabulary.is_right(key);
    if let Some(mended) = syllable::with_right_tone(word.key, is_right) {
        let mended = syllable::spelled(mended);
        let problem = Diagnostic::warning("T03.tone_misplaced", place);
        let problem = problem.with("word", letters).with("right", &mended);
        return Some(reading.fixed(problem, word.range(), &mended));
    }
    Some(match syllable::nearest(word.key, is_right) {
        Some(near) => Diagnostic::warning("T03.mistyped", place)
            .with("word", letters)
            .with("right", syllable::spelled(near)),
        None => Diagnostic::warning("T03.not_a_syllable", place).with("word", letters),
    })
}

/// `quy định` of `quyđịnh`: the one way to part it into two right words, of which none is a letter.
fn parted(reading: &Reading<'_>, letters: &str) -> Option<String> {
    let is_right = |word: &str| {
        word.chars().count() > 1
            && letter::key(word).is_some_and(|key| reading.vocabulary.is_right(key))
    };
    let splits = letters.char_indices().skip(1).map(|(at, _)| letters.split_at(at));
    let mut right = splits.filter(|(first, second)| is_right(first) && is_right(second));
    let (first, second) = right.next()?;
    right.next().is_none().then(|| format!("{first} {second}"))
}

/// The later parts of a name in hyphens or behind an apostrophe: `Ra-đi-ông`, `H’Mông`.
fn is_foreign_name(reading: &Reading<'_>, at: usize) -> bool {
    let joins = |gap: &str| matches!(gap, "-" | "’" | "‘" | "'" | "ʼ");
    at > 0 && joins(reading.gap(at - 1)) || joins(reading.gap(at))
}

/// Whether only single spaces part these words.
fn is_run(reading: &Reading<'_>, first: usize, last: usize) -> bool {
    // A line feed stands between two halves of a torn paragraph (S05).
    (first..last).all(|at| matches!(reading.gap(at), " " | "\n" | " \n"))
}

fn typo(reading: &Reading<'_>, first: usize, last: usize, right: &str) -> Option<Diagnostic> {
    let range = reading.span(first, last);
    let typed = &reading.text()[range.clone()];
    // “lược lượng” alone in quotation marks is spoken of: a note says what was mended.
    let text = reading.text();
    let is_named = text[..range.start].ends_with('“') && text[range.end..].starts_with('”');
    if !is_run(reading, first, last) || typed.to_lowercase() == right || is_named {
        return None;
    }
    let right = in_case_of(&reading.words[first..=last], right);
    let problem = Diagnostic::warning("T04.phrase", reading.place(range.clone()));
    let problem = problem.with("words", typed).with("right", &right);
    Some(reading.fixed(problem, range, &right))
}

/// The right words in capitals where the typed ones are.
fn in_case_of(typed: &[Word], right: &str) -> String {
    let all = typed.iter().all(|word| word.traits.has(Traits::CAPITAL));
    if all && typed.iter().all(|word| !word.traits.has(Traits::SMALL)) {
        return right.to_uppercase();
    }
    if typed.first().is_some_and(|word| word.traits.has(Traits::CAPITAL)) {
        let mut letters = right.chars();
        let first = letters.next().map(char::to_uppercase);
        return first.into_iter().flatten().chain(letters).collect();
    }
    right.to_owned()
}

fn spelling(
    reading: &Reading<'_>,
    first: usize,
    last: usize,
    right: &str,
    is_wrong: bool,
) -> Option<Diagnostic> {
    let range = reading.span(first, last);
    let typed = &reading.text()[range.clone()];
    let is_fine = !is_wrong && (typed == right || is_allowed(reading, first, last, right));
    if is_fine || is_in_address(reading, &range) || !has_small_gaps(reading, first, last) {
        return None;
    }
    let starts = starts_sentence(reading, first, range.start);
    let right =
        if starts { in_case_of(&reading.words[first..=first], right) } else { right.to_owned() };
    let problem = Diagnostic::hint("T07.spelling", reading.place(range.clone()));
    let problem = problem.with("words", typed).with("right", &right);
    Some(reading.fixed(problem, range, &right))
}

/// Capitals throughout, and a capital at the beginning of a sentence.
fn is_allowed(reading: &Reading<'_>, first: usize, last: usize, right: &str) -> bool {
    let range = reading.span(first, last);
    let typed = &reading.text()[range.clone()];
    let around = [first.checked_sub(1), Some(last + 1)];
    let shouts = |at: &usize| reading.words.get(*at).is_some_and(|w| w.traits.is_all_capitals());
    if typed == right.to_uppercase() && (right.contains(' ') || around.iter().flatten().any(shouts))
    {
        return true;
    }
    let mut letters = typed.chars();
    let lowered: String =
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    let starts = starts_sentence(reading, first, range.start);
    starts && lowered == right
}

fn starts_sentence(reading: &Reading<'_>, first: usize, at: usize) -> bool {
    let before = &reading.text()[..at];
    reading.passage(at).is_some_and(|passage| passage.text.start == at)
        || first > 0 && ends_sentence(reading.gap(first - 1))
        || before.ends_with(['“', '"', '(', ':'])
        || before.ends_with(": ")
}

/// Words of one phrase stand close: `Covid - 19`, `phòng chống`; a full stop parts them.
fn has_small_gaps(reading: &Reading<'_>, first: usize, last: usize) -> bool {
    (first..last).all(|at| {
        let gap = reading.gap(at);
        gap.len() <= 5 && !gap.contains(['.', ';', ':', '(', ')', '“', '”', '"', '\n', '/'])
    })
}

/// Part of an address, an e-mail or a file's name.
fn is_in_address(reading: &Reading<'_>, range: &std::ops::Range<usize>) -> bool {
    let bytes = reading.text().as_bytes();
    let joins = |byte: &u8| matches!(byte, b'@' | b'/' | b'_' | b'#' | b'.');
    let before = range.start.checked_sub(1).and_then(|at| bytes.get(at));
    let after = bytes.get(range.end);
    let word_after = bytes.get(range.end + 1).is_some_and(u8::is_ascii_alphanumeric);
    before.is_some_and(joins) || after.is_some_and(|byte| joins(byte) && word_after)
}

/// `hòa` and `hoà` in one text. Names and quotations keep theirs.
fn tone_styles(reading: &Reading<'_>) -> Option<Diagnostic> {
    let of = |facts: Facts| {
        let mut all = reading.styles.iter().filter(|(_, found)| found.has(facts));
        let first = all.find(|(at, _)| !reading.is_quoted(reading.words[*at].start as usize));
        first.map(|(at, _)| (*at, all.count()))
    };
    let (first, more_first) = of(Facts::TONE_ON_FIRST)?;
    let (second, more_second) = of(Facts::TONE_ON_SECOND)?;
    // The rarer style is the slip.
    let (slip, other) = if more_first < more_second { (first, second) } else { (second, first) };
    let place = reading.place(reading.words[slip].range());
    Some(
        Diagnostic::hint("T05.tone_styles", place)
            .with("word", reading.letters(slip))
            .with("other", reading.letters(other)),
    )
}

/// `kỷ` and `kỉ`: the same syllable in both spellings.
fn i_and_y(reading: &Reading<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<u64, usize> = BTreeMap::new();
    for (at, facts) in &reading.styles {
        if facts.has(Facts::I_OR_Y) {
            first.entry(reading.words[*at].key).or_insert(*at);
        }
    }
    let pairs = first.iter().filter_map(|(key, at)| {
        let other = first.get(&with_i(*key)?)?;
        let is_quoted = |at: usize| reading.is_quoted(reading.words[at].start as usize);
        (!is_quoted(*at) && !is_quoted(*other)).then_some((*at.max(other), *at.min(other)))
    });
    pairs
        .map(|(slip, other)| {
            let place = reading.place(reading.words[slip].range());
            Diagnostic::hint("T05.i_and_y", place)
                .with("word", reading.letters(slip))
                .with("other", reading.letters(other))
        })
        .collect()
}

/// `kỉ` of `kỷ`.
fn with_i(key: u64) -> Option<u64> {
    let typed = syllable::spelled(key);
    let last = typed.chars().next_back()?;
    let at = "ỳỷỹýỵ".chars().position(|y| y == last)?;
    let i = "ìỉĩíị".chars().nth(at)?;
    letter::key(&format!("{}{i}", &typed[..typed.len() - last.len_utf8()]))
}
