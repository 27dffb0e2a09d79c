//! ZIP files: read, and packed so that the same contents give the same bytes; the only file that names `zip`.
//!
//! Fixed times, fixed permissions, the order of the caller: a ZIP of a release says nothing of the
//! machine and the moment it was packed on. Works on bytes, touches no disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most that is unpacked, in bytes: what claims more was not packed by us.
const MOST: u64 = 4 * 1024 * 1024 * 1024;

/// A ZIP of these files in this order. `None` where they do not fit into one.
pub fn packed<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Option<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, options).ok()?;
        zip.write_all(bytes).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}

/// The files of a ZIP by name; `None` where it is none, or is damaged.
pub fn unpacked(bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut files = BTreeMap::new();
    let mut rest = MOST;
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).ok()?;
        if file.is_dir() {
            continue;
        }
        let (name, mut content) = (file.name().ok()?.into_owned(), Vec::new());
        let read = (&mut file).take(rest).read_to_end(&mut content).ok()?;
        rest = rest.checked_sub(read as u64 + 1)?;
        files.insert(name, content);
    }
    Some(files)
}

/// A ZIP archive in memory, of which members are read one by one; its bytes may be anything.
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

#[cfg(test)]
mod tests {
    use super::{packed, unpacked};

    #[test]
    fn files_come_back_and_the_same_files_give_the_same_bytes() {
        let files = [("a/index.html", &b"mot"[..]), ("b.txt", &b""[..])];
        let zip = packed(files).expect("two small files");
        assert_eq!(Some(&zip), packed(files).as_ref());
        let back = unpacked(&zip).expect("a ZIP");
        assert_eq!((back["a/index.html"].as_slice(), back.len()), (&b"mot"[..], 2));
        assert!(unpacked(&zip[..zip.len() / 2]).is_none());
    }
}
