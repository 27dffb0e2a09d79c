//! Releases of the site: what was said, in which order, checkable with `sha256sum` and `minisign`.
//!
//! A [`Manifest`] lists the sealed files, a [`Release`] is the text that chains one list to the one
//! before. Both are plain text that stands at the site's root. Order is `seq` and `previous`, never
//! a clock. What speaks *of* releases (the log, milestones) is the envelope and in no manifest.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::text::date::Instant;

/// The file that describes a release, at the site's root.
pub const RELEASE: &str = "RELEASE";
/// The list of sealed files in the form of `sha256sum`, at the site's root.
pub const SUMS: &str = "SHA256SUMS";
/// The signature of that list in the form of `minisign`.
pub const SIGNATURE: &str = "SHA256SUMS.minisig";
/// The public key of the signature.
pub const PUBLIC_KEY: &str = "lantoa.pub";
/// Folder of the pages that tell of releases.
pub const LOG: &str = "phat-hanh/";
/// Folder of the milestones.
pub const MILESTONES: &str = "ban-luu/";

/// What lets anybody check a release; it stands at the site's root.
pub const PAPERS: [&str; 4] = [RELEASE, SUMS, SIGNATURE, PUBLIC_KEY];

/// Whether a path of the site belongs to the envelope, which no release seals.
pub fn is_envelope(path: &str) -> bool {
    path.starts_with(LOG) || path.starts_with(MILESTONES) || PAPERS.contains(&path)
}

/// The sealed files of a release: path below the root and SHA-256, in the order of paths (bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Shared: a large site has tens of thousands, and several hands hold them.
    files: Arc<Vec<(Arc<str>, Hash)>>,
    /// The hash of their lines.
    content: Hash,
}

/// Paths that differ between two manifests, each in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Only in the newer one.
    pub added: Vec<Arc<str>>,
    /// In both, with other bytes.
    pub changed: Vec<Arc<str>>,
    /// Only in the older one.
    pub removed: Vec<Arc<str>>,
}

impl Difference {
    /// Whether both were equal.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl Default for Manifest {
    fn default() -> Self {
        Self { files: Arc::default(), content: Hash::of(b"") }
    }
}

impl Manifest {
    /// The manifest of a site; what belongs to the envelope is left out.
    pub fn new(files: impl IntoIterator<Item = (Arc<str>, Hash)>) -> Self {
        let sealed = files.into_iter().filter(|(path, _)| !is_envelope(path));
        let mut files: Vec<(Arc<str>, Hash)> = sealed.collect();
        files.sort_unstable();
        files.dedup_by(|b, a| a.0 == b.0);
        let mut lines = String::with_capacity(files.len() * 110);
        files.iter().for_each(|(path, hash)| line(&mut lines, path, *hash));
        Self { files: files.into(), content: Hash::of(lines.as_bytes()) }
    }

    /// Every file in the order of paths.
    pub fn files(&self) -> &[(Arc<str>, Hash)] {
        &self.files
    }

    /// The hash of the file at a path.
    pub fn find(&self, path: &str) -> Option<Hash> {
        let at = self.files.binary_search_by(|(other, _)| (**other).cmp(path)).ok()?;
        Some(self.files[at].1)
    }

    /// The hash of its lines: equal sites have equal ones, whatever release they belong to.
    pub fn content(&self) -> Hash {
        self.content
    }

    /// The text of `SHA256SUMS`: the files and the RELEASE with this hash, in the order of paths.
    pub fn sums(&self, release: Hash) -> String {
        let mut lines = String::with_capacity(self.files.len() * 110 + 80);
        let before = self.files.partition_point(|(path, _)| **path < *RELEASE);
        self.files[..before].iter().for_each(|(path, hash)| line(&mut lines, path, *hash));
        line(&mut lines, RELEASE, release);
        self.files[before..].iter().for_each(|(path, hash)| line(&mut lines, path, *hash));
        lines
    }

    /// Reads a text of [`Manifest::sums`]; with it the hash of RELEASE. `None` where it is anything
    /// else: another order and a path twice are refused too.
    pub fn parse(text: &str) -> Option<(Self, Hash)> {
        let mut files = Vec::with_capacity(text.len() / 100);
        let (mut release, mut last, mut at) = (None, "", 0);
        for line in text.strip_suffix('\n')?.split('\n') {
            let (hash, path) = line.split_once("  ")?;
            let hash = Hash::parse(hash)?;
            if path <= last {
                return None;
            }
            last = path;
            match path == RELEASE {
                true => release = Some((hash, at..at + line.len() + 1)),
                false => files.push((Arc::from(path), hash)),
            }
            at += line.len() + 1;
        }
        let (release, own) = release?;
        let mut lines = String::with_capacity(text.len());
        lines.extend([&text[..own.start], &text[own.end..]]);
        Some((Self { files: files.into(), content: Hash::of(lines.as_bytes()) }, release))
    }

    /// What differs from an older one.
    pub fn since(&self, older: &Self) -> Difference {
        let mut difference = Difference::default();
        let mut old = older.files.iter().peekable();
        for (path, hash) in self.files() {
            while let Some((gone, _)) = old.next_if(|(other, _)| other < path) {
                difference.removed.push(Arc::clone(gone));
            }
            match old.next_if(|(other, _)| other == path) {
                None => difference.added.push(Arc::clone(path)),
                Some((_, other)) if other != hash => difference.changed.push(Arc::clone(path)),
                Some(_) => {}
            }
        }
        difference.removed.extend(old.map(|(path, _)| Arc::clone(path)));
        difference
    }
}

fn line(lines: &mut String, path: &str, hash: Hash) {
    hash.push_hex(lines);
    lines.extend(["  ", path, "\n"]);
}

/// What RELEASE says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Its number, from 1.
    pub seq: u32,
    /// SHA-256 of the RELEASE before; `None` in the first.
    pub previous: Option<Hash>,
    /// [`Manifest::content`] of its files.
    pub content: Hash,
    /// How many files are sealed.
    pub files: usize,
    /// Their bytes together.
    pub bytes: u64,
    /// When it was sealed; no order depends on it.
    pub published: Instant,
    /// Program and version.
    pub tool: String,
    /// The public keys, as `minisign -P` takes them, by one of which the next release is signed.
    pub keys: Vec<String>,
    /// The release whose content this one brings back.
    pub restores: Option<u32>,
    /// What the publisher says of it; one line, may be empty.
    pub note: String,
}

const FORMAT: &str = "lantoa-release 1";

impl Release {
    /// The text of RELEASE (UTF-8, `\n`).
    pub fn text(&self) -> String {
        let previous = self.previous.map_or_else(|| "-".to_owned(), |hash| hash.hex());
        let mut text = format!("{FORMAT}\nseq: {}\nprevious: {previous}\n", self.seq);
        let _ = writeln!(text, "content: {}\nfiles: {}", self.content.hex(), self.files);
        let _ = writeln!(text, "bytes: {}\npublished: {}", self.bytes, self.published.rfc3339());
        let _ = writeln!(text, "tool: {}", self.tool);
        self.keys.iter().for_each(|key| {
            let _ = writeln!(text, "key: {key}");
        });
        if let Some(seq) = self.restores {
            let _ = writeln!(text, "restores: {seq}");
        }
        if !self.note.is_empty() {
            let note: Vec<&str> = self.note.split_whitespace().collect();
            let _ = writeln!(text, "note: {}", note.join(" "));
        }
        text
    }

    /// Reads what [`Release::text`] wrote; `None` where it is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_prefix(FORMAT)?.strip_prefix('\n')?.lines().peekable();
        let mut next = |name: &str| {
            let value = lines.peek()?.strip_prefix(name)?.strip_prefix(": ")?;
            lines.next();
            Some(value)
        };
        let seq = next("seq")?.parse().ok()?;
        let previous = match next("previous")? {
            "-" => None,
            hash => Some(Hash::parse(hash)?),
        };
        let release = Self {
            seq,
            previous,
            content: Hash::parse(next("content")?)?,
            files: next("files")?.parse().ok()?,
            bytes: next("bytes")?.parse().ok()?,
            published: Instant::parse(next("published")?).ok()?,
            tool: next("tool")?.to_owned(),
            keys: std::iter::from_fn(|| next("key")).map(str::to_owned).collect(),
            restores: match next("restores") {
                Some(seq) => Some(seq.parse().ok()?),
                None => None,
            },
            note: next("note").unwrap_or("").to_owned(),
        };
        // One text for each release, or its hash would stand for several.
        (release.text() == text).then_some(release)
    }

    /// The name of its folders: four digits or more.
    pub fn folder(&self) -> String {
        folder(self.seq)
    }

    /// What its signature says beside: it ties the list to its place in the chain.
    pub fn trusted_comment(&self) -> String {
        let previous = self.previous.map_or_else(|| "-".to_owned(), |hash| hash.hex());
        format!("release={} previous={previous}", self.seq)
    }
}

/// The name of the folders of a release.
pub fn folder(seq: u32) -> String {
    format!("{seq:04}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Manifest, Release};
    use crate::hash::Hash;
    use crate::text::date::Instant;

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        Manifest::new(
            files.iter().map(|(path, text)| (Arc::from(*path), Hash::of(text.as_bytes()))),
        )
    }

    #[test]
    fn a_list_is_read_back_and_leaves_the_envelope_out() {
        let list = manifest(&[
            ("tin/a/index.html", "a"),
            ("404.html", "b"),
            ("phat-hanh/index.html", "c"),
        ]);
        let text = list.sums(Hash::of(b"r"));
        assert_eq!(Manifest::parse(&text), Some((list, Hash::of(b"r"))));
        assert!(text.contains("404.html") && !text.contains("phat-hanh"));
        assert_eq!(Manifest::parse(&text.replace("404", "tin/z")), None, "out of order");
        assert_eq!(Manifest::parse(text.trim_end()), None);
    }

    #[test]
    fn content_depends_on_the_files_alone() {
        let one = manifest(&[("b", "2"), ("a", "1")]);
        assert_eq!(one.content(), manifest(&[("a", "1"), ("b", "2")]).content());
        assert_ne!(one.content(), manifest(&[("a", "1"), ("b", "3")]).content());
    }

    #[test]
    fn two_lists_are_compared_by_path_and_bytes() {
        let (old, new) = (manifest(&[("a", "1"), ("b", "2")]), manifest(&[("b", "3"), ("c", "4")]));
        let difference = new.since(&old);
        let names = [&difference.added, &difference.changed, &difference.removed];
        assert_eq!(names.map(|paths| paths.join(",")), ["c", "b", "a"]);
    }

    #[test]
    fn a_release_is_read_back_and_nothing_else_is() {
        let release = Release {
            seq: 7,
            previous: Some(Hash::of(b"6")),
            content: Hash::of(b"c"),
            files: 3,
            bytes: 99,
            published: Instant::from_unix(1_634_835_600),
            tool: "lantoa 0.1.0".to_owned(),
            keys: vec!["RWQ1".to_owned(), "RWQ2".to_owned()],
            restores: Some(5),
            note: "Đính chính thể lệ".to_owned(),
        };
        let text = release.text();
        assert_eq!(Release::parse(&text), Some(release));
        for wrong in [
            text.replace("seq: 7", "seq: 07"),
            format!("{text}more: 1\n"),
            text.replace("tool", "tol"),
        ] {
            assert_eq!(Release::parse(&wrong), None, "{wrong}");
        }
    }
}
