//! Marks between words (T06): repeated stops, spaces before marks, open quotations, lost ends.

use std::ops::Range;

use crate::check::text::paragraphs::is_torn;
use crate::check::text::reading::Reading;
use crate::diagnostic::Diagnostic;
use crate::model::prose::{Passage, Role};

/// What is wrong with marks.
pub(super) fn check(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    for at in 0..reading.words.len() {
        // Nearly every gap is one space, or a mark and a space.
        if reading.gap_length(at) == 1 {
            continue;
        }
        let gap = reading.gap(at);
        if gap.len() > 1 && !matches!(gap, ", " | ". " | ".\n" | "; " | ": " | ";\n") {
            let start = reading.words[at].end as usize;
            let is_number =
                |at: usize| reading.words.get(at).is_some_and(|word| word.traits.is_number());
            let numbers = is_number(at) && is_number(at + 1);
            self::gap(reading, gap, start, numbers, problems);
        }
    }
    for (at, passage) in reading.subject.prose.passages.iter().enumerate() {
        let passages = &reading.subject.prose.passages;
        let is_whole = |first: Option<&Passage>, second: Option<&Passage>| {
            first.zip(second).is_none_or(|(first, second)| !is_torn(reading, first, second))
        };
        let before = at.checked_sub(1).and_then(|at| passages.get(at));
        if let Some(problem) = quotes(reading, passage)
            && is_whole(before, Some(passage))
            && is_whole(Some(passage), passages.get(at + 1))
        {
            problems.push(problem);
        }
        problems.extend(final_comma(reading, passage, at));
    }
}

fn gap(
    reading: &Reading<'_>,
    gap: &str,
    start: usize,
    between_numbers: bool,
    problems: &mut Vec<Diagnostic>,
) {
    // What follows the end of a passage is the beginning of the next one.
    let gap = gap.split('\n').next().unwrap_or("");
    let mut hint = |id: &'static str, range: Range<usize>, right: &str| {
        let range = start + range.start..start + range.end;
        let typed = &reading.text()[range.clone()];
        let problem = Diagnostic::hint(id, reading.place(range.clone()));
        let problem = problem.with("typed", typed).with("right", right);
        problems.push(reading.fixed(problem, range, right));
    };
    if let Some(at) = gap.find(". ./.") {
        return hint("T06.stop_before_end", at..at + 5, "./.");
    }
    if let Some(at) = gap.find("..")
        && !gap[at..].starts_with("...")
        && !gap[at..].contains("./")
    {
        return hint("T06.two_stops", at..at + 2, ".");
    }
    let bytes = gap.as_bytes();
    if let Some(at) = space_before_mark(bytes).filter(|_| !between_numbers) {
        let from = gap[..at].trim_end_matches(' ').len();
        // What is not read stands between them, such as the call of a footnote.
        if reading.typed(start + from..start + at + 1).is_none() {
            return;
        }
        return hint("T06.space_before_mark", from..at + 1, &gap[at..=at]);
    }
    if gap.trim_matches(' ').is_empty() || gap.trim_end_matches(' ').len() + 1 < gap.len() {
        let end = gap.trim_end_matches(' ').len();
        // Spaces at the end of a passage are not shown.
        let ends = reading.text().as_bytes().get(start + gap.len()).is_none_or(|b| *b == b'\n');
        if gap.len() > end + 1 && !ends {
            hint("T06.two_spaces", end..gap.len(), " ");
        }
    }
}

/// A mark with a space before it and none of its own kind around: ` ,` but not ` ...` or ` ./.`.
fn space_before_mark(gap: &[u8]) -> Option<usize> {
    let at =
        (1..gap.len()).find(|at| matches!(gap[*at], b',' | b'.' | b';' | b':' | b'?' | b'!'))?;
    let next = gap.get(at + 1).copied().unwrap_or(b'\n');
    let is_alone = matches!(next, b' ' | b'\n');
    (gap[at - 1] == b' ' && is_alone && gap[..at].iter().all(|byte| *byte == b' ')).then_some(at)
}

/// “ without ”: judged where a passage holds one of them more often than the other.
fn quotes(reading: &Reading<'_>, passage: &Passage) -> Option<Diagnostic> {
    let words = reading.subject.prose.words_of(passage);
    // A byte that only punctuation begins with; few passages hold it.
    memchr::memchr_iter(0xE2, words.as_bytes())
        .find(|at| matches!(words.as_bytes().get(at + 2), Some(0x9C | 0x9D)))?;
    let count = |mark: char| words.matches(mark).count();
    let (open, close) = (count('“'), count('”'));
    // A quotation of several paragraphs opens in each and closes in the last.
    let is_wrong = close > open || open > close && !words.ends_with([';', ':', ',']);
    (open != close && is_wrong).then(|| {
        let mark = if open > close { '“' } else { '”' };
        let at = passage.text.start + words.rfind(mark).unwrap_or(0);
        let place = reading.place(at..at + mark.len_utf8());
        let missing = if open > close { "”" } else { "“" };
        Diagnostic::hint("T06.quotes", place).with("missing", missing)
    })
}

/// A paragraph that ends in a comma has lost its end.
fn final_comma(reading: &Reading<'_>, passage: &Passage, at: usize) -> Option<Diagnostic> {
    if !matches!(passage.role, Role::Paragraph) {
        return None;
    }
    let words = reading.subject.prose.words_of(passage).trim_end();
    let next = reading.subject.prose.passages.get(at + 1);
    let goes_on = next.is_some_and(|next| {
        let following = reading.subject.prose.words_of(next);
        matches!(next.role, Role::Item { .. } | Role::Cell)
            || following.starts_with(char::is_lowercase)
    });
    (words.ends_with(',') && words.len() > 40 && !goes_on).then(|| {
        let end = passage.text.start + words.len();
        Diagnostic::hint("T06.final_comma", reading.place(end - 1..end))
    })
}
