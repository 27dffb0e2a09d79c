//! Runs the literate cases: each section's files make a site, whose messages are compared.
//!
//! A section is headed by the code of its check; only messages of that code are compared, so that
//! a case shows one rule. `problems` are errors and warnings; hints (`hints`) and warnings that are
//! accepted (`accepted`) are compared where a case shows some. At a block `release` what stands above
//! it is published, and what follows are edits. The folder is read from disk so that the manual can
//! quote the files.
//!
//! Every message is shown by a case. Those that no text between two fences can show are listed with
//! the reason below a heading `Chưa có ví dụ`, and tested in Rust.

#![expect(clippy::disallowed_methods, reason = "the cases lie on disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lantoa::diagnostic::catalogue::{Catalogue, Language};
use lantoa::pipeline::{self, release::Done};

use crate::architecture::files;
use crate::releases::try_publish;
use crate::support::{Site, lines, site};

/// One section of a file.
#[derive(Default)]
struct Case {
    heading: String,
    steps: Vec<Step>,
    expected: Vec<String>,
}

enum Step {
    Write(String, Vec<u8>),
    Release,
}

/// The heading of what no case shows.
const WITHOUT_CASE: &str = "Chưa có ví dụ";

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut rest = text.lines();
    while let Some(line) = rest.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            cases.push(Case { heading: heading.to_owned(), ..Case::default() });
        }
        let Some(fence) = line.strip_prefix("```") else { continue };
        let marks = "`".repeat(3 + fence.len() - fence.trim_start_matches('`').len());
        let name = fence.trim_start_matches('`');
        let body: Vec<&str> = rest.by_ref().take_while(|line| *line != marks).collect();
        let Some(case) = cases.last_mut() else { continue };
        match name.split_once(' ') {
            None if name == "problems" => {
                case.expected.extend(body.iter().map(|line| (*line).to_owned()));
            }
            None if name == "hints" => {
                case.expected.extend(body.iter().map(|line| format!("H {line}")));
            }
            None if name == "accepted" => {
                case.expected.extend(body.iter().map(|line| format!("A {line}")));
            }
            None if name == "release" => case.steps.push(Step::Release),
            Some(("md-hex", path)) => {
                case.steps.push(Step::Write(path.to_owned(), hex(&body.join(" "))));
            }
            Some((_, path)) => {
                let text = format!("{}\n", body.join("\n"));
                case.steps.push(Step::Write(path.to_owned(), text.into_bytes()));
            }
            None => {}
        }
    }
    cases
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16);
    digits.chunks(2).map(|pair| byte(pair).expect("hex digits")).collect()
}

/// What is said of a case's site: by a build, or by a check where something was released before.
fn said(case: &Case, site: &Site) -> Vec<String> {
    for step in &case.steps {
        match step {
            Step::Write(path, bytes) => site.edit(path, bytes.clone()),
            Step::Release => {
                let done = try_publish(site, 1_700_000_000).expect("memory does not fail");
                let problems = || lines(&site.build());
                assert!(matches!(done, Done::Made(_)), "{}: {:#?}", case.heading, problems());
            }
        }
    }
    match case.steps.iter().any(|step| matches!(step, Step::Release)) {
        true => lines(&pipeline::check(&site.inputs()).expect("memory does not fail")),
        false => lines(&site.build()),
    }
}

/// What differs between a case and what the program says; nothing where they agree.
fn difference(case: &Case) -> Option<String> {
    let code = case.heading.split(' ').next().unwrap_or("");
    let shows = |mark: &str| case.expected.iter().any(|line| line.starts_with(mark));
    let said = said(case, &site("")).into_iter().filter_map(|line| match line.get(..2) {
        Some(mark @ ("H " | "A ")) => shows(mark).then_some(line),
        _ => Some(line[2..].to_owned()),
    });
    let mut said: Vec<String> = said
        .filter(|line| line.rsplit(' ').next().is_some_and(|id| id.starts_with(code)))
        .collect();
    said.sort();
    let mut expected = case.expected.clone();
    expected.sort();
    (said != expected)
        .then(|| format!("{}\n  said {said:#?}\n  expected {expected:#?}", case.heading))
}

/// The files of cases, by name.
fn texts() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = std::fs::read_dir(folder).expect("cases");
    let text = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("UTF-8"))
    };
    entries.map(text).collect()
}

#[test]
fn every_case_says_what_the_manual_says() {
    let mut differences = Vec::new();
    let mut count = 0;
    for (name, text) in texts() {
        for case in cases(&text).iter().filter(|case| !case.steps.is_empty()) {
            count += 1;
            differences.extend(difference(case).map(|words| format!("{name}: {words}")));
        }
    }
    assert!(count > 80, "only {count} cases were found");
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// The messages that no case shows, each with the reason: `- F04.link: lối tắt của đĩa`.
fn without_case(text: &str) -> BTreeMap<String, String> {
    let mut heading = "";
    let mut reasons = BTreeMap::new();
    for line in text.lines() {
        heading = line.strip_prefix("## ").unwrap_or(heading);
        let entry = line.strip_prefix("- ").and_then(|entry| entry.split_once(": "));
        if let Some((id, reason)) = entry.filter(|_| heading == WITHOUT_CASE) {
            reasons.insert(id.to_owned(), reason.to_owned());
        }
    }
    reasons
}

#[test]
fn every_message_has_a_case_or_a_reason_and_a_test_in_rust() {
    let texts = texts();
    let shown: BTreeSet<String> = texts
        .values()
        .flat_map(|text| cases(text))
        .flat_map(|case| case.expected)
        .filter_map(|line| line.rsplit(' ').next().map(str::to_owned))
        .collect();
    let catalogue = Catalogue::of(Language::Vi);
    let not_shown: Vec<&str> = catalogue.ids().filter(|id| !shown.contains(*id)).collect();
    let reasons: BTreeMap<String, String> =
        texts.values().flat_map(|text| without_case(text)).collect();
    let listed: Vec<&str> = reasons.keys().map(String::as_str).collect();
    assert_eq!(not_shown, listed, "what no case shows, and what is listed with a reason");
    let mut tests = files("tests/it");
    tests.remove("tests/it/cases.rs");
    let tests: String = tests.into_values().collect();
    let untested: Vec<&str> = listed.into_iter().filter(|id| !tests.contains(id)).collect();
    assert!(untested.is_empty(), "tested nowhere: {untested:?}");
}
