//! The real disk. `walkdir` is named here only.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the room that the rule sends everyone to"
)]

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::disk::{Action, Disk, Entry, EntryKind, Failure, FileId, Lock};
use crate::model::artifact::Stamp;

/// The file system of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

/// Lets no picture of this program's memory be written to disk if it crashes: it may hold passwords.
pub fn keep_memory_private() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // Where the system refuses, nothing is lost but this care.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

fn failure(action: Action, path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |source| Failure { action, path, source }
}

fn stamp(metadata: &fs::Metadata) -> Stamp {
    let modified = metadata.modified().ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(0));
    Stamp { modified, length: metadata.len() }
}

impl Disk for RealDisk {
    fn walk(&self, folder: &Path) -> Result<Vec<Entry>, Failure> {
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for item in WalkDir::new(folder).follow_links(false) {
            let item = item.map_err(|error| {
                let path = error.path().unwrap_or(folder).to_owned();
                let source = error.into_io_error().unwrap_or_else(|| io::Error::other("loop"));
                Failure { action: Action::List, path, source }
            })?;
            let kind = match item.file_type() {
                kind if kind.is_dir() => continue,
                kind if kind.is_file() => EntryKind::File,
                kind if kind.is_symlink() => EntryKind::Link,
                _ => EntryKind::Other,
            };
            found.push((item, kind));
        }
        // Asking for time and length is half the cost of a walk.
        let entry = |(item, kind): (walkdir::DirEntry, EntryKind)| {
            let stamp = match (kind, item.metadata()) {
                (EntryKind::File, Ok(metadata)) => stamp(&metadata),
                _ => Stamp::default(),
            };
            let path = item.path().strip_prefix(folder).unwrap_or(item.path()).to_owned();
            Entry { path, kind, stamp }
        };
        let mut entries: Vec<Entry> = found.into_par_iter().map(entry).collect();
        // Whole paths are compared as bytes; `sort_by_file_name` would take each apart for every
        // comparison, which is a tenth of a run in which nothing changed.
        entries.par_sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        Ok(entries)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        fs::read(path).map_err(failure(Action::Read, path))
    }

    fn read_up_to(&self, path: &Path, most: u64) -> Result<Option<Vec<u8>>, Failure> {
        let short = || -> io::Result<Option<Vec<u8>>> {
            let mut file = fs::File::open(path)?;
            let length = file.metadata()?.len();
            if length > most {
                return Ok(None);
            }
            // To its length and not to its end, which would be asked for once more.
            let mut bytes = Vec::with_capacity(length as usize);
            io::Read::by_ref(&mut file).take(length).read_to_end(&mut bytes)?;
            Ok(Some(bytes))
        };
        short().map_err(failure(Action::Read, path))
    }

    fn open(&self, path: &Path) -> Result<Box<dyn io::Read + Send>, Failure> {
        let file = fs::File::open(path).map_err(failure(Action::Read, path))?;
        Ok(Box::new(file))
    }

    fn stamp(&self, path: &Path) -> Result<Option<Stamp>, Failure> {
        match fs::symlink_metadata(path) {
            Ok(metadata) => Ok(metadata.is_file().then(|| stamp(&metadata))),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(failure(Action::Read, path)(error)),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let file = fs::File::create(path).map_err(failure(Action::Write, path))?;
        fill(file, bytes).map_err(failure(Action::Write, path))
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let file = fs::OpenOptions::new().append(true).create(true).open(path);
        fill(file.map_err(failure(Action::Write, path))?, bytes)
            .map_err(failure(Action::Write, path))
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create_new(true).open(path);
        let file = file.map_err(failure(Action::Write, path))?;
        fill(file, bytes).map_err(failure(Action::Write, path))
    }

    fn copy(&self, from: &Path, to: &Path) -> Result<Stamp, Failure> {
        fs::copy(from, to).map_err(failure(Action::Write, to))?;
        let metadata = fs::metadata(to).map_err(failure(Action::Read, to))?;
        Ok(stamp(&metadata))
    }

    fn make_folder(&self, folder: &Path) -> Result<(), Failure> {
        fs::create_dir_all(folder).map_err(failure(Action::Write, folder))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        fs::rename(from, to).map_err(failure(Action::Rename, to))
    }

    fn remove(&self, path: &Path) -> Result<(), Failure> {
        match fs::remove_file(path) {
            Err(error) if !is_missing(&error) => Err(failure(Action::Remove, path)(error)),
            _ => Ok(()),
        }
    }

    fn remove_empty(&self, folder: &Path) -> Result<bool, Failure> {
        match fs::remove_dir(folder) {
            Ok(()) => Ok(true),
            Err(error) if is_missing(&error) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(false),
            Err(error) => Err(failure(Action::Remove, folder)(error)),
        }
    }

    fn remove_tree(&self, folder: &Path) -> Result<(), Failure> {
        match fs::remove_dir_all(folder) {
            Err(error) if !is_missing(&error) => Err(failure(Action::Remove, folder)(error)),
            _ => Ok(()),
        }
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, Failure> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failure(Action::List, folder))?,
        };
        let name = |entry: io::Result<fs::DirEntry>| {
            entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
        };
        let names: io::Result<Vec<String>> = entries.map(name).collect();
        let mut names = names.map_err(failure(Action::List, folder))?;
        names.sort_unstable();
        Ok(names)
    }

    fn write_secret(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(failure(Action::Write, path))?;
        fill(file, bytes).map_err(failure(Action::Write, path))
    }

    fn protect(&self, path: &Path) -> Result<(), Failure> {
        let metadata = fs::metadata(path).map_err(failure(Action::Read, path))?;
        let mut permissions = metadata.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(path, permissions).map_err(failure(Action::Write, path))
    }

    #[cfg(unix)]
    fn write_protected(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        use std::os::unix::fs::OpenOptionsExt as _;
        let mut options = fs::OpenOptions::new();
        // Whoever makes a file may write to it until it is closed.
        let file = options.write(true).create_new(true).mode(0o444).open(path);
        file.and_then(|mut file| file.write_all(bytes)).map_err(failure(Action::Write, path))
    }

    fn sync(&self, path: &Path) -> Result<(), Failure> {
        // Windows has no such thing for folders.
        if cfg!(windows) && path.is_dir() {
            return Ok(());
        }
        let file = fs::File::open(path).map_err(failure(Action::Sync, path))?;
        file.sync_all().map_err(failure(Action::Sync, path))
    }

    fn sync_below(&self, folder: &Path) -> Result<(), Failure> {
        sync_below(folder).map_err(failure(Action::Sync, folder))
    }

    fn link(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        fs::hard_link(from, to).map_err(failure(Action::Link, to))
    }

    fn shared(&self, a: &Path, b: &Path) -> Result<Option<Stamp>, Failure> {
        let metadata = |path: &Path| match fs::symlink_metadata(path) {
            Ok(metadata) => Ok(Some(metadata)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(failure(Action::Read, path)(error)),
        };
        let Some(first) = metadata(a)? else { return Ok(None) };
        let second = metadata(b)?;
        Ok(second.filter(|second| is_same_file(&first, second)).map(|_| stamp(&first)))
    }

    #[cfg(unix)]
    fn identities(&self, folder: &Path) -> Result<Vec<(String, FileId)>, Failure> {
        use std::os::unix::fs::{DirEntryExt as _, MetadataExt as _};
        let of = |folder: &Path| -> io::Result<Vec<(String, FileId)>> {
            let device = fs::metadata(folder)?.dev();
            let one = |entry: io::Result<fs::DirEntry>| {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                Ok((name, FileId(device, entry.ino())))
            };
            fs::read_dir(folder)?.map(one).collect()
        };
        of(folder).map_err(failure(Action::List, folder))
    }

    #[cfg(unix)]
    fn identity(&self, path: &Path) -> Result<Option<(FileId, Stamp)>, Failure> {
        use std::os::unix::fs::MetadataExt as _;
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_file() => {
                Ok(Some((FileId(found.dev(), found.ino()), stamp(&found))))
            }
            Err(error) if !is_missing(&error) => Err(failure(Action::Read, path)(error)),
            _ => Ok(None),
        }
    }

    fn point(&self, link: &Path, target: &Path) -> Result<(), Failure> {
        #[cfg(unix)]
        let made = std::os::unix::fs::symlink(target, link);
        #[cfg(windows)]
        let made = std::os::windows::fs::symlink_dir(target, link);
        made.map_err(failure(Action::Link, link))
    }

    fn target_of(&self, link: &Path) -> Result<Option<PathBuf>, Failure> {
        match fs::symlink_metadata(link) {
            Ok(metadata) if metadata.is_symlink() => {
                fs::read_link(link).map(Some).map_err(failure(Action::Read, link))
            }
            Ok(_) => Ok(None),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(failure(Action::Read, link)(error)),
        }
    }

    fn lock(&self, path: &Path, owner: &str) -> Result<Lock, Failure> {
        let mut options = fs::OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(path);
        let mut file = file.map_err(failure(Action::Lock, path))?;
        match file.try_lock() {
            Ok(()) => {
                let written = file.set_len(0).and_then(|()| file.write_all(owner.as_bytes()));
                written.map_err(failure(Action::Lock, path))?;
                Ok(Lock::Ours(Box::new(file)))
            }
            Err(fs::TryLockError::WouldBlock) => {
                let mut words = String::new();
                // Where the holder's words cannot be read, the lock is held all the same.
                let _ = file.read_to_string(&mut words);
                Ok(Lock::Held(words))
            }
            Err(fs::TryLockError::Error(error)) => Err(failure(Action::Lock, path)(error)),
        }
    }
}

/// One call for the whole file system: file by file, a site of 10,000 pages took ten times as long.
/// Since Linux 5.8 it also tells of writes that failed in the meantime.
#[cfg(target_os = "linux")]
fn sync_below(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(fs::File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_below(folder: &Path) -> io::Result<()> {
    for item in WalkDir::new(folder).follow_links(false).contents_first(true) {
        let item = item.map_err(|error| io::Error::other(error.to_string()))?;
        let is_folder = item.file_type().is_dir();
        if item.file_type().is_file() || is_folder && !cfg!(windows) {
            fs::File::open(item.path())?.sync_all()?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Elsewhere nobody says, so files are told apart by their bytes.
#[cfg(not(unix))]
fn is_same_file(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

fn fill(mut file: fs::File, bytes: &[u8]) -> io::Result<Stamp> {
    file.write_all(bytes)?;
    Ok(stamp(&file.metadata()?))
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
