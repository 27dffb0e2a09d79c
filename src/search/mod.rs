//! Makes the search index that readers' browsers ask, without a server.
//!
//! Takes a [`Record`] of every public document, made of its page by whoever renders it, in the order
//! of kinds and of their sections; gives the files below `search/`: texts in blocks, shards of the
//! index, filters, the entry, and the engine that reads them. Knows neither files nor pages beyond
//! that: which records stayed as they were is asked elsewhere.

mod client;
mod data;
mod digits;
mod entry;
mod filters;
mod plain;
mod postings;
mod record;
mod shards;
mod terms;

use rayon::prelude::*;

use crate::hash::Hash;
use crate::model::artifact::Artifact;
use postings::Postings;
pub use record::{Filed, Record, record};
use terms::{Rules, Terms};

/// Where the entry stands; every other file of the index is named by it or by a number.
pub const ENTRY: &str = "search/entry.json";

/// The same documents for a search server, as one file that grows with the records.
pub const BULK: &str = "data/search.ndjson";

/// The folder of the index.
pub const FOLDER: &str = "search/";

/// What an index is made of beside the records.
pub struct Subject<'a> {
    /// Key, name and number of documents of each kind that has some, in the order of the records.
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
    /// What is to be appended to [`BULK`].
    pub lines: Vec<u8>,
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
        let (size, first) = (per_block(self.count), self.cards.len());
        let blocks = records.par_chunks(size).enumerate();
        let blocks = blocks.map(|(at, records)| block(first / size + at, records)).collect();
        let lines = data::lines(&records, first, self.subject);
        self.postings.add(&terms);
        records.iter_mut().for_each(|record| record.text = String::new());
        self.cards.append(&mut records);
        Part { blocks, lines }
    }

    /// The other files, when all records are in; `blocks` are the hashes of the blocks in order.
    pub fn finish(self, blocks: impl IntoIterator<Item = Hash>) -> Vec<Artifact> {
        let Self { subject, rules, postings, cards, .. } = self;
        let words = postings.words(&rules);
        let shards = shards::shards(&words).into_par_iter().map(|shard| {
            let name = name(&shard.text);
            let file =
                script(format!("{FOLDER}s/{name}.js"), &name, &format!("\"{}\"", shard.text));
            (file, (shard.word, shard.second, name))
        });
        let (mut files, named): (Vec<Artifact>, Vec<_>) = shards.unzip();
        let filters = filters::filters(&cards, subject);
        let filters_name = name(&filters);
        files.push(script(format!("{FOLDER}f/{filters_name}.js"), &filters_name, &filters));
        // Shards and filters are named by what is in them.
        let names = named.iter().map(|(_, _, name)| name).chain([&filters_name]);
        let names = names.map(|name| Hash::of(name.as_bytes()));
        let entry = entry::Entry {
            count: cards.len(),
            per_block: per_block(cards.len()),
            id: Hash::of_hashes(blocks.into_iter().chain(names)).short(),
            shards: &named,
            filters: &filters_name,
        };
        let entry = entry::text(&entry, &words, &rules, subject);
        files.push(script(format!("{FOLDER}entry.js"), "entry", &entry));
        files.push(Artifact::made(ENTRY, entry.into_bytes()));
        files.extend(client::scripts(&subject.scripts, subject.worker));
        files.push(data::mapping_file());
        files
    }
}

/// How many documents share a block of texts: one while that makes few files.
fn per_block(documents: usize) -> usize {
    match documents {
        0..2000 => 1,
        2000..20_000 => 2,
        _ => 4,
    }
}

/// The records of one block, as an array of arrays.
fn block(at: usize, records: &[Record]) -> Artifact {
    // Strings and arrays of strings: there is nothing that JSON refuses.
    let json = serde_json::to_string(records).unwrap_or_default();
    script(format!("{FOLDER}t/{at}.js"), &format!("t{at}"), &without_tags(json))
}

/// The same JSON without `<`: wherever it is put, no tag begins in it.
fn without_tags(json: String) -> String {
    if json.contains('<') { json.replace('<', "\\u003c") } else { json }
}

/// The records of a block that was made here; none where it is anything else.
pub fn read_block(bytes: &[u8]) -> Vec<Record> {
    let text = std::str::from_utf8(bytes).unwrap_or("");
    let json = text.split_once(',').and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Whether a path is that of a block of texts.
pub fn is_block(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|below| below.starts_with("t/"))
}

/// A file that a page opened from disk can load as a script, and any other page as a text.
fn script(path: String, name: &str, json: &str) -> Artifact {
    Artifact::made(path, format!("lanToa(\"{name}\",{json})\n").into_bytes())
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
