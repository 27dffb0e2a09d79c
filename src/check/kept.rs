//! A milestone that still shows a document to which somebody no longer agrees (P10).

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::text::date::Date;

/// What is wrong: the document's file, the last day of the consent, number and name of the milestone.
pub fn kept(shown: &Arc<str>, until: Date, (release, name): (u32, &str)) -> Diagnostic {
    Diagnostic::error("P10.kept", Place::file(shown))
        .with("day", until.short())
        .with("release", release.to_string())
        .with("name", name)
}
