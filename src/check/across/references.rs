//! What references lead to: the document, the anchor in it, the criterion of its movement (L01,
//! W03), and the numbers cited in running text (D09).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::files::host_in;
use super::{Everything, Judge};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{Outline, Reference, ReferenceFrom};
use crate::model::field::{FieldType, Value, record, table};
use crate::model::kind::{Kind, Kinds};
use crate::model::names::{self, Found};
use crate::text::distance;

impl Judge<'_> {
    pub(super) fn reference(&self, at: u32, reference: &Reference) -> Option<Diagnostic> {
        self.reference_of((at, self.outline(at)), reference)
    }

    /// What is wrong with a reference that a text of the document at this position makes.
    pub(super) fn reference_of(
        &self,
        (at, outline): (u32, &Outline),
        reference: &Reference,
    ) -> Option<Diagnostic> {
        if !reference.from.must_resolve() {
            return None;
        }
        let shown = reference.table.as_ref().unwrap_or(&outline.shown);
        let place = || Place::at(shown, reference.span);
        if matches!(reference.from, ReferenceFrom::Criterion { .. }) {
            return self.criterion(outline, reference, place());
        }
        let with = |problem: Diagnostic| problem.with("name", &reference.text);
        match self.names.find(reference.key, reference.to) {
            Found::One(target) if target == at => (reference.from == ReferenceFrom::Relation)
                .then(|| with(Diagnostic::error("D10.itself", place()))),
            Found::One(target) => self
                .anchor(reference, target, place)
                .or_else(|| self.withheld(at, target, place).map(with)),
            Found::None => Some(with(self.not_found(reference, place()))),
            // Of two documents with one number, the second is the mistake, not who cites the first.
            Found::Many(all) if self.are_one_number(&all) => None,
            Found::Many(all) => Some(with(self.ambiguous(&all, place()))),
            Found::WrongKind(target) => Some(with(self.wrong_kind(reference, target, place()))),
        }
    }

    /// What is not public yet, or no longer, may be named; but the words stay plain.
    fn withheld(&self, at: u32, target: u32, place: impl Fn() -> Place) -> Option<Diagnostic> {
        let Everything { windows, at: now, .. } = *self.everything;
        let (from, to) = (windows[at as usize], windows[target as usize]);
        if !from.contains(now) || to.contains(now) {
            return None;
        }
        let problem = match to.begins().filter(|begins| *begins > now) {
            Some(begins) => Diagnostic::hint("L01.not_yet", place()).with("time", begins.short()),
            None => Diagnostic::hint("L01.withheld", place()),
        };
        Some(problem.related(Place::file(&self.outline(target).shown)))
    }

    fn not_found(&self, reference: &Reference, place: Place) -> Diagnostic {
        // Only a run with a mistake pays for this walk over all names.
        let outlines = self.everything.outlines.iter();
        let allowed = outlines.filter(|outline| reference.to.contains(outline.kind));
        let spellings = allowed.flat_map(|outline| {
            let segment = outline.id.rsplit('/').next().unwrap_or("");
            let number = outline.number.as_ref().map(ToString::to_string);
            [Some(segment.to_owned()), number, Some(outline.title.clone())].into_iter().flatten()
        });
        let spellings: Vec<String> = spellings.collect();
        match distance::nearest(&reference.text, spellings.iter().map(String::as_str)) {
            Some(nearest) => {
                Diagnostic::error("L01.not_found_nearest", place).with("nearest", nearest)
            }
            None if host_in(&reference.text).is_some() => {
                let host = host_in(&reference.text).unwrap_or_default();
                Diagnostic::error("L01.no_scheme", place).with("host", host)
            }
            None => {
                let mut kinds = self.everything.kinds.names(reference.to);
                match (kinds.next(), kinds.next()) {
                    (Some(kind), None) => {
                        Diagnostic::error("L01.not_found_kind", place).with("kind", kind)
                    }
                    _ => Diagnostic::error("L01.not_found", place),
                }
            }
        }
    }

    fn ambiguous(&self, all: &[u32], place: Place) -> Diagnostic {
        let ids: Vec<&str> = all.iter().map(|at| self.outline(*at).id.as_ref()).collect();
        let problem = Diagnostic::error("L01.ambiguous", place).with("ids", ids.join(", "));
        all.iter()
            .fold(problem, |problem, at| problem.related(Place::file(&self.outline(*at).shown)))
    }

    fn wrong_kind(&self, reference: &Reference, target: u32, place: Place) -> Diagnostic {
        let kinds: Vec<&str> = self.everything.kinds.names(reference.to).collect();
        let target = self.outline(target);
        Diagnostic::error("L01.wrong_kind", place)
            .with("kind", &self.everything.kinds.at(target.kind).name)
            .with("kinds", kinds.join(", "))
            .related(Place::file(&target.shown))
    }

    /// Headings, rows of tables and shown fields are anchors.
    fn anchor(
        &self,
        reference: &Reference,
        target: u32,
        place: impl Fn() -> Place,
    ) -> Option<Diagnostic> {
        if reference.anchor.is_empty() {
            return None;
        }
        let target = self.outline(target);
        let unknown = !self.has_anchor(target, &reference.anchor);
        unknown.then(|| {
            let all: Vec<&str> = target.headings.iter().map(|h| h.id.as_str()).collect();
            Diagnostic::error("L01.anchor_elsewhere", place())
                .with("anchor", &reference.anchor)
                .with("anchors", all.join(", "))
                .related(Place::file(&target.shown))
        })
    }

    fn has_anchor(&self, target: &Outline, anchor: &str) -> bool {
        let kind = self.everything.kinds.at(target.kind);
        let is_field = anchor.strip_prefix("f-").is_some_and(|f| kind.fields.index(f).is_some());
        // Numbered items below a heading are anchors too, and no outline lists them.
        let is_item = kind.official && anchor.starts_with("muc-");
        is_field
            || is_item
            || target.headings.iter().any(|heading| heading.id == anchor)
            || self.roles(target).has_row_anchors
                && table::anchors(kind, &target.fields).iter().any(|row| row == anchor)
    }

    /// D09: numbers in running text that no document on the site has, each once.
    pub(super) fn cited(&self, outline: &Outline, problems: &mut Vec<Diagnostic>) {
        let mut told: Vec<u64> = Vec::new();
        for reference in &outline.references {
            // What private fields mention has lost its words.
            if reference.from != ReferenceFrom::Citation || reference.text.is_empty() {
                continue;
            }
            let is_there = self.names.has(reference.key);
            if !is_there && !told.contains(&reference.key) {
                told.push(reference.key);
                let place = Place::at(&outline.shown, reference.span);
                let problem = Diagnostic::warning("D09.no_page", place);
                problems.push(problem.with("number", &reference.text));
            }
        }
    }

    /// The criterion must be one of the document's movement.
    fn criterion(
        &self,
        outline: &Outline,
        reference: &Reference,
        place: Place,
    ) -> Option<Diagnostic> {
        let Some(movement) = self.named(outline, "movement") else {
            return Some(Diagnostic::error("W03.no_movement", place).with("name", &reference.text));
        };
        if self.criteria.get(&movement).is_some_and(|keys| keys.contains(&reference.key)) {
            return None;
        }
        let ids = criteria(self.outline(movement), self.everything.kinds);
        let problem = Diagnostic::error("W03.no_criterion", place)
            .with("name", &reference.text)
            .with("ids", ids.join(", "));
        Some(problem.related(Place::file(&self.outline(movement).shown)))
    }

    /// The document that a field of this name leads to.
    pub(super) fn named(&self, outline: &Outline, field: &str) -> Option<u32> {
        let at = self.everything.kinds.at(outline.kind).fields.index(field);
        let reference = outline.references.get(outline.value(at)?.reference()? as usize)?;
        match self.names.find(reference.key, reference.to) {
            Found::One(target) => Some(target),
            _ => None,
        }
    }
}

/// The keys by which criteria are cited, of every document that has some.
pub(super) fn keys_of_criteria(everything: &Everything<'_>) -> BTreeMap<u32, Vec<u64>> {
    let is_criteria = |field: &FieldType| {
        matches!(field, FieldType::Record { shape: record::Shape::Criteria, .. })
    };
    let has_criteria = |kind: &Kind| kind.fields.iter().any(|(_, field)| is_criteria(&field.kind));
    let kinds: Vec<bool> = everything.kinds.iter().map(|(_, kind)| has_criteria(kind)).collect();
    let outlines = everything.outlines.par_iter().enumerate();
    let movements = outlines.filter(|(_, outline)| kinds[outline.kind as usize]);
    let keys = movements.map(|(at, movement)| {
        let ids = criteria(movement, everything.kinds);
        (at as u32, ids.into_iter().map(names::key).collect())
    });
    keys.collect()
}

/// Ids of a movement's criteria.
fn criteria<'o>(movement: &'o Outline, kinds: &Kinds) -> Vec<&'o str> {
    let kind = kinds.at(movement.kind);
    let mut ids = Vec::new();
    for (at, value) in &movement.fields {
        if let FieldType::Record { shape: record::Shape::Criteria, fields } =
            &kind.fields.at(*at).kind
            && let Some(id) = fields.index("id")
        {
            ids.extend(value.items().iter().filter_map(|row| row.sub(id).and_then(Value::text)));
        }
    }
    ids
}
