//! What texts name, held against what the documents of the site tell (T08, L03, R02).
//!
//! A unit is called as its own document calls it, a link leads to a system that still runs, a call to
//! join to what is not over. What is
//! named was found when the text was parsed; here is no text any more.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, Span};
use crate::model::document::Outline;
use crate::model::field::{FieldType, Value};
use crate::model::kind::{Kind, Kinds};
use crate::model::named::{
    self, KnownUnit, Named, NamedHost, NamedUnit, Otherwise, Over, Registry, System,
};
use crate::text::date::Date;

/// What documents tell, on a day, of units, systems and what is over. Drafts tell too: what is
/// written stands nowhere else.
pub fn registry<'o>(
    outlines: impl Iterator<Item = &'o Outline>,
    kinds: &Kinds,
    today: Date,
) -> Registry {
    let mut registry = Registry::default();
    for outline in outlines.filter(|outline| outline.version.is_none()) {
        let kind = kinds.at(outline.kind);
        if kind.fields.index("former_names").is_some() {
            unit(outline, kind, &mut registry);
        }
        if kind.fields.index("system_status").is_some() {
            system(outline, kind, &mut registry);
        }
        let until = last_day(outline, kind).filter(|until| *until < today);
        for key in until.map_or(&[][..], |_| &outline.names) {
            let shown = Arc::clone(&outline.shown);
            let over = until.map(|until| Over { title: outline.title.clone(), until, shown });
            registry.over.extend(over.map(|over| (*key, over)));
        }
    }
    registry
}

/// The last day on which readers can take part.
fn last_day(outline: &Outline, kind: &Kind) -> Option<Date> {
    let value = |name: &str| outline.value(kind.fields.index(name));
    let deadline = value("entry_deadline").or_else(|| value("closes_on")).and_then(Value::day);
    let period = || match value("period").filter(|_| kind.fields.index("issued_on").is_none())? {
        Value::Period(period) => period.to,
        _ => None,
    };
    deadline.or_else(period)
}

fn unit(outline: &Outline, kind: &Kind, registry: &mut Registry) {
    let value = |name: &str| outline.value(kind.fields.index(name));
    let gone = value("valid_to").and_then(Value::day);
    let mut add = |name: &str, until| {
        let other = other_style(name);
        for name in other.into_iter().chain([name.to_owned()]) {
            registry.add_unit(KnownUnit { name, until, shown: Arc::clone(&outline.shown) });
        }
    };
    add(&outline.title, gone);
    if let Some(short) = value("short_name").and_then(Value::text) {
        add(short, gone);
    }
    let Some(at) = kind.fields.index("former_names") else { return };
    let FieldType::Record { fields, .. } = &kind.fields.at(at).kind else {
        return;
    };
    for row in outline.value(Some(at)).map_or(&[][..], Value::items) {
        let sub = |name: &str| fields.index(name).and_then(|at| row.sub(at));
        let until = sub("to").and_then(Value::day);
        if let Some(name) = sub("name").and_then(Value::text)
            && name != outline.title
        {
            add(name, until);
        }
    }
}

/// `Uỷ ban …` of `Ủy ban …`, and the other way round: both are right.
fn other_style(name: &str) -> Option<String> {
    let rest = |begin| Some((begin, name.strip_prefix(begin)?));
    let (begin, rest) = rest("Ủy ban ").or_else(|| rest("Uỷ ban "))?;
    let other = if begin == "Ủy ban " { "Uỷ ban " } else { "Ủy ban " };
    Some(format!("{other}{rest}"))
}

fn system(outline: &Outline, kind: &Kind, registry: &mut Registry) {
    let value =
        |name: &str| Some((kind.fields.index(name)?, outline.value(kind.fields.index(name))?));
    let Some((_, Value::Link(address))) = value("url") else { return };
    let Some(host) = host(address) else { return };
    let state =
        value("system_status").and_then(|(at, state)| kind.fields.at(at).kind.choice(state));
    let is_stopped = state.is_some_and(|state| state.key == "da-dung");
    let system =
        System { title: outline.title.clone(), is_stopped, shown: Arc::clone(&outline.shown) };
    // Where two documents describe what lies on one host, it runs as long as one of them says so.
    let known = registry.systems.entry(host).or_insert_with(|| system.clone());
    if known.is_stopped && !is_stopped {
        *known = system;
    }
}

/// The host of an address, in small letters.
pub(super) fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// What is wrong with what the text of a file names; `shown` is asked how people call it.
pub fn named(named: &Named, registry: &Registry, shown: &dyn Fn() -> Arc<str>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut missed = Vec::new();
    for unit in &named.units {
        problems.extend(called(unit, named, registry, shown));
        problems.extend(without_page(unit, registry, shown, &mut missed));
    }
    for host in &named.hosts {
        problems.extend(leads(host, registry, shown));
    }
    for call in &named.calls {
        let Some(over) = registry.over.get(&call.key) else { continue };
        let problem = Diagnostic::warning("R02.call_is_over", Place::at(&shown(), call.span));
        let problem = problem.with("title", &over.title).with("day", over.until.short());
        problems.push(problem.related(Place::file(&over.shown)));
    }
    problems
}

/// T08: the longest name that these words begin with, in whatever capitals.
fn called(
    unit: &NamedUnit,
    named: &Named,
    registry: &Registry,
    shown: &dyn Fn() -> Arc<str>,
) -> Option<Diagnostic> {
    let known = registry.units.get(&unit.key).map_or(&[][..], Vec::as_slice);
    let found = known.iter().find_map(|one| Some((one, begins_with(&unit.words, &one.name)?)));
    let Some((longest, end)) = found else { return unit.otherwise.as_deref().cloned() };
    let typed = &unit.words[..end];
    let place = || {
        let span = Span { width: typed.chars().count() as u32, ..unit.span };
        Place::at(&shown(), span)
    };
    // Two units may have one name in other capitals; each is right.
    if !known.iter().any(|known| is_called(typed, &known.name)) {
        // “Đoàn thanh niên các xã …” opens a sentence and may speak of all of them.
        let is_common = unit.opens_sentence && !typed.chars().skip(1).any(char::is_uppercase);
        return (!is_common).then(|| misspelt(unit, typed, longest, place()));
    }
    let until = longest.until.filter(|until| named.day.is_some_and(|day| *until < day))?;
    (!unit.is_past).then(|| {
        Diagnostic::hint("T08.gone_in_text", place())
            .with("unit", typed)
            .with("day", until.short())
            .related(Place::file(&longest.shown))
    })
}

/// T08: the whole name of a unit, of a place of which the site has units, that none of them bears.
/// Once a name.
fn without_page<'n>(
    unit: &'n NamedUnit,
    registry: &Registry,
    shown: &dyn Fn() -> Arc<str>,
    missed: &mut Vec<&'n str>,
) -> Option<Diagnostic> {
    let (name, place) = named::whole_name(&unit.words)?;
    let known = registry.units.get(&unit.key).map_or(&[][..], Vec::as_slice);
    let is_known = known.iter().any(|known| begins_with(&unit.words, &known.name).is_some());
    if unit.is_past
        || unit.is_field
        || is_known
        || !registry.places.contains(place)
        || missed.contains(&name)
    {
        return None;
    }
    missed.push(name);
    let span = Span { width: name.chars().count() as u32, ..unit.span };
    Some(Diagnostic::hint("T08.no_page", Place::at(&shown(), span)).with("unit", name))
}

fn misspelt(unit: &NamedUnit, typed: &str, known: &KnownUnit, place: Place) -> Diagnostic {
    let problem = Diagnostic::warning("T08.other_spelling", place)
        .with("words", typed)
        .with("right", &known.name)
        .related(Place::file(&known.shown));
    match unit.start {
        Some(start) => {
            let start = start as usize;
            problem.fixed_by(start..start + typed.len(), &known.name)
        }
        None => problem,
    }
}

/// `huyện Sìn Hồ` inside a sentence is `Huyện Sìn Hồ`, the title of its page.
fn is_called(typed: &str, name: &str) -> bool {
    let (mut typed, mut name) = (typed.chars(), name.chars());
    let same_first = typed.next().map(|c| c.to_lowercase().to_string())
        == name.next().map(|c| c.to_lowercase().to_string());
    same_first && typed.as_str() == name.as_str()
}

/// The byte of the words at which a name with which they begin, case left out, ends.
fn begins_with(words: &str, name: &str) -> Option<usize> {
    let mut rest = words.char_indices();
    for letter in name.chars() {
        let (_, other) = rest.next()?;
        if letter != other && !letter.to_lowercase().eq(other.to_lowercase()) {
            return None;
        }
    }
    let end = rest.clone().next().map_or(words.len(), |(at, _)| at);
    let goes_on = words[end..].chars().next().is_some_and(char::is_alphanumeric);
    (!goes_on).then_some(end)
}

/// L03: a link to a system that was stopped; else what was wrong with it by itself.
fn leads(
    named: &NamedHost,
    registry: &Registry,
    shown: &dyn Fn() -> Arc<str>,
) -> Option<Diagnostic> {
    let place = || Place::at(&shown(), named.span);
    let system = registry.systems.get(&named.host);
    if let Some(system) = system.filter(|system| system.is_stopped) {
        // Its own page says that it was stopped.
        if system.shown == shown() {
            return None;
        }
        let problem = Diagnostic::warning("L03.system_stopped", place());
        let problem = problem.with("system", &system.title).with("host", &named.host);
        return Some(problem.related(Place::file(&system.shown)));
    }
    match &named.otherwise {
        Otherwise::Fine => None,
        Otherwise::NotEncrypted(to) => {
            let problem = Diagnostic::warning("L03.not_encrypted", place());
            Some(problem.with("host", &named.host).with("to", to))
        }
        // Whoever describes a system on the site vouches for it.
        Otherwise::Unlisted if system.is_some() => None,
        Otherwise::Unlisted => {
            Some(Diagnostic::warning("L03.unlisted", place()).with("host", &named.host))
        }
    }
}
