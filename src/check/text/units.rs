//! Names of units written in two ways in one document (T08), and all that may name a unit.
//!
//! Which form is registered only the documents of `don-vi` know; what is found here must not depend
//! on them, because it is remembered with the document. Two forms in one text are a slip whichever
//! is right; the rest is held against the registry in every run (`check::named`).

use std::collections::{BTreeMap, BTreeSet};

use crate::check::text::reading::{Reading, ends_sentence};
use crate::check::text::vocabulary::Meaning;
use crate::diagnostic::Diagnostic;
use crate::model::named::{self, NamedUnit};
use crate::text::letter;
use crate::text::word::Traits;

/// Fewer words than this are no name: `Sở Y tế`.
const SHORTEST: usize = 3;
const LONGEST: usize = 10;
/// More words than any registered name has.
const LONGEST_NAMED: usize = 14;
/// Words that no name holds: with them the sentence goes on.
const BEHIND_A_NAME: [&str; 12] =
    ["đã", "được", "sẽ", "phải", "là", "để", "về", "theo", "khi", "do", "có", "trong"];
/// Words of a passage that tells of what was: `huyện cũ`, `trước đây`, `nguyên là`, `sáp nhập`, `giải
/// thể`, `sắp xếp`, `đổi tên`, `kế thừa`.
const OF_PAST: [&str; 8] = ["cũ", "trước", "nguyên", "sáp", "giải", "sắp", "đổi", "thừa"];

/// What may be the name of a unit: from a word that begins one, to where the words end.
pub(super) fn named(reading: &Reading<'_>) -> Vec<NamedUnit> {
    let of_past: Vec<u64> = OF_PAST.iter().filter_map(|word| letter::key(word)).collect();
    let mut first: BTreeMap<[u64; SHORTEST], usize> = BTreeMap::new();
    let (mut units, mut seen, mut free) = (Vec::new(), BTreeSet::new(), 0);
    for (at, _) in reading.phrases(Meaning::Unit) {
        // “huyện Sìn Hồ” begins in a small letter; inside a longer name it is no name of its own.
        let is_inner = at >= free && !has_capital(reading, at) && is_capital(reading, at + 1);
        if !is_capital(reading, at) && !is_inner {
            continue;
        }
        let Some(unit) = unit(reading, at, &of_past) else { continue };
        free = at + unit.words.split(' ').count();
        if !seen.insert(unit.words.clone()) {
            continue;
        }
        let other = key(reading, at).filter(|_| !is_inner);
        let other = other.map(|key| *first.entry(key).or_insert(at)).filter(|other| *other != at);
        let otherwise = other.and_then(|other| compare(reading, other, at)).map(Box::new);
        units.push(NamedUnit { otherwise, ..unit });
    }
    // Every text of the site names some, and all of them are held until the build is done.
    units.shrink_to_fit();
    units
}

fn has_capital(reading: &Reading<'_>, at: usize) -> bool {
    reading.words.get(at).is_some_and(|word| word.traits.has(Traits::CAPITAL))
}

/// Whether a word has a capital and is not part of a line in capitals.
fn is_capital(reading: &Reading<'_>, at: usize) -> bool {
    has_capital(reading, at) && !reading.words[at].traits.is_all_capitals()
}

fn unit(reading: &Reading<'_>, at: usize, of_past: &[u64]) -> Option<NamedUnit> {
    let last = (at..at + LONGEST_NAMED).find(|at| reading.gap(*at) != " ");
    let last = last.unwrap_or(at + LONGEST_NAMED - 1).min(reading.words.len() - 1);
    let [first, second, ..] = reading.words.get(at..=last)? else { return None };
    let is_told = [first, second].iter().all(|word| !word.traits.has(Traits::LONG.or(Traits::ODD)));
    let range = reading.span(at, last);
    let words = reading.text().get(range.clone()).filter(|_| is_told)?;
    let typed = reading.subject.prose.source_of(range.clone());
    let is_exact = reading.subject.source.text.get(typed.clone()) == Some(words);
    let opens = at == 0 || ends_sentence(reading.gap(at - 1));
    Some(NamedUnit {
        key: named::of_keys(first.key, second.key),
        words: words.into(),
        span: reading.subject.source.span(typed.clone()),
        start: is_exact.then_some(typed.start as u32),
        opens_sentence: opens,
        is_past: is_past(reading, range.start, of_past),
        is_field: reading.passage(range.start).is_some_and(|passage| passage.role.is_field()),
        otherwise: None,
    })
}

/// Whether the passage around a byte tells of what was: by a word, or by a year.
fn is_past(reading: &Reading<'_>, at: usize, of_past: &[u64]) -> bool {
    let Some(passage) = reading.passage(at) else { return false };
    let first = reading.words.partition_point(|word| (word.start as usize) < passage.text.start);
    let words = reading.words[first..].iter();
    let mut words = words.take_while(|word| (word.start as usize) < passage.text.end);
    words.any(|word| {
        of_past.contains(&word.key) || word.traits.is_number() && word.end - word.start == 4
    })
}

fn key(reading: &Reading<'_>, at: usize) -> Option<[u64; SHORTEST]> {
    let words = reading.words.get(at..at + SHORTEST)?;
    let is_run = (at..at + SHORTEST - 1).all(|at| reading.gap(at) == " ");
    is_run.then(|| [words[0].key, words[1].key, words[2].key])
}

/// The longest run of the same words, and whether its capitals differ.
fn compare(reading: &Reading<'_>, first: usize, second: usize) -> Option<Diagnostic> {
    let mut count = 1;
    while count < LONGEST
        && second + count < reading.words.len()
        && reading.words[first + count].key == reading.words[second + count].key
        && !BEHIND_A_NAME.contains(&reading.letters(first + count))
        && reading.gap(first + count - 1) == " "
        && reading.gap(second + count - 1) == " "
    {
        count += 1;
    }
    let words = |at: usize| &reading.text()[reading.span(at, at + count - 1)];
    let shouts = |at: usize| (at..at + count).all(|at| reading.words[at].traits.is_all_capitals());
    if words(first) == words(second) || shouts(first) || shouts(second) {
        return None;
    }
    let range = reading.span(second, second + count - 1);
    let problem = Diagnostic::warning("T08.two_spellings", reading.place(range));
    Some(problem.with("words", words(second)).with("other", words(first)))
}
