//! What stands around the pages: earlier addresses, feeds, and every address with its day.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::campaign::Campaign;
use crate::model::feed::{Feed, Server};
use crate::model::field::Value;
use crate::model::kind::Sort;
use crate::model::moved::{self, Moved};
use crate::model::page::{Card, Page, PageKind, SharedCard, list_address};
use crate::model::theme::Theme;
use crate::text::date::Date;
use crate::view::{PageId, View, cards};

/// Documents in a feed.
const IN_FEED: usize = 20;

/// Every earlier address, in order, with the document that stands there no longer. What the checks
/// refuse is left out here too, for a preview shows what is not right yet.
pub(super) fn moved(campaign: &Campaign, theme: &Theme, base_url: &str) -> Vec<(Moved, u32)> {
    let fields = theme.kinds.iter().map(|(_, kind)| {
        let index = |name: &str| kind.fields.index(name);
        (index("old_paths"), index("short_code"))
    });
    let fields: Vec<(Option<u16>, Option<u16>)> = fields.collect();
    let mut all = Vec::new();
    for (document, outline) in (0..).zip(&campaign.outlines) {
        let outline = &outline.value;
        let (old_paths, short_code) = fields[outline.kind as usize];
        let old = outline.value(old_paths).map_or(&[][..], Value::items).iter();
        let old = old.filter_map(|typed| moved::address(typed.text()?, base_url));
        let code = match outline.value(short_code) {
            Some(Value::Code(code)) => Some(moved::short_address(code)),
            _ => None,
        };
        let to = &outline.address;
        all.extend(old.chain(code).map(|from| (Moved { from, to: to.clone() }, document)));
    }
    all.sort();
    all.dedup_by(|a, b| a.0.from == b.0.from);
    all
}

impl View {
    /// The page at an earlier address, which leads to the present one.
    pub(super) fn moved_page(&self, at: usize) -> Page {
        let (moved, document) = &self.moved[at];
        let card = &self.cards[*document as usize];
        let own = cards::own(&card.title, &moved.from, "");
        let page = self.frame(PageKind::Moved, &self.theme.pages.moved.template, &own);
        Page { items: vec![Arc::clone(card)], ..page }
    }

    /// The servers that are to be told of them; `None` for all.
    pub fn servers(&self) -> Option<&[Server]> {
        self.settings.servers.as_deref()
    }

    /// Earlier addresses and where their pages stand now.
    pub fn moved(&self) -> impl Iterator<Item = &Moved> {
        self.moved.iter().map(|(moved, _)| moved)
    }

    /// The feeds of the site and of each section that has dated documents: their newest ones, what
    /// is still to come left out. None where the site does not know its own address.
    pub fn feeds(&self) -> Vec<Feed> {
        let site = &self.site.value;
        if site.base_url.is_empty() {
            return Vec::new();
        }
        let whole =
            Feed { title: site.title.clone(), address: String::new(), cards: self.newest_of_all() };
        let sections = self.theme.kinds.iter().filter_map(|(index, _)| {
            let cards = self.newest(self.campaign.sections.row(u32::from(index)).to_vec());
            let section = &self.sections[index as usize];
            let title = format!("{} – {}", section.title, site.title);
            (!cards.is_empty()).then(|| Feed { title, address: section.address.clone(), cards })
        });
        std::iter::once(whole).chain(sections).collect()
    }

    /// Whether a section of these documents has a feed of its own.
    pub(super) fn has_feed(&self, documents: &[u32]) -> bool {
        let is_dated = |at: &u32| {
            self.cards[*at as usize].date.is_some_and(|date| date <= self.campaign.today)
        };
        !self.site.value.base_url.is_empty() && documents.iter().any(is_dated)
    }

    /// The newest of some documents that carry a day, what is still to come left out.
    fn newest(&self, mut documents: Vec<u32>) -> Vec<SharedCard> {
        let today = self.campaign.today;
        documents.retain(|at| self.cards[*at as usize].date.is_some_and(|date| date <= today));
        let place = |at: &u32| self.campaign.place(*at, Sort::Newest);
        if documents.len() > IN_FEED {
            documents.select_nth_unstable_by_key(IN_FEED, place);
            documents.truncate(IN_FEED);
        }
        documents.sort_unstable_by_key(place);
        documents.into_iter().map(|at| Arc::clone(&self.cards[at as usize])).collect()
    }

    fn newest_of_all(&self) -> Vec<SharedCard> {
        self.newest((0..self.cards.len() as u32).collect())
    }

    /// Every address of the site in order, where the site knows its own, with the day on which its
    /// content was last changed.
    pub fn addresses(&self) -> Vec<(String, Option<Date>)> {
        if self.site.value.base_url.is_empty() {
            return Vec::new();
        }
        let plan = self.plan().into_iter();
        let mut addresses: Vec<_> = plan.filter_map(|id| self.address_and_day(id)).collect();
        addresses.sort();
        addresses
    }

    fn address_and_day(&self, id: PageId) -> Option<(String, Option<Date>)> {
        let of_list = |base: &str, number: usize, documents: &[u32]| {
            let shown = documents.iter().skip((number - 1) * self.per_page).take(self.per_page);
            (list_address(base, number), shown.filter_map(|at| self.day(*at)).max())
        };
        Some(match id {
            PageId::NotFound | PageId::Releases | PageId::Moved(_) => return None,
            // Texts that are not in force are found through their document.
            PageId::Version(..) | PageId::Comparison(..) => return None,
            PageId::History(at) => {
                (self.versions[at].history(), self.day(self.histories[at].document))
            }
            PageId::Home => {
                (String::new(), self.newest_of_all().first().and_then(|card| card.date))
            }
            PageId::Document(at) => (self.cards[at as usize].address.clone(), self.day(at)),
            PageId::Section(kind, number) => {
                let documents = self.campaign.sections.row(u32::from(kind));
                of_list(&self.sections[kind as usize].address, number, documents)
            }
            PageId::Search | PageId::Shelf(..) => (self.page(id).address, None),
            PageId::Terms(at) => (self.taxonomies[at].address.clone(), None),
            PageId::Declared(at) => (self.theme.pages.others[at].address.clone(), None),
            PageId::Term(at, term, number) => {
                let term = &self.campaign.terms[at][term];
                let card = cards::term(&self.theme.taxonomies[at], term);
                of_list(&card.address, number, &term.documents)
            }
        })
    }

    /// The day on which a document was last changed, as far as its content says so: a day to come
    /// is that of an event.
    fn day(&self, document: u32) -> Option<Date> {
        let card: &Hashed<Card> = &self.cards[document as usize];
        card.updated.or(card.date).filter(|day| *day <= self.campaign.today)
    }
}
