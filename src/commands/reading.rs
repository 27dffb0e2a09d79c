//! `lantoa verify --remote`.

use serde_json::{Value, json};

use crate::cli::Common;
use crate::commands::{DISK, Exit, Printer, now, print, print_error, site_printer};
use crate::model::target::Destination;
use crate::pipeline::reading::{self, Finding, Read};
use crate::record::Store;

/// Reads the public addresses as citizens do. Exit 1 where anything is not what was sealed, 3 where
/// an address cannot be read.
pub(super) fn run(
    address: Option<&str>,
    sample: Option<usize>,
    common: &Common,
) -> anyhow::Result<Exit> {
    let printer = site_printer(common)?;
    let addresses = addresses(address, common)?;
    if addresses.is_empty() {
        print_error(&printer.word("remote_no_address", &[]));
        return Ok(Exit::Usage);
    }
    let store = Store::new(&DISK, &common.output);
    let turn = usize::try_from(now().seconds() / 86_400).unwrap_or(0);
    let (mut exit, mut objects) = (Exit::Done, Vec::new());
    for address in addresses {
        let read = reading::read(&DISK, &store, &address, sample, turn)?;
        exit = exit.max(exit_of(&read));
        if common.json {
            objects.push(object(&address, &read));
        } else {
            report(&address, &read, &printer, common.quiet);
        }
    }
    if common.json {
        print(&json!({ "addresses": objects }).to_string());
    }
    Ok(exit)
}

/// What was typed; else where the targets are read; else the address of the site.
fn addresses(typed: Option<&str>, common: &Common) -> anyhow::Result<Vec<String>> {
    let (settings, _) = crate::pipeline::settings(&DISK, &common.content)?;
    let mut addresses: Vec<String> = match typed {
        Some(typed) => vec![typed.to_owned()],
        None => settings.targets.into_iter().map(|target: Destination| target.url).collect(),
    };
    addresses.retain(|address| !address.is_empty());
    if addresses.is_empty() && !settings.base_url.is_empty() {
        addresses.push(settings.base_url);
    }
    for address in &mut addresses {
        if !address.ends_with('/') {
            address.push('/');
        }
    }
    addresses.dedup();
    Ok(addresses)
}

fn exit_of(read: &Read) -> Exit {
    let is_unread = |finding: &Finding| matches!(finding, Finding::Unread(..));
    match read.findings.is_empty() {
        true => Exit::Done,
        false if read.findings.iter().all(is_unread) => Exit::World,
        false => Exit::Problems,
    }
}

/// So many findings of one sort are named one by one; of more, so many are, and the rest is counted.
const SHOWN: usize = 5;

/// Findings of one word: of each its path, and what else there is to say.
type Group = (&'static str, Vec<(String, Vec<String>)>);

/// Findings by their word, in the order in which the first of each was found.
fn grouped(findings: &[Finding]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for finding in findings {
        let (id, path, words) = words(finding);
        match groups.iter_mut().find(|(known, _)| *known == id) {
            Some((_, group)) => group.push((path, words)),
            None => groups.push((id, vec![(path, words)])),
        }
    }
    groups
}

/// What systems said, in the words of the catalogue.
fn worded(findings: &[Finding], printer: &Printer) -> Vec<Finding> {
    let worded = findings.iter().map(|finding| match finding {
        Finding::Unread(path, _, Some(reason)) => {
            Finding::Unread(path.clone(), printer.word(reason, &[]), None)
        }
        finding => finding.clone(),
    });
    worded.collect()
}

fn report(address: &str, read: &Read, printer: &Printer, quiet: bool) {
    for (id, group) in grouped(&worded(&read.findings, printer)) {
        if group.len() > SHOWN && id != "added" {
            let first: Vec<&str> = group[..SHOWN].iter().map(|(path, _)| path.as_str()).collect();
            let words = [
                ("address", address.to_owned()),
                ("count", group.len().to_string()),
                ("words", first.join(", ")),
            ];
            print_error(&printer.word(&format!("remote_{id}_many"), &words));
            continue;
        }
        for (path, words) in group {
            let words =
                [("address", address.to_owned()), ("path", path), ("words", words.join(" "))];
            print_error(&printer.word(&format!("remote_{id}"), &words));
        }
    }
    if quiet {
        return;
    }
    let counts = [
        ("address", address.to_owned()),
        ("files", read.files.to_string()),
        ("bytes", read.bytes.to_string()),
        ("findings", read.findings.len().to_string()),
    ];
    let id = if read.findings.is_empty() { "remote_same" } else { "remote_not_same" };
    print(&printer.word(id, &counts));
}

fn object(address: &str, read: &Read) -> Value {
    let finding = |finding: &Finding| {
        let (id, path, words) = words(finding);
        json!({ "finding": id, "path": path, "words": words })
    };
    json!({
        "address": address,
        "files": read.files,
        "bytes": read.bytes,
        "findings": read.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

/// The word of a finding, its path, and what else there is to say.
fn words(finding: &Finding) -> (&'static str, String, Vec<String>) {
    match finding {
        Finding::Strange => ("strange", String::new(), Vec::new()),
        Finding::Old(seq) => ("old", String::new(), vec![seq.to_string()]),
        Finding::Differs(path, added) if added.is_empty() => {
            ("differs", path.to_string(), Vec::new())
        }
        Finding::Differs(path, added) => ("added", path.to_string(), added.clone()),
        Finding::Missing(path) => ("missing", path.to_string(), Vec::new()),
        Finding::Unread(path, words, _) => ("unread", path.clone(), vec![words.clone()]),
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;
    use crate::pipeline::reading::Finding;

    #[test]
    fn findings_of_one_sort_stand_together() {
        let missing = |path: &str| Finding::Missing(path.into());
        let added = Finding::Differs("c".into(), vec!["https://x/".to_owned()]);
        let found = grouped(&[missing("a"), added, missing("b")]);
        let counts: Vec<(&str, usize)> =
            found.iter().map(|(id, group)| (*id, group.len())).collect();
        assert_eq!(counts, [("missing", 2), ("added", 1)]);
    }
}
