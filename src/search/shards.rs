//! Words and where they stand, cut into small files and written as text.
//!
//! Files are cut where halves are most alike, again and again: an edit moves a cut only near itself.
//! The form is read by `themes/lan-toa/scripts/search/engine.js`; `ARCHITECTURE.md` describes it.

use rayon::prelude::*;

use crate::search::digits;
use crate::search::postings::{self, Word};

/// One file: the terms from `word` and `second` on, up to those of the next file.
pub(super) struct Shard {
    /// The first word in it.
    pub word: String,
    /// The cell plus one of the second word with which it begins; 0 for the word's own beginning.
    pub second: u32,
    /// Its content; no quotation mark and no backslash is in it.
    pub text: String,
}

/// What is not cut: the places of one word, or of its pairs with one second word.
pub(super) struct Piece {
    /// The second word's cell plus one; 0 for the word alone.
    second: u32,
    /// About how many bytes it takes in a file.
    cost: u32,
    /// Where its text ends among those of its word.
    end: u32,
}

/// Larger files are cut. In bytes before compression, of which about 60 % are left by it.
const LARGEST: u64 = 7000;

impl Piece {
    /// The pieces of a word's items, which are in order, and their texts.
    pub(super) fn all(items: &[u64]) -> (Vec<Self>, String) {
        let (mut pieces, mut texts) = (Vec::new(), String::with_capacity(items.len() * 2));
        for same in items.chunk_by(|a, b| postings::second(*a) == postings::second(*b)) {
            let (second, count) = (postings::second(same[0]), same.len() as u32);
            variants(same, &mut texts);
            let cost = if second == 0 { 8 + count * 3 / 2 } else { 5 + count * 2 };
            pieces.push(Self { second, cost, end: texts.len() as u32 });
        }
        texts.shrink_to_fit();
        (pieces, texts)
    }
}

/// A piece's place: its word's, and its own among those of the word.
type At = (u32, u32);

/// Words, in order, as files.
pub(super) fn shards(words: &[Word]) -> Vec<Shard> {
    let count = words.iter().map(|word| word.pieces.len()).sum();
    let (mut pieces, mut sums) = (Vec::with_capacity(count), Vec::with_capacity(count + 1));
    let mut sum = 0;
    sums.push(sum);
    for (at, word) in words.iter().enumerate() {
        for (piece_at, piece) in word.pieces.iter().enumerate() {
            pieces.push((at as u32, piece_at as u32));
            sum += u64::from(piece.cost);
            sums.push(sum);
        }
    }
    let mut cuts = Vec::new();
    Cutting { pieces: &pieces, sums: &sums }.cut(0, pieces.len(), &mut cuts);
    cuts.par_iter().map(|(from, to)| shard(&pieces[*from..*to], words)).collect()
}

struct Cutting<'a> {
    pieces: &'a [At],
    sums: &'a [u64],
}

impl Cutting<'_> {
    fn cut(&self, from: usize, to: usize, cuts: &mut Vec<(usize, usize)>) {
        let size = self.sums[to] - self.sums[from];
        if to - from < 2 || size <= LARGEST {
            if to > from {
                cuts.push((from, to));
            }
            return;
        }
        let at = self.middle(from, to);
        self.cut(from, at, cuts);
        self.cut(at, to, cuts);
    }

    /// The cut that is nearest to the middle: between words if one is near enough.
    fn middle(&self, from: usize, to: usize) -> usize {
        let (first, last) = (self.sums[from], self.sums[to]);
        let place = |tenths: u64| {
            let sum = first + (last - first) * tenths / 10;
            self.sums[from..to].partition_point(|other| *other < sum) + from
        };
        let half = place(5).clamp(from + 1, to - 1);
        let near = place(4).clamp(from + 1, to - 1)..=place(6).clamp(from + 1, to - 1);
        let is_word = |at: &usize| self.pieces[*at].0 != self.pieces[at - 1].0;
        near.filter(is_word).min_by_key(|at| at.abs_diff(half)).unwrap_or(half)
    }
}

fn shard(pieces: &[At], words: &[Word]) -> Shard {
    let mut text = String::with_capacity(LARGEST as usize);
    let mut before = "";
    for same in pieces.chunk_by(|a, b| a.0 == b.0) {
        let word = &words[same[0].0 as usize];
        let shared = shared(before, &word.text);
        digits::single(shared as u32, &mut text);
        text.extend(word.text.chars().skip(shared));
        text.push(' ');
        before = &word.text;
        of_word(word, same, &mut text);
    }
    let first = pieces.first().map(|(word, piece)| {
        let word = &words[*word as usize];
        (word.text.clone(), word.pieces[*piece as usize].second)
    });
    let (word, second) = first.unwrap_or_default();
    Shard { word, second, text }
}

/// The places of a word alone, if they are here, then its pairs.
fn of_word(word: &Word, pieces: &[At], text: &mut String) {
    let places = |at: usize| {
        let start = at.checked_sub(1).map_or(0, |before| word.pieces[before].end as usize);
        &word.places[start..word.pieces[at].end as usize]
    };
    let mut pairs = pieces.iter().map(|(_, at)| *at as usize).peekable();
    match pairs.next_if(|at| word.pieces[*at].second == 0) {
        Some(alone) => text.push_str(places(alone)),
        None => variants(&[], text),
    }
    digits::push(pairs.len() as u32, text);
    let mut last = 0;
    for at in pairs {
        let second = word.pieces[at].second;
        digits::push(second - last, text);
        text.push_str(places(at));
        last = second;
    }
}

/// How many characters two words begin with alike.
pub(super) fn shared(before: &str, word: &str) -> usize {
    // One digit holds no more; words without end are numbers that were glued.
    before.chars().zip(word.chars()).take(91).take_while(|(a, b)| a == b).count()
}

/// For each spelling its marks and its documents.
fn variants(items: &[u64], text: &mut String) {
    let is_same = |a: &u64, b: &u64| postings::rest(*a) == postings::rest(*b);
    digits::push(items.chunk_by(is_same).count() as u32, text);
    for same in items.chunk_by(is_same) {
        let rest = postings::rest(same[0]);
        digits::single(rest >> 6 & 63, text);
        let is_pair = rest >> 12 > 0;
        if is_pair {
            digits::single(rest & 63, text);
        }
        digits::push(same.len() as u32, text);
        let mut last = 0;
        for item in same {
            let gap = postings::document(*item) - last;
            let weight = postings::weight(*item);
            let value = if is_pair { gap << 1 | u32::from(weight == 3) } else { gap << 2 | weight };
            digits::push(value, text);
            last = postings::document(*item);
        }
    }
}
