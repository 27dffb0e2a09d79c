//! The campaign: every published document and how they hang together.
//!
//! Flat arrays indexed by the position of a document; nothing here points into anything else, so
//! the whole of 100,000 documents is laid out in a few allocations.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::Outline;
use crate::model::names::Names;
use crate::model::status::{Phase, Status};
use crate::text::date::Date;

/// No document.
pub const NOBODY: u32 = u32::MAX;

/// Rows of different lengths in one array.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Table<T> {
    /// A table from the starts of its rows (one more than rows) and all items.
    pub fn new(starts: Vec<u32>, items: Vec<T>) -> Self {
        Self { starts, items }
    }

    /// A row; empty where there is none.
    pub fn row(&self, index: u32) -> &[T] {
        let index = index as usize;
        match (self.starts.get(index), self.starts.get(index + 1)) {
            (Some(start), Some(end)) => &self.items[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// All items, row after row.
    pub fn items(&self) -> &[T] {
        &self.items
    }
}

/// A mention of a document, seen from the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Backlink {
    /// Who mentions it.
    pub from: u32,
    /// Which of that document's references it is.
    pub reference: u32,
}

/// A term of a taxonomy and the documents under it, in the order of the newest.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The term as first written.
    pub title: String,
    /// Its address below the taxonomy's folder.
    pub slug: String,
    /// Documents, newest first.
    pub documents: Vec<u32>,
}

/// Every published document and how they hang together at a day.
pub struct Campaign {
    /// The day for which status and phase are computed.
    pub today: Date,
    /// The documents in the order of their paths.
    pub outlines: Vec<Arc<Hashed<Outline>>>,
    /// Their names.
    pub names: Names,
    /// For each reference of each document its target, or [`NOBODY`].
    pub targets: Table<u32>,
    /// For each document who mentions it, in the order of the mentioning documents.
    pub backlinks: Table<Backlink>,
    /// For each kind its documents in the order of their section.
    pub sections: Table<u32>,
    /// For each document its position in its section.
    pub places: Vec<u32>,
    /// For each kind the document that introduces its section, or [`NOBODY`].
    pub introductions: Vec<u32>,
    /// The document that introduces the home page, or [`NOBODY`].
    pub home: u32,
    /// Legal status of official documents.
    pub statuses: Vec<Option<Status>>,
    /// Phase of movements and contests.
    pub phases: Vec<Option<Phase>>,
    /// Terms of each taxonomy, in Vietnamese order.
    pub terms: Vec<Vec<Term>>,
}

impl Campaign {
    /// The outline of a document.
    pub fn outline(&self, document: u32) -> &Outline {
        &self.outlines[document as usize].value
    }

    /// The target of a document's reference.
    pub fn target(&self, document: u32, reference: u32) -> Option<u32> {
        let target = *self.targets.row(document).get(reference as usize)?;
        (target != NOBODY).then_some(target)
    }
}
