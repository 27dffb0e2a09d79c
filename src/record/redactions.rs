//! The signed record of what was erased by decisions: `store/redactions`, a line each.
//!
//! `<sha256> <day> <decision>: <reason>` names a sealed file; `list 0007 <sha256> …` says that lines of
//! a release's list were blanked, for paths may hold the words too, and what its hash is now. The
//! words themselves are never there. A blanked line is a comment to `sha256sum`.

use std::collections::BTreeSet;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::model::release;
use crate::record::{Store, keys};

/// The record, and its signature.
pub(super) const KEPT: &str = "redactions";
pub(super) const SIGNATURE: &str = "redactions.minisig";

/// What the signature says beside the record.
pub(super) const COMMENT: &str = "redactions";

/// What was erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redactions {
    /// Sealed files.
    pub files: BTreeSet<Hash>,
    /// Releases with blanked lines, and the hash of such a list.
    lists: BTreeSet<(u32, Hash)>,
}

impl Redactions {
    /// Reads a record; `None` where none of these keys signed it, or it is none.
    pub(super) fn signed(record: &[u8], signature: &[u8], known: &[String]) -> Option<Self> {
        let signature = String::from_utf8_lossy(signature);
        keys::signed_by(known, &signature, record, COMMENT)?;
        let mut redactions = Self::default();
        for line in std::str::from_utf8(record).ok()?.lines() {
            let mut words = line.split(' ');
            let first = words.next()?;
            if first == "list" {
                let seq = words.next()?.parse().ok()?;
                redactions.lists.insert((seq, Hash::parse(words.next()?)?));
            } else {
                redactions.files.insert(Hash::parse(first)?);
            }
        }
        Some(redactions)
    }

    /// Whether lines of the list of this release were blanked.
    pub fn blank_lines_of(&self, seq: u32) -> bool {
        self.lists.iter().any(|(of, _)| *of == seq)
    }

    /// Whether this is the list of a release after lines of it were blanked.
    pub fn names_list(&self, seq: u32, sums: &str) -> bool {
        self.lists.contains(&(seq, Hash::of(sums.as_bytes())))
    }
}

/// The line of a file that was erased.
pub(super) fn file_line(hash: Hash, why: &str) -> String {
    format!("{} {why}\n", hash.hex())
}

/// The line of a list that was blanked; these are its words now.
pub(super) fn list_line(seq: u32, sums: &str, why: &str) -> String {
    format!("list {} {} {why}\n", release::folder(seq), Hash::of(sums.as_bytes()).hex())
}

/// A list in which the lines of these paths say no more than the hash.
pub(super) fn blanked(sums: &str, is_named: impl Fn(&str) -> bool) -> String {
    let line = |line: &str| match line.split_once("  ") {
        Some((hash, path)) if is_named(path) => format!("# {hash}\n"),
        _ => format!("{line}\n"),
    };
    sums.lines().map(line).collect()
}

/// A list without what was blanked in it, and the hashes of that.
pub(super) fn without_blanks(sums: &str) -> (String, BTreeSet<Hash>) {
    let (blank, rest): (Vec<&str>, Vec<&str>) =
        sums.split_inclusive('\n').partition(|line| line.starts_with("# "));
    let hashes = blank.iter().filter_map(|line| Hash::parse(line[2..].trim_end()));
    (rest.concat(), hashes.collect())
}

impl Store<'_> {
    /// What was erased by decisions; `None` where the record is not the signed one.
    pub fn redacted(&self, known: &[String]) -> Result<Option<Redactions>, Failure> {
        Ok(match self.redactions()? {
            Some([record, signature]) => Redactions::signed(&record, &signature, known),
            None => Some(Redactions::default()),
        })
    }

    /// Whether anything was ever erased.
    pub fn has_redactions(&self) -> Result<bool, Failure> {
        Ok(self.disk.stamp(&self.root.join(KEPT))?.is_some())
    }

    /// The record and its signature, as they are kept.
    pub(super) fn redactions(&self) -> Result<Option<[Vec<u8>; 2]>, Failure> {
        let path = self.root.join(KEPT);
        if self.disk.stamp(&path)?.is_none() {
            return Ok(None);
        }
        let signature = self.disk.read(&self.root.join(SIGNATURE)).unwrap_or_default();
        Ok(Some([self.disk.read(&path)?, signature]))
    }
}

#[cfg(test)]
mod tests {
    use super::{blanked, without_blanks};
    use crate::hash::Hash;

    #[test]
    fn a_blanked_line_keeps_the_hash_and_not_the_path() {
        let [one, two] = [b"1", b"2"].map(|bytes| Hash::of(bytes));
        let sums = format!("{}  a/ten-nguoi.html\n{}  b.html\n", one.hex(), two.hex());
        let blank = blanked(&sums, |path| path.contains("ten-nguoi"));
        assert_eq!(blank, format!("# {}\n{}  b.html\n", one.hex(), two.hex()));
        let (rest, gone) = without_blanks(&blank);
        assert_eq!(rest, format!("{}  b.html\n", two.hex()));
        assert_eq!(gone.into_iter().collect::<Vec<_>>(), [one]);
    }
}
