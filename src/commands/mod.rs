//! The commands, one file each: arguments in, one call of the library, one printed report.
//!
//! With `diagnostic` this is the only room that prints, and the only one that reads the clock, the
//! locale and the terminal.

mod amend;
mod build;
mod completions;
mod diff;
mod documents;
mod export;
mod far;
mod fix;
mod gc;
mod init;
mod new;
mod pin;
mod printing;
mod probe;
mod progress;
mod publish;
mod reading;
mod redact;
mod releases;
mod rollback;
mod schedule;
mod schema;
mod serve;
mod status;
mod verify;
mod wrong_use;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::cli::{self, Arguments, Command, Common, Lang};
use crate::diagnostic::catalogue::{Catalogue, Language};
use crate::disk::{Disk as _, Failure, RealDisk};
use crate::hash::Hash;
use crate::pipeline::{Inputs, Progress};
use crate::record::Trouble;
use crate::text::date::Instant;
use printing::{Printer, print, print_error};

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// Done.
    #[default]
    Done = 0,
    /// There are mistakes in the content.
    Problems = 1,
    /// The command was used wrongly.
    Usage = 2,
    /// Disk or network failed.
    World = 3,
}

/// Runs what was typed.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let typed: Vec<std::ffi::OsString> = arguments.into_iter().collect();
    let language = early_language(&typed);
    let catalogue = Catalogue::of(language);
    let parsed = cli::command(catalogue)
        .try_get_matches_from(&typed)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let exit = match parsed {
        Ok(arguments) => command(&arguments),
        Err(error) => wrong_use::answer(&error, language),
    };
    ExitCode::from(exit as u8)
}

fn command(arguments: &Arguments) -> Exit {
    let common = &arguments.common;
    let done = match &arguments.command {
        Command::Init { folder } => init::run(folder, common),
        Command::New { kind, title } => new::run(kind, title, common),
        Command::Amend { document, class, note, effective, by } => {
            let [class, note] = [class.as_deref(), note.as_deref()];
            let [effective, by] = [effective.as_deref(), by.as_deref()];
            amend::run(&amend::Wish { document, class, note, effective, by }, common)
        }
        Command::Check => build::check(common),
        Command::Fix { yes } => fix::run(*yes, common),
        Command::Build => build::build(common),
        Command::Schedule { due, since } => schedule::run(*due, since.as_deref(), common),
        Command::Serve { port, open, poll } => {
            serve::run(&serve::Wish { port: *port, opens: *open, polls: *poll }, common)
        }
        Command::Publish(wish) => publish::run(wish, common),
        Command::Probe { target } => probe::run(target.as_deref(), common),
        Command::Status => status::run(common),
        Command::Releases => releases::run(common),
        Command::Rollback { release, note } => rollback::run(*release, note, common),
        Command::Verify { zip: Some(zip), .. } => verify::run_zip(zip, common),
        Command::Verify { remote: Some(address), sample, .. } => {
            reading::run(address.as_deref(), *sample, common)
        }
        Command::Verify { .. } => verify::run(common),
        Command::Export { zip, release } => export::run(zip, *release, common),
        Command::Redact(wish) => redact::run(wish, common),
        Command::Pin { release, name } => pin::run(*release, Some(name), common),
        Command::Unpin { release } => pin::run(*release, None, common),
        Command::Gc { forget } => gc::run(forget.as_deref(), common),
        Command::Diff { older, newer } => diff::run(*older, *newer, common),
        Command::Schema { to, manual } => schema::run(to, *manual, common),
        Command::Completions { shell } => Ok(completions::run(*shell)),
    };
    done.unwrap_or_else(|error| {
        let site = schema::settings(common).ok().map(|settings| settings.language);
        let catalogue = Catalogue::of(language(common, site));
        print_error(&failure_words(&error, catalogue));
        match error.downcast_ref::<Trouble>() {
            Some(Trouble::Refused(refusal)) if refusal.is_wrong_use() => Exit::Usage,
            _ => Exit::World,
        }
    })
}

/// One line that says what could not be done, on which path, and why.
fn failure_words(error: &anyhow::Error, catalogue: &Catalogue) -> String {
    match (error.downcast_ref::<Failure>(), error.downcast_ref::<Trouble>()) {
        (Some(failure), _) | (_, Some(Trouble::World(failure))) => failure.words(catalogue),
        (_, Some(Trouble::Refused(refusal))) => {
            let (id, arguments) = refusal.words();
            catalogue.word(id, &arguments)
        }
        _ => format!("{error:#}"),
    }
}

/// The language of messages: asked for, else the site's, else the locale's.
fn language(common: &Common, site: Option<Language>) -> Language {
    match common.lang {
        Some(Lang::Vi) => Language::Vi,
        Some(Lang::En) => Language::En,
        None => site.unwrap_or_else(locale),
    }
}

#[expect(clippy::disallowed_methods, reason = "the locale chooses the language of messages only")]
fn locale() -> Language {
    let tags = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let tag = tags.iter().find_map(|name| std::env::var(name).ok().filter(|tag| !tag.is_empty()));
    // Where no language is asked for, as on Windows, it is that of those who use this most.
    tag.as_deref().map_or(Language::Vi, Language::from_tag)
}

/// The language of help, which is needed before anything is parsed.
fn early_language(typed: &[std::ffi::OsString]) -> Language {
    let words: Vec<&str> = typed.iter().filter_map(|word| word.to_str()).collect();
    let asked = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(at + 1).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    asked.map_or_else(locale, Language::from_tag)
}

/// The instant a site is built for; `Err` holds the words of a wrong one.
fn instant(common: &Common) -> Result<Instant, String> {
    Ok(parsed(common.at.as_deref())?.unwrap_or_else(now))
}

/// An instant that was typed.
fn parsed(typed: Option<&str>) -> Result<Option<Instant>, String> {
    typed.map(|typed| Instant::parse(typed).map_err(|_| typed.to_owned())).transpose()
}

#[expect(clippy::disallowed_methods, reason = "here the clock becomes an input")]
fn now() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Instant::from_unix(since.map_or(0, |since| since.as_secs().try_into().unwrap_or(i64::MAX)))
}

/// The identity of this program: its version, and size and time of its file, so that a rebuilt one
/// makes every page anew.
fn program() -> Hash {
    let file = std::env::current_exe().ok();
    let stamp = file.and_then(|file| DISK.stamp(&file).ok().flatten()).unwrap_or_default();
    Hash::of_value(&(env!("CARGO_PKG_VERSION"), stamp.modified, stamp.length))
}

/// What a run of the pipeline is a function of.
fn inputs<'a>(common: &Common, at: Instant, progress: &'a dyn Progress) -> Inputs<'a> {
    Inputs {
        disk: &DISK,
        content: common.content.clone(),
        themes: themes(&common.content),
        output: common.output.clone(),
        theme: common.theme.clone(),
        at,
        now: now(),
        program: program(),
        progress,
    }
}

/// The folder of themes: beside the content.
fn themes(content: &Path) -> PathBuf {
    match content.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.join("themes"),
        _ => PathBuf::from("themes"),
    }
}

fn printer(common: &Common, language: Language) -> Printer {
    Printer::new(common, Catalogue::of(language))
}

/// A printer in the language that is asked for, or the site's.
fn site_printer(common: &Common) -> anyhow::Result<Printer> {
    let (settings, _) = crate::pipeline::settings(&DISK, &common.content)?;
    Ok(printer(common, language(common, Some(settings.language))))
}

/// The real disk; commands are its only givers.
static DISK: RealDisk = RealDisk;
