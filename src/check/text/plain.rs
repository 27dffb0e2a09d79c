//! Plain words on pages for citizens (T09): abbreviations, long sentences, no plain version.

use std::collections::BTreeSet;

use crate::check::text::Lists;
use crate::check::text::reading::{Reading, ends_sentence};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::prose::Role;

/// Longest sentence in words.
const LONGEST: usize = 40;

/// A text from here on wants a plain version beside it.
const LONG_TEXT: usize = 400;

/// What is hard to read on a page that citizens read.
pub(super) fn check(reading: &Reading<'_>, lists: &Lists, problems: &mut Vec<Diagnostic>) {
    if reading.subject.kind.official {
        return;
    }
    abbreviations(reading, lists, problems);
    problems.extend(long_sentences(reading));
    problems.extend(no_plain(reading));
}

fn abbreviations(reading: &Reading<'_>, lists: &Lists, problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for at in reading.capitals.iter().copied() {
        let letters = reading.letters(at);
        let is_known = lists.abbreviations.contains(letters)
            || letters.len() > 8
            || reading.field(reading.words[at].start as usize).is_some()
            || letters.bytes().all(|byte| b"IVXLC".contains(&byte));
        if is_known || !seen.insert(letters) || is_shouted(reading, at) || is_explained(reading, at)
        {
            continue;
        }
        let place = reading.place(reading.words[at].range());
        problems.push(Diagnostic::hint("T09.abbreviation", place).with("word", letters));
    }
}

/// Part of a line in capitals, of a document's number, of a file's name.
fn is_shouted(reading: &Reading<'_>, at: usize) -> bool {
    let shouts = |at: usize| reading.words.get(at).is_some_and(|w| w.traits.is_all_capitals());
    let joins = |gap: &str| matches!(gap, "/" | "-" | "." | "_" | "–" | "@");
    let before = at.checked_sub(1);
    before.is_some_and(|at| joins(reading.gap(at)) || reading.gap(at) == " " && shouts(at))
        || joins(reading.gap(at))
        // “TM. ỦY BAN NHÂN DÂN”, at the foot.
        || reading.gap(at) == ". " && shouts(at + 1)
        || reading.gap(at) == " " && shouts(at + 1)
}

/// `(TCHC)` behind the words it stands for, or followed by them: in brackets, behind a colon, in a
/// sentence that says so.
fn is_explained(reading: &Reading<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |at| reading.gap(at));
    let after = reading.gap(at);
    before.ends_with('(')
        || before.ends_with("(“")
        || after.starts_with(" (")
        || after.starts_with(" =")
        || after.starts_with(':') && before.contains('\n')
        || is_defined(reading, at)
}

/// `WHO là chữ viết tắt của …`, `WHO (viết tắt của …)`.
fn is_defined(reading: &Reading<'_>, at: usize) -> bool {
    (at + 1..at + 4).any(|at| reading.letters(at) == "viết" && reading.letters(at + 1) == "tắt")
}

/// One message: how many there are, at the first of them.
fn long_sentences(reading: &Reading<'_>) -> Option<Diagnostic> {
    let mut first = None;
    let mut count = 0;
    let mut start = 0;
    let mut commas = 0;
    for at in 0..reading.words.len() {
        if reading.gap_length(at) == 1 && reading.gap(at) != "\n" {
            continue;
        }
        let gap = reading.gap(at);
        commas += usize::from(gap.contains(';'));
        if gap.contains(['\n', '.', '!', '?', '…']) && ends_sentence(gap) {
            if at + 1 - start > LONGEST && commas < 3 && is_running(reading, start) {
                count += 1;
                first = first.or(Some((start, at)));
            }
            start = at + 1;
            commas = 0;
        }
    }
    let (start, end) = first?;
    let place = reading.place(reading.span(start, start + 3));
    let words = (end + 1 - start).to_string();
    Some(
        Diagnostic::hint("T09.long_sentence", place)
            .with("words", words)
            .with("count", count.to_string()),
    )
}

fn is_running(reading: &Reading<'_>, at: usize) -> bool {
    let passage = reading.passage(reading.words[at].start as usize);
    passage.is_some_and(|p| matches!(p.role, Role::Paragraph | Role::Item { .. } | Role::Quotation))
}

fn no_plain(reading: &Reading<'_>) -> Option<Diagnostic> {
    let plain = reading.subject.kind.fields.index("plain")?;
    let outline = reading.subject.outline;
    let is_missing = reading.words.len() > LONG_TEXT && outline.value(Some(plain)).is_none();
    is_missing.then(|| Diagnostic::hint("T09.no_plain", Place::file(&outline.shown)))
}
