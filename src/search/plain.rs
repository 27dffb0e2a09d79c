//! HTML of a body to the lines that readers see.

use crate::model::body::{Html, Slot, SlotTarget};
use crate::model::page::Target;
use crate::text::markup::{self, Piece};

/// Tags that end no line.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small",
    "span", "strong", "u",
];

/// Appends the words of HTML, each block on a line of its own. A link that is to show the title of
/// its target shows it here too.
pub(super) fn push(html: &Html, targets: &[Option<Target>], lines: &mut String) {
    let mut line = Lines { lines, gap: Gap::Line };
    let mut done = 0;
    for slot in &html.slots {
        let Some(title) = title(slot, targets) else { continue };
        let (start, end) = (slot.start as usize, slot.end as usize);
        if let Some(before) = html.text.get(done..start) {
            line.html(before);
            line.words(title);
            done = end;
        }
    }
    line.html(html.text.get(done..).unwrap_or(""));
    if !lines.is_empty() && !lines.ends_with('\n') {
        lines.push('\n');
    }
}

fn title<'t>(slot: &Slot, targets: &'t [Option<Target>]) -> Option<&'t str> {
    let SlotTarget::Reference { index, titled: true } = slot.target else { return None };
    Some(&targets.get(index as usize)?.as_ref()?.card.title)
}

/// What is to come before the next word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    Line,
}

struct Lines<'a> {
    lines: &'a mut String,
    gap: Gap,
}

impl Lines<'_> {
    fn html(&mut self, html: &str) {
        for piece in markup::pieces(html) {
            match piece {
                Piece::Words(words) => self.words(words),
                Piece::Tag(tag) if INLINE.contains(&markup::tag_name(tag).0) => {}
                Piece::Tag(_) => self.gap = Gap::Line,
            }
        }
    }

    /// Words between tags.
    fn words(&mut self, words: &str) {
        let mut rest = words;
        while let Some(c) = rest.chars().next() {
            if c.is_whitespace() {
                self.gap = if self.gap == Gap::None { Gap::Space } else { self.gap };
                rest = &rest[c.len_utf8()..];
                continue;
            }
            if c == '&' {
                let (c, length) = entity(rest);
                self.push(c.encode_utf8(&mut [0; 4]));
                rest = &rest[length..];
                continue;
            }
            let end = rest.find(|c: char| c == '&' || c.is_whitespace()).unwrap_or(rest.len());
            self.push(&rest[..end]);
            rest = &rest[end..];
        }
    }

    fn push(&mut self, run: &str) {
        match self.gap {
            Gap::Space => self.lines.push(' '),
            Gap::Line if !self.lines.is_empty() && !self.lines.ends_with('\n') => {
                self.lines.push('\n');
            }
            _ => {}
        }
        self.gap = Gap::None;
        self.lines.push_str(run);
    }
}

/// The character an entity stands for, and its length; a space that does not break is a space to
/// whoever searches.
fn entity(text: &str) -> (char, usize) {
    match markup::entity(text) {
        Some(('\u{a0}', length)) => (' ', length),
        found => found.unwrap_or(('&', 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> String {
        let mut lines = String::new();
        push(&Html { text: text.to_owned(), slots: Vec::new() }, &[], &mut lines);
        lines
    }

    #[test]
    fn blocks_are_lines_and_inline_tags_are_nothing() {
        assert_eq!(
            lines("<h2 id=\"a\">Mục <em>đích</em></h2>\n<p>A &amp; B<br>C</p>"),
            "Mục đích\nA & B\nC\n"
        );
        assert_eq!(lines("<ul><li>một</li><li>hai  ba</li></ul>"), "một\nhai ba\n");
    }

    #[test]
    fn what_is_no_tag_and_no_entity_stays() {
        assert_eq!(lines("a &lt;b&gt; &x; &"), "a <b> &x; &\n");
        assert_eq!(lines(""), "");
    }
}
