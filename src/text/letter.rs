//! The letters of Vietnamese as numbers: a word of the language fits into one machine word.
//!
//! Takes characters in NFC; gives each of the 93 small letters (with f, j, w, z and every vowel with
//! its tone) a code, and a key made of up to eight of them, in which case does not count. What is
//! a right word is in `syllable`, how text is parted into words in `word`.

/// The twelve vowels, each without tone and with huyền, hỏi, ngã, sắc, nặng.
const VOWELS: [[char; 6]; 12] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
];

/// Consonants and digits, numbered behind the vowels.
const OTHERS: &[u8; 31] = b"bcdfghjklmnpqrstvwxz0123456789\xff";

const FIRST_OTHER: u8 = 73;
const STROKE_D: u8 = FIRST_OTHER + 30;
/// Marks a capital in the tables.
const CAPITAL: u8 = 0x80;

/// Code points below this are in `LOW`: ASCII, Latin-1, ă đ ĩ ũ ơ ư.
const LOW_END: usize = 0x1B1;
/// The letters with marks of Vietnamese.
const HIGH: u32 = 0x1EA0;

static LOW: [u8; LOW_END] = low();
static HIGH_LETTERS: [u8; 0x5A] = high();

const fn low() -> [u8; LOW_END] {
    let mut table = [0; LOW_END];
    let mut at = 0;
    while at < 30 {
        let letter = OTHERS[at];
        table[letter as usize] = FIRST_OTHER + at as u8;
        if letter >= b'a' {
            table[(letter - 32) as usize] = (FIRST_OTHER + at as u8) | CAPITAL;
        }
        at += 1;
    }
    table[0x111] = STROKE_D;
    table[0x110] = STROKE_D | CAPITAL;
    let mut at = 0;
    while at < 72 {
        let letter = VOWELS[at / 6][at % 6] as usize;
        if letter < LOW_END {
            table[letter] = at as u8 + 1;
            table[capital(letter)] = (at as u8 + 1) | CAPITAL;
        }
        at += 1;
    }
    table
}

const fn capital(letter: usize) -> usize {
    match letter {
        0..0x100 => letter - 32,
        _ => letter - 1,
    }
}

const fn high() -> [u8; 0x5A] {
    let mut table = [0; 0x5A];
    let mut at = 0;
    while at < 72 {
        let letter = VOWELS[at / 6][at % 6] as u32;
        if letter >= HIGH {
            table[(letter - HIGH) as usize] = at as u8 + 1;
            table[(letter - HIGH - 1) as usize] = (at as u8 + 1) | CAPITAL;
        }
        at += 1;
    }
    table
}

/// A letter or a digit: its code without regard to case, and whether it is a capital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// 1 to 103; vowels first.
    pub code: u8,
    /// Whether it is a capital.
    pub is_capital: bool,
}

/// The letter of a code point below U+0080, 0 where it is none; the highest bit marks a capital.
#[inline]
pub(crate) fn ascii(byte: u8) -> u8 {
    LOW[byte as usize]
}

/// The same of any character.
#[inline]
pub(crate) fn entry(c: char) -> u8 {
    let point = c as u32;
    match point {
        0..0x1B1 => LOW[point as usize],
        HIGH..=0x1EF9 => HIGH_LETTERS[(point - HIGH) as usize],
        _ => 0,
    }
}

/// The letter of a character, where it is one of the alphabet or a digit.
#[inline]
pub fn letter(c: char) -> Option<Letter> {
    let entry = entry(c);
    (entry != 0).then_some(Letter { code: entry & !CAPITAL, is_capital: entry & CAPITAL != 0 })
}

/// The small letter of a code.
pub fn small(code: u8) -> char {
    match code {
        1..=72 => VOWELS[(code as usize - 1) / 6][(code as usize - 1) % 6],
        STROKE_D => 'đ',
        FIRST_OTHER..STROKE_D => OTHERS[(code - FIRST_OTHER) as usize] as char,
        _ => ' ',
    }
}

/// The tone of a code, 0 to 5, where it is a vowel.
pub fn tone(code: u8) -> Option<u8> {
    (1..=72).contains(&code).then(|| (code - 1) % 6)
}

/// The same vowel with another tone.
pub fn with_tone(code: u8, tone: u8) -> u8 {
    if (1..=72).contains(&code) { (code - 1) / 6 * 6 + 1 + tone } else { code }
}

/// The key of a word: its letters' codes, the first one lowest; `None` where it holds anything but
/// letters and digits, or more than eight of them.
pub fn key(word: &str) -> Option<u64> {
    let mut key = 0;
    for (at, c) in word.chars().enumerate() {
        if at == 8 {
            return None;
        }
        key |= u64::from(letter(c)?.code) << (at * 8);
    }
    (key != 0).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_a_code_of_its_own_in_both_cases() {
        let mut seen = std::collections::BTreeSet::new();
        for c in "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ\
                  bcdđfghjklmnpqrstvwxz0123456789"
            .chars()
        {
            let small_letter = letter(c).expect("a letter");
            assert!(!small_letter.is_capital && seen.insert(small_letter.code), "{c}");
            assert_eq!(small(small_letter.code), c);
            let upper = c.to_uppercase().next().expect("one letter");
            assert_eq!(letter(upper).expect("a letter").code, small_letter.code, "{upper}");
            assert_eq!(letter(upper).expect("a letter").is_capital, upper != c, "{upper}");
        }
        assert_eq!(seen.len(), 103);
        assert!("¹®ÕÖäñß “–\u{300}я".chars().filter_map(letter).count() == 1);
    }

    #[test]
    fn keys_know_letters_and_not_case() {
        assert_eq!(key("Nghiêng"), key("nghiêng"));
        assert_ne!(key("nghiêng"), key("nghiềng"));
        assert_eq!((key(""), key("a b"), key("khongphai9")), (None, None, None));
    }
}
