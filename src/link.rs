//! Joins documents into a campaign.
//!
//! Takes every published outline, resolves each reference by name, and records links both ways;
//! orders sections, gathers terms, computes status and phase at a day. Sees no file and no body: an
//! edit that leaves an outline as it was cannot reach this module.
//!
//! What the previous campaign knew of documents that are still the same is taken over, everything
//! else is made anew, and the result is the same as without a previous campaign: that is merely the
//! case in which every document is a fresh one. `link/kept.rs` says what is taken over.

mod kept;
mod mentions;
mod order;
mod roles;
mod status;
mod terms;

use crate::hash::Hash;
use crate::model::campaign::{Campaign, Facts, NOBODY};
use crate::model::kind::{KindSet, Kinds, SECTION};
use crate::model::names::{self, Found, Names};
use crate::model::published::Published;
use crate::model::theme::Taxonomy;
use crate::text::date::Date;

use kept::Kept;
use mentions::Mentions;
use roles::Roles;

/// The campaign at a day. `previous` is any earlier campaign: the nearer, the less there is to do.
pub fn link(
    published: Published,
    kinds: &Kinds,
    taxonomies: &[Taxonomy],
    today: Date,
    previous: Option<&Campaign>,
) -> Campaign {
    let outlines = published.outlines;
    let declared = declared(kinds, taxonomies);
    let nothing = Campaign::empty(today, declared);
    let previous = previous.filter(|previous| previous.declared == declared).unwrap_or(&nothing);
    let kept = Kept::new(&outlines, previous);
    let fresh = kept.fresh.iter().map(|document| (*document, &outlines[*document as usize].value));
    let names = previous.names.renewed(&kept.now, fresh);
    let facts = kept.column(&previous.facts, |document| {
        let outline = &outlines[document as usize];
        Facts { kind: outline.kind, date: outline.date, order: outline.order }
    });
    let roles = Roles::of_kinds(kinds);
    let mentions = Mentions::new(&outlines, &names, &roles, &kept);
    let backlinks = mentions.backlinks();
    let judge = status::Judge {
        outlines: &outlines,
        facts: &facts,
        roles: &roles,
        backlinks: &backlinks,
        kinds,
    };
    let (statuses, phases) = judge.all(today, &kept, &mentions.affected);
    let titles = order::titles(&outlines, &kept);
    let ranks = order::places([&titles[..]], titles.len());
    let sections = order::sections(&facts, &ranks, &titles, kinds);
    let rows = (0..kinds.iter().count() as u32).map(|kind| sections.row(kind));
    let places = order::places(rows, outlines.len());
    let words = terms::words(&outlines, kinds, taxonomies, &kept);
    let newest = order::newest(&facts, &ranks, &titles);
    Campaign {
        today,
        declared,
        introductions: kinds.iter().map(|(_, k)| introduction(&names, kinds, &k.name)).collect(),
        home: introduction(&names, kinds, "/"),
        terms: words.iter().map(|words| terms::terms(words, &newest)).collect(),
        words,
        names,
        facts,
        ranks,
        keys: mentions.keys,
        targets: mentions.targets,
        backlinks,
        sections,
        places,
        statuses,
        phases,
        outlines,
    }
}

/// The hash of everything declared that a campaign depends on.
fn declared(kinds: &Kinds, taxonomies: &[Taxonomy]) -> Hash {
    let fields: Vec<&str> = taxonomies.iter().map(|taxonomy| taxonomy.field.as_str()).collect();
    Hash::of_value(&(kinds, fields))
}

/// The document that introduces a folder.
fn introduction(names: &Names, kinds: &Kinds, folder: &str) -> u32 {
    let section = kinds.find(SECTION).map_or(0, |(index, _)| 1 << index);
    match names.find(names::key(folder), KindSet(section)) {
        Found::One(document) => document,
        _ => NOBODY,
    }
}
