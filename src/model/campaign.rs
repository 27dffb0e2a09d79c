//! The campaign: every published document and how they hang together.
//!
//! Flat arrays indexed by the position of a document; nothing here points into anything else, so
//! the whole of 100,000 documents is laid out in a few allocations.

use std::sync::Arc;

use crate::hash::{Hash, Hashed};
use crate::model::document::Outline;
use crate::model::kind::Sort;
use crate::model::names::Names;
use crate::model::status::{Legal, Phase, Status};
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

    /// A table without rows, with room for so many of them and so many items.
    pub fn with_room(rows: usize, items: usize) -> Self {
        let mut starts = Vec::with_capacity(rows + 1);
        starts.push(0);
        Self { starts, items: Vec::with_capacity(items) }
    }

    /// Adds items to the row that is being made.
    pub fn extend(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
    }

    /// The row that is being made.
    pub fn open_row(&mut self) -> &mut [T] {
        let start = self.starts.last().map_or(0, |start| *start as usize);
        &mut self.items[start..]
    }

    /// Ends the row that is being made and begins the next one.
    pub fn end_row(&mut self) {
        self.starts.push(self.items.len() as u32);
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

/// What orders a document beside its title.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// Its kind.
    pub kind: u8,
    /// The date that orders it.
    pub date: Option<Date>,
    /// Its place by the field `order`.
    pub order: Option<i64>,
}

/// The words under which documents are gathered, each kept once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// Each word as written and its slug, in the order in which documents have them first.
    pub list: Vec<(Arc<str>, Arc<str>)>,
    /// For each document the positions of its words.
    pub of: Table<u32>,
}

/// Every published document and how they hang together at a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// The day for which status and phase are computed.
    pub today: Date,
    /// The documents in the order of their paths.
    pub outlines: Vec<Arc<Hashed<Outline>>>,
    /// The hash of the kinds and taxonomies under which they were linked.
    pub declared: Hash,
    /// Their names.
    pub names: Names,
    /// What orders them.
    pub facts: Vec<Facts>,
    /// Their places in the order of titles, equal titles by id.
    pub ranks: Vec<u32>,
    /// For each reference of each document the key of the name it goes by.
    pub keys: Table<u64>,
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
    /// The words of each taxonomy.
    pub words: Vec<Words>,
    /// Terms of each taxonomy, in Vietnamese order.
    pub terms: Vec<Vec<Term>>,
}

impl Sort {
    /// Where a document stands in this order: by the date or the number first, those that have none
    /// last, then by the rank of its title. Takes 97 bits.
    pub fn place(self, facts: &Facts, rank: u32) -> u128 {
        let day = facts.date.map(|date| i64::from(i32::from(date)));
        let first = match self {
            Self::Newest => day.map(|day| -day),
            Self::Oldest => day,
            Self::Order => facts.order,
            Self::Title => None,
        };
        // The sign turned round, negative numbers are the smaller ones.
        let first = first.map_or(1 << 64, |first| u128::from(first.cast_unsigned() ^ (1 << 63)));
        (first << 32) | u128::from(rank)
    }
}

impl Campaign {
    /// A campaign without documents.
    pub fn empty(today: Date, declared: Hash) -> Self {
        Self {
            today,
            outlines: Vec::new(),
            declared,
            names: Names::default(),
            facts: Vec::new(),
            ranks: Vec::new(),
            keys: Table::default(),
            targets: Table::default(),
            backlinks: Table::default(),
            sections: Table::default(),
            places: Vec::new(),
            introductions: Vec::new(),
            home: NOBODY,
            statuses: Vec::new(),
            phases: Vec::new(),
            words: Vec::new(),
            terms: Vec::new(),
        }
    }

    /// Where a document stands in an order: a number that is compared instead of its date, its
    /// title and its id.
    pub fn place(&self, document: u32, sort: Sort) -> u128 {
        sort.place(&self.facts[document as usize], self.ranks[document as usize])
    }

    /// Whether a document was withdrawn: its address, its title and the reason stay, its text goes.
    pub fn is_withdrawn(&self, document: u32) -> bool {
        let status = self.statuses.get(document as usize).copied().flatten();
        status.is_some_and(|status| status.legal == Legal::Withdrawn)
    }

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
