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

use std::ops::Range;

use rayon::prelude::*;

use crate::hash::Hash;
use crate::model::artifact::Artifact;
pub use record::{Filed, Record, record};
use terms::{Rules, Terms};

/// Where the entry stands; every other file of the index is named by it or by a number.
pub const ENTRY: &str = "search/entry.json";

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

/// The files of an index.
pub struct Index {
    /// The blocks of texts, which say in plain words what the documents say.
    pub blocks: Vec<Artifact>,
    /// All others.
    pub rest: Vec<Artifact>,
}

/// The index of some records, in their order.
pub fn index(records: &[Record], subject: &Subject<'_>) -> Index {
    let rules = Rules::default();
    let terms: Vec<Terms> = records.par_iter().map(|record| Terms::of(record, &rules)).collect();
    let words = postings::words(&terms, &rules);
    drop(terms);
    let blocks: Vec<Artifact> = ranges(records.len())
        .into_par_iter()
        .enumerate()
        .map(|(at, range)| block(at, &records[range]))
        .collect();
    let mut rest: Vec<Artifact> = Vec::new();
    let mut named = Vec::new();
    for shard in shards::shards(&words) {
        let name = name(&shard.text);
        rest.push(script(format!("{FOLDER}s/{name}.js"), &name, &format!("\"{}\"", shard.text)));
        named.push((shard.word, shard.second, name));
    }
    let filters = filters::filters(records, subject);
    let filters_name = name(&filters);
    rest.push(script(format!("{FOLDER}f/{filters_name}.js"), &filters_name, &filters));
    let entry = entry::Entry {
        count: records.len(),
        per_block: per_block(records.len()),
        id: id(&blocks, &rest),
        shards: &named,
        filters: &filters_name,
    };
    let entry = entry::text(&entry, &words, &rules, subject);
    rest.push(script(format!("{FOLDER}entry.js"), "entry", &entry));
    rest.push(Artifact::made(ENTRY, entry.into_bytes()));
    rest.extend(client::scripts(&subject.scripts, subject.worker));
    rest.extend(data::files(records, subject));
    Index { blocks, rest }
}

/// How many documents share a block of texts: one while that makes few files.
fn per_block(documents: usize) -> usize {
    match documents {
        0..2000 => 1,
        2000..20_000 => 2,
        _ => 4,
    }
}

fn ranges(documents: usize) -> Vec<Range<usize>> {
    let size = per_block(documents);
    (0..documents).step_by(size).map(|from| from..(from + size).min(documents)).collect()
}

/// The records of one block, as an array of arrays.
fn block(at: usize, records: &[Record]) -> Artifact {
    // Strings and arrays of strings: there is nothing that JSON refuses.
    let json = serde_json::to_string(records).unwrap_or_default();
    script(block_path(at), &format!("t{at}"), &without_tags(json))
}

/// The same JSON without `<`: wherever it is put, no tag begins in it.
fn without_tags(json: String) -> String {
    if json.contains('<') { json.replace('<', "\\u003c") } else { json }
}

fn block_path(at: usize) -> String {
    format!("{FOLDER}t/{at}.js")
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

/// Names this state of the index: with another one, texts kept from before may be other ones.
fn id(blocks: &[Artifact], rest: &[Artifact]) -> String {
    let hash = |file: &Artifact| match &file.bytes {
        crate::model::artifact::Bytes::Made(bytes) => Hash::of(bytes),
        crate::model::artifact::Bytes::Copied { hash, .. } => *hash,
    };
    let hashes: Vec<Hash> = blocks.par_iter().chain(rest).map(hash).collect();
    Hash::of_hashes(hashes).short()
}
