//! Complete lists for readers without script: every document by first letter, by year, by unit.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::campaign::Campaign;
use crate::model::kind::SECTION;
use crate::model::page::{Card, Item, List, Page, PageKind, Pager, SharedCard};
use crate::model::theme::{Strings, Theme, string};
use crate::text::{fold, slug};
use crate::view::{PageId, View, cards};

/// Lines of a list; they are short.
const PER_PAGE: usize = 200;

/// The folder of the search page, of the index and of these lists.
pub(super) const FOLDER: &str = "search/";

/// What one letter, year or unit gathers.
#[derive(Clone)]
pub(super) struct Shelf {
    /// Its card, with the number of documents.
    pub card: SharedCard,
    documents: Vec<u32>,
}

/// Every shelf; letters, then years, then units.
#[derive(Clone, Default)]
pub(super) struct Shelves {
    pub letters: Vec<Shelf>,
    pub years: Vec<Shelf>,
    pub units: Vec<Shelf>,
}

/// Documents by the key and title of their shelf.
type Gathered = BTreeMap<(String, String), Vec<u32>>;

impl Shelves {
    /// The shelves of a campaign's documents.
    pub(super) fn of(
        campaign: &Campaign,
        theme: &Theme,
        all: &[SharedCard],
        strings: &Strings,
    ) -> Self {
        let sections = theme.kinds.find(SECTION).map(|(index, _)| index);
        let mut by_title = vec![0_u32; campaign.ranks.len()];
        for (document, rank) in campaign.ranks.iter().enumerate() {
            by_title[*rank as usize] = document as u32;
        }
        by_title.retain(|at| Some(campaign.facts[*at as usize].kind) != sections);
        let (mut letters, mut years, mut units) =
            (Gathered::new(), Gathered::new(), Gathered::new());
        for document in by_title {
            let card = &all[document as usize];
            letters.entry(letter(&card.title, strings)).or_default().push(document);
            years.entry(year(card, strings)).or_default().push(document);
            if !card.unit.is_empty() {
                let key = (slug::slug(&card.unit), card.unit.clone());
                units.entry(key).or_default().push(document);
            }
        }
        for documents in years.values_mut() {
            // The same year: the newest first, equal days by title as before.
            documents
                .sort_by_key(|at| campaign.facts[*at as usize].date.map(|date| -i32::from(date)));
        }
        let mut years = shelves("nam", years);
        // Newest first, without a date last.
        years.reverse();
        if let Some(undated) =
            years.iter().position(|shelf| shelf.card.title == string(strings, "undated"))
        {
            let undated = years.remove(undated);
            years.push(undated);
        }
        Self { letters: shelves("a-z", letters), years, units: shelves("don-vi", units) }
    }

    fn at(&self, which: u8) -> &[Shelf] {
        match which {
            0 => &self.letters,
            1 => &self.years,
            _ => &self.units,
        }
    }

    /// Every page of every shelf.
    pub(super) fn plan(&self) -> impl Iterator<Item = PageId> {
        (0..3_u8).flat_map(move |which| {
            self.at(which).iter().enumerate().flat_map(move |(at, shelf)| {
                let pages = shelf.documents.len().div_ceil(PER_PAGE);
                (1..=pages).map(move |number| PageId::Shelf(which, at, number))
            })
        })
    }
}

fn shelves(folder: &str, gathered: Gathered) -> Vec<Shelf> {
    let shelf = |((slug, title), documents): ((String, String), Vec<u32>)| {
        let card = cards::own(&title, &format!("{FOLDER}{folder}/{slug}/"), "");
        let card = Card { count: documents.len() as u32, ..card.value.clone() };
        Shelf { card: Arc::new(Hashed::new(card)), documents }
    };
    gathered.into_iter().map(shelf).collect()
}

/// The first letter without marks, as a reader without them looks for it.
fn letter(title: &str, strings: &Strings) -> (String, String) {
    let first = title.chars().find(|c| c.is_alphanumeric());
    let folded =
        first.map_or_else(String::new, |first| fold::plain(first.encode_utf8(&mut [0; 4])));
    match folded.chars().next() {
        Some(letter @ 'a'..='z') => (letter.to_string(), letter.to_ascii_uppercase().to_string()),
        _ => ("0-9".to_owned(), string(strings, "other_letters").to_owned()),
    }
}

fn year(card: &Card, strings: &Strings) -> (String, String) {
    match card.date.map(|date| date.iso()[..4].to_owned()) {
        Some(year) => (year.clone(), year),
        None => ("khac".to_owned(), string(strings, "undated").to_owned()),
    }
}

impl View {
    pub(super) fn search_page(&self) -> Page {
        let strings = self.theme.strings(self.settings.language);
        let card = cards::own(string(strings, "search"), FOLDER, "");
        let page = self.frame(PageKind::Search, &self.theme.pages.search.template, &card);
        let list = |shelves: &[Shelf]| {
            let items = shelves.iter().map(|shelf| Item::Card(Arc::clone(&shelf.card)));
            List { items: items.collect(), total: shelves.len() }
        };
        let kinds = self.theme.kinds.iter().filter_map(|(at, kind)| {
            let count = self.campaign.sections.row(u32::from(at)).len() as u32;
            let card = Card { count, ..self.sections[at as usize].value.clone() };
            let is_shown = count > 0 && kind.name != SECTION;
            is_shown.then(|| Item::Card(Arc::new(Hashed::new(card))))
        });
        let kinds: Vec<Item> = kinds.collect();
        let lists = vec![
            ("kinds".to_owned(), List { total: kinds.len(), items: kinds }),
            ("letters".to_owned(), list(&self.shelves.letters)),
            ("years".to_owned(), list(&self.shelves.years)),
            ("units".to_owned(), list(&self.shelves.units)),
        ];
        Page { trail: vec![Arc::clone(&self.home)], lists, ..page }
    }

    pub(super) fn shelf_page(&self, which: u8, at: usize, number: usize) -> Page {
        let strings = self.theme.strings(self.settings.language);
        let shelf = &self.shelves.at(which)[at];
        let page = self.frame(PageKind::Shelf, &self.theme.pages.shelf.template, &shelf.card);
        let pager = Pager {
            number,
            pages: shelf.documents.len().div_ceil(PER_PAGE),
            total: shelf.documents.len(),
            years: Vec::new(),
            base: page.address.clone(),
        };
        let shown = shelf.documents.iter().skip((number - 1) * PER_PAGE).take(PER_PAGE);
        let items = shown.map(|document| Arc::clone(&self.cards[*document as usize])).collect();
        let search = cards::own(string(strings, "search"), FOLDER, "");
        let trail = vec![Arc::clone(&self.home), search];
        Page { address: pager.address(number), items, pager: Some(pager), trail, ..page }
    }
}
