//! Reads and parses what changed, takes the rest from memory.
//!
//! The first two of the four comparisons: the stamp of a file, then the hash of its bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::check;
use crate::diagnostic::catalogue::Language;
use crate::diagnostic::{Diagnostic, Place};
use crate::disk::Failure;
use crate::hash::{Hash, Hashed};
use crate::memory::{DocumentRecord, Memory};
use crate::model::artifact::Stamp;
use crate::model::document::{Document, Outline};
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::parse::{self, Parsing};
use crate::pipeline::texts::Bodies;
use crate::pipeline::{Inputs, Stage};
use crate::read::{self, Listed, Listing};
use crate::text::collate::Collator;

/// A document's file, the tables beside it, and the hash of their bytes.
#[derive(Clone)]
pub(super) struct TextFile {
    pub file: Listed,
    pub tables: Vec<Listed>,
    pub hash: Hash,
}

/// Every document of a run.
#[derive(Default)]
pub(super) struct Parsed {
    /// Documents in the order of paths.
    pub documents: Vec<Document>,
    /// The file of each document.
    pub files: Vec<TextFile>,
    /// What is to be remembered, of every file that was looked at.
    pub records: Vec<Arc<DocumentRecord>>,
    /// What is wrong with files by themselves.
    pub problems: Vec<Diagnostic>,
}

impl Parsed {
    /// The outlines of all documents.
    pub(super) fn outlines(&self) -> Vec<Arc<Hashed<Outline>>> {
        self.documents.iter().map(|document| Arc::clone(&document.outline)).collect()
    }

    /// Takes the texts of the documents at these positions out of what was parsed.
    pub(super) fn take_bodies(&mut self, positions: &[u32]) -> Bodies {
        positions.iter().map(|at| self.documents[*at as usize].body.take()).collect()
    }

    fn add(&mut self, file: Listed, tables: Vec<Listed>, read: Read) {
        self.problems.extend(read.record.problems.iter().cloned());
        if let Some(outline) = &read.record.outline {
            self.documents.push(Document {
                outline: Arc::clone(outline),
                body: read.body,
                body_hash: read.record.body_hash,
                typed: Vec::new(),
                problems: Vec::new(),
            });
            self.files.push(TextFile { file, tables, hash: read.record.hash });
        }
        self.records.push(read.record);
    }
}

/// What reading needs.
pub(super) struct Run<'a> {
    pub inputs: &'a Inputs<'a>,
    pub memory: &'a Memory,
    pub theme: &'a Theme,
    pub language: Language,
    pub collator: &'a Collator,
    pub shown: &'a str,
}

struct Read {
    record: Arc<DocumentRecord>,
    body: Option<Arc<crate::model::body::Body>>,
}

impl Run<'_> {
    /// Every document, read or remembered.
    pub(super) fn all(&self, listing: &Listing) -> Result<Parsed, Failure> {
        let tables = beside(&listing.tables);
        let (versions, files): (Vec<&Listed>, Vec<&Listed>) =
            listing.documents.iter().partition(|file| parse::is_version(&file.path));
        self.inputs.progress.begin(Stage::Read, files.len());
        let read = files.par_iter().map(|file| {
            let tables = tables_of(&file.path, &tables);
            let read = self.one(file, &tables);
            self.inputs.progress.step();
            read.map(|read| ((*file).clone(), tables, read))
        });
        let read: Vec<(Listed, Vec<Listed>, Read)> = read.collect::<Result<_, Failure>>()?;
        let mut parsed = Parsed::default();
        for (file, tables, read) in read {
            parsed.add(file, tables, read);
        }
        for version in versions {
            let place = Place::file(&format!("{}/{}", self.shown, version.path).into());
            parsed.problems.push(Diagnostic::warning("V01.not_shown_yet", place));
        }
        Ok(parsed)
    }

    fn one(&self, file: &Listed, tables: &[Listed]) -> Result<Read, Failure> {
        let stamps: Vec<Stamp> =
            std::iter::once(file).chain(tables).map(|file| file.stamp).collect();
        let known = self.memory.document(&file.path);
        let known = known.filter(|_| self.memory.is_of_kinds(self.key()));
        if let Some(record) = known.filter(|record| record.stamps == stamps)
            && self.memory.trusts(&stamps)
        {
            return Ok(Read { record: Arc::clone(record), body: None });
        }
        let sources = match self.sources(file, tables)? {
            Ok(sources) => sources,
            Err(problem) => return Ok(refused(file, stamps, vec![problem])),
        };
        let hash = Hash::of_hashes(sources.iter().map(|source| source.hash));
        if let Some(record) = known.filter(|record| record.hash == hash) {
            let record = DocumentRecord { stamps, ..DocumentRecord::clone(record) };
            return Ok(Read { record: Arc::new(record), body: None });
        }
        let Some((source, tables)) = sources.split_first() else {
            return Ok(refused(file, stamps, Vec::new()));
        };
        Ok(match parse::parse(source, tables, &self.parsing()) {
            Ok(document) => self.judged(file, stamps, hash, document),
            Err(problems) => refused(file, stamps, problems),
        })
    }

    /// Outlines depend on the kinds and on the language of default titles.
    fn key(&self) -> Hash {
        documents_key(self.theme, self.language)
    }

    fn parsing(&self) -> Parsing<'_> {
        Parsing { kinds: &self.theme.kinds, language: self.language, collator: self.collator }
    }

    fn judged(&self, file: &Listed, stamps: Vec<Stamp>, hash: Hash, document: Document) -> Read {
        let kind = self.theme.kinds.at(document.outline.kind);
        let mut problems = document.problems;
        // A front matter that could not be read lacks everything; saying so would only bury why.
        if !problems.iter().any(|problem| problem.code() == "S01") {
            problems.extend(check::document(&document.outline, kind, &document.typed));
        }
        let record = DocumentRecord {
            path: Arc::clone(&file.path),
            stamps,
            hash,
            outline: Some(document.outline),
            body_hash: document.body_hash,
            problems,
        };
        Read { record: Arc::new(record), body: document.body }
    }

    fn sources(
        &self,
        file: &Listed,
        tables: &[Listed],
    ) -> Result<Result<Vec<Source>, Diagnostic>, Failure> {
        sources(self.inputs, file, tables, self.shown)
    }
}

/// What remembered outlines depend on beside their files.
pub(super) fn documents_key(theme: &Theme, language: Language) -> Hash {
    Hash::of_hashes([theme.kinds_hash, Hash::of(language.tag().as_bytes())])
}

/// A document's source and the tables beside it.
pub(super) fn sources(
    inputs: &Inputs<'_>,
    file: &Listed,
    tables: &[Listed],
    shown: &str,
) -> Result<Result<Vec<Source>, Diagnostic>, Failure> {
    let mut sources = Vec::with_capacity(1 + tables.len());
    for file in std::iter::once(file).chain(tables) {
        match read::source(inputs.disk, file, shown)? {
            Ok(source) => sources.push(source),
            Err(problem) => return Ok(Err(problem)),
        }
    }
    Ok(Ok(sources))
}

/// A file that gives no document.
fn refused(file: &Listed, stamps: Vec<Stamp>, problems: Vec<Diagnostic>) -> Read {
    let record = DocumentRecord {
        path: Arc::clone(&file.path),
        stamps,
        hash: Hash::default(),
        outline: None,
        body_hash: Hash::default(),
        problems,
    };
    Read { record: Arc::new(record), body: None }
}

/// Tables by the folder they lie in and by their own name without ending.
fn beside(tables: &[Listed]) -> BTreeMap<&str, Vec<&Listed>> {
    let mut beside: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for table in tables {
        let folder = table.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let stem = table.path.rsplit_once('.').map_or(&*table.path, |(stem, _)| stem);
        beside.entry(folder).or_default().push(table);
        beside.entry(stem).or_default().push(table);
    }
    beside
}

fn tables_of(path: &str, tables: &BTreeMap<&str, Vec<&Listed>>) -> Vec<Listed> {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let key = stem.strip_suffix("/index").unwrap_or(stem);
    let found = tables.get(key).map_or(&[][..], Vec::as_slice);
    let beside = found.iter().filter(|table| parse::table_belongs_to(&table.path, path));
    beside.map(|table| (*table).clone()).collect()
}
