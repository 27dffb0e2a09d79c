//! The one gate: what is public at an instant.
//!
//! Takes every outline and the instant; returns those that may be seen, in the same order, of each
//! document the text in force, and beside them the histories of those that have several. Every
//! page, list, feed and index is made of what this returns and of nothing else.

mod history;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::{Outline, Reference, ReferenceFrom, Visibility};
use crate::model::family::Families;
use crate::model::field::Value;
use crate::model::history::History;
use crate::model::kind::{KindSet, Kinds, SECTION};
use crate::model::names::{Found, Names};
use crate::model::published::{Published, Window};
use crate::text::date::{Date, Instant, When};

/// The public documents at an instant. A reference to a planned document shows the line which that
/// document declares for it, and nothing else of it.
pub fn open(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds, at: Instant) -> Published {
    let families = Families::of(outlines);
    let windows = windows_of(outlines, kinds, &families);
    let planned: Vec<&Outline> = planned(outlines, kinds, (&windows, &families), at).collect();
    let names = Names::new(planned.iter().copied());
    let shown = |position: u32| {
        let outline = &outlines[position as usize];
        let shown = if planned.is_empty() { None } else { foretold(outline, &names, &planned) };
        shown.unwrap_or_else(|| Arc::clone(outline))
    };
    let is_public = |position: u32| windows[position as usize].contains(at);
    published((outlines, &families), kinds, at.date(), &|position| {
        is_public(position).then(|| shown(position))
    })
}

/// What may be seen of every document, and which of its texts is in force on a day.
fn published(
    (outlines, families): (&[Arc<Hashed<Outline>>], &Families),
    kinds: &Kinds,
    today: Date,
    seen: &dyn Fn(u32) -> Option<Arc<Hashed<Outline>>>,
) -> Published {
    let mut published = Published::default();
    for (document, outline) in outlines.iter().enumerate() {
        if outline.version.is_some() {
            continue;
        }
        let document = document as u32;
        let earlier = families.earlier(document).iter().copied();
        let texts = earlier.chain([document]).filter_map(|text| Some((text, seen(text)?)));
        let Some(standing) = history::standing(texts.collect(), kinds, today) else { continue };
        let place = published.outlines.len() as u32;
        published.outlines.push(standing.outline);
        published.positions.push(standing.position);
        published
            .histories
            .extend(standing.history.map(|history| History { document: place, ..history }));
    }
    // Texts that are not in force come behind all documents.
    for history in &mut published.histories {
        for (at, text) in history.texts.iter_mut().enumerate() {
            if at == history.current {
                text.text = history.document;
            } else {
                published.positions.push(text.text);
                text.text = published.positions.len() as u32 - 1;
            }
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
pub fn unlocked(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds, today: Date) -> Published {
    let seen = |position: u32| Some(Arc::clone(&outlines[position as usize]));
    published((outlines, &Families::of(outlines)), kinds, today, &seen)
}

/// When each text is public: by its own status and times, by those of every section it lies in, and
/// a result not before the day of its decision and only while the decision is public itself. With
/// the newest text, once it was taken down or its time is over, all earlier ones go.
pub fn windows(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds) -> Vec<Window> {
    windows_of(outlines, kinds, &Families::of(outlines))
}

fn windows_of(
    outlines: &[Arc<Hashed<Outline>>],
    kinds: &Kinds,
    families: &Families,
) -> Vec<Window> {
    let sections = Sections::of(outlines, kinds);
    let own = |outline: &Outline| sections.around(&outline.id).meet(window(&outline.visibility));
    let mut windows: Vec<Window> = outlines.iter().map(|outline| own(outline)).collect();
    for (newest, earlier) in families.each() {
        let end = end(&outlines[newest as usize].visibility);
        earlier.iter().for_each(|text| windows[*text as usize] = windows[*text as usize].meet(end));
    }
    let decided = decided(outlines, kinds);
    // A decision may itself wait for one; a chain is no longer than the documents in it.
    for _ in 0..decided.len() {
        let before = windows.clone();
        for (result, decision) in &decided {
            let at = *result as usize;
            let day = day_of(*decision, &outlines[at], outlines, kinds).map(start_of);
            let from = Window { from: day.unwrap_or(Window::always().from), ..Window::always() };
            let of =
                decision.map_or(Window::never(), |decision| families.window(decision, &windows));
            windows[at] = windows[at].meet(from).meet(of);
        }
        if windows == before {
            break;
        }
    }
    windows
}

/// How long earlier texts may stay once this is the newest.
fn end(newest: &Visibility) -> Window {
    match newest.status.as_str() {
        "da-go" | "luu-tru" => Window::never(),
        "da-duyet" => Window { until: times(newest).until, ..Window::always() },
        _ => Window::always(),
    }
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
    let is_candidate =
        |outline: &Outline| KindSet(allowed).contains(outline.kind) && outline.version.is_none();
    let places: Vec<u32> =
        (0..outlines.len() as u32).filter(|at| is_candidate(&outlines[*at as usize])).collect();
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
    (windows, families): (&'a [Window], &'a Families),
    at: Instant,
) -> impl Iterator<Item = &'a Outline> {
    let sections = Sections::of(outlines, kinds);
    let may_come = move |(position, outline): &(usize, &Arc<Hashed<Outline>>)| {
        let (visibility, window) = (&outline.visibility, &windows[*position]);
        let is_seen = |text: &u32| windows[*text as usize].contains(at);
        !visibility.placeholder.is_empty()
            && outline.version.is_none()
            && !families.earlier(*position as u32).iter().any(is_seen)
            && sections.around(&outline.id).contains(at)
            && match visibility.status.as_str() {
                "da-duyet" => !window.is_never() && at < window.from,
                // Neither is coming any more.
                "da-go" | "luu-tru" => false,
                _ => at < times(visibility).until,
            }
    };
    let all = outlines.iter().enumerate();
    all.filter(may_come).map(|(_, outline)| &outline.value).collect::<Vec<_>>().into_iter()
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
