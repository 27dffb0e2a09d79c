//! Proves that nothing withheld is in the bytes about to be written.
//!
//! Takes what the gate held back and gives [`Needles`]; these are looked for in every artifact. What
//! is found is no leak where a published source, the settings or the words of the theme hold the
//! same: a title quoted in public news is public. What remains is a diagnostic, and the site stays
//! as it was. Knows no disk and no stage: it reads nothing but the bytes it is handed.

mod needles;
mod published;
mod seen;

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::diagnostic::{Diagnostic, Place};
use crate::text::words;

use needles::{Needle, What};
pub use needles::{Needles, Withheld, body};
pub use published::{of_outline, of_theme};

/// Syllables in a run. A Vietnamese word has two on average: eight of them are four words, which no
/// two texts share by chance, and short enough that any sentence that leaks holds several runs.
const RUN: usize = 8;

/// The factor of the polynomial that makes the hash of a run out of those of its words.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// `FACTOR` to the power of [`RUN`].
const FACTOR_RUN: u64 = power(FACTOR, RUN as u32);

const fn power(base: u64, exponent: u32) -> u64 {
    base.wrapping_pow(exponent)
}

/// The key of so many words whose polynomial is this.
fn key(words: usize, polynomial: u64) -> u64 {
    polynomial ^ (words as u64).wrapping_mul(0xd6e8_feb8_6659_fd93)
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
    fn take(&mut self, word: u64, length: usize, needles: &Needles, found: &mut Vec<u64>) {
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
        if needles.ends.has(pair) || needles.ends.has(self.pair.wrapping_mul(FACTOR).wrapping_add(word)) {
            self.short(needles, found);
        }
        if length >= needles::SHORTEST_CODE && needles.codes.has(word) {
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

impl Needles {
    /// The needles in some bytes, each once. Words on both sides of a tag such as `<strong>` follow
    /// each other; what stands inside a tag is a text of its own.
    /// Stretches that say what is public anyway, in their order, need no looking through.
    pub fn search<'p>(
        &self,
        bytes: &[u8],
        public: impl IntoIterator<Item = &'p [u8]>,
    ) -> Vec<u64> {
        let mut found = Vec::new();
        let mut begin = 0;
        for public in verbatim(bytes, public) {
            self.search_stretches(&bytes[begin..public.start], &mut found);
            begin = public.end;
        }
        self.search_stretches(&bytes[begin..], &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Looks through what was not looked through before.
    fn search_stretches(&self, bytes: &[u8], found: &mut Vec<u64>) {
        for stretch in seen::stretches(bytes, |tag| !is_within_a_sentence(tag)) {
            let stretch = &bytes[stretch];
            let hash = seen::hash(stretch);
            if self.seen.has(hash) {
                continue;
            }
            let before = found.len();
            self.search_markup(stretch, found);
            if found.len() == before {
                self.seen.add(hash);
            }
        }
    }

    fn search_markup(&self, bytes: &[u8], found: &mut Vec<u64>) {
        let mut last = Last::default();
        let mut rest = bytes;
        while let Some(open) = memchr(b'<', rest) {
            self.search_text(&rest[..open], &mut last, found);
            let tag = &rest[open + 1..];
            let close = memchr(b'>', tag).unwrap_or(tag.len());
            if !is_within_a_sentence(&tag[..close]) {
                last = Last::default();
            }
            if memchr(b' ', &tag[..close]).is_some() {
                self.search_text(&tag[..close], &mut Last::default(), found);
            }
            rest = tag.get(close + 1..).unwrap_or(&[]);
        }
        self.search_text(rest, &mut last, found);
    }

    #[inline]
    fn search_text(&self, bytes: &[u8], last: &mut Last, found: &mut Vec<u64>) {
        words::each(bytes, |word, place| last.take(word, place.len(), self, found));
    }

    /// What is wrong with a file of the site in which these keys were found.
    pub fn leaks(&self, path: &str, keys: &[u64]) -> Vec<Diagnostic> {
        let needles = keys.iter().filter_map(|key| self.get(*key));
        let mut leaks: Vec<Diagnostic> = needles.map(|needle| self.leak(needle, path)).collect();
        leaks.sort();
        // One sentence that leaks is many runs; the first of each document and sort is enough.
        leaks.dedup_by(|b, a| a.place.path == b.place.path && a.id == b.id);
        leaks
    }

    /// The message names the page and the withheld document, and where the words stand in it; the
    /// words themselves are not shown, for logs are read by others than the author.
    fn leak(&self, needle: &Needle, path: &str) -> Diagnostic {
        let place = Place::file(self.file(needle));
        let problem = match needle.what {
            What::Title => Diagnostic::error("W02.title", place),
            What::Number => Diagnostic::error("W02.number", place),
            What::Address => Diagnostic::error("W02.address", place),
            What::File => Diagnostic::error("W02.file", place),
            What::Words => Diagnostic::error("W02.words", place),
        };
        problem.with("page", path).with("line", needle.line.to_string())
    }
}

/// Whether the words on both sides of a tag may belong to one sentence. Between two blocks they do
/// not, and a title followed by a date or a kind would make sentences that nobody wrote.
fn is_within_a_sentence(tag: &[u8]) -> bool {
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let length = tag.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    const INLINE: [&[u8]; 16] = [
        b"a", b"abbr", b"b", b"cite", b"code", b"em", b"i", b"mark", b"q", b"s", b"small",
        b"strong", b"sub", b"sup", b"u", b"wbr",
    ];
    INLINE.iter().any(|name| tag[..length].eq_ignore_ascii_case(name))
}

/// Where these stretches stand in some bytes, byte for byte.
fn verbatim<'p>(
    bytes: &[u8],
    public: impl IntoIterator<Item = &'p [u8]>,
) -> impl Iterator<Item = Range<usize>> {
    /// Shorter stretches are cheaper to look through than to find.
    const SHORTEST: usize = 64;
    /// Enough to find the place; the rest is compared.
    const HEAD: usize = 32;
    let mut from = 0;
    let long = public.into_iter().filter(|text| text.len() >= SHORTEST);
    long.filter_map(move |text| {
        let at = memmem::find_iter(&bytes[from..], &text[..HEAD])
            .map(|at| from + at)
            .find(|at| bytes[*at..].starts_with(text))?;
        from = at + text.len();
        Some(at..from)
    })
}
