//! A document by itself: are the fields there that its kind needs?

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::model::document::Outline;
use crate::model::field::{FieldType, record};
use crate::model::kind::{Field, Kind, Need, SECTION};

/// Fields of official documents that NĐ 30/2020/NĐ-CP Điều 8 demands.
const DEMANDED: [&str; 5] = ["issued_on", "issue_place", "issuer", "subject", "signer"];

/// What is missing in a document; `typed` are the fields that have a line in the front matter, so
/// a value that was refused is not reported once more as missing. A draft may be incomplete: there
/// it is only a hint.
pub fn document(outline: &Outline, kind: &Kind, typed: &[u16]) -> Vec<Diagnostic> {
    let is_draft = outline.visibility.status != "da-duyet";
    let missing = kind.fields.iter().filter(|(index, field)| {
        // Private fields stayed behind when the outline was made.
        !field.private
            && field.default.is_none()
            && !typed.contains(index)
            && !outline.fields.iter().any(|(at, _)| at == index)
            && !has_stand_in(outline, kind, field, typed)
    });
    missing
        .filter_map(|(index, field)| {
            let reason = outline.unknown.iter().find(|(at, _)| *at == index);
            let problem = judge(field, reason.is_some(), Place::file(&outline.shown))?;
            let severity = if is_draft { Severity::Hint } else { problem.severity };
            Some(Diagnostic { severity, ..problem }.with("label", &field.label.vi))
        })
        .collect()
}

/// Whether something else gives the value of a missing field.
fn has_stand_in(outline: &Outline, kind: &Kind, field: &Field, typed: &[u16]) -> bool {
    let has = |name: &str| {
        let index = kind.fields.index(name);
        index.is_some_and(|index| {
            typed.contains(&index) || outline.fields.iter().any(|(at, _)| *at == index)
        })
    };
    match field.name.as_str() {
        "title" => kind.name == SECTION || has("subject") || has("number"),
        "entries_file" => has("entries"),
        // What a file should have given is reported where the file is named.
        "entries" => has("entries_file"),
        _ => false,
    }
}

fn judge(field: &Field, is_explained: bool, place: Place) -> Option<Diagnostic> {
    let name = field.name.as_str();
    let is_results = matches!(field.kind, FieldType::Record { shape: record::Shape::Entries, .. });
    Some(match (field.need, is_explained) {
        (Need::Optional, _) => return None,
        (Need::Always, _) => Diagnostic::error("S06.required", place),
        (Need::Publish, false) if name == "number" => Diagnostic::error("D01.no_number", place),
        (Need::Publish, true) if name == "number" => {
            Diagnostic::warning("D01.number_unknown", place)
        }
        (Need::Publish, _) if name == "decision" => Diagnostic::error("W01.no_decision", place),
        (Need::Publish, false) if DEMANDED.contains(&name) => {
            Diagnostic::error("D04.missing", place)
        }
        (Need::Publish, true) if DEMANDED.contains(&name) => {
            Diagnostic::warning("D04.unknown", place)
        }
        (Need::Publish, false) if is_results => Diagnostic::error("S06.no_entries", place),
        (Need::Publish, false) => Diagnostic::warning("S07.wanted", place),
        (Need::Publish, true) => Diagnostic::hint("S07.unknown", place),
    })
}
