//! Words of any bytes, as hashes: the same word in HTML, XML, JSON and addresses is one number.
//!
//! A word is a run of letters and digits. Case does not count; entities, percent signs and `\u`
//! escapes are read as what they stand for. Made to be run over every byte of a site, so folding
//! is a table of 256 codes and no text is allocated.

use std::ops::Range;

/// What stands between words.
const GAP: u8 = 0;
/// What stands for something else: an entity, a percent sign, a backslash, a sign beyond ASCII.
const ESCAPE: u8 = 1;

/// The code of each byte; letters of one kind share one.
const CODES: [u8; 256] = codes();

const fn codes() -> [u8; 256] {
    let mut codes = [GAP; 256];
    let mut byte = 0;
    while byte < 256 {
        let at = byte as u8;
        codes[byte] = match at {
            b'0'..=b'9' | b'a'..=b'z' => at,
            b'A'..=b'Z' => at | 0x20,
            b'%' | b'&' | b'\\' => ESCAPE,
            // Signs such as “ ” – « » and emoji begin with these.
            0xc2 | 0xe2 | 0xef..=0xff => ESCAPE,
            // Capital and small letter differ in bit 0 (Ế ế) or bit 5 (Ê ê) of their last byte, Ư ư
            // in two: those bits are dropped. That some other letters fall together is no matter.
            0xb0 | 0xb1 => 0x8f,
            0x80..=0xbf => 0x80 | (at & 0x1f) | 1,
            0xc0..=0xee => at,
            _ => GAP,
        };
        byte += 1;
    }
    codes
}

/// Tells each word: its hash and where it stands.
#[inline]
pub fn each(bytes: &[u8], mut word: impl FnMut(u64, Range<usize>)) {
    let (mut hash, mut begin, mut at) = (0_u64, 0, 0);
    while at < bytes.len() {
        let letters = bytes[at..].iter().map(|byte| CODES[*byte as usize]);
        for code in letters.take_while(|code| *code > ESCAPE) {
            hash = with(hash, code);
            at += 1;
        }
        let Some(code) = bytes.get(at).map(|byte| CODES[*byte as usize]) else { break };
        let mut next = at + 1;
        if code == ESCAPE {
            let meant = escaped(bytes, at);
            next = meant.next;
            if meant.length > 0 {
                let letters = &meant.letters[..meant.length];
                hash = letters.iter().fold(hash, |hash, code| with(hash, *code));
                at = next;
                continue;
            }
        }
        if hash != 0 {
            word(mixed(hash), begin..at);
            hash = 0;
        }
        (begin, at) = (next, next);
    }
    if hash != 0 {
        word(mixed(hash), begin..bytes.len());
    }
}

/// Seven bits a letter: nine letters of ASCII fit without touching each other.
#[inline]
fn with(hash: u64, code: u8) -> u64 {
    hash.rotate_left(7) ^ u64::from(code)
}

/// The last step of SplitMix64: every bit of the word reaches every bit of the hash.
#[inline]
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// What an escape stands for: codes of a letter, or a gap, and where it ends.
struct Meant {
    letters: [u8; 4],
    length: usize,
    next: usize,
}

#[cold]
fn escaped(bytes: &[u8], at: usize) -> Meant {
    let rest = &bytes[at + 1..];
    let (letter, length) = match bytes[at] {
        b'%' => return percent(rest, at),
        b'&' => entity(rest),
        b'\\' => backslash(rest),
        0xc2 => (None, 1),
        0xf0..=0xff => (None, 3),
        _ => (None, 2),
    };
    let next = (at + 1 + length).min(bytes.len());
    let mut meant = Meant { letters: [0; 4], length: 0, next };
    if let Some(letter) = letter.filter(|letter| letter.is_alphanumeric()) {
        let mut utf8 = [0; 4];
        for byte in letter.encode_utf8(&mut utf8).bytes() {
            meant.letters[meant.length] = CODES[byte as usize].max(ESCAPE + 1);
            meant.length += 1;
        }
    }
    meant
}

/// `%E1`: one byte of a letter.
fn percent(rest: &[u8], at: usize) -> Meant {
    let byte = hex(rest.get(..2)).and_then(|number| u8::try_from(number).ok());
    let Some(byte) = byte else { return Meant { letters: [0; 4], length: 0, next: at + 1 } };
    let code = CODES[byte as usize];
    Meant { letters: [code; 4], length: usize::from(code > ESCAPE), next: at + 3 }
}

/// `&#7871;`, `&#x1ebf;`, `&amp;`: the letter and the length behind the `&`.
fn entity(rest: &[u8]) -> (Option<char>, usize) {
    const LONGEST: usize = 10;
    let end = rest.iter().take(LONGEST).position(|byte| *byte == b';');
    let Some(end) = end else { return (None, 0) };
    let number = match &rest[..end] {
        [b'#', b'x' | b'X', digits @ ..] => hex(Some(digits)),
        [b'#', digits @ ..] => std::str::from_utf8(digits).ok().and_then(|text| text.parse().ok()),
        _ => None,
    };
    (number.and_then(char::from_u32), end + 1)
}

/// `\u1ebf`, `\n`: the letter and the length behind the backslash.
fn backslash(rest: &[u8]) -> (Option<char>, usize) {
    match rest.first() {
        Some(b'u') => match hex(rest.get(1..5)) {
            Some(number) => (char::from_u32(number), 5),
            None => (None, 0),
        },
        Some(b'n' | b't' | b'r' | b'b' | b'f') => (None, 1),
        _ => (None, 0),
    }
}

fn hex(digits: Option<&[u8]>) -> Option<u32> {
    let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::each;

    fn words(text: &str) -> Vec<u64> {
        let mut words = Vec::new();
        each(text.as_bytes(), |word, _| words.push(word));
        words
    }

    #[test]
    fn a_word_is_the_same_in_every_form() {
        let plain = words("Kế hoạch số 147/KH-SYT");
        assert_eq!(plain.len(), 6);
        for form in [
            "KẾ HOẠCH, SỐ “147/KH–SYT”…",
            "K&#7871; ho&#x1ea1;ch&nbsp;s&#x1ed1; 147&#x2f;kh-syt",
            "K\\u1ebf\\nho\\u1ea1ch\\ts\\u1ed1 147\\/KH-SYT",
            "K%E1%BA%BF%20ho%e1%ba%a1ch%20s%E1%BB%91%20147%2FKH-SYT",
        ] {
            assert_eq!(words(form), plain, "{form}");
        }
    }

    #[test]
    fn every_vietnamese_capital_is_its_small_letter() {
        let letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
        for letter in letters.chars() {
            let small = letter.to_string();
            assert_eq!(words(&small), words(&small.to_uppercase()), "{letter}");
        }
        assert_ne!(words("hoa"), words("hòa"));
        assert_ne!(words("quyết"), words("quyền"));
    }

    #[test]
    fn odd_bytes_are_no_trouble() {
        for bytes in [&b"%"[..], b"%4", b"&#", b"&#xfffffff;", b"\\", b"\\u12", b"\xe2", b"\xc2"] {
            each(bytes, |_, place| assert!(place.end <= bytes.len()));
        }
    }
}
