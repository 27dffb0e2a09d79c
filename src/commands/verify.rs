//! `lantoa verify`.

use serde_json::{Value, json};

use std::path::Path;

use crate::archive;
use crate::cli::Common;
use crate::commands::{DISK, Exit, Printer, print, print_error, site_printer};
use crate::disk::Disk as _;
use crate::record::verify::{Finding, Verified};
use crate::record::{Store, bag};

/// Checks the store and what readers see. Exit 1 where anything is wrong.
pub(super) fn run(common: &Common) -> anyhow::Result<Exit> {
    let printer = site_printer(common)?;
    let store = Store::new(&DISK, &common.output);
    if store.is_empty()? && !common.json {
        print(&printer.word("releases_none", &[]));
        return Ok(Exit::Done);
    }
    let public = common.output.join("public");
    let shown = match DISK.target_of(&public)? {
        Some(target) => Some(common.output.join(target)),
        None => DISK.is_folder(&public).then_some(public),
    };
    let verified = store.verify(shown.as_deref())?;
    let exit = if verified.findings.is_empty() { Exit::Done } else { Exit::Problems };
    if common.json {
        print(&object(&verified).to_string());
    } else {
        report(&verified, &printer, common.quiet);
    }
    Ok(exit)
}

/// Checks an exported ZIP, by the keys of this store where there is one.
pub(super) fn run_zip(zip: &Path, common: &Common) -> anyhow::Result<Exit> {
    let printer = site_printer(common)?;
    let known = Store::new(&DISK, &common.output).known_keys()?;
    let bytes = DISK.read(zip)?;
    let mut verified = match archive::unpacked(&bytes) {
        Some(files) => bag::check(&files, &known),
        None => Verified { findings: vec![Finding::Zip], ..Verified::default() },
    };
    verified.bytes = bytes.len() as u64;
    let exit = if verified.findings.is_empty() { Exit::Done } else { Exit::Problems };
    if common.json {
        let mut object = object(&verified);
        object["path"] = zip.display().to_string().into();
        print(&object.to_string());
    } else {
        if exit == Exit::Problems {
            let path = ("path", zip.display().to_string());
            print_error(&printer.word("verify_zip_not", &[path]));
        }
        // Where nothing could be unpacked there is nothing to count.
        report(&verified, &printer, common.quiet || verified.objects == 0);
        if known.is_empty() && !common.quiet {
            print(&printer.word("verify_own_key", &[]));
        }
    }
    Ok(exit)
}

fn report(verified: &Verified, printer: &Printer, quiet: bool) {
    for finding in &verified.findings {
        let (id, arguments) = words(finding);
        print_error(&printer.word(&format!("verify_{id}"), &arguments));
    }
    if quiet {
        return;
    }
    let counts = [
        ("releases", verified.releases.to_string()),
        ("files", verified.objects.to_string()),
        ("bytes", verified.bytes.to_string()),
        ("findings", verified.findings.len().to_string()),
    ];
    if verified.redacted > 0 {
        print(&printer.word("verified_redacted", &[("count", verified.redacted.to_string())]));
    }
    let id = if verified.findings.is_empty() { "verified" } else { "verified_not" };
    print(&printer.word(id, &counts));
}

fn object(verified: &Verified) -> Value {
    let finding = |finding: &Finding| {
        let (id, arguments) = words(finding);
        let arguments = arguments.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
        let mut object: serde_json::Map<String, Value> = arguments.collect();
        object.insert("finding".to_owned(), id.into());
        Value::Object(object)
    };
    json!({
        "releases": verified.releases,
        "files": verified.objects,
        "bytes": verified.bytes,
        "redacted": verified.redacted,
        "findings": verified.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

/// The word of a finding and what to fill in.
fn words(finding: &Finding) -> (&'static str, Vec<(&'static str, String)>) {
    let path = |path: &std::path::Path| vec![("path", path.display().to_string())];
    let object = |path: &std::path::Path, shown: &str, seq: &u32| {
        vec![
            ("path", path.display().to_string()),
            ("shown", shown.to_owned()),
            ("release", seq.to_string()),
        ]
    };
    match finding {
        Finding::Zip => ("zip", Vec::new()),
        Finding::Pointer(file) => ("pointer", path(file)),
        Finding::Release(file) => ("release", path(file)),
        Finding::Chain(seq) => ("chain", vec![("release", seq.to_string())]),
        Finding::List(file) => ("list", path(file)),
        Finding::Signature(file) => ("signature", path(file)),
        Finding::Unannounced(seq) => ("unannounced", vec![("release", seq.to_string())]),
        Finding::Missing(file, shown, seq) => ("missing", object(file, shown, seq)),
        Finding::Wrong(file, shown, seq) => ("wrong", object(file, shown, seq)),
        Finding::Shown(file) => ("shown", path(file)),
        Finding::Strange(file) => ("strange", path(file)),
    }
}
