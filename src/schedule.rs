//! What changes by itself as time goes by: the instants at which a build is due.
//!
//! Takes every outline and when it is public; gives the moments to come, what turns at each, and the
//! links that become plain words. Renders nothing, so the whole future costs less than one page.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::{Outline, Reference};
use crate::model::family::Families;
use crate::model::field::{FieldType, Value, record};
use crate::model::history;
use crate::model::kind::{Fields, Kinds};
use crate::model::names::{Found, Names};
use crate::model::published::Window;
use crate::model::schedule::{Change, Moment, PlainLink, Schedule, Turn};
use crate::text::date::{Date, Instant, When};

/// What is to come after an instant.
pub fn schedule(
    outlines: &[Arc<Hashed<Outline>>],
    windows: &[Window],
    kinds: &Kinds,
    after: Instant,
) -> Schedule {
    let mut coming = Coming { after, moments: BTreeMap::new() };
    let families = Families::of(outlines);
    for (at, outline) in outlines.iter().enumerate().filter(|(at, _)| !windows[*at].is_never()) {
        let window = windows[at];
        coming.hours(outline, window);
        if outline.version.is_none() {
            coming.days(outline, window, kinds);
        }
        if outline.version.is_some() || !families.earlier(at as u32).is_empty() {
            coming.text(outline, window, kinds);
        }
    }
    let plain = coming.links(outlines, (windows, &families));
    let moments = coming.moments.into_values().map(|mut moment| {
        moment.turns.sort();
        moment.links.sort();
        moment
    });
    Schedule { moments: moments.collect(), plain }
}

/// Moments by their instant.
struct Coming {
    after: Instant,
    moments: BTreeMap<Instant, Moment>,
}

impl Coming {
    fn moment(&mut self, at: Instant) -> &mut Moment {
        let empty = || Moment { at, turns: Vec::new(), links: Vec::new() };
        self.moments.entry(at).or_insert_with(empty)
    }

    fn turn(&mut self, at: Instant, change: Change, outline: &Outline, task: &str) {
        if at > self.after {
            let (title, shown) = (outline.title.clone(), Arc::clone(&outline.shown));
            let turn = Turn { change, title, shown, task: task.to_owned() };
            self.moment(at).turns.push(turn);
        }
    }

    /// When it comes and goes.
    fn hours(&mut self, outline: &Outline, window: Window) {
        if let Some(begins) = window.begins() {
            self.turn(begins, Change::Appears, outline, "");
        }
        if let Some(ends) = window.ends() {
            self.turn(ends, Change::Disappears, outline, "");
        }
    }

    /// What turns with the day while it is public.
    fn days(&mut self, outline: &Outline, window: Window, kinds: &Kinds) {
        let fields = &kinds.at(outline.kind).fields;
        let mut day = |date: Option<Date>, change, task: &str| {
            let at = date.map(|date| When { date, minute: None }.instant());
            if let Some(at) = at.filter(|at| window.contains(*at)) {
                self.turn(at, change, outline, task);
            }
        };
        let date = |name: &str| match outline.value(fields.index(name)) {
            Some(Value::Date(when)) => Some(when.date),
            _ => None,
        };
        if fields.index("issued_on").is_some() {
            day(date("effective_from").or(date("issued_on")), Change::InForce, "");
            day(after(date("effective_to")), Change::Expires, "");
        } else if let Some(Value::Period(period)) = outline.value(fields.index("period")) {
            day(period.from, Change::Begins, "");
            day(after(period.to), Change::Ends, "");
        }
        if fields.index("starts").is_some() {
            day(after(date("ends").or(date("starts"))), Change::Ends, "");
        }
        day(after(date("review_by")), Change::Review, "");
        if outline.has_deadlines {
            for (due, task) in deadlines(outline, fields) {
                day(after(Some(due)), Change::Overdue, task);
            }
        }
    }

    /// The day on which one of several texts takes the place of the one before.
    fn text(&mut self, outline: &Outline, window: Window, kinds: &Kinds) {
        let kind = kinds.at(outline.kind);
        let day = match outline.version {
            Some(name) => name.day,
            // Told already, as the day on which the document takes effect.
            None if kind.fields.index("issued_on").is_some() => None,
            None => history::start(outline, kind),
        };
        let at = day.map(|date| When { date, minute: None }.instant());
        if let Some(at) = at.filter(|at| window.contains(*at)) {
            self.turn(at, Change::TextInForce, outline, "");
        }
    }

    /// Links that become plain words; those that are so now are returned. An earlier text is linked
    /// from its own page alone, and nothing is said of it here.
    fn links(
        &mut self,
        outlines: &[Arc<Hashed<Outline>>],
        (windows, families): (&[Window], &Families),
    ) -> Vec<PlainLink> {
        let documents = || (0..outlines.len()).filter(|at| outlines[*at].version.is_none());
        let places: Vec<usize> = documents().collect();
        let names = Names::new(places.iter().map(|at| &outlines[*at].value));
        let window = |at: usize| families.window(at as u32, windows);
        let mut plain = Vec::new();
        for at in documents() {
            let outline = &outlines[at];
            for reference in outline.references.iter().filter(|at| at.from.must_resolve()) {
                let Found::One(target) = names.find(reference.key, reference.to) else { continue };
                let target = places[target as usize];
                let (from, to) = (window(at), window(target));
                let target = &outlines[target];
                let link = |since| {
                    plain_link(outline, reference, target, to.begins().filter(|at| *at > since))
                };
                if from.contains(self.after) && !to.contains(self.after) {
                    plain.push(link(self.after));
                }
                let breaks = to.ends().filter(|ends| from.contains(*ends));
                let dangles = from.begins().filter(|begins| !to.contains(*begins));
                let after = self.after;
                for since in breaks.into_iter().chain(dangles).filter(|at| *at > after) {
                    self.moment(since).links.push(link(since));
                }
            }
        }
        plain.sort();
        plain
    }
}

fn plain_link(
    outline: &Outline,
    reference: &Reference,
    target: &Outline,
    until: Option<Instant>,
) -> PlainLink {
    PlainLink {
        shown: Arc::clone(reference.table.as_ref().unwrap_or(&outline.shown)),
        span: reference.span,
        words: reference.text.clone(),
        target: Arc::clone(&target.shown),
        until,
    }
}

/// The day after a last day.
fn after(last: Option<Date>) -> Option<Date> {
    last?.add_days(1)
}

/// Days by which tasks are due that are not done, each with the task's id.
fn deadlines<'o>(outline: &'o Outline, fields: &Fields) -> Vec<(Date, &'o str)> {
    let mut deadlines = Vec::new();
    for (at, value) in &outline.fields {
        let FieldType::Record { shape: record::Shape::Tasks, fields } = &fields.at(*at).kind else {
            continue;
        };
        let sub = |row: &'o Value, name: &str| row.sub(fields.index(name)?);
        for row in value.items().iter().filter(|row| sub(row, "done_on").is_none()) {
            if let Some(Value::Date(due)) = sub(row, "due") {
                deadlines.push((due.date, sub(row, "id").and_then(Value::text).unwrap_or("")));
            }
        }
    }
    deadlines
}
