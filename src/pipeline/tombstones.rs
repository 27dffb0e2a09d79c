//! Pages at addresses that an earlier release had and the site has no longer.
//!
//! A build knows no release, so they are made when one is sealed, and sealed with it: who follows an
//! old link is told that the page was taken down. An address keeps its tombstone until a page stands
//! there again. Bringing an older release back makes none, for what is shown then is that release
//! byte for byte: addresses that it leaves without a page get theirs with the next release that is
//! built.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::hash::{Hash, Hashed};
use crate::memory;
use crate::model::artifact::{Artifact, Written};
use crate::model::release::Manifest;
use crate::model::release_log::is_made_of_others;
use crate::pipeline::{Inputs, ground};
use crate::record::{Store, Trouble};
use crate::view;

/// The tombstones of a site with these files, which are in the order of paths; the inner `Err` holds
/// mistakes of the theme.
pub(super) fn tombstones(
    inputs: &Inputs<'_>,
    store: &Store<'_>,
    files: &[Written],
) -> Result<Result<Vec<Artifact>, Vec<Diagnostic>>, Trouble> {
    let before = before(store)?;
    let is_gone = |path: &str| files.binary_search_by(|file| (*file.path).cmp(path)).is_err();
    let paths = before.iter().flat_map(Manifest::files);
    let mut gone: BTreeMap<&str, Hash> = BTreeMap::new();
    for (path, hash) in paths {
        let Some(address) = path.strip_suffix("index.html") else { continue };
        if !is_made_of_others(address) && is_gone(path) {
            // What was shown last stands first.
            gone.entry(address).or_insert(*hash);
        }
    }
    if gone.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    let ground = ground::load(inputs)?;
    let (Some(theme), Some(renderer)) = (&ground.theme, &ground.renderer) else {
        return Ok(Err(ground.problems));
    };
    let Some(site) = memory::frame::kept(inputs.disk, &inputs.output) else {
        return Ok(Ok(Vec::new()));
    };
    let (site, at) = (Arc::new(Hashed::new(site)), (ground.settings.language, inputs.at.date()));
    let (mut made, mut broken) = (Vec::new(), Vec::new());
    for (address, page) in gone {
        let was = store.gone(page, inputs.now.date())?;
        let page = view::releases::removed(address, was.as_ref(), &site, theme, at);
        match renderer.render(&page) {
            Ok(html) => made.push(Artifact::made(page.path(), html)),
            Err(problem) => broken.push(problem),
        }
    }
    Ok(if broken.is_empty() { Ok(made) } else { Err(broken) })
}

/// What the current release shows; where it brought an older one back, also what was shown before
/// that, for those addresses were left without tombstones.
fn before(store: &Store<'_>) -> Result<Vec<Manifest>, Trouble> {
    let mut lists = Vec::new();
    let mut seq = store.head()?.map_or(0, |head| head.seq);
    while seq > 0 {
        lists.push(store.manifest(seq)?);
        if store.release(seq)?.0.restores.is_none() {
            break;
        }
        seq -= 1;
    }
    Ok(lists)
}
