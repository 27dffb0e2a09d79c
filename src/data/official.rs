//! Official documents by the names of NĐ 30/2020/NĐ-CP, Phụ lục VI, phần II.
//!
//! What a document does not tell is left out. `id`, `url`, `status` and `fields` are the program's
//! own and written small, so that they are told from the decree's names.

use crate::data::json::{self, Row};
use crate::data::sheet::Column;
use crate::model::field::Value;
use crate::model::kind::Kind;
use crate::text::json::{push_comma, push_member, push_name};

/// The name of the file.
pub(super) const NAME: &str = "van-ban";

/// Fields that have a name in the decree.
const NAMED: [&str; 9] = [
    "type",
    "number",
    "issued_on",
    "issuer",
    "subject",
    "signer",
    "recipients",
    "urgency",
    "pages",
];

/// Heads of the table, by the words of the field's label or of the theme.
pub(super) const COLUMNS: [Column; 11] = [
    Column::Field("type"),
    Column::Part("data.number", "no"),
    Column::Part("data.notation", "notation"),
    Column::Field("issued_on"),
    Column::Field("issuer"),
    Column::Field("subject"),
    Column::Part("data.signer", "signer"),
    Column::Part("data.position", "position"),
    Column::Field("pages"),
    Column::Part("data.status", "status"),
    Column::Part("data.url", "url"),
];

/// Whether documents of a kind are official: their day is that of issue.
pub(super) fn is_official(kind: &Kind) -> bool {
    ["type", "number", "issued_on", "subject"].iter().all(|name| kind.fields.index(name).is_some())
}

/// The members of a row.
pub(super) fn members(row: &Row<'_>, out: &mut String) {
    json::common(row, out);
    if let Some(words) = type_name(row) {
        push_member(out, "TypeName", words);
    }
    if let Some((number, notation)) = number(row) {
        push_member(out, "CodeNumber", &number);
        push_member(out, "CodeNotation", &notation);
    }
    if let Some(day) = row.value("issued_on").and_then(Value::day) {
        push_member(out, "IssuedDate", &day.iso());
    }
    if let Some(at) = row.value("issuer").and_then(Value::reference) {
        push_member(out, "OrganName", row.target(at).0);
    }
    if let Some(subject) = row.value("subject").and_then(Value::text) {
        push_member(out, "Subject", subject);
    }
    push_member(out, "Language", language(&row.outline.language));
    if let Some(Value::Number(pages)) = row.value("pages") {
        push_name(out, "PageAmount");
        out.push_str(&json::decimal(*pages, '.'));
    }
    if !row.outline.summary.is_empty() {
        push_member(out, "Description", &row.outline.summary);
    }
    signer(row, out);
    recipients(row, out);
    if let Some(urgency) = label(row, "urgency") {
        push_member(out, "Priority", urgency);
    }
    json::fields(row, &NAMED, out);
}

/// The type is a name, so the same in every language.
pub(super) fn type_name<'a>(row: &Row<'a>) -> Option<&'a str> {
    label(row, "type")
}

fn label<'a>(row: &Row<'a>, name: &str) -> Option<&'a str> {
    let at = row.fields.index(name)?;
    let choice = row.fields.at(at).kind.choice(row.outline.value(Some(at))?)?;
    Some(&choice.label.vi)
}

/// Number and symbol: `147` and `KH-SYT`, `30` and `2020/NĐ-CP`.
pub(super) fn number(row: &Row<'_>) -> Option<(String, String)> {
    let number = row.outline.number.as_ref()?;
    let year = number.year.map_or_else(String::new, |year| format!("{year}/"));
    Some((number.no.clone(), format!("{year}{}", number.notation)))
}

/// The decree asks for the language by its name.
fn language(tag: &str) -> &str {
    match tag {
        "" | "vi" => "Tiếng Việt",
        tag => tag,
    }
}

fn signer(row: &Row<'_>, out: &mut String) {
    let Some(Value::Person(person)) = row.value("signer") else { return };
    push_name(out, "SignerInfo");
    out.push('{');
    let position = [person.authority.as_str(), person.position.as_str()];
    let position: Vec<&str> = position.into_iter().filter(|words| !words.is_empty()).collect();
    push_member(out, "Position", &position.join(" / "));
    push_member(out, "FullName", &person.name);
    out.push('}');
}

fn recipients(row: &Row<'_>, out: &mut String) {
    let Some((_, fields)) = crate::data::plan::table(row.kind(), "recipients") else { return };
    let Some(recipients) = row.value("recipients") else { return };
    push_name(out, "To");
    out.push('[');
    for recipient in recipients.items() {
        let part = |name: &str| recipient.sub(fields.index(name)?);
        let unit = part("unit").and_then(Value::reference).map(|at| row.target(at).0);
        let Some(name) = part("name").and_then(Value::text).or(unit) else { continue };
        push_comma(out);
        out.push('{');
        push_member(out, "OrganName", name);
        out.push('}');
    }
    out.push(']');
}
