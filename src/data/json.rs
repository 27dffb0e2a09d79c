//! Documents as JSON: one object a row, members by the English names of fields.
//!
//! Days are ISO 8601, money is whole đồng, numbers are numbers but for percentages. What leads to a
//! public document has its title and address, what does not the words of its author.

use crate::data::plan::{Part, Rows};
use crate::data::{Open, official};
use crate::model::document::{Outline, ReferenceFrom};
use crate::model::field::{FieldType, Value};
use crate::model::kind::{Field, Fields, Kind};
use crate::text::date::When;
use crate::text::json::{push_comma, push_member, push_name, push_string};
use crate::text::number::Number;

/// Fields that steer the program and say nothing of the matter.
pub(super) const STEERING: [&str; 15] = [
    "id",
    "slug",
    "short_code",
    "old_paths",
    "title",
    "summary",
    "status",
    "publish_at",
    "unpublish_at",
    "placeholder",
    "review_by",
    "menu_title",
    "show_scores",
    "unknown",
    "illustration",
];

/// The text of a file.
pub(super) fn file(open: Open<'_>, part: &Part) -> String {
    let mut json = String::with_capacity(part.documents.len() * 800 + 200);
    json.push('{');
    push_member(&mut json, "title", &part.title);
    push_name(&mut json, "rows");
    json.push('[');
    for document in &part.documents {
        push_comma(&mut json);
        json.push_str("\n{");
        match part.rows {
            Rows::Official => official::members(&Row::new(open, *document), &mut json),
            _ => members(&Row::new(open, *document), &mut json),
        }
        json.push('}');
    }
    json.push_str("\n]}\n");
    json
}

/// A document and what it is shown with.
pub(super) struct Row<'a> {
    pub open: Open<'a>,
    pub document: u32,
    pub outline: &'a Outline,
    pub fields: &'a Fields,
}

impl<'a> Row<'a> {
    pub(super) fn new(open: Open<'a>, document: u32) -> Self {
        let outline = open.campaign.outline(document);
        Self { open, document, outline, fields: &open.theme.kinds.at(outline.kind).fields }
    }

    pub(super) fn kind(&self) -> &'a Kind {
        self.open.theme.kinds.at(self.outline.kind)
    }

    /// The value of a field by its English name.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.outline.value(self.fields.index(name))
    }

    /// Title and address of what a reference leads to; else its words and nothing.
    pub(super) fn target(&self, reference: u32) -> (&'a str, Option<&'a str>) {
        let campaign = self.open.campaign;
        let words = self.outline.references.get(reference as usize);
        let words = words.map_or("", |reference| &reference.text);
        match campaign.target(self.document, reference) {
            Some(target) if self.is_criterion(reference) => {
                (words, Some(&campaign.outline(target).address))
            }
            Some(target) => {
                let target = campaign.outline(target);
                (&target.title, Some(&target.address))
            }
            None => (words, None),
        }
    }

    /// A criterion is called by its own id, and found where its movement is.
    fn is_criterion(&self, reference: u32) -> bool {
        let reference = self.outline.references.get(reference as usize);
        reference.is_some_and(|reference| matches!(reference.from, ReferenceFrom::Criterion { .. }))
    }

    /// The fields that say something of the matter.
    pub(super) fn told(&self) -> impl Iterator<Item = (&'a Field, &'a Value)> {
        let fields = self.outline.fields.iter();
        let named = fields.map(|(at, value)| (self.fields.at(*at), value));
        named.filter(|(field, _)| !STEERING.contains(&field.name.as_str()))
    }
}

fn members(row: &Row<'_>, json: &mut String) {
    common(row, json);
    if let Some(number) = &row.outline.number {
        push_member(json, "number", &number.to_string());
    }
    fields(row, &[], json);
}

/// What every row has: what it is called, where it stands, how it stands.
pub(super) fn common(row: &Row<'_>, json: &mut String) {
    let outline = row.outline;
    let card = &row.open.cards[row.document as usize];
    push_member(json, "id", &outline.id);
    push_member(json, "title", &outline.title);
    push_member(json, "url", &row.open.url(&outline.address));
    if !outline.summary.is_empty() {
        push_member(json, "summary", &outline.summary);
    }
    if let Some(date) = outline.date {
        push_member(json, "date", &date.iso());
    }
    if let Some(updated) = card.updated {
        push_member(json, "updated", &updated.iso());
    }
    if let Some(status) = card.status {
        push_member(json, "status", status.key());
    }
    if let Some(phase) = card.phase {
        push_member(json, "phase", phase.key());
    }
    if card.illustration {
        push_name(json, "illustration");
        json.push_str("true");
    }
}

/// The member `fields`, without those that are told already.
pub(super) fn fields(row: &Row<'_>, told: &[&str], json: &mut String) {
    push_name(json, "fields");
    json.push('{');
    for (field, value) in row.told().filter(|(field, _)| !told.contains(&field.name.as_str())) {
        member(row, field, value, json);
    }
    json.push('}');
}

/// A field; one that has nothing to tell here, such as a text, leaves no member.
fn member(row: &Row<'_>, field: &Field, value: &Value, json: &mut String) {
    let before = json.len();
    push_name(json, &field.name);
    let begin = json.len();
    match value {
        Value::List(items) => {
            json.push('[');
            for item in items {
                let before = json.len();
                push_comma(json);
                let begin = json.len();
                one(row, &field.kind, item, json);
                if json.len() == begin {
                    json.truncate(before);
                }
            }
            json.push(']');
        }
        value => one(row, &field.kind, value, json),
    }
    if json.len() == begin {
        json.truncate(before);
    }
}

fn one(row: &Row<'_>, kind: &FieldType, value: &Value, json: &mut String) {
    match (value, kind) {
        (Value::Text(text) | Value::Code(text) | Value::Link(text), _) => push_string(json, text),
        (Value::Choice(_), kind) => {
            if let Some(choice) = kind.choice(value) {
                push_string(json, choice.label.in_language(row.open.language));
            }
        }
        (Value::Number(number), _) => self::number(*number, json),
        (Value::Money(amount), _) => json.push_str(&amount.to_string()),
        (Value::Date(when), _) => push_string(json, &iso(*when)),
        (Value::Period(period), _) => {
            json.push('{');
            for (name, day) in [("from", period.from), ("to", period.to)] {
                if let Some(day) = day {
                    push_member(json, name, &day.iso());
                }
            }
            json.push('}');
        }
        (Value::DocNumber(number), _) => push_string(json, &number.to_string()),
        (Value::Reference(at), _) => reference(row, *at, json),
        (Value::ReferenceOr(at, other), kind) => match (row.target(*at), &**other, kind) {
            ((_, Some(_)), ..) => reference(row, *at, json),
            (_, other, FieldType::Either(types)) if !types.is_empty() => {
                one(row, &types[0], other, json);
            }
            (_, other, kind) => one(row, kind, other, json),
        },
        (Value::Relation(relation), _) => {
            let (title, address) = row.target(relation.reference);
            json.push('{');
            push_member(json, "type", relation.key());
            linked(row, title, address, json);
            json.push('}');
        }
        (Value::Person(person), _) => {
            json.push('{');
            let parts =
                [("name", &person.name), ("position", &person.position), ("role", &person.role)];
            for (name, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
                push_member(json, name, words);
            }
            json.push('}');
        }
        (Value::File(file), _) => {
            let used = row.outline.files.get(file.index as usize);
            let address = used.map(|used| crate::model::field::file::address(&used.path));
            json.push('{');
            linked(row, &file.title, address.as_deref(), json);
            json.push('}');
        }
        (Value::Record(values), FieldType::Record { fields, .. }) => {
            json.push('{');
            for (at, value) in values {
                member(row, fields.at(*at), value, json);
            }
            json.push('}');
        }
        // A text stands on the page; a picture is shown there in the size that fits.
        _ => {}
    }
}

fn reference(row: &Row<'_>, at: u32, json: &mut String) {
    let (title, address) = row.target(at);
    json.push('{');
    linked(row, title, address, json);
    json.push('}');
}

fn linked(row: &Row<'_>, title: &str, address: Option<&str>, json: &mut String) {
    push_member(json, "title", title);
    if let Some(address) = address {
        push_member(json, "url", &row.open.url(address));
    }
}

fn number(number: Number, json: &mut String) {
    if number.is_percent() {
        return push_string(json, &number.display());
    }
    json.push_str(&decimal(number, '.'));
}

/// A number with this mark before its decimals, without groups.
pub(super) fn decimal(number: Number, mark: char) -> String {
    let (scale, sign) = (usize::from(number.scale()), if number.mantissa() < 0 { "-" } else { "" });
    let digits = format!("{:0width$}", number.mantissa().unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}{mark}{part}") }
}

/// A day, or a minute in Vietnam.
pub(super) fn iso(when: When) -> String {
    match when.minute {
        Some(_) => when.instant().rfc3339(),
        None => when.date.iso(),
    }
}
