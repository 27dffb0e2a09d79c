//! Names of units written in two ways in one document (T08).
//!
//! Which form is registered only the documents of `don-vi` know; what is found here must not depend
//! on them, because it is remembered with the document. Two forms in one text are a slip whichever
//! is right.

use std::collections::BTreeMap;

use crate::check::text::reading::Reading;
use crate::check::text::vocabulary::Meaning;
use crate::diagnostic::Diagnostic;
use crate::text::word::Traits;

/// Fewer words than this are no name: `Sở Y tế`.
const SHORTEST: usize = 3;
const LONGEST: usize = 10;

/// Names that begin with the same words, in other capitals.
pub(super) fn check(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<[u64; SHORTEST], usize> = BTreeMap::new();
    for (at, _) in reading.phrases(Meaning::Unit) {
        if !reading.words[at].traits.has(Traits::CAPITAL)
            || reading.words[at].traits.is_all_capitals()
        {
            continue;
        }
        let Some(key) = key(reading, at) else { continue };
        let other = *first.entry(key).or_insert(at);
        if other != at {
            problems.extend(compare(reading, other, at));
        }
    }
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
