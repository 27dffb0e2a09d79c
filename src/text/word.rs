//! Parts text into words.
//!
//! Takes any text; gives each run of letters and digits with its key (see `letter`), and the places
//! of characters that Vietnamese text does not hold. What stands between two words is what lies
//! between their places. One pass, made for 45 MB of text in a tenth of a second.

use crate::text::letter;

/// A run of letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it begins (bytes).
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it is made of.
    pub traits: Traits,
    /// The key of its first eight letters, case left out.
    pub key: u64,
}

/// What a word is made of, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Traits(pub u16);

impl Traits {
    /// The first letter is a capital.
    pub const CAPITAL: Self = Self(1);
    /// A letter behind the first one is a capital.
    pub const CAPITALS_INSIDE: Self = Self(2);
    /// There is a small letter.
    pub const SMALL: Self = Self(4);
    /// There is a letter with a mark, or đ.
    pub const MARKED: Self = Self(8);
    /// There is a digit.
    pub const DIGIT: Self = Self(16);
    /// There is a character that the alphabet lacks.
    pub const ODD: Self = Self(32);
    /// More than eight letters: the key does not hold all of it.
    pub const LONG: Self = Self(64);

    /// Whether any of these is there.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// All of both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Digits alone.
    pub fn is_number(self) -> bool {
        self.0 & !Self::LONG.0 == Self::DIGIT.0
    }

    /// Letters alone, two or more, all of them capitals.
    pub fn is_all_capitals(self) -> bool {
        self.has(Self::CAPITALS_INSIDE) && !self.has(Self::SMALL) && self.has(Self::CAPITAL)
    }
}

/// The words of a text.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// In order.
    pub words: Vec<Word>,
    /// Places of characters that are no part of Vietnamese text, in order.
    pub odd: Vec<u32>,
}

/// Parts a text.
pub fn words(text: &str) -> Words {
    let mut found = Words { words: Vec::with_capacity(text.len() / 5 + 1), odd: Vec::new() };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        at = if starts_word(text, at) { found.word(text, at) } else { found.gap(text, at) };
    }
    found
}

#[inline]
fn starts_word(text: &str, at: usize) -> bool {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return letter::ascii(byte) != 0;
    }
    let c = char_at(text.as_bytes(), at);
    letter::letter(c).is_some() || is_odd_letter(c)
}

/// The character of two, three that begins here; or four. By hand: slicing a string asks for the boundary each time, which cost a third of the whole pass.
#[inline]
fn char_at(bytes: &[u8], at: usize) -> char {
    let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or(0));
    let tail = |at: usize| byte(at) & 0x3F;
    let point = match byte(at) {
        lead @ 0xC0..=0xDF => (lead & 0x1F) << 6 | tail(at + 1),
        lead @ 0xE0..=0xEF => (lead & 0x0F) << 12 | tail(at + 1) << 6 | tail(at + 2),
        lead @ 0xF0.. => {
            (lead & 0x07) << 18 | tail(at + 1) << 12 | tail(at + 2) << 6 | tail(at + 3)
        }
        lead => lead,
    };
    char::from_u32(point).unwrap_or(' ')
}

impl Words {
    /// Reads the word that begins here; gives where it ends.
    #[inline]
    fn word(&mut self, text: &str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let (mut at, mut shift, mut key, mut traits) = (start, 0, 0, 0);
        while let Some(byte) = bytes.get(at) {
            let entry;
            if *byte < 0x80 {
                entry = letter::ascii(*byte);
                at += usize::from(entry != 0);
            } else {
                let c = char_at(bytes, at);
                entry = letter::entry(c);
                if entry == 0 && (is_odd_letter(c) || is_odd_inside(c)) {
                    self.odd.push(at as u32);
                    traits |= Traits::ODD.0;
                    at += c.len_utf8();
                    continue;
                }
                if entry != 0 {
                    traits |= Traits::MARKED.0;
                    at += c.len_utf8();
                }
            }
            if entry == 0 {
                break;
            }
            traits |= letter_traits(entry, shift == 0);
            if shift < 64 {
                key |= u64::from(entry & 0x7F) << shift;
                shift += 8;
            } else {
                traits |= Traits::LONG.0;
            }
        }
        self.words.push(Word { start: start as u32, end: at as u32, traits: Traits(traits), key });
        at
    }

    /// Passes over one character that is no letter.
    #[inline]
    fn gap(&mut self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        if bytes[at] < 0x80 {
            return at + 1;
        }
        let c = char_at(bytes, at);
        if is_odd_inside(c) || is_private(c) {
            self.odd.push(at as u32);
        }
        at + c.len_utf8()
    }
}

/// What one letter says of its word; a capital says other things at the beginning.
#[inline]
fn letter_traits(entry: u8, is_first: bool) -> u16 {
    if entry & 0x80 != 0 {
        return if is_first { Traits::CAPITAL.0 } else { Traits::CAPITALS_INSIDE.0 };
    }
    if (93..=102).contains(&entry) { Traits::DIGIT.0 } else { Traits::SMALL.0 }
}

impl Word {
    /// Its bytes in the text.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its letters in the text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range()).unwrap_or("")
    }
}

/// Letters of other alphabets, and the Latin-1 characters as which old encodings show.
fn is_odd_letter(c: char) -> bool {
    match c {
        '°' | '²' | '³' | '×' | '÷' | '«' | '»' | '·' | '\u{A0}' => false,
        '\u{A1}'..='\u{FF}' => c != '\u{AD}',
        '\u{300}'..='\u{36F}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// What may hide inside a word: marks that did not compose, invisible characters.
fn is_odd_inside(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}' | '\u{FEFF}' | '\u{FFFD}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(text: &str) -> Vec<&str> {
        words(text).words.iter().map(|word| word.of(text)).collect()
    }

    #[test]
    fn text_is_parted_at_what_is_no_letter() {
        let text = "Kế hoạch số 147/KH-SYT “Covid - 19”, F0… tương aí.";
        let expected =
            ["Kế", "hoạch", "số", "147", "KH", "SYT", "Covid", "19", "F0", "tương", "aí"];
        assert_eq!(parted(text), expected);
    }

    #[test]
    fn a_word_knows_what_it_is_made_of() {
        let text = "Kế UBND F0 147 TiÕng ho¹ch thi\u{AD}đua nghiêngngả я";
        let traits: Vec<Traits> = words(text).words.iter().map(|word| word.traits).collect();
        assert!(traits[0].has(Traits::CAPITAL) && traits[0].has(Traits::MARKED));
        assert!(traits[1].is_all_capitals() && !traits[0].is_all_capitals());
        assert!(traits[2].has(Traits::DIGIT) && !traits[2].is_number() && traits[3].is_number());
        assert!(traits[4].has(Traits::CAPITALS_INSIDE) && !traits[4].has(Traits::ODD));
        assert!(traits[5].has(Traits::ODD) && traits[6].has(Traits::ODD));
        assert!(traits[7].has(Traits::LONG) && traits[8].has(Traits::ODD));
        assert_eq!(words(text).odd.len(), 3);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\PCaạế\u{300}\u{AD}\u{FFFD}\u{E000}¹Õ .–]{0,60}") {
            let found = words(&text);
            let mut last = 0;
            for word in &found.words {
                proptest::prop_assert!(word.start as usize >= last && word.start < word.end);
                proptest::prop_assert!(text.get(word.range()).is_some());
                last = word.end as usize;
            }
        }
    }
}
