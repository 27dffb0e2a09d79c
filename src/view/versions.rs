//! Pages of a document that has several texts: each text, the history, the comparisons.

use std::sync::Arc;

use crate::hash::{Hash, Hashed};
use crate::model::campaign::NOBODY;
use crate::model::document::{Outline, ReferenceFrom};
use crate::model::field::Value;
use crate::model::history::{self, Change, Event, History, Shown, Text, Versions};
use crate::model::names::Found;
use crate::model::page::{Card, Page, PageKind, Pair, SharedCard, Side, Target};
use crate::model::theme::string;
use crate::view::{PageId, View};

impl View {
    /// The pages that a document's history adds to its own.
    pub(super) fn pages_of_history(&self, at: usize) -> Vec<PageId> {
        let history = &self.histories[at];
        let mut pages = vec![PageId::History(at)];
        if history.texts.len() > 1 && !self.campaign.is_withdrawn(history.document) {
            pages.extend((0..history.texts.len()).map(|text| PageId::Version(at, text)));
            let pairs = history::pairs(history.texts.len());
            pages.extend(pairs.map(|(before, after)| PageId::Comparison(at, before, after)));
        }
        pages
    }

    /// The texts after which others came into force, as pages.
    pub fn earlier_texts(&self) -> Vec<PageId> {
        let pages = (0..self.histories.len()).flat_map(|at| self.pages_of_history(at));
        let is_earlier = |id: &PageId| matches!(id, PageId::Version(at, text) if *text < self.histories[*at].current);
        pages.filter(is_earlier).collect()
    }

    /// The place of a document's history, where it has one.
    pub(super) fn history_of(&self, document: u32) -> Option<usize> {
        self.histories.binary_search_by_key(&document, |history| history.document).ok()
    }

    /// The versions of all histories, in the order of documents.
    pub fn versions(&self) -> &[Arc<Hashed<Versions>>] {
        &self.versions
    }

    pub(super) fn versions_of(
        &self,
        history: &History,
        hashes: &std::collections::BTreeMap<u32, String>,
    ) -> Versions {
        let document = &self.cards[history.document as usize];
        let texts = history.texts.iter().enumerate().map(|(at, text)| {
            let next = history.texts.get(at + 1).and_then(|next| next.change.as_ref());
            Shown {
                name: text.name,
                address: format!("{}{}/", document.address, text.name),
                until: text.until,
                event: text.change.as_ref().map(|change| self.change_event(history, change)),
                is_corrected: next.is_some_and(|next| next.class == history::Class::Corrected),
                hash: hashes.get(&text.text).cloned().unwrap_or_default(),
            }
        });
        Versions {
            document: document.address.clone(),
            title: document.title.clone(),
            texts: texts.collect(),
            current: history.current,
            events: history
                .events
                .iter()
                .map(|change| self.change_event(history, change))
                .collect(),
            today: self.campaign.today,
            is_withdrawn: self.campaign.is_withdrawn(history.document),
        }
    }

    /// A change; the newest text names the document that made it.
    fn change_event(&self, history: &History, change: &Change) -> Event {
        let newest = history.texts.last().map(|text| &text.outline.value);
        let by = change.by.zip(newest).and_then(|(by, newest)| newest.references.get(by as usize));
        let found =
            by.and_then(|reference| match self.campaign.names.find(reference.key, reference.to) {
                Found::One(document) => Some(self.card(document)),
                _ => None,
            });
        Event {
            class: change.class,
            // Templates write sentences.
            note: change.note.trim_end_matches('.').to_owned(),
            by: found,
            by_words: by.map_or_else(String::new, |reference| reference.text.clone()),
            recorded: change.recorded,
        }
    }

    /// What the references of any text lead to.
    fn targets_of(&self, outline: &Outline) -> Vec<Option<Target>> {
        let kind = self.theme.kinds.at(outline.kind);
        let find = |at: u32| {
            let reference = outline.references.get(at as usize)?;
            match self.campaign.names.find(reference.key, reference.to) {
                Found::One(document) if reference.key != 0 => Some(document),
                _ => None,
            }
        };
        let movement = outline.value(kind.fields.index("movement")).and_then(Value::reference);
        let movement = movement.and_then(find);
        let targets = outline.references.iter().enumerate().map(|(at, reference)| {
            if matches!(reference.from, ReferenceFrom::Criterion { .. }) {
                let criterion = Some(self.criterion(movement?, &reference.text)?);
                return Some(Target { card: self.card(movement?), criterion });
            }
            Some(Target { card: self.card(find(at as u32)?), criterion: None })
        });
        targets.collect()
    }

    fn side(&self, text: &Text) -> Side {
        Side {
            outline: Arc::clone(&text.outline),
            targets: self.targets_of(&text.outline),
            files: self.files_of(&text.outline),
            body_hash: self.body_hashes[text.text as usize],
            text: text.text,
        }
    }

    /// A page of a history: below its document.
    fn historic(&self, at: usize, kind: PageKind, template: &str, card: Card) -> Page {
        let history = &self.histories[at];
        let outline = self.campaign.outline(history.document);
        let card: SharedCard = Arc::new(Hashed::new(card));
        let page = self.frame(kind, template, &card);
        Page {
            trail: vec![
                Arc::clone(&self.home),
                Arc::clone(&self.sections[outline.kind as usize]),
                self.card(history.document),
            ],
            versions: Some(Arc::clone(&self.versions[at])),
            ..page
        }
    }

    pub(super) fn version_page(&self, at: usize, text: usize) -> Page {
        let history = &self.histories[at];
        let of = &history.texts[text];
        let outline = &of.outline;
        let document = &self.cards[history.document as usize].value;
        let card = Card {
            title: outline.title.clone(),
            address: self.versions[at].texts[text].address.clone(),
            number: outline.number.clone(),
            date: outline.date,
            summary: outline.summary.clone(),
            status: None,
            phase: None,
            ..document.clone()
        };
        let template = &self.theme.kinds.at(outline.kind).template;
        let side = self.side(of);
        Page {
            language: self.language_of(outline),
            body_hash: side.body_hash,
            targets: side.targets,
            files: side.files,
            outline: Some(side.outline),
            text: Some(text),
            ..self.historic(at, PageKind::Version, template, card)
        }
    }

    pub(super) fn history_page(&self, at: usize) -> Page {
        let address = self.versions[at].history();
        let card = self.card_of(at, "version.history_title", address);
        let template = &self.theme.pages.history.template;
        self.historic(at, PageKind::History, template, card)
    }

    pub(super) fn comparison_page(&self, at: usize, before: usize, after: usize) -> Page {
        let address = self.versions[at].comparison(before, after);
        let card = self.card_of(at, "version.comparison_title", address);
        let template = &self.theme.pages.comparison.template;
        let texts = &self.histories[at].texts;
        let (old, new) = (self.side(&texts[before]), self.side(&texts[after]));
        let body_hash = Hash::of_hashes([old.body_hash, new.body_hash]);
        let pair = Pair { before: (before, old), after: (after, new) };
        let page = self.historic(at, PageKind::Comparison, template, card);
        Page { body_hash, pair: Some(Box::new(pair)), ..page }
    }

    fn card_of(&self, at: usize, words: &str, address: String) -> Card {
        let document = &self.cards[self.histories[at].document as usize].value;
        let strings = self.theme.strings(self.settings.language);
        let title = string(strings, words).replace("{title}", &document.title);
        Card { title, address, summary: String::new(), date: None, ..document.clone() }
    }

    /// The address of the page of a history.
    pub(super) fn historic_address(&self, id: PageId) -> Option<String> {
        Some(match id {
            PageId::Version(at, text) => self.versions[at].texts[text].address.clone(),
            PageId::History(at) => self.versions[at].history(),
            PageId::Comparison(at, before, after) => self.versions[at].comparison(before, after),
            _ => return None,
        })
    }

    /// The places of the texts that a page shows, among all that may be seen.
    pub fn texts_of(&self, id: PageId) -> Vec<u32> {
        let text = |at: usize, text: usize| self.histories[at].texts[text].text;
        match id {
            PageId::Comparison(at, before, after) => vec![text(at, before), text(at, after)],
            PageId::Version(at, one) => vec![text(at, one)],
            other => self.text_of(other).into_iter().collect(),
        }
    }

    /// The hash that a page's key has of its texts.
    pub fn body_hash(&self, id: PageId) -> Option<Hash> {
        match self.texts_of(id)[..] {
            [] => None,
            [one] => Some(self.body_hashes[one as usize]),
            ref several => {
                let hashes = several.iter().map(|text| self.body_hashes[*text as usize]);
                Some(Hash::of_hashes(hashes))
            }
        }
    }

    /// Whether a text is shown on more pages than one.
    pub fn is_shown_often(&self, text: u32) -> bool {
        text as usize >= self.cards.len()
            || self.history_of(text).is_some_and(|at| self.histories[at].texts.len() > 1)
    }

    /// The position of each text among all that were read.
    pub fn seen(&self) -> impl Iterator<Item = u32> {
        self.seen.iter().copied()
    }

    /// Nobody's text and a withdrawn document's are shown on no page.
    pub(super) fn shown_text(&self, document: u32) -> Option<u32> {
        (document != NOBODY && !self.campaign.is_withdrawn(document)).then_some(document)
    }
}
