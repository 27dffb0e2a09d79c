//! Numbers as printable characters, small ones in one.
//!
//! A shard is text, for every host serves and compresses text and a page opened from disk can load
//! it as a script. 92 characters that stand in a string as they are: 56 mean themselves, 32 open two
//! characters, 3 open three and the last one opens five.

const FIRST: u32 = 56;
const TWO: u32 = 32 * 92;
const THREE: u32 = 3 * 92 * 92;

/// The character of a digit below 92: `!` to `~` without `"` and `\`.
fn digit(value: u32) -> char {
    let code = value as u8 + 33;
    let code = if code >= 34 { code + 1 } else { code };
    char::from(if code >= 92 { code + 1 } else { code })
}

/// Appends a number below 92.
pub(super) fn single(value: u32, text: &mut String) {
    text.push(digit(value.min(91)));
}

/// Appends a number.
pub(super) fn push(value: u32, text: &mut String) {
    let (mut rest, more) = match value {
        _ if value < FIRST => return single(value, text),
        _ if value < FIRST + TWO => (value - FIRST, 1),
        _ if value < FIRST + TWO + THREE => (value - FIRST - TWO, 2),
        _ => (value - FIRST - TWO - THREE, 4),
    };
    let mut digits = [0; 4];
    for at in (0..more).rev() {
        digits[at] = rest % 92;
        rest /= 92;
    }
    match more {
        1 => single(FIRST + rest, text),
        2 => single(88 + rest, text),
        // 92^4 is 71 million: more than any gap between documents.
        _ => single(91, text),
    }
    digits[..more].iter().for_each(|value| single(*value, text));
}

/// Reads what was written so.
pub(super) struct Digits<'a> {
    rest: &'a str,
}

impl<'a> Digits<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// A number below 92.
    pub(super) fn single(&mut self) -> Option<u32> {
        let (code, _) = self.rest.as_bytes().split_first()?;
        let gap = u32::from(*code > b'"') + u32::from(*code > b'\\');
        let value = u32::from(*code).checked_sub(33 + gap).filter(|value| *value < 92)?;
        self.rest = self.rest.get(1..)?;
        Some(value)
    }

    /// A number.
    pub(super) fn pull(&mut self) -> Option<u32> {
        let first = self.single()?;
        let (high, more, least) = match first {
            0..56 => return Some(first),
            56..88 => (first - 56, 1, FIRST),
            88..91 => (first - 88, 2, FIRST + TWO),
            _ => (0, 4, FIRST + TWO + THREE),
        };
        let value = (0..more).try_fold(high, |value, _| Some(value * 92 + self.single()?))?;
        Some(value + least)
    }

    /// The text before the next space, which goes.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let (word, rest) = self.rest.split_once(' ')?;
        self.rest = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: u32) -> String {
        let mut text = String::new();
        push(value, &mut text);
        text
    }

    #[test]
    fn small_numbers_are_short_and_all_are_different() {
        assert_eq!([text(0), text(55)].map(|t| t.len()), [1, 1]);
        assert_eq!(
            [text(56), text(2999), text(3000), text(28_391), text(28_392)].map(|t| t.len()),
            [2, 2, 3, 3, 5]
        );
        let mut all: Vec<String> = (0..40_000).map(text).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 40_000);
    }

    #[test]
    fn every_number_is_read_as_it_was_written() {
        for value in (0..40_000).chain([70_000_000]) {
            let text = text(value) + "!";
            let mut digits = Digits::new(&text);
            assert_eq!((digits.pull(), digits.rest()), (Some(value), "!"));
        }
        assert_eq!(Digits::new("").pull(), None);
        assert_eq!(Digits::new("~!!").pull(), None);
        assert_eq!(Digits::new("é").pull(), None);
    }

    #[test]
    fn no_character_needs_an_escape() {
        let all: String = (0..92).map(digit).collect();
        assert!(all.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\'));
    }
}
