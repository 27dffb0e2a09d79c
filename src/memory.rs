//! The last build, kept on disk between runs; unreadable is empty.
//!
//! Lies in `output/cache/build/` as a head and a fixed number of parts, each record in the part of
//! its path, so that one changed document rewrites one or two small files. Outlines, the bulk of it,
//! lie in files of their own: a run in which no outline changed does not read them. The head is
//! written last and holds the hash of every file: files of different runs never mix, damaged ones
//! are noticed.

pub mod frame;
pub mod index;
mod part;
mod together;

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, Failure};
use crate::hash::{self, Encoded, Hash, Hashed};
use crate::model::artifact::{Stamp, Written};
use crate::model::document::Outline;
use crate::model::named::Named;
use crate::model::page_key::PageKey;
use crate::model::picture::Looked;
use crate::model::weight::Heavy;
use crate::text::date::Instant;
use part::{Part, part_of};
pub use together::{Ended, Inspected, Together, Told};

/// Enough parts that one is small, few enough that opening them all costs nothing.
const PARTS: usize = 32;

/// What is remembered of one document's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Path below `content/`.
    pub path: Arc<str>,
    /// Stamps of the file and of the tables beside it.
    pub stamps: Vec<Stamp>,
    /// The hash of their bytes.
    pub hash: Hash,
    /// The hash of the outline; `None` for a file that is no document.
    pub outline: Option<Hash>,
    /// The hash of the text.
    pub body_hash: Hash,
    /// The hash of what was typed.
    pub said: Hash,
    /// What was wrong with it.
    pub problems: Vec<Diagnostic>,
    /// What its text names that other documents judge, if anything.
    pub named: Option<Encoded<Named>>,
}

/// What is remembered of one file of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageRecord {
    /// What stands in the output.
    pub written: Written,
    /// The page's key; `None` for files that are no pages.
    pub key: Option<PageKey>,
    /// The hash of what it was made of, for files that are no pages and are asked for it.
    pub made_of: Option<Hash>,
    /// That it is heavier than it may be.
    pub heavy: Option<Heavy>,
}

/// What is remembered of one attachment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Path below `content/`.
    pub path: Arc<str>,
    /// Its stamp.
    pub stamp: Stamp,
    /// Its hash.
    pub hash: Hash,
    /// What its head tells, where it was looked at as a picture.
    pub looked: Option<Looked>,
}

/// What the pages of a build were planned from, all but their texts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Planned {
    /// The hash of every outline, the settings, the theme, the files and the day.
    pub key: Hash,
    /// From when to when (seconds since 1970, the end not included) the same documents are public.
    pub span: (i64, i64),
    /// What was found of the documents together.
    pub together: Together,
    /// How many documents were public.
    pub published: usize,
    /// The names of what was withheld and looked for in the whole site.
    pub audited: Hash,
    /// The instant the site was built for.
    pub built_for: Option<Instant>,
    /// The keys of all pages that the search index was made of.
    pub searched: Hash,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Head {
    program: Hash,
    kinds: Hash,
    begun: i128,
    planned: Planned,
    parts: Vec<PartHashes>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct PartHashes {
    records: Hash,
    outlines: Hash,
}

/// The last build.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    program: Hash,
    kinds: Hash,
    parts: Vec<Part>,
    hashes: Vec<PartHashes>,
    begun: i128,
    planned: Planned,
}

/// Finds the outline of a file.
pub type FindOutline<'a> = &'a (dyn Fn(&str) -> Option<Arc<Hashed<Outline>>> + Sync);

/// The outlines of the last build, each beside the record of its document.
#[derive(Default)]
pub struct Outlines {
    parts: Vec<Vec<Option<Arc<Hashed<Outline>>>>>,
}

/// Coarser than the clock of any file system in use (ext4 and NTFS: below 10 ms), in nanoseconds.
const GRAIN: i128 = 20_000_000;

/// The time by the disk's own clock.
pub fn now(disk: &dyn Disk, output: &Path) -> Result<i128, Failure> {
    let folder = output.join("cache");
    disk.make_folder(&folder)?;
    Ok(disk.write(&folder.join("begun"), b"")?.modified)
}

/// Forgets the last build before the site is touched: a run that is cut off between the first moved
/// file and the saved memory leaves no memory, so that the next one looks through the whole site.
pub fn forget(disk: &dyn Disk, output: &Path) -> Result<(), Failure> {
    disk.remove(&output.join("cache").join("build").join("head"))
}

impl Memory {
    /// An empty memory of a build by this program, with these kinds, that began at this time of the
    /// disk.
    pub fn new(program: Hash, kinds: Hash, begun: i128, planned: Planned) -> Self {
        let parts = vec![Part::default(); PARTS];
        Self { program, kinds, parts, hashes: Vec::new(), begun, planned }
    }

    /// When the last build began, by the disk's clock.
    pub fn begun(&self) -> i128 {
        self.begun
    }

    /// What the pages were planned from.
    pub fn planned(&self) -> &Planned {
        &self.planned
    }

    /// Loads the memory below an output folder; anything unexpected makes it empty, and so does
    /// another program, which may have made other bytes of the same content.
    pub fn load(disk: &dyn Disk, output: &Path, program: Hash) -> Self {
        Self::try_load(disk, output, program).unwrap_or_default()
    }

    fn try_load(disk: &dyn Disk, output: &Path, program: Hash) -> Option<Self> {
        let folder = output.join("cache").join("build");
        let head: Head = hash::decode(&disk.read(&folder.join("head")).ok()?)?;
        if head.program != program || head.parts.len() != PARTS {
            return None;
        }
        let parts: Option<Vec<Part>> = (0..PARTS)
            .into_par_iter()
            .map(|at| {
                let bytes = disk.read(&folder.join(part_name(at))).ok()?;
                let is_whole = Hash::of(&bytes) == head.parts[at].records;
                is_whole.then(|| hash::decode(&bytes)).flatten().map(Part::indexed)
            })
            .collect();
        Some(Self {
            program,
            kinds: head.kinds,
            parts: parts?,
            hashes: head.parts,
            begun: head.begun,
            planned: head.planned,
        })
    }

    /// Loads the outlines; of a damaged part none are found.
    pub fn load_outlines(&self, disk: &dyn Disk, output: &Path) -> Outlines {
        let folder = output.join("cache").join("build");
        let load = |(at, part): (usize, &Part)| {
            let bytes = disk.read(&folder.join(outlines_name(at))).ok()?;
            let is_whole = Hash::of(&bytes) == self.hashes.get(at)?.outlines;
            let outlines: Vec<Arc<Hashed<Outline>>> = hash::decode(&bytes).filter(|_| is_whole)?;
            let mut outlines = outlines.into_iter();
            let beside = part.documents.iter().map(|record| {
                let hash = record.outline?;
                outlines.next().filter(|outline| outline.hash == hash)
            });
            Some(beside.collect())
        };
        let parts = self.parts.par_iter().enumerate().map(|part| load(part).unwrap_or_default());
        Outlines { parts: parts.collect() }
    }

    /// The remembered outline of a document's file.
    pub fn outline(&self, outlines: &Outlines, path: &str) -> Option<Arc<Hashed<Outline>>> {
        let at = self.parts.get(part_of(path))?.document(path)?;
        outlines.parts.get(part_of(path))?.get(at)?.clone()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether documents were parsed under these kinds.
    pub fn is_of_kinds(&self, kinds: Hash) -> bool {
        !self.is_empty() && self.kinds == kinds
    }

    /// What is remembered of a document's file.
    pub fn document(&self, path: &str) -> Option<&Arc<DocumentRecord>> {
        let part = self.parts.get(part_of(path))?;
        part.document(path).map(|at| &part.documents[at])
    }

    /// What is remembered of a file of the site.
    pub fn page(&self, path: &str) -> Option<&PageRecord> {
        self.parts.get(part_of(path))?.page(path)
    }

    /// What is remembered of an attachment.
    pub fn file(&self, path: &str) -> Option<&FileRecord> {
        self.parts.get(part_of(path))?.file(path)
    }

    /// All files of the site.
    pub fn pages(&self) -> impl Iterator<Item = &PageRecord> {
        self.parts.iter().flat_map(|part| &part.pages)
    }

    /// How many documents' files are remembered.
    pub fn documents_count(&self) -> usize {
        self.parts.iter().map(|part| part.documents.len()).sum()
    }

    /// Paths of all files of the site.
    pub fn site_paths(&self) -> Vec<Arc<str>> {
        let pages = self.parts.iter().flat_map(|part| &part.pages);
        pages.map(|record| Arc::clone(&record.written.path)).collect()
    }

    /// Whether stamps can be trusted: a file changed in the very moment in which the last build
    /// began may have changed once more without its time showing it.
    pub fn trusts(&self, stamps: &[Stamp]) -> bool {
        stamps.iter().all(|stamp| stamp.modified < self.begun - GRAIN)
    }

    /// Whether a document whose files have these stamps is as it was remembered.
    pub fn stands(&self, record: &DocumentRecord, stamps: &[Stamp]) -> bool {
        record.stamps == stamps && self.trusts(stamps)
    }

    /// Remembers a document's file.
    pub fn add_document(&mut self, record: Arc<DocumentRecord>) {
        self.parts[part_of(&record.path)].documents.push(record);
    }

    /// Remembers a file of the site.
    pub fn add_page(&mut self, record: PageRecord) {
        self.parts[part_of(&record.written.path)].pages.push(record);
    }

    /// Remembers an attachment.
    pub fn add_file(&mut self, record: FileRecord) {
        self.parts[part_of(&record.path)].files.push(record);
    }

    /// Hands what is remembered of attachments on to the next memory.
    pub fn copy_files(&self, next: &mut Self) {
        let files = self.parts.iter().flat_map(|part| &part.files);
        files.for_each(|file| next.add_file(file.clone()));
    }

    /// Makes records findable.
    pub fn settle(&mut self) {
        self.parts.iter_mut().for_each(|part| *part = std::mem::take(part).sorted().indexed());
    }

    /// Saves the files that differ from those of the previous memory.
    pub fn save(
        mut self,
        disk: &dyn Disk,
        output: &Path,
        previous: &Self,
        outline: FindOutline<'_>,
    ) -> Result<(), Failure> {
        let folder = output.join("cache").join("build");
        self.parts.iter_mut().for_each(|part| *part = std::mem::take(part).sorted());
        disk.make_folder(&folder)?;
        let last = |at: usize| {
            let is_known = previous.is_of_kinds(self.kinds);
            Some((previous.parts.get(at).filter(|_| is_known)?, previous.hashes.get(at)?))
        };
        let save = |(at, part): (usize, &Part)| -> Result<PartHashes, Failure> {
            let write = |name: String, bytes: Vec<u8>| {
                disk.write(&folder.join(name), &bytes).map(|_| Hash::of(&bytes))
            };
            let same = last(at).filter(|(last, _)| last.is_like(part));
            let records = match same {
                Some((_, hashes)) => hashes.records,
                None => write(part_name(at), hash::encode(part))?,
            };
            let same = last(at).filter(|(last, _)| last.outlines().eq(part.outlines()));
            let outlines = match same {
                Some((_, hashes)) => hashes.outlines,
                None => {
                    let known = part.documents.iter().filter(|record| record.outline.is_some());
                    let found: Vec<Arc<Hashed<Outline>>> =
                        known.filter_map(|record| outline(&record.path)).collect();
                    write(outlines_name(at), hash::encode(&found))?
                }
            };
            Ok(PartHashes { records, outlines })
        };
        let parts = self.parts.par_iter().enumerate().map(save).collect::<Result<Vec<_>, _>>()?;
        let head = Head {
            program: self.program,
            kinds: self.kinds,
            begun: self.begun,
            planned: self.planned,
            parts,
        };
        disk.write(&folder.join("head"), &hash::encode(&head))?;
        Ok(())
    }
}

fn part_name(at: usize) -> String {
    format!("part-{at:02}")
}

fn outlines_name(at: usize) -> String {
    format!("outlines-{at:02}")
}
