//! The last build, kept on disk between runs; unreadable is empty.
//!
//! Lies in `output/cache/build/` as a head and a fixed number of parts, each record in the part of
//! its path, so that one changed document rewrites one or two small files. The head is written last
//! and holds the hash of every part: parts of different runs never mix, damaged ones are noticed.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, Failure};
use crate::hash::{self, Hash, Hashed};
use crate::model::artifact::{Stamp, Written};
use crate::model::document::Outline;
use crate::model::page_key::PageKey;

/// Enough parts that one is small, few enough that opening them all costs nothing.
const PARTS: usize = 32;

/// What is remembered of one document's file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Path below `content/`.
    pub path: Arc<str>,
    /// Stamps of the file and of the tables beside it.
    pub stamps: Vec<Stamp>,
    /// The hash of their bytes.
    pub hash: Hash,
    /// The outline; `None` for a file that is no document.
    pub outline: Option<Arc<Hashed<Outline>>>,
    /// The hash of the text.
    pub body_hash: Hash,
    /// What was wrong with it.
    pub problems: Vec<Diagnostic>,
}

/// What is remembered of one file of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageRecord {
    /// What stands in the output.
    pub written: Written,
    /// The page's key; `None` for files that are no pages.
    pub key: Option<PageKey>,
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
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Part {
    documents: Vec<Arc<DocumentRecord>>,
    pages: Vec<PageRecord>,
    files: Vec<FileRecord>,
}

#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
struct Head {
    program: Hash,
    kinds: Hash,
    begun: i128,
    parts: Vec<Hash>,
}

/// The last build.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    program: Hash,
    kinds: Hash,
    parts: Vec<Part>,
    hashes: Vec<Hash>,
    begun: i128,
}

fn part_of(path: &str) -> usize {
    // FNV-1a: spreads paths evenly and is the same everywhere.
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash % PARTS as u64) as usize
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
    pub fn new(program: Hash, kinds: Hash, begun: i128) -> Self {
        Self { program, kinds, parts: vec![Part::default(); PARTS], hashes: Vec::new(), begun }
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
                (Hash::of(&bytes) == head.parts[at]).then(|| hash::decode(&bytes)).flatten()
            })
            .collect();
        Some(Self {
            program,
            kinds: head.kinds,
            parts: parts?,
            hashes: head.parts,
            begun: head.begun,
        })
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
        let documents = &self.parts.get(part_of(path))?.documents;
        let at = documents.binary_search_by(|record| (*record.path).cmp(path)).ok()?;
        Some(&documents[at])
    }

    /// What is remembered of a file of the site.
    pub fn page(&self, path: &str) -> Option<&PageRecord> {
        let pages = &self.parts.get(part_of(path))?.pages;
        let at = pages.binary_search_by(|record| (*record.written.path).cmp(path)).ok()?;
        Some(&pages[at])
    }

    /// What is remembered of an attachment.
    pub fn file(&self, path: &str) -> Option<&FileRecord> {
        let files = &self.parts.get(part_of(path))?.files;
        let at = files.binary_search_by(|record| (*record.path).cmp(path)).ok()?;
        Some(&files[at])
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

    /// Brings records into the order in which they are found again.
    pub fn settle(&mut self) {
        for part in &mut self.parts {
            part.documents.sort_by(|a, b| a.path.cmp(&b.path));
            part.pages.sort_by(|a, b| a.written.path.cmp(&b.written.path));
            part.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
    }

    /// Saves the parts that differ from the previous memory.
    pub fn save(mut self, disk: &dyn Disk, output: &Path, previous: &Self) -> Result<(), Failure> {
        let folder = output.join("cache").join("build");
        self.settle();
        let same = |at: usize, part: &Part| {
            previous.is_of_kinds(self.kinds) && previous.parts[at].is_like(part)
        };
        if self.parts.iter().enumerate().all(|(at, part)| same(at, part)) {
            return Ok(());
        }
        disk.make_folder(&folder)?;
        let save = |(at, part): (usize, &Part)| -> Result<Hash, Failure> {
            if same(at, part) {
                return Ok(previous.hashes[at]);
            }
            let bytes = hash::encode(part);
            disk.write(&folder.join(part_name(at)), &bytes)?;
            Ok(Hash::of(&bytes))
        };
        let parts =
            self.parts.par_iter().enumerate().map(save).collect::<Result<Vec<Hash>, _>>()?;
        let head = Head { program: self.program, kinds: self.kinds, begun: self.begun, parts };
        disk.write(&folder.join("head"), &hash::encode(&head))?;
        Ok(())
    }
}

impl Part {
    /// Whether two parts would be the same bytes. Hashes and stamps tell; whole outlines need no
    /// comparing.
    fn is_like(&self, other: &Self) -> bool {
        self.documents.len() == other.documents.len()
            && self.pages.len() == other.pages.len()
            && self.files.len() == other.files.len()
            && self
                .documents
                .iter()
                .zip(&other.documents)
                .all(|(a, b)| a.path == b.path && a.stamps == b.stamps && a.hash == b.hash)
            && self.pages.iter().zip(&other.pages).all(|(a, b)| a == b)
            && self.files.iter().zip(&other.files).all(|(a, b)| a == b)
    }
}

fn part_name(at: usize) -> String {
    format!("part-{at:02}")
}
