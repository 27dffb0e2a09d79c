//! What stands around the pages: feeds, open data, assets, attachments.
//!
//! Open data are made anew only where something they are made of has changed; the rest is small.

use std::sync::Arc;

use rayon::prelude::*;

use crate::data;
use crate::disk::Failure;
use crate::feeds;
use crate::hash::Hash;
use crate::model::artifact::{Artifact, Bytes};
use crate::pipeline::guard::Found;
use crate::pipeline::pages::Run;
use crate::view::View;
use crate::write::{Staged, Writing};

/// One file beside the pages.
pub(super) struct Beside {
    pub staged: Staged,
    /// The hash of what it was made of, where that is asked for before it is made.
    pub made_of: Option<Hash>,
    /// What of withheld documents seems to be in it.
    found: Vec<u64>,
}

/// What stands around the pages and is made anew each time.
pub(super) fn feeds(view: &View) -> Vec<Artifact> {
    feeds::files(&feeds::Around {
        site: view.site(),
        feeds: &view.feeds(),
        addresses: &view.addresses(),
        events: &view.events(),
        moved: &view.moved().collect::<Vec<_>>(),
        servers: view.servers(),
    })
}

/// What open data are made of.
pub(super) fn open_data(view: &View) -> data::Open<'_> {
    data::Open {
        campaign: view.campaign(),
        cards: view.cards(),
        theme: view.theme(),
        site: view.site(),
        language: view.language(),
    }
}

impl Run<'_> {
    /// Everything beside pages.
    pub(super) fn beside(
        &self,
        writing: &Writing<'_>,
        assets: Vec<Artifact>,
    ) -> Result<Vec<Beside>, Failure> {
        let mut artifacts = feeds(self.view);
        artifacts.extend(assets);
        artifacts.extend(self.view.files_used().values().map(|fact| Artifact {
            path: fact.address.as_str().into(),
            bytes: Bytes::Copied {
                from: Arc::clone(&fact.from),
                hash: fact.hash,
                length: fact.length,
            },
        }));
        let staged = artifacts.into_iter().map(|artifact| {
            let found = self.guard.artifact(&artifact);
            Ok(Beside { staged: writing.stage(artifact)?, made_of: None, found })
        });
        let mut beside = staged.collect::<Result<Vec<Beside>, Failure>>()?;
        beside.extend(self.data(writing)?);
        Ok(beside)
    }

    fn data(&self, writing: &Writing<'_>) -> Result<Vec<Beside>, Failure> {
        let open = open_data(self.view);
        let parts = data::parts(open);
        let file = |part: &data::Part| -> Result<Beside, Failure> {
            let made_of = Some(part.key);
            let last = self.memory.page(&part.path).and_then(|record| record.made_of);
            if last == made_of
                && let Some(written) = writing.standing(&part.path)?
            {
                let found = self.guard.standing(&part.path)?;
                return Ok(Beside { staged: Staged { written, is_new: false }, made_of, found });
            }
            let artifact = data::make(open, part);
            let found = self.guard.artifact(&artifact);
            Ok(Beside { staged: writing.stage(artifact)?, made_of, found })
        };
        parts.par_iter().map(file).collect()
    }
}

/// What seems to be found in these files.
pub(super) fn found(beside: &[Beside]) -> Vec<Found> {
    let some = beside.iter().filter(|file| !file.found.is_empty());
    some.map(|file| (file.staged.written.path.to_string(), file.found.clone())).collect()
}
