//! A disk in memory, which can be told to fail.
//!
//! Its clock ticks once for each write, so that two writes never share a time: what the real disk
//! promises only mostly. Folders exist where files are, or where they were made.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::disk::{Action, Disk, Entry, EntryKind, Failure};
use crate::model::artifact::Stamp;

/// One second between any two writes, in nanoseconds.
const TICK: i128 = 1_000_000_000;

/// What is to go wrong.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// After so many bytes written the disk is full.
    pub room: Option<u64>,
    /// Files that cannot be read though they are listed.
    pub unreadable: BTreeSet<PathBuf>,
    /// Folders that cannot be listed.
    pub closed: BTreeSet<PathBuf>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<PathBuf, (Vec<u8>, Stamp)>,
    folders: BTreeSet<PathBuf>,
    clock: i128,
    writes: u64,
    faults: Faults,
}

/// Files in memory.
#[derive(Default)]
pub struct MemoryDisk {
    state: Mutex<State>,
}

impl MemoryDisk {
    /// A disk with these files.
    pub fn new<P: Into<PathBuf>, B: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Self {
        let disk = Self::default();
        for (path, bytes) in files {
            disk.put(path, bytes);
        }
        disk
    }

    /// Puts a file there as a person would, whatever faults are set.
    pub fn put(&self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) {
        let mut state = self.lock();
        state.clock += TICK;
        let bytes = bytes.into();
        let stamp = Stamp { modified: state.clock, length: bytes.len() as u64 };
        state.files.insert(path.into(), (bytes, stamp));
    }

    /// Sets what is to go wrong from now on.
    pub fn fail(&self, faults: Faults) {
        self.lock().faults = faults;
    }

    /// How many files were written, copied, renamed or removed so far.
    pub fn writes(&self) -> u64 {
        self.lock().writes
    }

    /// Every file below a folder with its bytes.
    pub fn files(&self, folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.lock();
        let below = state.files.iter().filter_map(|(path, (bytes, _))| {
            Some((path.strip_prefix(folder).ok()?.to_owned(), bytes.clone()))
        });
        below.collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves whole files behind: there is nothing half done to guard.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn store(&mut self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        if let Some(room) = &mut self.faults.room {
            let length = bytes.len() as u64;
            if length > *room {
                *room = 0;
                let source = io::Error::from(io::ErrorKind::StorageFull);
                return Err(Failure { action: Action::Write, path: path.to_owned(), source });
            }
            *room -= length;
        }
        self.clock += TICK;
        self.writes += 1;
        let stamp = Stamp { modified: self.clock, length: bytes.len() as u64 };
        self.files.insert(path.to_owned(), (bytes.to_vec(), stamp));
        Ok(stamp)
    }

    fn has_folder(&self, path: &Path) -> bool {
        self.folders.contains(path)
            || self.files.keys().any(|file| file.starts_with(path) && file != path)
    }
}

fn missing(action: Action, path: &Path) -> Failure {
    Failure { action, path: path.to_owned(), source: io::ErrorKind::NotFound.into() }
}

fn denied(action: Action, path: &Path) -> Failure {
    Failure { action, path: path.to_owned(), source: io::ErrorKind::PermissionDenied.into() }
}

impl Disk for MemoryDisk {
    fn walk(&self, folder: &Path) -> Result<Vec<Entry>, Failure> {
        let state = self.lock();
        let mut entries = Vec::new();
        for (path, (_, stamp)) in &state.files {
            let Ok(below) = path.strip_prefix(folder) else { continue };
            if let Some(closed) = path.ancestors().find(|up| state.faults.closed.contains(*up)) {
                return Err(denied(Action::List, closed));
            }
            entries.push(Entry { path: below.to_owned(), kind: EntryKind::File, stamp: *stamp });
        }
        Ok(entries)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let state = self.lock();
        if state.faults.unreadable.contains(path) {
            return Err(missing(Action::Read, path));
        }
        let file = state.files.get(path).ok_or_else(|| missing(Action::Read, path))?;
        Ok(file.0.clone())
    }

    fn open(&self, path: &Path) -> Result<Box<dyn io::Read + Send>, Failure> {
        Ok(Box::new(io::Cursor::new(self.read(path)?)))
    }

    fn stamp(&self, path: &Path) -> Result<Option<Stamp>, Failure> {
        Ok(self.lock().files.get(path).map(|(_, stamp)| *stamp))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        self.lock().store(path, bytes)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let mut state = self.lock();
        if state.files.contains_key(path) {
            let source = io::ErrorKind::AlreadyExists.into();
            return Err(Failure { action: Action::Write, path: path.to_owned(), source });
        }
        state.store(path, bytes)
    }

    fn copy(&self, from: &Path, to: &Path) -> Result<Stamp, Failure> {
        let bytes = self.read(from)?;
        self.lock().store(to, &bytes)
    }

    fn make_folder(&self, folder: &Path) -> Result<(), Failure> {
        let mut state = self.lock();
        for folder in folder.ancestors() {
            state.folders.insert(folder.to_owned());
        }
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let mut state = self.lock();
        let moved: Vec<PathBuf> =
            state.files.keys().filter(|path| path.starts_with(from)).cloned().collect();
        if moved.is_empty() && !state.folders.contains(from) {
            return Err(missing(Action::Rename, from));
        }
        for path in moved {
            let Ok(below) = path.strip_prefix(from) else { continue };
            let target = if below.as_os_str().is_empty() { to.to_owned() } else { to.join(below) };
            if let Some(file) = state.files.remove(&path) {
                state.files.insert(target, file);
            }
        }
        state.folders.retain(|folder| !folder.starts_with(from));
        state.writes += 1;
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<(), Failure> {
        let mut state = self.lock();
        if state.files.remove(path).is_some() {
            state.writes += 1;
        }
        Ok(())
    }

    fn remove_empty(&self, folder: &Path) -> Result<bool, Failure> {
        let mut state = self.lock();
        let empty = !state.files.keys().any(|path| path.starts_with(folder));
        Ok(empty && state.folders.remove(folder))
    }

    fn remove_tree(&self, folder: &Path) -> Result<(), Failure> {
        let mut state = self.lock();
        state.files.retain(|path, _| !path.starts_with(folder));
        state.folders.retain(|path| !path.starts_with(folder));
        Ok(())
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.lock().has_folder(path)
    }
}
