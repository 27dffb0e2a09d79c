//! Makes the search index that readers' browsers ask, without a server.
//!
//! Takes a [`Record`] of every public document, made of its page by whoever renders it, in the order
//! of kinds and of their sections; gives the files below `search/`: texts in blocks, shards of the
//! index, filters, the entry, and the engine that reads them. Knows neither files nor pages beyond
//! that: which records stayed as they were is asked elsewhere.

mod blocks;
mod client;
mod cuts;
mod data;
mod digits;
mod edits;
mod entry;
mod filters;
mod names;
mod plain;
mod postings;
mod record;
mod shards;
mod shelf;
mod standing;
mod terms;

use rayon::prelude::*;
use serde::Serialize;

use crate::hash::Hash;
use crate::model::artifact::Artifact;
pub use blocks::{block_paths, is_block, read_block, size as block_size};
pub use data::bulk_path;
pub use edits::{Edit, Edited};
use postings::Postings;
pub use record::{Filed, Record, Words, words};
pub use shelf::Read;
use standing::Tally;
pub use standing::{Standing, is_shard, key};
use terms::{Rules, Terms};

/// Where the entry stands; every other file of the index is named by it or by a number.
pub const ENTRY: &str = "search/entry.json";

/// The folder of the index.
pub const FOLDER: &str = "search/";

/// What stands for the kind of earlier texts of documents, which are shown to who asks for them; no
/// kind has such a name. The engine knows it too.
pub const EARLIER: &str = "ban_cu";

/// What an index is made of beside the records.
#[derive(Serialize)]
pub struct Subject<'a> {
    /// Key, name and number of documents of each kind that has some, in the order of the records; last
    /// [`EARLIER`] texts.
    pub kinds: Vec<(String, String, usize)>,
    /// Names of legal statuses and phases by key, as readers know them.
    pub statuses: Vec<(String, String)>,
    /// The scripts of the engine in order.
    pub scripts: Vec<&'a str>,
    /// The script that keeps what was asked for at hand.
    pub worker: &'a str,
    /// Absolute address of the site; may be empty.
    pub base_url: &'a str,
}

/// An index under way: records come in parts, in order, and go again.
pub struct Indexing<'a> {
    subject: &'a Subject<'a>,
    rules: Rules,
    postings: Postings,
    count: usize,
    /// What filters need: the records without their texts.
    cards: Vec<Record>,
}

/// What becomes of some records at once.
pub struct Part {
    /// The blocks of their texts, which say in plain words what the documents say.
    pub blocks: Vec<Artifact>,
    /// What search servers take.
    pub lines: Vec<u8>,
    /// The file to which these lines are appended.
    pub bulk: String,
}

/// How many records make a part, but for the last one; whole blocks of texts.
pub const PART: usize = 512;

impl<'a> Indexing<'a> {
    /// An index of so many records.
    pub fn new(count: usize, subject: &'a Subject<'a>) -> Self {
        let rules = Rules::default();
        let postings = Postings::new(&rules);
        Self { subject, rules, postings, count, cards: Vec::with_capacity(count) }
    }

    /// Takes the next [`PART`] records, or the last ones.
    pub fn add(&mut self, mut records: Vec<Record>) -> Part {
        let terms: Vec<Terms> =
            records.par_iter().map(|record| Terms::of(record, &self.rules)).collect();
        let (size, first) = (blocks::size(self.count), self.cards.len());
        let blocks = records.par_chunks(size).enumerate();
        let blocks =
            blocks.map(|(at, records)| blocks::block(first / size + at, records)).collect();
        let lines = data::lines(&records, first, self.subject);
        self.postings.add(&terms);
        records.iter_mut().for_each(|record| record.text = String::new());
        self.cards.append(&mut records);
        Part { blocks, lines, bulk: bulk_path(first) }
    }

    /// The other files, when all records are in, and what is to be remembered of them; `blocks` are
    /// the hashes of the blocks in order.
    pub fn finish(
        self,
        blocks: impl IntoIterator<Item = Hash> + Send,
    ) -> (Vec<Artifact>, Standing) {
        let subject = self.subject;
        let (scripts, (mut files, standing)) = rayon::join(
            || client::scripts(&subject.scripts, subject.worker),
            || self.files(blocks),
        );
        files.extend(scripts);
        files.push(data::mapping_file());
        (files, standing)
    }

    /// Words, filters and entry.
    fn files(self, blocks: impl IntoIterator<Item = Hash>) -> (Vec<Artifact>, Standing) {
        let Self { subject, rules, postings, cards, .. } = self;
        let words = postings.words(&rules);
        let (named, mut files) = standing::files(&words);
        let (filters, units) = filters::filters(&cards, subject);
        let filters_name = name(&filters);
        files.push(script(format!("{FOLDER}f/{filters_name}.js"), &filters_name, &filters));
        let standing = Standing {
            of: key(cards.iter().map(|card| card.address.as_str()), subject),
            documents: cards.len(),
            tallies: words.iter().map(Tally::of).collect(),
            files: named,
            filters: filters_name,
            units,
        };
        files.extend(standing.entry(subject, blocks));
        (files, standing)
    }
}

/// The same JSON without `<`: wherever it is put, no tag begins in it.
fn without_tags(json: String) -> String {
    if json.contains('<') { json.replace('<', "\\u003c") } else { json }
}

/// A file that a page opened from disk can load as a script, and any other page as a text.
fn script(path: String, name: &str, json: &str) -> Artifact {
    Artifact::made(path, format!("lanToa(\"{name}\",{json})\n").into_bytes())
}

/// What such a file holds.
fn content(script: &str) -> Option<&str> {
    script.split_once(',')?.1.trim_end().strip_suffix(')')
}

/// A name that changes with the content: 35 bits in seven characters that every file system keeps
/// apart.
fn name(text: &str) -> String {
    let mut number = Hash::of(text.as_bytes()).number();
    let digit = |_| {
        let digit = (number & 31) as u8;
        number >>= 5;
        char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 })
    };
    (0..7).map(digit).collect()
}
