//! Orders: documents in their sections, documents under terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::campaign::{Table, Term};
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::model::kind::{Kinds, Sort};
use crate::model::theme::Taxonomy;
use crate::text::{fold, slug};

/// Documents of each kind in the order of their section.
pub(super) fn sections(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds) -> Table<u32> {
    let count = kinds.iter().count();
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (document, outline) in outlines.iter().enumerate() {
        rows[outline.kind as usize].push(document as u32);
    }
    let mut starts = vec![0];
    let mut items = Vec::with_capacity(outlines.len());
    for (kind, mut row) in rows.into_iter().enumerate() {
        let sort = kinds.at(kind as u8).sort;
        row.sort_unstable_by(|a, b| sort.compare(&outlines[*a as usize], &outlines[*b as usize]));
        items.extend(row);
        starts.push(items.len() as u32);
    }
    Table::new(starts, items)
}

/// The terms of a taxonomy. Spellings that fold to one slug are one term, titled as the first.
pub(super) fn terms(
    outlines: &[Arc<Hashed<Outline>>],
    kinds: &Kinds,
    taxonomy: &Taxonomy,
) -> Vec<Term> {
    let fields: Vec<Option<u16>> =
        kinds.iter().map(|(_, kind)| kind.fields.index(&taxonomy.field)).collect();
    let mut terms: BTreeMap<String, Term> = BTreeMap::new();
    let mut slugs: BTreeMap<&str, String> = BTreeMap::new();
    for (document, outline) in outlines.iter().enumerate() {
        let value = outline.value(fields[outline.kind as usize]);
        for title in value.map_or(&[][..], Value::items).iter().filter_map(Value::text) {
            let slug = slugs.entry(title).or_insert_with(|| slug::slug(title));
            let term = terms.entry(slug.clone()).or_insert_with(|| Term {
                title: title.to_owned(),
                slug: slug.clone(),
                documents: Vec::new(),
            });
            if term.documents.last() != Some(&(document as u32)) {
                term.documents.push(document as u32);
            }
        }
    }
    let mut terms: Vec<Term> = terms.into_values().collect();
    for term in &mut terms {
        term.documents.sort_unstable_by(|a, b| {
            Sort::Newest.compare(&outlines[*a as usize], &outlines[*b as usize])
        });
    }
    terms.sort_by_cached_key(|term| (fold::plain(&term.title), term.slug.clone()));
    terms
}
