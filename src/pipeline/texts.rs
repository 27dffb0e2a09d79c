//! The texts of the documents that may be seen: their hashes, and where to read them again.

use std::sync::Arc;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::model::body::Body;
use crate::parse::{self, Parsing};
use crate::pipeline::Inputs;
use crate::pipeline::documents::{self, Parsed, TextFile};

/// The texts that were parsed in this run, by position.
pub(super) type Bodies = Vec<Option<Arc<Body>>>;

/// The hashes of all texts to be seen, and where they lie.
pub(super) struct Texts {
    /// The hash of each text.
    pub hashes: Vec<Hash>,
    /// The files of each document.
    pub files: Vec<TextFile>,
}

/// A text that was read again.
pub(super) struct Text {
    pub body: Arc<Body>,
    /// Whether the bytes are those of which the outline was made.
    pub is_unchanged: bool,
}

impl Texts {
    /// Where the texts of the documents at these positions lie.
    pub(super) fn of(parsed: &Parsed, positions: &[u32]) -> Self {
        let at = |position: &u32| *position as usize;
        Self {
            hashes: positions.iter().map(|p| parsed.documents[at(p)].body_hash).collect(),
            files: positions.iter().map(|p| parsed.files[at(p)].clone()).collect(),
        }
    }

    /// Reads and parses the text of a document; nothing where it is no text any more.
    pub(super) fn parse(
        &self,
        inputs: &Inputs<'_>,
        document: u32,
        parsing: &Parsing<'_>,
    ) -> Result<Option<Text>, Failure> {
        let TextFile { file, tables, hash, .. } = &self.files[document as usize];
        let Ok(sources) = documents::sources(inputs, file, tables, "")? else { return Ok(None) };
        let now = Hash::of_hashes(sources.iter().map(|source| source.hash));
        let Some((source, tables)) = sources.split_first() else { return Ok(None) };
        let parsed = parse::parse(source, tables, parsing);
        let body = parsed.ok().and_then(|document| document.body);
        Ok(body.map(|body| Text { body, is_unchanged: now == *hash }))
    }
}
