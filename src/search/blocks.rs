//! Texts of documents, a few to a file: what is shown of a result, and what an edit began with.

use crate::model::artifact::Artifact;
use crate::search::{FOLDER, Read, Record, content, script, without_tags};

/// How many documents share a block: one while that makes few files.
pub fn size(documents: usize) -> usize {
    match documents {
        0..2000 => 1,
        2000..20_000 => 2,
        _ => 4,
    }
}

/// Paths of the blocks of so many documents, in order.
pub fn block_paths(documents: usize) -> impl Iterator<Item = String> {
    (0..documents.div_ceil(size(documents))).map(path)
}

fn path(at: usize) -> String {
    format!("{FOLDER}t/{at}.js")
}

/// Whether a path is that of a block of texts.
pub fn is_block(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|below| below.starts_with("t/"))
}

/// The records of one block, as an array of arrays.
pub(super) fn block(at: usize, records: &[Record]) -> Artifact {
    // Strings and arrays of strings: there is nothing that JSON refuses.
    let json = serde_json::to_string(records).unwrap_or_default();
    script(path(at), &format!("t{at}"), &without_tags(json))
}

/// The records of a block that was made here; none where it is anything else.
pub fn read_block(bytes: &[u8]) -> Vec<Record> {
    let json = std::str::from_utf8(bytes).ok().and_then(content);
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// A block that stands among those of so many documents: the position of its first document, and
/// its records; none where it cannot be read.
pub(super) fn standing(position: usize, documents: usize, read: Read<'_>) -> (usize, Vec<Record>) {
    let at = position / size(documents);
    let records = read(&path(at)).map_or_else(Vec::new, |bytes| read_block(&bytes));
    (at * size(documents), records)
}
