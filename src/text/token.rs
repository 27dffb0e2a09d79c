//! Parts text into the tokens that search compares.
//!
//! Takes text as written, composed or not; gives runs of letters and digits, folded (no case, no
//! marks, `đ` as `d`, `ky` as `ki`), each with a number for its marks. The tone counts for the whole
//! syllable, so that `hoà` and `hòa` are one. `themes/lan-toa/scripts/search/rules.js` holds the same
//! rules; `tests/search` proves the two equal.

use unicode_normalization::char::decompose_canonical;

use crate::text::fold;

/// Tokens of more characters are no words; they are passed over.
pub const LONGEST: usize = 24;

/// One token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// Folded letters and digits.
    pub word: String,
    /// Its marks, below 64: the tone (0 ngang, 1 huyền, 2 sắc, 3 hỏi, 4 ngã, 5 nặng), plus 6 for
    /// `^`, 12 for `˘`, 18 for the horn, plus 24 for đ.
    pub marks: u8,
    /// What stands between it and the token before.
    pub gap: Gap,
}

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gap {
    /// The beginning of the text, the end of a line or of a sentence: no phrase goes over it.
    #[default]
    Break,
    /// One `/`, `-` or `–` alone, as within the number of a document.
    Joint,
    /// Anything else.
    Space,
}

/// Parts texts into tokens; knows the letters up to U+1FFF by a table.
pub struct Tokens {
    table: Vec<u16>,
}

/// In the table: no simple letter.
const OTHER: u16 = 0xFFFF;
const TABLE: usize = 0x2000;

impl Default for Tokens {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokens {
    /// The table is made in less than a millisecond; make one for many texts.
    pub fn new() -> Self {
        let entry = |code: usize| char::from_u32(code as u32).map_or(OTHER, simple);
        Self { table: (0..TABLE).map(entry).collect() }
    }

    /// Hands each token of a text to `each`, in order.
    pub fn each(&self, text: &str, mut each: impl FnMut(&Token)) {
        let mut open = Open::default();
        for c in text.chars() {
            match self.table.get(c as usize) {
                Some(entry) if *entry != OTHER => {
                    open.letter((*entry & 0x7F) as u8 as char, (*entry >> 8) as u8);
                }
                _ => decompose_canonical(c, |part| {
                    part.to_lowercase().for_each(|lower| open.part(lower, &mut each));
                }),
            }
        }
        open.end(&mut each);
    }

    /// All tokens of a text.
    pub fn all(&self, text: &str) -> Vec<Token> {
        let mut all = Vec::new();
        self.each(text, |token| all.push(token.clone()));
        all
    }
}

/// The table's entry of a character that is one plain letter or digit with marks.
fn simple(c: char) -> u16 {
    let (mut letter, mut marks, mut is_simple) = (None, Marks::default(), true);
    decompose_canonical(c, |part| {
        for lower in part.to_lowercase() {
            if fold::is_mark(lower) {
                marks.add(lower);
            } else {
                let base = base(lower, &mut marks);
                is_simple &= letter.is_none() && base.is_ascii_alphanumeric();
                letter = Some(base);
            }
        }
    });
    match letter {
        Some(letter) if is_simple => u16::from(marks.packed()) << 8 | letter as u16,
        _ => OTHER,
    }
}

/// The letter without a stroke, which counts as a mark.
fn base(lower: char, marks: &mut Marks) -> char {
    match fold::vietnamese_base(lower) {
        Some('d') => {
            marks.has_stroke = true;
            'd'
        }
        Some(base) => base,
        None => lower,
    }
}

/// The characters that words consist of. Explicit ranges, not the tables of a Unicode version: the
/// program and every reader's browser must agree.
fn is_of_words(c: char) -> bool {
    matches!(c, '0'..='9' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2AF}' | '\u{370}'..='\u{1FFF}' | '\u{2C00}'..='\u{2DFF}'
        | '\u{3040}'..='\u{A4CF}' | '\u{AA80}'..='\u{AADF}' | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}')
}

/// What may stand within a word and is not seen: soft hyphens and marks of no width.
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '.' | '!' | '?' | ';' | ':' | '…')
}

/// The marks of a token so far.
#[derive(Clone, Copy, Default)]
struct Marks {
    tone: u8,
    quality: u8,
    has_stroke: bool,
}

impl Marks {
    fn add(&mut self, mark: char) {
        match mark {
            '\u{300}' => self.tone = 1,
            '\u{301}' => self.tone = 2,
            '\u{309}' => self.tone = 3,
            '\u{303}' => self.tone = 4,
            '\u{323}' => self.tone = 5,
            '\u{302}' => self.quality = self.quality.max(1),
            '\u{306}' => self.quality = self.quality.max(2),
            '\u{31B}' => self.quality = self.quality.max(3),
            _ => {}
        }
    }

    fn join(&mut self, packed: u8) {
        let (tone, quality) = (packed % 24 % 6, packed % 24 / 6);
        if tone > 0 {
            self.tone = tone;
        }
        self.quality = self.quality.max(quality);
        self.has_stroke |= packed >= 24;
    }

    fn packed(self) -> u8 {
        self.tone + 6 * self.quality + if self.has_stroke { 24 } else { 0 }
    }
}

/// The token under way, and what came since the last one.
#[derive(Default)]
struct Open {
    token: Token,
    marks: Marks,
    count: usize,
    /// Characters since the last token, and what they make of the gap.
    between: usize,
    joints: usize,
    is_broken: bool,
    has_begun: bool,
}

impl Open {
    fn letter(&mut self, letter: char, marks: u8) {
        self.token.word.push(letter);
        self.count += 1;
        if marks > 0 {
            self.marks.join(marks);
        }
    }

    /// One part of a decomposed character.
    fn part(&mut self, lower: char, each: &mut impl FnMut(&Token)) {
        if fold::is_mark(lower) {
            // A mark behind anything but a letter belongs to nothing.
            if self.count > 0 {
                self.marks.add(lower);
            }
            return;
        }
        if is_nothing(lower) {
            return;
        }
        let base = base(lower, &mut self.marks);
        if is_of_words(base) {
            self.letter(base, 0);
            return;
        }
        self.end(each);
        self.between += 1;
        self.joints += usize::from(matches!(lower, '/' | '-' | '–'));
        self.is_broken |= is_break(lower);
    }

    fn end(&mut self, each: &mut impl FnMut(&Token)) {
        if self.count == 0 {
            return;
        }
        if self.count <= LONGEST {
            self.token.gap = match (self.has_begun && !self.is_broken, self.between, self.joints) {
                (false, ..) => Gap::Break,
                (true, 1, 1) => Gap::Joint,
                _ => Gap::Space,
            };
            self.token.marks = self.marks.packed();
            with_i(&mut self.token.word);
            each(&self.token);
            self.has_begun = true;
            (self.between, self.joints, self.is_broken) = (0, 0, false);
        } else {
            self.between += 2;
        }
        self.token.word.clear();
        self.count = 0;
        self.marks = Marks::default();
    }
}

/// `kỷ` and `kỉ`, `lý` and `lí` are two spellings of one syllable.
fn with_i(word: &mut String) {
    if let [b'h' | b'k' | b'l' | b'm' | b's' | b't', b'y'] = word.as_bytes() {
        word.truncate(1);
        word.push('i');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Tokens::new().all(text).iter().map(|t| format!("{} {}", t.word, t.marks)).collect()
    }

    #[test]
    fn marks_are_a_number_beside_the_plain_word() {
        assert_eq!(words("Kế HOẠCH đường"), ["ke 8", "hoach 5", "duong 43"]);
        assert_eq!(words("hoà hòa, uỷ ủy"), ["hoa 1", "hoa 1", "uy 3", "uy 3"]);
        assert_eq!(words("Lý, lí; Ðà"), ["li 2", "li 2", "da 25"]);
    }

    #[test]
    fn decomposed_text_has_the_same_tokens() {
        use unicode_normalization::UnicodeNormalization;
        let text = "Ủy ban nhân dân xã Nậm Nhùn, đường 30/2020/NĐ-CP";
        let apart: String = text.nfd().collect();
        assert_eq!(Tokens::new().all(&apart), Tokens::new().all(text));
    }

    #[test]
    fn a_gap_says_whether_a_phrase_goes_on() {
        let gaps: Vec<Gap> =
            Tokens::new().all("Số 147/KH-SYT, ngày 1. Xem\nlại").iter().map(|t| t.gap).collect();
        use Gap::{Break, Joint, Space};
        assert_eq!(gaps, [Break, Space, Joint, Joint, Space, Space, Break, Break]);
    }

    #[test]
    fn a_run_without_end_is_no_word() {
        assert_eq!(words(&format!("a {} b", "x".repeat(LONGEST + 1))), ["a 0", "b 0"]);
    }
}
