//! What is done to releases that are there: kept browsable, handed over, erased by a decision.
//!
//! None of it builds. Where it changes what readers see, they are shown another tree of the current
//! release; the release itself stays as it was sealed.

use crate::diagnostic::Diagnostic;
use crate::model::release::Manifest;
use crate::model::release_log::ReleaseLog;
use crate::pipeline::release::{Done, Place, Wish, bring, make, place};
use crate::pipeline::{Inputs, envelope, signing};
use crate::record::bag::Files;
use crate::record::redact::{Erasure, Search, Sought};
use crate::record::{Contents, Refusal, Says, Store, Trouble, Writing};

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
    if name.is_some() && store.forgotten()?.contains(&seq) {
        return Err(Refusal::Forgotten(seq).into());
    }
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

/// Erases sealed files that are sought, and shows readers a tree without what spoke of them.
pub fn redact(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    sought: &Sought<'_>,
    erasure: &Erasure<'_>,
) -> Result<Result<Search, Vec<Diagnostic>>, Trouble> {
    let private = envelope::private_in(inputs, erasure.reason)?;
    if !private.is_empty() {
        return Ok(Err(private));
    }
    let place = place(inputs);
    let store = place.store();
    if store.is_empty()? {
        return Err(Refusal::NothingReleased.into());
    }
    let search = store.search(sought)?;
    // Where something was erased before, that run may have been cut: what it left is done now.
    if search.is_empty() && !store.has_redactions()? {
        return Ok(Ok(search));
    }
    if !search.is_shown
        && let Err(broken) = without_tombstones(inputs, &place, wish, &search)?
    {
        return Ok(Err(broken));
    }
    let writing = store.begin(wish.owner)?;
    let before = writing.before()?;
    let signing = signing::signing(place.disk, wish, before.as_ref())?;
    let search = store.search(sought)?;
    writing.erase(&search, erasure, &signing.signer)?;
    let shown = show_again(inputs, &place, &writing)?;
    writing.drop_other_trees()?;
    Ok(shown.map(|()| search))
}

/// Where only the addresses of pages that were taken down hold the words, a release without their
/// tombstones comes first: what readers are shown is never erased under their eyes.
fn without_tombstones(
    inputs: &Inputs<'_>,
    place: &Place<'_>,
    wish: &Wish<'_>,
    search: &Search,
) -> Result<Result<(), Vec<Diagnostic>>, Trouble> {
    let store = place.store();
    let Some(head) = store.head()?.filter(|_| !search.tombstones.is_empty()) else {
        return Ok(Ok(()));
    };
    let (manifest, bytes) = store.without(head.seq, &search.tombstones)?;
    let (made, restores, says) = (Vec::new(), None, Says::As(head.seq));
    let contents = Contents { manifest, bytes, site: None, made, restores, says };
    let envelope = |log: &ReleaseLog, list: &Manifest| envelope::files(inputs, log, list);
    Ok(match make(place, wish, contents, &envelope)? {
        Done::Broken(broken) => Err(broken),
        _ => Ok(()),
    })
}
