//! The disk as a value: the only user of `std::fs`.
//!
//! Three of them: the real one, one in memory for tests and for what is embedded in the program,
//! and one that fails on purpose. Rooms that may touch files are handed a `&dyn Disk`; all others
//! cannot. A failure names what was tried and the path.

mod memory;
mod real;

pub use memory::{Faults, MemoryDisk};
pub use real::{RealDisk, keep_memory_private};

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::catalogue::Catalogue;
use crate::hash::Hash;
use crate::model::artifact::Stamp;

/// The world failed: what was tried, on which path, and what the system said.
#[derive(Debug, thiserror::Error)]
#[error("{action}: {}: {source}", path.display())]
pub struct Failure {
    /// What was tried.
    pub action: Action,
    /// On which file or folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl Failure {
    /// One line that says what could not be done, on which path, and why.
    pub fn words(&self, catalogue: &Catalogue) -> String {
        let action = match self.action {
            Action::List => "action_list",
            Action::Read => "action_read",
            Action::Write => "action_write",
            Action::Rename => "action_rename",
            Action::Remove => "action_remove",
            Action::Sync => "action_sync",
            Action::Link => "action_link",
            Action::Lock => "action_lock",
        };
        let reason = match (reason(&self.source), self.source.raw_os_error()) {
            (Some(id), Some(code)) => format!("{} ({code})", catalogue.word(id, &[])),
            _ => self.source.to_string(),
        };
        let path = self.path.display().to_string();
        let action = catalogue.word(action, &[]);
        catalogue.word("failure", &[("action", action), ("path", path), ("reason", reason)])
    }
}

/// Why the system refused, as a word of the catalogue where there is one.
pub fn reason(source: &io::Error) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    Some(match source.kind() {
        Kind::NotFound => "os_not_found",
        Kind::PermissionDenied => "os_denied",
        Kind::AlreadyExists => "os_exists",
        Kind::StorageFull | Kind::QuotaExceeded => "os_full",
        Kind::ReadOnlyFilesystem => "os_read_only",
        Kind::ResourceBusy | Kind::ExecutableFileBusy => "os_busy",
        Kind::NotADirectory => "os_not_a_folder",
        Kind::IsADirectory => "os_a_folder",
        Kind::InvalidFilename => "os_name",
        Kind::TimedOut => "os_timed_out",
        Kind::ConnectionRefused => "os_refused",
        Kind::ConnectionReset | Kind::ConnectionAborted => "os_reset",
        Kind::BrokenPipe | Kind::NotConnected | Kind::UnexpectedEof => "os_reset",
        Kind::HostUnreachable | Kind::NetworkUnreachable => "os_unreachable",
        Kind::NetworkDown | Kind::AddrNotAvailable => "os_unreachable",
        // The standard library has no kind for it, only these words of its own.
        _ if source.to_string().contains("failed to lookup address") => "os_unnamed",
        _ => return None,
    })
}

/// What can be tried on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// List a folder.
    List,
    /// Read a file.
    Read,
    /// Write a file or make a folder.
    Write,
    /// Give a file or folder another name.
    Rename,
    /// Remove a file or folder.
    Remove,
    /// Make what was written outlast a power cut.
    Sync,
    /// Give a file a second name, or point from one name to another.
    Link,
    /// Keep others out.
    Lock,
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Rename => "rename",
            Self::Remove => "remove",
            Self::Sync => "sync",
            Self::Link => "link",
            Self::Lock => "lock",
        })
    }
}

/// One name found by [`Disk::walk`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path below the folder that was walked.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// Time and length; zero for links.
    pub stamp: Stamp,
}

/// What a name on disk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A symbolic link, which is never followed.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What tells a file from every other one, whatever its names: the system's number of its file system
/// and its own there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId(pub u64, pub u64);

/// Files and folders.
pub trait Disk: Send + Sync {
    /// Every name below a folder that is no folder, in the order of paths. A folder that does not
    /// exist is empty; one that may not be read is a failure.
    fn walk(&self, folder: &Path) -> Result<Vec<Entry>, Failure>;
    /// The bytes of a file.
    fn read(&self, path: &Path) -> Result<Vec<u8>, Failure>;
    /// The bytes of a file that has at most so many; `None` where it has more.
    fn read_up_to(&self, path: &Path, most: u64) -> Result<Option<Vec<u8>>, Failure> {
        let is_longer = self.stamp(path)?.is_some_and(|stamp| stamp.length > most);
        if is_longer { Ok(None) } else { self.read(path).map(Some) }
    }
    /// A file to be read piece by piece.
    fn open(&self, path: &Path) -> Result<Box<dyn io::Read + Send>, Failure>;
    /// Time and length of a file; `None` where there is no file.
    fn stamp(&self, path: &Path) -> Result<Option<Stamp>, Failure>;
    /// Writes a file whole; its folder must be there.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure>;
    /// Appends to a file, which is made if it is not there; its folder must be there.
    fn append(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure>;
    /// Writes a file that must not be there yet.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure>;
    /// Copies a file; the folder of the copy must be there.
    fn copy(&self, from: &Path, to: &Path) -> Result<Stamp, Failure>;
    /// Makes a folder and those above it.
    fn make_folder(&self, folder: &Path) -> Result<(), Failure>;
    /// Gives a file or folder another name; an existing file of that name is replaced.
    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure>;
    /// Removes a file; one that is gone already is no failure.
    fn remove(&self, path: &Path) -> Result<(), Failure>;
    /// Removes a folder if it is empty; says whether it did.
    fn remove_empty(&self, folder: &Path) -> Result<bool, Failure>;
    /// Removes a folder with all that is in it; one that is gone already is no failure.
    fn remove_tree(&self, folder: &Path) -> Result<(), Failure>;
    /// Whether there is a folder of that name.
    fn is_folder(&self, path: &Path) -> bool;
    /// The names in a folder, files and folders, in order. One that does not exist is empty; one
    /// that may not be read is a failure.
    fn names(&self, folder: &Path) -> Result<Vec<String>, Failure>;
    /// Writes a file that must not be there yet and that its owner alone may read (mode 0600).
    fn write_secret(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure>;
    /// Makes a file read-only for everybody (mode 0444).
    fn protect(&self, path: &Path) -> Result<(), Failure>;
    /// Writes a new file that is read-only for everybody from the beginning.
    fn write_protected(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        self.write(path, bytes)?;
        self.protect(path)
    }
    /// Makes one file or folder outlast a power cut (`fsync`).
    fn sync(&self, path: &Path) -> Result<(), Failure>;
    /// Makes everything that was done below a folder outlast a power cut: one call for the whole
    /// file system where there is one (`syncfs`), else file by file.
    fn sync_below(&self, folder: &Path) -> Result<(), Failure>;
    /// Gives a file a second name, which must not be there yet (a hard link).
    fn link(&self, from: &Path, to: &Path) -> Result<(), Failure>;
    /// Time and length of a file that has both names (hard links of each other); `None` where they are
    /// two files, or not there.
    fn shared(&self, a: &Path, b: &Path) -> Result<Option<Stamp>, Failure>;
    /// The file that each name in a folder stands for, as listing tells it without asking for each
    /// name; nothing where it is not told.
    fn identities(&self, _: &Path) -> Result<Vec<(String, FileId)>, Failure> {
        Ok(Vec::new())
    }
    /// Which file a name stands for, its time and length; `None` where that is not told, or no file is
    /// there.
    fn identity(&self, _: &Path) -> Result<Option<(FileId, Stamp)>, Failure> {
        Ok(None)
    }
    /// Makes a symbolic link, which must not be there yet.
    fn point(&self, link: &Path, target: &Path) -> Result<(), Failure>;
    /// Where a symbolic link leads; `None` where there is no link.
    fn target_of(&self, link: &Path) -> Result<Option<PathBuf>, Failure>;
    /// Keeps others out as long as the lock lives, also if this process is killed. `Held` is what
    /// the one who holds it already wrote there.
    fn lock(&self, path: &Path, owner: &str) -> Result<Lock, Failure>;
}

/// SHA-256 of a file, read piece by piece.
pub fn hash_of(disk: &dyn Disk, path: &Path) -> Result<Hash, Failure> {
    let mut reader = disk.open(path)?;
    Hash::of_reader(&mut *reader).map_err(|source| Failure {
        action: Action::Read,
        path: path.to_owned(),
        source,
    })
}

/// The answer to a wish for a lock.
pub enum Lock {
    /// Ours until it is dropped.
    Ours(Box<dyn std::any::Any + Send + Sync>),
    /// Somebody else's; the words are their own.
    Held(String),
}
