//! The pages themselves.

use std::sync::Arc;

use crate::diagnostic::catalogue::Language;
use crate::hash::{Hash, Hashed};
use crate::model::campaign::NOBODY;
use crate::model::document::{Outline, ReferenceFrom};
use crate::model::field::{FieldType, Value, record};
use crate::model::kind::Kind;
use crate::model::page::{FileFacts, Inverse, Page, PageKind, SharedCard, Site, Target};
use crate::model::theme::string;
use crate::text::date::Date;
use crate::text::fold;
use crate::view::{View, cards};

/// What stands around every page.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// Language of the interface.
    pub language: Language,
    /// The day.
    pub today: Date,
    /// What every page shares.
    pub site: &'a Arc<Hashed<Site>>,
}

/// A page of which only the frame is known yet.
pub(super) fn frame(kind: PageKind, template: &str, card: &SharedCard, around: Around<'_>) -> Page {
    Page {
        kind,
        address: card.address.clone(),
        template: template.to_owned(),
        language: around.language,
        card: Arc::clone(card),
        outline: None,
        body_hash: Hash::default(),
        body: None,
        targets: Vec::new(),
        files: Vec::new(),
        trail: Vec::new(),
        inverse: Vec::new(),
        backlinks: Vec::new(),
        lists: Vec::new(),
        items: Vec::new(),
        details: Vec::new(),
        sums: Vec::new(),
        pager: None,
        previous: None,
        next: None,
        parents: Vec::new(),
        children: Vec::new(),
        cited: Vec::new(),
        status_by: None,
        has_feed: false,
        has_calendar: false,
        versions: None,
        text: None,
        pair: None,
        comparison: None,
        releases: Vec::new(),
        open_data: Arc::default(),
        today: around.today,
        site: Arc::clone(around.site),
    }
}

impl View {
    /// A page of which only the frame is known yet.
    pub(super) fn frame(&self, kind: PageKind, template: &str, card: &SharedCard) -> Page {
        let (language, today) = (self.settings.language, self.campaign.today);
        frame(kind, template, card, Around { language, today, site: &self.site })
    }

    /// A page that shows the text of a document.
    pub(super) fn with_document(&self, page: Page, document: u32) -> Page {
        let outline = Arc::clone(&self.campaign.outlines[document as usize]);
        Page {
            language: self.language_of(&outline),
            body_hash: self.body_hashes[document as usize],
            targets: self.targets(document),
            files: self.files(document),
            outline: Some(outline),
            ..page
        }
    }

    /// The language of a text.
    pub(super) fn language_of(&self, outline: &Outline) -> Language {
        match outline.language.as_str() {
            "" => self.settings.language,
            tag => Language::from_tag(tag),
        }
    }

    pub(super) fn document_page(&self, document: u32) -> Page {
        let kind = self.theme.kinds.at(self.campaign.outline(document).kind);
        let card = &self.cards[document as usize];
        let is_withdrawn = self.campaign.is_withdrawn(document);
        let template =
            if is_withdrawn { &self.theme.pages.withdrawn.template } else { &kind.template };
        let page = self.frame(PageKind::Document, template, card);
        let mut page = self.with_document(page, document);
        if is_withdrawn {
            page.body_hash = Hash::default();
        }
        let versions = self.history_of(document).map(|at| Arc::clone(&self.versions[at]));
        let status = self.campaign.statuses[document as usize];
        let (previous, next) = self.neighbours(document);
        Page {
            trail: vec![
                Arc::clone(&self.home),
                Arc::clone(&self.sections[self.campaign.outline(document).kind as usize]),
            ],
            has_calendar: !self.events_of(document).is_empty(),
            inverse: self.inverse(document),
            backlinks: self.shared(self.other_mentions(document, &kind.lists)),
            lists: self.lists(&kind.lists, Some(document)),
            previous,
            next,
            parents: self.shared(self.parents(document)),
            children: self.shared(self.children(document)),
            cited: self.cited(document, kind),
            status_by: status.and_then(|status| status.by).map(|by| self.card(by)),
            text: versions.as_ref().map(|versions| versions.current),
            versions,
            ..page
        }
    }

    pub(super) fn card(&self, document: u32) -> SharedCard {
        Arc::clone(&self.cards[document as usize])
    }

    fn shared(&self, documents: Vec<u32>) -> Vec<SharedCard> {
        documents.into_iter().map(|document| self.card(document)).collect()
    }

    fn neighbours(&self, document: u32) -> (Option<SharedCard>, Option<SharedCard>) {
        let section = self.campaign.sections.row(u32::from(self.campaign.outline(document).kind));
        let place = self.campaign.places[document as usize] as usize;
        let before = place.checked_sub(1).and_then(|place| section.get(place));
        let after = section.get(place + 1);
        (before.map(|at| self.card(*at)), after.map(|at| self.card(*at)))
    }

    /// What each reference of a document leads to.
    pub(super) fn targets(&self, document: u32) -> Vec<Option<Target>> {
        let outline = self.campaign.outline(document);
        let targets = self.campaign.targets.row(document);
        let target = |(reference, target): (&crate::model::document::Reference, &u32)| {
            if *target == NOBODY {
                return None;
            }
            let criterion = match reference.from {
                ReferenceFrom::Criterion { .. } => self.criterion(*target, &reference.text),
                _ => None,
            };
            Some(Target { card: self.card(*target), criterion })
        };
        outline.references.iter().zip(targets).map(target).collect()
    }

    /// The id and text of a movement's criterion, as the movement spells them.
    pub(super) fn criterion(&self, movement: u32, name: &str) -> Option<(String, String)> {
        let outline = self.campaign.outline(movement);
        let kind = self.theme.kinds.at(outline.kind);
        outline.fields.iter().find_map(|(at, value)| {
            let FieldType::Record { shape: record::Shape::Criteria, fields } =
                &kind.fields.at(*at).kind
            else {
                return None;
            };
            let (id, text) = (fields.index("id")?, fields.index("text")?);
            let words = |row: &Value, at: u16| row.sub(at).and_then(Value::text).map(str::to_owned);
            let rows = value.items().iter();
            let row = rows
                .into_iter()
                .find(|row| words(row, id).is_some_and(|id| fold::key(&id) == fold::key(name)))?;
            Some((words(row, id)?, words(row, text).unwrap_or_default()))
        })
    }

    fn files(&self, document: u32) -> Vec<Option<FileFacts>> {
        self.files_of(self.campaign.outline(document))
    }

    pub(super) fn files_of(&self, outline: &Outline) -> Vec<Option<FileFacts>> {
        let uses = &outline.files;
        uses.iter().map(|file| self.files.get(file.path.as_str()).cloned()).collect()
    }

    /// Relations of other documents to this one, by type, then oldest first.
    fn inverse(&self, document: u32) -> Vec<Inverse> {
        let mut inverse: Vec<(u8, Inverse)> = Vec::new();
        for backlink in self.campaign.backlinks.row(document) {
            let outline = self.campaign.outline(backlink.from);
            if outline.references[backlink.reference as usize].from != ReferenceFrom::Relation {
                continue;
            }
            let relations = outline.fields.iter().flat_map(|(_, value)| value.items());
            let relation = relations.into_iter().find_map(|value| match value {
                Value::Relation(relation) if relation.reference == backlink.reference => {
                    Some(relation)
                }
                _ => None,
            });
            if let Some(relation) = relation {
                inverse.push((
                    relation.kind,
                    Inverse {
                        kind: relation.key(),
                        note: relation.note.clone(),
                        scope: relation.scope.clone(),
                        document: self.card(backlink.from),
                    },
                ));
            }
        }
        inverse.sort_by(|(a, left), (b, right)| {
            let key = |item: &Inverse| (item.document.date, item.document.address.clone());
            a.cmp(b).then_with(|| key(left).cmp(&key(right)))
        });
        inverse.into_iter().map(|(_, inverse)| inverse).collect()
    }

    /// For each criterion of a document who cites it.
    fn cited(&self, document: u32, kind: &Kind) -> Vec<(String, Vec<SharedCard>)> {
        let has_criteria = kind.fields.iter().any(|(_, field)| {
            matches!(field.kind, FieldType::Record { shape: record::Shape::Criteria, .. })
        });
        if !has_criteria {
            return Vec::new();
        }
        let mut cited: std::collections::BTreeMap<String, Vec<u32>> = Default::default();
        for backlink in self.campaign.backlinks.row(document) {
            let outline = self.campaign.outline(backlink.from);
            let reference = &outline.references[backlink.reference as usize];
            if matches!(reference.from, ReferenceFrom::Criterion { .. }) {
                let documents = cited.entry(fold::key(&reference.text)).or_default();
                if documents.last() != Some(&backlink.from) {
                    documents.push(backlink.from);
                }
            }
        }
        cited.into_iter().map(|(id, documents)| (id, self.shared(documents))).collect()
    }

    pub(super) fn home_page(&self) -> Page {
        let spec = &self.theme.pages.home;
        let outline =
            (self.campaign.home != NOBODY).then(|| self.campaign.outline(self.campaign.home));
        let title = outline.map_or(self.settings.title.as_str(), |outline| &outline.title);
        let title = if title.is_empty() { self.settings.title.as_str() } else { title };
        let summary = outline.map_or("", |outline| outline.summary.as_str());
        let card = cards::own(title, "", summary);
        let page = self.frame(PageKind::Home, &spec.template, &card);
        let page = Page { lists: self.lists(&spec.lists, None), ..page };
        match outline {
            Some(_) => self.with_document(page, self.campaign.home),
            None => page,
        }
    }

    pub(super) fn not_found_page(&self) -> Page {
        let strings = self.theme.strings(self.settings.language);
        let card = cards::own(string(strings, "not_found"), "", "");
        self.frame(PageKind::NotFound, &self.theme.pages.not_found.template, &card)
    }
}
