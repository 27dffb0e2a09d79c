//! Words of needles: which are codes, which are rare, and which stand together by no chance.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::audit::{FACTOR, RUN};
use crate::hash::KeyHasher;
use crate::text::words;

/// A word alone is looked for if it is this long and has digits and letters, as codes have; dates
/// and sums are shorter or have no letters. Of digits alone it takes nine: a telephone has ten, an
/// identity card twelve, a day eight.
pub(super) const SHORTEST_CODE: usize = 8;
const SHORTEST_DIGITS: usize = 9;

/// No Vietnamese syllable has as many bytes (`nghuếch` has ten).
const SHORTEST_WORD: usize = 12;

/// How often pairs of words stand in some public texts, by their polynomials.
pub(super) type Frequencies = HashMap<u64, u32, BuildHasherDefault<KeyHasher>>;

/// How often each pair of words stands in these texts.
pub(super) fn frequencies<'p>(public: impl IntoIterator<Item = &'p str>) -> Frequencies {
    let mut frequencies = Frequencies::default();
    for text in public {
        let mut before = 0_u64;
        words::each(text.as_bytes(), |word, _| {
            let pair = before.wrapping_mul(FACTOR).wrapping_add(word);
            *frequencies.entry(pair).or_default() += 1;
            before = word;
        });
    }
    frequencies
}

/// The polynomial of some words.
pub(super) fn polynomial(words: &[Word]) -> u64 {
    words.iter().fold(0, |sum, word| sum.wrapping_mul(FACTOR).wrapping_add(word.hash))
}

/// A word of a needle.
pub(super) struct Word {
    pub hash: u64,
    pub length: usize,
    pub digits: usize,
    /// Whether it is one of the words that dates are made of, which pages write by themselves.
    is_of_dates: bool,
}

impl Word {
    pub(super) fn all(text: &str) -> Vec<Self> {
        let (of_dates, mut all) = (words_of_dates(), Vec::new());
        words::each(text.as_bytes(), |hash, place| {
            let word = &text.as_bytes()[place];
            all.push(Self {
                hash,
                length: word.len(),
                digits: word.iter().filter(|byte| byte.is_ascii_digit()).count(),
                is_of_dates: of_dates.contains(&hash),
            });
        });
        all
    }

    /// A code: nobody writes it by chance.
    pub(super) fn is_code(&self) -> bool {
        match self.digits {
            0 => self.length >= SHORTEST_WORD,
            digits if digits == self.length => digits >= SHORTEST_DIGITS,
            _ => self.length >= SHORTEST_CODE,
        }
    }

    /// Nothing but digits.
    pub(super) fn is_number(&self) -> bool {
        self.digits == self.length
    }

    /// A word that dates, numbers and sums do not have.
    fn is_plain(&self) -> bool {
        self.digits == 0 && !self.is_of_dates
    }
}

/// The hashes of the words that stand in dates and periods.
fn words_of_dates() -> [u64; 6] {
    let mut hashes = [0; 6];
    let mut slots = hashes.iter_mut();
    words::each("ngày tháng năm từ đến hết".as_bytes(), |hash, _| {
        slots.next().into_iter().for_each(|slot| *slot = hash);
    });
    hashes
}

/// Whether some words in this order would not be written by chance, nor by a page on its own: pages
/// write dates, numbers and single common words (“Kế hoạch”, “Tập thể”) that nobody told them.
pub(super) fn is_distinctive(words: &[Word]) -> bool {
    let plain = words.iter().filter(|word| word.is_plain());
    let (count, length) =
        plain.fold((0, 0), |(count, length), word| (count + 1, length + word.length));
    if words.len() == RUN {
        let mut hashes: Vec<u64> = words.iter().map(|word| word.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        // A line of dots or of one repeated word tells nothing.
        return count > RUN / 2 && hashes.len() > RUN / 2;
    }
    words.len() > 1 && (count >= 3 || count == 2 && length >= 10)
}
