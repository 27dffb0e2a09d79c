//! Names of documents and what they lead to.
//!
//! A name is folded (no case, no diacritics) and kept as a 64-bit key: the first eight bytes of a
//! SHA-256. With a million names the chance that any two different ones share a key is 3 in 10⁸.
//! A reference finds a document by its whole id before anything else, then by the last segment of
//! its id, its number, its title or its short name.

use crate::hash::Hash;
use crate::model::campaign::NOBODY;
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

/// All names of a set of documents: one array in the order of keys.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Names {
    /// By key, under one key by document; of a document each key once.
    entries: Vec<Entry>,
    /// Where the keys begin that begin with these bits; one more than there are such beginnings.
    starts: Vec<u32>,
    /// How far a key is shifted to leave those bits.
    shift: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    key: u64,
    document: u32,
    kind: u8,
    is_id: bool,
}

impl Names {
    /// The names of these documents, known by their positions.
    pub fn new<'a>(outlines: impl Iterator<Item = &'a Outline>) -> Self {
        Self::default().renewed(&[], outlines.enumerate().map(|(at, outline)| (at as u32, outline)))
    }

    /// The names of the documents that stay, `now` at these positions ([`NOBODY`] where they do not
    /// stay), and of `fresh` ones, both in the order of documents.
    pub fn renewed<'a>(
        &self,
        now: &[u32],
        fresh: impl Iterator<Item = (u32, &'a Outline)>,
    ) -> Self {
        let mut entries = Vec::new();
        for (document, outline) in fresh {
            for (at, key) in outline.names.iter().enumerate() {
                if !outline.names[..at].contains(key) {
                    let (key, kind) = (*key, outline.kind);
                    entries.push(Entry { key, document, kind, is_id: at == 0 });
                }
            }
        }
        let entries = sorted(entries);
        if self.entries.is_empty() {
            return Self::of_sorted(entries);
        }
        let stay = self.entries.iter().filter_map(|entry| {
            let document = now[entry.document as usize];
            (document != NOBODY).then_some(Entry { document, ..*entry })
        });
        Self::of_sorted(merged(stay, entries, self.entries.len()))
    }

    fn of_sorted(entries: Vec<Entry>) -> Self {
        let shift = shift(entries.len());
        let mut starts = Vec::with_capacity((u64::MAX >> shift) as usize + 2);
        for (at, entry) in entries.iter().enumerate() {
            while starts.len() <= (entry.key >> shift) as usize {
                starts.push(at as u32);
            }
        }
        starts.resize((u64::MAX >> shift) as usize + 2, entries.len() as u32);
        Self { entries, starts, shift }
    }

    /// The entries of a key, in the order of documents.
    fn entries(&self, key: u64) -> &[Entry] {
        let bits = (key >> self.shift) as usize;
        let (Some(from), Some(to)) = (self.starts.get(bits), self.starts.get(bits + 1)) else {
            return &[];
        };
        let near = &self.entries[*from as usize..*to as usize];
        let near = &near[near.partition_point(|entry| entry.key < key)..];
        &near[..near.partition_point(|entry| entry.key == key)]
    }

    /// Whether any document has this name.
    pub fn has(&self, key: u64) -> bool {
        !self.entries(key).is_empty()
    }

    /// The document a reference leads to, among those of the allowed kinds.
    pub fn find(&self, key: u64, to: KindSet) -> Found {
        let entries = self.entries(key);
        let mut allowed = entries.iter().filter(|entry| to.contains(entry.kind));
        let Some(first) = allowed.next() else {
            return entries.first().map_or(Found::None, |entry| Found::WrongKind(entry.document));
        };
        if entries.len() == 1 {
            return Found::One(first.document);
        }
        // A whole id goes before every other name.
        if let Some(entry) = entries.iter().find(|entry| entry.is_id && to.contains(entry.kind)) {
            return Found::One(entry.document);
        }
        let all: Vec<u32> = std::iter::once(first).chain(allowed).map(|e| e.document).collect();
        if all.len() == 1 { Found::One(first.document) } else { Found::Many(all) }
    }
}

/// How far keys are shifted so that about two of so many share what is left. Keys are hashes: they
/// spread evenly.
fn shift(count: usize) -> u32 {
    u64::BITS - (count / 2).max(2).ilog2()
}

/// Entries in the order of documents brought into that of keys: counted into the place of their
/// first bits, then sorted where several share them.
fn sorted(entries: Vec<Entry>) -> Vec<Entry> {
    let shift = shift(entries.len());
    let mut next = vec![0_u32; (u64::MAX >> shift) as usize + 2];
    for entry in &entries {
        next[(entry.key >> shift) as usize + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut sorted = entries.clone();
    for entry in entries {
        let slot = &mut next[(entry.key >> shift) as usize];
        sorted[*slot as usize] = entry;
        *slot += 1;
    }
    for near in sorted.chunk_by_mut(|a, b| a.key >> shift == b.key >> shift) {
        if near.len() > 1 {
            near.sort_by_key(|entry| entry.key);
        }
    }
    sorted
}

/// Two sorted rows of entries as one.
fn merged(stay: impl Iterator<Item = Entry>, fresh: Vec<Entry>, most: usize) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(most + fresh.len());
    let mut fresh = fresh.into_iter().peekable();
    for entry in stay {
        while let Some(before) =
            fresh.next_if(|fresh| (fresh.key, fresh.document) < (entry.key, entry.document))
        {
            entries.push(before);
        }
        entries.push(entry);
    }
    entries.extend(fresh);
    entries
}
