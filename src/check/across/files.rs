//! Files that documents use: are they there, as typed, and at an address of their own?

use std::collections::BTreeMap;

use super::{Everything, Judge};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{FileUse, Outline};
use crate::model::field::file;

/// What office programs make, and people take for a page.
const OFFICE: [&str; 11] =
    ["doc", "docx", "odt", "rtf", "txt", "html", "htm", "pdf", "xls", "xlsx", "csv"];

fn is_of_office(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    OFFICE.contains(&ending.as_str())
}

/// `C:\Users\…`, `file:///C:/…`: a place that only the author's machine has.
fn own_machine_in(path: &str) -> Option<&str> {
    let is_own = |part: &str| {
        let mut letters = part.chars();
        let (drive, colon) = (letters.next(), letters.next());
        part.starts_with("file:")
            || drive.is_some_and(|drive| drive.is_ascii_alphabetic()) && colon == Some(':')
    };
    let part = path.split('/').find(|part| is_own(part))?;
    path.find(part).map(|at| &path[at..])
}

/// What to type for a file, in a text that names it by another: its name where only that differs.
fn as_typed<'p>(right: &'p str, wrong: &str) -> &'p str {
    let folder = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
    let at = folder(right);
    if right.get(..at) == wrong.get(..folder(wrong)) { &right[at..] } else { right }
}

/// `www.laichau.gov.vn/tin`: an address of the web that was typed without `https://`.
pub(super) fn host_in(path: &str) -> Option<&str> {
    let is_host = |part: &str| {
        part.starts_with("www.") || [".vn", ".com", ".org"].iter().any(|end| part.ends_with(end))
    };
    let part = path.split('/').find(|part| is_host(part))?;
    path.find(part).map(|at| &path[at..])
}

impl Judge<'_> {
    pub(super) fn file(&self, outline: &Outline, file: &FileUse) -> Option<Diagnostic> {
        let files = self.everything.files;
        if files.binary_search_by(|path| (**path).cmp(&file.path)).is_ok() {
            return None;
        }
        let place = Place::at(&outline.shown, file.span);
        let twin = files.iter().find(|path| path.to_lowercase() == file.path.to_lowercase());
        let problem = match (twin, own_machine_in(&file.path), host_in(&file.path)) {
            (Some(twin), _, _) => {
                Diagnostic::error("L01.file_case", place).with("twin", as_typed(twin, &file.path))
            }
            (None, Some(value), _) => {
                Diagnostic::error("L01.own_machine", place).with("value", value)
            }
            (None, None, Some(host)) => {
                Diagnostic::error("L01.no_scheme", place).with("host", host)
            }
            (None, None, None) => Diagnostic::error("L01.no_file", place),
        };
        Some(problem.with("path", &file.path))
    }

    /// F07: files of office programs that lie where documents lie, and belong to none.
    pub(super) fn not_documents(&self) -> Vec<Diagnostic> {
        let Everything { files, outlines, earlier, kinds, content_shown, .. } = *self.everything;
        let mut lost: BTreeMap<&str, &str> = BTreeMap::new();
        for path in files.iter().filter(|path| is_of_office(path)) {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let kind = folder.split('/').next().unwrap_or("");
            if kinds.find(kind).is_some() {
                lost.insert(path, name);
            }
        }
        if lost.is_empty() {
            return Vec::new();
        }
        for outline in outlines.iter().copied().chain(earlier.iter().map(|(_, text)| *text)) {
            let folder =
                outline.shown.strip_suffix("/index.md").map(|_| format!("{}/", outline.id));
            let own = format!("{}.", outline.id);
            lost.retain(|path, _| {
                !outline.files.iter().any(|used| used.path == *path)
                    && !path.starts_with(&own)
                    && folder.as_ref().is_none_or(|folder| !path.starts_with(folder))
            });
        }
        let problem = |(path, name): (&str, &str)| {
            let place = Place::file(&format!("{content_shown}/{path}").into());
            Diagnostic::warning("F07.not_a_document", place).with("name", name)
        };
        lost.into_iter().map(problem).collect()
    }

    /// Files whose names become one in ASCII, or that would stand in place of a page.
    pub(super) fn same_file_addresses(&self) -> Vec<Diagnostic> {
        let outlines = || self.everything.outlines.iter().copied();
        let used = outlines().flat_map(|outline| &outline.files);
        let mut pages: BTreeMap<String, Option<&Outline>> =
            used.map(|used| (file::address(&used.path), None)).collect();
        if pages.is_empty() {
            return Vec::new();
        }
        if pages.keys().any(|address| address.ends_with("index.html")) {
            for outline in outlines() {
                if let Some(page) = pages.get_mut(&format!("{}index.html", outline.address)) {
                    *page = Some(outline);
                }
            }
        }
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        let mut problems = Vec::new();
        for outline in outlines() {
            for used in outline.files.iter().filter(|used| !used.is_private) {
                let address = file::address(&used.path);
                let page = pages.get(&address).copied().flatten().map(|page| &*page.shown);
                let file = *first.entry(address.clone()).or_insert(&used.path);
                let Some(other) = page.or_else(|| (file != used.path).then_some(file)) else {
                    continue;
                };
                let place = Place::at(&outline.shown, used.span);
                problems.push(
                    Diagnostic::error("N01.file_address", place)
                        .with("path", &used.path)
                        .with("address", &address)
                        .with("other", other),
                );
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::{as_typed, own_machine_in};

    #[test]
    fn a_file_is_told_by_what_is_to_be_typed() {
        assert_eq!(as_typed("tin/anh/Le.JPG", "tin/anh/le.jpg"), "Le.JPG");
        assert_eq!(as_typed("tin/Anh/Le.JPG", "tin/anh/le.jpg"), "tin/Anh/Le.JPG");
        assert_eq!(as_typed("Le.JPG", "le.jpg"), "Le.JPG");
    }

    #[test]
    fn a_place_on_the_own_machine_is_told_as_it_was_typed() {
        assert_eq!(own_machine_in("tin/anh/C:\\Users\\a.jpg"), Some("C:\\Users\\a.jpg"));
        assert_eq!(own_machine_in("tin/file:///C:/a.jpg"), Some("file:///C:/a.jpg"));
        assert_eq!(own_machine_in("tin/anh/a.jpg"), None);
    }
}
