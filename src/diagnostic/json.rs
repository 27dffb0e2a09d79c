//! Diagnostics as JSON, for editors and CI.
//!
//! One object a diagnostic with stable keys: `code`, `id`, `severity` (`error`, `warning`,
//! `hint`), `path`, `line`, `column`, `width` (1-based, in characters; absent for a whole file),
//! `text` (the line itself), `message`, `label`, `hint`, `why`, `related`; `fix` (`start`, `end` in
//! bytes of the text in NFC with `\n`, `text`) where a change mends it; `accepted` (the reason) where
//! somebody accepts it.

use serde_json::{Value, json};

use crate::diagnostic::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Place, Severity};

/// The diagnostics as a JSON array.
pub fn array(problems: &[Diagnostic], catalogue: &Catalogue) -> Value {
    Value::Array(problems.iter().map(|problem| object(problem, catalogue)).collect())
}

fn object(problem: &Diagnostic, catalogue: &Catalogue) -> Value {
    let wording = catalogue.wording(problem);
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    let mut object = json!({ "code": problem.code(), "id": problem.id, "severity": severity });
    merge(&mut object, place(&problem.place));
    merge(
        &mut object,
        json!({
            "message": wording.message,
            "label": wording.label,
            "hint": wording.hint,
            "why": wording.why,
            "related": problem.related.iter().map(place).collect::<Vec<_>>(),
        }),
    );
    if let Some(line) = &problem.place.line {
        merge(&mut object, json!({ "text": line }));
    }
    if let Some(fix) = &problem.fix {
        merge(
            &mut object,
            json!({ "fix": { "start": fix.start, "end": fix.end, "text": fix.text } }),
        );
    }
    if let Some(reason) = &problem.accepted {
        merge(&mut object, json!({ "accepted": reason }));
    }
    object
}

fn place(place: &Place) -> Value {
    match place.span {
        Some(span) => json!({
            "path": place.path.as_ref(),
            "line": span.line,
            "column": span.column,
            "width": span.width,
        }),
        None => json!({ "path": place.path.as_ref() }),
    }
}

fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(from)) = (object, more) {
        into.extend(from);
    }
}
