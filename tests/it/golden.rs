//! Golden sites: `tests/sites/<name>/` holds content and themes, and in `expected/` every byte that
//! a build of them writes.
//!
//! Where they differ the test says so; `UPDATE=1 cargo test --test it golden` writes what is built
//! now, to be read in the diff. Each has a small theme of its own, so that the looks of the base
//! theme can change without them: of its files only the static ones get in, and are left out.

#![expect(clippy::disallowed_methods, reason = "the golden sites are read from disk")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{Site, site, tree};

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a golden site is built to, without the static files of the base theme.
fn built(folder: &Path) -> Files {
    let site: Site = site("");
    for part in ["content", "themes"] {
        for (path, bytes) in tree(&folder.join(part)) {
            site.disk.put(Path::new(part).join(path), bytes);
        }
    }
    assert_eq!(site.errors(), Vec::<String>::new());
    let of_base: Vec<Vec<u8>> = tree(&root().join("themes/lan-toa/static")).into_values().collect();
    let mut files = site.output();
    files.retain(|path, bytes| !path.starts_with("assets") || !of_base.contains(bytes));
    files
}

/// Makes the expected files those that were built.
fn update(expected: &Path, files: &Files) {
    let _ = std::fs::remove_dir_all(expected);
    for (path, bytes) in files {
        let path = expected.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("its folder");
        std::fs::write(path, bytes).expect("an expected file");
    }
}

/// Where the first line that differs stands, in words.
fn difference(expected: &[u8], built: &[u8]) -> String {
    let (expected, built) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(built));
    let mut lines = expected.lines().zip(built.lines()).enumerate();
    match lines.find(|(_, (old, new))| old != new) {
        Some((at, (old, new))) => format!("line {}\n  - {old}\n  + {new}", at + 1),
        None => "one goes on where the other ends".to_owned(),
    }
}

#[track_caller]
fn check(name: &str) {
    let folder = root().join("tests/sites").join(name);
    let mut files = built(&folder);
    // The engine is the theme's own script, the same in every site; `tests/search` runs it.
    let is_script = |path: &Path| {
        ["engine.js", "engine-classic.js", "sw.js"].iter().any(|name| path.ends_with(name))
    };
    files.retain(|path, _| !is_script(path));
    if std::env::var_os("UPDATE").is_some() {
        update(&folder.join("expected"), &files);
    }
    let expected = tree(&folder.join("expected"));
    let mut wrong = Vec::new();
    for path in expected.keys().chain(files.keys().filter(|path| !expected.contains_key(*path))) {
        match (expected.get(path), files.get(path)) {
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) => {
                wrong.push(format!("{}: {}", path.display(), difference(old, new)));
            }
            (_, None) => wrong.push(format!("{}: no longer built", path.display())),
            (None, _) => wrong.push(format!("{}: new", path.display())),
        }
    }
    assert!(
        wrong.is_empty(),
        "tests/sites/{name}: {}\nif all of this is meant: UPDATE=1 cargo test --test it golden",
        wrong.join("\n")
    );
}

#[test]
fn the_smallest_site_is_as_expected() {
    check("smallest");
}

#[test]
fn a_site_with_a_theme_and_a_kind_of_its_own_is_as_expected() {
    check("own-theme");
}

#[test]
fn a_site_in_english_is_as_expected() {
    check("english");
}

#[test]
fn every_golden_site_has_its_test() {
    let own = std::fs::read_to_string(root().join("tests/it/golden.rs")).expect("this file");
    let sites = std::fs::read_dir(root().join("tests/sites")).expect("the golden sites");
    for entry in sites {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(own.contains(&format!("check(\"{name}\")")), "tests/sites/{name} has no test");
    }
}
