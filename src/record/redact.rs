//! A lawful erasure: the bytes of sealed files go, lists and signatures stay.
//!
//! What is erased is named in `store/redactions` by its hash, with reason, decision and day, never by
//! its words; that file is signed. `verify` then says of those files that they were removed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::record::keys::{self, Signer};
use crate::record::{Refusal, Store, Trouble, Writing, changes};
use crate::text::{fold, words};

/// The list of what was erased, and its signature.
pub(super) const KEPT: &str = "redactions";
pub(super) const SIGNATURE: &str = "redactions.minisig";

/// What the signature says beside the list.
const COMMENT: &str = "redactions";

/// One sealed file that holds the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its hash.
    pub hash: Hash,
    /// Where it stands: release and path.
    pub places: Vec<(u32, Arc<str>)>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Sealed files that hold the words.
    pub found: Vec<Found>,
    /// Paths of sealed files that cannot be searched: pictures, PDF, archives.
    pub unread: Vec<Arc<str>>,
    /// Releases whose note holds the words; a note cannot be erased without breaking the chain.
    pub notes: Vec<u32>,
    /// Whether readers are shown the words today.
    pub is_shown: bool,
}

/// Why something is erased.
#[derive(Clone, Debug)]
pub struct Erasure<'a> {
    /// Reason, without the words.
    pub reason: &'a str,
    /// Number of the decision.
    pub decision: &'a str,
    /// The day, as `2021-11-12`.
    pub day: String,
}

/// Where each sealed file stands: release and path.
type Places = BTreeMap<Hash, Vec<(u32, Arc<str>)>>;

/// One of them.
type Place = (Hash, Vec<(u32, Arc<str>)>);

impl Store<'_> {
    /// Every sealed file of every release that holds these words, one after the other.
    pub fn search(&self, typed: &str) -> Result<Search, Trouble> {
        let needle = Needle::new(typed);
        let (mut places, mut search) = (Places::new(), Search::default());
        let releases = self.releases()?;
        for (release, _) in &releases {
            for (path, hash) in self.manifest(release.seq)?.files() {
                places.entry(*hash).or_default().push((release.seq, Arc::clone(path)));
            }
            if needle.is_in(release.note.as_bytes()) {
                search.notes.push(release.seq);
            }
        }
        let places: Vec<Place> = places.into_iter().collect();
        let look = |(hash, _): &Place| -> Result<Option<Look>, Failure> {
            let object = self.object(*hash);
            match self.disk.stamp(&object)? {
                None => Ok(None),
                Some(_) => Ok(Some(needle.look(&self.disk.read(&object)?))),
            }
        };
        let looks: Vec<Option<Look>> = places.par_iter().map(look).collect::<Result<_, _>>()?;
        let last = releases.last().map_or(0, |(release, _)| release.seq);
        for ((hash, places), look) in places.into_iter().zip(looks) {
            match look {
                Some(Look::Holds) => {
                    search.is_shown |= places.iter().any(|(seq, _)| *seq == last);
                    search.found.push(Found { hash, places });
                }
                Some(Look::Unread) => {
                    search.unread.extend(places.last().map(|(_, path)| Arc::clone(path)));
                }
                Some(Look::Clean) | None => {}
            }
        }
        search.unread.sort();
        Ok(search)
    }

    /// Sealed files that were erased by a decision; `None` where the list is not the signed one.
    pub fn redacted(&self, known: &[String]) -> Result<Option<BTreeSet<Hash>>, Failure> {
        Ok(match self.redactions()? {
            Some([list, signature]) => erased(&list, &signature, known),
            None => Some(BTreeSet::new()),
        })
    }

    /// The list of what was erased and its signature, as they are kept.
    pub(super) fn redactions(&self) -> Result<Option<[Vec<u8>; 2]>, Failure> {
        let path = self.root.join(KEPT);
        if self.disk.stamp(&path)?.is_none() {
            return Ok(None);
        }
        let signature = self.disk.read(&self.root.join(SIGNATURE)).unwrap_or_default();
        Ok(Some([self.disk.read(&path)?, signature]))
    }
}

/// The files that a list says were erased; `None` where none of these keys signed it.
pub(super) fn erased(list: &[u8], signature: &[u8], known: &[String]) -> Option<BTreeSet<Hash>> {
    let signature = String::from_utf8_lossy(signature);
    keys::signed_by(known, &signature, list, COMMENT)?;
    let list = String::from_utf8_lossy(list);
    list.lines().map(|line| Hash::parse(line.split(' ').next().unwrap_or(""))).collect()
}

impl Writing<'_> {
    /// Erases these sealed files. Nothing that readers are shown today may be among them.
    pub fn erase(
        &self,
        search: &Search,
        erasure: &Erasure<'_>,
        signer: &Signer,
    ) -> Result<(), Trouble> {
        let (store, disk) = (&self.store, self.store.disk);
        let last = self.head().map_or(0, |head| head.seq);
        if search.is_shown {
            return Err(Refusal::StillSaid(last).into());
        }
        let path = store.root.join(KEPT);
        let mut text = match disk.stamp(&path)? {
            Some(_) => String::from_utf8_lossy(&disk.read(&path)?).into_owned(),
            None => String::new(),
        };
        let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
        let (decision, reason) = (plain(erasure.decision), plain(erasure.reason));
        for found in &search.found {
            let (hash, day) = (found.hash.hex(), &erasure.day);
            if !text.contains(&hash) {
                text.push_str(&format!("{hash} {day} {decision}: {reason}\n"));
            }
        }
        // The exception is known before anything is missing.
        let signature = signer.sign(text.as_bytes(), COMMENT)?;
        self.keep(SIGNATURE, signature.as_bytes())?;
        self.keep(KEPT, text.as_bytes())?;
        for found in &search.found {
            disk.remove(&store.object(found.hash))?;
        }
        // Titles were taken from sealed pages: those that are gone have none any more.
        for seq in 1..=last {
            let path = store.release_folder(seq).join(changes::KEPT);
            disk.remove(&path)?;
            disk.write(&path, &changes::kept(&store.changes(seq)?))?;
        }
        Ok(())
    }

    /// Removes every tree but the newest of the current release: they hold what was erased.
    pub fn drop_other_trees(&self) -> Result<(), Failure> {
        let last = self.head().map_or(0, |head| head.seq);
        self.drop_trees(last)?;
        self.store.disk.sync_below(&self.store.root)
    }
}

enum Look {
    Holds,
    Clean,
    Unread,
}

/// Words that are looked for.
struct Needle {
    words: Vec<u64>,
    folded: String,
}

impl Needle {
    fn new(typed: &str) -> Self {
        let mut found = Vec::new();
        words::each(typed.as_bytes(), |word, _| found.push(word));
        Self { words: found, folded: fold::key(typed) }
    }

    fn look(&self, bytes: &[u8]) -> Look {
        if bytes.iter().take(8000).any(|byte| *byte == 0) || bytes.starts_with(b"%PDF") {
            return Look::Unread;
        }
        let plain = without_tags(bytes);
        let holds = self.is_in(bytes) || self.is_in(&plain) || self.is_on_a_side(bytes) || {
            // Search data may be kept without marks.
            let is_data = !bytes.trim_ascii_start().starts_with(b"<");
            is_data && fold::key(&String::from_utf8_lossy(bytes)).contains(&self.folded)
        };
        if holds { Look::Holds } else { Look::Clean }
    }

    /// Whether one of the two texts of a page that compares them holds the words: there, words of the
    /// other one and words for screen readers stand between.
    fn is_on_a_side(&self, page: &[u8]) -> bool {
        let compares = |tag: &[u8]| memmem::find(page, tag).is_some();
        if !compares(b"<del>") && !compares(b"<ins>") {
            return false;
        }
        let read = without(page, b"<span class=\"unseen\">", b"</span>");
        let sides = [(&b"<ins>"[..], &b"</ins>"[..]), (b"<del>", b"</del>")];
        sides.iter().any(|(open, close)| self.is_in(&without_tags(&without(&read, open, close))))
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let mut all = Vec::new();
        words::each(bytes, |word, _| all.push(word));
        all.windows(self.words.len()).any(|some| some == self.words)
    }
}

/// HTML without the elements that begin and end so; none stands within another.
fn without(page: &[u8], open: &[u8], close: &[u8]) -> Vec<u8> {
    let (mut left, mut rest) = (Vec::with_capacity(page.len()), page);
    while let Some(begin) = memmem::find(rest, open) {
        left.extend_from_slice(&rest[..begin]);
        let end =
            memmem::find(&rest[begin..], close).map_or(rest.len(), |at| begin + at + close.len());
        rest = &rest[end..];
    }
    left.extend_from_slice(rest);
    left
}

/// Text without tags, so that words on both sides of one follow each other.
fn without_tags(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    for (at, part) in bytes.split(|byte| *byte == b'<').enumerate() {
        let text = match (at, memchr::memchr(b'>', part)) {
            (0, _) | (_, None) => part,
            (_, Some(end)) => &part[end + 1..],
        };
        plain.extend_from_slice(text);
        plain.push(b' ');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Look, Needle};

    #[test]
    fn words_of_either_text_of_a_comparison_are_found() {
        let unseen = |words: &str| format!("<span class=\"unseen\">{words}</span>");
        let page = format!(
            "<p>ông Phàn Láo <del>{}Lở{}</del> <ins>{}Tả{}</ins> cùng bà con</p>",
            unseen("[bỏ: "),
            unseen(" hết]"),
            unseen("[thêm: "),
            unseen(" hết]")
        );
        let holds = |words| matches!(Needle::new(words).look(page.as_bytes()), Look::Holds);
        assert!(holds("Phàn Láo Lở"));
        assert!(holds("Láo Tả cùng bà"));
        assert!(!holds("Lở Tả"));
    }
}
