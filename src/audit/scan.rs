//! Looks some bytes through for needles.
//!
//! Every needle has one pair of words that is rarer in public texts than its others, or is a single
//! long word. The words of a text are hashed one by one, and only where such a pair or word stands
//! its neighbours are put together: in most stretches of most pages there is none.

use memchr::memchr;

use crate::audit::needles::Needles;
use crate::audit::word::SHORTEST_CODE;
use crate::audit::{FACTOR, FACTOR_RUN, RUN, key, seen};
use crate::text::words;

/// The hash of a word and its length.
type Word = (u64, usize);

/// A search under way.
pub(super) struct Scan<'n> {
    needles: &'n Needles,
    /// The words of the text under way.
    text: Vec<Word>,
    /// The words of the tag under way.
    tag: Vec<Word>,
    found: Vec<u64>,
}

impl<'n> Scan<'n> {
    pub(super) fn new(needles: &'n Needles) -> Self {
        Self { needles, text: Vec::new(), tag: Vec::new(), found: Vec::new() }
    }

    /// What was found, each once.
    pub(super) fn found(mut self) -> Vec<u64> {
        self.found.sort_unstable();
        self.found.dedup();
        self.found
    }

    /// Looks through what was not looked through before.
    pub(super) fn stretches(&mut self, bytes: &[u8]) {
        let seen = &self.needles.seen;
        for stretch in seen::stretches(bytes, |tag| !is_within_a_sentence(tag)) {
            let stretch = &bytes[stretch];
            let hash = seen::hash(stretch);
            if seen.has(hash) {
                continue;
            }
            let before = self.found.len();
            self.markup(stretch);
            if self.found.len() == before {
                seen.add(hash);
            }
        }
    }

    fn markup(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(open) = memchr(b'<', rest) {
            hashes(&rest[..open], &mut self.text);
            let tag = &rest[open + 1..];
            let close = memchr(b'>', tag).unwrap_or(tag.len());
            if !is_within_a_sentence(&tag[..close]) {
                search(&mut self.text, self.needles, &mut self.found);
            }
            if memchr(b' ', &tag[..close]).is_some() {
                hashes(&tag[..close], &mut self.tag);
                search(&mut self.tag, self.needles, &mut self.found);
            }
            rest = tag.get(close + 1..).unwrap_or(&[]);
        }
        hashes(rest, &mut self.text);
        search(&mut self.text, self.needles, &mut self.found);
    }
}

fn hashes(bytes: &[u8], all: &mut Vec<Word>) {
    words::each(bytes, |word, place| all.push((word, place.len())));
}

/// The needles in a text, which is done with then. Each of them lies within so many words of its
/// rarest pair.
fn search(text: &mut Vec<Word>, needles: &Needles, found: &mut Vec<u64>) {
    let (mut last, mut taken) = (Last::default(), 0);
    let mut before = 0_u64;
    for at in 0..text.len() {
        let (word, length) = text[at];
        let pair = before.wrapping_mul(FACTOR).wrapping_add(word);
        before = word;
        let is_code = length >= SHORTEST_CODE && needles.codes.has(word);
        if !is_code && !needles.rare.has_thrice(pair) {
            continue;
        }
        let begin = at.saturating_sub(RUN - 1);
        if begin > taken {
            (last, taken) = (Last::default(), begin);
        }
        let end = text.len().min(at + RUN);
        text[taken..end].iter().for_each(|word| last.take(*word, needles, found));
        taken = end;
    }
    text.clear();
}

/// The last words of a stretch of text.
#[derive(Default)]
struct Last {
    words: [u64; RUN],
    count: usize,
    polynomial: u64,
    /// The polynomial of the last two.
    pair: u64,
    word: u64,
}

impl Last {
    /// Takes the next word, and notes the keys of needles that end with it.
    #[inline]
    fn take(&mut self, (word, length): Word, needles: &Needles, found: &mut Vec<u64>) {
        let slot = &mut self.words[self.count % RUN];
        let gone = std::mem::replace(slot, word);
        self.polynomial = self
            .polynomial
            .wrapping_mul(FACTOR)
            .wrapping_add(word)
            .wrapping_sub(gone.wrapping_mul(FACTOR_RUN));
        self.count += 1;
        if needles.runs.has(self.polynomial) && self.count >= RUN {
            needles.note(key(RUN, self.polynomial), found);
        }
        let pair = self.word.wrapping_mul(FACTOR).wrapping_add(word);
        if needles.ends.has(pair)
            || needles.ends.has(self.pair.wrapping_mul(FACTOR).wrapping_add(word))
        {
            self.short(needles, found);
        }
        if length >= SHORTEST_CODE && needles.codes.has(word) {
            needles.note(key(1, word), found);
        }
        (self.word, self.pair) = (word, pair);
    }

    /// Needles of two words and more that end here.
    fn short(&self, needles: &Needles, found: &mut Vec<u64>) {
        let (mut polynomial, mut factor) = (0_u64, 1_u64);
        for words in 1..RUN.min(self.count + 1) {
            let word = self.words[(self.count - words) % RUN];
            polynomial = polynomial.wrapping_add(word.wrapping_mul(factor));
            factor = factor.wrapping_mul(FACTOR);
            if words > 1 {
                needles.note(key(words, polynomial), found);
            }
        }
    }
}

/// Whether the words on both sides of a tag may belong to one sentence. Between two blocks they do
/// not, and a title followed by a date or a kind would make sentences that nobody wrote.
fn is_within_a_sentence(tag: &[u8]) -> bool {
    const LONGEST: usize = "strong".len();
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    // Most tags are of blocks, and their first letter tells.
    if !tag.first().is_some_and(|letter| b"abceimqsuw".contains(&letter.to_ascii_lowercase())) {
        return false;
    }
    let name = &tag[..tag.len().min(LONGEST + 1)];
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = &name[..length];
    let mut small = [0; LONGEST + 1];
    let small = &mut small[..name.len()];
    small.copy_from_slice(name);
    small.make_ascii_lowercase();
    matches!(
        &*small,
        b"a" | b"abbr"
            | b"b"
            | b"cite"
            | b"code"
            | b"em"
            | b"i"
            | b"mark"
            | b"q"
            | b"s"
            | b"small"
            | b"strong"
            | b"sub"
            | b"sup"
            | b"u"
            | b"wbr"
    )
}
