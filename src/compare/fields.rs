//! Fields of two texts, one beside the other.

use crate::compare::blocks;
use crate::compare::tokens;
use crate::compare::words;
use crate::model::comparison::{FieldChange, Mark, Run};
use crate::model::data::Data;
use crate::model::document::Outline;
use crate::model::field::show::{self, Showing};
use crate::model::kind::Field;

/// Files are compared by what is in them.
const FILES: [&str; 2] = ["attachments", "signed_file"];

/// Fields whose words differ, in declared order.
pub(super) fn changed<'a>(
    before: (&'a Outline, &Showing<'a>),
    after: (&'a Outline, &Showing<'a>),
) -> Vec<FieldChange> {
    let kind = after.1.kinds.at(after.0.kind);
    let compared = kind.fields.iter().filter(|(_, field)| {
        !field.private && !field.is_steering() && !FILES.contains(&field.name.as_str())
    });
    let changes = compared.filter_map(|(at, field)| {
        let words = |(outline, showing): (&'a Outline, &Showing<'a>)| {
            outline.value(Some(at)).map(|value| words_of(&show::show(field, value, showing)))
        };
        let (old, new) = (words(before).unwrap_or_default(), words(after).unwrap_or_default());
        (old != new).then(|| change(field, &old, &new, after.1))
    });
    changes.collect()
}

fn change(field: &Field, old: &str, new: &str, showing: &Showing<'_>) -> FieldChange {
    let (before, after) = (tokens::tokens(old), tokens::tokens(new));
    let runs = words::runs(&before, &after);
    let only =
        |gone: Mark| -> Vec<Run> { runs.iter().filter(|run| run.mark != gone).cloned().collect() };
    let label = field.label.in_language(showing.language).to_owned();
    FieldChange { label, before: only(Mark::Added), after: only(Mark::Removed) }
}

/// What a shown value says in words.
fn words_of(data: &Data<'_>) -> String {
    match data {
        Data::None | Data::Bool(_) => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Text(text) => text.to_string(),
        Data::Html(html) => blocks::plain(html),
        Data::List(items) => joined(items.iter(), "; "),
        Data::Map(entries) => named(data, entries.iter().map(|(name, data)| (*name, data))),
        Data::Fields(entries) => named(data, entries.iter().map(|(name, data)| (*name, data))),
    }
}

/// What only pages need of a value.
const UNSPOKEN: [&str; 10] = [
    "anchor",
    "by_prize",
    "by_unit",
    "cited_by",
    "columns",
    "iso",
    "sort_name",
    "state",
    "total",
    "url",
];

fn named<'d>(whole: &Data<'_>, entries: impl Iterator<Item = (&'d str, &'d Data<'d>)>) -> String {
    let spoken = |name: &str| whole.get(name).map(words_of).filter(|words| !words.is_empty());
    let is_row = whole.get("anchor").is_some() || whole.get("authority").is_some();
    if !is_row {
        if let Some(day) = spoken("short") {
            let time = spoken("time").map_or_else(String::new, |time| format!(" {time}"));
            return day + &time;
        }
        if let Some(one) = ["text", "label", "title", "alt"].iter().find_map(|name| spoken(name)) {
            return one;
        }
    }
    joined(entries.filter(|(name, _)| !UNSPOKEN.contains(name)).map(|(_, data)| data), ", ")
}

fn joined<'d>(items: impl Iterator<Item = &'d Data<'d>>, between: &str) -> String {
    let words = items.map(words_of).filter(|words| !words.is_empty());
    words.collect::<Vec<String>>().join(between)
}
