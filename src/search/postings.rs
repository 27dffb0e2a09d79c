//! All terms of all records, turned round: for each word where it stands.
//!
//! Records come in parts and go again: what is kept of them are a few bytes a term, in the order of
//! documents, until the last one is in.

use std::cmp::Ordering;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::search::shards::Places;
use crate::search::terms::{Rules, Term, Terms};

/// The terms of the records so far.
pub(super) struct Postings {
    documents: u32,
    /// By cell.
    own: Vec<Gathered>,
    /// Words without a cell of their own.
    others: FxHashMap<String, Gathered>,
}

/// The terms that begin with one word.
#[derive(Default)]
struct Gathered {
    /// For each document its distance from the one before, the number of terms (both in groups of
    /// seven bits), and each term's tail in four bytes.
    bytes: Vec<u8>,
    /// The last document in it.
    last: u32,
}

/// Where the terms that begin with one word stand.
pub(super) struct Word {
    /// The folded word.
    pub text: String,
    /// How many documents have the word.
    pub frequency: u32,
    /// What files are made of.
    pub places: Places,
}

/// A term of a document: its `rest` (all but first word and weight), position, weight.
pub(super) fn item(rest: u32, document: u32, weight: u32) -> u64 {
    u64::from(rest) << 32 | u64::from(document << 2 | weight)
}

/// A term of a document by its tail ([`Term::tail`]).
pub(super) fn item_of(tail: u32, document: u32) -> u64 {
    item(tail >> 2, document, tail & 3)
}

/// Whether a tail is that of a word alone.
pub(super) fn is_alone(tail: u32) -> bool {
    tail >> 14 == 0
}

/// A term's `rest`.
pub(super) fn rest(item: u64) -> u32 {
    (item >> 32) as u32
}

/// The second word's cell plus one; 0 for the word alone.
pub(super) fn second(item: u64) -> u32 {
    rest(item) >> 12
}

/// Position of the document.
pub(super) fn document(item: u64) -> u32 {
    item as u32 >> 2
}

/// Weight of the term in the document.
pub(super) fn weight(item: u64) -> u32 {
    item as u32 & 3
}

/// A word in more than this share of all documents says nothing of a text: it keeps its places in
/// titles only. In percent, for sites of more than a few documents.
const TOO_COMMON: usize = 40;
const FEW: usize = 50;

/// Ranges of cells that are filled by one worker each.
const RANGES: usize = 16;

impl Postings {
    pub(super) fn new(rules: &Rules) -> Self {
        let mut own = Vec::new();
        own.resize_with(rules.cells.owned() as usize, Gathered::default);
        Self { documents: 0, own, others: FxHashMap::default() }
    }

    /// Takes the terms of the next records.
    pub(super) fn add(&mut self, terms: &[Terms]) {
        let (first, owned) = (self.documents, self.own.len() as u32);
        let size = self.own.len().div_ceil(RANGES);
        let (own, others) = (&mut self.own, &mut self.others);
        rayon::join(
            || {
                own.par_chunks_mut(size).enumerate().for_each(|(range, words)| {
                    let from = (range * size) as u32;
                    let cells = from..from + words.len() as u32;
                    for (at, terms) in terms.iter().enumerate() {
                        let of_word = terms.between(&cells);
                        for same in of_word.chunk_by(|a, b| a.first() == b.first()) {
                            words[(same[0].first() - from) as usize].push(first + at as u32, same);
                        }
                    }
                });
            },
            || {
                for (at, terms) in terms.iter().enumerate() {
                    let of_others = terms.between(&(owned..u32::MAX));
                    for same in of_others.chunk_by(|a, b| a.first() == b.first()) {
                        let word = &terms.words[(same[0].first() - owned) as usize];
                        let gathered = match others.get_mut(word) {
                            Some(gathered) => gathered,
                            None => others.entry(word.clone()).or_default(),
                        };
                        gathered.push(first + at as u32, same);
                    }
                }
            },
        );
        self.documents += terms.len() as u32;
    }

    /// Every word in the order in which browsers compare texts (UTF-16).
    pub(super) fn words(self, rules: &Rules) -> Vec<Word> {
        let documents = self.documents as usize;
        let own = self.own.into_par_iter().enumerate();
        let own = own.filter(|(_, gathered)| !gathered.bytes.is_empty());
        let own = own.map(|(cell, gathered)| (rules.cells.word(cell as u32), gathered));
        let others: Vec<(String, Gathered)> = self.others.into_iter().collect();
        let all = own.chain(others);
        let mut words: Vec<Word> =
            all.map(|(text, gathered)| Word::new(text, gathered.items(), documents)).collect();
        words.par_sort_unstable_by(|a, b| order(&a.text, &b.text));
        words
    }
}

/// The order in which browsers compare texts.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

impl Gathered {
    /// The terms of the next document, in order.
    fn push(&mut self, document: u32, terms: &[Term]) {
        push(&mut self.bytes, document - self.last);
        push(&mut self.bytes, terms.len() as u32);
        for term in terms {
            self.bytes.extend(term.tail().to_le_bytes());
        }
        self.last = document;
    }

    /// Terms and documents in order: `rest` of the term, position of the document (30 bits), weight
    /// (2 bits).
    fn items(self) -> Vec<u64> {
        let mut items = Vec::with_capacity(self.bytes.len() / 4);
        let (mut bytes, mut document) = (self.bytes.as_slice(), 0);
        while !bytes.is_empty() {
            document += pull(&mut bytes);
            for _ in 0..pull(&mut bytes) {
                let Some((tail, after)) = bytes.split_first_chunk() else { break };
                let tail = u32::from_le_bytes(*tail);
                items.push(item_of(tail, document));
                bytes = after;
            }
        }
        items.sort_unstable();
        items
    }
}

fn push(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn pull(bytes: &mut &[u8]) -> u32 {
    let (mut value, mut shift) = (0, 0);
    while let [byte, after @ ..] = *bytes {
        *bytes = after;
        value |= u32::from(byte & 0x7F) << shift;
        shift += 7;
        if *byte < 0x80 {
            break;
        }
    }
    value
}

impl Word {
    /// A word among so many documents.
    fn new(text: String, items: Vec<u64>, documents: usize) -> Self {
        let frequency = frequency(&items);
        let places = places(items, frequency, documents);
        Self { text, frequency, places }
    }
}

/// The places of a word in so many of all documents, of its items in order.
pub(super) fn places(mut items: Vec<u64>, frequency: u32, documents: usize) -> Places {
    if is_too_common(frequency, documents) {
        items.retain(|item| second(*item) > 0 || weight(*item) == 3);
    }
    Places::of(&items)
}

/// In how many documents a word stands; it may stand there with different marks.
fn frequency(items: &[u64]) -> u32 {
    let mut documents: Vec<u32> =
        items.iter().take_while(|item| second(**item) == 0).map(|item| document(*item)).collect();
    documents.sort_unstable();
    documents.dedup();
    documents.len() as u32
}

/// Whether a word says nothing of a text.
pub(super) fn is_too_common(frequency: u32, documents: usize) -> bool {
    documents > FEW && frequency as usize * 100 > documents * TOO_COMMON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_come_back() {
        let mut bytes = Vec::new();
        let values = [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX];
        values.iter().for_each(|value| push(&mut bytes, *value));
        let mut rest = bytes.as_slice();
        assert_eq!(values.map(|_| pull(&mut rest)), values);
        assert!(rest.is_empty());
    }
}
