//! What stands around the pages: feeds, open data, assets, attachments, pictures.
//!
//! Open data are made anew only where something they are made of has changed; the rest is small.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::assets::pictures::{self, Cache};
use crate::data;
use crate::diagnostic::{Diagnostic, Place};
use crate::disk::Failure;
use crate::feeds;
use crate::hash::Hash;
use crate::model::artifact::{Artifact, Bytes};
use crate::model::page::FileFacts;
use crate::model::picture::Picture;
use crate::pipeline::guard::Found;
use crate::pipeline::pages::{Run, Trouble};
use crate::read::Listing;
use crate::view::View;
use crate::write::{Staged, Writing};

/// Pictures that are worked on at the same time.
const AT_ONCE: usize = 4;

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
    ) -> Result<Vec<Beside>, Trouble> {
        let mut artifacts = feeds(self.view);
        artifacts.extend(assets);
        let copied = self.view.files_used().values().filter(|fact| fact.is_copied());
        artifacts.extend(copied.map(|fact| Artifact {
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
        beside.extend(self.pictures(writing)?);
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

impl Run<'_> {
    /// The sizes of all pictures: what stands, stands, for its name says what it was made of.
    fn pictures(&self, writing: &Writing<'_>) -> Result<Vec<Beside>, Trouble> {
        let shown = self.view.files_used().values();
        let shown: Vec<&FileFacts> = shown.filter(|fact| is_made(fact)).collect();
        let mut beside = BTreeMap::new();
        // Few at a time: a photograph takes a hundred times more room in memory than on disk.
        for some in shown.chunks(AT_ONCE) {
            let made: Vec<Vec<Beside>> = some
                .par_iter()
                .map(|fact| self.sizes(fact, writing))
                .collect::<Result<_, Trouble>>()?;
            // Two files of the same name and bytes have the same sizes.
            let made = made.into_iter().flatten();
            beside.extend(made.map(|file| (Arc::clone(&file.staged.written.path), file)));
        }
        Ok(beside.into_values().collect())
    }

    fn sizes(&self, fact: &FileFacts, writing: &Writing<'_>) -> Result<Vec<Beside>, Trouble> {
        let mut beside = Vec::new();
        let mut missing = Vec::new();
        for variant in fact.picture.iter().flat_map(Picture::variants) {
            match writing.standing(&variant.address)? {
                Some(written) => beside.push(self.picture(Staged { written, is_new: false })),
                None => missing.push(variant),
            }
        }
        if missing.is_empty() {
            return Ok(beside);
        }
        let made = self.cache().sizes(&source(self.listing, fact), fact, &missing);
        let made = made.map_err(|trouble| match trouble {
            pictures::Trouble::World(failure) => Trouble::World(failure),
            pictures::Trouble::Unreadable => Trouble::Theme(self.unreadable(fact)),
        })?;
        for (variant, bytes) in missing.into_iter().zip(made) {
            let staged = writing.stage(Artifact::made(variant.address.as_str(), bytes))?;
            beside.push(self.picture(staged));
        }
        Ok(beside)
    }

    fn picture(&self, staged: Staged) -> Beside {
        let found = self.guard.name(&staged.written.path);
        Beside { staged, made_of: None, found }
    }

    /// Removes what no page shows any more from the cache.
    pub(super) fn sweep(&self) -> Result<(), Failure> {
        let facts = self.view.files_used().values();
        self.cache()
            .sweep(facts.filter_map(|fact| fact.picture.as_ref()).flat_map(Picture::variants))
    }

    fn cache(&self) -> Cache<'_> {
        Cache { disk: self.inputs.disk, output: &self.inputs.output }
    }

    /// A06, where the picture is mentioned first.
    fn unreadable(&self, fact: &FileFacts) -> Diagnostic {
        let outlines = self.view.campaign().outlines.iter();
        let uses =
            outlines.flat_map(|outline| outline.files.iter().map(move |used| (outline, used)));
        let found = uses.into_iter().find(|(_, used)| used.is_picture && *used.path == *fact.from);
        let place = found.map(|(outline, used)| Place::at(&outline.shown, used.span));
        let place = place.unwrap_or_else(|| Place::file(&fact.from));
        Diagnostic::error("A06.unreadable", place).with("path", &fact.from)
    }
}

/// Whether sizes of a picture are made; others are shown as they are.
pub(super) fn is_made(fact: &FileFacts) -> bool {
    let mut sizes = fact.picture.iter().flat_map(Picture::variants);
    sizes.any(|size| size.address != fact.address)
}

/// Where a file lies, under the name the disk has for it.
pub(super) fn source(listing: &Listing, fact: &FileFacts) -> PathBuf {
    let at = listing.files.binary_search_by(|file| file.path.cmp(&fact.from));
    at.map_or_else(|_| PathBuf::from(&*fact.from), |at| listing.files[at].on_disk.to_path_buf())
}

/// What seems to be found in these files.
pub(super) fn found(beside: &[Beside]) -> Vec<Found> {
    let some = beside.iter().filter(|file| !file.found.is_empty());
    some.map(|file| (file.staged.written.path.to_string(), file.found.clone())).collect()
}
