//! What a place really does, found by asking it and not by settings.
//!
//! Everything is tried below a folder of its own, which is removed again.

use crate::publish::remote::{Fault, Line, Nature};

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

/// Asks a place, below this folder.
pub fn ask(line: &mut Line<'_>, nature: Nature, folder: &str) -> Result<Abilities, Fault> {
    let at = |name: &str| format!("{folder}/{name}");
    let (one, two, lock, link) = (at("one"), at("two"), at("lock"), at("link"));
    sweep(line, folder)?;
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
    sweep(line, folder)?;
    Ok(Abilities { replaces, excludes, links, copies, headers, settles })
}

fn excludes(line: &mut Line<'_>, lock: &str) -> Result<bool, Fault> {
    line.attempt(|session| session.claim(lock, b"first"))?;
    // A claim that was answered by a broken connection is told by its words.
    let again = line.attempt(|session| session.claim(lock, b"second")).unwrap_or(true);
    let wrong = line.attempt(|session| session.displace(lock, b"nobody's")).unwrap_or(true);
    let held = line.attempt(|session| session.read(&format!("{lock}/owner")))?;
    let is_first = held.as_deref() == Some(b"first");
    let words = held.unwrap_or_default();
    line.attempt(|session| session.displace(lock, &words))?;
    Ok(!again && !wrong && is_first)
}

fn sweep(line: &mut Line<'_>, folder: &str) -> Result<(), Fault> {
    for name in ["one", "two", "three", "link", "lock/owner"] {
        line.attempt(|session| session.delete(&format!("{folder}/{name}")))?;
    }
    line.attempt(|session| session.remove_empty(&format!("{folder}/lock")))?;
    line.attempt(|session| session.remove_empty(folder)).map(|_| ())
}
