//! A look at the content: every file read or known by its hash, and what is wrong with all of it.
//!
//! An outline is asked for only where something differs. The key of a look holds everything that
//! documents show of each other (and the texts of those that have several) and everything pages stand on: equal keys, on the same day and
//! between the same turns of visibility, give the same campaign, and so the same pages but for
//! their texts.

use std::collections::BTreeSet;

use crate::check::text::Wording;
use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::Memory;
use crate::model::theme::Theme;
use crate::model::version::Name;
use crate::pipeline::documents::{self, Looked, Parsed};
use crate::pipeline::ground::Ground;
use crate::pipeline::{Inputs, shown};
use crate::read::Listing;
use crate::text::collate::Collator;

/// A look at the content.
pub(super) struct Look {
    /// Every file.
    pub looked: Looked,
    /// The key of everything but texts.
    pub key: Hash,
}

/// Looks at every file of a listing.
pub(super) fn look(
    inputs: &Inputs<'_>,
    memory: &Memory,
    (ground, theme): (&Ground, &Theme),
    listing: &Listing,
) -> Result<Look, Failure> {
    let looked = looked(inputs, (memory, None), (ground, theme), listing)?;
    let key = key(inputs, ground, theme, (listing, &looked));
    Ok(Look { looked, key })
}

/// The same for somebody who compares outlines and needs no key; files are known by the last look,
/// or else by the memory.
pub(super) fn looked(
    inputs: &Inputs<'_>,
    (memory, last): (&Memory, Option<&Parsed>),
    (ground, theme): (&Ground, &Theme),
    listing: &Listing,
) -> Result<Looked, Failure> {
    let run = documents::Run {
        inputs,
        memory,
        last,
        theme,
        language: ground.settings.language,
        collator: &Collator::new(),
        wording: &Wording::new(&theme.dictionaries, ground.settings.language),
        shown: &shown(&inputs.content),
        key: documents::documents_key(theme, ground.settings.language),
    };
    run.all(listing)
}

fn key(
    inputs: &Inputs<'_>,
    ground: &Ground,
    theme: &Theme,
    (listing, looked): (&Listing, &Looked),
) -> Hash {
    let histories = histories(listing);
    let records = looked.records().filter_map(|record| {
        // What pages tell of a history is not only told on the page of the text.
        let folder = record.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = histories.contains(folder).then_some(record.hash);
        Some((&record.path, record.outline?, text))
    });
    let documents: Vec<_> = records.collect();
    let files: Vec<_> = listing.files.iter().map(|file| (&file.path, file.stamp)).collect();
    let assets = ground.assets.as_ref().map(|assets| &assets.names);
    Hash::of_value(&(
        (documents, files),
        (theme.hash, ground.settings_hash, assets),
        (inputs.at.date().iso(), inputs.at.max(inputs.now).date().iso()),
    ))
}

/// Folders of documents that have several texts.
fn histories(listing: &Listing) -> BTreeSet<&str> {
    let earlier = listing.documents.iter().filter(|file| Name::of_path(&file.path).is_some());
    earlier.filter_map(|file| Some(file.path.rsplit_once('/')?.0)).collect()
}

/// Whether the pages of the last build are those of a look with this key, but for their texts.
pub(super) fn is_planned(
    inputs: &Inputs<'_>,
    key: Hash,
    memory: &Memory,
    listing: &Listing,
) -> bool {
    let (planned, now) = (memory.planned(), inputs.at.seconds());
    planned.key == key
        && (planned.span.0..planned.span.1).contains(&now)
        && listing.files.iter().all(|file| memory.trusts(&[file.stamp]))
}
