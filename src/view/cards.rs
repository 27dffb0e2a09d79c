//! Cards: what other pages show of a document, a section, a term.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::catalogue::Language;
use crate::hash::Hashed;
use crate::model::campaign::{Campaign, NOBODY, Term};
use crate::model::document::Outline;
use crate::model::field::choice::Choice;
use crate::model::field::{FieldType, Value};
use crate::model::kind::Kind;
use crate::model::page::{Card, SharedCard};
use crate::model::theme::{Strings, Taxonomy, Theme, string};
use crate::text::date::Date;

/// The cards of all documents.
pub(super) fn documents(campaign: &Campaign, theme: &Theme) -> Vec<SharedCard> {
    let kinds: Vec<Places> = theme.kinds.iter().map(|(_, kind)| Places::new(kind)).collect();
    let card = |document: u32| {
        let outline = campaign.outline(document);
        let places = &kinds[outline.kind as usize];
        let target = |field: Option<u16>| {
            let reference = campaign.outline(document).value(field)?.reference()?;
            campaign.target(document, reference)
        };
        let is_marked = |document: u32, field: Option<u16>| {
            choice(campaign, theme, document, field).is_some_and(|choice| choice.key == "co")
        };
        let of_movement = target(places.movement).is_some_and(|movement| {
            is_marked(movement, kinds[campaign.outline(movement).kind as usize].illustration)
        });
        Card {
            title: outline.title.clone(),
            address: outline.address.clone(),
            kind: Some(outline.kind),
            label: type_label(campaign, theme, document),
            number: outline.number.clone(),
            date: outline.date,
            updated: places.updated(outline),
            unit: target(places.unit)
                .map_or_else(String::new, |unit| campaign.outline(unit).title.clone()),
            summary: outline.summary.clone(),
            status: campaign.statuses[document as usize].map(|status| status.legal),
            phase: campaign.phases[document as usize],
            period: campaign.phases[document as usize].and_then(|_| {
                match outline.value(places.period) {
                    Some(Value::Period(period)) => Some(*period),
                    _ => None,
                }
            }),
            illustration: is_marked(document, places.illustration) || of_movement,
            count: 0,
        }
    };
    let all = (0..campaign.outlines.len() as u32).into_par_iter();
    all.map(|document| Arc::new(Hashed::new(card(document)))).collect()
}

/// Where the fields of a kind stand that cards ask for.
struct Places {
    unit: Option<u16>,
    illustration: Option<u16>,
    movement: Option<u16>,
    period: Option<u16>,
    /// The list of changes, and in each the moment in which it was recorded.
    changes: Option<(u16, u16)>,
}

impl Places {
    fn new(kind: &Kind) -> Self {
        let index = |name: &str| kind.fields.index(name);
        let recorded = |changes: u16| match &kind.fields.at(changes).kind {
            FieldType::Record { fields, .. } => fields.index("recorded"),
            _ => None,
        };
        Self {
            unit: index("unit"),
            illustration: index("illustration"),
            movement: index("movement"),
            period: index("period"),
            changes: index("changes").and_then(|at| Some((at, recorded(at)?))),
        }
    }

    /// The day of the last change that a document tells of.
    fn updated(&self, outline: &Outline) -> Option<Date> {
        let (changes, recorded) = self.changes?;
        let changes = outline.value(Some(changes))?.items().iter();
        changes.filter_map(|change| change.sub(recorded)?.day()).max()
    }
}

/// The choice of a document's field.
fn choice<'t>(
    campaign: &Campaign,
    theme: &'t Theme,
    document: u32,
    field: Option<u16>,
) -> Option<&'t Choice> {
    let kind = theme.kinds.at(campaign.outline(document).kind);
    kind.fields.at(field?).kind.choice(campaign.outline(document).value(field)?)
}

/// The type an official document declares; a name, so the same in every language.
fn type_label(campaign: &Campaign, theme: &Theme, document: u32) -> String {
    let kind = theme.kinds.at(campaign.outline(document).kind);
    let declared = choice(campaign, theme, document, kind.fields.index("type"));
    declared.map_or_else(String::new, |choice| choice.label.vi.clone())
}

fn plain(title: &str, address: String) -> Card {
    Card {
        title: title.to_owned(),
        address,
        kind: None,
        label: String::new(),
        number: None,
        date: None,
        updated: None,
        unit: String::new(),
        summary: String::new(),
        status: None,
        phase: None,
        period: None,
        illustration: false,
        count: 0,
    }
}

/// The home page's card.
pub(super) fn home(strings: &Strings) -> SharedCard {
    Arc::new(Hashed::new(plain(string(strings, "home"), String::new())))
}

/// A page's own card.
pub(super) fn own(title: &str, address: &str, summary: &str) -> SharedCard {
    let card = plain(title, address.to_owned());
    Arc::new(Hashed::new(Card { summary: summary.to_owned(), ..card }))
}

/// What is told of a page that was taken down: its title and the day.
pub(super) fn gone(title: &str, day: Date) -> SharedCard {
    let card = plain(title, String::new());
    Arc::new(Hashed::new(Card { date: Some(day), ..card }))
}

/// The cards of the sections, by kind.
pub(super) fn sections(campaign: &Campaign, theme: &Theme, language: Language) -> Vec<SharedCard> {
    let section = |(index, kind): (u8, &Kind)| {
        let introduction = campaign.introductions[index as usize];
        let outline = (introduction != NOBODY).then(|| campaign.outline(introduction));
        let plural = kind.plural.in_language(language);
        let title = outline.map_or(plural, |outline| outline.title.as_str());
        let summary = outline.map_or("", |outline| outline.summary.as_str());
        let card = plain(title, format!("{}/", kind.name));
        Arc::new(Hashed::new(Card { summary: summary.to_owned(), ..card }))
    };
    theme.kinds.iter().map(section).collect()
}

/// The cards of the lists of terms.
pub(super) fn taxonomies(theme: &Theme, strings: &Strings) -> Vec<SharedCard> {
    let card = |taxonomy: &Taxonomy| {
        let card = plain(string(strings, &taxonomy.name), format!("{}/", taxonomy.folder));
        Arc::new(Hashed::new(card))
    };
    theme.taxonomies.iter().map(card).collect()
}

/// A term's card.
pub(super) fn term(taxonomy: &Taxonomy, term: &Term) -> SharedCard {
    let card = plain(&term.title, format!("{}/{}/", taxonomy.folder, term.slug));
    Arc::new(Hashed::new(Card { count: term.documents.len() as u32, ..card }))
}
