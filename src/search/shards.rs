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

/// A piece that is not cut: the places of one word, or of its pairs with one second word.
#[derive(Clone, Copy)]
struct Piece {
    word: u32,
    start: u32,
    end: u32,
}

/// Larger files are cut. In bytes before compression, of which about 60 % are left by it.
const LARGEST: u64 = 7000;

/// Words, in order, as files.
pub(super) fn shards(words: &[Word]) -> Vec<Shard> {
    let pieces: Vec<Piece> =
        words.par_iter().enumerate().flat_map_iter(|(at, word)| pieces(at, word)).collect();
    let mut sums = Vec::with_capacity(pieces.len() + 1);
    sums.push(0);
    for piece in &pieces {
        let cost = piece.cost(words);
        sums.push(sums.last().copied().unwrap_or(0) + cost);
    }
    let mut cuts = Vec::new();
    Cutting { pieces: &pieces, sums: &sums }.cut(0, pieces.len(), &mut cuts);
    cuts.par_iter().map(|(from, to)| shard(&pieces[*from..*to], words)).collect()
}

fn pieces(at: usize, word: &Word) -> impl Iterator<Item = Piece> {
    let mut start = 0;
    let seconds = word.items.chunk_by(|a, b| postings::second(*a) == postings::second(*b));
    let pieces: Vec<Piece> = seconds
        .map(|same| {
            let piece = Piece { word: at as u32, start, end: start + same.len() as u32 };
            start = piece.end;
            piece
        })
        .collect();
    pieces.into_iter()
}

impl Piece {
    fn items<'w>(&self, words: &'w [Word]) -> &'w [u64] {
        &words[self.word as usize].items[self.start as usize..self.end as usize]
    }

    fn second(&self, words: &[Word]) -> u32 {
        self.items(words).first().map_or(0, |item| postings::second(*item))
    }

    /// About how many bytes it takes.
    fn cost(&self, words: &[Word]) -> u64 {
        let count = u64::from(self.end - self.start);
        if self.second(words) == 0 { 8 + count * 3 / 2 } else { 5 + count * 2 }
    }
}

struct Cutting<'a> {
    pieces: &'a [Piece],
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
        let is_word = |at: &usize| self.pieces[*at].word != self.pieces[at - 1].word;
        near.filter(is_word).min_by_key(|at| at.abs_diff(half)).unwrap_or(half)
    }
}

fn shard(pieces: &[Piece], words: &[Word]) -> Shard {
    let mut text = String::with_capacity(LARGEST as usize);
    let mut before = "";
    for same in pieces.chunk_by(|a, b| a.word == b.word) {
        let word = &words[same[0].word as usize];
        let shared = shared(before, &word.text);
        digits::single(shared as u32, &mut text);
        text.extend(word.text.chars().skip(shared));
        text.push(' ');
        before = &word.text;
        let alone = same[0].second(words) == 0;
        let own = if alone { same[0].items(words) } else { &[] };
        variants(own, &mut text);
        let pairs = if alone { &same[1..] } else { same };
        digits::push(pairs.len() as u32, &mut text);
        let mut last = 0;
        for piece in pairs {
            let second = piece.second(words);
            digits::push(second - last, &mut text);
            variants(piece.items(words), &mut text);
            last = second;
        }
    }
    let first = pieces.first();
    Shard {
        word: first.map_or_else(String::new, |piece| words[piece.word as usize].text.clone()),
        second: first.map_or(0, |piece| piece.second(words)),
        text,
    }
}

/// How many characters two words begin with alike.
fn shared(before: &str, word: &str) -> usize {
    before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count()
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
