//! Makes pages of a campaign.
//!
//! Takes the campaign, the theme's declarations and what is known of files; gives first the plan
//! (which pages there are), then each page as a value with everything its template may see. Reads
//! no file and renders nothing; a page is made when it is asked for, so that 100,000 of them are
//! never in memory at once.

mod around;
mod calendar;
mod cards;
mod listing;
mod lists;
mod page;
mod shelves;
mod site;
mod versions;
pub mod releases;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::catalogue::Language;
use crate::hash::{Hash, Hashed};
use crate::model::campaign::{Campaign, NOBODY};
use crate::model::history::{History, Versions};
use crate::model::kind::SECTION;
use crate::model::moved::Moved;
use crate::model::open_data::DataFile;
use crate::model::page::{FileFacts, Page, SharedCard, Site, list_address};
use crate::model::theme::Theme;
use crate::settings::Settings;
use shelves::Shelves;
use site::Dress;

/// One page that is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageId {
    /// The home page.
    Home,
    /// For addresses that do not exist.
    NotFound,
    /// The log of releases, which is empty: a build knows no release.
    Releases,
    /// A document.
    Document(u32),
    /// One page of a section's list: its kind and its number from 1.
    Section(u8, usize),
    /// The list of a taxonomy's terms.
    Terms(usize),
    /// One page of a term's list: taxonomy, term, number from 1.
    Term(usize, usize, usize),
    /// A page of the theme's own, by its place among them.
    Declared(usize),
    /// An earlier address, by its place among them.
    Moved(usize),
    /// The search page.
    Search,
    /// One page of a complete list: by letter (0), year (1) or unit (2), which one, number from 1.
    Shelf(u8, usize, usize),
    /// One text of a document that has several: history, text.
    Version(usize, usize),
    /// A history.
    History(usize),
    /// What differs between two texts: history, the earlier text, the later one.
    Comparison(usize, usize, usize),
}

/// Everything pages are made of; owns it, so that a preview can keep one view and ask it for pages
/// as readers do.
#[derive(Clone)]
pub struct View {
    campaign: Arc<Campaign>,
    theme: Arc<Theme>,
    settings: Arc<Settings>,
    files: BTreeMap<Arc<str>, FileFacts>,
    body_hashes: Vec<Hash>,
    histories: Arc<[History]>,
    versions: Arc<[Arc<Hashed<Versions>>]>,
    seen: Arc<[u32]>,
    cards: Vec<SharedCard>,
    home: SharedCard,
    sections: Vec<SharedCard>,
    taxonomies: Vec<SharedCard>,
    years: Vec<Vec<(i16, usize)>>,
    moved: Vec<(Moved, u32)>,
    /// The kinds with days to remember, as a set.
    marked: u64,
    site: Arc<Hashed<Site>>,
    shelves: Arc<Shelves>,
    open_data: Arc<[DataFile]>,
    per_page: usize,
}

/// What the view is made of beside the campaign.
pub struct Sources {
    /// The theme.
    pub theme: Arc<Theme>,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Facts about every file that a public document uses, by path below `content/`.
    pub files: BTreeMap<Arc<str>, FileFacts>,
    /// The hash of each text that may be seen: first of each document's own.
    pub body_hashes: Vec<Hash>,
    /// The histories of documents, in their order.
    pub histories: Vec<History>,
    /// Hashes of their texts as typed, in hexadecimal digits, by place among all texts.
    pub hashes: BTreeMap<u32, String>,
    /// The position of each text that may be seen among all that were read.
    pub seen: Vec<u32>,
    /// Assets: name and path below the root.
    pub assets: Vec<(String, String)>,
    /// The style sheet's text.
    pub style_text: String,
}

impl View {
    /// The view of a campaign.
    pub fn new(campaign: Campaign, sources: Sources) -> Self {
        let (theme, settings) = (sources.theme, sources.settings);
        let strings = theme.strings(settings.language);
        let dress = Dress { theme: &theme, assets: sources.assets, style_text: sources.style_text };
        let site = site::site(&campaign, &settings, &sources.files, dress);
        let cards = cards::documents(&campaign, &theme);
        let mut view = Self {
            shelves: Arc::new(Shelves::of(&campaign, &theme, &cards, strings)),
            cards,
            home: cards::home(strings),
            sections: cards::sections(&campaign, &theme, settings.language),
            taxonomies: cards::taxonomies(&theme, strings),
            marked: calendar::marked(&theme),
            years: listing::years(&campaign, &theme, &settings),
            moved: around::moved(&campaign, &theme, &settings.base_url),
            site: Arc::new(Hashed::new(site)),
            per_page: listing::per_page(&theme, &settings),
            campaign: Arc::new(campaign),
            theme,
            settings,
            files: sources.files,
            body_hashes: sources.body_hashes,
            histories: sources.histories.into(),
            versions: Arc::default(),
            seen: sources.seen.into(),
            open_data: Arc::default(),
        };
        let versions = |history| Arc::new(Hashed::new(view.versions_of(history, &sources.hashes)));
        view.versions = view.histories.iter().map(versions).collect();
        view
    }

    /// The same with the files of open data, of which a page for people tells.
    #[must_use]
    pub fn with_open_data(self, files: Vec<DataFile>) -> Self {
        Self { open_data: files.into(), ..self }
    }

    /// The same pages under a theme that differs in nothing but templates, sheets and static files.
    #[must_use]
    pub fn dressed(
        &self,
        theme: &Arc<Theme>,
        assets: Vec<(String, String)>,
        style_text: String,
    ) -> Self {
        let dress = Dress { theme, assets, style_text };
        let site = site::site(&self.campaign, &self.settings, &self.files, dress);
        let (theme, site) = (Arc::clone(theme), Arc::new(Hashed::new(site)));
        Self { theme, site, ..self.clone() }
    }

    /// Every page of the site, in a fixed order.
    pub fn plan(&self) -> Vec<PageId> {
        let mut plan = vec![PageId::Home, PageId::NotFound, PageId::Releases];
        for (index, kind) in self.theme.kinds.iter() {
            if kind.name == SECTION {
                continue;
            }
            let documents = self.campaign.sections.row(u32::from(index));
            if self.has_section(index) {
                let pages = self.pages(documents.len());
                plan.extend((1..=pages).map(|number| PageId::Section(index, number)));
            }
            plan.extend(documents.iter().map(|document| PageId::Document(*document)));
        }
        let declared = self.theme.pages.others.iter().enumerate();
        let declared = declared.filter(|(_, page)| site::is_shown(&self.campaign, page));
        plan.extend(declared.map(|(at, _)| PageId::Declared(at)));
        plan.extend((0..self.histories.len()).flat_map(|at| self.pages_of_history(at)));
        for (at, terms) in self.campaign.terms.iter().enumerate() {
            if terms.is_empty() {
                continue;
            }
            plan.push(PageId::Terms(at));
            for (term, documents) in terms.iter().enumerate() {
                let pages = self.pages(documents.documents.len());
                plan.extend((1..=pages).map(|number| PageId::Term(at, term, number)));
            }
        }
        let moved = self.moved.iter().enumerate().filter(|(_, (moved, _))| moved.is_page());
        plan.extend(moved.map(|(at, _)| PageId::Moved(at)));
        plan.push(PageId::Search);
        plan.extend(self.shelves.plan());
        plan
    }

    /// Whether a kind's section has a page.
    fn has_section(&self, kind: u8) -> bool {
        let name = &self.theme.kinds.at(kind).name;
        name != SECTION
            && (!self.campaign.sections.row(u32::from(kind)).is_empty()
                || self.campaign.introductions[kind as usize] != NOBODY
                || self.settings.menu.iter().any(|(_, to)| to.trim_matches('/') == name))
    }

    fn pages(&self, items: usize) -> usize {
        items.div_ceil(self.per_page).max(1)
    }

    /// A page with everything but its text.
    pub fn page(&self, id: PageId) -> Page {
        match id {
            PageId::Home => self.home_page(),
            PageId::NotFound => self.not_found_page(),
            PageId::Releases => self.releases_page(),
            PageId::Document(document) => self.document_page(document),
            PageId::Section(kind, number) => self.section_page(kind, number),
            PageId::Terms(at) => self.terms_page(at),
            PageId::Term(at, term, number) => self.term_page(at, term, number),
            PageId::Declared(at) => self.declared_page(at),
            PageId::Moved(at) => self.moved_page(at),
            PageId::Search => self.search_page(),
            PageId::Shelf(which, at, number) => self.shelf_page(which, at, number),
            PageId::Version(at, text) => self.version_page(at, text),
            PageId::History(at) => self.history_page(at),
            PageId::Comparison(at, before, after) => self.comparison_page(at, before, after),
        }
    }

    /// The file a page is written to, below the site's root.
    pub fn path(&self, id: PageId) -> String {
        match id {
            PageId::Document(at) => format!("{}index.html", self.cards[at as usize].address),
            // Lists are long: their address needs no cards.
            PageId::Section(kind, number) => {
                let address = &self.sections[kind as usize].address;
                format!("{}index.html", list_address(address, number))
            }
            PageId::Term(at, term, number) => {
                let term = cards::term(&self.theme.taxonomies[at], &self.campaign.terms[at][term]);
                format!("{}index.html", list_address(&term.address, number))
            }
            PageId::Declared(at) => {
                format!("{}index.html", self.theme.pages.others[at].address)
            }
            other => match self.historic_address(other) {
                Some(address) => format!("{address}index.html"),
                None => self.page(other).path(),
            },
        }
    }

    /// The text a page shows, by its place among all that may be seen: that of a document's own
    /// text is the document's.
    pub fn text_of(&self, id: PageId) -> Option<u32> {
        let document = match id {
            PageId::Home => self.campaign.home,
            PageId::Document(document) => document,
            PageId::Section(kind, 1) => self.campaign.introductions[kind as usize],
            PageId::Version(at, text) => return Some(self.histories[at].texts[text].text),
            _ => NOBODY,
        };
        self.shown_text(document)
    }

    /// The campaign.
    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// Facts about the files that public documents use, by path below `content/`.
    pub fn files_used(&self) -> &BTreeMap<Arc<str>, FileFacts> {
        &self.files
    }

    /// The theme.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// The language the site speaks.
    pub fn language(&self) -> Language {
        self.settings.language
    }

    /// What every page shares.
    pub fn site(&self) -> &Site {
        &self.site.value
    }

    /// The cards of all documents, in the campaign's order.
    pub fn cards(&self) -> &[SharedCard] {
        &self.cards
    }
}
