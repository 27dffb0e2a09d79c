//! The body of a document: HTML with open places for what only the campaign knows.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;

/// Cleaned HTML in which references are not resolved yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Html {
    /// The HTML; a link whose target is not known yet stands as its words alone.
    pub text: String,
    /// The places of such links, in the order of the text, not overlapping.
    pub slots: Vec<Slot>,
}

/// A link waiting for its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Where the words begin in the HTML (bytes).
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// What the link points to.
    pub target: SlotTarget,
}

/// What a slot points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlotTarget {
    /// The reference at this position of the outline; `titled` puts the target's title in place of
    /// the words, which are the bare id.
    Reference {
        /// Position in `Outline::references`.
        index: u32,
        /// Whether the words are to be replaced by the title.
        titled: bool,
    },
    /// The file at this position of the outline's files.
    File {
        /// Position in `Outline::files`.
        index: u32,
    },
    /// An image file: `src` is put before the end of the tag that the slot spans.
    Image {
        /// Position in `Outline::files`.
        index: u32,
    },
}

impl Html {
    /// What stands between the open places.
    pub fn between(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(0).chain(self.slots.iter().map(|slot| slot.end as usize));
        let ends = self.slots.iter().map(|slot| slot.start as usize).chain([self.text.len()]);
        begins.zip(ends).filter_map(|(begin, end)| self.text.get(begin..end))
    }
}

impl Body {
    /// The hash of everything in it, taken without copying the text.
    pub fn hash(&self) -> Hash {
        let rest = Hash::of_value(&(&self.html.slots, self.words));
        Hash::of_hashes([Hash::of(self.html.text.as_bytes()), rest])
    }
}

/// The text of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The cleaned HTML.
    pub html: Html,
    /// Number of words in it.
    pub words: u32,
}
