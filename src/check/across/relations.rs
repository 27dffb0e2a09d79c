//! What documents do to each other: what replaces must be the younger one, what is revoked must
//! not be shown as valid (D10, W08); and units that were gone already (T08).

use std::collections::BTreeMap;

use super::{Judge, day};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::model::field::reference::Relation;
use crate::model::names::Found;
use crate::text::date::Date;

impl Judge<'_> {
    /// What approved documents replace, revoke or repeal as a whole; and what follows from it.
    pub(super) fn undone(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let mut revoked: BTreeMap<u32, (&Outline, &'static str)> = BTreeMap::new();
        for outline in self.everything.outlines.iter().copied() {
            let Some(relations) = outline.value(self.roles(outline).relations) else { continue };
            for value in relations.items() {
                let Value::Relation(relation) = value else { continue };
                if !relation.scope.is_empty() || outline.visibility.status != "da-duyet" {
                    continue;
                }
                let Some(target) = self.target(outline, value) else { continue };
                match relation.key() {
                    "thay-the" => problems.extend(self.replaced(outline, relation, target)),
                    key @ ("thu-hoi" | "bai-bo") if self.is_in_effect(outline) => {
                        revoked.entry(target).or_insert((outline, key));
                    }
                    _ => {}
                }
            }
        }
        if !revoked.is_empty() {
            self.still_valid(&revoked, &mut problems);
        }
        problems
    }

    fn start(&self, outline: &Outline) -> Option<Date> {
        let roles = self.roles(outline);
        day(outline, roles.effective_from).or_else(|| day(outline, roles.issued_on))
    }

    fn is_in_effect(&self, outline: &Outline) -> bool {
        self.start(outline).is_none_or(|start| start <= self.today)
    }

    /// D10: a document cannot replace a younger one, and what it replaces ends with it.
    fn replaced(&self, outline: &Outline, relation: &Relation, target: u32) -> Option<Diagnostic> {
        let (old, start) = (self.outline(target), self.start(outline)?);
        let roles = self.roles(old);
        let reference = outline.references.get(relation.reference as usize)?;
        let place = Place::at(&outline.shown, reference.span);
        let issued = day(outline, self.roles(outline).issued_on);
        if let (Some(own), Some(other)) = (issued, day(old, roles.issued_on))
            && own < other
        {
            let problem = Diagnostic::error("D10.replaces_younger", place);
            let problem = problem.with("name", &reference.text).with("day", other.short());
            return Some(problem.related(self.place(old, roles.issued_on)));
        }
        let until = day(old, roles.effective_to).filter(|until| *until >= start)?;
        let problem =
            Diagnostic::warning("D10.still_in_force", self.place(old, roles.effective_to))
                .with("day", until.short())
                .with("start", start.short())
                .with(
                    "other",
                    outline
                        .number
                        .as_ref()
                        .map_or_else(|| outline.title.clone(), ToString::to_string),
                );
        Some(problem.related(place))
    }

    /// W08: the results of a decision that was revoked.
    fn still_valid(
        &self,
        revoked: &BTreeMap<u32, (&Outline, &'static str)>,
        problems: &mut Vec<Diagnostic>,
    ) {
        for outline in self.everything.outlines.iter().copied() {
            let roles = self.roles(outline);
            let (Some(decision), Some((_, columns))) =
                (outline.value(roles.decision), &roles.entries)
            else {
                continue;
            };
            let Some((by, _)) = self.target(outline, decision).and_then(|at| revoked.get(&at))
            else {
                continue;
            };
            let rows = self.standing(outline, columns);
            if let Some(first) = rows.first() {
                let place = columns.unit.and_then(|at| first.sub(at));
                let place = place.map_or_else(
                    || Place::file(&outline.shown),
                    |unit| self.reference_place(outline, unit),
                );
                let problem = Diagnostic::error("W08.revoked_but_valid", place)
                    .with("count", rows.len().to_string())
                    .with("other", by.title.as_str());
                problems.push(problem.related(Place::file(&by.shown)));
            }
        }
    }

    /// T08: a unit that a document names was gone when the document was made.
    pub(super) fn gone_units(&self, outline: &Outline, problems: &mut Vec<Diagnostic>) {
        let Some(date) = outline.date else { return };
        let mut told: Vec<u32> = Vec::new();
        for reference in &outline.references {
            // Only fields say who acts; a text may well speak of the past.
            let Some(field) = reference.from.field() else { continue };
            if !self.roles(outline).actors.contains(&field) {
                continue;
            }
            let Found::One(target) = self.names.find(reference.key, reference.to) else {
                continue;
            };
            let unit = self.outline(target);
            let Some(until) = day(unit, self.roles(unit).valid_to) else { continue };
            if until < date && !told.contains(&target) {
                told.push(target);
                let shown = reference.table.as_ref().unwrap_or(&outline.shown);
                let problem =
                    Diagnostic::warning("T08.unit_gone", Place::at(shown, reference.span));
                let problem = problem.with("unit", &unit.title).with("day", until.short());
                problems.push(problem.related(Place::file(&unit.shown)));
            }
        }
    }
}
