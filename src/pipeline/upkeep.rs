//! What is done to releases that are there: kept browsable, handed over, erased by a decision.
//!
//! None of it builds. Where it changes what readers see, they are shown another tree of the current
//! release; the release itself stays as it was sealed.

use crate::diagnostic::Diagnostic;
use crate::pipeline::release::{Place, Wish, bring, place};
use crate::pipeline::{Inputs, envelope, signing};
use crate::record::bag::Files;
use crate::record::redact::{Erasure, Search};
use crate::record::{Refusal, Store, Trouble, Writing};

/// Keeps a release browsable whole under a name, or no longer; readers are shown a new tree of the
/// current release. Says whether anything changed.
pub fn pin(
    inputs: &Inputs<'_>,
    owner: &str,
    seq: u32,
    name: Option<&str>,
) -> Result<Result<bool, Vec<Diagnostic>>, Trouble> {
    let place = place(inputs);
    let store = place.store();
    let writing = store.begin(owner)?;
    if name.is_some() && !store.can_be_milestone(seq)? {
        return Err(Refusal::NoBanner(seq).into());
    }
    if !writing.pin(seq, name)? {
        return Ok(Ok(false));
    }
    Ok(show_again(inputs, &place, &writing)?.map(|()| true))
}

/// Shows readers another tree of the current release: what tells of it has changed.
fn show_again(
    inputs: &Inputs<'_>,
    place: &Place<'_>,
    writing: &Writing<'_>,
) -> Result<Result<(), Vec<Diagnostic>>, Trouble> {
    let store = place.store();
    let Some(head) = writing.head() else { return Ok(Ok(())) };
    let envelope = envelope::files(inputs, &store.log(None)?, &store.manifest(head.seq)?)?;
    Ok(match envelope {
        Ok(envelope) => {
            let tree = writing.raise_again(head.seq, &envelope)?;
            bring(place, writing, tree)?;
            Ok(())
        }
        Err(broken) => Err(broken),
    })
}

/// A release as a bag of files to hand over.
pub fn export(inputs: &Inputs<'_>, seq: u32) -> Result<Result<Files, Vec<Diagnostic>>, Trouble> {
    let store = Store::new(inputs.disk, &inputs.output);
    let manifest = store.manifest(seq)?;
    let envelope = envelope::files(inputs, &store.log_of(seq)?, &manifest)?;
    Ok(match envelope {
        Ok(envelope) => Ok(store.bag(seq, &envelope)?),
        Err(broken) => Err(broken),
    })
}

/// Erases sealed files that hold these words, and shows readers a tree without what spoke of them.
pub fn redact(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    words: &str,
    erasure: &Erasure<'_>,
) -> Result<Result<Search, Vec<Diagnostic>>, Trouble> {
    let place = place(inputs);
    let store = place.store();
    let writing = store.begin(wish.owner)?;
    let before = writing.before()?;
    let signing = signing::signing(place.disk, wish, before.as_ref())?;
    let search = store.search(words)?;
    if search.found.is_empty() {
        return Ok(Ok(search));
    }
    writing.erase(&search, erasure, &signing.signer)?;
    let shown = show_again(inputs, &place, &writing)?;
    writing.drop_other_trees()?;
    Ok(shown.map(|()| search))
}
