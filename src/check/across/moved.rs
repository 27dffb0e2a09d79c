//! Earlier addresses: could they be ones of this site, and are they free?

use std::collections::BTreeMap;

use super::Judge;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::field::{Value, file};
use crate::model::moved;
use crate::model::release_log::is_further_page;

/// Folders that the program keeps for itself.
pub(super) const OWN: [&str; 6] =
    ["assets", "data", "search", "phat-hanh", "ban-luu", moved::SHORT];

impl Judge<'_> {
    /// N04: each old address can be one, is nobody's present address, and is claimed once.
    pub(super) fn old_paths(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let mut claims: BTreeMap<String, Vec<&Outline>> = BTreeMap::new();
        for outline in self.everything.outlines.iter().copied() {
            let typed = outline.value(self.roles(outline).old_paths);
            for typed in typed.map_or(&[][..], Value::items).iter().filter_map(Value::text) {
                match moved::address(typed, self.everything.base_url) {
                    // Hosts on Windows tell no capitals from small letters.
                    Some(address) => {
                        let claimed = claims.entry(address.to_lowercase()).or_default();
                        if !claimed.iter().any(|other| std::ptr::eq(*other, outline)) {
                            claimed.push(outline);
                        }
                    }
                    None => problems.push(
                        Diagnostic::error("N04.old_path", self.old_place(outline))
                            .with("typed", typed),
                    ),
                }
            }
        }
        if claims.is_empty() {
            return problems;
        }
        problems.extend(self.taken(&claims));
        for (address, claimed) in &claims {
            let Some((first, others)) = claimed.split_first() else { continue };
            problems.extend(others.iter().map(|outline| {
                Diagnostic::error("N04.old_path_twice", self.old_place(outline))
                    .with("address", address)
                    .with("other", first.shown.as_ref())
                    .related(Place::file(&first.shown))
            }));
        }
        problems
    }

    /// Old addresses at which something stands.
    fn taken(&self, claims: &BTreeMap<String, Vec<&Outline>>) -> Vec<Diagnostic> {
        let mut taken: BTreeMap<&str, String> = BTreeMap::new();
        for outline in self.everything.outlines {
            let page = claims.get_key_value(outline.address.as_str());
            let files = outline.files.iter().filter(|used| !used.is_private);
            let files = files.filter_map(|used| {
                let (address, _) = claims.get_key_value(&file::address(&used.path))?;
                Some((address.as_str(), used.path.clone()))
            });
            let page = page.map(|(address, _)| (address.as_str(), outline.shown.to_string()));
            taken.extend(page.into_iter().chain(files));
        }
        for address in claims.keys() {
            if self.is_own(address) {
                taken.entry(address).or_insert_with(|| format!("/{address}"));
            }
        }
        let problems = taken.into_iter().flat_map(|(address, other)| {
            claims.get(address).into_iter().flatten().map(move |outline| {
                Diagnostic::error("N04.old_path_taken", self.old_place(outline))
                    .with("address", address)
                    .with("other", &other)
            })
        });
        problems.collect()
    }

    /// Sections and their further pages, terms, what the program writes itself.
    fn is_own(&self, address: &str) -> bool {
        let parts: Vec<&str> = address.trim_end_matches('/').split('/').collect();
        let is_kind = |name: &str| self.everything.kinds.find(name).is_some();
        match parts.as_slice() {
            [first, ..] if OWN.contains(first) || self.everything.folders.contains(first) => true,
            ["index.html" | "404.html"] => true,
            [kind] => is_kind(kind),
            [kind, page] => is_kind(kind) && (is_further_page(page) || *page == "atom.xml"),
            _ => false,
        }
    }

    fn old_place(&self, outline: &Outline) -> Place {
        self.place(outline, self.roles(outline).old_paths)
    }
}
