//! Proves that nothing withheld is in the bytes about to be written.
//!
//! Takes what the gate held back and gives [`Needles`]; these are looked for in every artifact. What
//! is found is no leak where a published source, the settings or the words of the theme hold the
//! same: a title quoted in public news is public. What remains is a diagnostic, and the site stays
//! as it was. Knows no disk and no stage: it reads nothing but the bytes it is handed.

mod needles;
mod published;
mod scan;
mod seen;
mod word;

use std::ops::Range;

use memchr::{memchr_iter, memmem};

use crate::diagnostic::{Diagnostic, Place};

use needles::{Needle, What};
pub use needles::{Needles, Withheld, body};
pub use published::{of_outline, of_theme};
use scan::Scan;

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

impl Needles {
    /// The needles in some bytes, each once. Words on both sides of a tag such as `<strong>` follow
    /// each other; what stands inside a tag is a text of its own.
    /// Stretches that say what is public anyway, in their order, need no looking through.
    pub fn search<'p>(&self, bytes: &[u8], public: impl IntoIterator<Item = &'p [u8]>) -> Vec<u64> {
        let mut scan = Scan::new(self);
        let mut begin = 0;
        for public in verbatim(bytes, public) {
            scan.stretches(&bytes[begin..public.start]);
            begin = public.end;
        }
        scan.stretches(&bytes[begin..]);
        scan.found()
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

/// The lines of a text.
pub fn lines(text: &str) -> impl Iterator<Item = &[u8]> {
    let ends = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut from = 0;
    ends.map(move |end| &text.as_bytes()[std::mem::replace(&mut from, end + 1)..end])
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
    /// What JSON writes between two lines.
    const BREAK: &[u8] = b"\\n";
    let mut from = 0;
    public.into_iter().filter_map(move |text| {
        let rest = &bytes[from..];
        let line = rest.strip_prefix(BREAK).and_then(|rest| rest.strip_prefix(text));
        // Another line or the end of a string, and no other word.
        let follows = line.is_some_and(|next| matches!(next.first(), None | Some(b'\\' | b'"')));
        let at = match text.len() {
            0 => None,
            _ if follows => Some(BREAK.len()),
            SHORTEST.. => {
                memmem::find_iter(rest, &text[..HEAD]).find(|at| rest[*at..].starts_with(text))
            }
            _ => None,
        };
        let at = from + at?;
        from = at + text.len();
        Some(at..from)
    })
}
