//! A disk in memory, which can be told to fail.
//!
//! Its clock ticks once for each write, so that two writes never share a time: what the real disk
//! promises only mostly. Folders exist where files are, or where they were made.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::disk::{Action, Disk, Entry, EntryKind, Failure, Lock};
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
    /// Whether symbolic links are refused, as on the Windows of offices.
    pub no_links: bool,
}

#[derive(Default)]
struct State {
    files: BTreeMap<PathBuf, (Vec<u8>, Stamp)>,
    folders: BTreeSet<PathBuf>,
    links: BTreeMap<PathBuf, PathBuf>,
    locks: BTreeMap<PathBuf, (String, std::sync::Weak<()>)>,
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
        let mut state = self.state();
        state.clock += TICK;
        let bytes = bytes.into();
        let stamp = Stamp { modified: state.clock, length: bytes.len() as u64 };
        state.files.insert(path.into(), (bytes, stamp));
    }

    /// Sets what is to go wrong from now on.
    pub fn fail(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// How many files were written, copied, renamed or removed so far.
    pub fn writes(&self) -> u64 {
        self.state().writes
    }

    /// Every file below a folder with its bytes.
    pub fn files(&self, folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.state();
        let below = state.files.iter().filter_map(|(path, (bytes, _))| {
            Some((path.strip_prefix(folder).ok()?.to_owned(), bytes.clone()))
        });
        below.collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
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
        let state = self.state();
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
        let state = self.state();
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
        Ok(self.state().files.get(path).map(|(_, stamp)| *stamp))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        self.state().store(path, bytes)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let mut state = self.state();
        let mut all = state.files.get(path).map_or_else(Vec::new, |(bytes, _)| bytes.clone());
        all.extend(bytes);
        state.store(path, &all)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let mut state = self.state();
        if state.files.contains_key(path) {
            let source = io::ErrorKind::AlreadyExists.into();
            return Err(Failure { action: Action::Write, path: path.to_owned(), source });
        }
        state.store(path, bytes)
    }

    fn copy(&self, from: &Path, to: &Path) -> Result<Stamp, Failure> {
        let bytes = self.read(from)?;
        self.state().store(to, &bytes)
    }

    fn make_folder(&self, folder: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        for folder in folder.ancestors() {
            state.folders.insert(folder.to_owned());
        }
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        if let Some(target) = state.links.remove(from) {
            state.links.insert(to.to_owned(), target);
            state.writes += 1;
            return Ok(());
        }
        let moved: Vec<PathBuf> =
            state.files.keys().filter(|path| path.starts_with(from)).cloned().collect();
        if moved.is_empty() && !state.folders.contains(from) {
            return Err(missing(Action::Rename, from));
        }
        let is_folder = !state.files.contains_key(from);
        if is_folder && state.files.keys().any(|path| path.starts_with(to)) {
            let source = io::ErrorKind::DirectoryNotEmpty.into();
            return Err(Failure { action: Action::Rename, path: to.to_owned(), source });
        }
        for path in moved {
            let Ok(below) = path.strip_prefix(from) else { continue };
            let target = if below.as_os_str().is_empty() { to.to_owned() } else { to.join(below) };
            if let Some(file) = state.files.remove(&path) {
                state.files.insert(target, file);
            }
        }
        state.folders.retain(|folder| !folder.starts_with(from));
        if is_folder {
            state.folders.insert(to.to_owned());
        }
        state.writes += 1;
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        if state.files.remove(path).is_some() || state.links.remove(path).is_some() {
            state.writes += 1;
        }
        Ok(())
    }

    fn remove_empty(&self, folder: &Path) -> Result<bool, Failure> {
        let mut state = self.state();
        let empty = !state.files.keys().any(|path| path.starts_with(folder));
        Ok(empty && state.folders.remove(folder))
    }

    fn remove_tree(&self, folder: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        state.files.retain(|path, _| !path.starts_with(folder));
        state.folders.retain(|path| !path.starts_with(folder));
        state.links.retain(|path, _| !path.starts_with(folder));
        Ok(())
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.state().has_folder(path)
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, Failure> {
        let state = self.state();
        if state.faults.closed.contains(folder) {
            return Err(denied(Action::List, folder));
        }
        let paths = state.files.keys().chain(&state.folders).chain(state.links.keys());
        let first = |path: &PathBuf| {
            let below = path.strip_prefix(folder).ok()?.components().next()?;
            Some(below.as_os_str().to_string_lossy().into_owned())
        };
        let names: BTreeSet<String> = paths.filter_map(first).collect();
        Ok(names.into_iter().collect())
    }

    fn write_secret(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        self.write_new(path, bytes)
    }

    fn protect(&self, path: &Path) -> Result<(), Failure> {
        self.read(path).map(|_| ())
    }

    fn sync(&self, _: &Path) -> Result<(), Failure> {
        Ok(())
    }

    fn sync_below(&self, _: &Path) -> Result<(), Failure> {
        Ok(())
    }

    /// A second file of the same bytes: this disk has no inodes.
    fn link(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let bytes = self.read(from)?;
        self.write_new(to, &bytes).map(|_| ())
    }

    fn shared(&self, _: &Path, _: &Path) -> Result<Option<Stamp>, Failure> {
        Ok(None)
    }

    fn point(&self, link: &Path, target: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        if state.faults.no_links {
            return Err(denied(Action::Link, link));
        }
        if state.links.contains_key(link) || state.has_folder(link) {
            let source = io::ErrorKind::AlreadyExists.into();
            return Err(Failure { action: Action::Link, path: link.to_owned(), source });
        }
        state.links.insert(link.to_owned(), target.to_owned());
        state.writes += 1;
        Ok(())
    }

    fn target_of(&self, link: &Path) -> Result<Option<PathBuf>, Failure> {
        Ok(self.state().links.get(link).cloned())
    }

    fn lock(&self, path: &Path, owner: &str) -> Result<Lock, Failure> {
        let mut state = self.state();
        if let Some((words, held)) = state.locks.get(path)
            && held.strong_count() > 0
        {
            return Ok(Lock::Held(words.clone()));
        }
        let ours = Arc::new(());
        state.locks.insert(path.to_owned(), (owner.to_owned(), Arc::downgrade(&ours)));
        Ok(Lock::Ours(Box::new(ours)))
    }
}
