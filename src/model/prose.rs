//! The running text of a document, for the checks that read words.
//!
//! Made by `parse` beside the body and dropped when the document has been judged: what the checks
//! find is remembered, the text is not. Code, addresses and raw HTML stand in it as one `\u{1}`
//! each. Every place in it leads back to the place in the source.

use std::ops::Range;

/// Stands for what is not prose: code, an address, a reference without words of its own.
pub const NOT_PROSE: char = '\u{1}';

/// The text of a document and what stands around it.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The passages, each followed by a line feed, which no passage holds.
    pub text: String,
    /// What the text consists of, in order.
    pub passages: Vec<Passage>,
    /// Links that lead out, or to a file.
    pub links: Vec<Link>,
    /// Pictures of the body.
    pub pictures: Vec<Picture>,
    /// Tables of the body.
    pub tables: Vec<Table>,
    /// Where raw HTML stands in the source.
    pub raw: Vec<Range<usize>>,
    pieces: Vec<Piece>,
}

/// From here on, until the next piece, text and source go side by side.
#[derive(Clone, Copy, Debug)]
struct Piece {
    text: u32,
    source: u32,
}

/// A run of text that belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub role: Role,
    /// Its bytes in the text.
    pub text: Range<usize>,
    /// Its bytes in the source, marks of Markdown included.
    pub source: Range<usize>,
    /// Whether all of it is bold.
    pub is_bold: bool,
    /// Forced ends of line in it.
    pub breaks: u16,
}

/// What a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A paragraph.
    Paragraph,
    /// A paragraph inside a quotation or a notice.
    Quotation,
    /// A heading of this level, 1 to 6 as written.
    Heading(u8),
    /// The beginning of a list item, with its depth and its number as typed.
    Item {
        /// 1 for a list that is in no other.
        depth: u8,
        /// The number typed, of a numbered list.
        number: Option<u32>,
    },
    /// A further paragraph of a list item, a term, an explanation, a footnote.
    Inside,
    /// A cell of a table.
    Cell,
    /// The value of a field: its position in the kind, and the sub-field's in a record.
    Field {
        /// The field.
        field: u16,
        /// The sub-field.
        sub: Option<u16>,
    },
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its words, bytes in the text.
    pub text: Range<usize>,
    /// Where it leads, as typed.
    pub target: String,
    /// All of it in the source.
    pub source: Range<usize>,
    /// Whether it is an address without words.
    pub is_bare: bool,
    /// Whether a picture stands in it.
    pub has_picture: bool,
    /// Whether it is the value of a field, which the page gives its words.
    pub is_field: bool,
}

impl Link {
    /// The address in a field, where so much text was gathered before it.
    pub fn of_field(to: &str, source: Range<usize>, at: usize) -> Self {
        let (is_bare, has_picture) = (false, false);
        Self { text: at..at, target: to.to_owned(), source, is_bare, has_picture, is_field: true }
    }
}

/// A picture of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What is to be seen.
    pub alt: String,
    /// The file, as typed.
    pub target: String,
    /// All of it in the source.
    pub source: Range<usize>,
}

/// A table of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// All of it in the source.
    pub source: Range<usize>,
    /// Whether no cell of its first row holds anything.
    pub is_headless: bool,
}

impl Prose {
    /// Adds text that stands in the source from `source` on; where the two differ (an escape, an
    /// entity, a quoted scalar), the places are matched letter by letter.
    pub fn push(&mut self, text: &str, typed: &str, source: usize) {
        if typed.as_bytes() == text.as_bytes() {
            self.piece(source);
            self.text.push_str(text);
            return;
        }
        let mut rest = text;
        let mut at = 0;
        while !rest.is_empty() {
            at += unmatched(&typed[at..], rest);
            let same = common(&typed[at..], rest).max(first_length(rest));
            self.piece(source + at.min(typed.len()));
            self.text.push_str(&rest[..same]);
            rest = &rest[same..];
            at = floor(typed, at + same);
        }
    }

    /// Adds text of which only the beginning is known in the source.
    pub fn push_at(&mut self, text: &str, source: usize) {
        self.piece(source);
        self.text.push_str(text);
    }

    fn piece(&mut self, source: usize) {
        let piece = Piece { text: self.text.len() as u32, source: source as u32 };
        match self.pieces.last_mut() {
            Some(last) if last.text == piece.text => *last = piece,
            _ => self.pieces.push(piece),
        }
    }

    /// The byte of the source at which a byte of the text stands.
    pub fn source_at(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.text as usize <= at);
        match after.checked_sub(1).map(|at| self.pieces[at]) {
            Some(piece) => piece.source as usize + (at - piece.text as usize),
            None => 0,
        }
    }

    /// The bytes of the source that hold these bytes of the text.
    pub fn source_of(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source_at(range.start);
        let end = if range.is_empty() { start } else { self.source_at(range.end - 1) + 1 };
        start..end.max(start)
    }

    /// The words of a passage.
    pub fn words_of(&self, passage: &Passage) -> &str {
        self.text.get(passage.text.clone()).unwrap_or("")
    }

    /// The position of the passage that holds a byte of the text.
    pub fn passage_at(&self, at: usize) -> Option<usize> {
        self.passages.partition_point(|passage| passage.text.start <= at).checked_sub(1)
    }
}

impl Role {
    /// Whether it is a field's.
    pub fn is_field(self) -> bool {
        matches!(self, Self::Field { .. })
    }
}

/// How many bytes of the typed text stand for nothing: the backslash of an escape.
fn unmatched(typed: &str, text: &str) -> usize {
    let first = text.chars().next();
    let found = typed.char_indices().take(12).find(|(_, letter)| Some(*letter) == first);
    found.map_or(0, |(at, _)| at)
}

/// The length of what both begin with.
fn common(typed: &str, text: &str) -> usize {
    let same = typed.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
    floor(text, same)
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::Prose;

    #[test]
    fn places_lead_back_through_escapes_and_entities() {
        let source = "xx 2021\\. Năm &amp; tháng";
        let mut prose = Prose::default();
        prose.push("2021. Năm & tháng", &source[3..], 3);
        for word in ["2021", "Năm", "tháng"] {
            let at = prose.text.find(word).expect("there");
            let place = prose.source_of(at..at + word.len());
            assert_eq!(&source[place], word);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[aế&\\\\; \u{300}]{0,20}", typed in "[aế&\\\\; ]{0,20}") {
            let mut prose = Prose::default();
            prose.push(&text, &typed, 5);
            proptest::prop_assert_eq!(&prose.text, &text);
            for at in 0..=text.len() {
                prose.source_at(at);
            }
        }
    }
}
