//! Which files are texts of one document.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::Outline;
use crate::model::names;
use crate::model::published::Window;

/// The documents that have several texts, by position of their own file; most have one, so this is
/// small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Families {
    of: BTreeMap<u32, Vec<u32>>,
    /// Earlier texts beside which no document lies.
    pub orphans: Vec<u32>,
}

impl Families {
    /// The families among outlines, known by their positions.
    pub fn of(outlines: &[Arc<Hashed<Outline>>]) -> Self {
        let earlier = || outlines.iter().enumerate().filter(|(_, at)| at.version.is_some());
        if earlier().next().is_none() {
            return Self::default();
        }
        let mut by_id: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (at, outline) in earlier() {
            by_id.entry(&outline.id).or_default().push(at as u32);
        }
        let mut families = Self::default();
        for (at, outline) in outlines.iter().enumerate() {
            if outline.version.is_none()
                && let Some(mut texts) = by_id.remove(&*outline.id)
            {
                texts.sort_by_key(|text| outlines[*text as usize].version);
                families.of.insert(at as u32, texts);
            }
        }
        families.orphans = by_id.into_values().flatten().collect();
        families.orphans.sort_unstable();
        families
    }

    /// Whether no document has several texts.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty() && self.orphans.is_empty()
    }

    /// The earlier texts of a document, in the order of their names.
    pub fn earlier(&self, document: u32) -> &[u32] {
        self.of.get(&document).map_or(&[], Vec::as_slice)
    }

    /// When any text of a document is public. The newest one ends them all, so that between two of
    /// them there is no gap that matters.
    pub fn window(&self, document: u32, windows: &[Window]) -> Window {
        let texts = self.earlier(document).iter().map(|text| windows[*text as usize]);
        let own = windows[document as usize];
        texts.filter(|window| !window.is_never()).fold(own, |all, window| match all.is_never() {
            true => window,
            false => Window { from: all.from.min(window.from), until: all.until.max(window.until) },
        })
    }

    /// Documents with several texts, each with its earlier ones.
    pub fn each(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.of.iter().map(|(document, texts)| (*document, texts.as_slice()))
    }
}

/// An outline that goes by the names of other texts of its document too: whoever names a document
/// means it whatever text is in force.
pub fn named_as(outline: &Outline, texts: &[&Outline]) -> Outline {
    let mut outline = outline.clone();
    let own = outline.names.first().copied().unwrap_or_else(|| names::key(&outline.id));
    for name in texts.iter().flat_map(|text| &text.names) {
        if *name != own && !outline.names.contains(name) {
            outline.names.push(*name);
        }
    }
    outline
}
