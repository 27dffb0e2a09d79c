//! The sample content of the repository, built as its readers get it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lantoa::load_theme;
use lantoa::model::kind::SECTION;

use crate::support::{Site, site, tree};

/// The repository's own content and themes in memory.
fn sample() -> Site {
    let site = site("");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["content", "themes"] {
        for (path, bytes) in tree(&root.join(folder)) {
            site.disk.put(Path::new(folder).join(path), bytes);
        }
    }
    site
}

/// The pages of the sample by path, and every other file with no text.
fn built() -> BTreeMap<PathBuf, String> {
    // The decision of the sample's results is of 10/12/2021.
    let site = sample().at("2021-12-31");
    site.build();
    let files = site.output().into_iter().map(|(path, bytes)| {
        let is_page = path.extension().is_some_and(|ending| ending == "html");
        let text = if is_page { String::from_utf8(bytes).expect("UTF-8") } else { String::new() };
        (path, text)
    });
    files.collect()
}

fn pages(files: &BTreeMap<PathBuf, String>) -> impl Iterator<Item = (&PathBuf, &String)> {
    files.iter().filter(|(_, text)| !text.is_empty())
}

/// The values of an attribute.
fn attributes<'h>(html: &'h str, name: &str) -> impl Iterator<Item = &'h str> {
    let mark = format!(" {name}=\"");
    let starts: Vec<usize> = html.match_indices(&mark).map(|(at, _)| at + mark.len()).collect();
    starts.into_iter().filter_map(|at| html[at..].split('"').next())
}

/// The file a relative address leads to from a page.
fn target(page: &Path, address: &str) -> PathBuf {
    if address.is_empty() {
        return page.to_owned();
    }
    let mut path = page.parent().unwrap_or(Path::new("")).to_owned();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => assert!(path.pop(), "{address} leaves the site from {}", page.display()),
            part => path.push(part),
        }
    }
    if address.ends_with('/') { path.join("index.html") } else { path }
}

#[test]
fn the_sample_has_no_errors() {
    assert_eq!(sample().errors(), Vec::<String>::new());
}

#[test]
fn the_sample_shows_every_kind() {
    let site = sample();
    let loaded = load_theme::load(&site.disk, Path::new("themes"), "themes", load_theme::BASE);
    let theme = loaded.expect("the world does not fail").expect("the theme is right");
    let files = built();
    let kinds: BTreeSet<&str> =
        theme.kinds.iter().map(|(_, kind)| kind.name.as_str()).filter(|k| *k != SECTION).collect();
    let shown: BTreeSet<&str> = pages(&files)
        .filter(|(path, _)| path.components().count() > 2)
        .filter_map(|(path, _)| path.iter().next()?.to_str())
        .filter(|folder| kinds.contains(folder))
        .collect();
    assert_eq!(kinds, shown);
}

#[test]
fn every_link_of_the_sample_leads_to_a_file_and_every_anchor_to_a_place() {
    let files = built();
    let ids: BTreeMap<&PathBuf, BTreeSet<&str>> =
        pages(&files).map(|(path, html)| (path, attributes(html, "id").collect())).collect();
    let mut broken = Vec::new();
    for (page, html) in pages(&files) {
        for address in attributes(html, "href").chain(attributes(html, "src")) {
            let scheme = address.split(['/', '?', '#']).next().unwrap_or("");
            if scheme.contains(':') {
                continue;
            }
            let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
            let target = target(page, path);
            let is_there = files.contains_key(&target)
                && (anchor.is_empty() || ids.get(&target).is_some_and(|ids| ids.contains(anchor)));
            if !is_there {
                broken.push(format!("{}: {address}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn no_anchor_of_the_sample_stands_twice_on_a_page() {
    let files = built();
    let mut twice = Vec::new();
    for (page, html) in pages(&files) {
        let mut seen = BTreeSet::new();
        let again = attributes(html, "id").filter(|id| !seen.insert(*id));
        twice.extend(again.map(|id| format!("{}: {id}", page.display())));
    }
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn every_page_of_the_sample_has_one_heading_and_a_title() {
    let files = built();
    let wrong: Vec<&PathBuf> = pages(&files)
        .filter(|(_, html)| {
            let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
            let headings = html.matches("<h1>").count() + html.matches("<h1 ").count();
            headings != 1 || title.is_none_or(|title| title.trim().is_empty())
        })
        .map(|(path, _)| path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The anchors of a page that cite numbered sections: `muc-i`.
fn sections(page: &str) -> Vec<String> {
    let files = built();
    let html = &files[Path::new(page)];
    let sections = attributes(html, "id").filter(|id| {
        id.strip_prefix("muc-").is_some_and(|number| number.bytes().all(|b| b"ivx".contains(&b)))
    });
    sections.map(str::to_owned).collect()
}

#[test]
fn the_plan_of_sin_ho_keeps_the_numbers_of_its_sections() {
    assert_eq!(
        sections("ke-hoach/ttyt-sin-ho-phat-dong/index.html"),
        ["muc-i", "muc-ii", "muc-iv"]
    );
}

#[test]
fn the_plan_of_the_province_keeps_the_numbers_of_its_sections() {
    assert_eq!(
        sections("ke-hoach/ubnd-tinh-nhom-zalo/index.html"),
        ["muc-i", "muc-ii", "muc-iii", "muc-iv", "muc-v"]
    );
}

#[test]
fn no_private_field_of_the_sample_is_shown() {
    let files = built();
    let showing: Vec<&PathBuf> = pages(&files)
        .filter(|(_, html)| html.contains("Người biên tập nội dung mẫu"))
        .map(|(path, _)| path)
        .collect();
    assert!(showing.is_empty(), "{showing:#?}");
}
