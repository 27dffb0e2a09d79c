//! Legal status of documents and phase of movements at a day (domain rules §4.5).

use std::sync::Arc;

use crate::hash::Hashed;
use crate::link::kept::Kept;
use crate::link::roles::Roles;
use crate::model::campaign::{Backlink, Facts, NOBODY, Table};
use crate::model::document::{Outline, ReferenceFrom};
use crate::model::field::Value;
use crate::model::field::reference::Relation;
use crate::model::kind::Kinds;
use crate::model::status::{Legal, Phase, Status};
use crate::text::date::Date;

/// Documents whose references are resolved.
pub(super) struct Judge<'a> {
    pub outlines: &'a [Arc<Hashed<Outline>>],
    pub facts: &'a [Facts],
    pub roles: &'a [Roles],
    pub backlinks: &'a Table<Backlink>,
    pub kinds: &'a Kinds,
}

impl Judge<'_> {
    /// The legal status of every document that can be in force, the phase of everything that has a
    /// period: as before where the day is the same and nothing is `affected`.
    pub(super) fn all(
        &self,
        today: Date,
        kept: &Kept<'_>,
        affected: &[bool],
    ) -> (Vec<Option<Status>>, Vec<Option<Phase>>) {
        let before = kept.before;
        let is_same_day = before.today == today;
        let moved =
            |status: Status| Status { by: status.by.map(|then| kept.now[then as usize]), ..status };
        let documents = kept.then.iter().zip(affected).enumerate();
        let judged = documents.map(|(document, (then, is_affected))| {
            if *then == NOBODY || *is_affected || !is_same_day {
                let document = document as u32;
                return (self.legal_status(document, today), self.phase(document, today));
            }
            let then = *then as usize;
            (before.statuses[then].map(moved), before.phases[then])
        });
        judged.unzip()
    }

    fn legal_status(&self, document: u32, today: Date) -> Option<Status> {
        let kind = self.facts[document as usize].kind;
        self.roles[kind as usize].issued_on.map(|_| self.status(document, today))
    }

    /// First match wins, in the order of the rules.
    fn status(&self, document: u32, today: Date) -> Status {
        let outline = &self.outlines[document as usize];
        let alone = |legal| Status { legal, by: None };
        if self.choice(outline, "source_quality") == Some("du-thao") {
            return alone(Legal::Draft);
        }
        let changes = self.changes(document, today);
        let find = |kind: &str, whole: bool| {
            let mut fitting = changes.iter().filter(|(_, relation)| {
                relation.key() == kind && relation.scope.is_empty() == whole
            });
            fitting.next().map(|(from, _)| *from)
        };
        let by = |legal, by| Status { legal, by: Some(by) };
        if let Some((from, _)) = changes.iter().find(|(_, relation)| relation.key() == "thu-hoi") {
            return by(Legal::Withdrawn, *from);
        }
        if let Some(from) = find("bai-bo", true) {
            return by(Legal::Repealed, from);
        }
        if let Some(from) = find("thay-the", true) {
            return by(Legal::Replaced, from);
        }
        let roles = &self.roles[outline.kind as usize];
        let (from, until) = (
            start(outline, roles.effective_from, roles.issued_on),
            date(outline, roles.effective_to),
        );
        if until.is_some_and(|until| until < today) {
            return alone(Legal::Expired);
        }
        if from.is_some_and(|from| from > today) {
            return alone(Legal::NotYet);
        }
        if let Some(from) = find("bai-bo", false).or_else(|| find("thay-the", false)) {
            return by(Legal::PartlyExpired, from);
        }
        if let Some((from, _)) = changes.iter().find(|(_, relation)| relation.key() == "sua-doi") {
            return by(Legal::Amended, *from);
        }
        alone(if from.is_none() { Legal::Unknown } else { Legal::InForce })
    }

    /// Relations of public documents to this one that are in effect, oldest document first. One
    /// whose day is unknown counts: it was published, so it is in effect.
    fn changes(&self, document: u32, today: Date) -> Vec<(u32, &Relation)> {
        let mut changes: Vec<(Option<Date>, u32, &Relation)> = Vec::new();
        for backlink in self.backlinks.row(document) {
            let Some(relation) = self.relation(*backlink) else { continue };
            let from = &self.outlines[backlink.from as usize];
            let roles = &self.roles[from.kind as usize];
            let day = start(from, roles.effective_from, roles.issued_on);
            if day.is_none_or(|day| day <= today) {
                changes.push((day, backlink.from, relation));
            }
        }
        changes.sort_by_key(|(day, from, _)| (*day, *from));
        changes.into_iter().map(|(_, from, relation)| (from, relation)).collect()
    }

    /// The relation a backlink stands for, if it is one.
    fn relation(&self, backlink: Backlink) -> Option<&Relation> {
        let outline = &self.outlines[backlink.from as usize];
        let reference = outline.references.get(backlink.reference as usize)?;
        if reference.from != ReferenceFrom::Relation {
            return None;
        }
        let relations = outline.value(self.roles[outline.kind as usize].relations)?;
        relations.items().iter().find_map(|value| match value {
            Value::Relation(relation) if relation.reference == backlink.reference => Some(relation),
            _ => None,
        })
    }

    /// The phase of what has a period and is no official document.
    fn phase(&self, document: u32, today: Date) -> Option<Phase> {
        let roles = &self.roles[self.facts[document as usize].kind as usize];
        if roles.period.is_none() || roles.issued_on.is_some() {
            return None;
        }
        let period = self.outlines[document as usize].value(roles.period);
        let Some(Value::Period(period)) = period else { return None };
        if self.is_reviewed(document) {
            return Some(Phase::Reviewed);
        }
        Some(match (period.from, period.to) {
            (Some(from), _) if today < from => Phase::Coming,
            (_, Some(to)) if to < today => Phase::Over,
            _ => Phase::Running,
        })
    }

    /// Whether a public report of the type tổng kết names this movement.
    fn is_reviewed(&self, movement: u32) -> bool {
        self.backlinks.row(movement).iter().any(|backlink| {
            let outline = &self.outlines[backlink.from as usize];
            let roles = &self.roles[outline.kind as usize];
            roles.report_type.is_some()
                && self.targets_movement(outline, *backlink)
                && self.choice(outline, "report_type") == Some("tong-ket")
        })
    }

    fn targets_movement(&self, outline: &Outline, backlink: Backlink) -> bool {
        let movement = outline.value(self.roles[outline.kind as usize].movement);
        movement.and_then(Value::reference) == Some(backlink.reference)
    }

    /// The key of a choice.
    fn choice(&self, outline: &Outline, name: &str) -> Option<&str> {
        let roles = &self.roles[outline.kind as usize];
        let at = match name {
            "source_quality" => roles.source_quality?,
            _ => roles.report_type?,
        };
        let kind = &self.kinds.at(outline.kind).fields.at(at).kind;
        kind.choice(outline.value(Some(at))?).map(|choice| choice.key.as_str())
    }
}

fn date(outline: &Outline, at: Option<u16>) -> Option<Date> {
    match outline.value(at)? {
        Value::Date(when) => Some(when.date),
        _ => None,
    }
}

/// The day a document takes effect: `effective_from`, else `issued_on`.
fn start(outline: &Outline, from: Option<u16>, issued: Option<u16>) -> Option<Date> {
    date(outline, from).or_else(|| date(outline, issued))
}
