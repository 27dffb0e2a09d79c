//! Rows of a result that are there twice: the same name, unit, group and prize.

use std::collections::BTreeSet;

use super::Alone;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::field::{FieldType, Value, record};
use crate::model::kind::Fields;
use crate::text::fold;

impl Alone<'_> {
    pub(super) fn rows(&self) -> Vec<Diagnostic> {
        let tables = self.outline.fields.iter().filter_map(|(at, value)| {
            match &self.kind.fields.at(*at).kind {
                FieldType::Record { shape: record::Shape::Entries, fields } => {
                    Some((fields, value.items()))
                }
                _ => None,
            }
        });
        tables.flat_map(|(fields, rows)| self.repeated(fields, rows)).collect()
    }

    fn repeated(&self, fields: &Fields, rows: &[Value]) -> Vec<Diagnostic> {
        let mut seen: BTreeSet<[String; 4]> = BTreeSet::new();
        let mut problems = Vec::new();
        for row in rows {
            let sub = |name: &str| fields.index(name).and_then(|at| row.sub(at));
            let text =
                |name: &str| sub(name).and_then(Value::text).map_or_else(String::new, fold::key);
            let unit = sub("unit").and_then(Value::reference);
            let unit = unit.and_then(|at| self.outline.references.get(at as usize));
            let key = [
                text("name"),
                text("group"),
                text("prize"),
                unit.map_or_else(String::new, |unit| fold::key(&unit.text)),
            ];
            if key[0].is_empty() || seen.insert(key) {
                continue;
            }
            let place = match unit {
                Some(unit) => {
                    Place::at(unit.table.as_ref().unwrap_or(&self.outline.shown), unit.span)
                }
                None => Place::file(&self.outline.shown),
            };
            let name = sub("name").and_then(Value::text).unwrap_or("");
            problems.push(Diagnostic::warning("W03.repeated_row", place).with("name", name));
        }
        problems
    }
}
