//! The texts of one document: does each have its document, its day and its reason (V01, V03, V04,
//! D11, R01, W09)? What an earlier text refers to is judged like everything else.

use super::{Everything, Judge, day};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{Outline, Reference};
use crate::model::history::{self, Change};
use crate::model::names::Found;
use crate::text::date::Date;

/// An earlier text and the position of its document; `None` where it lies alone.
pub type Earlier<'a> = (Option<u32>, &'a Outline);

impl<'a> Judge<'a> {
    /// What is wrong with earlier texts, in the order in which they were read.
    pub(super) fn earlier(&self) -> Vec<Diagnostic> {
        let Everything { earlier, .. } = *self.everything;
        let mut problems = Vec::new();
        for (document, text) in earlier {
            let Some(document) = *document else {
                let place = Place::file(&text.shown);
                let name = text.version.map_or_else(String::new, |name| name.to_string());
                problems.push(Diagnostic::error("V01.no_document", place).with("name", name));
                continue;
            };
            problems
                .extend(text.references.iter().filter_map(|r| self.led_from(document, text, r)));
            problems.extend(text.files.iter().filter_map(|file| self.file(text, file)));
            problems.extend(self.other_day(text));
        }
        for family in earlier.chunk_by(|a, b| a.0 == b.0) {
            if let Some((Some(document), _)) = family.first() {
                self.family(*document, family, &mut problems);
            }
        }
        problems
    }

    /// A reference in an earlier text that leads nowhere; what it leads to may have changed since.
    fn led_from(&self, document: u32, text: &Outline, reference: &Reference) -> Option<Diagnostic> {
        let is_gone = |found| matches!(found, Found::None | Found::Many(_));
        let name_is_gone = || is_gone(self.names.find(reference.key, reference.to));
        let is_asked = reference.from.must_resolve() && reference.key != 0;
        let problem = || self.reference_of((document, text), reference);
        (is_asked && name_is_gone()).then(problem).flatten()
    }

    /// The day a text says of itself is the one it is named by.
    fn other_day(&self, text: &Outline) -> Option<Diagnostic> {
        let roles = self.roles(text);
        let at = [roles.effective_from, roles.issued_on];
        let at = at.into_iter().find(|at| day(text, *at).is_some())?;
        let (own, named) = (day(text, at)?, text.version?.day?);
        (own != named).then(|| {
            let problem = Diagnostic::warning("V04.other_day", self.place(text, at));
            problem.with("day", own.short()).with("name", own.iso())
        })
    }

    fn family(&self, document: u32, earlier: &[Earlier<'a>], problems: &mut Vec<Diagnostic>) {
        let newest = self.outline(document);
        let kind = self.everything.kinds.at(newest.kind);
        let last = earlier.iter().filter_map(|(_, text)| text.version?.day).max();
        let start = history::start(newest, kind);
        let place = || Place::file(&newest.shown);
        match (start, last) {
            (None, Some(_)) => problems.push(Diagnostic::error("V03.no_day", place())),
            (Some(start), Some(last)) if start < last => {
                let problem = Diagnostic::error("V03.not_newest", place());
                problems.push(problem.with("day", start.short()).with("last", last.short()));
            }
            _ => {}
        }
        let changes = history::changes(newest, kind);
        let made: Vec<&Change> = changes.iter().filter(|at| at.class.makes_a_text()).collect();
        if made.len() < earlier.len() {
            let problem = match kind.official {
                true => Diagnostic::error("D11.no_class", place()),
                false => Diagnostic::warning("R01.no_note", place()),
            };
            problems.push(problem.with("texts", earlier.len().to_string()));
        }
        let is_bare = |change: &&&Change| change.class.needs_a_document() && change.by.is_none();
        if kind.official
            && let Some(change) = made.iter().find(is_bare)
        {
            let problem = Diagnostic::error("D11.no_document", place());
            problems.push(problem.with("note", &change.note));
        }
        problems.extend(self.rules_changed(newest, start, made.last().copied()));
    }

    /// W09: rules of a contest that are others once it has opened, by no document.
    fn rules_changed(
        &self,
        newest: &Outline,
        start: Option<Date>,
        change: Option<&Change>,
    ) -> Option<Diagnostic> {
        let contest = self.outline(self.led(newest, self.roles(newest).contest)?);
        let period = contest.value(self.roles(contest).period)?;
        let crate::model::field::Value::Period(period) = period else { return None };
        let (opened, start) = (period.from?, start?);
        let is_told = change.is_some_and(|change| change.by.is_some());
        (start > opened && !is_told).then(|| {
            let problem = Diagnostic::warning("W09.changed", Place::file(&newest.shown));
            problem.with("day", start.short()).with("opened", opened.short())
        })
    }
}
