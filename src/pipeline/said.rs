//! What a release says of each document, for the next one to be held against (`unsaid.rs`).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::{self, Failure};
use crate::gate;
use crate::hash::Hash;
use crate::memory::{self, Memory};
use crate::model::document::Outline;
use crate::model::field::Value;
use crate::model::history;
use crate::model::kind::{Kind, Kinds};
use crate::model::said::{Said, SaidDocument};
use crate::model::version;
use crate::pipeline::documents::Parsed;
use crate::pipeline::{self, Documents, Inputs, Known};
use crate::read::Listed;
use crate::record::{Store, Trouble};

/// What the current release said.
pub(super) enum Last {
    /// This.
    Said(Said),
    /// Nothing was released yet, or the store is damaged: `verify` tells of that.
    Nothing,
    /// Nobody knows: this file of the release of this number is gone or damaged.
    Forgotten(PathBuf, u32),
}

/// What the current release said.
pub(super) fn last(inputs: &Inputs<'_>) -> Result<Last, Failure> {
    let store = Store::new(inputs.disk, &inputs.output);
    match store.head() {
        Ok(Some(head)) => Ok(match store.said(head.seq)? {
            Some(said) => Last::Said(said),
            None => Last::Forgotten(store.said_file(head.seq), head.seq),
        }),
        Ok(None) | Err(Trouble::Refused(_)) => Ok(Last::Nothing),
        Err(Trouble::World(failure)) => Err(failure),
    }
}

/// What is public now, for the next release to remember; `None` where it cannot be told. No text is
/// read for it: the hash of what was typed is known since it was parsed.
pub(super) fn said(inputs: &Inputs<'_>, kept: Known) -> Result<Option<Said>, Failure> {
    let Known { theme, files, memory, documents } = kept;
    let public = Public { inputs, kinds: &theme.kinds, files: &files, memory: &memory };
    if let Some(parsed) = documents.parsed(inputs, &memory) {
        return public.of_all(&parsed).map(Some);
    }
    // A damaged memory is an empty one: everything is read again.
    memory::forget(inputs.disk, &inputs.output)?;
    let (_, kept) = pipeline::build_and_keep(inputs)?;
    match kept.map(|kept| kept.documents) {
        Some(Documents::Parsed(parsed)) => public.of_all(&parsed).map(Some),
        _ => Ok(None),
    }
}

/// What public documents are asked with.
struct Public<'a> {
    inputs: &'a Inputs<'a>,
    kinds: &'a Kinds,
    files: &'a [Listed],
    memory: &'a Memory,
}

impl Public<'_> {
    fn of_all(&self, parsed: &Parsed) -> Result<Said, Failure> {
        let outlines = parsed.outlines();
        let mut documents: BTreeMap<&str, SaidDocument> = BTreeMap::new();
        let open = gate::open(&outlines, self.kinds, self.inputs.at).positions;
        for at in open {
            let (file, outline) = (&parsed.files[at as usize], &outlines[at as usize]);
            let id = version::document_id(&file.file.path);
            let kind = self.kinds.at(outline.kind);
            let document = documents.entry(id).or_insert_with(|| SaidDocument {
                id: id.into(),
                address: outline.address.clone(),
                changes: Vec::new(),
                signed: None,
                texts: Vec::new(),
                files: Vec::new(),
            });
            if outline.version.is_none() {
                let changes = history::changes(outline, kind);
                document.changes = changes.iter().map(|change| change.recorded).collect();
                document.signed = signed_path(outline, kind).map(Arc::from);
            }
            document.texts.push((file.hash, file.said));
            document.files.extend(self.files_of(outline)?);
        }
        for document in documents.values_mut() {
            document.files.sort();
            document.files.dedup();
        }
        Ok(Said { documents: documents.into_values().collect() })
    }

    /// The files that a text offers or shows, with their hashes.
    fn files_of(&self, outline: &Outline) -> Result<Vec<(Arc<str>, Hash)>, Failure> {
        let mut files = Vec::new();
        for used in outline.files.iter().filter(|used| !used.is_private) {
            if let Some(hash) = file_hash(self.inputs, self.files, self.memory, &used.path)? {
                files.push((used.path.as_str().into(), hash));
            }
        }
        Ok(files)
    }
}

/// The signed file of a document, below `content/`.
pub(super) fn signed_path<'o>(outline: &'o Outline, kind: &Kind) -> Option<&'o str> {
    let Value::File(file) = outline.value(kind.fields.index("signed_file"))? else { return None };
    outline.files.get(file.index as usize).map(|used| used.path.as_str())
}

/// The hash of a file of the content, as the memory knows it or else by its bytes; `None` where there
/// is none.
pub(super) fn file_hash(
    inputs: &Inputs<'_>,
    files: &[Listed],
    memory: &Memory,
    path: &str,
) -> Result<Option<Hash>, Failure> {
    let Ok(at) = files.binary_search_by(|file| (*file.path).cmp(path)) else {
        return Ok(None);
    };
    let file = &files[at];
    let known = memory.file(path).filter(|known| known.stamp == file.stamp);
    if let Some(known) = known.filter(|known| memory.trusts(&[known.stamp])) {
        return Ok(Some(known.hash));
    }
    disk::hash_of(inputs.disk, &file.on_disk).map(Some)
}
