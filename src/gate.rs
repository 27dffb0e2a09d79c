//! The one gate: what is public at an instant.
//!
//! Takes every outline and the instant; returns those that may be seen, in the same order. Every
//! page, list, feed and index is made of what this returns and of nothing else.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::{Outline, Visibility};
use crate::model::kind::{Kinds, SECTION};
use crate::model::published::Published;
use crate::text::date::Instant;

/// The public documents at an instant. Everything below a withheld section is withheld.
pub fn open(outlines: &[Arc<Hashed<Outline>>], kinds: &Kinds, at: Instant) -> Published {
    let closed: BTreeSet<&str> = outlines
        .iter()
        .filter(|outline| kinds.at(outline.kind).name == SECTION)
        .filter(|outline| !is_public(&outline.visibility, at))
        .map(|outline| &*outline.id)
        .collect();
    let mut published = Published::default();
    for (position, outline) in outlines.iter().enumerate() {
        if is_public(&outline.visibility, at) && !is_below(&outline.id, &closed) {
            published.outlines.push(Arc::clone(outline));
            published.positions.push(position as u32);
        }
    }
    published
}

/// From when to when (seconds since 1970, the end not included) no document appears or goes.
pub fn span(outlines: &[Arc<Hashed<Outline>>], at: Instant) -> (i64, i64) {
    let times = |outline: &Arc<Hashed<Outline>>| {
        let Visibility { publish_at, unpublish_at, .. } = &outline.visibility;
        [*publish_at, *unpublish_at].into_iter().flatten().map(|when| when.instant().seconds())
    };
    let turns = || outlines.iter().flat_map(times);
    let now = at.seconds();
    let begin = turns().filter(|turn| *turn <= now).max().unwrap_or(i64::MIN);
    (begin, turns().filter(|turn| *turn > now).min().unwrap_or(i64::MAX))
}

/// Everything, public or not: what a writer sees in the preview, and nobody else.
pub fn unlocked(outlines: &[Arc<Hashed<Outline>>]) -> Published {
    let positions = (0..outlines.len() as u32).collect();
    Published { outlines: outlines.to_vec(), positions }
}

fn is_public(visibility: &Visibility, at: Instant) -> bool {
    visibility.status == "da-duyet"
        && visibility.publish_at.is_none_or(|from| from.instant() <= at)
        && visibility.unpublish_at.is_none_or(|until| at < until.instant())
}

fn is_below(id: &str, closed: &BTreeSet<&str>) -> bool {
    if closed.is_empty() {
        return false;
    }
    let above = id.match_indices('/').map(|(at, _)| &id[..at]);
    above.chain([""]).any(|folder| closed.contains(folder))
}
