//! What changes on a site by itself as time goes by.

use std::sync::Arc;

use crate::diagnostic::Span;
use crate::text::date::Instant;

/// Everything that is to come after an instant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schedule {
    /// Moments in order, each with at least one turn or link.
    pub moments: Vec<Moment>,
    /// Links that are plain words now.
    pub plain: Vec<PlainLink>,
}

impl Schedule {
    /// The first moment at which a build makes another site.
    pub fn next(&self) -> Option<Instant> {
        self.moments.iter().find(|moment| moment.is_due()).map(|moment| moment.at)
    }
}

/// An instant at which something changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The instant.
    pub at: Instant,
    /// What changes.
    pub turns: Vec<Turn>,
    /// Links that become plain words.
    pub links: Vec<PlainLink>,
}

impl Moment {
    /// Whether the site is another one from then on.
    pub fn is_due(&self) -> bool {
        self.turns.iter().any(|turn| turn.change != Change::Review)
    }
}

/// A document that changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// How.
    pub change: Change,
    /// Its title.
    pub title: String,
    /// Its file, as a person can open it.
    pub shown: Arc<str>,
    /// The task that is overdue; else empty.
    pub task: String,
}

/// How a document changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It becomes public.
    Appears,
    /// It is public no longer.
    Disappears,
    /// Its movement or contest begins.
    Begins,
    /// Its movement or contest is over.
    Ends,
    /// Its text takes effect.
    InForce,
    /// One of its several texts takes the place of the one before.
    TextInForce,
    /// Its text is out of force.
    Expires,
    /// A task is overdue.
    Overdue,
    /// It is to be looked at again; no page shows it.
    Review,
}

impl Change {
    /// The key under which catalogues and JSON know it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Appears => "appears",
            Self::Disappears => "disappears",
            Self::Begins => "begins",
            Self::Ends => "ends",
            Self::InForce => "in_force",
            Self::TextInForce => "text_in_force",
            Self::Expires => "expires",
            Self::Overdue => "overdue",
            Self::Review => "review",
        }
    }
}

/// A link in a public document to one that is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlainLink {
    /// The file in which it is written.
    pub shown: Arc<str>,
    /// Where.
    pub span: Span,
    /// The words that name the target.
    pub words: String,
    /// The target's file.
    pub target: Arc<str>,
    /// When it becomes a link, if ever.
    pub until: Option<Instant>,
}
