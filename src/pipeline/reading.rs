//! Whether the public address shows citizens what was sealed.
//!
//! Every file is asked for as a browser does and held against the list of the release that is shown
//! there; where that is the current one, what tells of releases is held against its tree. Of a page with other bytes, the links that it has beside those of the sealed one are
//! named: that is how intruders make use of the sites of public units.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::disk::Disk;
use crate::hash::Hash;
use crate::model::release::{RELEASE, Release, SIGNATURE, SUMS};
use crate::publish::reader::Reader;
use crate::publish::remote::Fault;
use crate::record::{Refusal, Store, Trouble};

/// What is wrong at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The release shown there is none of this store.
    Strange,
    /// An older release is shown there: this one.
    Old(u32),
    /// A file with other bytes, and the links that only it has.
    Differs(Arc<str>, Vec<String>),
    /// A file that is not there.
    Missing(Arc<str>),
    /// An address that could not be read, and why: in the words of the system, and as a word of the
    /// catalogue where it has one.
    Unread(String, String, Option<&'static str>),
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// How many files.
    pub files: usize,
    /// Their bytes together.
    pub bytes: u64,
    /// What is wrong, in the order of paths.
    pub findings: Vec<Finding>,
}

/// Files that servers keep for themselves.
const UNSEEN: [&str; 3] = [".htaccess", "web.config", "_redirects"];

/// Reads an address (with `/` at its end): all of it, or so many files, spread evenly from the
/// `turn`-th on, so that other ones are read each day.
pub fn read(
    disk: &dyn Disk,
    store: &Store<'_>,
    address: &str,
    sample: Option<usize>,
    turn: usize,
) -> Result<Read, Trouble> {
    let mut read = Read::default();
    let Some(head) = store.head()? else { return Err(Refusal::NothingReleased.into()) };
    let shown = match Reader::new().and_then(|reader| reader.get(&format!("{address}{RELEASE}"), 0))
    {
        Ok(shown) => shown,
        Err(fault) => {
            read.findings.push(unread(fault));
            return Ok(read);
        }
    };
    let release = shown.as_ref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    let release = release.and_then(Release::parse);
    let own = |release: &Release| {
        let (_, hash) = store.release(release.seq).ok()?;
        (Hash::of(release.text().as_bytes()) == hash).then_some(release.seq)
    };
    let seq = match (release.as_ref().and_then(own), &shown) {
        (Some(seq), _) => seq,
        (None, None) => {
            read.findings.push(Finding::Missing(RELEASE.into()));
            head.seq
        }
        (None, Some(_)) => {
            read.findings.push(Finding::Strange);
            head.seq
        }
    };
    if seq != head.seq {
        read.findings.push(Finding::Old(seq));
    }
    let mut files = sealed(store, seq)?;
    if seq == head.seq {
        files.extend(beside(disk, store, seq)?);
    }
    let mut files = sampled(files, sample, turn);
    for (name, text) in [(SUMS, store.sums(seq)?), (SIGNATURE, store.signature(seq)?)] {
        files.push(Asked::of(name, None, text.as_bytes()));
    }
    let looked: Vec<(u64, Option<Finding>)> = files
        .par_iter()
        .map_init(Reader::new, |reader, asked| match reader {
            Ok(reader) => look(disk, reader, address, asked),
            Err(fault) => (0, Some(unread(fault.clone()))),
        })
        .collect();
    read.files = looked.len();
    read.bytes = looked.iter().map(|(bytes, _)| bytes).sum();
    read.findings.extend(looked.into_iter().filter_map(|(_, finding)| finding));
    Ok(read)
}

fn unread(fault: Fault) -> Finding {
    Finding::Unread(fault.path, fault.words, fault.reason)
}

/// A file that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    path: Arc<str>,
    hash: Hash,
    /// Where it lies on this machine; `None` where it is asked for by its hash alone.
    file: Option<PathBuf>,
    length: u64,
}

impl Asked {
    fn of(path: &str, file: Option<PathBuf>, bytes: &[u8]) -> Self {
        Self { path: path.into(), hash: Hash::of(bytes), file, length: bytes.len() as u64 }
    }
}

/// The sealed files of a release that servers hand out.
fn sealed(store: &Store<'_>, seq: u32) -> Result<Vec<Asked>, Trouble> {
    let manifest = store.manifest(seq)?;
    let seen = manifest.files().iter().filter(|(path, _)| !is_unseen(path));
    let asked = seen.map(|(path, hash)| {
        let file = Some(store.object(*hash));
        Asked { path: Arc::clone(path), hash: *hash, file, length: 0 }
    });
    Ok(asked.collect())
}

/// What stands beside them in the tree of a release: the log, milestones, the public key.
fn beside(disk: &dyn Disk, store: &Store<'_>, seq: u32) -> Result<Vec<Asked>, Trouble> {
    let Some(tree) = store.tree(seq)? else { return Ok(Vec::new()) };
    let manifest = store.manifest(seq)?;
    let mut asked = Vec::new();
    for entry in disk.walk(&tree)? {
        let path = entry.path.to_string_lossy().replace('\\', "/");
        let is_asked_apart = [RELEASE, SUMS, SIGNATURE].contains(&path.as_str());
        if manifest.find(&path).is_none() && !is_asked_apart && !is_unseen(&path) {
            let file = tree.join(&entry.path);
            let bytes = disk.read(&file)?;
            asked.push(Asked::of(&path, Some(file), &bytes));
        }
    }
    Ok(asked)
}

fn is_unseen(path: &str) -> bool {
    UNSEEN.iter().any(|name| path.ends_with(name))
}

/// Every so many-th file, and always the home page.
fn sampled(files: Vec<Asked>, sample: Option<usize>, turn: usize) -> Vec<Asked> {
    let Some(sample) = sample.filter(|sample| *sample < files.len()) else { return files };
    let step = files.len().div_ceil(sample.max(1)).max(1);
    let is_meant =
        |(at, asked): &(usize, Asked)| at % step == turn % step || *asked.path == *"index.html";
    files.into_iter().enumerate().filter(is_meant).map(|(_, file)| file).collect()
}

fn look(disk: &dyn Disk, reader: &Reader, address: &str, asked: &Asked) -> (u64, Option<Finding>) {
    let path = &asked.path;
    let stamp = asked.file.as_ref().and_then(|file| disk.stamp(file).ok().flatten());
    let expected = stamp.map_or(asked.length, |stamp| stamp.length);
    // A page is asked for by the address that links name.
    let name = path.strip_suffix("index.html").unwrap_or(path);
    match reader.get(&format!("{address}{name}"), expected) {
        Err(fault) => (0, Some(unread(fault))),
        Ok(None) => (0, Some(Finding::Missing(Arc::clone(path)))),
        Ok(Some(bytes)) => {
            let is_sealed = Hash::of(&bytes) == asked.hash;
            let added = || {
                let sealed = asked.file.as_ref().and_then(|file| disk.read(file).ok());
                let sealed = links(&sealed.unwrap_or_default());
                links(&bytes).difference(&sealed).cloned().collect()
            };
            let finding = (!is_sealed).then(|| Finding::Differs(Arc::clone(path), added()));
            (bytes.len() as u64, finding)
        }
    }
}

/// Where the links, pictures, frames and scripts of a page lead, as they are written there.
fn links(page: &[u8]) -> BTreeSet<String> {
    let page = String::from_utf8_lossy(page);
    // The names of attributes are the same in capitals; places stay.
    let names = page.to_ascii_lowercase();
    let mut links = BTreeSet::new();
    for name in ["href", "src", "action"] {
        for (at, _) in names.match_indices(name) {
            let rest = page[at + name.len()..].trim_start();
            let Some(rest) = rest.strip_prefix('=').map(str::trim_start) else { continue };
            let link = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next(),
                _ => rest.split([' ', '>', '\n', '\t']).next(),
            };
            links.extend(link.map(str::to_owned));
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::{Asked, links, sampled};

    #[test]
    fn links_are_found_however_they_are_written() {
        let page = b"<a href=\"a/\">x</a><img src='b.png'><script src=c.js></script><a HREF=d>";
        let found: Vec<String> = links(page).into_iter().collect();
        assert_eq!(found, ["a/", "b.png", "c.js", "d"]);
    }

    #[test]
    fn a_sample_is_spread_and_has_the_home_page() {
        let name = |n: usize| if n == 7 { "index.html".to_owned() } else { format!("{n:03}") };
        let files: Vec<Asked> = (0..100).map(|n| Asked::of(&name(n), None, b"")).collect();
        let (one, two) = (sampled(files.clone(), Some(10), 0), sampled(files.clone(), Some(10), 1));
        assert_eq!((one.len(), two.len()), (11, 11));
        assert_ne!(one[0], two[0]);
        assert!(two.iter().any(|asked| *asked.path == *"index.html"));
        assert_eq!(sampled(files, None, 3).len(), 100);
    }
}
