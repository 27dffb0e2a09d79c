//! What the pages that tell of releases show: a noun that `record` returns, `view` makes pages of
//! and `render` draws. It holds nothing that is not in sealed files or in a RELEASE.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::model::artifact::Artifact;
use crate::model::comparison::Block;
use crate::model::release::{LOG, Release};
use crate::text::date::Date;

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

/// Around what a page shows because of other pages, or for its readers' convenience: a table of
/// contents, links to neighbours and other texts, who mentions it. What differs there is no change of
/// what the page says.
pub const FOLLOWS: &str = "<!--theo-->";
/// The end of that.
pub const FOLLOWS_END: &str = "<!--/theo-->";

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
    /// Of a page whose own words differ: the blocks that do, each below its heading.
    pub words: Vec<Block>,
    /// Whether it changed only because a document did: a list, a history, a comparison, the copy at
    /// its day of a text that stands at its document's address.
    pub follows: bool,
    /// Whether the current release has a page at this address.
    pub is_there: bool,
}

/// What a tombstone tells of the page that stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its title.
    pub title: String,
    /// The day on which it was taken down.
    pub day: Date,
}

/// Whether a page is a list: above the documents of a kind, or a further page of one, or made of all
/// kinds.
pub fn is_list(address: &str) -> bool {
    let mut parts = address.trim_end_matches('/').split('/');
    match (parts.next(), parts.next()) {
        (Some("chu-de" | "search"), _) | (_, None) => true,
        (_, Some(second)) => is_further_page(second),
    }
}

/// Whether the page at an address is made of what other pages say: a list, the history of a document,
/// a comparison of two of its texts.
pub fn is_made_of_others(address: &str) -> bool {
    let (above, last) = parted(address);
    let is_below_a_document = above.matches('/').count() > 1;
    is_list(address) || is_below_a_document && (last == "lich-su" || parted(above).1 == "so-sanh")
}

/// Whether a part of an address is that of a further page of a list: `trang-2`.
pub fn is_further_page(part: &str) -> bool {
    part.strip_prefix("trang-").is_some_and(|number| number.parse::<u32>().is_ok())
}

/// An address without its last folder, and that folder.
pub fn parted(address: &str) -> (&str, &str) {
    let address = address.trim_end_matches('/');
    let start = address.rfind('/').map_or(0, |slash| slash + 1);
    address.split_at(start)
}

/// How many changed pages the page of a release shows with their words; more are on further pages.
pub const WORDS_A_PAGE: usize = 50;

/// What the template of a withdrawn document says in its main part, so that releases can tell.
pub const WITHDRAWN: &str = "data-withdrawn";

/// What the template at the address of a removed page says in its main part.
pub const REMOVED: &str = "data-removed";

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Change {
    /// It was not there before.
    Added,
    /// Its words differ.
    Changed,
    /// Its document was withdrawn: its address stays, its text is gone.
    Withdrawn,
    /// It is no longer there.
    Removed,
}

impl Change {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Added, Self::Changed, Self::Withdrawn, Self::Removed];

    /// The word of strings and JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
            Self::Removed => "removed",
        }
    }
}

impl Changes {
    /// How many documents became what.
    pub fn documents(&self, change: Change) -> usize {
        self.pages.iter().filter(|page| page.change == change && !page.follows).count()
    }
}
