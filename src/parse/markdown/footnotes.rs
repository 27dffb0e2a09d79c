//! Footnotes, gathered at the end in the order of their calls.

use std::collections::BTreeMap;

use crate::parse::markdown::writer::{Frame, Writer};

/// The footnotes of a body.
#[derive(Default)]
pub(super) struct Footnotes {
    numbers: BTreeMap<String, usize>,
    notes: BTreeMap<String, Frame>,
    open: Vec<String>,
}

impl Writer<'_> {
    pub(super) fn open_footnote(&mut self, name: &str) {
        self.footnotes.open.push(name.to_owned());
        self.frames.push(Frame::default());
    }

    pub(super) fn footnote_reference(&mut self, name: &str) {
        let next = self.footnotes.numbers.len() + 1;
        let (number, is_first) = match self.footnotes.numbers.get(name) {
            Some(number) => (*number, false),
            None => {
                self.footnotes.numbers.insert(name.to_owned(), next);
                (next, true)
            }
        };
        let id = if is_first { format!(" id=\"goi-{number}\"") } else { String::new() };
        self.push(&format!(
            "<sup class=\"footnote-call\"><a href=\"#chu-thich-{number}\"{id}>{number}</a></sup>"
        ));
    }

    pub(super) fn close_footnote(&mut self) {
        let note = self.frames.pop().unwrap_or_default();
        if let Some(name) = self.footnotes.open.pop() {
            self.footnotes.notes.insert(name, note);
        }
    }

    /// Footnotes in the order of their calls, at the end.
    pub(super) fn gather_footnotes(&mut self) {
        let mut calls: Vec<(usize, String)> = std::mem::take(&mut self.footnotes.numbers)
            .into_iter()
            .map(|(n, at)| (at, n))
            .collect();
        if calls.is_empty() {
            return;
        }
        calls.sort();
        self.push("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (number, name) in calls {
            let mut note = self.footnotes.notes.remove(&name).unwrap_or_default();
            let back = format!(" <a href=\"#goi-{number}\" role=\"doc-backlink\">↩</a>");
            let end = note.html.trim_end().len();
            note.html.truncate(end);
            match note.html.strip_suffix("</p>").map(str::len) {
                Some(end) => note.html.insert_str(end, &back),
                None => note.html.push_str(&back),
            }
            self.push(&format!("<li id=\"chu-thich-{number}\">"));
            self.frame().append(note);
            self.push("</li>\n");
        }
        self.push("</ol>\n</section>\n");
    }
}
