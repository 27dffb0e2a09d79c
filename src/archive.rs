//! ZIP archives: reads the members of one.
//!
//! Takes bytes that may be anything; what is no archive, or is damaged, has no members.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A ZIP archive in memory.
pub struct Archive {
    inner: ZipArchive<Cursor<Vec<u8>>>,
}

impl Archive {
    /// The archive that these bytes are; `None` where they are none.
    pub fn open(bytes: Vec<u8>) -> Option<Self> {
        ZipArchive::new(Cursor::new(bytes)).ok().map(|inner| Self { inner })
    }

    /// The names of its members in order.
    pub fn names(&self) -> Vec<String> {
        let names = self.inner.file_names().flatten();
        let mut names: Vec<String> = names.map(Cow::into_owned).collect();
        names.sort();
        names
    }

    /// The bytes of a member, at most so many: a small archive may unfold to any size.
    pub fn read(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let member = self.inner.by_name(name).ok()?;
        let mut bytes = Vec::new();
        member.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}
