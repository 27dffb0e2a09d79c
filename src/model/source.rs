//! One text file of the content or the theme at one instant.
//!
//! The text is UTF-8 in NFC without a byte-order mark, its lines end in `\n`, its path has `/` as
//! separator and is in NFC too. Where bytes came from and what was wrong with them is `read`'s
//! affair.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Place, Span};
use crate::hash::Hash;

/// A text and its place on disk.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path below the folder it was read from: `ke-hoach/147.md`.
    pub path: Arc<str>,
    /// The same path as a person can open it: `content/ke-hoach/147.md`.
    pub shown: Arc<str>,
    /// The text.
    pub text: String,
    /// The hash of the bytes on disk.
    pub hash: Hash,
    /// Where the text differs first from that on disk, because its letters were not composed (NFC).
    pub first_composed: Option<usize>,
    /// Byte offsets at which lines begin, the first of them 0.
    lines: Vec<u32>,
}

impl Source {
    /// A source of this text; `shown_below` is the folder that is put before the path in messages.
    pub fn new(shown_below: &str, path: &str, text: String, hash: Hash) -> Self {
        let shown = if shown_below.is_empty() {
            path.into()
        } else {
            format!("{shown_below}/{path}").into()
        };
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        // Files are refused above 32 MiB, so an offset fits into 32 bits.
        let lines = std::iter::once(0).chain(ends.map(|end| end as u32 + 1)).collect();
        Self { path: path.into(), shown, text, hash, first_composed: None, lines }
    }

    /// Line, column and width of a byte range of the text.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.boundary(range.start);
        let line = self.lines.partition_point(|begin| *begin as usize <= start).max(1) - 1;
        let begin = self.lines[line] as usize;
        let end = self.boundary(range.end).max(start);
        let words = self.text[start..end].lines().next().unwrap_or("");
        Span {
            line: line as u32 + 1,
            column: self.text[begin..start].chars().count() as u32 + 1,
            width: words.chars().count().max(1) as u32,
        }
    }

    /// Where these words stand within a byte range, if they stand there as they are, once.
    pub fn find(&self, range: Range<usize>, words: &str) -> Option<Range<usize>> {
        let text = self.text.get(range.clone())?;
        let mut found = text.match_indices(words);
        let (at, _) = found.next().filter(|_| !words.is_empty())?;
        let start = range.start + at;
        found.next().is_none().then_some(start..start + words.len())
    }

    /// The place of a byte range, for a diagnostic.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place::at(&self.shown, self.span(range))
    }

    /// The whole file as a place.
    pub fn whole(&self) -> Place {
        Place::file(&self.shown)
    }

    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}
