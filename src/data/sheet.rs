//! Tables for Excel: UTF-8 with a BOM, commas, lines that end as RFC 4180 says.
//!
//! Days are ISO 8601, which Excel reads the same way everywhere; decimals have a comma, as Excel in
//! Vietnamese wants. A text that Excel would take for a formula gets an apostrophe in front.

use std::fmt::Write as _;

use crate::data::json::{self, Row};
use crate::data::plan::{self, Part, Rows};
use crate::data::{Open, official};
use crate::model::field::{FieldType, Value};
use crate::model::kind::{Field, Kind};
use crate::model::theme::string;

/// Excel takes a file for UTF-8 only if it begins so.
const MARK: &str = "\u{feff}";

/// A column of the table of official documents.
#[derive(Clone, Copy)]
pub(super) enum Column {
    /// A field, under its label.
    Field(&'static str),
    /// A part of one, under a word of the theme.
    Part(&'static str, &'static str),
}

/// The columns of a table: fields, or sub-fields of a table in documents, that any row fills.
pub(super) fn columns(open: Open<'_>, rows: &Rows, documents: &[u32]) -> Vec<u16> {
    let Some(kind) = documents.first().map(|at| kind(open, *at)) else { return Vec::new() };
    let mut filled: Vec<bool> = Vec::new();
    match rows {
        Rows::Official => return Vec::new(),
        Rows::Documents => {
            filled.resize(kind.fields.iter().count(), false);
            for (at, _) in documents.iter().flat_map(|at| &open.campaign.outline(*at).fields) {
                filled[*at as usize] = true;
            }
        }
        Rows::Table(name) => {
            let Some((_, fields)) = plan::table(kind, name) else { return Vec::new() };
            filled.resize(fields.iter().count(), false);
            for at in documents {
                let at_kind = self::kind(open, *at).fields.index(name);
                let rows = open.campaign.outline(*at).value(at_kind).map_or(&[][..], Value::items);
                for row in rows {
                    let Value::Record(values) = row else { continue };
                    for (at, _) in values {
                        if let Some(filled) = filled.get_mut(*at as usize) {
                            *filled = true;
                        }
                    }
                }
            }
        }
    }
    (0..).zip(filled).filter(|(_, is_filled)| *is_filled).map(|(at, _)| at).collect()
}

fn kind<'a>(open: Open<'a>, document: u32) -> &'a Kind {
    open.theme.kinds.at(open.campaign.outline(document).kind)
}

/// The text of a file.
pub(super) fn file(open: Open<'_>, part: &Part) -> String {
    let room = part.documents.len() * 300 + 200;
    let mut table = Table(String::with_capacity(room), false);
    table.0.push_str(MARK);
    let Some(kind) = part.documents.first().map(|at| kind(open, *at)) else { return table.0 };
    match &part.rows {
        Rows::Documents => documents(open, part, kind, &mut table),
        Rows::Official => official(open, part, kind, &mut table),
        Rows::Table(name) => rows(open, part, (kind, name), &mut table),
    }
    table.0
}

fn documents(open: Open<'_>, part: &Part, kind: &Kind, table: &mut Table) {
    let fields: Vec<(u16, &Field)> =
        part.columns.iter().map(|at| (*at, kind.fields.at(*at))).collect();
    let fields: Vec<_> = fields.into_iter().filter(|(_, field)| is_told(field)).collect();
    for key in ["data.title", "data.url", "data.date", "data.summary"] {
        table.cell(open.word(key));
    }
    fields.iter().for_each(|(_, field)| table.cell(field.label.in_language(open.language)));
    table.example(open, part, None);
    table.end();
    for document in &part.documents {
        let row = Row::new(open, *document);
        table.cell(&row.outline.title);
        table.cell(&open.url(&row.outline.address));
        table.cell(&row.outline.date.map_or_else(String::new, |date| date.iso()));
        table.cell(&row.outline.summary);
        for (at, field) in &fields {
            table.cell(&cells(&row, field, row.outline.value(Some(*at))));
        }
        table.example(open, part, Some(*document));
        table.end();
    }
}

/// Whether a field fits into a cell and says something of the matter.
fn is_told(field: &Field) -> bool {
    !json::STEERING.contains(&field.name.as_str())
        && !matches!(
            field.kind,
            FieldType::Record { .. }
                | FieldType::Relation(_)
                | FieldType::File
                | FieldType::Image
                | FieldType::Text { markdown: true, .. }
        )
}

fn official(open: Open<'_>, part: &Part, kind: &Kind, table: &mut Table) {
    for column in official::COLUMNS {
        match column {
            Column::Field(name) => {
                let field = kind.fields.index(name).map(|at| kind.fields.at(at));
                table.cell(field.map_or(name, |field| field.label.in_language(open.language)));
            }
            Column::Part(word, _) => table.cell(open.word(word)),
        }
    }
    table.example(open, part, None);
    table.end();
    for document in &part.documents {
        let row = Row::new(open, *document);
        for column in official::COLUMNS {
            match column {
                Column::Field(name) => {
                    let field = row.fields.index(name).map(|at| row.fields.at(at));
                    table.cell(
                        &field
                            .map_or_else(String::new, |field| cells(&row, field, row.value(name))),
                    );
                }
                Column::Part(_, part) => table.cell(&self::part(&row, part)),
            }
        }
        table.example(open, part, Some(*document));
        table.end();
    }
}

fn part(row: &Row<'_>, part: &str) -> String {
    let person = || match row.value("signer") {
        Some(Value::Person(person)) => Some(person),
        _ => None,
    };
    let number = || official::number(row);
    let words = match part {
        "no" => number().map(|(number, _)| number),
        "notation" => number().map(|(_, notation)| notation),
        "signer" => person().map(|person| person.name.clone()),
        "position" => person().map(|person| person.position.clone()),
        "status" => row.open.campaign.statuses[row.document as usize].map(|status| {
            let strings = row.open.theme.strings(row.open.language);
            string(strings, &format!("status.{}", status.legal.key())).to_owned()
        }),
        _ => Some(row.open.url(&row.outline.address)),
    };
    words.unwrap_or_default()
}

fn rows(open: Open<'_>, part: &Part, (kind, name): (&Kind, &str), table: &mut Table) {
    let Some((_, fields)) = plan::table(kind, name) else { return };
    table.cell(open.word("data.document"));
    table.cell(open.word("data.url"));
    for at in &part.columns {
        table.cell(fields.at(*at).label.in_language(open.language));
    }
    table.example(open, part, None);
    table.end();
    for document in &part.documents {
        let row = Row::new(open, *document);
        for entry in row.value(name).map_or(&[][..], Value::items) {
            table.cell(&row.outline.title);
            table.cell(&open.url(&row.outline.address));
            for at in &part.columns {
                table.cell(&cells(&row, fields.at(*at), entry.sub(*at)));
            }
            table.example(open, part, Some(*document));
            table.end();
        }
    }
}

/// A value as one cell; several are parted by semicolons.
fn cells(row: &Row<'_>, field: &Field, value: Option<&Value>) -> String {
    let items = value.map_or(&[][..], Value::items).iter();
    let cells: Vec<String> = items.map(|item| cell(row, &field.kind, item)).collect();
    cells.join("; ")
}

fn cell(row: &Row<'_>, kind: &FieldType, value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Code(text) | Value::Link(text) => text.clone(),
        Value::Choice(_) => kind.choice(value).map_or_else(String::new, |choice| {
            choice.label.in_language(row.open.language).to_owned()
        }),
        Value::Number(number) if number.is_percent() => number.display(),
        Value::Number(number) => json::decimal(*number, ','),
        Value::Money(amount) => amount.to_string(),
        Value::Date(when) => json::iso(*when),
        Value::Period(period) => {
            let day = |day: Option<crate::text::date::Date>| {
                day.map_or_else(String::new, |day| day.iso())
            };
            format!("{}/{}", day(period.from), day(period.to))
        }
        Value::DocNumber(number) => number.to_string(),
        Value::Reference(at) => row.target(*at).0.to_owned(),
        Value::ReferenceOr(at, other) => match row.target(*at) {
            (title, Some(_)) => title.to_owned(),
            _ => cell(row, kind, other),
        },
        Value::Person(person) => person.name.clone(),
        _ => String::new(),
    }
}

/// A table being written: its text, and whether a row has begun.
struct Table(String, bool);

impl Table {
    fn cell(&mut self, words: &str) {
        if std::mem::replace(&mut self.1, true) {
            self.0.push(',');
        }
        let is_formula = words.starts_with(['=', '+', '-', '@', '\t', '\r'])
            && !words.bytes().all(|byte| byte.is_ascii_digit() || b"+-., ".contains(&byte));
        let mark = if is_formula { "'" } else { "" };
        if words.contains(['"', ',', '\n', '\r', ';']) {
            let _ = write!(self.0, "\"{mark}{}\"", words.replace('"', "\"\""));
        } else {
            self.0.push_str(mark);
            self.0.push_str(words);
        }
    }

    /// Where any row is of an illustration, a column says so of each; without a document its head.
    fn example(&mut self, open: Open<'_>, part: &Part, document: Option<u32>) {
        if part.has_examples {
            self.cell(match document {
                None => open.word("illustration"),
                Some(document) if open.is_example(document) => open.word("yes"),
                Some(_) => "",
            });
        }
    }

    fn end(&mut self) {
        self.0.push_str("\r\n");
        self.1 = false;
    }
}
