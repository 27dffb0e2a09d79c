//! `lantoa publish`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::{self, Common};
use crate::commands::build::inputs_of;
use crate::commands::{Exit, Printer, far, language, now, print, print_error, printer};
use crate::diagnostic::{self, json as diagnostic_json};
use crate::model::release::Release;
use crate::model::release_log::{Change, Changes};
use crate::pipeline::release::{self, Done, Made, Planned, Released, Wish};

/// Publishes, or says what would be done.
pub(super) fn run(wish: &cli::Publish, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let owner = owner();
        let asked =
            far::Wish { owner: &owner, only: wish.target.as_deref(), takes_over: wish.take_over };
        if let Some(exit) = far::unknown(inputs, &asked, common)? {
            return Ok(exit);
        }
        if wish.dry_run {
            let planned = release::plan(inputs)?;
            let targets = match planned.files.is_empty() {
                true => far::Told::default(),
                false => far::foresee(inputs, &planned.files, &asked, common)?,
            };
            return Ok(plan(&planned, &targets, common).max(targets.exit));
        }
        let wish = Wish {
            key: wish.key.clone(),
            new_key: wish.new_key,
            ..self::wish(common, &wish.note, &owner)
        };
        let released = release::publish(inputs, &wish)?;
        let printer = printer(common, language(common, Some(released.outcome.language)));
        if exit_of(&released.done) == Exit::Problems || common.json {
            let targets = far::after(&released.done, inputs, &asked, common)?;
            return Ok(report(&released, &targets, &printer, common).max(targets.exit));
        }
        let exit = report(&released, &far::Told::default(), &printer, common);
        Ok(far::deliver(inputs, &asked, &printer, common)?.exit.max(exit))
    })
}

/// A wish without extras.
pub(super) fn wish<'a>(common: &Common, note: &'a str, owner: &'a str) -> Wish<'a> {
    let tool = concat!("lantoa ", env!("CARGO_PKG_VERSION"));
    Wish { note, owner, tool, keys: keys(&common.content), key: None, new_key: false }
}

/// The folder of keys: beside the content.
fn keys(content: &Path) -> PathBuf {
    match content.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.join("keys"),
        _ => PathBuf::from("keys"),
    }
}

/// What others are told while this run publishes.
pub(super) fn owner() -> String {
    format!("lantoa {} {}, {}", std::process::id(), far::machine(), now().rfc3339())
}

/// How a run ends that did this.
pub(super) fn exit_of(done: &Done) -> Exit {
    match done {
        Done::Mistakes | Done::Broken(_) | Done::Unexplained(_) => Exit::Problems,
        _ => Exit::Done,
    }
}

fn report(released: &Released, targets: &far::Told, printer: &Printer, common: &Common) -> Exit {
    let exit = exit_of(&released.done);
    if common.json {
        let problems = diagnostic_json::array(&released.outcome.problems, printer.catalogue);
        let mut object = json!({ "problems": problems, "publish": object(&released.done) });
        targets.add_to(&mut object);
        print(&object.to_string());
        return exit;
    }
    printer.problems(&released.outcome.problems);
    say(&released.done, printer, common);
    exit
}

/// Tells what was done.
pub(super) fn say(done: &Done, printer: &Printer, common: &Common) {
    match done {
        Done::Mistakes => print_error(&printer.word("not_published", &[])),
        Done::Broken(problems) => {
            printer.problems(problems);
            print_error(&printer.word("not_published", &[]));
        }
        Done::Unexplained(count) => {
            print_error(&printer.word("publish_unexplained", &[("count", count.to_string())]));
        }
        Done::Made(made) if common.quiet => say_keys(made, printer),
        _ if common.quiet => {}
        Done::NothingNew(release) => print(&printer.word("publish_nothing_new", &facts(release))),
        Done::Arrived(release, promise) => {
            print(&printer.word("publish_arrived", &facts(release)));
            print(&printer.word(&format!("promise_{}", promise.key()), &[]));
        }
        Done::Made(made) => say_made(made, printer, common),
    }
}

fn say_made(made: &Made, printer: &Printer, common: &Common) {
    print(&printer.word("publish_made", &facts(&made.release)));
    changes(&made.changes, printer);
    print(&printer.word(&format!("promise_{}", made.promise.key()), &[]));
    let public = common.output.join("public").join("index.html").display().to_string();
    print(&printer.word("publish_see", &[("path", public)]));
    say_keys(made, printer);
}

/// What of keys and clocks is to be known even by those who want to hear little.
fn say_keys(made: &Made, printer: &Printer) {
    for path in &made.made_keys {
        print(&printer.word("publish_key_made", &[("path", path.display().to_string())]));
    }
    if made.made_keys.len() > 1 {
        print(&printer.word("publish_keys_advice", &[]));
    }
    if made.is_skewed {
        print_error(&printer.word("publish_skewed", &facts(&made.release)));
    }
    if made.is_unannounced {
        print_error(&printer.word("publish_unannounced", &[]));
    }
}

/// What differs, a line for each sort.
pub(super) fn changes(changes: &Changes, printer: &Printer) {
    for change in Change::ALL {
        let documents = changes.documents(change);
        if documents > 0 {
            let id = format!("changes_{}", change.key());
            print(&printer.word(&id, &[("count", documents.to_string())]));
        }
    }
}

fn facts(release: &Release) -> [(&'static str, String); 4] {
    [
        ("release", release.seq.to_string()),
        ("files", release.files.to_string()),
        ("bytes", release.bytes.to_string()),
        ("time", release.published.rfc3339()),
    ]
}

/// A release in JSON.
pub(super) fn release_object(release: &Release) -> Value {
    json!({
        "release": release.seq,
        "published": release.published.rfc3339(),
        "content": release.content.hex(),
        "previous": release.previous.map(|hash| hash.hex()),
        "files": release.files,
        "bytes": release.bytes,
        "restores": release.restores,
        "note": release.note,
    })
}

/// What was done, in JSON.
pub(super) fn object(done: &Done) -> Value {
    match done {
        Done::Mistakes | Done::Broken(_) => json!({ "done": "mistakes" }),
        Done::Unexplained(warnings) => json!({ "done": "unexplained", "warnings": warnings }),
        Done::NothingNew(release) => {
            json!({ "done": "nothing_new", "release": release_object(release) })
        }
        Done::Arrived(release, promise) => json!({
            "done": "arrived",
            "release": release_object(release),
            "promise": promise.key(),
        }),
        Done::Made(made) => json!({
            "done": "made",
            "release": release_object(&made.release),
            "promise": made.promise.key(),
            "changes": changes_object(&made.changes),
            "keys_made": made.made_keys,
            "clock_skewed": made.is_skewed,
            "key_unannounced": made.is_unannounced,
        }),
    }
}

/// What differs, in JSON.
pub(super) fn changes_object(changes: &Changes) -> Value {
    let page = |page: &crate::model::release_log::PageChange| json!({ "address": page.address, "title": page.title, "change": page.change.key() });
    let files = changes.files;
    json!({
        "pages": changes.pages.iter().map(page).collect::<Vec<_>>(),
        "looks": changes.looks,
        "files": { "added": files.added, "changed": files.changed, "removed": files.removed },
    })
}

fn plan(planned: &Planned, targets: &far::Told, common: &Common) -> Exit {
    let printer = printer(common, language(common, Some(planned.outcome.language)));
    let failed = diagnostic::any_error(&planned.outcome.problems);
    let exit = if failed { Exit::Problems } else { Exit::Done };
    if common.json {
        let row = |(group, files, bytes): &(crate::publish::plan::Group, usize, u64)| json!({ "group": group.key(), "files": files, "bytes": bytes });
        let groups: Vec<Value> = planned.groups.iter().map(row).collect();
        let problems = diagnostic_json::array(&planned.outcome.problems, printer.catalogue);
        let mut plan = json!({ "promise": planned.promise.key(), "groups": groups });
        targets.add_to(&mut plan);
        print(&json!({ "problems": problems, "plan": plan }).to_string());
        return exit;
    }
    printer.problems(&planned.outcome.problems);
    if failed {
        print_error(&printer.word("not_published", &[]));
        return exit;
    }
    if planned.groups.is_empty() {
        print(&printer.word("plan_nothing", &[]));
    }
    for (group, files, bytes) in &planned.groups {
        let counts = [("files", files.to_string()), ("bytes", bytes.to_string())];
        print(&printer.word(&format!("plan_{}", group.key()), &counts));
    }
    print(&printer.word(&format!("promise_{}", planned.promise.key()), &[]));
    targets.lines.iter().for_each(|line| print(line));
    exit
}
