//! All terms of all records, turned round: for each word where it stands.

use rayon::prelude::*;

use crate::search::terms::{Rules, Terms};

/// Where the terms that begin with one word stand.
pub(super) struct Word {
    /// The folded word.
    pub text: String,
    /// Terms and documents in order: `rest` of the term, position of the document (30 bits),
    /// weight (2 bits).
    pub items: Vec<u64>,
    /// How many documents have the word.
    pub frequency: u32,
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

/// Every word of some records' terms in the order in which browsers compare texts (UTF-16).
pub(super) fn words(terms: &[Terms], rules: &Rules) -> Vec<Word> {
    let owned = rules.cells.owned();
    let mut others: Vec<&str> =
        terms.iter().flat_map(|terms| &terms.words).map(String::as_str).collect();
    others.par_sort_unstable();
    others.dedup();
    // Each record's own numbering of words without a cell, in the common one.
    let places: Vec<Vec<u32>> = terms
        .par_iter()
        .map(|terms| {
            let place = |word: &String| {
                owned + others.binary_search(&word.as_str()).unwrap_or_default() as u32
            };
            terms.words.iter().map(place).collect()
        })
        .collect();
    let place = |document: usize, first: u32| match first.checked_sub(owned) {
        Some(own) => places[document][own as usize],
        None => first,
    };
    let mut slices = filled(terms, owned as usize + others.len(), &place);
    let word = |(at, mut items): (usize, Vec<u64>)| {
        items.sort_unstable();
        let text = match at.checked_sub(owned as usize) {
            Some(at) => others[at].to_owned(),
            None => rules.cells.word(at as u32),
        };
        Word { text, frequency: frequency(&items), items }
    };
    let mut words: Vec<Word> =
        slices.par_drain(..).enumerate().filter(|(_, items)| !items.is_empty()).map(word).collect();
    words.par_sort_unstable_by(|a, b| a.text.encode_utf16().cmp(b.text.encode_utf16()));
    drop_too_common(&mut words, terms.len());
    words
}

/// The items of each word, documents in order.
fn filled(terms: &[Terms], count: usize, place: &dyn Fn(usize, u32) -> u32) -> Vec<Vec<u64>> {
    let mut counts = vec![0_u32; count];
    for (document, terms) in terms.iter().enumerate() {
        for term in &terms.list {
            counts[place(document, term.first) as usize] += 1;
        }
    }
    let mut slices: Vec<Vec<u64>> =
        counts.iter().map(|count| Vec::with_capacity(*count as usize)).collect();
    for (document, terms) in terms.iter().enumerate() {
        for term in &terms.list {
            let place = place(document, term.first) as usize;
            let item = u64::from(term.rest) << 32 | (document as u64) << 2 | u64::from(term.weight);
            slices[place].push(item);
        }
    }
    slices
}

/// In how many documents a word stands; it may stand there with different marks.
fn frequency(items: &[u64]) -> u32 {
    let mut documents: Vec<u32> =
        items.iter().take_while(|item| second(**item) == 0).map(|item| document(*item)).collect();
    documents.sort_unstable();
    documents.dedup();
    documents.len() as u32
}

fn drop_too_common(words: &mut [Word], documents: usize) {
    words
        .par_iter_mut()
        .filter(|word| is_too_common(word.frequency as usize, documents))
        .for_each(|word| word.items.retain(|item| second(*item) > 0 || weight(*item) == 3));
}

/// Whether a word says nothing of a text.
pub(super) fn is_too_common(frequency: usize, documents: usize) -> bool {
    documents > FEW && frequency * 100 > documents * TOO_COMMON
}
