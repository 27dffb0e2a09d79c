//! A published text, or a file that it offers, that was changed without a note (D11, R01).

use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::history;
use crate::model::kind::Kind;

/// What is not as readers were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaid<'a> {
    /// A text of the document.
    Text,
    /// The bytes of a file at this path below `content/`.
    File(&'a str),
}

/// What is wrong with a document of which readers were told something else: nothing where it declares
/// more changes than it did then (`declared`), or is no longer approved.
pub fn unsaid(own: &Outline, kind: &Kind, declared: usize, what: Unsaid<'_>) -> Option<Diagnostic> {
    let is_approved = own.visibility.status == "da-duyet";
    if !is_approved || history::changes(own, kind).len() > declared {
        return None;
    }
    let place = Place::file(&own.shown);
    Some(match (what, kind.official) {
        (Unsaid::Text, true) => Diagnostic::error("D11.unsaid", place),
        (Unsaid::Text, false) => Diagnostic::warning("R01.unsaid", place),
        (Unsaid::File(path), true) => {
            Diagnostic::error("D11.unsaid_file", place).with("path", path)
        }
        (Unsaid::File(path), false) => {
            Diagnostic::warning("R01.unsaid_file", place).with("path", path)
        }
    })
}

/// That nobody knows what the last release said, for this file is gone or damaged.
pub fn forgotten(file: &str, release: u32) -> Diagnostic {
    let problem = Diagnostic::warning("R01.forgotten", Place::file(&file.into()));
    problem.with("release", release.to_string())
}
