//! The map by which a font says what its codes mean (ISO 32000-1, 9.10.3).
//!
//! `1 beginbfchar <0041> <1EA4> endbfchar 1 beginbfrange <0042> <0044> <0061> endbfrange`; the last of
//! a range may be a list, `[<0061> <0062> <0063>]`. Anything else in it is passed over.

/// A font names so many codes at most: all that two bytes can be.
const MOST: usize = 65_536;

/// Letters of one code that are kept.
const LONGEST: usize = 18;

/// First code, last code, text of the first.
pub(super) type Letters = (u32, u32, String);

/// What a map says, in its order.
pub(super) fn letters(map: &[u8]) -> Vec<Letters> {
    let mut reading = Reading::default();
    let mut rest = map;
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            b'<' if after.first() == Some(&b'<') => &after[1..],
            b'<' => {
                let end = after.iter().position(|byte| *byte == b'>').unwrap_or(after.len());
                reading.string(bytes_of(&after[..end]));
                after.get(end + 1..).unwrap_or(&[])
            }
            b'[' => {
                reading.list = Some(Vec::new());
                after
            }
            b']' => {
                reading.close();
                after
            }
            byte if byte.is_ascii_alphabetic() => {
                let end = rest.iter().position(|byte| !byte.is_ascii_alphabetic());
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                reading.is_wanted = word == b"beginbfchar" || word == b"beginbfrange";
                reading.is_range = word == b"beginbfrange";
                reading.codes.clear();
                after
            }
            _ => after,
        };
        if reading.letters.len() > MOST {
            break;
        }
    }
    reading.letters
}

#[derive(Default)]
struct Reading {
    letters: Vec<Letters>,
    /// Strings that wait for others.
    codes: Vec<Vec<u8>>,
    list: Option<Vec<Vec<u8>>>,
    is_wanted: bool,
    is_range: bool,
}

impl Reading {
    fn string(&mut self, bytes: Vec<u8>) {
        if let Some(list) = &mut self.list {
            list.push(bytes);
            return;
        }
        self.codes.push(bytes);
        match (&self.codes[..], self.is_wanted, self.is_range) {
            ([code, text], true, false) => {
                let code = code_of(code);
                self.letters.push((code, code, text_of(text)));
            }
            ([first, last, text], true, true) => {
                self.letters.push((code_of(first), code_of(last), text_of(text)));
            }
            ([_, _, _], ..) => {}
            _ => return,
        }
        self.codes.clear();
    }

    fn close(&mut self) {
        let list = self.list.take().unwrap_or_default();
        if let ([first, last], true, true) = (&self.codes[..], self.is_wanted, self.is_range) {
            let codes = code_of(first)..=code_of(last);
            self.letters.extend(codes.zip(list).map(|(code, text)| (code, code, text_of(&text))));
        }
        self.codes.clear();
    }
}

/// Hexadecimal digits as bytes; what is no digit is passed over.
fn bytes_of(digits: &[u8]) -> Vec<u8> {
    let digits = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16));
    let digits: Vec<u8> = digits.map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// Up to four bytes as a number.
pub(super) fn code_of(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

/// UTF-16, the high byte first; no more letters than a ligature stands for.
fn text_of(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).filter_map(Result::ok).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn single_codes_ranges_and_lists_are_read_and_the_rest_is_passed_over() {
        let map = b"/CIDSystemInfo << /Registry (Adobe) >> def\n\
            1 begincodespacerange <00> <FF> endcodespacerange\n\
            2 beginbfchar <01> <1EAC> <02> <00660069> endbfchar\n\
            2 beginbfrange <0041> <0043> <0061> <10> <11> [<0041> <0042>] endbfrange end";
        let expected = [
            (1, 1, "\u{1eac}".to_owned()),
            (2, 2, "fi".to_owned()),
            (0x41, 0x43, "a".to_owned()),
            (0x10, 0x10, "A".to_owned()),
            (0x11, 0x11, "B".to_owned()),
        ];
        assert_eq!(letters(map), expected);
    }

    #[test]
    fn any_bytes_may_come() {
        for map in [&b"<"[..], b"]", b"beginbfrange <", b"beginbfrange [ ] <0> <1> ]", b"<zz>"] {
            let _ = letters(map);
        }
    }
}
