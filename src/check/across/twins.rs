//! What only one document may have: its id, its address, its number in a year, its short code.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use rayon::prelude::*;

use super::Judge;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::text::doc_number::DocNumber;

/// Number and symbol, year, and the position of the issuer.
type NumberOf<'o> = (&'o DocNumber, Option<i16>, Option<u32>);

impl Judge<'_> {
    /// Two files that claim one id, such as `x.md` and `x/index.md`.
    pub(super) fn same_ids(&self) -> Vec<Diagnostic> {
        self.twins("N02.same_id", whole, |outline| {
            Some(outline.names.first().copied().unwrap_or(0))
        })
    }

    pub(super) fn same_addresses(&self) -> Vec<Diagnostic> {
        self.twins("N01.same_address", whole, |outline| Some(outline.address.as_str()))
    }

    /// Number, symbol, year and issuer together are unique (NĐ 30/2020/NĐ-CP Điều 15).
    pub(super) fn same_numbers(&self) -> Vec<Diagnostic> {
        self.twins("D06.same_number", whole, |outline| self.number_of(outline))
    }

    /// What no two documents have alike: number, year and issuer.
    fn number_of<'o>(&self, outline: &'o Outline) -> Option<NumberOf<'o>> {
        let number = outline.number.as_ref()?;
        let year = outline.date.map(|date| date.year());
        Some((number, year, self.led(outline, self.roles(outline).issuer)))
    }

    /// Whether these documents are told to bear one number (D06).
    pub(super) fn are_one_number(&self, all: &[u32]) -> bool {
        let mut numbers = all.iter().map(|at| self.number_of(self.outline(*at)));
        let first = numbers.next().flatten();
        first.is_some() && numbers.all(|number| number == first)
    }

    /// A short code stands on paper: it leads to one page for ever.
    pub(super) fn same_short_codes(&self) -> Vec<Diagnostic> {
        let place = |outline: &Outline| self.place(outline, self.roles(outline).short_code);
        self.twins("L05.short_code_reused", place, |outline| {
            match outline.value(self.roles(outline).short_code)? {
                Value::Code(code) => Some(code.to_lowercase()),
                _ => None,
            }
        })
    }

    /// Documents that share a key: each after the first is reported with the first.
    fn twins<'k, K: Hash + Eq>(
        &'k self,
        id: &'static str,
        place: impl Fn(&Outline) -> Place,
        key: impl Fn(&'k Outline) -> Option<K> + Sync,
    ) -> Vec<Diagnostic> {
        let outlines = self.everything.outlines;
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let marks = outlines.par_iter().enumerate().filter_map(|(at, outline)| {
            let key = key(outline)?;
            Some((hasher.hash_one(key), at))
        });
        let mut marks: Vec<(u64, usize)> = marks.collect();
        marks.par_sort_unstable();
        // Hashes find the few that may share a key, the keys themselves decide.
        let near = marks.chunk_by(|a, b| a.0 == b.0).filter(|near| near.len() > 1);
        let mut near: Vec<usize> = near.flatten().map(|(_, at)| *at).collect();
        near.sort_unstable();
        let mut first: HashMap<K, &Outline> = HashMap::new();
        let mut problems = Vec::new();
        for outline in near.into_iter().map(|at| outlines[at]) {
            let Some(key) = key(outline) else { continue };
            let other = *first.entry(key).or_insert(outline);
            if std::ptr::eq(other, outline) {
                continue;
            }
            let problem = Diagnostic::error(id, place(outline))
                .with("address", &outline.address)
                .with("other", other.shown.as_ref());
            problems.push(problem.related(Place::file(&other.shown)));
        }
        problems
    }
}

fn whole(outline: &Outline) -> Place {
    Place::file(&outline.shown)
}
