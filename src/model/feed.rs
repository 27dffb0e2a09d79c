//! What programs read of a site.

use serde::Serialize;

use crate::model::page::SharedCard;

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
