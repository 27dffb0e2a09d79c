//! What programs read of a site.

use serde::Serialize;

use crate::model::page::SharedCard;
use crate::text::date::{Date, Instant};

/// A feed of the newest documents of a site or of a section.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its title.
    pub title: String,
    /// The folder of the page it belongs to, below the root; empty for the whole site.
    pub address: String,
    /// The documents, newest first.
    pub cards: Vec<SharedCard>,
}

/// A server with rules of its own for addresses that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Server {
    /// `.htaccess`.
    Apache,
    /// `web.config`.
    Iis,
    /// `_redirects`.
    Netlify,
}

/// The name of a calendar in the folder of its page.
pub const CALENDAR: &str = "lich.ics";

/// Something to remember: an event, a stage of a contest, a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Which document and which of its fields; the same as long as those are.
    pub uid: String,
    /// Address of the document's page, below the root.
    pub address: String,
    /// Title of the document.
    pub title: String,
    /// What happens.
    pub summary: String,
    /// More about it; may be empty.
    pub description: String,
    /// Where; may be empty.
    pub place: String,
    /// When.
    pub when: When,
    /// The day on which the document was last changed, as far as it says so.
    pub changed: Date,
}

/// When an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Whole days, the last one included.
    Days(Date, Date),
    /// From an instant, until another one where that is known.
    Hours(Instant, Option<Instant>),
}
