//! Every change of a person's files: minimal, atomic, never silent.
//!
//! New files never replace one that is there. A file that is changed is written whole beside itself
//! and renamed into place, and only if it still holds what was read.

pub mod amend;

use std::path::{Path, PathBuf};

use crate::diagnostic::Fix;
use crate::disk::{Disk, Failure};

/// Writes files that must not be there yet; none is written if any of them is. Returns the paths
/// that were written, or those that stand in the way.
pub fn create(
    disk: &dyn Disk,
    folder: &Path,
    files: &[(String, Vec<u8>)],
) -> Result<Result<Vec<PathBuf>, Vec<PathBuf>>, Failure> {
    let mut standing = Vec::new();
    for (path, _) in files {
        let path = folder.join(path);
        if disk.stamp(&path)?.is_some() {
            standing.push(path);
        }
    }
    if !standing.is_empty() {
        return Ok(Err(standing));
    }
    let mut written = Vec::new();
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            disk.make_folder(parent)?;
        }
        disk.write_new(&path, bytes)?;
        written.push(path);
    }
    Ok(Ok(written))
}

/// A text with these changes made. They are taken in the order of their places; one that overlaps an
/// earlier one, or lies outside the text, is left out.
pub fn apply(text: &str, fixes: &[Fix]) -> String {
    let mut sorted: Vec<&Fix> = fixes.iter().collect();
    sorted.sort();
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for fix in sorted {
        let (start, end) = (fix.start as usize, fix.end as usize);
        if let (true, Some(kept), true) = (start <= end, text.get(at..start), end <= text.len()) {
            changed.push_str(kept);
            changed.push_str(&fix.text);
            at = end;
        }
    }
    changed.push_str(text.get(at..).unwrap_or(""));
    changed
}

/// Puts a text into a file that held `before`; says whether it did. It does not where the file holds
/// something else by now. The marks of the editor that made it, a byte-order mark and `\r\n`, stay.
pub fn rewrite(disk: &dyn Disk, path: &Path, before: &[u8], text: &str) -> Result<bool, Failure> {
    if disk.read(path)? != before {
        return Ok(false);
    }
    let mut bytes = Vec::with_capacity(text.len() + 3);
    if before.starts_with(MARK) {
        bytes.extend_from_slice(MARK);
    }
    if before.windows(2).any(|pair| pair == b"\r\n") {
        bytes.extend_from_slice(text.replace('\n', "\r\n").as_bytes());
    } else {
        bytes.extend_from_slice(text.as_bytes());
    }
    // Hidden, so that a build meanwhile takes it for the litter it is.
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    let beside = path.with_file_name(format!(".{name}.lantoa"));
    disk.write(&beside, &bytes)?;
    disk.rename(&beside, path)?;
    Ok(true)
}

/// U+FEFF in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{apply, rewrite};
    use crate::diagnostic::Fix;
    use crate::disk::{Disk as _, MemoryDisk};

    fn fix(start: u32, end: u32, text: &str) -> Fix {
        Fix { start, end, text: text.to_owned() }
    }

    #[test]
    fn changes_are_made_in_order_and_overlapping_ones_left_out() {
        let fixes = [fix(9, 12, "Z"), fix(0, 3, "A"), fix(2, 6, "no"), fix(90, 91, "no")];
        assert_eq!(apply("one two three", &fixes), "A two tZe");
    }

    #[test]
    fn letters_are_never_cut() {
        assert_eq!(apply("đào", &[fix(1, 2, "x")]), "đào");
    }

    #[test]
    fn an_editors_marks_stay_and_a_changed_file_is_left_alone() {
        let (disk, path) = (MemoryDisk::default(), Path::new("a.md"));
        let before = b"\xef\xbb\xbfmot\r\nhai\r\n";
        disk.put(path, before.to_vec());
        assert!(rewrite(&disk, path, before, "một\nhai\n").expect("memory"));
        let after = "\u{feff}một\r\nhai\r\n".as_bytes();
        assert_eq!(disk.read(path).expect("there"), after);
        assert!(!rewrite(&disk, path, before, "ba").expect("memory"));
        assert_eq!(disk.read(path).expect("there"), after);
    }
}
