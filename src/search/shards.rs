//! Words and where they stand, as small files of text, and these files read again.
//!
//! A file holds whole words, or a part of one that is larger than a file. The form is read by
//! `themes/lan-toa/scripts/search/read.js` too; `ARCHITECTURE.md` describes it.

use std::ops::Range;

use crate::search::cuts::{self, LARGEST};
use crate::search::digits::{self, Digits};
use crate::search::postings;

/// One file: the terms from `word` and `second` on, up to those of the next file.
pub(super) struct Shard {
    /// The first word in it.
    pub word: String,
    /// The cell plus one of the second word with which it begins; 0 for the word's own beginning.
    pub second: u32,
    /// Its content; no quotation mark and no backslash is in it.
    pub text: String,
}

/// Where the terms that begin with one word stand.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Places {
    /// Of the word alone, then of its pairs by second word.
    pieces: Vec<Piece>,
    /// Their texts, one after the other.
    texts: String,
}

/// What is not cut: the places of one word, or of its pairs with one second word.
#[derive(Debug, PartialEq)]
struct Piece {
    /// The second word's cell plus one; 0 for the word alone.
    second: u32,
    /// About how many bytes it takes in a file.
    cost: u32,
    /// Where its text ends among those of its word.
    end: u32,
}

impl Places {
    /// Those of a word's items, which are in order.
    pub(super) fn of(items: &[u64]) -> Self {
        let mut places = Self { pieces: Vec::new(), texts: String::with_capacity(items.len() * 2) };
        for same in items.chunk_by(|a, b| postings::second(*a) == postings::second(*b)) {
            variants(same, &mut places.texts);
            places.end_piece(postings::second(same[0]), same.len());
        }
        places.texts.shrink_to_fit();
        places
    }

    /// A piece of so many items ends where the texts end.
    fn end_piece(&mut self, second: u32, items: usize) {
        let items = items as u32;
        let cost = if second == 0 { 8 + items * 3 / 2 } else { 5 + items * 2 };
        self.pieces.push(Piece { second, cost, end: self.texts.len() as u32 });
    }

    /// About how many bytes all of it takes in files.
    pub(super) fn cost(&self) -> u64 {
        self.pieces.iter().map(|piece| u64::from(piece.cost)).sum()
    }

    /// The items it was made of; `None` where the texts were made by nobody here.
    pub(super) fn items(&self) -> Option<Vec<u64>> {
        let mut items = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            read_variants(&mut Digits::new(self.text(at)), piece.second, &mut items)?;
        }
        Some(items)
    }

    /// Appends what follows in the next file.
    fn append(&mut self, other: Self) {
        let end = self.texts.len() as u32;
        let pieces = other.pieces.into_iter();
        self.pieces.extend(pieces.map(|piece| Piece { end: piece.end + end, ..piece }));
        self.texts.push_str(&other.texts);
    }

    fn text(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.pieces[before].end as usize);
        &self.texts[start..self.pieces[at].end as usize]
    }
}

/// A word, its places, and which of their pieces stand in a file.
type Share<'a> = (&'a str, &'a Places, Range<usize>);

/// Neighbouring words as files: one, or several of a single word that is larger than a file.
pub(super) fn shards(words: &[(&str, &Places)]) -> Vec<Shard> {
    let whole = |places: &Places| 0..places.pieces.len();
    match words {
        [(word, places)] if places.cost() > LARGEST => {
            let costs = places.pieces.iter().map(|piece| u64::from(piece.cost));
            let parts = cuts::cuts(costs).into_iter();
            parts.map(|part| shard(&[(word, places, part)])).collect()
        }
        _ => {
            let shares = words.iter().map(|(word, places)| (*word, *places, whole(places)));
            vec![shard(&shares.collect::<Vec<Share<'_>>>())]
        }
    }
}

fn shard(shares: &[Share<'_>]) -> Shard {
    let mut text = String::with_capacity(LARGEST as usize);
    let mut before = "";
    for (word, places, part) in shares {
        front(before, word, &mut text);
        push(places, part.clone(), &mut text);
        before = word;
    }
    let first = shares.first().map(|(word, places, part)| {
        (*word, places.pieces.get(part.start).map_or(0, |piece| piece.second))
    });
    let (word, second) = first.unwrap_or_default();
    Shard { word: word.to_owned(), second, text }
}

/// The places of a word alone, if they are here, then its pairs.
fn push(places: &Places, part: Range<usize>, text: &mut String) {
    let mut part = part.peekable();
    match part.next_if(|at| places.pieces[*at].second == 0) {
        Some(alone) => text.push_str(places.text(alone)),
        None => variants(&[], text),
    }
    digits::push(part.len() as u32, text);
    let mut last = 0;
    for at in part {
        let second = places.pieces[at].second;
        digits::push(second - last, text);
        text.push_str(places.text(at));
        last = second;
    }
}

/// The words of files that follow one another, with their places; `None` where one of the texts was
/// made by nobody here.
pub(super) fn words<'a>(files: impl Iterator<Item = &'a str>) -> Option<Vec<(String, Places)>> {
    let mut words: Vec<(String, Places)> = Vec::new();
    for file in files {
        let mut digits = Digits::new(file);
        let mut word = String::new();
        while !digits.rest().is_empty() {
            word = read_front(&mut digits, &word)?;
            let places = read(&mut digits)?;
            match words.last_mut() {
                Some((last, known)) if *last == word => known.append(places),
                _ => words.push((word.clone(), places)),
            }
        }
    }
    Some(words)
}

/// What [`push`] wrote.
fn read(digits: &mut Digits<'_>) -> Option<Places> {
    let mut places = Places::default();
    let mut piece = |digits: &mut Digits<'_>, second: u32| {
        let (begin, mut items) = (digits.rest(), Vec::new());
        read_variants(digits, second, &mut items)?;
        if !items.is_empty() {
            places.texts.push_str(&begin[..begin.len() - digits.rest().len()]);
            places.end_piece(second, items.len());
        }
        Some(())
    };
    piece(digits, 0)?;
    let mut second: u32 = 0;
    for _ in 0..digits.pull()? {
        second = second.checked_add(digits.pull()?)?;
        piece(digits, second)?;
    }
    Some(places)
}

/// Appends a word: how much of it is that of the one before, and the rest.
pub(super) fn front(before: &str, word: &str, text: &mut String) {
    // One digit holds no more; words without end are numbers that were glued.
    let shared = before.chars().zip(word.chars()).take(91).take_while(|(a, b)| a == b).count();
    digits::single(shared as u32, text);
    text.extend(word.chars().skip(shared));
    text.push(' ');
}

fn read_front(digits: &mut Digits<'_>, before: &str) -> Option<String> {
    let shared = digits.single()? as usize;
    let mut word: String = before.chars().take(shared).collect();
    word.push_str(digits.word()?);
    Some(word)
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

/// What [`variants`] wrote of the pairs with a second word, or of a word alone. Of the weights of a
/// pair it is only known whether they are 3.
fn read_variants(digits: &mut Digits<'_>, second: u32, items: &mut Vec<u64>) -> Option<()> {
    let (bits, title) = if second > 0 { (1, 1) } else { (2, 3) };
    for _ in 0..digits.pull()? {
        let first = digits.single()?;
        let marks = if second > 0 { digits.single()? } else { 0 };
        let rest = second << 12 | first << 6 | marks;
        let mut document: u32 = 0;
        for _ in 0..digits.pull()? {
            let value = digits.pull()?;
            document = document.checked_add(value >> bits)?;
            let weight = value & title;
            let weight = if second > 0 { weight * 3 } else { weight };
            items.push(postings::item(rest, document, weight));
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word in every third document, with marks, and its pairs with some others.
    fn places(documents: u32, seconds: u32) -> (Places, Vec<u64>) {
        let rests = (0..seconds).flat_map(|second| [second << 12 | 1 << 6, second << 12 | 2 << 6]);
        let items = rests.flat_map(|rest| {
            (0..documents)
                .map(move |at| postings::item(rest, at * 3, if at % 2 == 0 { 0 } else { 3 }))
        });
        let items: Vec<u64> = items.collect();
        (Places::of(&items), items)
    }

    #[test]
    fn places_are_read_as_they_were_written() {
        let (small, items) = places(3, 4);
        assert_eq!(small.items(), Some(items));
        let (large, _) = places(200, 60);
        let pairs = Places::of(&[postings::item(7 << 12, 5, 3)]);
        let mut all = shards(&[("hoa", &small), ("hoang", &pairs)]);
        all.extend(shards(&[("hop", &large)]));
        all.extend(shards(&[("y", &small)]));
        assert!(all.len() > 4, "a large word is cut");
        assert!(all.iter().skip(2).take(2).all(|file| file.word == "hop" && file.second > 0));
        let read = words(all.iter().map(|file| file.text.as_str())).unwrap_or_default();
        let wanted = [("hoa", &small), ("hoang", &pairs), ("hop", &large), ("y", &small)];
        let read: Vec<(&str, &Places)> =
            read.iter().map(|(word, at)| (word.as_str(), at)).collect();
        assert_eq!(read, wanted);
    }

    #[test]
    fn what_nobody_here_wrote_is_not_read() {
        let (small, _) = places(3, 4);
        let file = shard(&[("hoa", &small, 0..small.pieces.len())]).text;
        for end in (1..file.len()).filter(|end| file.is_char_boundary(*end)) {
            let _ = words([&file[..end]].into_iter());
        }
        assert!(words([&file[..file.len() - 1]].into_iter()).is_none());
        assert!(words(["không phải"].into_iter()).is_none());
    }
}
