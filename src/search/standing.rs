//! What is remembered of an index: enough to tell, when a few records change, which of its files do.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::model::artifact::Artifact;
use crate::search::postings::Word;
use crate::search::shards::{self, Places, Shard};
use crate::search::terms::Rules;
use crate::search::{ENTRY, FOLDER, Subject, blocks, cuts, entry, name, script};

/// An index as it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Standing {
    /// The hash of its documents in order and of what it was made of beside them.
    pub(super) of: Hash,
    pub(super) documents: usize,
    /// In order.
    pub(super) tallies: Vec<Tally>,
    /// In order.
    pub(super) files: Vec<File>,
    /// The name of the file of filters.
    pub(super) filters: String,
    /// Addresses of the units that the filters name.
    pub(super) units: BTreeSet<String>,
}

/// What is remembered of a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// The folded word.
    pub word: String,
    /// How many documents have it.
    pub frequency: u32,
    /// About how many bytes its places take.
    pub cost: u64,
}

/// A shard that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct File {
    /// The first word in it.
    pub word: String,
    /// The second word's cell plus one with which it begins; 0 for the word's own beginning.
    pub second: u32,
    /// Its name, made of its content.
    pub name: String,
}

/// What an index is made of, in one hash: its documents by address, in order, and all but their
/// records.
pub fn key<'a>(addresses: impl Iterator<Item = &'a str>, subject: &Subject<'_>) -> Hash {
    Hash::of_value(&(addresses.collect::<Vec<&str>>(), subject))
}

impl Standing {
    /// Whether it is of the documents and the rest that this key tells of.
    pub fn is_of(&self, key: Hash) -> bool {
        self.of == key
    }

    /// Paths of the shards.
    pub fn shards(&self) -> impl Iterator<Item = String> {
        self.files.iter().map(File::path)
    }

    /// The entry, in both its forms; `blocks` are the hashes of the blocks in order.
    pub fn entry(
        &self,
        subject: &Subject<'_>,
        blocks: impl IntoIterator<Item = Hash>,
    ) -> [Artifact; 2] {
        // Shards and filters are named by what is in them.
        let names = self.files.iter().map(|file| &file.name).chain([&self.filters]);
        let names = names.map(|name| Hash::of(name.as_bytes()));
        let entry = entry::Entry {
            count: self.documents,
            per_block: blocks::size(self.documents),
            id: Hash::of_hashes(blocks.into_iter().chain(names)).short(),
            shards: &self.files,
            filters: &self.filters,
        };
        let text = entry::text(&entry, &self.tallies, &Rules::default(), subject);
        let as_script = script(format!("{FOLDER}entry.js"), "entry", &text);
        [as_script, Artifact::made(ENTRY, text.into_bytes())]
    }
}

impl Tally {
    pub(super) fn of(word: &Word) -> Self {
        let Word { text, frequency, places } = word;
        Self { word: text.clone(), frequency: *frequency, cost: places.cost() }
    }
}

impl File {
    /// What is remembered of a shard, and its file.
    pub(super) fn of(shard: Shard) -> (Self, Artifact) {
        let Shard { word, second, text } = shard;
        let name = name(&text);
        let artifact = script(path(&name), &name, &format!("\"{text}\""));
        (Self { word, second, name }, artifact)
    }

    /// Where it stands below the site's root.
    pub(super) fn path(&self) -> String {
        path(&self.name)
    }
}

/// Whether a path is that of a shard.
pub fn is_shard(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|below| below.starts_with("s/"))
}

fn path(name: &str) -> String {
    format!("{FOLDER}s/{name}.js")
}

/// All words, in order, as files.
pub(super) fn files(words: &[Word]) -> (Vec<File>, Vec<Artifact>) {
    let parts = cuts::cuts(words.iter().map(|word| word.places.cost()));
    let shards = parts.into_par_iter().flat_map_iter(|part| {
        let words: Vec<(&str, &Places)> =
            words[part].iter().map(|word| (word.text.as_str(), &word.places)).collect();
        shards::shards(&words)
    });
    shards.map(File::of).unzip()
}
