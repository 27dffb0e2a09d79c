//! Orders: documents by title, by date, in their sections.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::link::kept::Kept;
use crate::model::campaign::{Facts, NOBODY, Table};
use crate::model::document::Outline;
use crate::model::kind::{Kinds, Sort};

/// A document and where its title sorts.
struct Titled<'a> {
    key: &'a [u8],
    /// Eight bytes of the key: most titles are told apart by an integer.
    part: u64,
    document: u32,
}

/// All documents in the order of their titles, equal titles by id. Kept documents stand as they
/// stood, fresh ones are sorted in.
pub(super) fn titles(outlines: &[Arc<Hashed<Outline>>], kept: &Kept<'_>) -> Vec<u32> {
    let fresh = kept.fresh.iter().map(|document| {
        let key = outlines[*document as usize].sort_key.as_slice();
        Titled { key, part: 0, document: *document }
    });
    let mut fresh: Vec<Titled<'_>> = fresh.collect();
    sort(&mut fresh, 0, outlines);
    let mut old = vec![NOBODY; kept.now.len()];
    for (then, rank) in kept.before.ranks.iter().enumerate() {
        old[*rank as usize] = kept.now[then];
    }
    old.retain(|document| *document != NOBODY);
    let place = |document: u32| {
        let outline = &outlines[document as usize];
        (outline.sort_key.as_slice(), &outline.id, document)
    };
    let mut titles = Vec::with_capacity(outlines.len());
    let mut from = 0;
    for document in fresh.into_iter().map(|titled| titled.document) {
        let next = place(document);
        let to = from + old[from..].partition_point(|old| place(*old) < next);
        titles.extend_from_slice(&old[from..to]);
        titles.push(document);
        from = to;
    }
    titles.extend_from_slice(&old[from..]);
    titles
}

/// Few enough to be compared byte by byte.
const FEW: usize = 16;

/// Sorts titles whose keys are equal up to `depth`.
fn sort(titles: &mut [Titled<'_>], depth: usize, outlines: &[Arc<Hashed<Outline>>]) {
    let longest = titles.iter().map(|title| title.key.len()).max().unwrap_or(0);
    if titles.len() <= FEW || longest <= depth {
        let id = |title: &Titled<'_>| (&outlines[title.document as usize].id, title.document);
        titles.sort_unstable_by(|a, b| a.key.cmp(b.key).then_with(|| id(a).cmp(&id(b))));
        return;
    }
    let depth = depth + shared(titles, depth);
    for title in &mut *titles {
        title.part = part(title.key, depth);
    }
    titles.sort_unstable_by_key(|title| title.part);
    for equal in titles.chunk_by_mut(|a, b| a.part == b.part).filter(|equal| equal.len() > 1) {
        sort(equal, depth + 8, outlines);
    }
}

/// How many bytes behind `depth` all keys have in common: titles of a campaign begin alike.
fn shared(titles: &[Titled<'_>], depth: usize) -> usize {
    let tail = |title: &Titled<'_>| title.key.get(depth..).unwrap_or_default().len();
    let first = titles.first().map_or(&[][..], |title| title.key.get(depth..).unwrap_or_default());
    let mut shared = first.len();
    for title in titles {
        shared = shared.min(tail(title));
        let tail = title.key.get(depth..).unwrap_or_default();
        if tail[..shared] != first[..shared] {
            shared = first.iter().zip(tail).take_while(|(a, b)| a == b).count();
        }
    }
    shared
}

/// Eight bytes of a key as a number that compares as they do; a key that ends is filled with zeros.
fn part(key: &[u8], depth: usize) -> u64 {
    let tail = key.get(depth..).unwrap_or_default();
    let mut bytes = [0; 8];
    let length = tail.len().min(8);
    bytes[..length].copy_from_slice(&tail[..length]);
    u64::from_be_bytes(bytes)
}

/// For each document its position in its row.
pub(super) fn places<'a>(rows: impl IntoIterator<Item = &'a [u32]>, count: usize) -> Vec<u32> {
    let mut places = vec![0; count];
    for row in rows {
        for (place, document) in row.iter().enumerate() {
            places[*document as usize] = place as u32;
        }
    }
    places
}

/// Documents of each kind in the order of their section.
pub(super) fn sections(
    facts: &[Facts],
    ranks: &[u32],
    titles: &[u32],
    kinds: &Kinds,
) -> Table<u32> {
    let sorts: Vec<Sort> = kinds.iter().map(|(_, kind)| kind.sort).collect();
    let place = |(facts, rank): (&Facts, &u32)| {
        let kind = facts.kind;
        (u128::from(kind) << 97) | sorts[kind as usize].place(facts, *rank)
    };
    let mut places: Vec<u128> = facts.iter().zip(ranks).map(place).collect();
    places.sort_unstable();
    let mut sections = Table::with_room(sorts.len(), places.len());
    let mut from = 0;
    for kind in 0..sorts.len() {
        let to = from + places[from..].partition_point(|place| (place >> 97) as usize <= kind);
        sections.extend(places[from..to].iter().map(|place| titles[*place as u32 as usize]));
        sections.end_row();
        from = to;
    }
    sections
}

/// All documents, newest first.
pub(super) fn newest(facts: &[Facts], ranks: &[u32], titles: &[u32]) -> Vec<u32> {
    let place = |(facts, rank): (&Facts, &u32)| Sort::Newest.place(facts, *rank);
    let mut places: Vec<u128> = facts.iter().zip(ranks).map(place).collect();
    places.sort_unstable();
    places.into_iter().map(|place| titles[place as u32 as usize]).collect()
}
