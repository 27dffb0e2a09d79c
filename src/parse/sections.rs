//! Anchors of headings, and of the numbered parts of official documents.
//!
//! In an official document the written numbering (I., 1., a), Điều 5) names each part so that it can
//! be cited: `#muc-i-1-a`. Elsewhere an anchor is made of the heading's words.

use std::collections::BTreeMap;

use crate::text::{number, slug};

/// The anchors given so far in one body.
#[derive(Default)]
pub(super) struct Anchors {
    official: bool,
    used: BTreeMap<String, u32>,
    /// Numbering of the section and the item we are in: `i`, `1`.
    path: Vec<(u8, String)>,
}

impl Anchors {
    /// Anchors for a body; `official` cites by numbering.
    pub(super) fn new(official: bool) -> Self {
        Self { official, ..Self::default() }
    }

    /// The anchor of a heading.
    pub(super) fn heading(&mut self, level: u8, words: &str) -> String {
        self.path.retain(|(other, _)| *other < level);
        let wanted = match label(words).filter(|_| self.official) {
            Some(Label::Article(name)) => name,
            Some(Label::Part(name)) => {
                self.path.push((level, name));
                self.cited()
            }
            None => slug::slug(words),
        };
        self.unique(wanted)
    }

    /// The anchor of a numbered item or of a point such as `a)`, in official documents only.
    pub(super) fn item(&mut self, name: &str, is_point: bool) -> Option<String> {
        if !self.official {
            return None;
        }
        let level = if is_point { 8 } else { 7 };
        self.path.retain(|(other, _)| *other < level);
        self.path.push((level, name.to_owned()));
        let wanted = self.cited();
        Some(self.unique(wanted))
    }

    fn cited(&self) -> String {
        let parts: Vec<&str> = self.path.iter().map(|(_, name)| name.as_str()).collect();
        format!("muc-{}", parts.join("-"))
    }

    fn unique(&mut self, wanted: String) -> String {
        let count = self.used.entry(wanted.clone()).or_insert(0);
        *count += 1;
        match *count {
            1 => wanted,
            count => self.unique(format!("{wanted}-{count}")),
        }
    }

    /// Whether an anchor was given.
    pub(super) fn contains(&self, anchor: &str) -> bool {
        self.used.contains_key(anchor)
    }
}

enum Label {
    /// `I.`, `1.`, `a)`: part of a path.
    Part(String),
    /// `Điều 5.`, `Chương II`: a name of its own.
    Article(String),
}

/// The numbering at the beginning of a heading.
fn label(words: &str) -> Option<Label> {
    let words = words.trim();
    for (word, name) in [("Điều", "dieu"), ("Chương", "chuong"), ("Mục", "muc"), ("Phần", "phan")]
    {
        if let Some(rest) = words.strip_prefix(word) {
            let number = rest.trim_start().split([' ', '.', ':']).next().unwrap_or("");
            let is_number = number.parse::<u32>().is_ok() || number::roman(number).is_some();
            return is_number.then(|| Label::Article(format!("{name}-{}", number.to_lowercase())));
        }
    }
    let (number, rest) = words.split_at(words.find(['.', ')'])?);
    let digits = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty();
    let ends = rest[1..].is_empty() || rest[1..].starts_with([' ', '\u{a0}']);
    let point = is_point_letter(number);
    (ends && (digits || number::roman(number).is_some() || point))
        .then(|| Label::Part(slug::slug(number)))
}

/// Whether this is one letter as points are lettered: `a` … `y`, `đ` among them.
fn is_point_letter(text: &str) -> bool {
    let mut letters = text.chars();
    matches!((letters.next(), letters.next()), (Some('a'..='z' | 'đ'), None))
}

/// The letter of a text that begins like `a) `.
pub(super) fn point_letter(text: &str) -> Option<&str> {
    let letter = text.chars().next()?;
    let (letter, rest) = text.split_at(letter.len_utf8());
    (rest.starts_with(") ") && is_point_letter(letter)).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn numbered_sections_are_cited_by_their_numbers() {
        let mut anchors = Anchors::new(true);
        assert_eq!(anchors.heading(2, "I. MỤC ĐÍCH, YÊU CẦU"), "muc-i");
        assert_eq!(anchors.heading(3, "1. Mục đích"), "muc-i-1");
        assert_eq!(anchors.item("a", true).as_deref(), Some("muc-i-1-a"));
        assert_eq!(anchors.heading(3, "2. Yêu cầu"), "muc-i-2");
        assert_eq!(anchors.heading(2, "IV. TỔ CHỨC THỰC HIỆN"), "muc-iv");
        assert_eq!(anchors.heading(2, "Điều 5. Giải thưởng"), "dieu-5");
        assert_eq!(anchors.heading(2, "Nơi nhận"), "noi-nhan");
    }

    #[test]
    fn equal_headings_get_different_anchors() {
        let mut anchors = Anchors::new(false);
        assert_eq!(anchors.heading(2, "1. Mục đích"), "1-muc-dich");
        assert_eq!(anchors.heading(2, "1. Mục đích"), "1-muc-dich-2");
        assert_eq!(anchors.item("a", true), None);
    }
}
