//! Field types: what a value in the front matter may be and what it means.
//!
//! A kind names types, this room gives each its reading (raw text to value, with messages), its
//! showing (value to what a template sees) and its JSON Schema. One file a type; here are the
//! types' list, the values and what readers and showers are handed.

pub mod choice;
pub mod code;
pub mod date;
pub mod doc_number;
pub mod file;
pub mod link;
pub mod person;
pub mod quantity;
pub mod record;
pub mod reference;
pub mod schema;
pub mod show;
pub mod splice;
pub mod table;
pub mod text;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::model::body::Html;
use crate::model::document::{FileUse, Reference, ReferenceFrom};
use crate::model::kind::{Field, Fields, KindSet, Kinds};
use crate::model::language::Localised;
use crate::model::source::Source;
use crate::text::date::{Date, Period, When};
use crate::text::doc_number::DocNumber;
use crate::text::number::Number;
use crate::yaml::{Node, Value as Raw};

/// What a field's values are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FieldType {
    /// One line, or a block of Markdown.
    Text {
        /// Longest text in characters.
        max: Option<u32>,
        /// Whether it is Markdown.
        markdown: bool,
    },
    /// One of a fixed set.
    Choice(Vec<choice::Choice>),
    /// A number as Vietnamese write it: `1.250`, `12,5`, `95 %`.
    Number,
    /// An amount in đồng.
    Money,
    /// Digits, or a word of letters, digits and hyphens, kept as typed.
    Code(code::Pattern),
    /// A day, with a time of day where `minute` allows it.
    Date {
        /// Whether a time may follow.
        minute: bool,
    },
    /// Two days, one of which may be open.
    Period,
    /// Số ký hiệu.
    DocNumber,
    /// Another document.
    Reference(KindSet),
    /// A criterion of the document's movement.
    Criterion,
    /// A typed relation to another document.
    Relation(KindSet),
    /// A person.
    Person,
    /// An absolute address.
    Link,
    /// A file beside the page.
    File,
    /// A picture beside the page, with its description.
    Image,
    /// A group of sub-fields.
    Record {
        /// What the program knows of such records.
        shape: record::Shape,
        /// The sub-fields.
        fields: Fields,
    },
    /// The first of these types that fits.
    Either(Vec<FieldType>),
}

impl FieldType {
    /// The choice a value of this type stands for.
    pub fn choice(&self, value: &Value) -> Option<&choice::Choice> {
        match (self, value) {
            (Self::Choice(choices), Value::Choice(at)) => choices.get(*at as usize),
            _ => None,
        }
    }
}

/// A value that has been read and checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// One line.
    Text(String),
    /// Rendered Markdown.
    Html(Html),
    /// Position among the choices.
    Choice(u16),
    /// A number.
    Number(Number),
    /// Whole đồng.
    Money(i64),
    /// As typed.
    Code(String),
    /// A day, perhaps with a time.
    Date(When),
    /// Two days.
    Period(Period),
    /// A document number.
    DocNumber(DocNumber),
    /// Position in the outline's references.
    Reference(u32),
    /// A reference or, where it leads nowhere, what the words are by themselves.
    ReferenceOr(u32, Box<Value>),
    /// A typed relation.
    Relation(reference::Relation),
    /// A person, apart: it is twice as large as any other value.
    Person(Box<person::Person>),
    /// An address.
    Link(String),
    /// A file.
    File(file::File),
    /// A picture.
    Image(file::Image),
    /// Sub-fields by position, in declared order.
    Record(Vec<(u16, Value)>),
    /// Several values of one type.
    List(Vec<Value>),
}

impl Value {
    /// The items of a list; any other value counts as a list of one.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    /// The sub-field of a record.
    pub fn sub(&self, index: u16) -> Option<&Self> {
        match self {
            Self::Record(fields) => fields.iter().find(|(at, _)| *at == index).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The plain text of a one-line value.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Link(text) => Some(text),
            _ => None,
        }
    }

    /// The day of a date.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Date(when) => Some(when.date),
            _ => None,
        }
    }

    /// The position of the reference, where it is one.
    pub fn reference(&self) -> Option<u32> {
        match self {
            Self::Reference(index) | Self::ReferenceOr(index, _) => Some(*index),
            Self::Relation(relation) => Some(relation.reference),
            _ => None,
        }
    }
}

/// What a reader is handed: where the text stands, and where its findings go.
pub struct Reading<'a> {
    /// The file.
    pub source: &'a Source,
    /// Where the YAML text begins in the file (bytes).
    pub offset: usize,
    /// Whether that file is a table beside the document.
    pub is_table: bool,
    /// The kinds of the theme.
    pub kinds: &'a Kinds,
    /// The field that is being read: its position in the kind.
    pub field: u16,
    /// The sub-field, inside a record.
    pub sub: Option<u16>,
    /// References found so far.
    pub references: Vec<Reference>,
    /// Files found so far.
    pub files: Vec<FileUse>,
    /// Problems found so far.
    pub problems: Vec<Diagnostic>,
    /// Turns a block of Markdown into HTML; given by `parse`.
    pub markdown: &'a dyn Fn(&str) -> Html,
}

impl Reading<'_> {
    /// Notes an error at a node, worded with the node's own text as `{value}`.
    pub fn error(&mut self, id: &'static str, node: &Node, more: &[(&'static str, &str)]) {
        let problem = Diagnostic::error(id, self.place(node));
        self.note(problem, node, more);
    }

    /// Notes a mistake that a change of the node's words mends.
    pub fn mendable(&mut self, problem: Diagnostic, node: &Node, mended: &str) {
        let range = self.offset + node.span.start..self.offset + node.span.end;
        let words = node.scalar().and_then(|words| self.source.find(range, words));
        let problem = match words {
            Some(words) => problem.fixed_by(words, mended),
            None => problem,
        };
        self.note(problem, node, &[]);
    }

    /// Notes a warning at a node.
    pub fn warning(&mut self, id: &'static str, node: &Node, more: &[(&'static str, &str)]) {
        let problem = Diagnostic::warning(id, self.place(node));
        self.note(problem, node, more);
    }

    /// Where a node stands.
    pub fn place(&self, node: &Node) -> crate::diagnostic::Place {
        self.source.place(self.offset + node.span.start..self.offset + node.span.end)
    }

    fn note(&mut self, problem: Diagnostic, node: &Node, more: &[(&'static str, &str)]) {
        let problem = problem.with("value", node.scalar().unwrap_or(""));
        let problem = more.iter().fold(problem, |problem, (name, value)| problem.with(name, value));
        self.problems.push(problem);
    }

    /// Notes a reference and gives its position.
    pub fn refer(&mut self, node: &Node, text: &str, to: KindSet, from: ReferenceFrom) -> u32 {
        let range = self.offset + node.span.start..self.offset + node.span.end;
        let span = self.source.span(range);
        self.references.push(Reference {
            key: crate::model::names::key(text),
            text: text.to_owned(),
            anchor: String::new(),
            to,
            from,
            span,
            table: self.is_table.then(|| Arc::clone(&self.source.shown)),
        });
        self.references.len() as u32 - 1
    }

    /// Where a reference of the present field is written.
    pub fn from_field(&self) -> ReferenceFrom {
        ReferenceFrom::Field { field: self.field, sub: self.sub }
    }

    /// The text of a scalar node, or a message and nothing.
    pub fn scalar<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.scalar();
        if text.is_none() {
            self.error("S01.not_a_text", node, &[]);
        }
        text
    }
}

/// Reads a field's value; `None` where there is none or it was refused (with a message).
pub fn read(field: &Field, node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    if node.is_null() {
        return None;
    }
    if field.many {
        let items: Vec<Value> =
            node.items().iter().filter_map(|item| read_one(&field.kind, item, reading)).collect();
        if let FieldType::Record { shape, fields } = &field.kind {
            record::judge_rows(*shape, fields, node, reading);
        }
        return (!items.is_empty()).then_some(Value::List(items));
    }
    if let Raw::List(items) = &node.value {
        return match items.as_slice() {
            [only] => read_one(&field.kind, only, reading),
            _ => {
                reading.error("S01.one_value", node, &[("label", &field.label.vi)]);
                None
            }
        };
    }
    read_one(&field.kind, node, reading)
}

/// What stands between “ and ” that Word made of quotation marks, where they are no part of a text.
fn in_printed_quotes<'n>(kind: &FieldType, node: &'n Node) -> Option<&'n str> {
    if matches!(kind, FieldType::Text { .. }) {
        return None;
    }
    let value = node.scalar()?.trim();
    let double = value.strip_prefix(['“', '”']).and_then(|rest| rest.strip_suffix(['”', '“']));
    double.or_else(|| value.strip_prefix(['‘', '’'])?.strip_suffix(['’', '‘']))
}

/// Reads one value of a type.
fn read_one(kind: &FieldType, node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    if node.is_null() {
        return None;
    }
    if let Some(words) = in_printed_quotes(kind, node) {
        let problem = Diagnostic::error("S02.printed_quotes", reading.place(node));
        reading.mendable(problem.with("right", words), node, words);
        return None;
    }
    match kind {
        FieldType::Text { max, markdown } => text::read(*max, *markdown, node, reading),
        FieldType::Choice(choices) => choice::read(choices, node, reading),
        FieldType::Number => quantity::read_number(node, reading),
        FieldType::Money => quantity::read_money(node, reading),
        FieldType::Code(pattern) => code::read(pattern, node, reading),
        FieldType::Date { minute } => date::read(*minute, node, reading),
        FieldType::Period => date::read_period(node, reading),
        FieldType::DocNumber => doc_number::read(node, reading),
        FieldType::Reference(to) => reference::read(*to, node, reading),
        FieldType::Criterion => reference::read_criterion(node, reading),
        FieldType::Relation(to) => reference::read_relation(*to, node, reading),
        FieldType::Person => person::read(node, reading),
        FieldType::Link => link::read(node, reading),
        FieldType::File => file::read(node, reading),
        FieldType::Image => file::read_image(node, reading),
        FieldType::Record { fields, .. } => record::read(fields, node, reading),
        FieldType::Either(types) => read_either(types, node, reading),
    }
}

/// A union: a reference that need not resolve stands before what the words are by themselves;
/// otherwise an address with a scheme is a link, a mapping a record or person, all else the first.
fn read_either(types: &[FieldType], node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let reference = types.iter().find_map(|kind| match kind {
        FieldType::Reference(to) => Some(*to),
        _ => None,
    });
    let others = || types.iter().filter(|kind| !matches!(kind, FieldType::Reference(_)));
    let is_link = node.scalar().is_some_and(link::has_scheme);
    let other = others()
        .find(|kind| matches!(kind, FieldType::Link) == is_link)
        .or_else(|| others().next());
    match (reference, node.scalar(), other) {
        (Some(to), Some(words), Some(other)) if !is_link => {
            let from = ReferenceFrom::FieldOrName { field: reading.field };
            let index = reading.refer(node, words, to, from);
            let other = read_one(other, node, reading)?;
            Some(Value::ReferenceOr(index, Box::new(other)))
        }
        (_, _, Some(other)) => read_one(other, node, reading),
        (Some(to), _, None) => reference::read(to, node, reading),
        (None, _, None) => None,
    }
}

/// The words of a label in both languages, for types whose sub-fields the program itself declares.
pub(crate) fn label(vi: &str, en: &str) -> Localised {
    Localised { vi: vi.to_owned(), en: en.to_owned() }
}
