//! `lantoa build` and `lantoa check`.

use std::io::IsTerminal as _;

use serde_json::json;

use crate::cli::Common;
use crate::commands::progress::Bars;
use crate::commands::{Exit, Printer, inputs, instant, language, print, print_error, printer};
use crate::diagnostic::catalogue::Catalogue;
use crate::diagnostic::{self, Severity, json as diagnostic_json};
use crate::pipeline::{self, Inputs, Outcome, Report};

/// Checks the content.
pub(super) fn check(common: &Common) -> anyhow::Result<Exit> {
    run(common, pipeline::check, |printer, outcome, _| {
        let documents = outcome.report.documents.to_string();
        print(&printer.word("checked", &[("documents", documents)]));
    })
}

/// Builds the site.
pub(super) fn build(common: &Common) -> anyhow::Result<Exit> {
    run(common, pipeline::build, |printer, outcome, failed| {
        if failed {
            let errors = outcome.problems.iter().filter(|p| p.severity == Severity::Error).count();
            print_error(&printer.word("not_built", &[("errors", errors.to_string())]));
            return;
        }
        if common.verbose > 1 {
            reasons(printer, &outcome.report);
        }
        let counts = numbers(&outcome.report);
        let counts: Vec<(&str, String)> =
            counts.into_iter().map(|(name, count)| (name, count.to_string())).collect();
        print(&printer.word("built", &counts));
        let home = common.output.join("site").join("index.html");
        print(&printer.word("open_site", &[("path", home.display().to_string())]));
    })
}

/// A job of the pipeline.
pub(super) type Job = fn(&Inputs<'_>) -> Result<Outcome, crate::disk::Failure>;

fn run(
    common: &Common,
    job: Job,
    report: impl FnOnce(&Printer, &Outcome, bool),
) -> anyhow::Result<Exit> {
    let Some(outcome) = outcome(common, job)? else { return Ok(Exit::Usage) };
    let failed = diagnostic::any_error(&outcome.problems);
    let printer = printer(common, language(common, Some(outcome.language)));
    if common.json {
        print_json(&printer, &outcome);
    } else {
        printer.problems(&outcome.problems);
        if !common.quiet {
            report(&printer, &outcome, failed);
        }
    }
    Ok(if failed { Exit::Problems } else { Exit::Done })
}

/// Runs a job with what was typed; `None` where the instant was typed wrongly, which is told.
pub(super) fn outcome(common: &Common, job: Job) -> anyhow::Result<Option<Outcome>> {
    let mut done = None;
    inputs_of(common, |inputs| {
        done = Some(job(inputs)?);
        Ok(Exit::Done)
    })?;
    Ok(done)
}

/// Hands over what was typed; where the instant was typed wrongly, that is told.
pub(super) fn inputs_of(
    common: &Common,
    run: impl FnOnce(&Inputs<'_>) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let at = match instant(common) {
        Ok(at) => at,
        Err(typed) => {
            let words = Catalogue::of(language(common, None));
            print_error(&words.word("bad_instant", &[("value", typed)]));
            return Ok(Exit::Usage);
        }
    };
    let is_watched = std::io::stderr().is_terminal() && !common.quiet && !common.json;
    let bars = Bars::new(language(common, None), is_watched);
    run(&inputs(common, at, &bars))
}

fn numbers(report: &Report) -> [(&'static str, usize); 6] {
    [
        ("documents", report.documents),
        ("published", report.published),
        ("pages", report.pages),
        ("rendered", report.rendered),
        ("written", report.written),
        ("removed", report.removed),
    ]
}

fn print_json(printer: &Printer, outcome: &Outcome) {
    let report: serde_json::Map<String, serde_json::Value> =
        numbers(&outcome.report).into_iter().map(|(name, n)| (name.to_owned(), n.into())).collect();
    let object = json!({
        "problems": diagnostic_json::array(&outcome.problems, printer.catalogue),
        "report": report,
    });
    print(&object.to_string());
}

/// Why each page was rendered, in words.
fn reasons(printer: &Printer, report: &Report) {
    for (path, parts) in &report.reasons {
        let words: Vec<String> =
            parts.iter().map(|part| printer.word(&format!("reason_{part}"), &[])).collect();
        let reasons = words.join(", ");
        print(&printer.word("rendered_because", &[("path", path.clone()), ("reasons", reasons)]));
    }
}
