//! The line a diagnostic points to, cut where it is long; the same in every rendering.

use crate::diagnostic::Place;

/// Characters of a long line that are shown on each side of the words meant.
const AROUND: usize = 60;

/// The line of a place.
pub(super) struct Excerpt {
    /// What is shown of the line.
    pub text: String,
    /// Its number, from 1.
    pub line: usize,
    /// Where in the text the words meant begin, in bytes.
    pub start: usize,
    /// Where they end.
    pub end: usize,
}

impl Excerpt {
    pub(super) fn of(place: &Place) -> Option<Self> {
        let (span, line) = (place.span?, place.line.as_ref()?);
        let column = span.column.saturating_sub(1) as usize;
        let first = column.saturating_sub(if column > AROUND { AROUND } else { column });
        let shown = span.width.clamp(1, 120) as usize;
        let letters: Vec<char> =
            line.chars().skip(first).take(column - first + shown + AROUND).collect();
        let before: usize = letters.iter().take(column - first).map(|c| c.len_utf8()).sum();
        let marked: usize =
            letters.iter().skip(column - first).take(shown).map(|c| c.len_utf8()).sum();
        let text: String = letters.iter().collect();
        Some(Self { text, line: span.line as usize, start: before, end: before + marked })
    }
}
