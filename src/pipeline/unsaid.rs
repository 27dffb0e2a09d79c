//! Texts that are not what the last release said, though nobody noted a change (D11, R01).
//!
//! A release remembers of each document the hashes of its texts and how many changes it declared. A
//! text that is gone needs one more declared change; a new text beside the old ones is judged where
//! texts are judged together. Files with the same bytes are not read.

use std::collections::BTreeMap;

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::disk::Failure;
use crate::gate;
use crate::hash::Hash;
use crate::model::history;
use crate::model::kind::Kind;
use crate::model::said::{Said, SaidDocument};
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::model::version;
use crate::parse::{self, Parsing};
use crate::pipeline::documents::{self, Looked, TextFile};
use crate::pipeline::{self, Documents, Inputs, Report, shown};
use crate::read::Listed;
use crate::record::{Store, Trouble};
use crate::text::collate::Collator;

/// What the current release said; nothing before the first one, or where the store is damaged:
/// `verify` tells of that.
fn last_said(inputs: &Inputs<'_>) -> Result<Said, Failure> {
    let store = Store::new(inputs.disk, &inputs.output);
    match store.head() {
        Ok(Some(head)) => store.said(head.seq),
        Ok(None) | Err(Trouble::Refused(_)) => Ok(Said::default()),
        Err(Trouble::World(failure)) => Err(failure),
    }
}

/// The files of one document as they are now: the hash of each, and where it lies.
type Now<'a> = Vec<(Hash, &'a Listed, &'a [Listed])>;

/// Documents that say something else than readers were told, with no note of it.
pub(super) fn problems(
    inputs: &Inputs<'_>,
    looked: &Looked,
    theme: &Theme,
    language: Language,
) -> Result<Vec<Diagnostic>, Failure> {
    let said = last_said(inputs)?;
    if said.documents.is_empty() {
        return Ok(Vec::new());
    }
    let mut now: BTreeMap<&str, Now<'_>> = BTreeMap::new();
    for (record, file, tables) in looked.texts() {
        let id = version::document_id(&file.path);
        now.entry(id).or_default().push((record.hash, file, tables));
    }
    let mut problems = Vec::new();
    for document in &said.documents {
        let Some(files) = now.get(&*document.id) else { continue };
        let stands = |(bytes, _): &(Hash, Hash)| files.iter().any(|(now, ..)| now == bytes);
        if !document.texts.iter().all(stands) {
            let judging = Judging { inputs, theme, language };
            problems.extend(judging.document(document, files)?);
        }
    }
    Ok(problems)
}

struct Judging<'a> {
    inputs: &'a Inputs<'a>,
    theme: &'a Theme,
    language: Language,
}

impl Judging<'_> {
    /// A document of which some file has other bytes now.
    fn document(
        &self,
        document: &SaidDocument,
        files: &Now<'_>,
    ) -> Result<Option<Diagnostic>, Failure> {
        let shown = shown(&self.inputs.content);
        let (mut texts, mut own) = (Vec::new(), None);
        for (_, file, tables) in files {
            let sources = documents::sources(self.inputs, file, tables, &shown)?;
            let Ok(sources) = sources else { continue };
            let Some((source, tables)) = sources.split_first() else { continue };
            let collator = Collator::new();
            let parsing =
                Parsing { kinds: &self.theme.kinds, language: self.language, collator: &collator };
            let Ok(parsed) = parse::parse(source, tables, &parsing) else { continue };
            texts.push(text_hash(&sources, self.theme.kinds.at(parsed.outline.kind)));
            if parsed.outline.version.is_none() {
                own = Some(parsed.outline);
            }
        }
        let is_gone = document.texts.iter().any(|(_, text)| !texts.contains(text));
        let Some(own) = own.filter(|_| is_gone) else { return Ok(None) };
        Ok(check::unsaid(&own, self.theme.kinds.at(own.kind), document.changes))
    }
}

/// The hash of what a document's file and the tables beside it say.
fn text_hash(sources: &[Source], kind: &Kind) -> Hash {
    let text = sources.first().map(|source| parse::text_hash(source, kind));
    let tables = sources.iter().skip(1).map(|table| table.hash);
    Hash::of_hashes(text.into_iter().chain(tables))
}

/// What is public now, for the next release to remember. Texts that the last one knew by the same
/// bytes are not read again.
pub(super) fn said(inputs: &Inputs<'_>) -> Result<Said, Failure> {
    let before = last_said(inputs)?;
    let mut said = Said::default();
    pipeline::run(inputs, |judged, documents| {
        let parsed = match documents {
            Documents::Parsed(parsed) => Some(parsed),
            Documents::Planned(looked) => looked.remembered(inputs, &judged.memory),
        };
        let Some(parsed) = parsed else { return Ok(Ok(Report::default())) };
        let (outlines, kinds) = (parsed.outlines(), &judged.theme.kinds);
        let mut documents: BTreeMap<&str, SaidDocument> = BTreeMap::new();
        for at in gate::open(&outlines, kinds, inputs.at).positions {
            let (file, outline) = (&parsed.files[at as usize], &outlines[at as usize]);
            let id = version::document_id(&file.file.path);
            let kind = kinds.at(outline.kind);
            let document = documents.entry(id).or_insert_with(|| SaidDocument {
                id: id.into(),
                changes: 0,
                texts: Vec::new(),
            });
            if outline.version.is_none() {
                document.changes = history::changes(outline, kind).len();
            }
            document.texts.push((file.hash, said_of(inputs, file, kind, &before)?));
        }
        said.documents = documents.into_values().collect();
        Ok(Ok(Report::default()))
    })?;
    Ok(said)
}

/// The hash of what a file says, taken from the last release where that knew it.
fn said_of(
    inputs: &Inputs<'_>,
    text: &TextFile,
    kind: &Kind,
    before: &Said,
) -> Result<Hash, Failure> {
    let known = before.find(version::document_id(&text.file.path));
    let known = known.and_then(|known| known.texts.iter().find(|(bytes, _)| *bytes == text.hash));
    if let Some((_, said)) = known {
        return Ok(*said);
    }
    let sources = documents::sources(inputs, &text.file, &text.tables, "")?.unwrap_or_default();
    Ok(text_hash(&sources, kind))
}
