//! What search knows of a page: its card, what it can be filtered by, and its words as plain text.
//!
//! Made of a `Page` by the worker that renders it, kept in the text blocks of the index, and read
//! from there again while the page stays the same.

use std::ops::Range;

use serde::{Deserialize, Serialize, Serializer};

use crate::model::document::Outline;
use crate::model::field::{FieldType, Value};
use crate::model::kind::{Fields, Kind, Kinds};
use crate::model::page::Page;
use crate::search::plain;

/// Longer texts are cut: a phone is to fetch them whole for one excerpt. In bytes.
const LONGEST_TEXT: usize = 24_000;

/// Fields that are shown as the card, or say how a page is handled rather than what it is about.
const NOT_WORDS: [&str; 15] = [
    "title",
    "summary",
    "number",
    "slug",
    "id",
    "language",
    "order",
    "status",
    "accepted",
    "publish_at",
    "unpublish_at",
    "review_by",
    "approved_by",
    "placeholder",
    "unknown",
];

/// One page as search knows it. Texts may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Row")]
pub struct Record {
    /// Address below the site's root, a folder.
    pub address: String,
    /// Title.
    pub title: String,
    /// Number and symbol.
    pub number: String,
    /// The date that orders it, `2021-10-22`.
    pub date: String,
    /// Name of the unit in charge.
    pub unit: String,
    /// Key of legal status or phase.
    pub status: String,
    /// What it is called where that is not the kind's own word.
    pub label: String,
    /// What filters ask for beside the card.
    pub filed: Filed,
    /// Everything else that readers see, line by line: summary, body, fields.
    pub text: String,
}

/// What filters ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "(String, String, Vec<String>)")]
pub struct Filed {
    /// Address of the unit in charge.
    pub unit: String,
    /// Of a unit: address of the unit above it.
    pub parent: String,
    /// Forms of award that its tables name.
    pub awards: Vec<String>,
}

/// A record as an array: [address, title, number, date, unit, status, label, filed, text].
type Row = (String, String, String, String, String, String, String, Filed, String);

impl From<Row> for Record {
    fn from(row: Row) -> Self {
        let (address, title, number, date, unit, status, label, filed, text) = row;
        Self { address, title, number, date, unit, status, label, filed, text }
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { address, title, number, date, unit, status, label, filed, text } = self;
        (address, title, number, date, unit, status, label, filed, text).serialize(serializer)
    }
}

impl From<(String, String, Vec<String>)> for Filed {
    fn from((unit, parent, awards): (String, String, Vec<String>)) -> Self {
        Self { unit, parent, awards }
    }
}

impl Serialize for Filed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.unit, &self.parent, &self.awards).serialize(serializer)
    }
}

/// What search takes from a page.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The record.
    pub record: Record,
    /// Where in its text the words of the page's body stand; nowhere where that is not known.
    pub body: Range<usize>,
}

impl From<Record> for Words {
    /// A record of a page that stands.
    fn from(record: Record) -> Self {
        Self { record, body: 0..0 }
    }
}

impl Words {
    /// The words of the page's body, line by line.
    pub fn of_body(&self) -> &str {
        self.record.text.get(self.body.clone()).unwrap_or("")
    }
}

/// The words of a document's page, or of an earlier text's; its text must be in it.
pub fn words(page: &Page, kinds: &Kinds) -> Words {
    let card = &page.card;
    let status = card.status.map(|status| status.key());
    let mut record = Record {
        address: page.address.clone(),
        title: card.title.clone(),
        number: card.number.as_ref().map_or_else(String::new, ToString::to_string),
        date: card.date.map_or_else(String::new, |date| date.iso()),
        unit: card.unit.clone(),
        status: status.or(card.phase.map(|phase| phase.key())).unwrap_or("").to_owned(),
        // An earlier text is called that.
        label: if page.is_earlier_text() { String::new() } else { card.label.clone() },
        filed: Filed::default(),
        text: String::new(),
    };
    record.filed.parent = page.parents.last().map_or_else(String::new, |unit| unit.address.clone());
    let mut text = Text { page, lines: String::new(), awards: Vec::new() };
    text.line(&card.summary);
    let begin = text.lines.len();
    if let Some(body) = &page.body {
        plain::push(&body.html, &page.targets, &mut text.lines);
    }
    let end = text.lines.len();
    if let Some(outline) = &page.outline {
        let kind = kinds.at(outline.kind);
        record.filed.unit = unit_of(outline, kind, page);
        text.fields(&kind.fields, &outline.fields);
    }
    text.awards.sort();
    text.awards.dedup();
    record.filed.awards = text.awards;
    record.text = cut(&text.lines);
    let body = begin.min(record.text.len())..end.min(record.text.len());
    Words { record, body }
}

/// Lines as they are kept: no longer than that, and with no room for more, for the texts of all pages
/// wait for the index.
fn cut(text: &str) -> String {
    let mut end = LONGEST_TEXT.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end().to_owned()
}

/// The address of the unit in charge, where it has a page.
fn unit_of(outline: &Outline, kind: &Kind, page: &Page) -> String {
    let reference = outline.value(kind.fields.index("unit")).and_then(Value::reference);
    let target = reference.and_then(|at| page.targets.get(at as usize)?.as_ref());
    target.map_or_else(String::new, |target| target.card.address.clone())
}

/// Lines under way.
struct Text<'a> {
    page: &'a Page,
    lines: String,
    awards: Vec<String>,
}

impl Text<'_> {
    fn line(&mut self, words: &str) {
        if !words.is_empty() {
            self.lines.push_str(words);
            self.lines.push('\n');
        }
    }

    fn fields(&mut self, fields: &Fields, values: &[(u16, Value)]) {
        for (at, value) in values {
            let field = fields.at(*at);
            if !NOT_WORDS.contains(&field.name.as_str()) {
                value.items().iter().for_each(|item| self.value(&field.kind, item));
                if field.name == "award" {
                    self.award(value);
                }
            }
        }
    }

    /// One value on a line of its own. Days and amounts are no words that people look for.
    fn value(&mut self, kind: &FieldType, value: &Value) {
        match value {
            Value::Text(words) | Value::Code(words) => self.line(words),
            Value::Html(html) => plain::push(html, &self.page.targets, &mut self.lines),
            Value::DocNumber(number) => self.line(&number.to_string()),
            Value::Person(person) => {
                let parts = [&person.title, &person.name, &person.position, &person.role];
                self.joined(parts.into_iter().map(String::as_str));
            }
            Value::File(file) => self.line(&file.title),
            Value::Image(image) => self.line(&image.alt),
            Value::Reference(at) => self.reference(*at),
            Value::ReferenceOr(at, other) => match self.target(*at) {
                Some(title) => self.line(&title),
                None => self.value(kind, other),
            },
            Value::Record(row) => self.row(kind, row),
            Value::List(items) => items.iter().for_each(|item| self.value(kind, item)),
            _ => {}
        }
    }

    /// A row of a table: its cells on one line, so that an excerpt reads like the row.
    fn row(&mut self, kind: &FieldType, row: &[(u16, Value)]) {
        let FieldType::Record { fields, .. } = kind else { return };
        let own = std::mem::take(&mut self.lines);
        for (at, value) in row {
            let field = fields.at(*at);
            if !matches!(field.name.as_str(), "id" | "sort_name" | "evidence") {
                value.items().iter().for_each(|item| self.value(&field.kind, item));
            }
            if field.name == "award_form" {
                self.award(value);
            }
        }
        let cells = std::mem::replace(&mut self.lines, own);
        self.joined(cells.lines());
    }

    fn joined<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        let words: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
        self.line(&words.join(", "));
    }

    fn award(&mut self, value: &Value) {
        self.awards.extend(value.items().iter().filter_map(Value::text).map(str::to_owned));
    }

    fn target(&self, at: u32) -> Option<String> {
        let target = self.page.targets.get(at as usize)?.as_ref()?;
        Some(target.card.title.clone())
    }

    fn reference(&mut self, at: u32) {
        if let Some(title) = self.target(at) {
            self.line(&title);
        }
    }
}
