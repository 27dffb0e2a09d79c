//! What the front matter tells the checks: where values stand, what is accepted, private values.
//!
//! Takes the tree of the front matter beside the values that were read from it. Nothing here
//! becomes part of a page.

use crate::model::field::{FieldType, Value, record};
use crate::model::kind::{Fields, Kind};
use crate::model::source::Source;
use crate::model::watched::{Accepted, Typed, Watched};
use crate::yaml::Node;

/// Every field that has a value as typed.
pub(super) fn typed(
    source: &Source,
    root: Option<&Node>,
    offset: usize,
    kind: &Kind,
) -> Vec<Typed> {
    let entries = root.map_or(&[][..], Node::entries).iter();
    let full = entries.filter(|(_, node)| !node.is_null());
    let found = full.filter_map(|(key, node)| {
        let (field, _) = kind.fields.find(&key.text)?;
        let range = offset + node.span.start..offset + node.span.end;
        let words = node.scalar().and_then(|words| source.find(range.clone(), words));
        Some(Typed { field, span: source.span(range), words })
    });
    found.collect()
}

/// What later runs must know.
pub(super) fn watched(
    source: &Source,
    (root, offset): (Option<&Node>, usize),
    kind: &Kind,
    (typed, values): (&[Typed], &[(u16, Value)]),
) -> Watched {
    let is_watched = |field: u16| {
        let field = kind.fields.at(field);
        let is_day = matches!(field.kind, FieldType::Date { .. } | FieldType::Period);
        !field.private && (is_day || ["short_code", "old_paths"].contains(&field.name.as_str()))
    };
    let days = typed.iter().filter(|typed| is_watched(typed.field));
    Watched {
        places: days.map(|typed| (typed.field, typed.span)).collect(),
        accepted: accepted(source, root, offset, &kind.fields),
        consent_until: consent_until(kind, values),
    }
}

fn accepted(source: &Source, root: Option<&Node>, offset: usize, fields: &Fields) -> Vec<Accepted> {
    let Some(at) = fields.index("accepted") else { return Vec::new() };
    let FieldType::Record { fields: parts, .. } = &fields.at(at).kind else { return Vec::new() };
    let entries = root.map_or(&[][..], Node::entries).iter();
    let own = entries.filter(|(key, _)| fields.find(&key.text).is_some_and(|(i, _)| i == at));
    let items = own.flat_map(|(_, node)| node.items()).filter_map(|item| {
        let text = |name: &str| record::part(parts, item, name).and_then(Node::scalar);
        let check = record::part(parts, item, "check")?;
        let range = offset + check.span.start..offset + check.span.end;
        Some(Accepted {
            check: check.scalar()?.trim().to_owned(),
            reason: text("reason").unwrap_or("").trim().to_owned(),
            words: text("words").unwrap_or("").trim().to_owned(),
            span: source.span(range),
        })
    });
    // Without a reason it is a mistake already told, and accepts nothing.
    items.filter(|item| !item.reason.is_empty()).collect()
}

/// The day on which the first consent ends.
fn consent_until(kind: &Kind, values: &[(u16, Value)]) -> Option<crate::text::date::Date> {
    let at = kind.fields.index("consents")?;
    let FieldType::Record { fields, .. } = &kind.fields.at(at).kind else { return None };
    let expires = fields.index("expires")?;
    let (_, consents) = values.iter().find(|(index, _)| *index == at)?;
    consents.items().iter().filter_map(|row| row.sub(expires)?.day()).min()
}
