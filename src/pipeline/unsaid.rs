//! Texts and files that are not what the last release said, though nobody noted a change (D11, R01).
//!
//! A release remembers of each document the hashes of its texts, of the files they offer, and how many
//! changes it declared (`said.rs`). A text that is gone, or a file with other bytes under its old
//! name, needs one more declared change; a new text beside the old ones is judged where texts are
//! judged together. Texts with the same bytes are not read, nor files with the stamp of the last
//! build.

use std::collections::BTreeMap;

use crate::check::{self, Unsaid};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::Memory;
use crate::model::said::SaidDocument;
use crate::model::theme::Theme;
use crate::model::version;
use crate::parse::{self, Parsing};
use crate::pipeline::documents::{self, Looked};
use crate::pipeline::said::{self, Last};
use crate::pipeline::{Inputs, shown};
use crate::read::{Listed, Listing};
use crate::text::collate::Collator;

/// A file of a document and the tables beside it.
struct Lying<'a> {
    file: &'a Listed,
    tables: &'a [Listed],
}

/// Documents that say something else than readers were told, with no note of it.
pub(super) fn problems(
    inputs: &Inputs<'_>,
    (looked, listing): (&Looked, &Listing),
    memory: &Memory,
    (theme, language): (&Theme, Language),
) -> Result<Vec<Diagnostic>, Failure> {
    let said = match said::last(inputs)? {
        Last::Said(said) => said,
        Last::Nothing => return Ok(Vec::new()),
        Last::Forgotten(path, seq) => {
            return Ok(vec![check::forgotten(&path.display().to_string(), seq)]);
        }
    };
    let mut now: BTreeMap<&str, Vec<(Hash, Lying<'_>)>> = BTreeMap::new();
    for (record, file, tables) in looked.texts() {
        let id = version::document_id(&file.path);
        now.entry(id).or_default().push((record.hash, Lying { file, tables }));
    }
    let judging = Judging { inputs, listing, memory, theme, language };
    let mut problems = Vec::new();
    for document in &said.documents {
        let Some(files) = now.remove(&*document.id) else { continue };
        let stands = |(bytes, _): &(Hash, Hash)| files.iter().any(|(now, _)| now == bytes);
        let is_as_it_was = document.texts.iter().all(stands);
        let exchanged = judging.exchanged(document)?;
        if !is_as_it_was || !exchanged.is_empty() {
            let files: Vec<Lying<'_>> = files.into_iter().map(|(_, lying)| lying).collect();
            problems.extend(judging.document(document, &files, &exchanged)?);
        }
    }
    Ok(problems)
}

/// Whether a document says something else than the last release did, with no note of it.
pub fn is_unsaid(
    inputs: &Inputs<'_>,
    listing: &Listing,
    (theme, language): (&Theme, Language),
    id: &str,
) -> Result<bool, Failure> {
    let Last::Said(said) = said::last(inputs)? else { return Ok(false) };
    let Some(document) = said.find(id) else { return Ok(false) };
    let beside = documents::beside(&listing.tables);
    let own = listing.documents.iter().filter(|file| version::document_id(&file.path) == id);
    let own = own.map(|file| (file, documents::tables_of(&file.path, &beside)));
    let own: Vec<(&Listed, Vec<Listed>)> = own.collect();
    let files: Vec<Lying<'_>> = own.iter().map(|(file, tables)| Lying { file, tables }).collect();
    let memory = &Memory::default();
    let judging = Judging { inputs, listing, memory, theme, language };
    let exchanged = judging.exchanged(document)?;
    Ok(!judging.document(document, &files, &exchanged)?.is_empty())
}

struct Judging<'a> {
    inputs: &'a Inputs<'a>,
    listing: &'a Listing,
    memory: &'a Memory,
    theme: &'a Theme,
    language: Language,
}

impl Judging<'_> {
    /// Files that a document offered and that have other bytes now. One that is gone is missed where
    /// it is mentioned, or is mentioned no longer, which changed the text.
    fn exchanged<'d>(&self, document: &'d SaidDocument) -> Result<Vec<&'d str>, Failure> {
        let mut exchanged = Vec::new();
        for (path, hash) in &document.files {
            if let Some(now) = said::file_hash(self.inputs, self.listing, self.memory, path)?
                && now != *hash
            {
                exchanged.push(&**path);
            }
        }
        Ok(exchanged)
    }

    /// A document of which some file has other bytes now.
    fn document(
        &self,
        document: &SaidDocument,
        files: &[Lying<'_>],
        exchanged: &[&str],
    ) -> Result<Vec<Diagnostic>, Failure> {
        let shown = shown(&self.inputs.content);
        let (mut texts, mut own) = (Vec::new(), None);
        for Lying { file, tables } in files {
            let sources = documents::sources(self.inputs, file, tables, &shown)?;
            let Ok(sources) = sources else { continue };
            let Some((source, tables)) = sources.split_first() else { continue };
            let collator = Collator::new();
            let parsing =
                Parsing { kinds: &self.theme.kinds, language: self.language, collator: &collator };
            let Ok(parsed) = parse::parse(source, tables, &parsing) else { continue };
            texts.push(said::text_hash(&sources, self.theme.kinds.at(parsed.outline.kind)));
            if parsed.outline.version.is_none() {
                own = Some(parsed.outline);
            }
        }
        let Some(own) = own else { return Ok(Vec::new()) };
        let is_gone = document.texts.iter().any(|(_, text)| !texts.contains(text));
        let text = is_gone.then_some(Unsaid::Text).into_iter();
        let found = text.chain(exchanged.iter().map(|path| Unsaid::File(path)));
        let kind = self.theme.kinds.at(own.kind);
        Ok(found.filter_map(|what| check::unsaid(&own, kind, document.changes, what)).collect())
    }
}
