//! Stretches of pages that were looked through already and hold nothing.
//!
//! The head and the foot of a page, its menus and the lines of its lists stand in thousands of pages
//! byte for byte. A stretch that begins with a block is judged by its bytes alone, so it needs
//! judging once. What is remembered is a hash of 64 bits, in a table of fixed size; a stretch that
//! was forgotten is looked through again.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memchr_iter;

/// Slots of the table: 32 kB, which a processor keeps at hand.
const SLOTS: usize = 1 << POWER;
const POWER: u32 = 12;

/// Stretches in which nothing was found.
pub(super) struct Seen {
    slots: Vec<AtomicU64>,
}

impl Seen {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Whether nothing was found in a stretch with this hash.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.slot(hash).load(Ordering::Relaxed) == hash
    }

    /// Notes that nothing was found; workers may note at the same time, and each slot is whole.
    #[inline]
    pub(super) fn add(&self, hash: u64) {
        self.slot(hash).store(hash, Ordering::Relaxed);
    }

    fn slot(&self, hash: u64) -> &AtomicU64 {
        &self.slots[(hash >> (64 - POWER)) as usize]
    }
}

/// A hash of some bytes that is as quick as reading them: two words at a time, multiplied to twice
/// their width and folded. Never zero, which stands for an empty slot.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    const SECOND: u64 = 0xd6e8_feb8_6659_fd93;
    let mut sum = (bytes.len() as u64).wrapping_mul(FIRST) ^ SECOND;
    let mut words = bytes.chunks_exact(16);
    for pair in &mut words {
        let (one, two) = pair.split_at(8);
        sum = folded(word(one) ^ sum, word(two) ^ FIRST);
    }
    let (one, two) = words.remainder().split_at(words.remainder().len().min(8));
    folded(folded(word(one) ^ sum, word(two) ^ SECOND), FIRST) | 1
}

/// Up to eight bytes as a number.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    match bytes.try_into() {
        Ok(eight) => u64::from_le_bytes(eight),
        Err(_) => bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

#[inline]
fn folded(one: u64, two: u64) -> u64 {
    let product = u128::from(one) * u128::from(two);
    (product as u64) ^ (product >> 64) as u64
}

/// Markup cut before each line that begins with a tag which parts sentences: no run of words goes
/// across such a place, so every stretch can be looked through by itself.
pub(super) fn stretches(
    bytes: &[u8],
    parts: impl Fn(&[u8]) -> bool,
) -> impl Iterator<Item = Range<usize>> {
    let begins = memchr_iter(b'\n', bytes).map(|at| at + 1);
    let begins = begins.filter(move |at| match &bytes[*at..] {
        // What closes a block belongs to it.
        [b'<', b'/', ..] => false,
        [b'<', tag @ ..] => parts(tag),
        _ => false,
    });
    let mut from = 0;
    begins.chain([bytes.len()]).map(move |to| std::mem::replace(&mut from, to)..to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_counts() {
        let text: Vec<u8> = (0..40).collect();
        for length in 0..40 {
            let whole = hash(&text[..length]);
            assert_ne!(whole, hash(&text[..length + 1]));
            for at in 0..length {
                let mut other = text[..length].to_vec();
                other[at] ^= 0x80;
                assert_ne!(whole, hash(&other), "{at} of {length}");
            }
        }
    }

    #[test]
    fn what_was_noted_is_known() {
        let seen = Seen::new();
        assert!(!seen.has(hash(b"a")));
        seen.add(hash(b"a"));
        assert!(seen.has(hash(b"a")) && !seen.has(hash(b"b")));
    }

    #[test]
    fn stretches_are_the_whole() {
        let text = b"a\n<p>b\nc\n<em>d</em>\n</p>\n";
        let cut: Vec<&[u8]> =
            stretches(text, |tag| !tag.starts_with(b"em")).map(|range| &text[range]).collect();
        assert_eq!(cut, [&b"a\n"[..], b"<p>b\nc\n<em>d</em>\n</p>\n"]);
        assert_eq!(stretches(b"", |_| true).count(), 1);
    }
}
