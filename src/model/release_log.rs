//! What the pages that tell of releases show: a noun that `record` returns, `view` makes pages of
//! and `render` draws. It holds nothing that is not in sealed files or in a RELEASE.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::model::release::Release;

/// Every release, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReleaseLog {
    /// The releases.
    pub entries: Vec<Entry>,
}

/// One release in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What RELEASE says.
    pub release: Release,
    /// SHA-256 of RELEASE.
    pub hash: Hash,
    /// What differs from the release before.
    pub changes: Changes,
    /// Name of the milestone; empty where it is none.
    pub milestone: String,
}

/// What differs between two releases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// Pages that came, went, or whose words differ, in the order of addresses.
    pub pages: Vec<PageChange>,
    /// Pages that only look different: other links, menus, styles.
    pub looks: usize,
    /// Files that are no pages: pictures, attachments, data.
    pub files: FileChanges,
}

/// How many files that are no pages differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChanges {
    /// New ones.
    pub added: usize,
    /// Those with other bytes.
    pub changed: usize,
    /// Those that are gone.
    pub removed: usize,
}

/// One page that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageChange {
    /// Address below the site's root.
    pub address: String,
    /// Its title, taken from the sealed page.
    pub title: String,
    /// What became of it.
    pub change: Change,
}

impl PageChange {
    /// Whether it is a document's page: below the folder of a kind, and no further page of a list.
    pub fn is_document(&self) -> bool {
        let mut parts = self.address.trim_end_matches('/').split('/');
        match (parts.next(), parts.next()) {
            (Some(first), Some(second)) => first != "chu-de" && !second.starts_with("trang-"),
            _ => false,
        }
    }
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Change {
    /// It was not there before.
    Added,
    /// Its words differ.
    Changed,
    /// It is no longer there.
    Removed,
}

impl Change {
    /// The word of strings and JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

impl Changes {
    /// How many documents became what.
    pub fn documents(&self, change: Change) -> usize {
        self.pages.iter().filter(|page| page.change == change && page.is_document()).count()
    }
}
