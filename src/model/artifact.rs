//! What is written: files of the site, and the list of them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hash::Hash;

/// One file of the site.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// Path below the site's root, `/` as separator, ASCII.
    pub path: Arc<str>,
    /// Its bytes, or where they are to be copied from.
    pub bytes: Bytes,
}

/// Where a file's bytes come from.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// Made here.
    Made(Vec<u8>),
    /// A file below `content/`, whose hash and length are known.
    Copied {
        /// Path below `content/`.
        from: Arc<str>,
        /// SHA-256 of the file.
        hash: Hash,
        /// Length in bytes.
        length: u64,
    },
}

impl Artifact {
    /// A file made of these bytes.
    pub fn made(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Self {
        Self { path: path.into(), bytes: Bytes::Made(bytes) }
    }

    /// Its length in bytes.
    pub fn length(&self) -> u64 {
        match &self.bytes {
            Bytes::Made(bytes) => bytes.len() as u64,
            Bytes::Copied { length, .. } => *length,
        }
    }

    /// SHA-256 of its bytes.
    pub fn hash(&self) -> Hash {
        match &self.bytes {
            Bytes::Made(bytes) => Hash::of(bytes),
            Bytes::Copied { hash, .. } => *hash,
        }
    }
}

/// The state of a file on disk, good enough to see that nobody touched it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct Stamp {
    /// Time of the last change, in nanoseconds since 1970.
    pub modified: i128,
    /// Length in bytes.
    pub length: u64,
}

/// A file that stands in the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// Path below the site's root.
    pub path: Arc<str>,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// What the disk said after it was written.
    pub stamp: Stamp,
}
