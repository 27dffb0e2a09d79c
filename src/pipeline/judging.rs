//! Judges what was parsed: documents together, the files they use, and what people accept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assets;
use crate::check::{self, Attachments, Earlier, Everything};
use crate::diagnostic::acceptance::{Acceptance, Scope};
use crate::diagnostic::{Diagnostic, Place};
use crate::disk::Failure;
use crate::gate;
use crate::memory::{Ended, Inspected, Together, Told};
use crate::model::artifact::Stamp;
use crate::model::document::Outline;
use crate::model::family::{Families, named_as};
use crate::model::published::Window;
use crate::model::theme::Theme;
use crate::pipeline::documents::Parsed;
use crate::pipeline::{Inputs, shown};
use crate::read::{Listed, Listing};
use crate::settings::Settings;

/// What documents are judged against.
pub(super) struct Judging<'a> {
    pub inputs: &'a Inputs<'a>,
    pub theme: &'a Theme,
    pub settings: &'a Settings,
    pub listing: &'a Listing,
}

fn outlines(parsed: &Parsed) -> impl Iterator<Item = &Outline> {
    parsed.documents.iter().map(|document| &document.outline.value)
}

/// Approved documents; the files of drafts are nobody's concern yet.
fn approved(parsed: &Parsed) -> impl Iterator<Item = &Outline> {
    outlines(parsed).filter(|outline| outline.visibility.status == "da-duyet")
}

impl Judging<'_> {
    /// What is found of the documents together; `known` findings of a trusted stamp are taken.
    pub(super) fn together(
        &self,
        parsed: &Parsed,
        trusts: &dyn Fn(Stamp) -> bool,
        known: &Inspected,
    ) -> Result<Together, Failure> {
        let findings = self.findings(parsed, trusts, known)?;
        let mut problems = self.across(parsed);
        problems.extend(self.attachments(parsed, &findings));
        let registry = check::registry(outlines(parsed), &self.theme.kinds, self.inputs.at.date());
        let (acceptances, ended) = (self.acceptances(parsed), self.ended(parsed));
        let told = Told::new();
        Ok(Together { problems, acceptances, findings, registry, told, ended })
    }

    /// Documents of which a consent has ended, public or not: releases may show them still.
    fn ended(&self, parsed: &Parsed) -> Vec<Ended> {
        let today = self.inputs.at.date();
        let own = outlines(parsed).filter(|outline| outline.version.is_none());
        let ended = own.filter_map(|outline| {
            let until = outline.watched.consent_until.filter(|until| *until < today)?;
            let (id, shown) = (Arc::clone(&outline.id), Arc::clone(&outline.shown));
            Some(Ended { id, shown, until })
        });
        ended.collect()
    }

    /// A look into the files that approved documents use.
    fn findings(
        &self,
        parsed: &Parsed,
        trusts: &dyn Fn(Stamp) -> bool,
        known: &Inspected,
    ) -> Result<Inspected, Failure> {
        let uses = approved(parsed).flat_map(|outline| &outline.files);
        let public = uses.filter(|used| !used.is_private);
        let used: BTreeSet<&str> = public.map(|used| used.path.as_str()).collect();
        if used.is_empty() {
            return Ok(Inspected::new());
        }
        let files = self.listing.files.iter().filter(|file| used.contains(&*file.path));
        let files: Vec<&Listed> = files.collect();
        let remembered = |file: &Listed| {
            let (stamp, findings) = known.get(&file.path)?;
            (*stamp == file.stamp && trusts(*stamp)).then(|| findings.clone())
        };
        assets::inspected(self.inputs.disk, &files, &remembered)
    }

    /// What is wrong with the files themselves.
    fn attachments(&self, parsed: &Parsed, findings: &Inspected) -> Vec<Diagnostic> {
        let outlines: Vec<&Outline> = approved(parsed).collect();
        check::attachments(&Attachments {
            outlines: &outlines,
            kinds: &self.theme.kinds,
            secrets: self.theme.dictionaries.list("personal.secrets"),
            files: findings,
            picture: self.settings.budget.picture,
            attachment: self.settings.budget.attachment,
        })
    }

    fn across(&self, parsed: &Parsed) -> Vec<Diagnostic> {
        let all = parsed.outlines();
        let families = Families::of(&all);
        let windows = gate::windows(&all, &self.theme.kinds);
        let documents: Vec<u32> =
            (0..all.len() as u32).filter(|at| all[*at as usize].version.is_none()).collect();
        let of = |at: u32| &all[at as usize].value;
        let named: BTreeMap<u32, Outline> = families
            .each()
            .map(|(at, texts)| (at, texts.iter().map(|text| of(*text)).collect::<Vec<_>>()))
            .map(|(at, texts)| (at, named_as(of(at), &texts)))
            .collect();
        let outlines: Vec<&Outline> =
            documents.iter().map(|at| named.get(at).unwrap_or_else(|| of(*at))).collect();
        let place = |at: &u32| documents.binary_search(at).ok().map(|place| place as u32);
        let earlier = families.each().flat_map(|(at, texts)| {
            texts.iter().map(move |text| (Some(at), *text)).collect::<Vec<_>>()
        });
        let orphans = families.orphans.iter().map(|text| (None, *text));
        let earlier: Vec<Earlier<'_>> = earlier
            .chain(orphans)
            .map(|(at, text)| (at.as_ref().and_then(place), of(text)))
            .collect();
        let windows: Vec<Window> =
            documents.iter().map(|at| families.window(*at, &windows)).collect();
        let files = self.listing.files.iter();
        let files: Vec<Arc<str>> = files.map(|file| Arc::clone(&file.path)).collect();
        let taxonomies = self.theme.taxonomies.iter();
        let folders: Vec<&str> = taxonomies.map(|taxonomy| taxonomy.folder.as_str()).collect();
        check::across(&Everything {
            outlines: &outlines,
            earlier: &earlier,
            kinds: &self.theme.kinds,
            files: &files,
            menu: &self.settings.menu,
            folders: &folders,
            content_shown: &shown(&self.inputs.content),
            settings_shown: &format!("{}/site.yaml", shown(&self.inputs.content)).into(),
            windows: &windows,
            base_url: &self.settings.base_url,
            holidays: &self.theme.holidays,
            awards: &self.theme.awards,
            laws: &self.theme.dictionaries.laws,
            at: self.inputs.at,
            now: self.inputs.now,
        })
    }

    /// What people accept, in documents and for the whole site.
    fn acceptances(&self, parsed: &Parsed) -> Vec<Acceptance> {
        let of_documents = outlines(parsed).flat_map(|outline| {
            outline.watched.accepted.iter().map(|accepted| Acceptance {
                place: Place::at(&outline.shown, accepted.span),
                check: accepted.check.clone(),
                reason: accepted.reason.clone(),
                words: accepted.words.clone(),
                scope: Scope::Document(Arc::clone(&outline.shown)),
            })
        });
        of_documents.chain(self.settings.accepted.iter().cloned()).collect()
    }
}
