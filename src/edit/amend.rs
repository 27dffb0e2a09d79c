//! Notes a change in the front matter of a document, touching nothing else in it.
//!
//! Takes the text and what is to be noted, gives the places to change. Lists may be written over
//! several lines or in brackets, keys in either language; the author's way of writing stays.

use std::ops::Range;

use crate::diagnostic::Fix;
use crate::diagnostic::catalogue::Language;
use crate::model::field::FieldType;
use crate::model::history::Class;
use crate::model::kind::{Field, Fields, Kind};
use crate::text::date::Date;
use crate::yaml::{self, Key, Node};

/// A change to be noted.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What kind of change it is.
    pub class: Class,
    /// What is changed, in a person's words.
    pub note: String,
    /// The document that makes the change; empty for none.
    pub by: String,
    /// When it is noted: `01/11/2021 08:10`.
    pub recorded: String,
    /// The day from which the new text is in force, where the document says so itself.
    pub effective: Option<Date>,
}

/// The places to change; `None` where the front matter cannot be read or has no room for changes.
pub fn noted(text: &str, kind: &Kind, entry: &Entry) -> Option<Vec<Fix>> {
    let front = front_matter(text)?;
    let root = yaml::read(text.get(front.clone())?).ok()?;
    let page = Page { text, front, root: &root, fields: &kind.fields };
    let mut fixes = vec![page.change(entry)?];
    if let (Some(day), Some(_)) = (entry.effective, kind.fields.index("effective_from")) {
        fixes.push(page.effective(day)?);
    }
    Some(fixes)
}

/// The bytes between the two lines of `---`.
fn front_matter(text: &str) -> Option<Range<usize>> {
    let start = text.strip_prefix("---\n").map(|_| 4)?;
    let end = text.get(start..)?.find("\n---")? + start + 1;
    Some(start..end)
}

struct Page<'a> {
    text: &'a str,
    front: Range<usize>,
    root: &'a Node,
    fields: &'a Fields,
}

impl Page<'_> {
    fn find(&self, name: &str) -> Option<usize> {
        let at = self.fields.index(name)?;
        let is_field = |key: &Key| self.fields.find(&key.text).is_some_and(|(i, _)| i == at);
        self.root.entries().iter().position(|(key, _)| is_field(key))
    }

    /// The lines of an entry of the front matter, without blank ones at their end.
    fn lines(&self, entry: usize) -> Option<Range<usize>> {
        let entries = self.root.entries();
        let start = self.front.start + entries.get(entry)?.0.span.start;
        let next = entries.get(entry + 1).map(|(key, _)| self.front.start + key.span.start);
        let end = next.unwrap_or(self.front.end);
        let lines = self.text.get(start..end)?;
        let kept = lines.lines().rev().skip_while(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with('#')
        });
        let kept = kept.count();
        let length: usize = lines.split_inclusive('\n').take(kept).map(str::len).sum();
        Some(start..start + lines.get(..length)?.trim_end().len())
    }

    /// Keys are mostly in one language.
    fn language(&self) -> Language {
        let entries = self.root.entries().iter();
        let english = entries.filter(|(key, _)| {
            let found = self.fields.find(&key.text).map(|(_, field)| field);
            found.is_some_and(|field| key.text == field.name || key.text == field.label.en)
        });
        if english.count() * 2 > self.root.entries().len() { Language::En } else { Language::Vi }
    }

    fn insert(&self, at: usize, text: String) -> Fix {
        Fix { start: at as u32, end: at as u32, text }
    }

    fn change(&self, entry: &Entry) -> Option<Fix> {
        let field = self.fields.at(self.fields.index("changes")?);
        let row = self.row(entry, field)?;
        let Some(at) = self.find("changes") else {
            let label = field.label.in_language(self.language());
            return Some(self.insert(self.front.end, format!("{label}:\n  - {row}\n")));
        };
        let lines = self.lines(at)?;
        let words = self.text.get(lines.clone())?;
        let value = words.split_once(':').map_or("", |(_, value)| value.trim_start());
        if value.starts_with('[') {
            let end = lines.start + words.rfind(']')?;
            let is_empty = self.root.entries()[at].1.items().is_empty();
            let between = if is_empty { "" } else { ", " };
            return Some(self.insert(end, format!("{between}{row}")));
        }
        let item = words.lines().find(|line| line.trim_start().starts_with('-'));
        let indent = item.map_or("  ", |line| &line[..line.len() - line.trim_start().len()]);
        Some(self.insert(lines.end, format!("\n{indent}- {row}")))
    }

    /// `{Loại: sửa đổi, Ghi chú: "…", Theo văn bản: …, Ghi nhận lúc: "…"}`
    fn row(&self, entry: &Entry, field: &Field) -> Option<String> {
        let FieldType::Record { fields, .. } = &field.kind else { return None };
        let language = self.language();
        let label = |name: &str| {
            Some(fields.at(fields.index(name)?).label.in_language(language).to_owned())
        };
        let FieldType::Choice(choices) = &fields.at(fields.index("class")?).kind else {
            return None;
        };
        let class = choices.iter().find(|choice| choice.key == entry.class.key())?;
        let class = class.label.in_language(language);
        let mut row = format!("{{{}: {class}", label("class")?);
        row.push_str(&format!(", {}: {}", label("note")?, yaml::quote(&entry.note)));
        if !entry.by.is_empty() {
            row.push_str(&format!(", {}: {}", label("by")?, yaml::quote(&entry.by)));
        }
        row.push_str(&format!(", {}: {}}}", label("recorded")?, yaml::quote(&entry.recorded)));
        Some(row)
    }

    fn effective(&self, day: Date) -> Option<Fix> {
        let field = self.fields.at(self.fields.index("effective_from")?);
        let label = field.label.in_language(self.language());
        let Some(at) = self.find("effective_from") else {
            let line = format!("{label}: {}", day.short());
            return Some(match self.find("issued_on").and_then(|at| self.lines(at)) {
                Some(lines) => self.insert(lines.end, format!("\n{line}")),
                None => self.insert(self.front.start, format!("{line}\n")),
            });
        };
        let lines = self.lines(at)?;
        let key = &self.root.entries()[at].0.text;
        let text = format!("{key}: {}", day.short());
        Some(Fix { start: lines.start as u32, end: lines.end as u32, text })
    }
}
