//! Data tables of the theme: days off, and which level of unit decides which award.
//!
//! Takes the sources of a table, lowest layer first; a higher layer replaces what it names.

use crate::diagnostic::Diagnostic;
use crate::model::awards::Awards;
use crate::model::declaration;
use crate::model::holidays::{Holidays, Year};
use crate::model::source::Source;
use crate::text::date::{self, Date};
use crate::yaml::Node;

/// Days off, each year from the highest layer that has it.
pub(super) fn holidays(sources: &[(&Source, &Node)], problems: &mut Vec<Diagnostic>) -> Holidays {
    let mut holidays = Holidays::default();
    for (source, root) in sources {
        for (key, node) in root.entries() {
            let Ok(year) = key.text.parse() else {
                let problem = Diagnostic::error("K02.year", source.place(key.span.clone()));
                problems.push(problem.with("value", &key.text));
                continue;
            };
            let mut days = |name: &str| days(source, node.get(name), problems);
            let known = Year {
                off: days("off").into_iter().collect(),
                working: days("working").into_iter().collect(),
            };
            holidays.years.insert(year, known);
        }
    }
    holidays
}

fn days(source: &Source, node: Option<&Node>, problems: &mut Vec<Diagnostic>) -> Vec<Date> {
    let mut days = Vec::new();
    for node in node.map_or(&[][..], Node::items) {
        match date::parse_date(node.scalar().unwrap_or("")) {
            Ok(day) => days.push(day),
            Err(_) => {
                let problem = Diagnostic::error("K02.day", source.place(node.span.clone()));
                problems.push(problem.with("value", node.scalar().unwrap_or("")));
            }
        }
    }
    days
}

/// Forms of award; the highest layer's table as a whole.
pub(super) fn awards(sources: &[(&Source, &Node)]) -> Awards {
    let Some((_, root)) = sources.last() else { return Awards::default() };
    let forms = root.items().iter().filter_map(|row| {
        let form = declaration::text(row, "form")?.to_owned();
        let levels = row.get("never_by").map_or(&[][..], Node::items).iter();
        Some((form, levels.filter_map(Node::scalar).map(str::to_owned).collect()))
    });
    Awards { forms: forms.collect() }
}
