//! What a place really does, found by asking it and not by settings.
//!
//! Everything is tried below a folder of its own, which is removed again.

use std::path::Path;

use crate::disk::{Disk, Failure};
use crate::publish::claims;
use crate::publish::remote::{Cause, Fault, Line, Nature};

/// What holds at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// A file can be given the name of another, which it replaces.
    pub replaces: bool,
    /// A second claim to a lock is refused, and so is taking away one that has changed hands.
    pub excludes: bool,
    /// Symbolic links can be made and replaced.
    pub links: bool,
    /// Bytes can be given a second name without being sent again.
    pub copies: bool,
    /// What was said of a file when it was put is said of it to readers.
    pub headers: bool,
    /// What was put is on the server's disk before it is said to be there.
    pub settles: bool,
}

/// The words of [`Abilities`] in the journal, in the order of its parts.
const WORDS: [&str; 6] = ["replaces", "excludes", "links", "copies", "headers", "settles"];

impl Abilities {
    fn parts(self) -> [bool; 6] {
        [self.replaces, self.excludes, self.links, self.copies, self.headers, self.settles]
    }

    /// Each part by its word, for the catalogue and JSON.
    pub fn named(self) -> [(&'static str, bool); 6] {
        let parts = self.parts();
        std::array::from_fn(|at| (WORDS[at], parts[at]))
    }

    /// The words of what holds.
    pub fn words(self) -> String {
        let held = self.named().into_iter().filter(|(_, holds)| *holds);
        held.map(|(word, _)| word).collect::<Vec<_>>().join(" ")
    }

    /// Reads [`Abilities::words`].
    pub fn parse(words: &str) -> Self {
        let [replaces, excludes, links, copies, headers, settles] =
            WORDS.map(|word| words.split(' ').any(|held| held == word));
        Self { replaces, excludes, links, copies, headers, settles }
    }
}

/// Files that are tried with; the last is what a link is called while it is made.
const FILES: [&str; 5] = ["one", "two", "three", "link", "link.tmp-link"];
/// The words of the two who claim the lock.
const CLAIMS: [&[u8]; 2] = [b"first", b"second"];

/// The name under which a store asks a place: that of its first run which did, kept in a file. So the
/// next run finds what one that was killed left behind, and nobody else's.
pub fn asker(disk: &dyn Disk, note: &Path, owner: &str) -> Result<String, Failure> {
    if disk.stamp(note)?.is_some() {
        let kept = String::from_utf8_lossy(&disk.read(note)?).into_owned();
        if !kept.is_empty() {
            return Ok(kept);
        }
    }
    disk.make_folder(note.parent().unwrap_or(Path::new(".")))?;
    disk.write(note, owner.as_bytes())?;
    disk.sync(note)?;
    Ok(owner.to_owned())
}

/// Asks a place, below this folder.
pub fn ask(line: &mut Line<'_>, nature: Nature, folder: &str) -> Result<Abilities, Fault> {
    let at = |name: &str| format!("{folder}/{name}");
    let (one, two, lock, link) = (at("one"), at("two"), at("lock"), at("link"));
    // What is left of somebody who was killed while he asked.
    sweep(line, folder, &[])?;
    line.attempt(|session| session.put(&one, b"one"))?;
    line.attempt(|session| session.put(&two, b"two"))?;
    let copies = line.attempt(|session| session.copy(&one, &at("three"))).unwrap_or(false);
    let replaces = nature.puts_whole || {
        let renamed = line.attempt(|session| session.rename(&one, &two)).is_ok();
        renamed && line.attempt(|session| session.read(&two))?.as_deref() == Some(b"one")
    };
    let headers = line.attempt(|session| session.keeps_headers(&two))?;
    let settles = line.attempt(|session| session.settles(&two))?;
    let excludes = excludes(line, &lock)? && line.attempt(|session| session.refuses_stale(&two))?;
    let links = nature.links && {
        let twice = ["one", "two"].iter().all(|target| {
            let made = line.attempt(|session| session.point(&link, target)).is_ok();
            let leads = line.attempt(|session| session.target_of(&link)).ok().flatten();
            made && leads.as_deref() == Some(target)
        });
        twice && replaces
    };
    // Not every server lists what it holds; these were made just now.
    sweep(line, folder, &["one", "two", "three", "link", "lock"])?;
    Ok(Abilities { replaces, excludes, links, copies, headers, settles })
}

fn excludes(line: &mut Line<'_>, lock: &str) -> Result<bool, Fault> {
    let [first, second] = CLAIMS;
    line.attempt(|session| session.claim(lock, first))?;
    // A claim that was answered by a broken connection is told by its words.
    let again = line.attempt(|session| session.claim(lock, second)).unwrap_or(true);
    let wrong = line.attempt(|session| session.displace(lock, b"nobody's")).unwrap_or(true);
    let held = line.attempt(|session| session.read(&format!("{lock}/owner")))?;
    let is_first = held.as_deref() == Some(first);
    let words = held.unwrap_or_default();
    line.attempt(|session| session.displace(lock, &words))?;
    Ok(!again && !wrong && is_first)
}

/// Removes what asking writes, as far as it is listed or surely there, and nothing else.
fn sweep(line: &mut Line<'_>, folder: &str, surely: &[&str]) -> Result<(), Fault> {
    let listed = match line.attempt(|session| session.list(folder)) {
        Err(Fault { cause: Cause::Denied, .. }) => Vec::new(),
        listed => listed?,
    };
    let is_there = |name: &str| surely.contains(&name) || listed.iter().any(|one| one == name);
    for name in FILES.into_iter().filter(|name| is_there(name)) {
        line.attempt(|session| session.delete(&format!("{folder}/{name}")))?;
    }
    let under_way = CLAIMS.into_iter().flat_map(|words| claims::under_way("lock", words));
    for name in ["lock".to_owned()].into_iter().chain(under_way).filter(|name| is_there(name)) {
        line.attempt(|session| session.delete(&format!("{folder}/{name}/owner")))?;
        line.attempt(|session| session.remove_empty(&format!("{folder}/{name}")))?;
    }
    line.attempt(|session| session.remove_empty(folder)).map(|_| ())
}
