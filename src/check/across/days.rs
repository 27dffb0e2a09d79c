//! What turns with the day: issued in the future, review due, consents ended, checks grown old, and
//! the window of a public consultation.

use std::collections::BTreeMap;

use super::{Everything, Judge, day};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::dictionaries::Law;
use crate::model::document::Outline;
use crate::text::date::{Date, Instant};

/// Days after which what was checked is to be checked again.
const CHECKED_FOR: i32 = 180;

/// Working days a public consultation lasts at least (NĐ 98/2023/NĐ-CP, Điều 46).
const CONSULTED_FOR: u32 = 10;

impl Judge<'_> {
    /// The day on which a document opens, at the earliest the latest one known; never for a draft.
    pub(super) fn opens(&self, outline: &Outline) -> Option<Date> {
        let visibility = &outline.visibility;
        (visibility.status == "da-duyet").then_some(())?;
        let from = visibility.publish_at.map(|when| when.instant().date());
        Some(from.map_or(self.latest, |from| from.max(self.latest)))
    }

    /// Whether a document is public at the instant of the run: by its own lines, and by those of
    /// the sections above it.
    fn is_shown(&self, outline: &Outline) -> bool {
        let is_below = |section: &&str| {
            section.is_empty()
                || outline.id.strip_prefix(section).is_some_and(|rest| rest.starts_with('/'))
        };
        is_open(outline, self.everything.at) && !self.closed.iter().any(is_below)
    }

    pub(super) fn days(&self, outline: &Outline, problems: &mut Vec<Diagnostic>) {
        let roles = self.roles(outline);
        if let (Some(issued), Some(opens)) = (day(outline, roles.issued_on), self.opens(outline))
            && issued > opens
        {
            let place = self.place(outline, roles.issued_on);
            problems.push(dated(Diagnostic::error("D07.future", place), issued));
        }
        if roles.closes_on.is_some() {
            self.window(outline, problems);
        }
        if !self.is_shown(outline) {
            return;
        }
        if let Some(by) = day(outline, roles.review_by).filter(|by| *by < self.today) {
            let place = self.place(outline, roles.review_by);
            problems.push(dated(Diagnostic::warning("R02.review_due", place), by));
        }
        if let Some(until) = outline.watched.consent_until.filter(|until| *until < self.today) {
            let place = Place::file(&outline.shown);
            problems.push(dated(Diagnostic::error("P10.consent_ended", place), until));
        }
        if let Some(checked) = day(outline, roles.checked_on)
            && checked.add_days(CHECKED_FOR).is_some_and(|until| until < self.today)
        {
            let place = self.place(outline, roles.checked_on);
            problems.push(dated(Diagnostic::hint("R04.not_checked", place), checked));
        }
    }

    /// R04: rows of the table of laws that texts of the site cite and nobody has looked up for long; a
    /// row that nobody cites is nobody's concern.
    pub(super) fn laws(&self) -> Option<Diagnostic> {
        let Everything { laws, outlines, settings_shown, .. } = *self.everything;
        let is_old = |law: &Law| {
            law.checked_on.and_then(|day| day.add_days(CHECKED_FOR)).is_some_and(|d| d < self.today)
        };
        let mut old: BTreeMap<&str, &Law> =
            laws.iter().filter(|(_, law)| is_old(law)).map(|(n, law)| (n.as_str(), law)).collect();
        if old.is_empty() {
            return None;
        }
        let mut cited = BTreeMap::new();
        for reference in outlines.iter().flat_map(|outline| &outline.references) {
            cited.extend(old.remove_entry(reference.text.as_str()));
        }
        let day = cited.values().filter_map(|law| law.checked_on).min()?;
        let numbers: Vec<&str> = cited.keys().copied().collect();
        let problem = Diagnostic::hint("R04.laws_not_checked", Place::file(settings_shown));
        Some(dated(problem.with("numbers", numbers.join(", ")), day))
    }

    /// W07: ten working days for comments, and no council before they are over.
    fn window(&self, outline: &Outline, problems: &mut Vec<Diagnostic>) {
        let roles = self.roles(outline);
        let (opens, closes) = (day(outline, roles.opens_on), day(outline, roles.closes_on));
        if let (Some(opens), Some(closes)) = (opens, closes)
            && opens <= closes
        {
            let holidays = self.everything.holidays;
            let days = holidays.working_days(opens, closes, CONSULTED_FOR);
            let known = holidays.knows(opens.year()) && holidays.knows(closes.year());
            let place = self.place(outline, roles.closes_on);
            if days < CONSULTED_FOR {
                let problem = match known {
                    true => Diagnostic::error("W07.too_short", place),
                    false => Diagnostic::error("W07.too_short_by_weekends", place),
                };
                let problem = problem.with("days", days.to_string());
                problems.push(problem.with("year", closes.year().to_string()));
            }
        }
        if let (Some(council), Some(closes)) = (day(outline, roles.council_on), closes)
            && council <= closes
        {
            let place = self.place(outline, roles.council_on);
            problems.push(dated(Diagnostic::error("W07.council_too_early", place), closes));
        }
    }
}

/// Whether a document's own lines let it be public at an instant.
pub(super) fn is_open(outline: &Outline, at: Instant) -> bool {
    let visibility = &outline.visibility;
    visibility.status == "da-duyet"
        && visibility.publish_at.is_none_or(|from| from.instant() <= at)
        && visibility.unpublish_at.is_none_or(|until| at < until.instant())
}

fn dated(problem: Diagnostic, day: Date) -> Diagnostic {
    problem.with("day", day.short())
}
