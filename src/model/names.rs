//! Names of documents and what they lead to.
//!
//! A name is folded (no case, no diacritics) and kept as a 64-bit key: the first eight bytes of a
//! SHA-256. With a million names the chance that any two different ones share a key is 3 in 10⁸.
//! A reference finds a document by its whole id before anything else, then by the last segment of
//! its id, its number, its title or its short name.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::hash::Hash;
use crate::model::document::Outline;
use crate::model::kind::KindSet;
use crate::text::fold;

/// The key of a name.
pub fn key(name: &str) -> u64 {
    Hash::of(fold::key(name).as_bytes()).number()
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// No document of that name.
    None,
    /// One document.
    One(u32),
    /// Several, in order.
    Many(Vec<u32>),
    /// Documents of that name, none of an allowed kind.
    WrongKind(u32),
}

/// All names of a set of documents.
#[derive(Default)]
pub struct Names {
    first: HashMap<u64, u32, BuildHasherDefault<KeyHasher>>,
    entries: Vec<Entry>,
    kinds: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Entry {
    document: u32,
    is_id: bool,
    next: u32,
}

const END: u32 = u32::MAX;

impl Names {
    /// The names of these documents, known by their positions.
    pub fn new<'a>(
        outlines: impl ExactSizeIterator<Item = &'a Outline> + DoubleEndedIterator,
    ) -> Self {
        let count = outlines.len();
        let mut names = Self {
            first: HashMap::with_capacity_and_hasher(count * 4, BuildHasherDefault::default()),
            entries: Vec::with_capacity(count * 4),
            kinds: vec![0; count],
        };
        // From the last to the first, so that each chain of entries is in the order of documents.
        for (document, outline) in outlines.enumerate().rev() {
            names.kinds[document] = outline.kind;
            for (position, key) in outline.names.iter().enumerate().rev() {
                names.insert(*key, document as u32, position == 0);
            }
        }
        names
    }

    fn insert(&mut self, key: u64, document: u32, is_id: bool) {
        let at = self.entries.len() as u32;
        let next = self.first.insert(key, at).unwrap_or(END);
        self.entries.push(Entry { document, is_id, next });
    }

    /// The documents of a name, in order, each once; the flag says whether it is its whole id.
    pub fn all(&self, key: u64) -> impl Iterator<Item = (u32, bool)> {
        let mut at = self.first.get(&key).copied().unwrap_or(END);
        let mut last = END;
        std::iter::from_fn(move || {
            while let Some(entry) = self.entries.get(at as usize) {
                at = entry.next;
                if entry.document != last {
                    last = entry.document;
                    return Some((entry.document, entry.is_id));
                }
            }
            None
        })
    }

    /// The document a reference leads to, among those of the allowed kinds.
    pub fn find(&self, key: u64, to: KindSet) -> Found {
        let mut found = Found::None;
        for (document, is_id) in self.all(key) {
            if !to.contains(self.kinds[document as usize]) {
                if found == Found::None {
                    found = Found::WrongKind(document);
                }
                continue;
            }
            if is_id {
                return Found::One(document);
            }
            found = match found {
                Found::None | Found::WrongKind(_) => Found::One(document),
                Found::One(first) => Found::Many(vec![first, document]),
                Found::Many(mut all) => {
                    all.push(document);
                    Found::Many(all)
                }
            };
        }
        found
    }
}

/// Keys are hashes already.
#[derive(Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
