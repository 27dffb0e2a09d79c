//! Pages that gather documents: sections, terms, and pages that the theme declares of its own.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::campaign::{Campaign, NOBODY};
use crate::model::coverage::Sum;
use crate::model::kind::Sort;
use crate::model::open_data;
use crate::model::page::{Card, Details, Page, PageKind, Pager, SharedCard};
use crate::model::theme::{PageSpec, Theme, string};
use crate::settings::Settings;
use crate::view::{View, cards};

/// Items on a page of a list.
pub(super) fn per_page(theme: &Theme, settings: &Settings) -> usize {
    if settings.per_page > 0 { settings.per_page } else { theme.per_page }
}

/// Of each section that is ordered by date: the years in its order, each with the page of the list
/// on which it begins. Made once, for every page of a long list names them all.
pub(super) fn years(
    campaign: &Campaign,
    theme: &Theme,
    settings: &Settings,
) -> Vec<Vec<(i16, usize)>> {
    let per_page = per_page(theme, settings);
    let of_kind = |(index, kind): (u8, &crate::model::kind::Kind)| {
        let mut years: Vec<(i16, usize)> = Vec::new();
        if !matches!(kind.sort, Sort::Newest | Sort::Oldest) {
            return years;
        }
        for (at, document) in campaign.sections.row(u32::from(index)).iter().enumerate() {
            let Some(date) = campaign.outline(*document).date else { continue };
            if years.last().is_none_or(|(year, _)| *year != date.year()) {
                years.push((date.year(), at / per_page + 1));
            }
        }
        years
    };
    theme.kinds.iter().map(of_kind).collect()
}

impl View {
    pub(super) fn section_page(&self, kind: u8, number: usize) -> Page {
        let PageSpec { template, lists } = &self.theme.pages.section;
        let card = &self.sections[kind as usize];
        let documents = self.campaign.sections.row(u32::from(kind));
        let page = self.frame(PageKind::Section, template, card);
        let page = self.paged(page, documents, number);
        let details = self.details(kind, documents, number);
        let outlines = documents.iter().map(|document| self.campaign.outline(*document));
        let sums = Sum::of(self.theme.kinds.at(kind), outlines);
        let years = self.years[kind as usize].clone();
        let pager = page.pager.map(|pager| Pager { years, ..pager });
        let trail = vec![Arc::clone(&self.home)];
        let has_feed = self.has_feed(documents);
        let lists = self.lists(lists, None);
        let page = Page { trail, details, sums, pager, has_feed, lists, ..page };
        match self.campaign.introductions[kind as usize] {
            // The introduction stands on the first page only.
            introduction if introduction != NOBODY && number == 1 => {
                self.with_document(page, introduction)
            }
            _ => page,
        }
    }

    /// More of the documents of one page of a list, where their kind declares columns.
    fn details(&self, kind: u8, documents: &[u32], number: usize) -> Vec<Details> {
        if self.theme.kinds.at(kind).columns.is_empty() {
            return Vec::new();
        }
        let details = |document: &u32| Details {
            outline: Arc::clone(&self.campaign.outlines[*document as usize]),
            targets: self.targets(*document),
        };
        self.shown(documents, number).map(details).collect()
    }

    fn shown<'d>(&self, documents: &'d [u32], number: usize) -> impl Iterator<Item = &'d u32> {
        documents.iter().skip((number - 1) * self.per_page).take(self.per_page)
    }

    fn paged(&self, page: Page, documents: &[u32], number: usize) -> Page {
        let pager = Pager {
            number,
            pages: self.pages(documents.len()),
            total: documents.len(),
            base: page.address.clone(),
            years: Vec::new(),
        };
        let items = self.shown(documents, number).map(|document| self.card(*document)).collect();
        Page { address: pager.address(number), items, pager: Some(pager), ..page }
    }

    pub(super) fn terms_page(&self, at: usize) -> Page {
        let taxonomy = &self.theme.taxonomies[at];
        let card = &self.taxonomies[at];
        let page = self.frame(PageKind::Terms, &taxonomy.index_template, card);
        let terms = self.campaign.terms[at].iter();
        Page {
            trail: vec![Arc::clone(&self.home)],
            children: terms.map(|term| cards::term(taxonomy, term)).collect(),
            ..page
        }
    }

    pub(super) fn term_page(&self, at: usize, term: usize, number: usize) -> Page {
        let taxonomy = &self.theme.taxonomies[at];
        let term = &self.campaign.terms[at][term];
        let card = cards::term(taxonomy, term);
        let page = self.frame(PageKind::Term, &taxonomy.template, &card);
        let page = self.paged(page, &term.documents, number);
        Page { trail: vec![Arc::clone(&self.home), Arc::clone(&self.taxonomies[at])], ..page }
    }

    /// A page of the theme's own; its children are the sections and lists of terms that there are.
    pub(super) fn declared_page(&self, at: usize) -> Page {
        let declared = &self.theme.pages.others[at];
        let title = string(self.theme.strings(self.settings.language), &declared.name);
        let card = cards::own(title, &declared.address, "");
        let page = self.frame(PageKind::Declared, &declared.spec.template, &card);
        let tells_of_data = declared.name == open_data::PAGE;
        Page {
            open_data: if tells_of_data { Arc::clone(&self.open_data) } else { page.open_data },
            trail: vec![Arc::clone(&self.home)],
            children: self.ways(),
            lists: self.lists(&declared.spec.lists, None),
            ..page
        }
    }

    /// Cards of all sections and lists of terms, with how many documents or terms each holds.
    fn ways(&self) -> Vec<SharedCard> {
        let counted = |card: &SharedCard, count: usize| {
            let card = Card { count: count as u32, ..card.value.clone() };
            Arc::new(Hashed::new(card))
        };
        let sections = self.theme.kinds.iter().filter(|(index, _)| self.has_section(*index));
        let sections = sections.map(|(index, _)| {
            let documents = self.campaign.sections.row(u32::from(index));
            counted(&self.sections[index as usize], documents.len())
        });
        let terms = self.campaign.terms.iter().enumerate().filter(|(_, terms)| !terms.is_empty());
        let terms = terms.map(|(at, terms)| counted(&self.taxonomies[at], terms.len()));
        sections.chain(terms).collect()
    }
}
