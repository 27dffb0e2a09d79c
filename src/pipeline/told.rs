//! What is wrong with what texts name, by what documents tell of units and systems.
//!
//! As it was, where neither the text nor what documents tell has changed.

use std::sync::Arc;

use rayon::prelude::*;

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::memory::{DocumentRecord, Memory, Together, Told};
use crate::model::named::Registry;
use crate::pipeline::documents::Parsed;

/// The last time this was asked.
pub(super) enum Last<'a> {
    /// By a build.
    Build(&'a Memory),
    /// By a look of the preview.
    Look(&'a Parsed, &'a Together),
}

impl Last<'_> {
    fn together(&self) -> &Together {
        match self {
            Self::Build(memory) => &memory.planned().together,
            Self::Look(_, together) => together,
        }
    }

    /// Whether a file that lies near this position says what it said.
    fn knows(&self, near: usize, record: &Arc<DocumentRecord>) -> bool {
        let known = match self {
            Self::Build(memory) => memory.document(&record.path),
            Self::Look(parsed, _) => parsed.record(near, &record.path),
        };
        known.is_some_and(|known| Arc::ptr_eq(known, record))
    }
}

/// What is wrong with what these files name; `content` is how people call their folder.
pub(super) fn told<'r>(
    records: impl Iterator<Item = &'r Arc<DocumentRecord>>,
    registry: &Registry,
    last: &Last<'_>,
    content: &str,
) -> Told {
    let together = last.together();
    let is_same = together.registry == *registry;
    let records: Vec<(usize, &Arc<DocumentRecord>)> = records.enumerate().collect();
    let told = records.into_par_iter().filter_map(|(at, record)| {
        let problems = match is_same && last.knows(at, record) {
            true => together.told.get(&record.path)?.clone(),
            false => judged(record, registry, content)?,
        };
        (!problems.is_empty()).then(|| (Arc::clone(&record.path), problems))
    });
    told.collect()
}

fn judged(record: &DocumentRecord, registry: &Registry, content: &str) -> Option<Vec<Diagnostic>> {
    let named = record.named.as_ref()?.value()?;
    let shown = || format!("{content}/{}", record.path).into();
    Some(check::named(&named, registry, &shown))
}
