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
    fn no_character_needs_an_escape() {
        let all: String = (0..92).map(digit).collect();
        assert!(all.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\'));
    }
}
