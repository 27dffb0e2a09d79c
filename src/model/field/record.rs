//! Records: groups of sub-fields; criteria, tasks and entries are records the program knows.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::model::field::{Reading, Value};
use crate::model::kind::{Fields, Need};
use crate::text::fold;
use crate::yaml::{Key, Node, Value as Raw};

/// What the program knows of a record beyond its sub-fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Nothing.
    Plain,
    /// Criteria with stable ids, cited by models and results.
    Criteria,
    /// Tasks of units, with a computed state.
    Tasks,
    /// The table of a result.
    Entries,
}

/// One record. Unknown, repeated and missing sub-keys are reported.
pub fn read(fields: &Fields, node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let Raw::Map(entries) = &node.value else {
        let labels: Vec<&str> = fields.iter().map(|(_, field)| field.label.vi.as_str()).collect();
        reading.error("S01.not_a_record", node, &[("labels", &labels.join(", "))]);
        return None;
    };
    let outer = reading.sub;
    let mut values: Vec<(u16, Value)> = Vec::with_capacity(entries.len());
    let (mut seen, mut is_known) = (0_u64, true);
    for (key, value) in entries {
        let Some((index, field)) = fields.find(&key.text) else {
            is_known &= unknown_key(fields, key, reading);
            continue;
        };
        if seen & (1 << (index % 64)) != 0 {
            key_problem("S01.repeated_key", key, &field.label.vi, reading);
            continue;
        }
        seen |= 1 << (index % 64);
        reading.sub = Some(index);
        // A private one is read so that mistakes in it are told, and stays behind.
        if let Some(value) = super::read(field, value, reading).filter(|_| !field.private) {
            values.push((index, value));
        }
    }
    reading.sub = outer;
    for (index, field) in fields.iter() {
        // Behind a key that means nothing stands what seems to be missing.
        let missing = is_known && field.need == Need::Always && seen & (1 << (index % 64)) == 0;
        if missing {
            reading.error("S06.required_in_record", node, &[("label", &field.label.vi)]);
        }
    }
    values.sort_by_key(|(index, _)| *index);
    Some(Value::Record(values))
}

/// A part of a record, before it is read.
pub fn part<'n>(fields: &Fields, record: &'n Node, name: &str) -> Option<&'n Node> {
    let wanted = fields.index(name)?;
    let mut entries = record.entries().iter();
    let found = entries.find(|(key, _)| fields.find(&key.text).is_some_and(|(i, _)| i == wanted));
    found.map(|(_, node)| node).filter(|node| !node.is_null())
}

/// What is wrong between the rows of a table: ids stand for rows elsewhere, so each is there once.
pub fn judge_rows(shape: Shape, fields: &Fields, rows: &Node, reading: &mut Reading<'_>) {
    if !matches!(shape, Shape::Criteria | Shape::Tasks) {
        return;
    }
    let mut seen: Vec<String> = Vec::new();
    for id in rows.items().iter().filter_map(|row| part(fields, row, "id")) {
        let folded = fold::key(id.scalar().unwrap_or(""));
        if seen.contains(&folded) {
            reading.error("W03.repeated_id", id, &[]);
        } else if !folded.is_empty() {
            seen.push(folded);
        }
    }
    let with_most = rows.items().iter().filter_map(|row| part(fields, row, "max"));
    let (count, first) = (with_most.clone().count(), with_most.clone().next());
    if let Some(first) = first.filter(|_| count < rows.items().len()) {
        reading.warning("W03.max_on_some", first, &[]);
    }
}

/// Reports a key; says whether it is near to a known one, and so only mistyped.
fn unknown_key(fields: &Fields, key: &Key, reading: &mut Reading<'_>) -> bool {
    match fields.nearest(&key.text).map(str::to_owned) {
        Some(nearest) => {
            key_problem("S01.unknown_key_nearest", key, &nearest, reading);
            true
        }
        None => {
            let labels: Vec<&str> =
                fields.iter().map(|(_, field)| field.label.vi.as_str()).collect();
            let labels = labels.join(", ");
            key_problem("S01.unknown_sub_key", key, &labels, reading);
            false
        }
    }
}

/// Notes an error at a key; `{key}` is the key as typed, `{label}` what it should be.
pub fn key_problem(id: &'static str, key: &Key, label: &str, reading: &mut Reading<'_>) {
    let range = reading.offset + key.span.start..reading.offset + key.span.end;
    let problem = Diagnostic::error(id, reading.source.place(range));
    reading.problems.push(problem.with("key", &key.text).with("label", label));
}
