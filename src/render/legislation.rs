//! What a legal text is, for programs: the members of schema.org's `Legislation`.
//!
//! Only kinds whose file says `linked_as: Legislation` have them. Plans, rules and results lay
//! down no law for everybody: they stay `DigitalDocument`.

use crate::model::field::Value;
use crate::model::field::show;
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::model::status::Legal;
use crate::text::json::{push_comma, push_member, push_name, push_string};

/// Relations to other documents, and what schema.org calls them.
const RELATIONS: [(&str, &str); 3] = [
    ("sua-doi", "legislationChanges"),
    ("thay-the", "legislationRepeals"),
    ("bai-bo", "legislationRepeals"),
];

/// Adds the members of a legal text.
pub(super) fn members(page: &Page, kind: &Kind, json: &mut String) {
    let field = |name: &str| page.outline.as_ref()?.value(kind.fields.index(name));
    let day = |name: &str| field(name).and_then(Value::day).map(|day| day.iso());
    if let Some(number) = &page.card.number {
        push_member(json, "legislationIdentifier", &number.to_string());
    }
    for (name, day) in [
        ("legislationDate", day("issued_on")),
        ("legislationDateVersion", day("effective_from").or_else(|| day("issued_on"))),
    ] {
        if let Some(day) = day {
            push_member(json, name, &day);
        }
    }
    if let Some(force) = page.card.status.and_then(force) {
        push_member(json, "legislationLegalForce", &format!("https://schema.org/{force}"));
    }
    if let Some(name) = field("issuer").and_then(|issuer| unit(page, issuer)) {
        push_member(json, "legislationPassedBy", name);
    }
    for name in ["legislationChanges", "legislationRepeals"] {
        list(json, name, &related(page, name));
    }
}

/// The name of a unit, which may have a page of its own.
fn unit<'p>(page: &'p Page, value: &'p Value) -> Option<&'p str> {
    let title = |at: u32| Some(page.targets.get(at as usize)?.as_ref()?.card.title.as_str());
    match value {
        Value::Reference(at) => title(*at),
        Value::ReferenceOr(at, typed) => title(*at).or_else(|| typed.text()),
        Value::List(all) => unit(page, all.first()?),
        other => other.text(),
    }
}

/// What schema.org says of being in force; nothing where that is not known.
fn force(status: Legal) -> Option<&'static str> {
    match status {
        Legal::InForce | Legal::Amended => Some("InForce"),
        Legal::PartlyExpired => Some("PartiallyInForce"),
        Legal::Withdrawn
        | Legal::Repealed
        | Legal::Replaced
        | Legal::Expired
        | Legal::NotYet
        | Legal::Draft => Some("NotInForce"),
        Legal::Unknown => None,
    }
}

/// Addresses of the documents that this one has such a relation to.
fn related(page: &Page, name: &str) -> Vec<String> {
    let Some(outline) = &page.outline else { return Vec::new() };
    let values = outline.fields.iter().flat_map(|(_, value)| value.items());
    let addresses = values.filter_map(|value| {
        let Value::Relation(relation) = value else { return None };
        RELATIONS.iter().find(|(key, is)| *key == relation.key() && *is == name)?;
        let target = page.targets.get(relation.reference as usize)?.as_ref()?;
        Some(show::below(&page.site.value.base_url, &target.card.address))
    });
    addresses.collect()
}

fn list(json: &mut String, name: &str, addresses: &[String]) {
    if addresses.is_empty() {
        return;
    }
    push_name(json, name);
    json.push('[');
    for address in addresses {
        push_comma(json);
        push_string(json, address);
    }
    json.push(']');
}
