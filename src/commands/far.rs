//! The targets of `site.yaml`: brings the release there and tells what came of it.
//!
//! Passwords are read here, from the environment or a file, and handed on as secrets.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::cli::Common;
use crate::commands::progress::Sending;
use crate::commands::{DISK, Exit, Printer, print, print_error, site_printer};
use crate::diagnostic::Severity;
use crate::disk::{self, Disk as _};
use crate::hash::Hash;
use crate::model::target::{Destination, TargetKind};
use crate::pipeline::far::{self, Answer, Reach, Why};
use crate::pipeline::release::Done;
use crate::pipeline::{self, Inputs};
use crate::publish::Stop;
use crate::publish::push::Brought;
use crate::publish::remote::Secret;
use crate::record::Head;

/// What was typed of targets.
pub(super) struct Wish<'a> {
    /// Who publishes.
    pub(super) owner: &'a str,
    /// The only target that is meant.
    pub(super) only: Option<&'a str>,
    /// Whether somebody else's lock is taken away.
    pub(super) takes_over: bool,
}

/// What came of the targets.
#[derive(Default)]
pub(super) struct Told {
    /// How the run ends because of them.
    pub(super) exit: Exit,
    /// Each of them in JSON.
    targets: Vec<Value>,
    /// Each of them in words, where they are not printed at once.
    pub(super) lines: Vec<String>,
}

impl Told {
    /// Adds them to what is printed in JSON; nothing where there are none.
    pub(super) fn add_to(&self, object: &mut Value) {
        if let (Value::Object(object), false) = (object, self.targets.is_empty()) {
            object.insert("targets".to_owned(), self.targets.clone().into());
        }
    }
}

/// Tells that no target has the name that was typed.
pub(super) fn unknown(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    common: &Common,
) -> anyhow::Result<Option<Exit>> {
    let Some(only) = wish.only else { return Ok(None) };
    let (settings, _) = pipeline::settings(inputs.disk, &inputs.content)?;
    if settings.targets.iter().any(|target| target.name == only) {
        return Ok(None);
    }
    let names: Vec<&str> = settings.targets.iter().map(|target| target.name.as_str()).collect();
    let words = [("name", only.to_owned()), ("names", names.join(", "))];
    print_error(&site_printer(common)?.word("far_unknown", &words));
    Ok(Some(Exit::Usage))
}

/// Tells of mistakes in the settings, for a target with one is none; says whether there are any.
pub(super) fn mistaken(inputs: &Inputs<'_>, printer: &Printer) -> anyhow::Result<bool> {
    let mut problems = pipeline::settings_problems(inputs)?;
    problems.retain(|problem| problem.severity == Severity::Error);
    printer.found(&problems);
    Ok(!problems.is_empty())
}

/// Brings the release to the targets where there is one to bring.
pub(super) fn after(
    done: &Done,
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    common: &Common,
) -> anyhow::Result<Told> {
    match done {
        Done::Mistakes | Done::Broken(_) | Done::Unexplained(_) => Ok(Told::default()),
        _ => deliver(inputs, wish, &site_printer(common)?, common),
    }
}

/// Brings the current release to the targets and tells of each.
pub(super) fn deliver(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    printer: &Printer,
    common: &Common,
) -> anyhow::Result<Told> {
    let mut told = Told::default();
    if mistaken(inputs, printer)? {
        told.exit = Exit::Problems;
    }
    let answers = reach(inputs, wish, common, |reach| far::deliver(inputs, reach))?;
    for Answer { destination, result } in answers {
        let name = &destination.name;
        match result {
            Ok(brought) => {
                told.targets.push(object(name, &brought));
                if !common.json && !common.quiet {
                    say(name, &brought, printer);
                }
            }
            Err(why) => {
                told.exit = Exit::World;
                let (id, words) = failure(name, &why, printer);
                told.targets.push(json!({ "name": name, "failed": id, "words": words[1].1 }));
                print_error(&printer.word(&format!("far_{id}"), &words));
            }
        }
    }
    Ok(told)
}

/// What bringing these files to the targets would do.
pub(super) fn foresee(
    inputs: &Inputs<'_>,
    files: &[(Arc<str>, Hash, u64)],
    wish: &Wish<'_>,
    common: &Common,
) -> anyhow::Result<Told> {
    let (mut told, printer) = (Told::default(), site_printer(common)?);
    let answers = reach(inputs, wish, common, |reach| far::foresee(inputs, reach, files))?;
    for Answer { destination, result } in answers {
        let name = destination.name;
        let foreseen = match result {
            Ok(foreseen) => foreseen,
            Err(why) => {
                told.exit = Exit::World;
                let (id, words) = failure(&name, &why, &printer);
                told.targets.push(json!({ "name": name, "failed": id, "words": words[1].1 }));
                told.lines.push(printer.word(&format!("far_{id}"), &words));
                continue;
            }
        };
        let facts = [
            ("name", name.clone()),
            ("files", foreseen.files.to_string()),
            ("bytes", foreseen.bytes.to_string()),
            ("removed", foreseen.removed.to_string()),
        ];
        told.lines.push(printer.word("far_plan", &facts));
        if destination.kind != TargetKind::Zip {
            told.lines.push(printer.word(&format!("probe_mode_{}", foreseen.mode.key()), &[]));
        }
        if let Some(owner) = &foreseen.seen.holder {
            let words = [("name", name.clone()), ("owner", owner.clone())];
            told.lines.push(printer.word("far_status_busy", &words));
        }
        told.targets.push(json!({
            "name": name,
            "mode": foreseen.mode.key(),
            "files": foreseen.files,
            "bytes": foreseen.bytes,
            "removed": foreseen.removed,
            "busy": foreseen.seen.holder,
        }));
    }
    Ok(told)
}

/// What the targets show and who is at work there; and whether all show this release and nobody is.
pub(super) fn standing(
    inputs: &Inputs<'_>,
    head: Option<Head>,
    common: &Common,
) -> anyhow::Result<(Told, bool)> {
    let (mut told, mut is_settled) = (Told::default(), true);
    let printer = site_printer(common)?;
    if mistaken(inputs, &printer)? {
        is_settled = false;
    }
    let wish = Wish { owner: "", only: None, takes_over: false };
    let current = head.map(|head| format!("{:04} {}", head.seq, head.hash.hex()));
    for Answer { destination, result } in
        reach(inputs, &wish, common, |reach| far::look(inputs, reach))?
    {
        let name = destination.name.clone();
        let seen = match result {
            Ok(seen) => seen,
            Err(why) => {
                is_settled = false;
                let (id, words) = failure(&name, &why, &printer);
                told.targets.push(json!({ "name": name, "failed": id, "words": words[1].1 }));
                told.lines.push(printer.word(&format!("far_{id}"), &words));
                continue;
            }
        };
        let is_current = match (&seen.says, &current) {
            (Some(says), Some(current)) => says.starts_with(current),
            // A place that was never delivered to waits as one with an older release does.
            (says, current) => says.is_none() && current.is_none(),
        };
        is_settled &= is_current && seen.holder.is_none();
        let number =
            seen.says.as_deref().and_then(|says| says.split(' ').next()?.parse::<u32>().ok());
        let words = [("name", name.clone()), ("release", number.unwrap_or(0).to_string())];
        told.lines.push(
            printer.word(if number.is_some() { "far_status" } else { "far_status_none" }, &words),
        );
        if let Some(owner) = &seen.holder {
            let words = [("name", name.clone()), ("owner", owner.clone())];
            told.lines.push(printer.word("far_status_busy", &words));
        }
        told.targets.push(json!({ "name": name, "shown": number, "busy": seen.holder }));
    }
    Ok((told, is_settled))
}

/// Hands over how targets are reached.
pub(super) fn reach<T>(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    common: &Common,
    run: impl FnOnce(&Reach<'_>) -> T,
) -> T {
    disk::keep_memory_private();
    let folder = inputs.content.parent().unwrap_or(Path::new(""));
    let meter = Sending::new(common);
    run(&Reach {
        owner: wish.owner,
        takes_over: wish.takes_over,
        only: wish.only,
        wait: &std::thread::sleep,
        secret: &|destination| secret(destination, folder),
        meter: &meter,
    })
}

/// The password that a target's settings name; `Err` says what is missing.
#[expect(clippy::disallowed_methods, reason = "a secret may come from the environment")]
fn secret(destination: &Destination, folder: &Path) -> Result<Option<Secret>, String> {
    let (name, path) = (&destination.password_env, &destination.password_file);
    if !name.is_empty() {
        let words = std::env::var(name).map_err(|_| name.clone())?;
        return Ok(Some(Secret::new(words)));
    }
    if path.is_empty() {
        return Ok(None);
    }
    let bytes = DISK.read(&folder.join(path)).map_err(|_| path.clone())?;
    let words = String::from_utf8(bytes).map_err(|_| path.clone())?;
    Ok(Some(Secret::new(words.trim_end_matches(['\r', '\n']).to_owned())))
}

/// The name of this machine, as others are told it.
pub(super) fn machine() -> String {
    let read = DISK.read(Path::new("/etc/hostname")).ok();
    let name = read.and_then(|bytes| String::from_utf8(bytes).ok()).or_else(windows_name);
    name.map(|name| name.trim().to_owned()).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the name of the machine is told to others only")]
fn windows_name() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

fn say(name: &str, brought: &Brought, printer: &Printer) {
    let facts = [
        ("name", name.to_owned()),
        ("sent", brought.sent.to_string()),
        ("bytes", brought.bytes.to_string()),
        ("copied", brought.copied.to_string()),
        ("removed", brought.removed.to_string()),
    ];
    if brought.is_nothing_new {
        return print(&printer.word("far_nothing_new", &facts));
    }
    if let Some(owner) = &brought.displaced {
        let words = [("name", name.to_owned()), ("owner", owner.clone())];
        print(&printer.word("far_displaced", &words));
    }
    if brought.is_resumed {
        print(&printer.word("far_resumed", &facts));
    }
    print(&printer.word("far_brought", &facts));
    print(&printer.word(&format!("promise_{}", brought.promise.key()), &[]));
    if !brought.is_locked {
        print(&printer.word("far_advisory", &facts));
    }
}

fn object(name: &str, brought: &Brought) -> Value {
    json!({
        "name": name,
        "promise": brought.promise.key(),
        "nothing_new": brought.is_nothing_new,
        "sent": brought.sent,
        "bytes": brought.bytes,
        "copied": brought.copied,
        "removed": brought.removed,
        "resumed": brought.is_resumed,
        "displaced": brought.displaced,
        "lock_keeps_out": brought.is_locked,
    })
}

/// The word of what went wrong at a target, and what to fill in.
pub(super) fn failure(
    name: &str,
    why: &Why,
    printer: &Printer,
) -> (&'static str, [(&'static str, String); 3]) {
    let (id, words, path) = match why {
        Why::NoSecret(what) => ("no_secret", what.clone(), String::new()),
        Why::Stopped(Stop::World(failure)) => {
            ("world", failure.words(printer.catalogue), String::new())
        }
        Why::Stopped(Stop::Far(fault)) => {
            let reason = fault.reason.map(|reason| printer.word(reason, &[]));
            (fault.cause.key(), reason.unwrap_or(fault.words.clone()), fault.path.clone())
        }
        Why::Stopped(Stop::Held(owner)) => ("held", owner.clone(), String::new()),
        Why::Stopped(Stop::Lost(owner)) => ("lost", owner.clone(), String::new()),
        Why::Stopped(Stop::Ahead(says)) => ("ahead", says.clone(), String::new()),
        Why::Stopped(Stop::Damaged(path)) => ("damaged", path.display().to_string(), String::new()),
    };
    (id, [("name", name.to_owned()), ("words", words), ("path", path)])
}
