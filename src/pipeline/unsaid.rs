//! Documents that are not what the last release said, though nobody noted a change (D11, D13, L05,
//! R01, R03).
//!
//! A release remembers of each document its address, the hashes of its texts and of the files they
//! offer, and which changes it declared (`said.rs`). A text that is gone, or a file with other bytes
//! under its old name, needs one more declared change; a new text beside the old ones is judged
//! where texts are judged together. Texts with the same bytes are not read, nor files with the stamp
//! of the last build.

use std::collections::BTreeMap;

use crate::check::{self, Now};
use crate::diagnostic::Diagnostic;
use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::Memory;
use crate::model::document::Outline;
use crate::model::kind::Kind;
use crate::model::said::{Said, SaidDocument};
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::model::version;
use crate::parse::{self, Parsing};
use crate::pipeline::documents::{self, Looked};
use crate::pipeline::ground::{self, Ground};
use crate::pipeline::said::{self, Last};
use crate::pipeline::{Inputs, shown};
use crate::read::{Listed, Listing};
use crate::record::Store;
use crate::text::collate::Collator;

/// How many releases are looked through for an older state of a document.
const OLDER: u32 = 10;

/// A file of a document and the tables beside it, with the hash of their bytes.
struct Lying<'a> {
    hash: Hash,
    file: &'a Listed,
    tables: &'a [Listed],
}

/// Whether a document says something else than the last release did, with no note of it.
pub fn is_unsaid(
    inputs: &Inputs<'_>,
    listing: &Listing,
    theme: &Theme,
    id: &str,
) -> Result<bool, Failure> {
    let Last::Said(said) = said::last(inputs)? else { return Ok(false) };
    let Some(document) = said.find(id) else { return Ok(false) };
    let beside = documents::beside(&listing.tables);
    let own = listing.documents.iter().filter(|file| version::document_id(&file.path) == id);
    let own = own.map(|file| (file, documents::tables_of(&file.path, &beside)));
    let own: Vec<(&Listed, Vec<Listed>)> = own.collect();
    let hash = Hash::default();
    let files: Vec<Lying<'_>> =
        own.iter().map(|(file, tables)| Lying { hash, file, tables }).collect();
    let (memory, ground) = (&Memory::default(), &ground::load(inputs)?);
    let judging = Judging { inputs, listing, memory, ground, theme };
    let exchanged = judging.exchanged(document)?;
    let Some(suspect) = judging.suspect(document, &files, exchanged)? else { return Ok(false) };
    Ok(judging.judge(&suspect).iter().any(|problem| problem.id != "L05.moved"))
}

/// What documents are held against.
pub(super) struct Judging<'a> {
    pub inputs: &'a Inputs<'a>,
    pub listing: &'a Listing,
    pub memory: &'a Memory,
    pub ground: &'a Ground,
    pub theme: &'a Theme,
}

/// A document that may say something else than readers were told.
struct Suspect<'s> {
    said: &'s SaidDocument,
    own: Outline,
    source: Source,
    now: Now<'s>,
    texts: Vec<Hash>,
}

impl Judging<'_> {
    /// Documents that say something else than readers were told, with no note of it.
    pub(super) fn problems(&self, looked: &Looked) -> Result<Vec<Diagnostic>, Failure> {
        let said = match said::last(self.inputs)? {
            Last::Said(said) => said,
            Last::Nothing => return Ok(Vec::new()),
            Last::Forgotten(path, seq) => {
                return Ok(vec![check::forgotten(&path.display().to_string(), seq)]);
            }
        };
        let mut now: BTreeMap<&str, Vec<Lying<'_>>> = BTreeMap::new();
        for (record, file, tables) in looked.texts() {
            let id = version::document_id(&file.path);
            now.entry(id).or_default().push(Lying { hash: record.hash, file, tables });
        }
        let mut suspects = Vec::new();
        for document in &said.documents {
            let here = now.get(&*document.id);
            let Some(files) = here.or_else(|| renamed(document, &now, &said)) else { continue };
            let stands = |(bytes, _): &(Hash, Hash)| files.iter().any(|one| one.hash == *bytes);
            let is_as_it_was = here.is_some() && document.texts.iter().all(stands);
            let exchanged = self.exchanged(document)?;
            if !is_as_it_was || !exchanged.is_empty() {
                suspects.extend(self.suspect(document, files, exchanged)?);
            }
        }
        self.compare_with_older(&mut suspects)?;
        Ok(suspects.iter().flat_map(|suspect| self.judge(suspect)).collect())
    }

    /// Files that a document offered and that have other bytes now. One that is gone is missed where
    /// it is mentioned, or is mentioned no longer, which changed the text.
    fn exchanged<'d>(&self, document: &'d SaidDocument) -> Result<Vec<&'d str>, Failure> {
        let mut exchanged = Vec::new();
        for (path, hash) in &document.files {
            if let Some(now) = self.hash_of(path)?
                && now != *hash
            {
                exchanged.push(&**path);
            }
        }
        Ok(exchanged)
    }

    fn hash_of(&self, path: &str) -> Result<Option<Hash>, Failure> {
        said::file_hash(self.inputs, &self.listing.files, self.memory, path)
    }

    /// A document of which some file has other bytes now, or lies elsewhere.
    fn suspect<'s>(
        &self,
        said: &'s SaidDocument,
        files: &[Lying<'_>],
        exchanged: Vec<&'s str>,
    ) -> Result<Option<Suspect<'s>>, Failure> {
        let shown = shown(&self.inputs.content);
        let (mut texts, mut own) = (Vec::new(), None);
        for Lying { file, tables, .. } in files {
            let sources = documents::sources(self.inputs, file, tables, &shown)?;
            let Ok(sources) = sources else { continue };
            let Some((source, tables)) = sources.split_first() else { continue };
            let (collator, language) = (Collator::new(), self.ground.settings.language);
            let parsing = Parsing { kinds: &self.theme.kinds, language, collator: &collator };
            let Ok(parsed) = parse::parse(source, tables, &parsing) else { continue };
            texts.push(parsed.said);
            if parsed.outline.version.is_none() {
                own = Some((parsed.outline.value.clone(), source.clone()));
            }
        }
        let Some((own, source)) = own else { return Ok(None) };
        let is_text_gone = said.texts.iter().any(|(_, text)| !texts.contains(text));
        let is_signed_other = self.is_signed_other(said, &own)?;
        let now = Now { is_text_gone, exchanged, is_signed_other, older: None };
        Ok(Some(Suspect { said, own, source, now, texts }))
    }

    /// Whether another file stands in the place of the signed one, or none.
    fn is_signed_other(&self, said: &SaidDocument, own: &Outline) -> Result<bool, Failure> {
        let Some(signed) = said.signed.as_deref() else { return Ok(false) };
        let now = said::signed_path(own, self.theme.kinds.at(own.kind));
        if now == Some(signed) {
            return Ok(false);
        }
        let hash = match now {
            Some(now) => self.hash_of(now)?,
            None => None,
        };
        let then = said.files.iter().find(|(path, _)| **path == *signed).map(|(_, hash)| *hash);
        Ok(hash.is_none() || hash != then)
    }

    /// Finds the releases that said just what some documents say now. Only a run with a suspect
    /// reads what older releases said.
    fn compare_with_older(&self, suspects: &mut [Suspect<'_>]) -> Result<(), Failure> {
        if !suspects.iter().any(|suspect| suspect.now.is_text_gone) {
            return Ok(());
        }
        let store = Store::new(self.inputs.disk, &self.inputs.output);
        let head = store.head().ok().flatten().map_or(0, |head| head.seq);
        for older in (head.saturating_sub(OLDER).max(1)..head).rev() {
            let Some(then) = store.said(older)? else { continue };
            for suspect in suspects.iter_mut().filter(|suspect| suspect.now.is_text_gone) {
                let said = then.find(&suspect.said.id);
                let is_same = said.is_some_and(|said| {
                    said.texts.len() == suspect.texts.len()
                        && said.texts.iter().all(|(_, text)| suspect.texts.contains(text))
                });
                if is_same {
                    suspect.now.older.get_or_insert(older);
                }
            }
        }
        Ok(())
    }

    fn judge(&self, suspect: &Suspect<'_>) -> Vec<Diagnostic> {
        let kind = self.theme.kinds.at(suspect.own.kind);
        let told = (suspect.said, &suspect.now);
        let problems = check::unsaid(&suspect.own, kind, &self.ground.settings.base_url, told);
        problems.into_iter().map(|problem| led_on(problem, suspect, kind)).collect()
    }
}

/// The change that leads from the address readers know, where no other one is declared yet.
fn led_on(problem: Diagnostic, suspect: &Suspect<'_>, kind: &Kind) -> Diagnostic {
    let field = kind.fields.index("old_paths");
    let end = parse::end_of_front_matter(&suspect.source);
    match (field, end) {
        (Some(at), Some(end))
            if problem.id == "L05.moved" && suspect.own.value(Some(at)).is_none() =>
        {
            let label = &kind.fields.at(at).label.vi;
            problem.fixed_by(end..end, format!("{label}: [/{}]\n", suspect.said.address))
        }
        _ => problem,
    }
}

/// The files of a document that was only renamed: the same bytes under a name that no release knew.
fn renamed<'n>(
    document: &SaidDocument,
    now: &'n BTreeMap<&str, Vec<Lying<'n>>>,
    said: &Said,
) -> Option<&'n Vec<Lying<'n>>> {
    let is_known = |hash: &Hash| document.texts.iter().any(|(bytes, _)| bytes == hash);
    let mut new = now.iter().filter(|(id, _)| said.find(id).is_none());
    let found = new.find(|(_, files)| files.iter().any(|one| is_known(&one.hash)));
    found.map(|(_, files)| files)
}
