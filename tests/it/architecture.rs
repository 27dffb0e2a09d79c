//! Who may import whom, and what every file must have.

#![expect(clippy::disallowed_methods, reason = "this test reads the source from disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lantoa::diagnostic::catalogue::{Catalogue, Language};

/// Rooms from the lowest to the highest. A room may import those on lines above its own, never one
/// of its own line: stages do not know each other.
const LEVELS: [&[&str]; 11] = [
    &["hash", "yaml", "text", "archive", "gzip"],
    &["diagnostic"],
    &["model"],
    &["settings"],
    &["disk"],
    &["edit", "read"],
    // Two texts, wherever they come from: a build's, or two releases'.
    &["compare"],
    &[
        "parse",
        "check",
        "gate",
        "schedule",
        "link",
        "load_theme",
        "describe",
        "view",
        "render",
        "assets",
        "weigh",
        "search",
        "feeds",
        "data",
        "audit",
        "write",
        "memory",
        "record",
        "publish",
    ],
    &["pipeline"],
    &["serve"],
    &["cli", "commands", "main"],
];

/// Rooms that are handed a disk.
const WITH_DISK: [&str; 12] = [
    "read",
    "load_theme",
    "assets",
    "write",
    "edit",
    "memory",
    "record",
    "publish",
    "pipeline",
    "serve",
    "commands",
    "disk",
];

/// Files longer than 400 lines, each a table or one type with its tests.
const LONG: [&str; 0] = [];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every Rust file below a folder with its text, by path.
pub(crate) fn files(folder: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the crate") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(root()).expect("below the crate");
                let name = below.to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read_to_string(&path).expect("UTF-8"));
            }
        }
    }
    files
}

/// `src/parse/markdown/links.rs` belongs to the room `parse`.
fn room(path: &str) -> &str {
    let below = path.trim_start_matches("src/");
    below.split(['/', '.']).next().unwrap_or(below)
}

fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}

/// The text of a file without its tests.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// The rooms a file names with `crate::`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in production(text).split("crate::").skip(1) {
        if let Some(names) = part.strip_prefix('{') {
            let names = names.split('}').next().unwrap_or("");
            found.extend(
                names
                    .split(',')
                    .map(|name| name.trim().split("::").next().unwrap_or("").to_owned()),
            );
        } else {
            let name: String =
                part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.insert(name);
        }
    }
    found
}

#[test]
fn every_room_imports_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for (path, text) in files("src").iter().filter(|(path, _)| *path != "src/lib.rs") {
        let own = room(path);
        let Some(own_level) = level(own) else {
            wrong.push(format!("{path}: the room {own} is in no level"));
            continue;
        };
        for other in imports(text).iter().filter(|other| *other != own) {
            if level(other).is_none_or(|level| level >= own_level) && own_level < LEVELS.len() - 1 {
                wrong.push(format!("{path} imports {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_rooms_that_are_handed_a_disk_name_it() {
    let named = files("src");
    let wrong: Vec<&String> = named
        .iter()
        .filter(|(path, text)| {
            !WITH_DISK.contains(&room(path)) && production(text).contains("dyn Disk")
        })
        .map(|(path, _)| path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_library_is_named_in_its_own_room() {
    let homes = [
        ("serde_yaml", "src/yaml.rs"),
        ("postcard", "src/hash.rs"),
        ("sha2", "src/hash.rs"),
        ("walkdir", "src/disk/"),
        ("annotate_snippets", "src/diagnostic/"),
        ("pulldown_cmark", "src/parse/"),
        ("ammonia", "src/parse/"),
        ("linkify", "src/parse/"),
        ("csv", "src/parse/entries.rs"),
        ("zune_jpeg", "src/assets/pixels.rs"),
        ("png", "src/assets/pixels.rs"),
        ("image_webp", "src/assets/pixels.rs"),
        ("fast_image_resize", "src/assets/pixels.rs"),
        ("jpeg_encoder", "src/assets/pixels.rs"),
        ("tera", "src/render/"),
        ("lightningcss", "src/assets.rs"),
        ("zip", "src/archive.rs"),
        ("hayro_syntax", "src/assets/pdf.rs|src/assets/pdf"),
        ("quick_xml", "src/assets/office.rs|src/read/sheet.rs"),
        ("include_dir", "src/load_theme.rs"),
        ("jiff", "src/text/"),
        ("icu_collator", "src/text/"),
        ("notify", "src/serve/watch.rs"),
        ("axum", "src/serve/http.rs"),
        ("tokio", "src/serve/http.rs|src/publish/sftp|src/publish/s3.rs|src/publish/reader.rs"),
        ("reqwest", "src/publish/reader.rs"),
        ("object_store", "src/publish/s3.rs"),
        ("suppaftp", "src/publish/ftp.rs"),
        ("rustls_platform_verifier", "src/publish/ftp.rs"),
        ("russh", "src/publish/sftp"),
        ("russh_sftp", "src/publish/sftp"),
        ("futures_core", "src/serve/http.rs"),
        ("futures_util", "src/publish/sftp"),
        ("imara_diff", "src/compare/"),
        ("indicatif", "src/commands/"),
        ("anyhow", "src/commands/"),
        ("minisign", "src/record/keys.rs"),
        ("flate2", "src/gzip.rs"),
        ("rustix", "src/disk/"),
    ];
    let mut wrong = Vec::new();
    for (path, text) in files("src") {
        for (library, home) in homes {
            let names = [format!("{library}::"), format!("use {library};")];
            let named = names.iter().any(|name| {
                production(&text).lines().any(|line| {
                    let line = line.trim_start();
                    !line.starts_with("//") && contains_word(line, name)
                })
            });
            if named && !home.split('|').any(|home| path.starts_with(home)) {
                wrong.push(format!("{path} names {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn contains_word(line: &str, name: &str) -> bool {
    line.match_indices(name)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

#[test]
fn every_file_says_what_it_is() {
    let all = files("src").into_iter().chain(files("tests/it"));
    let silent: Vec<String> =
        all.filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let all = files("src");
    let long: Vec<String> = all
        .iter()
        .filter(|(path, text)| text.lines().count() > 400 && !LONG.contains(&path.as_str()))
        .map(|(path, text)| format!("{path}: {}", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_test_file_is_forgotten() {
    let main = std::fs::read_to_string(root().join("tests/it/main.rs")).expect("main.rs");
    let forgotten: Vec<String> = files("tests/it")
        .into_keys()
        .filter_map(|path| {
            path.strip_prefix("tests/it/").and_then(|p| p.strip_suffix(".rs")).map(str::to_owned)
        })
        .filter(|name| name != "main" && !main.contains(&format!("mod {name};")))
        .collect();
    assert!(forgotten.is_empty(), "{forgotten:#?}");
}

/// Ids of messages in the source: `S01.unknown_key`.
fn ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for text in files("src").values() {
        for word in production(text).split('"') {
            let bytes = word.as_bytes();
            let is_id = bytes.len() > 4
                && bytes[0].is_ascii_uppercase()
                && bytes[1].is_ascii_digit()
                && bytes[2].is_ascii_digit()
                && bytes[3] == b'.'
                && word[4..]
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if is_id {
                ids.insert(word.to_owned());
            }
        }
    }
    ids
}

#[test]
fn every_message_has_its_words_in_both_languages_and_no_words_are_left_over() {
    let ids: Vec<String> = ids().into_iter().collect();
    for language in [Language::Vi, Language::En] {
        let catalogue = Catalogue::of(language);
        assert_eq!(ids, catalogue.ids().collect::<Vec<&str>>());
    }
}
