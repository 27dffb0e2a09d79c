//! The key of a page: the hashes of everything that its bytes depend on.

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::model::page::{FileFacts, Item, List, Page, SharedCard, Target};

/// The hashes of everything a page depends on; equal keys give equal bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageKey {
    /// Theme: templates, strings, kinds.
    pub theme: Hash,
    /// Settings, menu, assets.
    pub site: Hash,
    /// The document's own fields.
    pub document: Hash,
    /// The document's text.
    pub body: Hash,
    /// What it shows of other documents and files.
    pub others: Hash,
}

impl PageKey {
    /// The parts that differ from another key, by name.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let parts = [
            ("theme", self.theme == other.theme),
            ("site", self.site == other.site),
            ("document", self.document == other.document),
            ("body", self.body == other.body),
            ("others", self.others == other.others),
        ];
        parts.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
    }
}

/// The key of a page under a theme with this hash.
pub fn key(page: &Page, theme: Hash) -> PageKey {
    PageKey {
        theme,
        site: page.site.hash,
        document: page.outline.as_ref().map_or(page.card.hash, |outline| outline.hash),
        body: page.body_hash,
        others: others(page),
    }
}

/// Bytes that two pages share only if they show the same of other documents.
struct Marks(Vec<u8>);

impl Marks {
    fn cards<'a>(&mut self, cards: impl IntoIterator<Item = &'a SharedCard>) {
        let start = self.0.len();
        for card in cards {
            self.hash(card.hash);
        }
        self.number(self.0.len() - start);
    }

    /// What a page of a list adds to its items.
    fn part_of_list(&mut self, page: &Page) {
        for sum in &page.sums {
            for number in [sum.count as usize, sum.total as usize, sum.counted] {
                self.number(number);
            }
        }
        if let Some(pager) = &page.pager {
            for number in [pager.number, pager.pages, pager.total] {
                self.number(number);
            }
            for (year, page) in &pager.years {
                self.number(i32::from(*year).unsigned_abs() as usize);
                self.number(*page);
            }
        }
    }

    fn hash(&mut self, hash: Hash) {
        // Sixteen bytes of each hash are enough to tell pages apart and keep the buffer short.
        self.0.extend_from_slice(&hash.half());
    }

    fn number(&mut self, number: usize) {
        self.0.extend_from_slice(&(number as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn targets(&mut self, targets: &[Option<Target>]) {
        for target in targets {
            match target {
                Some(target) => {
                    self.hash(target.card.hash);
                    if let Some((id, text)) = &target.criterion {
                        self.text(id);
                        self.text(text);
                    }
                }
                None => self.number(0),
            }
        }
    }

    fn files(&mut self, files: &[Option<FileFacts>]) {
        for file in files {
            match file {
                Some(file) => {
                    self.hash(file.hash);
                    self.text(&file.address);
                    // Which sizes there are follows from the bytes, but for the card.
                    let card = file.picture.as_ref().and_then(|picture| picture.card.as_ref());
                    self.text(card.map_or("", |card| &card.address));
                }
                None => self.number(0),
            }
        }
    }

    fn list(&mut self, list: &List) {
        self.number(list.total);
        for item in &list.items {
            match item {
                Item::Card(card) => self.hash(card.hash),
                Item::Row(row) => {
                    self.hash(row.document.hash);
                    self.hash(row.outline.hash);
                    self.number(row.at);
                    self.targets(&row.targets);
                }
            }
        }
    }
}

fn others(page: &Page) -> Hash {
    let mut marks = Marks(Vec::with_capacity(1024));
    marks.text(&page.address);
    marks.text(&page.template);
    marks.text(page.language.tag());
    marks.hash(page.card.hash);
    marks.targets(&page.targets);
    marks.files(&page.files);
    marks.cards(&page.trail);
    for inverse in &page.inverse {
        marks.text(inverse.kind);
        marks.text(&inverse.note);
        marks.text(&inverse.scope);
        marks.hash(inverse.document.hash);
    }
    marks.cards(&page.backlinks);
    for (name, list) in &page.lists {
        marks.text(name);
        marks.list(list);
    }
    marks.cards(&page.items);
    for details in &page.details {
        marks.hash(details.outline.hash);
        marks.targets(&details.targets);
    }
    marks.part_of_list(page);
    marks.cards(&page.previous);
    marks.cards(&page.next);
    marks.cards(&page.parents);
    marks.cards(&page.children);
    for (criterion, cards) in &page.cited {
        marks.text(criterion);
        marks.cards(cards);
    }
    marks.cards(&page.status_by);
    marks.number(usize::from(page.has_feed) << 1 | usize::from(page.has_calendar));
    if let Some(versions) = &page.versions {
        marks.hash(versions.hash);
        marks.number(page.text.map_or(0, |text| text + 1));
    }
    if let Some(pair) = &page.pair {
        for (at, side) in [&pair.before, &pair.after] {
            marks.number(*at);
            marks.hash(side.outline.hash);
            marks.targets(&side.targets);
            marks.files(&side.files);
        }
    }
    page.releases.iter().for_each(|told| marks.hash(told.hash));
    for file in page.open_data.iter() {
        marks.text(&file.address);
        marks.text(&file.title);
        marks.number(file.rows);
    }
    if page.shows_task_states() {
        marks.text(&page.today.iso());
    }
    Hash::of(&marks.0)
}
