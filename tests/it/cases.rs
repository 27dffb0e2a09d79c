//! Runs the literate cases: each section's files make a site, whose messages are compared.
//!
//! A section is headed by the code of its check; only messages of that code are compared, so that
//! a case shows one rule. `problems` are errors and warnings; hints (`hints`) and warnings that are
//! accepted (`accepted`) are compared where a case shows some. The folder is read from disk so that the manual can quote the files.

#![expect(clippy::disallowed_methods, reason = "the cases lie on disk")]

use std::path::Path;

use crate::support::{lines, site};

/// One section of a file.
#[derive(Default)]
struct Case {
    heading: String,
    files: Vec<(String, Vec<u8>)>,
    expected: Vec<String>,
}

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
            Some(("md-hex", path)) => case.files.push((path.to_owned(), hex(&body.join(" ")))),
            Some((_, path)) => {
                case.files.push((path.to_owned(), format!("{}\n", body.join("\n")).into_bytes()));
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

/// What differs between a case and what the program says; nothing where they agree.
fn difference(case: &Case) -> Option<String> {
    let code = case.heading.split(' ').next().unwrap_or("");
    let built = site("");
    for (path, bytes) in &case.files {
        built.edit(path, bytes.clone());
    }
    let shows = |mark: &str| case.expected.iter().any(|line| line.starts_with(mark));
    let said = lines(&built.build()).into_iter().filter_map(|line| match line.get(..2) {
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

#[test]
fn every_case_says_what_the_manual_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut differences = Vec::new();
    let mut count = 0;
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        for case in cases(&text).iter().filter(|case| !case.files.is_empty()) {
            count += 1;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            differences.extend(difference(case).map(|words| format!("{name}: {words}")));
        }
    }
    assert!(count > 80, "only {count} cases were found");
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}
