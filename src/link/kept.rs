//! What of the previous campaign still stands.
//!
//! A document is kept where its outline is the same, byte for byte, and the kept ones stand in the
//! same order as before. Of a kept document stand: its names, what orders it, its place between
//! other kept ones, its words; the targets of its references unless one of them goes by a name that
//! a document that is not kept has or had; its status and phase unless the day is another or one of
//! the documents that name it, or named it, is not kept or was resolved anew. All else is computed.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::campaign::{Campaign, NOBODY};
use crate::model::document::Outline;

/// The documents of two campaigns that are the same.
pub(super) struct Kept<'a> {
    /// The campaign before; empty where there is none.
    pub before: &'a Campaign,
    /// For each document its position then, [`NOBODY`] if it is fresh.
    pub then: Vec<u32>,
    /// For each document of then its position now, [`NOBODY`] if it is gone or another.
    pub now: Vec<u32>,
    /// The documents that are new or not the same.
    pub fresh: Vec<u32>,
}

impl<'a> Kept<'a> {
    /// Compares two rows of documents, both in the order of their paths.
    pub(super) fn new(outlines: &[Arc<Hashed<Outline>>], before: &'a Campaign) -> Self {
        let mut kept = Self {
            before,
            then: vec![NOBODY; outlines.len()],
            now: vec![NOBODY; before.outlines.len()],
            fresh: Vec::new(),
        };
        let mut old = 0;
        for (new, outline) in outlines.iter().enumerate() {
            // Passes over what is gone. Should the paths stand in another order than their bytes,
            // a document is taken for a fresh one and nothing worse happens.
            while before.outlines.get(old).is_some_and(|old| is_gone(old, outline)) {
                old += 1;
            }
            match before.outlines.get(old).map_or(Now::Later, |old| now(old, outline)) {
                Now::Same => {
                    kept.then[new] = old as u32;
                    kept.now[old] = new as u32;
                    old += 1;
                }
                Now::Another => {
                    kept.fresh.push(new as u32);
                    old += 1;
                }
                Now::Later => kept.fresh.push(new as u32),
            }
        }
        kept
    }

    /// One value for each document: as before, or made anew.
    pub(super) fn column<T: Copy>(&self, before: &[T], make: impl Fn(u32) -> T) -> Vec<T> {
        let value = |(document, then): (usize, &u32)| match *then {
            NOBODY => make(document as u32),
            then => before[then as usize],
        };
        self.then.iter().enumerate().map(value).collect()
    }

    /// The outlines of the documents of then that are not kept.
    pub(super) fn gone(&self) -> impl Iterator<Item = (u32, &'a Outline)> {
        let all = self.now.iter().enumerate().filter(|(_, now)| **now == NOBODY);
        all.map(|(then, _)| (then as u32, &self.before.outlines[then].value))
    }

    /// Whether nothing is kept.
    pub(super) fn is_nothing(&self) -> bool {
        self.fresh.len() == self.then.len()
    }
}

/// What an old document is to a new one.
enum Now {
    /// The same.
    Same,
    /// The same file with something else in it.
    Another,
    /// A file whose turn has not come.
    Later,
}

fn now(old: &Arc<Hashed<Outline>>, new: &Arc<Hashed<Outline>>) -> Now {
    if Arc::ptr_eq(old, new) || old.hash == new.hash {
        Now::Same
    } else if old.id == new.id {
        Now::Another
    } else {
        Now::Later
    }
}

/// Whether the place of an old document has been passed.
fn is_gone(old: &Arc<Hashed<Outline>>, new: &Arc<Hashed<Outline>>) -> bool {
    !Arc::ptr_eq(old, new) && old.id != new.id && old.shown < new.shown
}
