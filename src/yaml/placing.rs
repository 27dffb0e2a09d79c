//! Where each scalar of a YAML text stands.
//!
//! serde_yaml hands out no places, so the text is walked once in the order of the nodes. A scalar
//! that was folded over lines or holds escapes is found by its first word; one that cannot be found
//! keeps its parent's place.

use std::ops::Range;

use crate::yaml::{Draft, Key, Node, Value};

/// The nodes of a text with their places.
pub(super) fn place(text: &str, root: Draft) -> Node {
    Placing { text, cursor: 0 }.node(root, 0..0)
}

struct Placing<'t> {
    text: &'t str,
    cursor: usize,
}

impl Placing<'_> {
    fn node(&mut self, draft: Draft, parent: Range<usize>) -> Node {
        match draft {
            Draft::Null | Draft::Guess => Node { span: parent, value: Value::Null },
            Draft::Text(text) => {
                let span = self.find(&text).unwrap_or(parent);
                Node { span, value: Value::Scalar(text) }
            }
            Draft::List(items) => {
                let mut nodes = Vec::with_capacity(items.len());
                for item in items {
                    nodes.push(self.node(item, parent.clone()));
                }
                let span = nodes.first().map_or(parent, |node| node.span.clone());
                Node { span, value: Value::List(nodes) }
            }
            Draft::Map(entries) => self.map(entries, parent),
        }
    }

    fn map(&mut self, entries: Vec<(Draft, Draft)>, parent: Range<usize>) -> Node {
        let mut nodes = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let text = match key {
                Draft::Text(text) => text,
                _ => String::from("null"),
            };
            let span = self.find(&text).unwrap_or_else(|| parent.clone());
            let node = self.node(value, span.clone());
            nodes.push((Key { text, span }, node));
        }
        let span = nodes.first().map_or(parent, |(key, _)| key.span.clone());
        Node { span, value: Value::Map(nodes) }
    }

    /// The next place of a scalar. One that was folded over lines or holds escapes is found by its
    /// first word, one that cannot be found keeps its parent's place.
    fn find(&mut self, scalar: &str) -> Option<Range<usize>> {
        let whole = self.search(scalar);
        let found = whole.or_else(|| {
            let word = scalar.split(['\n', ' ', '"', '\\']).find(|word| !word.is_empty())?;
            self.search(word)
        })?;
        self.cursor = found.end;
        Some(found)
    }

    fn search(&self, words: &str) -> Option<Range<usize>> {
        if words.is_empty() {
            return None;
        }
        let first = words.as_bytes()[0];
        let text = self.text.as_bytes();
        let mut from = self.cursor;
        // Most scalars stand a few bytes ahead: looking for their first byte beats any searcher
        // that must be prepared.
        loop {
            let start = from + memchr::memchr(first, text.get(from..)?)?;
            let end = start + words.len();
            let is_here = text[start..].starts_with(words.as_bytes());
            if is_here && !in_comment(self.text, start) && stands_alone(self.text, start, end) {
                return Some(start..end);
            }
            from = start + 1;
        }
    }
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let joins = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    !joins(before) && !joins(after)
}

fn in_comment(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[line..at].trim_start().starts_with('#')
}
