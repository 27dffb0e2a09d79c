//! The three tables the program knows: criteria, tasks and the entries of a result.
//!
//! Declares their sub-fields (from `tables.yaml`, read by the theme's loader) and shows their rows
//! with what is computed: anchors, states, who cites a criterion, groups and totals.

use crate::hash::Hash;
use crate::model::data::Data;
use crate::model::field::record::Shape;
use crate::model::field::show::{self, Showing};
use crate::model::field::{FieldType, Value};
use crate::model::kind::{Field, Fields, Kind};
use crate::model::status;
use crate::text::{fold, person};

/// The sub-fields of the three tables, in the form of a kind file.
pub const DECLARATION: &str = include_str!("tables.yaml");

type Entries<'a> = Vec<(&'a str, Data<'a>)>;

/// Criteria with their anchors and who cites them.
pub fn criteria<'a>(fields: &'a Fields, rows: &'a [Value], showing: &Showing<'a>) -> Data<'a> {
    Data::list(rows.iter().map(|row| {
        let id = text(fields, row, "id");
        let cited = showing.cited.iter().find(|(name, _)| fold::key(name) == fold::key(id));
        let cited = cited.map_or(&[][..], |(_, cards)| cards);
        let mut entries = whole(fields, row, showing);
        entries.push(("anchor", Data::text(show::anchor(id))));
        let cards = cited.iter().map(|card| show::card(card, showing));
        entries.push(("cited_by", Data::list(cards)));
        Data::Fields(entries)
    }))
}

/// The anchors of all rows of a document's tables.
pub fn anchors(kind: &Kind, values: &[(u16, Value)]) -> Vec<String> {
    let mut anchors = Vec::new();
    for (at, value) in values {
        let FieldType::Record { shape, fields } = &kind.fields.at(*at).kind else { continue };
        let rows = value.items().iter();
        match shape {
            Shape::Plain => {}
            Shape::Entries => anchors.extend(rows.map(entry_anchor)),
            Shape::Criteria | Shape::Tasks => {
                anchors.extend(rows.map(|row| show::anchor(text(fields, row, "id"))));
            }
        }
    }
    anchors
}

/// A row of a result has no id of its own, so its content names it.
fn entry_anchor(row: &Value) -> String {
    format!("hang-{}", &Hash::of_value(row).short()[..8])
}

/// Tasks with their anchors and states.
pub fn tasks<'a>(fields: &'a Fields, rows: &'a [Value], showing: &Showing<'a>) -> Data<'a> {
    Data::list(rows.iter().map(|row| task(fields, row, showing)))
}

/// One task.
pub fn task<'a>(fields: &'a Fields, row: &'a Value, showing: &Showing<'a>) -> Data<'a> {
    let due = match sub(fields, row, "due") {
        Some(Value::Date(when)) => Some(when.date),
        _ => None,
    };
    let done = sub(fields, row, "done_on").is_some();
    let state = status::task_state(due, done, showing.today);
    let mut entries = whole(fields, row, showing);
    entries.push(("anchor", Data::text(show::anchor(text(fields, row, "id")))));
    entries.push(("state", show::worded("task_state", state, showing.strings)));
    Data::Fields(entries)
}

/// The entries of a result: rows, rows by group and prize, totals.
pub fn entries<'a>(fields: &'a Fields, rows: &'a [Value], showing: &Showing<'a>) -> Data<'a> {
    let mut sorted: Vec<&Value> = rows.iter().collect();
    sorted.sort_by_cached_key(|row| {
        let place = |name: &str| first_with(fields, rows, name, text(fields, row, name));
        (place("group"), place("prize"), name_key(fields, row, showing))
    });
    let shown: Vec<Data> = sorted.iter().map(|row| entry(fields, row, showing)).collect();
    let common = common(fields, &shown, showing);
    let columns = fields.iter().filter(|(index, field)| {
        let name = field.name.as_str();
        !["sort_name", "group"].contains(&name)
            && !common.iter().any(|(other, _)| *other == name)
            && rows.iter().any(|row| row.sub(*index).is_some())
    });
    let columns = Data::list(columns.map(|(_, field)| {
        let label = field.label.in_language(showing.language);
        Data::map([("name", Data::text(&field.name)), ("label", Data::text(label))])
    }));
    Data::map([
        ("columns", columns),
        ("common", Data::list(common.into_iter().map(|(_, shown)| shown))),
        ("groups", groups(&shown)),
        ("by_unit", totals(&shown, "unit")),
        ("by_prize", totals(&shown, "prize")),
        ("total", Data::Int(standing(&shown))),
        ("rows", Data::List(shown)),
    ])
}

/// What all of several rows have alike is said once, with its label, and needs no column.
fn common<'a>(
    fields: &'a Fields,
    rows: &[Data<'a>],
    showing: &Showing<'a>,
) -> Vec<(&'a str, Data<'a>)> {
    let sayable = fields.iter().filter(|(_, field)| {
        ["award_form", "recipient", "decision_number"].contains(&field.name.as_str())
    });
    let alike = sayable.filter_map(|(_, field)| {
        let words = plain(rows.first()?.get(&field.name));
        let all = rows.len() > 1 && rows.iter().all(|row| plain(row.get(&field.name)) == words);
        let label = Data::text(field.label.in_language(showing.language));
        (all && !words.is_empty()).then(|| {
            (field.name.as_str(), Data::map([("label", label), ("value", Data::text(words))]))
        })
    });
    alike.collect()
}

/// One entry.
pub fn entry<'a>(fields: &'a Fields, row: &'a Value, showing: &Showing<'a>) -> Data<'a> {
    let mut entries = whole(fields, row, showing);
    let is_choice = |key: &str| choice(fields, row, "status") == Some(key);
    let revoked = is_choice("thu-hoi") || is_choice("da-huy");
    entries.push(("revoked", Data::Bool(revoked)));
    entries.push(("anchor", Data::text(entry_anchor(row))));
    Data::Fields(entries)
}

/// Every sub-field by name; those without a value are there as nothing, so that a template may ask.
fn whole<'a>(fields: &'a Fields, row: &'a Value, showing: &Showing<'a>) -> Entries<'a> {
    let entry = |(index, field): (u16, &'a Field)| {
        let shown = row.sub(index).map(|value| show::show(field, value, showing));
        (field.name.as_str(), shown.unwrap_or(Data::None))
    };
    fields.iter().map(entry).collect()
}

fn sub<'v>(fields: &Fields, row: &'v Value, name: &str) -> Option<&'v Value> {
    row.sub(fields.index(name)?)
}

/// The key of a row's choice.
fn choice<'f>(fields: &'f Fields, row: &Value, name: &str) -> Option<&'f str> {
    let index = fields.index(name)?;
    let choice = fields.at(index).kind.choice(row.sub(index)?);
    choice.map(|choice| choice.key.as_str())
}

fn text<'v>(fields: &Fields, row: &'v Value, name: &str) -> &'v str {
    sub(fields, row, name).and_then(Value::text).unwrap_or("")
}

/// The position of the first row with the same words in a column: groups and prizes keep the
/// order in which the decision lists them.
fn first_with(fields: &Fields, rows: &[Value], name: &str, words: &str) -> usize {
    rows.iter().position(|row| text(fields, row, name) == words).unwrap_or(usize::MAX)
}

fn name_key(fields: &Fields, row: &Value, showing: &Showing<'_>) -> Vec<u8> {
    let given = text(fields, row, "sort_name");
    let name = text(fields, row, "name");
    let person = choice(fields, row, "recipient") == Some("ca-nhan");
    match (given.is_empty(), person) {
        (false, _) => showing.collator.sort_key(given),
        (true, true) => showing.collator.sort_key(&person::parse(name).sort),
        (true, false) => showing.collator.sort_key(name),
    }
}

fn standing(rows: &[Data<'_>]) -> i64 {
    rows.iter().filter(|row| row.get("revoked") != Some(&Data::Bool(true))).count() as i64
}

/// Rows by group, in each by prize, in the order of the rows.
fn groups<'a>(rows: &[Data<'a>]) -> Data<'a> {
    Data::list(gather(rows, "group").into_iter().map(|(group, rows)| {
        let prizes = gather(&rows, "prize").into_iter().map(|(prize, rows)| {
            Data::map([
                ("name", Data::text(prize)),
                ("count", Data::Int(standing(&rows))),
                ("rows", Data::List(rows)),
            ])
        });
        Data::map([("name", Data::text(group)), ("prizes", Data::list(prizes))])
    }))
}

fn gather<'a>(rows: &[Data<'a>], name: &str) -> Vec<(String, Vec<Data<'a>>)> {
    let mut gathered: Vec<(String, Vec<Data<'a>>)> = Vec::new();
    for row in rows {
        let key = plain(row.get(name));
        match gathered.iter_mut().find(|(name, _)| *name == key) {
            Some((_, rows)) => rows.push(row.clone()),
            None => gathered.push((key, vec![row.clone()])),
        }
    }
    gathered
}

/// How many standing rows fall to each value of a column, and how long its bar is in a chart: per
/// cent of the longest.
fn totals<'a>(rows: &[Data<'a>], name: &str) -> Data<'a> {
    let gathered = gather(rows, name).into_iter().filter(|(key, _)| !key.is_empty());
    let counted: Vec<_> =
        gathered.map(|(key, rows)| (key, standing(&rows), rows.into_iter().next())).collect();
    let most = counted.iter().map(|(_, count, _)| *count).max().unwrap_or(0).max(1);
    Data::list(counted.into_iter().map(|(key, count, row)| {
        let value = row.as_ref().and_then(|row| row.get(name)).cloned().unwrap_or(Data::None);
        let (count, bar) = (Data::Int(count), Data::Int(count * 100 / most));
        match value {
            Data::Map(_) | Data::Fields(_) => {
                Data::map([("unit", value), ("count", count), ("bar", bar)])
            }
            _ => Data::map([("name", Data::text(key)), ("count", count), ("bar", bar)]),
        }
    }))
}

fn plain(value: Option<&Data<'_>>) -> String {
    match value {
        Some(Data::Text(text)) => text.to_string(),
        Some(map @ (Data::Map(_) | Data::Fields(_))) => {
            plain(map.get("title").or(map.get("label")))
        }
        _ => String::new(),
    }
}
