//! What differs from what readers were told, though nobody says so: another text or file (D11, R01),
//! another signed file (D13), another address (L05), an older state of the document (R03).

use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::model::history;
use crate::model::kind::{Kind, SECTION};
use crate::model::moved;
use crate::model::said::SaidDocument;
use crate::text::date::When;

/// How a document stands to what a release said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Now<'a> {
    /// Whether a text that readers were told is no longer there.
    pub is_text_gone: bool,
    /// Paths below `content/` of files that it offered and that have other bytes now.
    pub exchanged: Vec<&'a str>,
    /// Whether another file stands in the place of the signed one.
    pub is_signed_other: bool,
    /// The earlier release that said just this, where the current one says something else.
    pub older: Option<u32>,
}

/// What is wrong with a document of which readers were told something else. Where it declares more
/// changes than it did then, the text is explained.
pub fn unsaid(
    own: &Outline,
    kind: &Kind,
    base_url: &str,
    (said, now): (&SaidDocument, &Now<'_>),
) -> Vec<Diagnostic> {
    // What is no longer approved is shown to nobody.
    if own.visibility.status != "da-duyet" {
        return Vec::new();
    }
    let place = Place::file(&own.shown);
    let mut problems: Vec<Diagnostic> = has_moved(own, kind, base_url, said).into_iter().collect();
    let changes = history::changes(own, kind);
    let is_noted = |then: &When| changes.iter().any(|change| change.recorded == Some(*then));
    let is_behind =
        changes.len() < said.changes.len() || !said.changes.iter().flatten().all(is_noted);
    if is_behind && (now.is_text_gone || !now.exchanged.is_empty()) {
        problems.push(Diagnostic::error("R03.note_gone", place));
        return problems;
    }
    if changes.len() > said.changes.len() {
        return problems;
    }
    if let Some(older) = now.older {
        // News may be put back as they were; what a law asks for is not, without a word.
        let problem = match kind.official {
            true => Diagnostic::error("R03.older_text", place.clone()),
            false => Diagnostic::warning("R03.older_text", place.clone()),
        };
        problems.push(problem.with("release", older.to_string()));
    } else if now.is_text_gone {
        problems.push(match kind.official {
            true => Diagnostic::error("D11.unsaid", place.clone()),
            // The words of a section have no earlier texts and note no changes.
            false if kind.name == SECTION => {
                Diagnostic::warning("R01.unsaid_section", place.clone())
            }
            false => Diagnostic::warning("R01.unsaid", place.clone()),
        });
    }
    let signed = said.signed.as_deref();
    if now.is_signed_other || signed.is_some_and(|signed| now.exchanged.contains(&signed)) {
        problems.push(Diagnostic::error("D13.changed", place.clone()));
    }
    for path in now.exchanged.iter().filter(|path| Some(**path) != signed) {
        let problem = match kind.official {
            true => Diagnostic::error("D11.unsaid_file", place.clone()),
            false => Diagnostic::warning("R01.unsaid_file", place.clone()),
        };
        problems.push(problem.with("path", path));
    }
    problems
}

/// L05: the address that readers know leads nowhere any more.
fn has_moved(
    own: &Outline,
    kind: &Kind,
    base_url: &str,
    said: &SaidDocument,
) -> Option<Diagnostic> {
    let typed = own.value(kind.fields.index("old_paths")).map_or(&[][..], Value::items);
    let mut known = typed.iter().filter_map(Value::text);
    let is_led = known.any(|typed| {
        moved::address(typed, base_url).is_some_and(|old| old.eq_ignore_ascii_case(&said.address))
    });
    let is_moved = own.address != said.address && !said.address.is_empty() && !is_led;
    is_moved.then(|| {
        Diagnostic::error("L05.moved", Place::file(&own.shown))
            .with("old", &said.address)
            .with("address", &own.address)
    })
}

/// That nobody knows what the last release said, for this file is gone or damaged.
pub fn forgotten(file: &str, release: u32) -> Diagnostic {
    let problem = Diagnostic::warning("R01.forgotten", Place::file(&file.into()));
    problem.with("release", release.to_string())
}
