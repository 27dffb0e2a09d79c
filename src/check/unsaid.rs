//! A published text that was changed without a note (D11, R01).

use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::history;
use crate::model::kind::Kind;

/// What is wrong with a document of which readers were told another text: nothing where it declares
/// more changes than it did then (`declared`), or is no longer approved.
pub fn unsaid(own: &Outline, kind: &Kind, declared: usize) -> Option<Diagnostic> {
    let is_approved = own.visibility.status == "da-duyet";
    if !is_approved || history::changes(own, kind).len() > declared {
        return None;
    }
    let place = Place::file(&own.shown);
    Some(match kind.official {
        true => Diagnostic::error("D11.unsaid", place),
        false => Diagnostic::warning("R01.unsaid", place),
    })
}
