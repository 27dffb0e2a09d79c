//! The one gate: what is public at an instant.
//!
//! Takes every outline and the instant; returns those that may be seen, in the same order. Every
//! page, list, feed and index is made of what this returns and of nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::{Outline, Reference, ReferenceFrom, Visibility};
use crate::model::field::Value;
use crate::model::kind::{KindSet, Kinds, SECTION};
use crate::model::names::{Found, Names};
use crate::model::published::{Published, Window};
use crate::text::date::{Date, Instant, When};

/// The public documents at an instant. A reference to a planned document shows the line which that
/// document declares for it, and nothing else of it.
pub fn open(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds, at: Instant) -> Published {
    let windows = windows(outlines, kinds);
    let planned: Vec<&Outline> = planned(outlines, kinds, &windows, at).collect();
    let names = Names::new(planned.iter().copied());
    let mut published = Published::default();
    for (position, outline) in outlines.iter().enumerate() {
        if windows[position].contains(at) {
            let shown = if planned.is_empty() { None } else { foretold(outline, &names, &planned) };
            published.outlines.push(shown.unwrap_or_else(|| Arc::clone(outline)));
            published.positions.push(position as u32);
        }
    }
    published
}

/// From when to when (seconds since 1970, the end not included) no document appears or goes.
pub fn span(outlines: &[Arc<Hashed<Outline>>], at: Instant) -> (i64, i64) {
    let times = |outline: &Arc<Hashed<Outline>>| {
        let Visibility { publish_at, unpublish_at, .. } = &outline.visibility;
        [*publish_at, *unpublish_at].into_iter().flatten().map(|when| when.instant().seconds())
    };
    let turns = || outlines.iter().flat_map(times);
    let now = at.seconds();
    let begin = turns().filter(|turn| *turn <= now).max().unwrap_or(i64::MIN);
    (begin, turns().filter(|turn| *turn > now).min().unwrap_or(i64::MAX))
}

/// Everything, public or not: what a writer sees in the preview, and nobody else.
pub fn unlocked(outlines: &[Arc<Hashed<Outline>>]) -> Published {
    let positions = (0..outlines.len() as u32).collect();
    Published { outlines: outlines.to_vec(), positions }
}

/// When each document is public: by its own status and times, by those of every section it lies in,
/// and a result not before the day of its decision and only while the decision is public itself.
pub fn windows(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds) -> Vec<Window> {
    let sections = Sections::of(outlines, kinds);
    let own = |outline: &Outline| sections.around(&outline.id).meet(window(&outline.visibility));
    let mut windows: Vec<Window> = outlines.iter().map(|outline| own(outline)).collect();
    let decided = decided(outlines, kinds);
    // A decision may itself wait for one; a chain is no longer than the documents in it.
    for _ in 0..decided.len() {
        let before = windows.clone();
        for (result, decision) in &decided {
            let at = *result as usize;
            let day = day_of(*decision, &outlines[at], outlines, kinds).map(start_of);
            let from = Window { from: day.unwrap_or(Window::always().from), ..Window::always() };
            let of = decision.map_or(Window::never(), |decision| windows[decision as usize]);
            windows[at] = windows[at].meet(from).meet(of);
        }
        if windows == before {
            break;
        }
    }
    windows
}

fn window(visibility: &Visibility) -> Window {
    if visibility.status != "da-duyet" {
        return Window::never();
    }
    times(visibility)
}

fn times(visibility: &Visibility) -> Window {
    let Window { from, until } = Window::always();
    Window {
        from: visibility.publish_at.map_or(from, |when| when.instant()),
        until: visibility.unpublish_at.map_or(until, |when| when.instant()),
    }
}

/// Midnight in Vietnam.
fn start_of(date: Date) -> Instant {
    When { date, minute: None }.instant()
}

/// The sections that are not always open.
struct Sections<'a>(BTreeMap<&'a str, Window>);

impl<'a> Sections<'a> {
    fn of(outlines: &'a [Arc<Hashed<Outline>>], kinds: &Kinds) -> Self {
        let sections = outlines.iter().filter(|at| kinds.at(at.kind).name == SECTION);
        let windows = sections.map(|outline| (&*outline.id, window(&outline.visibility)));
        Self(windows.filter(|(_, window)| *window != Window::always()).collect())
    }

    /// When everything above a document is open.
    fn around(&self, id: &str) -> Window {
        if self.0.is_empty() {
            return Window::always();
        }
        let above = id.match_indices('/').map(|(at, _)| &id[..at]).chain([""]);
        let windows = above.filter_map(|folder| self.0.get(folder));
        windows.fold(Window::always(), |all, window| all.meet(*window))
    }
}

/// Documents that wait for a decision, each with the decision where one is found.
fn decided(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds) -> Vec<(u32, Option<u32>)> {
    let fields: Vec<Option<u16>> =
        kinds.iter().map(|(_, kind)| kind.fields.index("decision")).collect();
    let waits = |outline: &Outline| {
        fields[outline.kind as usize].is_some() && outline.visibility.status == "da-duyet"
    };
    let waiting: Vec<u32> =
        (0..outlines.len() as u32).filter(|at| waits(&outlines[*at as usize])).collect();
    let decision = |at: u32| -> Option<&Reference> {
        let outline = &outlines[at as usize];
        let value = outline.value(fields[outline.kind as usize])?;
        outline.references.get(value.reference()? as usize)
    };
    let allowed = waiting
        .iter()
        .filter_map(|at| decision(*at))
        .fold(0, |all, reference| all | reference.to.0);
    let places: Vec<u32> = (0..outlines.len() as u32)
        .filter(|at| KindSet(allowed).contains(outlines[*at as usize].kind))
        .collect();
    // Only what can be a decision is looked through: of 10,000 documents a few hundred.
    let candidates: Vec<&Outline> = places.iter().map(|at| &outlines[*at as usize].value).collect();
    let names = Names::new(candidates.into_iter());
    let find = |reference: &Reference| match names.find(reference.key, reference.to) {
        Found::One(found) => Some(places[found as usize]),
        _ => None,
    };
    waiting.into_iter().map(|at| (at, decision(at).and_then(find))).collect()
}

/// The day before which a result is not public: that of its decision; where that is not known, the
/// one on which the result says that it was announced.
fn day_of(
    decision: Option<u32>,
    result: &Outline,
    outlines: &[Arc<Hashed<Outline>>],
    kinds: &Kinds,
) -> Option<Date> {
    let decision = &outlines[decision? as usize];
    let issued_on = kinds.at(decision.kind).fields.index("issued_on");
    match decision.value(issued_on) {
        Some(Value::Date(when)) => Some(when.date),
        _ => result.date,
    }
}

/// Documents that are not public yet and declare a line that may stand in their place.
fn planned<'a>(
    outlines: &'a [Arc<Hashed<Outline>>],
    kinds: &Kinds,
    windows: &'a [Window],
    at: Instant,
) -> impl Iterator<Item = &'a Outline> {
    let sections = Sections::of(outlines, kinds);
    let may_come = move |(outline, window): &(&Arc<Hashed<Outline>>, &Window)| {
        let visibility = &outline.visibility;
        !visibility.placeholder.is_empty()
            && sections.around(&outline.id).contains(at)
            && match visibility.status.as_str() {
                "da-duyet" => !window.is_never() && at < window.from,
                // Neither is coming any more.
                "da-go" | "luu-tru" => false,
                _ => at < times(visibility).until,
            }
    };
    let all = outlines.iter().zip(windows);
    all.filter(may_come).map(|(outline, _)| &outline.value).collect::<Vec<_>>().into_iter()
}

/// The outline with the declared line in place of each planned document's name; `None` where it
/// names none.
fn foretold(
    outline: &Hashed<Outline>,
    names: &Names,
    planned: &[&Outline],
) -> Option<Arc<Hashed<Outline>>> {
    let find = |reference: &Reference| match names.find(reference.key, reference.to) {
        Found::One(found) if shows_name(reference.from) => Some(planned[found as usize]),
        _ => None,
    };
    outline.references.iter().find_map(find)?;
    let mut outline = outline.value.clone();
    for reference in &mut outline.references {
        if let Some(target) = find(reference) {
            reference.text.clone_from(&target.visibility.placeholder);
        }
    }
    Some(Arc::new(Hashed::new(outline)))
}

/// Whether a reference that leads nowhere is shown by the words that name its target.
fn shows_name(from: ReferenceFrom) -> bool {
    matches!(from, ReferenceFrom::Field { .. } | ReferenceFrom::Relation | ReferenceFrom::Body)
}
