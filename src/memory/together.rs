//! What was found of documents together: remembered, so that a run in which none of them shows
//! anything new does not judge them again.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::acceptance::Acceptance;
use crate::model::artifact::Stamp;
use crate::model::findings::Findings;
use crate::model::named::Registry;
use crate::text::date::Date;

/// What was found of documents together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Together {
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
    /// What people accept.
    pub acceptances: Vec<Acceptance>,
    /// What a look into pictures and PDF files found, by path.
    pub findings: Inspected,
    /// What documents tell of units and systems.
    pub registry: Registry,
    /// What is wrong by that with what texts name.
    pub told: Told,
    /// Documents to which somebody no longer agrees.
    pub ended: Vec<Ended>,
}

/// A document of which a consent has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Its id.
    pub id: Arc<str>,
    /// Its file as a person can open it.
    pub shown: Arc<str>,
    /// The last day of the consent.
    pub until: Date,
}

/// What is wrong with what texts name, by the path of the file; files with nothing wrong have none.
pub type Told = BTreeMap<Arc<str>, Vec<Diagnostic>>;

/// Stamp and findings of files by path.
pub type Inspected = BTreeMap<Arc<str>, (Stamp, Findings)>;
