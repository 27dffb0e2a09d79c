//! Reads and parses what changed, takes the rest from memory.
//!
//! The first two of the four comparisons: the stamp of a file, then the hash of its bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::check;
use crate::check::text::{Consents, Subject, Wording};
use crate::diagnostic::catalogue::Language;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::Failure;
use crate::hash::{Encoded, Hash, Hashed};
use crate::memory::{DocumentRecord, Memory};
use crate::model::artifact::Stamp;
use crate::model::body::Body;
use crate::model::document::{Document, Outline};
use crate::model::named::Named;
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::model::watched::Aside;
use crate::parse::{self, Parsing};
use crate::pipeline::texts::Bodies;
use crate::pipeline::{Inputs, Stage};
use crate::read::{self, Listed, Listing};
use crate::text::collate::Collator;

/// A document's file, the tables beside it, the hash of their bytes and that of what was typed there.
#[derive(Clone)]
pub(super) struct TextFile {
    pub file: Listed,
    pub tables: Vec<Listed>,
    pub hash: Hash,
    pub said: Hash,
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
}

impl Parsed {
    fn with_capacity(files: usize) -> Self {
        Self {
            documents: Vec::with_capacity(files),
            files: Vec::with_capacity(files),
            records: Vec::with_capacity(files),
        }
    }

    /// The outlines of all documents.
    pub(super) fn outlines(&self) -> Vec<Arc<Hashed<Outline>>> {
        self.documents.iter().map(|document| Arc::clone(&document.outline)).collect()
    }

    /// The outline of a file; it is looked for at a position first, for two looks are mostly alike.
    pub(super) fn outline(&self, near: usize, path: &str) -> Option<Arc<Hashed<Outline>>> {
        let at = found(&self.files, near, path, |text| &text.file.path)?;
        Some(Arc::clone(&self.documents[at].outline))
    }

    /// What is remembered of a file.
    pub(super) fn record(&self, near: usize, path: &str) -> Option<&Arc<DocumentRecord>> {
        found(&self.records, near, path, |record| &record.path).map(|at| &self.records[at])
    }

    /// Takes the texts of the documents at these positions out of what was parsed.
    pub(super) fn take_bodies(&mut self, positions: &[u32]) -> Bodies {
        positions.iter().map(|at| self.documents[*at as usize].body.take()).collect()
    }

    fn add(&mut self, read: Read, outline: Arc<Hashed<Outline>>) {
        self.documents.push(Document {
            outline,
            body: read.body,
            body_hash: read.record.body_hash,
            said: read.record.said,
            aside: Aside::default(),
            problems: Vec::new(),
        });
        let Read { file, tables, record, .. } = read;
        self.files.push(TextFile { file, tables, hash: record.hash, said: record.said });
    }
}

/// Where the item of a path lies in a list that is sorted by paths.
fn found<T>(items: &[T], near: usize, path: &str, path_of: fn(&T) -> &Arc<str>) -> Option<usize> {
    let is_here = |item: &T| {
        let here: &str = path_of(item);
        // The same text mostly is the same memory.
        std::ptr::eq(here, path) || here == path
    };
    match items.get(near).is_some_and(is_here) {
        true => Some(near),
        false => items.binary_search_by(|item| (**path_of(item)).cmp(path)).ok(),
    }
}

/// Every file of a run, read or known by its hash; outlines of known ones are not here yet.
pub(super) struct Looked {
    reads: Vec<Read>,
}

impl Looked {
    /// How many documents there are.
    pub(super) fn documents(&self) -> usize {
        self.reads.iter().filter(|read| read.record.outline.is_some()).count()
    }

    /// What is to be remembered of each file.
    pub(super) fn records(&self) -> impl Iterator<Item = &Arc<DocumentRecord>> {
        self.reads.iter().map(|read| &read.record)
    }

    /// Every document: what is to be remembered, its file and the tables beside it.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&DocumentRecord, &Listed, &[Listed])> {
        let documents = self.reads.iter().filter(|read| read.record.outline.is_some());
        documents.map(|read| (&*read.record, &read.file, &*read.tables))
    }

    /// What is wrong with files by themselves.
    pub(super) fn problems(&self) -> Vec<Diagnostic> {
        self.records().flat_map(|record| &record.problems).cloned().collect()
    }

    /// Whether a text differs from the one of the last build.
    pub(super) fn has_new_text(&self, memory: &Memory) -> bool {
        self.records().any(|record| {
            memory.document(&record.path).is_none_or(|old| old.body_hash != record.body_hash)
        })
    }

    /// Whether nothing at all is to be noted.
    pub(super) fn is_remembered(&self, memory: &Memory) -> bool {
        let is_same = |record: &Arc<DocumentRecord>| {
            memory.document(&record.path).is_some_and(|old| Arc::ptr_eq(old, record))
        };
        self.reads.len() == memory.documents_count() && self.records().all(is_same)
    }

    /// Adds the outlines that the last build remembers; `None` where its memory is damaged.
    pub(super) fn remembered(self, inputs: &Inputs<'_>, memory: &Memory) -> Option<Parsed> {
        let outlines = memory.load_outlines(inputs.disk, &inputs.output);
        self.parsed(&|_, path| memory.outline(&outlines, path))
    }

    /// Adds outlines to what was not parsed; `None` where one cannot be found any more.
    pub(super) fn parsed(self, outline: NearOutline<'_>) -> Option<Parsed> {
        let mut parsed = Parsed::with_capacity(self.reads.len());
        for mut read in self.reads {
            parsed.records.push(Arc::clone(&read.record));
            if read.record.outline.is_none() {
                continue;
            }
            let own = read.outline.take().or_else(|| outline(parsed.files.len(), &read.file.path));
            parsed.add(read, own?);
        }
        Some(parsed)
    }
}

/// Finds the outline of a file that lies near this position of the documents.
type NearOutline<'a> = &'a dyn Fn(usize, &str) -> Option<Arc<Hashed<Outline>>>;

/// What reading needs.
pub(super) struct Run<'a> {
    pub inputs: &'a Inputs<'a>,
    pub memory: &'a Memory,
    /// The last look; without one the memory knows the documents.
    pub last: Option<&'a Parsed>,
    pub theme: &'a Theme,
    pub language: Language,
    pub collator: &'a Collator,
    pub wording: &'a Wording<'a>,
    pub shown: &'a str,
    /// What remembered outlines depend on beside their files.
    pub key: Hash,
}

/// Whether every file is as the memory knows it, so that none of them is to be read.
pub(super) fn are_known(memory: &Memory, listing: &Listing) -> bool {
    let tables = beside(&listing.tables);
    let is_known = |file: &Listed| {
        let stamps = stamps(file, &tables_of(&file.path, &tables));
        memory.document(&file.path).is_some_and(|record| memory.stands(record, &stamps))
    };
    let is_same = |file: &Listed| {
        let known = memory.file(&file.path);
        memory.trusts(&[file.stamp]) && known.is_none_or(|known| known.stamp == file.stamp)
    };
    listing.documents.par_iter().all(is_known) && listing.files.iter().all(is_same)
}

fn stamps(file: &Listed, tables: &[Listed]) -> Vec<Stamp> {
    std::iter::once(file).chain(tables).map(|file| file.stamp).collect()
}

/// What a look at a file gives: what is to be remembered, and what was parsed, if it was.
type Seen = (Arc<DocumentRecord>, Option<(Arc<Hashed<Outline>>, Option<Arc<Body>>)>);

/// One file: what is to be remembered of it, and what it says where it was parsed.
struct Read {
    file: Listed,
    tables: Vec<Listed>,
    record: Arc<DocumentRecord>,
    outline: Option<Arc<Hashed<Outline>>>,
    body: Option<Arc<Body>>,
}

impl Run<'_> {
    /// Every file, read or remembered.
    pub(super) fn all(&self, listing: &Listing) -> Result<Looked, Failure> {
        let tables = beside(&listing.tables);
        let files = &listing.documents;
        self.inputs.progress.begin(Stage::Read, files.len());
        let reads = files.par_iter().enumerate().map(|(at, file)| {
            let tables = tables_of(&file.path, &tables);
            let read = self.one(at, file, tables);
            self.inputs.progress.step();
            read
        });
        let reads: Vec<Read> = reads.collect::<Result<_, Failure>>()?;
        Ok(Looked { reads })
    }

    fn one(&self, at: usize, file: &Listed, tables: Vec<Listed>) -> Result<Read, Failure> {
        let (record, parsed) = self.look_at(file, &tables, self.known(at, file))?;
        let (outline, body) = parsed.map_or((None, None), |(outline, body)| (Some(outline), body));
        Ok(Read { file: file.clone(), tables, record, outline, body })
    }

    /// What is known of a file that lies near this position.
    fn known(&self, near: usize, file: &Listed) -> Option<&Arc<DocumentRecord>> {
        if !self.memory.is_of_kinds(self.key) {
            return None;
        }
        match self.last {
            Some(last) => last.record(near, &file.path),
            None => self.memory.document(&file.path),
        }
    }

    fn look_at(
        &self,
        file: &Listed,
        tables: &[Listed],
        known: Option<&Arc<DocumentRecord>>,
    ) -> Result<Seen, Failure> {
        let stamps = stamps(file, tables);
        if let Some(record) = known.filter(|record| self.memory.stands(record, &stamps)) {
            return Ok((Arc::clone(record), None));
        }
        let sources = match self.sources(file, tables)? {
            Ok(sources) => sources,
            Err(problem) => return Ok((refused(file, stamps, vec![problem]), None)),
        };
        let hash = bytes_hash(&sources);
        if let Some(record) = known.filter(|record| record.hash == hash) {
            let record = DocumentRecord { stamps, ..DocumentRecord::clone(record) };
            return Ok((Arc::new(record), None));
        }
        let Some((source, tables)) = sources.split_first() else {
            return Ok((refused(file, stamps, Vec::new()), None));
        };
        Ok(match parse::parse(source, tables, &self.parsing()) {
            Ok(document) => self.judged(file, (stamps, hash), document, &sources),
            Err(problems) => (refused(file, stamps, problems), None),
        })
    }

    fn parsing(&self) -> Parsing<'_> {
        Parsing { kinds: &self.theme.kinds, language: self.language, collator: self.collator }
    }

    fn judged(
        &self,
        file: &Listed,
        (stamps, hash): (Vec<Stamp>, Hash),
        document: Document,
        sources: &[Source],
    ) -> Seen {
        let (of_words, mut named) = self.words(&document, sources);
        let kind = self.theme.kinds.at(document.outline.kind);
        let mut problems = document.problems;
        // A front matter that could not be read lacks everything; saying so would only bury why.
        if !problems.iter().any(|problem| problem.code() == "S01") {
            problems.extend(check::document(&document.outline, kind, &document.aside));
        }
        problems.extend(of_words);
        if document.outline.version.is_some() {
            // What was said stays as it was said: advice would ask for a silent edit.
            problems.retain(|problem| {
                problem.severity == Severity::Error || problem.id.starts_with('P')
            });
            named = Named::default();
        }
        let record = DocumentRecord {
            path: Arc::clone(&file.path),
            stamps,
            hash,
            outline: Some(document.outline.hash),
            body_hash: document.body_hash,
            said: document.said,
            problems,
            named: (!named.is_empty()).then(|| Encoded::new(&named)),
        };
        (Arc::new(record), Some((document.outline, document.body)))
    }

    /// What is wrong with the words of a document and of the tables beside it.
    fn words(&self, document: &Document, sources: &[Source]) -> (Vec<Diagnostic>, Named) {
        let Some((source, tables)) = sources.split_first() else { return Default::default() };
        let kind = self.theme.kinds.at(document.outline.kind);
        let consents = Consents::of(kind, &document.aside);
        let (prose, outline) = (&document.aside.prose, &document.outline.value);
        let subject = Subject { source, prose, outline, kind, consents };
        let (mut problems, named) = self.wording.judge(subject);
        problems.extend(tables.iter().flat_map(|table| self.wording.judge_table(table)));
        (problems, named)
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

/// The hash of what a document was read of.
pub(super) fn bytes_hash(sources: &[Source]) -> Hash {
    Hash::of_hashes(sources.iter().map(|source| source.hash))
}

/// A file that gives no document.
fn refused(file: &Listed, stamps: Vec<Stamp>, problems: Vec<Diagnostic>) -> Arc<DocumentRecord> {
    Arc::new(DocumentRecord {
        path: Arc::clone(&file.path),
        stamps,
        hash: Hash::default(),
        outline: None,
        body_hash: Hash::default(),
        said: Hash::default(),
        problems,
        named: None,
    })
}

/// Tables by the folder they lie in and by their own name without ending.
pub(super) fn beside(tables: &[Listed]) -> BTreeMap<&str, Vec<&Listed>> {
    let mut beside: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for table in tables {
        let folder = table.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let stem = table.path.rsplit_once('.').map_or(&*table.path, |(stem, _)| stem);
        beside.entry(folder).or_default().push(table);
        beside.entry(stem).or_default().push(table);
    }
    beside
}

pub(super) fn tables_of(path: &str, tables: &BTreeMap<&str, Vec<&Listed>>) -> Vec<Listed> {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let key = stem.strip_suffix("/index").unwrap_or(stem);
    let found = tables.get(key).map_or(&[][..], Vec::as_slice);
    let beside = found.iter().filter(|table| parse::table_belongs_to(&table.path, path));
    beside.map(|table| (*table).clone()).collect()
}
