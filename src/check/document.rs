//! A document by itself: are the fields there that its kind needs, and do they agree?
//!
//! What is missing is told here; what is there is judged by one family a file below.

mod days;
mod form;
mod rows;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::model::document::Outline;
use crate::model::field::choice::Choice;
use crate::model::field::{FieldType, Value, record};
use crate::model::kind::{Field, Kind, Need, SECTION};
use crate::model::watched::Aside;
use crate::text::fold;

/// Fields of official documents that NĐ 30/2020/NĐ-CP Điều 8 demands.
const DEMANDED: [&str; 5] = ["issued_on", "issue_place", "issuer", "subject", "signer"];

/// A document, its kind, and what only this run knows of it.
struct Alone<'a> {
    outline: &'a Outline,
    kind: &'a Kind,
    aside: &'a Aside,
}

impl<'a> Alone<'a> {
    fn value(&self, name: &str) -> Option<&'a Value> {
        let at = self.kind.fields.index(name)?;
        self.outline.value(Some(at)).or_else(|| self.aside.private(at))
    }

    fn text(&self, name: &str) -> &'a str {
        self.value(name).and_then(Value::text).unwrap_or("")
    }

    fn choice(&self, name: &str) -> Option<&'a Choice> {
        let at = self.kind.fields.index(name)?;
        self.kind.fields.at(at).kind.choice(self.value(name)?)
    }

    /// Where a field's value is typed, else the whole file.
    fn place(&self, name: &str) -> Place {
        let at = self.kind.fields.index(name);
        match at.and_then(|at| self.aside.typed(at)) {
            Some(typed) => Place::at(&self.outline.shown, typed.span),
            None => Place::file(&self.outline.shown),
        }
    }

    /// The label of a field, for a message.
    fn label(&self, name: &str) -> &'a str {
        let at = self.kind.fields.index(name);
        at.map_or("", |at| self.kind.fields.at(at).label.vi.as_str())
    }
}

/// What is wrong with a document by itself.
pub fn document(outline: &Outline, kind: &Kind, aside: &Aside) -> Vec<Diagnostic> {
    let alone = Alone { outline, kind, aside };
    let mut problems = missing(outline, kind, aside);
    problems.extend(alone.days());
    problems.extend(alone.form());
    problems.extend(alone.rows());
    problems.extend(alone.author_approves());
    problems.extend(alone.image_source());
    problems.extend(alone.conflict_copy());
    problems
}

/// How programs that keep folders alike (Dropbox, Nextcloud, Syncthing, Seafile) call the second of
/// two states of a file that were written at the same time.
const CONFLICTS: [&str; 5] =
    ["conflicted copy", "sync-conflict-", "sfconflict", "(conflict", "bản sao xung đột"];

impl Alone<'_> {
    /// A picture has somebody who took it.
    fn image_source(&self) -> Option<Diagnostic> {
        let Value::Image(image) = self.value("image")? else { return None };
        let place = self.place("image");
        image.credit.is_empty().then(|| Diagnostic::warning("P08.no_source", place))
    }

    /// R03: a second state of another file.
    fn conflict_copy(&self) -> Option<Diagnostic> {
        let path = self.outline.shown.to_lowercase();
        let is_copy = CONFLICTS.iter().any(|mark| path.contains(mark));
        is_copy.then(|| Diagnostic::error("R03.copy", Place::file(&self.outline.shown)))
    }

    /// Whoever writes does not approve.
    fn author_approves(&self) -> Option<Diagnostic> {
        let (author, approver) = (self.text("byline"), self.text("approved_by"));
        let same = !author.is_empty() && fold::key(author) == fold::key(approver);
        same.then(|| {
            Diagnostic::error("R01.author_approves", self.place("approved_by"))
                .with("author", author)
                .with("label", self.label("byline"))
        })
    }
}

/// What a movement or a contest is not one without, by a field that only its kind has.
const KEY_FIELDS: [(&str, &[&str]); 2] = [
    ("award_forms", &["period", "criteria", "scope", "award_forms"]),
    ("rules", &["period", "rules"]),
];

/// What is missing in a document. A field that has a line in the front matter is not: a value that
/// was refused is not reported once more. A draft may be incomplete: there it is only a hint.
fn missing(outline: &Outline, kind: &Kind, aside: &Aside) -> Vec<Diagnostic> {
    let is_draft = outline.visibility.status != "da-duyet";
    let missing = kind.fields.iter().filter(|(index, field)| {
        // Nobody has approved a draft, and nobody says so.
        field.default.is_none()
            && (!is_draft || !field.private)
            && !aside.has(*index)
            && !outline.fields.iter().any(|(at, _)| at == index)
            && !has_stand_in(outline, kind, field, aside)
    });
    missing
        .filter_map(|(index, field)| {
            let reason = outline.unknown.iter().find(|(at, _)| *at == index);
            let problem = judge(kind, field, reason.is_some(), Place::file(&outline.shown))?;
            let severity = if is_draft { Severity::Hint } else { problem.severity };
            Some(Diagnostic { severity, ..problem }.with("label", &field.label.vi))
        })
        .collect()
}

/// Whether something else gives the value of a missing field.
fn has_stand_in(outline: &Outline, kind: &Kind, field: &Field, aside: &Aside) -> bool {
    let has = |name: &str| {
        let index = kind.fields.index(name);
        index.is_some_and(|index| {
            aside.has(index) || outline.fields.iter().any(|(at, _)| *at == index)
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

fn judge(kind: &Kind, field: &Field, is_explained: bool, place: Place) -> Option<Diagnostic> {
    let name = field.name.as_str();
    let is_key = KEY_FIELDS
        .iter()
        .any(|(mark, names)| kind.fields.index(mark).is_some() && names.contains(&name));
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
        (Need::Publish, false) if is_key => Diagnostic::warning("D12.missing", place),
        (Need::Publish, true) if is_key => Diagnostic::warning("D12.unknown", place),
        (Need::Publish, false) if name == "signed_file" => {
            Diagnostic::warning("D13.missing", place)
        }
        (Need::Publish, true) if name == "signed_file" => Diagnostic::hint("D13.unknown", place),
        (Need::Publish, false) if field.private => Diagnostic::warning("R01.not_approved", place),
        (Need::Publish, false) if is_results => Diagnostic::error("S06.no_entries", place),
        (Need::Publish, false) => Diagnostic::warning("S07.wanted", place),
        (Need::Publish, true) => Diagnostic::hint("S07.unknown", place),
    })
}
