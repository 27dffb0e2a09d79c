//! A page as a value: everything its template may see, copied or shared, and the key that says
//! whether it has to be rendered again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::catalogue::Language;
use crate::hash::{Hash, Hashed};
use crate::model::body::Body;
use crate::model::comparison::Comparison;
use crate::model::coverage::Sum;
use crate::model::document::Outline;
use crate::model::history::Versions;
use crate::model::open_data::DataFile;
use crate::model::picture::Picture;
use crate::model::release_log::Told;
use crate::model::status::{Legal, Phase};
use crate::model::weight::Limits;
use crate::text::date::{Date, Period};
use crate::text::doc_number::DocNumber;

pub use crate::model::pager::{Pager, list_address};

/// What other pages show of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Title.
    pub title: String,
    /// Address below the site's root.
    pub address: String,
    /// Kind, by position; `None` for pages that belong to no document.
    pub kind: Option<u8>,
    /// What it is called where that is not the kind's own word: `Quyết định`, not `Kế hoạch`.
    pub label: String,
    /// Number and symbol.
    pub number: Option<DocNumber>,
    /// The date that orders it.
    pub date: Option<Date>,
    /// The day of the last change that it tells of.
    pub updated: Option<Date>,
    /// Name of the unit in charge.
    pub unit: String,
    /// Short description.
    pub summary: String,
    /// Legal status.
    pub status: Option<Legal>,
    /// Phase.
    pub phase: Option<Phase>,
    /// From when until when, of what has a phase.
    pub period: Option<Period>,
    /// Whether it is an illustration.
    pub illustration: bool,
    /// Number of documents under it, for terms.
    pub count: u32,
}

/// A shared card.
pub type SharedCard = Arc<Hashed<Card>>;

/// A file that a page offers or shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Address below the site's root.
    pub address: String,
    /// Path below `content/`.
    pub from: Arc<str>,
    /// Length in bytes.
    pub length: u64,
    /// SHA-256.
    pub hash: Hash,
    /// Whether a page offers it as it is.
    pub is_offered: bool,
    /// Its sizes, where a page shows it as a picture.
    pub picture: Option<Picture>,
}

impl FileFacts {
    /// Whether it stands in the site as it is.
    pub fn is_copied(&self) -> bool {
        let is_kept =
            |picture: &Picture| picture.sizes.iter().any(|size| size.address == self.address);
        self.is_offered || self.picture.as_ref().is_some_and(is_kept)
    }
}

/// A list on a page.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The items shown.
    pub items: Vec<Item>,
    /// How many there are in all.
    pub total: usize,
}

/// An item of a list.
#[derive(Clone, Debug)]
pub enum Item {
    /// A document.
    Card(SharedCard),
    /// One row of a document's table.
    Row(Row),
}

/// A row of a table in another document.
#[derive(Clone, Debug)]
pub struct Row {
    /// The document it stands in.
    pub document: SharedCard,
    /// That document's outline.
    pub outline: Arc<Hashed<Outline>>,
    /// The table's field.
    pub field: u16,
    /// Which row.
    pub at: usize,
    /// That document's targets.
    pub targets: Vec<Option<Target>>,
}

/// What a table of documents shows of one of them beside its card.
#[derive(Clone, Debug)]
pub struct Details {
    /// Its outline.
    pub outline: Arc<Hashed<Outline>>,
    /// Where its references lead.
    pub targets: Vec<Option<Target>>,
}

/// What a reference of a page leads to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The document.
    pub card: SharedCard,
    /// A criterion in it: its id and text.
    pub criterion: Option<(String, String)>,
}

/// A relation of another document to this one.
#[derive(Clone, Debug)]
pub struct Inverse {
    /// Key of the type: `thay-the`.
    pub kind: &'static str,
    /// Note of the relation.
    pub note: String,
    /// Part that is meant.
    pub scope: String,
    /// The other document.
    pub document: SharedCard,
}

/// What is the same on every page of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Title of the site.
    pub title: String,
    /// Description.
    pub description: String,
    /// Absolute address, ending in `/`; empty while unknown.
    pub base_url: String,
    /// The unit that publishes.
    pub unit: String,
    /// Address of that unit's page; empty where it has none.
    pub unit_address: String,
    /// Mailbox.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Menu: title and address (below the root, or absolute).
    pub menu: Vec<(String, String)>,
    /// Pages that the theme declares: name and address.
    pub pages: Vec<(String, String)>,
    /// Languages, the site's own first.
    pub languages: Vec<String>,
    /// Assets: name and path below the root.
    pub assets: Vec<(String, String)>,
    /// The whole style sheet, for the page that must stand alone.
    pub style_text: String,
    /// How heavy pages may be.
    pub limits: Limits,
    /// The colour of the site, `#rgb` or `#rrggbb`.
    pub accent: String,
    /// The picture that stands for a page without one of its own where it is shared: the home page's.
    pub share: Option<Share>,
}

/// A picture to be shown where a page is shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Address below the root.
    pub address: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What it shows, in words.
    pub alt: String,
}

/// What a page is, beside a document's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// A document.
    Document,
    /// The home page.
    Home,
    /// A section's list.
    Section,
    /// A term's list.
    Term,
    /// The list of terms.
    Terms,
    /// The search page.
    Search,
    /// One of the complete lists below it.
    Shelf,
    /// A page of its own that the theme declares.
    Declared,
    /// One of several texts of a document.
    Version,
    /// The history of a document.
    History,
    /// What differs between two texts of a document.
    Comparison,
    /// For addresses that do not exist.
    NotFound,
    /// At an earlier address of a document.
    Moved,
    /// At the address of a page that a release had and the site has no longer.
    Removed,
    /// The log of releases.
    Releases,
    /// One release.
    Release,
}

impl PageKind {
    /// The word templates know; a document's page has its kind's name instead.
    pub fn key(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Home => "home",
            Self::Section => "section",
            Self::Term => "tag",
            Self::Terms => "tags",
            Self::Search => "search",
            Self::Shelf => "shelf",
            Self::Declared => "declared",
            Self::Version => "version",
            Self::History => "history",
            Self::Comparison => "comparison",
            Self::NotFound => "not-found",
            Self::Moved => "moved",
            Self::Removed => "removed",
            Self::Releases => "releases",
            Self::Release => "release",
        }
    }
}

/// One page, ready to be rendered.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is.
    pub kind: PageKind,
    /// Address below the site's root, a folder or empty; an earlier one may be a file.
    pub address: String,
    /// Template name without layer.
    pub template: String,
    /// Language of its words.
    pub language: Language,
    /// What others show of it; its title and summary are the page's own.
    pub card: SharedCard,
    /// Its document.
    pub outline: Option<Arc<Hashed<Outline>>>,
    /// The hash of the text.
    pub body_hash: Hash,
    /// The text; filled in only for pages that are rendered.
    pub body: Option<Arc<Body>>,
    /// Targets of the document's references.
    pub targets: Vec<Option<Target>>,
    /// Facts about the document's files.
    pub files: Vec<Option<FileFacts>>,
    /// From the home page to the parent.
    pub trail: Vec<SharedCard>,
    /// Relations of others.
    pub inverse: Vec<Inverse>,
    /// Mentions by others.
    pub backlinks: Vec<SharedCard>,
    /// Declared lists by name.
    pub lists: Vec<(String, List)>,
    /// Items of a list page.
    pub items: Vec<SharedCard>,
    /// More of each item, where their kind declares columns; else empty.
    pub details: Vec<Details>,
    /// Sums of columns that count out of a total.
    pub sums: Vec<Sum>,
    /// Place among the pages of a list.
    pub pager: Option<Pager>,
    /// The document before it in its section.
    pub previous: Option<SharedCard>,
    /// The document after it.
    pub next: Option<SharedCard>,
    /// Chain of parents, root first.
    pub parents: Vec<SharedCard>,
    /// Children, in order.
    pub children: Vec<SharedCard>,
    /// For each criterion of the document who cites it.
    pub cited: Vec<(String, Vec<SharedCard>)>,
    /// The document that changed its legal status.
    pub status_by: Option<SharedCard>,
    /// Whether a feed of its own lies beside it.
    pub has_feed: bool,
    /// Whether a calendar of its own lies beside it.
    pub has_calendar: bool,
    /// The history of its document.
    pub versions: Option<Arc<Hashed<Versions>>>,
    /// Which text of that history it shows.
    pub text: Option<usize>,
    /// The two texts it compares.
    pub pair: Option<Box<Pair>>,
    /// What differs between them; filled in only for pages that are rendered.
    pub comparison: Option<Box<Comparison>>,
    /// The releases that it tells of: all in the log, one on its own page, else none.
    pub releases: Vec<Arc<Hashed<Told>>>,
    /// The files of open data, on the page that tells of them.
    pub open_data: Arc<[DataFile]>,
    /// The day for which states of tasks are shown.
    pub today: Date,
    /// What every page shares.
    pub site: Arc<Hashed<Site>>,
}

/// Two texts of one document: their places among all and what each says.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Place of the earlier one.
    pub before: (usize, Side),
    /// Place of the later one.
    pub after: (usize, Side),
}

/// One of two texts that are compared.
#[derive(Clone, Debug)]
pub struct Side {
    /// What it says of itself.
    pub outline: Arc<Hashed<Outline>>,
    /// Targets of its references.
    pub targets: Vec<Option<Target>>,
    /// Facts about its files.
    pub files: Vec<Option<FileFacts>>,
    /// The hash of the text.
    pub body_hash: Hash,
    /// Its place among all texts that may be seen.
    pub text: u32,
}

impl Page {
    /// The file it is written to.
    pub fn path(&self) -> String {
        match self.kind {
            PageKind::NotFound => "404.html".to_owned(),
            // An earlier address may be that of a file.
            PageKind::Moved if !self.address.ends_with('/') => self.address.clone(),
            _ => format!("{}index.html", self.address),
        }
    }

    /// Whether it shows a text of a document after which another one came into force.
    pub fn is_earlier_text(&self) -> bool {
        let current = self.versions.as_ref().map(|versions| versions.current);
        self.kind == PageKind::Version && self.text < current
    }

    /// Whether the bytes depend on the day: only a task with a deadline has a state that turns.
    pub(super) fn shows_task_states(&self) -> bool {
        self.outline.as_ref().is_some_and(|outline| outline.has_deadlines)
            || self.details.iter().any(|details| details.outline.has_deadlines)
            || self.lists.iter().any(|(_, list)| {
                list.items.iter().any(|item| match item {
                    Item::Row(row) => row.outline.has_deadlines,
                    Item::Card(_) => false,
                })
            })
    }
}
