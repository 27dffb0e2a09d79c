//! What a release said of each document: enough to tell later whether a text, or a file that it
//! offers, was changed unsaid.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::text::date::When;

/// Every public document of a release, in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The documents.
    pub documents: Vec<SaidDocument>,
}

/// One document as a release said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidDocument {
    /// Path of its own file below `content/`, without `.md` and without `/index`.
    pub id: Arc<str>,
    /// Its address below the site's root.
    pub address: String,
    /// When each change that its front matter declared was noted, if it says so.
    pub changes: Vec<Option<When>>,
    /// The path of its signed file below `content/`.
    pub signed: Option<Arc<str>>,
    /// Its texts, each by the hash of its file with the tables beside it, and of what it says.
    pub texts: Vec<(Hash, Hash)>,
    /// The files that its texts offer or show: path below `content/` and hash, in the order of paths.
    pub files: Vec<(Arc<str>, Hash)>,
}

impl Said {
    /// The document of an id.
    pub fn find(&self, id: &str) -> Option<&SaidDocument> {
        let at = self.documents.binary_search_by(|document| (*document.id).cmp(id)).ok()?;
        Some(&self.documents[at])
    }
}
