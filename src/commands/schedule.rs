//! `lantoa schedule`.

use serde_json::{Value, json};

use crate::cli::Common;
use crate::commands::{
    Exit, Printer, inputs, instant, language, parsed, print, print_error, printer,
};
use crate::diagnostic;
use crate::diagnostic::catalogue::{Catalogue, Language};
use crate::diagnostic::json as diagnostic_json;
use crate::model::schedule::{Moment, PlainLink, Schedule, Turn};
use crate::pipeline::{self, Coming, Silent};
use crate::text::date::Instant;

/// Lists what is to come, or only tells whether a build is due.
pub(super) fn run(is_due: bool, since: Option<&str>, common: &Common) -> anyhow::Result<Exit> {
    let words = Catalogue::of(language(common, None));
    let (now, since) = match instant(common).and_then(|now| Ok((now, parsed(since)?))) {
        Ok(instants) => instants,
        Err(typed) => {
            print_error(&words.word("bad_instant", &[("value", typed)]));
            return Ok(Exit::Usage);
        }
    };
    let inputs = inputs(common, now, &Silent);
    let coming = pipeline::schedule(&inputs, since)?;
    let printer = printer(common, language(common, Some(coming.outcome.language)));
    let due = Due::of(&coming, since, now);
    if common.json {
        print(&object(&coming, &due, &printer).to_string());
    } else {
        report(&coming, &due, is_due, common, &printer);
    }
    let sound = !diagnostic::any_error(&coming.outcome.problems);
    Ok(if sound && (due.is_now() || !is_due) { Exit::Done } else { Exit::Problems })
}

/// Whether and why a build is due.
enum Due {
    /// Nobody knows the last build.
    NeverBuilt,
    /// The site that stands is of an instant that is still to come.
    BuiltAhead(Instant),
    /// Something has changed at this instant.
    Since(Instant),
    /// Something will change at this instant.
    At(Instant),
    /// Nothing will change.
    Never,
}

impl Due {
    fn of(coming: &Coming, since: Option<Instant>, now: Instant) -> Self {
        let Some(last) = since.or(coming.built_for) else { return Self::NeverBuilt };
        if last > now {
            return Self::BuiltAhead(last);
        }
        match coming.schedule.as_ref().and_then(Schedule::next) {
            Some(at) if at <= now => Self::Since(at),
            Some(at) => Self::At(at),
            None => Self::Never,
        }
    }

    fn is_now(&self) -> bool {
        matches!(self, Self::NeverBuilt | Self::BuiltAhead(_) | Self::Since(_))
    }

    fn words(&self, printer: &Printer) -> String {
        let word = |id, at: &Instant| printer.word(id, &[("time", time(*at, printer))]);
        match self {
            Self::NeverBuilt => printer.word("schedule_never_built", &[]),
            Self::BuiltAhead(at) => word("schedule_built_ahead", at),
            Self::Since(at) => word("schedule_due", at),
            Self::At(at) => word("schedule_next", at),
            Self::Never => printer.word("schedule_none", &[]),
        }
    }
}

fn time(at: Instant, printer: &Printer) -> String {
    match printer.catalogue.language() {
        Language::Vi => at.long_vi(),
        Language::En => at.long_en(),
    }
}

fn report(coming: &Coming, due: &Due, is_due: bool, common: &Common, printer: &Printer) {
    let Some(schedule) = &coming.schedule else {
        return printer.problems(&coming.outcome.problems);
    };
    if common.quiet {
        return;
    }
    print(&due.words(printer));
    if is_due {
        return;
    }
    for moment in &schedule.moments {
        print("");
        print(&printer.word("schedule_moment", &[("time", time(moment.at, printer))]));
        moment.turns.iter().for_each(|turn| print(&turn_words(turn, printer)));
        moment.links.iter().for_each(|link| print(&link_words(link, printer)));
    }
    if !schedule.plain.is_empty() {
        print("");
        print(&printer.word("schedule_plain_now", &[]));
        schedule.plain.iter().for_each(|link| print(&link_words(link, printer)));
    }
}

fn turn_words(turn: &Turn, printer: &Printer) -> String {
    let words = [
        ("title", turn.title.clone()),
        ("path", turn.shown.to_string()),
        ("task", turn.task.clone()),
    ];
    printer.word(&format!("schedule_{}", turn.change.key()), &words)
}

fn link_words(link: &PlainLink, printer: &Printer) -> String {
    let place = format!("{}:{}:{}", link.shown, link.span.line, link.span.column);
    let words = |until: String| {
        [
            ("place", place),
            ("words", link.words.clone()),
            ("target", link.target.to_string()),
            ("time", until),
        ]
    };
    match link.until {
        Some(until) => printer.word("schedule_plain_until", &words(time(until, printer))),
        None => printer.word("schedule_plain", &words(String::new())),
    }
}

fn object(coming: &Coming, due: &Due, printer: &Printer) -> Value {
    let schedule = coming.schedule.as_ref();
    let moments = schedule.map_or(&[][..], |schedule| &schedule.moments);
    let plain = schedule.map_or(&[][..], |schedule| &schedule.plain);
    json!({
        "due": due.is_now(),
        "built_for": coming.built_for.map(|at| at.rfc3339()),
        "next": schedule.and_then(Schedule::next).map(|at| at.rfc3339()),
        "moments": moments.iter().map(moment_object).collect::<Vec<_>>(),
        "plain_links": plain.iter().map(link_object).collect::<Vec<_>>(),
        "problems": diagnostic_json::array(&coming.outcome.problems, printer.catalogue),
    })
}

fn moment_object(moment: &Moment) -> Value {
    let turns = moment.turns.iter().map(|turn| {
        let Turn { change, title, shown, task } = turn;
        json!({ "change": change.key(), "title": title, "path": shown.as_ref(), "task": task })
    });
    json!({
        "at": moment.at.rfc3339(),
        "due": moment.is_due(),
        "turns": turns.collect::<Vec<_>>(),
        "plain_links": moment.links.iter().map(link_object).collect::<Vec<_>>(),
    })
}

fn link_object(link: &PlainLink) -> Value {
    json!({
        "path": link.shown.as_ref(),
        "line": link.span.line,
        "column": link.span.column,
        "words": link.words,
        "target": link.target.as_ref(),
        "until": link.until.map(|at| at.rfc3339()),
    })
}
