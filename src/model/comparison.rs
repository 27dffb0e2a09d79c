//! What differs between two texts of a document, as a reader goes through it.

use serde::{Deserialize, Serialize};

/// Fields first, then files, then the text block by block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Fields whose value differs, in declared order.
    pub fields: Vec<FieldChange>,
    /// Files that were added, removed or are others.
    pub files: Vec<FileChange>,
    /// The text, every block of it.
    pub blocks: Vec<Block>,
    /// How many blocks changed how.
    pub counts: Counts,
}

/// Nothing differs and nothing is there.
pub static NOTHING: &Comparison = &Comparison {
    fields: Vec::new(),
    files: Vec::new(),
    blocks: Vec::new(),
    counts: Counts { edited: 0, added: 0, removed: 0, moved: 0 },
};

/// A field with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// What the field is called.
    pub label: String,
    /// Its words before, what was removed marked; empty where it had no value.
    pub before: Vec<Run>,
    /// Its words after, what was added marked.
    pub after: Vec<Run>,
}

/// A file that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its name.
    pub name: String,
    /// Length in bytes and SHA-256 before; `None` for one that is new.
    pub before: Option<(u64, String)>,
    /// The same after; `None` for one that is gone.
    pub after: Option<(u64, String)>,
}

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The words with the spaces between them.
    pub text: String,
    /// Whether a space parts them from the run before.
    pub spaced: bool,
    /// What became of them.
    pub mark: Mark,
}

/// What became of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// They stayed.
    Same,
    /// They are gone.
    Removed,
    /// They are new.
    Added,
}

/// A part of a text that readers see as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub shape: Shape,
    /// What became of it.
    pub change: Change,
    /// Its words, both the old and the new ones where it was edited; of a rewritten one all the
    /// old ones, then all the new ones.
    pub runs: Vec<Run>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Shape {
    /// A heading of this level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A point of a list.
    Point,
    /// A row of a table.
    Row,
    /// Words that keep their line ends.
    Verbatim,
}

impl Shape {
    /// The word templates know.
    pub fn key(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Paragraph => "paragraph",
            Self::Point => "point",
            Self::Row => "row",
            Self::Verbatim => "verbatim",
        }
    }
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// It stands as it was.
    Same,
    /// Some of its words differ.
    Edited,
    /// So much of it differs that the old words are shown whole, and then the new ones.
    Rewritten,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
    /// It stood here and stands elsewhere now; the number names the pair.
    MovedAway(u32),
    /// It stands here and stood elsewhere before.
    MovedHere(u32),
}

impl Change {
    /// The word templates know.
    pub fn key(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Edited => "edited",
            Self::Rewritten => "rewritten",
            Self::Removed => "removed",
            Self::Added => "added",
            Self::MovedAway(_) => "moved-away",
            Self::MovedHere(_) => "moved-here",
        }
    }
}

/// How many blocks changed how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Edited or rewritten.
    pub edited: usize,
    /// New.
    pub added: usize,
    /// Gone.
    pub removed: usize,
    /// Moved, each counted once.
    pub moved: usize,
}
