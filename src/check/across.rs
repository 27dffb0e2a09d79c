//! All documents together: names, references, files, numbers, results, days.
//!
//! Runs on every build over all outlines, remembered or not, so it looks at each document once and
//! at nothing that its kind does not have: [`Roles`] holds where the fields stand. One family of
//! checks a file.

mod days;
mod files;
mod moved;
mod references;
mod relations;
mod results;
mod roles;
mod site;
mod twins;
mod versions;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::graph;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::awards::Awards;
use crate::model::dictionaries::Law;
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::model::holidays::Holidays;
use crate::model::kind::{Kinds, SECTION};
use crate::model::names::{Found, Names};
use crate::model::published::Window;
use crate::text::date::{Date, Instant};
use roles::Roles;
pub use versions::Earlier;

/// Everything the documents are judged against.
pub struct Everything<'a> {
    /// Every document, in the order of paths, under the names of all its texts.
    pub outlines: &'a [&'a Outline],
    /// Earlier texts, those of one document beside each other in the order of their names.
    pub earlier: &'a [Earlier<'a>],
    /// The kinds of the theme.
    pub kinds: &'a Kinds,
    /// Paths of all files of the content, sorted.
    pub files: &'a [Arc<str>],
    /// Where the settings say that the menu leads.
    pub menu: &'a [(String, String)],
    /// Folders of terms, which have pages too.
    pub folders: &'a [&'a str],
    /// How messages call the folder of the content.
    pub content_shown: &'a str,
    /// The settings' file as a person can open it.
    pub settings_shown: &'a Arc<str>,
    /// When each document is public.
    pub windows: &'a [Window],
    /// The site's own address; empty while unknown.
    pub base_url: &'a str,
    /// Days off.
    pub holidays: &'a Holidays,
    /// Who cannot decide which award.
    pub awards: &'a Awards,
    /// Acts of law by number.
    pub laws: &'a BTreeMap<String, Law>,
    /// The instant the site is built for.
    pub at: Instant,
    /// The present.
    pub now: Instant,
}

/// What is wrong between documents.
pub fn across(everything: &Everything<'_>) -> Vec<Diagnostic> {
    let outlines = everything.outlines;
    let names = Names::new(outlines.iter().copied());
    let roles = everything.kinds.iter().map(|(_, kind)| Roles::new(kind)).collect();
    let judge = Judge {
        everything,
        names: &names,
        roles,
        criteria: references::keys_of_criteria(everything),
        today: everything.at.date(),
        latest: everything.at.max(everything.now).date(),
        closed: closed(everything),
    };
    let mut problems: Vec<Diagnostic> =
        (0..outlines.len()).into_par_iter().flat_map_iter(|at| judge.document(at as u32)).collect();
    problems.extend(judge.same_ids());
    problems.extend(judge.same_addresses());
    problems.extend(judge.same_file_addresses());
    problems.extend(judge.not_documents());
    problems.extend(judge.same_numbers());
    problems.extend(judge.same_short_codes());
    problems.extend(judge.old_paths());
    problems.extend(judge.awarded_twice());
    problems.extend(judge.undone());
    problems.extend(graph::cycles(outlines, everything.kinds, &names));
    problems.extend(judge.menu());
    problems.extend(judge.base_url());
    problems.extend(judge.laws());
    problems.extend(judge.earlier());
    problems
}

struct Judge<'a> {
    everything: &'a Everything<'a>,
    names: &'a Names,
    roles: Vec<Roles>,
    /// For each document that has criteria the keys of their ids.
    criteria: BTreeMap<u32, Vec<u64>>,
    today: Date,
    /// The later of today and the day the site is built for: what lies behind it is still to come.
    latest: Date,
    /// Ids of sections that are withheld, and with them all that lies below.
    closed: Vec<&'a str>,
}

fn closed<'a>(everything: &Everything<'a>) -> Vec<&'a str> {
    let Some((section, _)) = everything.kinds.find(SECTION) else { return Vec::new() };
    let sections = everything.outlines.iter().filter(|outline| outline.kind == section);
    let closed = sections.filter(|outline| !days::is_open(outline, everything.at));
    closed.map(|outline| &*outline.id).collect()
}

impl<'a> Judge<'a> {
    fn outline(&self, at: u32) -> &'a Outline {
        self.everything.outlines[at as usize]
    }

    fn roles(&self, outline: &Outline) -> &Roles {
        &self.roles[outline.kind as usize]
    }

    fn document(&self, at: u32) -> Vec<Diagnostic> {
        let outline = self.outline(at);
        let mut problems: Vec<Diagnostic> =
            outline.references.iter().filter_map(|r| self.reference(at, r)).collect();
        problems.extend(outline.files.iter().filter_map(|file| self.file(outline, file)));
        problems.extend(self.reserved(outline));
        self.cited(outline, &mut problems);
        self.days(outline, &mut problems);
        self.gone_units(outline, &mut problems);
        self.results(outline, &mut problems);
        problems
    }

    /// The document that a value leads to.
    fn target(&self, outline: &Outline, value: &Value) -> Option<u32> {
        let reference = outline.references.get(value.reference()? as usize)?;
        match self.names.find(reference.key, reference.to) {
            Found::One(target) => Some(target),
            _ => None,
        }
    }

    /// The document that a field leads to.
    fn led(&self, outline: &Outline, field: Option<u16>) -> Option<u32> {
        self.target(outline, outline.value(field)?)
    }

    /// Where a watched field is typed, else the whole file.
    fn place(&self, outline: &Outline, field: Option<u16>) -> Place {
        match outline.watched.place(field) {
            Some(span) => Place::at(&outline.shown, span),
            None => Place::file(&outline.shown),
        }
    }

    /// Where the reference in a field is typed.
    fn reference_place(&self, outline: &Outline, value: &Value) -> Place {
        let reference = value.reference().and_then(|at| outline.references.get(at as usize));
        match reference {
            Some(reference) => {
                let shown = reference.table.as_ref().unwrap_or(&outline.shown);
                Place::at(shown, reference.span)
            }
            None => Place::file(&outline.shown),
        }
    }
}

/// The day of a field.
fn day(outline: &Outline, field: Option<u16>) -> Option<Date> {
    outline.value(field)?.day()
}
