//! What the pages that tell of releases show: a noun that `record` returns, `view` makes pages of
//! and `render` draws. It holds nothing that is not in sealed files or in a RELEASE.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::model::artifact::Artifact;
use crate::model::release::{LOG, Release};

/// The envelope of a tree: what tells of releases and is in no list.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// Pages, feeds and what they need.
    pub files: Vec<Artifact>,
    /// Releases that stay browsable whole.
    pub milestones: Vec<Milestone>,
}

/// A release that stays browsable whole below `ban-luu/`, and what its pages say of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Which release.
    pub seq: u32,
    /// HTML for the head of each page: keeps search engines away.
    pub head: String,
    /// HTML of the banner where the same address leads somewhere today; `{url}` is to be filled in.
    pub here: String,
    /// The same where it leads nowhere any more; `{url}` is the home page.
    pub gone: String,
}

/// The empty comment in the head of each page, and in its body, behind which a milestone says that it
/// is one. It ends with [`MARK_END`]; taken out again, the sealed bytes are left.
pub const MARK: &str = "<!--ban-luu-->";
/// The end of what a milestone says.
pub const MARK_END: &str = "<!--/ban-luu-->";

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

/// One release as pages and feeds tell of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// What happened.
    pub entry: Entry,
    /// Its title: `Bản số 7`.
    pub title: String,
    /// What differs, in a sentence for citizens.
    pub summary: String,
}

impl Told {
    /// Address of its page below the site's root.
    pub fn address(&self) -> String {
        format!("{LOG}{}/", self.entry.release.folder())
    }
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
    /// Whether the current release has a page at this address.
    pub is_there: bool,
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
