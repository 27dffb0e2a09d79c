//! `lantoa serve`: says where the site can be seen, what changed and what is wrong.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cli::Common;
use crate::commands::{
    DISK, Exit, Printer, instant, language, now, print, print_error, printer, schema, themes,
};
use crate::diagnostic::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::serve::{self, Clock, Notice, Site, Trouble};

/// What was asked for.
pub(super) struct Wish {
    /// The first port to try.
    pub(super) port: u16,
    /// Whether to open the browser.
    pub(super) opens: bool,
    /// Whether to look every second.
    pub(super) polls: bool,
}

/// Shows the site until Ctrl-C.
pub(super) fn run(wish: &Wish, common: &Common) -> anyhow::Result<Exit> {
    let at = match instant(common) {
        Ok(at) => common.at.is_some().then_some(at),
        Err(typed) => {
            let words = Catalogue::of(language(common, None));
            print_error(&words.word("bad_instant", &[("value", typed)]));
            return Ok(Exit::Usage);
        }
    };
    let spoken = schema::settings(common).ok().map(|settings| settings.language);
    let asked = common.lang.map(|_| language(common, None));
    let printer = printer(common, language(common, spoken));
    let site = Site {
        disk: &DISK,
        content: common.content.clone(),
        themes: themes(&common.content),
        output: common.output.clone(),
        theme: common.theme.clone(),
        program: super::program(),
        language: asked,
        polls: wish.polls,
        clock: Clock { at, now, ticks },
    };
    let tell = |notice: Notice<'_>| say(&printer, common, wish, &notice);
    match serve::run(site, wish.port, &tell) {
        Ok(()) => Ok(Exit::Done),
        Err(Trouble::World(failure)) => Err(failure.into()),
        Err(Trouble::Port { port, source }) => {
            let words = [("port", port.to_string()), ("reason", source.to_string())];
            print_error(&printer.word("not_served_port", &words));
            Ok(Exit::World)
        }
    }
}

fn say(printer: &Printer, common: &Common, wish: &Wish, notice: &Notice<'_>) {
    match notice {
        Notice::Ready { port, problems, took } => {
            printer.problems(problems);
            if !common.quiet {
                print(&printer.word("served_first", &[("time", time(*took))]));
            }
            if wish.port != 0 && *port != wish.port {
                let words = [("asked", wish.port.to_string()), ("port", port.to_string())];
                print(&printer.word("served_other_port", &words));
            }
            let address = format!("http://127.0.0.1:{port}/");
            print(&printer.word("served", &[("address", address.clone())]));
            if wish.opens {
                open(&address);
            }
        }
        Notice::Polling => print(&printer.word("served_polling", &[])),
        Notice::Looked { changed, found, problems, took } => {
            if !common.quiet {
                print(&looked(printer, changed, *took));
            }
            printer.found(found);
            let errors = errors(problems);
            if errors > 0 {
                print_error(&printer.word("served_still", &[("errors", errors.to_string())]));
            }
        }
        Notice::Failed(failure) => print_error(&failure.words(printer.catalogue)),
    }
}

fn looked(printer: &Printer, changed: &[String], took: Duration) -> String {
    let time = ("time", time(took));
    match changed {
        [] => printer.word("served_turned", &[time]),
        [one] => printer.word("served_changed", &[("changed", one.clone()), time]),
        [first, rest @ ..] => {
            let more = ("more", rest.len().to_string());
            printer.word("served_changed_many", &[("changed", first.clone()), more, time])
        }
    }
}

fn errors(problems: &[Diagnostic]) -> usize {
    problems.iter().filter(|problem| problem.severity == Severity::Error).count()
}

fn time(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}

/// Time since the program asked for the first time.
#[expect(clippy::disallowed_methods, reason = "here the clock becomes an input")]
fn ticks() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// Opens the person's browser; one that cannot be started leaves the printed address.
fn open(address: &str) {
    let (program, first): (&str, &[&str]) = match std::env::consts::OS {
        "windows" => ("cmd", &["/C", "start"]),
        "macos" => ("open", &[]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(first).arg(address).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = command.spawn();
}
