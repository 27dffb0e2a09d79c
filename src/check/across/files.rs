//! Files that documents use: are they there, as typed, and at an address of their own?

use std::collections::BTreeMap;

use super::Judge;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{FileUse, Outline};
use crate::model::field::file;

impl Judge<'_> {
    pub(super) fn file(&self, outline: &Outline, file: &FileUse) -> Option<Diagnostic> {
        let files = self.everything.files;
        if files.binary_search_by(|path| (**path).cmp(&file.path)).is_ok() {
            return None;
        }
        let place = Place::at(&outline.shown, file.span);
        let twin = files.iter().find(|path| path.to_lowercase() == file.path.to_lowercase());
        let problem = match twin {
            Some(twin) => Diagnostic::error("L01.file_case", place).with("twin", twin.as_ref()),
            None => Diagnostic::error("L01.no_file", place),
        };
        Some(problem.with("path", &file.path))
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
