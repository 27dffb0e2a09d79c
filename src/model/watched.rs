//! What checks know of a document beside its outline, and the little of it that is remembered.
//!
//! Private values live as long as the run that parsed them ([`Aside`]). What checks need again in
//! later runs, because it turns with the day or with other documents, stands in [`Watched`], in
//! the smallest form that reveals nothing. `view` reads neither.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::model::field::Value;
use crate::model::prose::Prose;
use crate::text::date::Date;

/// What the front matter told beside the outline; dropped once the document is judged.
#[derive(Clone, Debug, Default)]
pub struct Aside {
    /// Fields that have a value as typed, accepted or not.
    pub typed: Vec<Typed>,
    /// The running text.
    pub prose: Prose,
    /// Values of private fields.
    pub private: Vec<(u16, Value)>,
}

/// Where a field's value is typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// Position of the field in the kind.
    pub field: u16,
    /// Where the value stands.
    pub span: Span,
    /// The bytes of the words in the source's text, where they stand there as they are read.
    pub words: Option<Range<usize>>,
}

impl Aside {
    /// Whether a field has a value as typed.
    pub fn has(&self, field: u16) -> bool {
        self.typed.iter().any(|typed| typed.field == field)
    }

    /// Where a field's value is typed.
    pub fn typed(&self, field: u16) -> Option<&Typed> {
        self.typed.iter().find(|typed| typed.field == field)
    }

    /// The value of a private field.
    pub fn private(&self, field: u16) -> Option<&Value> {
        self.private.iter().find(|(at, _)| *at == field).map(|(_, value)| value)
    }
}

/// What checks remember of a document between runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Where the days and the short code are typed, by field.
    pub places: Vec<(u16, Span)>,
    /// Warnings that its authors accept.
    pub accepted: Vec<Accepted>,
    /// The last day on which every consent still holds; not whose.
    pub consent_until: Option<Date>,
}

impl Watched {
    /// Where a field is typed, if it is one of those watched.
    pub fn place(&self, field: Option<u16>) -> Option<Span> {
        let field = field?;
        self.places.iter().find(|(at, _)| *at == field).map(|(_, span)| *span)
    }
}

/// One warning that is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Code or id of the check: `S03`, `W03.total`.
    pub check: String,
    /// Why it is right as it is.
    pub reason: String,
    /// Words that the line must hold; empty for the whole document.
    pub words: String,
    /// Where the code is typed.
    pub span: Span,
}
