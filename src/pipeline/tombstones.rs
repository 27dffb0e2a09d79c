//! Pages at addresses that an earlier release had and the site has no longer.
//!
//! A build knows no release, so they are made when one is sealed, and sealed with it: who follows an
//! old link is told that the page was taken down. An address keeps its tombstone until a page stands
//! there again.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::hash::Hashed;
use crate::memory;
use crate::model::artifact::{Artifact, Written};
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
    let Some(head) = store.head()? else { return Ok(Ok(Vec::new())) };
    let before = store.manifest(head.seq)?;
    let is_gone = |path: &str| files.binary_search_by(|file| (*file.path).cmp(path)).is_err();
    let gone = before.files().iter().filter_map(|(path, _)| {
        let address = path.strip_suffix("index.html")?;
        (!is_made_of_others(address) && is_gone(path)).then_some(address)
    });
    let gone: Vec<&str> = gone.collect();
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
    for address in gone {
        let page = view::releases::removed(address, &site, theme, at);
        match renderer.render(&page) {
            Ok(html) => made.push(Artifact::made(page.path(), html)),
            Err(problem) => broken.push(problem),
        }
    }
    Ok(if broken.is_empty() { Ok(made) } else { Err(broken) })
}
