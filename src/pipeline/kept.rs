//! Milestones that still show a document to which its people no longer agree (P10).
//!
//! A release that is kept browsable (`ban-luu/`) shows what it showed on its day. A consent that has
//! ended since binds it too. What was erased by a decision is shown nowhere.

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::disk::Failure;
use crate::memory::Ended;
use crate::pipeline::Inputs;
use crate::record::{Store, Trouble};

/// What is wrong with milestones, by the documents whose consents have ended.
pub(super) fn problems(inputs: &Inputs<'_>, ended: &[Ended]) -> Result<Vec<Diagnostic>, Failure> {
    if ended.is_empty() {
        return Ok(Vec::new());
    }
    let store = Store::new(inputs.disk, &inputs.output);
    let mut problems = Vec::new();
    for (seq, name) in known(store.pins())?.unwrap_or_default() {
        let (said, manifest) = (store.said(seq)?, known(store.manifest(seq))?);
        let (Some(said), Some(manifest)) = (said, manifest) else { continue };
        for ended in ended {
            let Some(document) = said.find(&ended.id) else { continue };
            let page = manifest.find(&format!("{}index.html", document.address));
            let object = page.map(|hash| store.object(hash));
            let is_there = match object {
                Some(object) => inputs.disk.stamp(&object)?.is_some(),
                None => false,
            };
            if is_there {
                problems.push(check::kept(&ended.shown, ended.until, (seq, &name)));
            }
        }
    }
    Ok(problems)
}

/// What the store tells; where it is damaged, `verify` says so.
fn known<T>(told: Result<T, Trouble>) -> Result<Option<T>, Failure> {
    match told {
        Ok(told) => Ok(Some(told)),
        Err(Trouble::Refused(_)) => Ok(None),
        Err(Trouble::World(failure)) => Err(failure),
    }
}
