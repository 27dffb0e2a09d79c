//! Makes pages of a campaign.
//!
//! Takes the campaign, the theme's declarations and what is known of files; gives first the plan
//! (which pages there are), then each page as a value with everything its template may see. Reads
//! no file and renders nothing; a page is made when it is asked for, so that 100,000 of them are
//! never in memory at once.

mod around;
mod cards;
mod listing;
mod lists;
mod page;
pub mod releases;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::{Hash, Hashed};
use crate::model::campaign::{Campaign, NOBODY};
use crate::model::kind::{KindSet, SECTION};
use crate::model::moved::Moved;
use crate::model::names::{self, Found};
use crate::model::page::{FileFacts, Page, SharedCard, Site, list_address};
use crate::model::theme::Theme;
use crate::settings::Settings;

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
    cards: Vec<SharedCard>,
    home: SharedCard,
    sections: Vec<SharedCard>,
    taxonomies: Vec<SharedCard>,
    years: Vec<Vec<(i16, usize)>>,
    moved: Vec<(Moved, u32)>,
    site: Arc<Hashed<Site>>,
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
    /// The hash of each public document's text.
    pub body_hashes: Vec<Hash>,
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
        let site = site(&campaign, &settings, &theme, sources.assets, sources.style_text);
        Self {
            cards: cards::documents(&campaign, &theme),
            home: cards::home(strings),
            sections: cards::sections(&campaign, &theme, settings.language),
            taxonomies: cards::taxonomies(&theme, strings),
            years: listing::years(&campaign, &theme, &settings),
            moved: around::moved(&campaign, &theme, &settings.base_url),
            site: Arc::new(Hashed::new(site)),
            per_page: listing::per_page(&theme, &settings),
            campaign: Arc::new(campaign),
            theme,
            settings,
            files: sources.files,
            body_hashes: sources.body_hashes,
        }
    }

    /// The same pages under a theme that differs in nothing but templates, sheets and static files.
    #[must_use]
    pub fn dressed(
        &self,
        theme: &Arc<Theme>,
        assets: Vec<(String, String)>,
        style_text: String,
    ) -> Self {
        let site = site(&self.campaign, &self.settings, theme, assets, style_text);
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
        plan.extend((0..self.theme.pages.others.len()).map(PageId::Declared));
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
            other => self.page(other).path(),
        }
    }

    /// The document whose text a page shows.
    pub fn text_of(&self, id: PageId) -> Option<u32> {
        let document = match id {
            PageId::Home => self.campaign.home,
            PageId::Document(document) => document,
            PageId::Section(kind, 1) => self.campaign.introductions[kind as usize],
            _ => NOBODY,
        };
        (document != NOBODY).then_some(document)
    }

    /// The campaign.
    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// Facts about the files that public documents use, by path below `content/`.
    pub fn files_used(&self) -> &BTreeMap<Arc<str>, FileFacts> {
        &self.files
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

fn site(
    campaign: &Campaign,
    settings: &Settings,
    theme: &Theme,
    assets: Vec<(String, String)>,
    style_text: String,
) -> Site {
    let units = theme.kinds.find("don-vi").map_or(KindSet(0), |(index, _)| KindSet(1 << index));
    let unit = match campaign.names.find(names::key(&settings.unit), units) {
        Found::One(unit) if !settings.unit.is_empty() => Some(campaign.outline(unit)),
        _ => None,
    };
    let menu =
        settings.menu.iter().map(|(title, to)| (title.clone(), menu_address(campaign, theme, to)));
    let language = settings.language.tag().to_owned();
    let others = settings.languages.iter().filter(|other| **other != language).cloned();
    Site {
        title: settings.title.clone(),
        description: settings.description.clone(),
        base_url: settings.base_url.clone(),
        unit: unit.map_or_else(|| settings.unit.clone(), |unit| unit.title.clone()),
        unit_address: unit.map_or_else(String::new, |unit| unit.address.clone()),
        email: settings.email.clone(),
        phone: settings.phone.clone(),
        menu: menu.collect(),
        pages: theme
            .pages
            .others
            .iter()
            .map(|page| (page.name.clone(), page.address.clone()))
            .collect(),
        languages: std::iter::once(language.clone()).chain(others).collect(),
        assets,
        style_text,
    }
}

fn menu_address(campaign: &Campaign, theme: &Theme, to: &str) -> String {
    if crate::model::field::link::has_scheme(to) {
        return to.to_owned();
    }
    let trimmed = to.trim_matches('/');
    if trimmed.is_empty() {
        return String::new();
    }
    if theme.kinds.find(trimmed).is_some() {
        return format!("{trimmed}/");
    }
    match campaign.names.find(names::key(to), KindSet::ALL) {
        Found::One(document) => campaign.outline(document).address.clone(),
        _ => format!("{trimmed}/"),
    }
}
