//! A part of the memory, and where records lie in it: by the hash of their paths, for a build asks for
//! each of them several times, and a search by comparing would read a dozen paths for one.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hash::{Hash, KeyHasher};
use crate::memory::{DocumentRecord, FileRecord, PARTS, PageRecord};

/// What is remembered of the paths that fall into it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Part {
    pub documents: Vec<Arc<DocumentRecord>>,
    pub pages: Vec<PageRecord>,
    pub files: Vec<FileRecord>,
    #[serde(skip)]
    places: Places,
}

/// The part of a path.
pub(super) fn part_of(path: &str) -> usize {
    (key(path) % PARTS as u64) as usize
}

impl Part {
    /// In the order of paths.
    pub(super) fn sorted(mut self) -> Self {
        self.documents.sort_by(|a, b| a.path.cmp(&b.path));
        self.pages.sort_by(|a, b| a.written.path.cmp(&b.written.path));
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self
    }

    /// With the places of its records, which are not saved.
    pub(super) fn indexed(self) -> Self {
        let places = Places {
            documents: Index::of(self.documents.iter().map(|record| &*record.path)),
            pages: Index::of(self.pages.iter().map(|record| &*record.written.path)),
            files: Index::of(self.files.iter().map(|record| &*record.path)),
        };
        Self { places, ..self }
    }

    /// The position of a document's record.
    pub(super) fn document(&self, path: &str) -> Option<usize> {
        let at = self.places.documents.find(path)?;
        (*self.documents[at].path == *path).then_some(at)
    }

    /// What is remembered of a file of the site.
    pub(super) fn page(&self, path: &str) -> Option<&PageRecord> {
        let page = &self.pages[self.places.pages.find(path)?];
        (*page.written.path == *path).then_some(page)
    }

    /// What is remembered of an attachment.
    pub(super) fn file(&self, path: &str) -> Option<&FileRecord> {
        let file = &self.files[self.places.files.find(path)?];
        (*file.path == *path).then_some(file)
    }

    /// The hashes of its outlines in order.
    pub(super) fn outlines(&self) -> impl Iterator<Item = Hash> {
        self.documents.iter().filter_map(|record| record.outline)
    }

    /// Whether two parts would be the same bytes.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.documents.len() == other.documents.len()
            && self.pages.len() == other.pages.len()
            && self.files.len() == other.files.len()
            && self.documents.iter().zip(&other.documents).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
            && self.pages.iter().zip(&other.pages).all(|(a, b)| a == b)
            && self.files.iter().zip(&other.files).all(|(a, b)| a == b)
    }
}

/// A hash of a path (FNV-1a): spreads paths evenly and is the same everywhere.
fn key(path: &str) -> u64 {
    path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Positions of the records of one part.
#[derive(Clone, Debug, Default)]
struct Places {
    documents: Index,
    pages: Index,
    files: Index,
}

/// Positions by the hashes of paths.
#[derive(Clone, Debug, Default)]
struct Index(HashMap<u64, u32, BuildHasherDefault<KeyHasher>>);

impl Index {
    /// The positions of records with these paths, in their order.
    fn of<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        Self(paths.enumerate().map(|(at, path)| (within(path), at as u32)).collect())
    }

    /// The position of the record that has this path, if any has: whoever asks must compare. Of two
    /// paths with one hash, which no site will see, the first is not found and made anew.
    fn find(&self, path: &str) -> Option<usize> {
        self.0.get(&within(path)).map(|at| *at as usize)
    }
}

/// The key within a part: all paths of a part have the last bits of their keys in common.
fn within(path: &str) -> u64 {
    key(path).rotate_right(PARTS.ilog2())
}
