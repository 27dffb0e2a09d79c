//! A lawful erasure: the bytes of sealed files go, lists and signatures stay.
//!
//! What is erased is named in `store/redactions` by its hash, with reason, decision and day, never by
//! its words; that record is signed. `verify` then says of those files that they were removed. Where
//! a path holds the words, its line in the lists is blanked, and the record names the list as it is
//! now. A document may be sought too, by its address: then its own files go, and what speaks of it
//! is listed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::model::release::Manifest;
use crate::model::release_log::REMOVED;
use crate::record::needle::{Look, Needle};
use crate::record::redactions::{self, KEPT, SIGNATURE};
use crate::record::{Refusal, Store, Trouble, Writing, changes, lists};

/// What is sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought<'a> {
    /// These words, one after the other.
    Words(&'a str),
    /// The document at this address, which ends with `/`.
    Document(&'a str),
}

/// Where a sealed file stands: release and path.
pub type Place = (u32, Arc<str>);

/// One sealed file that is to be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its hash.
    pub hash: Hash,
    /// Where it stands, the oldest release first.
    pub places: Vec<Place>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Sealed files that hold the words, or are the document's, in the order of their places.
    pub found: Vec<Found>,
    /// Paths that hold the words: their lines in the lists.
    pub named: Vec<Place>,
    /// Files of others that speak of the document.
    pub mentions: Vec<Place>,
    /// Paths of sealed files that cannot be searched: pictures, PDF, archives.
    pub unread: Vec<Arc<str>>,
    /// Releases whose note holds the words; a note cannot be erased without breaking the chain.
    pub notes: Vec<u32>,
    /// Tombstones whose paths hold the words, in the current release.
    pub tombstones: Vec<Arc<str>>,
    /// Whether readers are shown the words today, or the document.
    pub is_shown: bool,
}

impl Search {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.named.is_empty()
    }
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

/// One sealed file and where it stands.
type Standing = (Hash, Vec<Place>);

/// What a file has to do with what is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It is to be erased.
    Found,
    /// It speaks of it.
    Mentions,
    /// It cannot be read.
    Unread,
    /// Nothing.
    Clean,
}

impl Store<'_> {
    /// Every sealed file of every release that is sought.
    pub fn search(&self, sought: &Sought<'_>) -> Result<Search, Trouble> {
        let (mut places, mut search) = (BTreeMap::<Hash, Vec<Place>>::new(), Search::default());
        let releases = self.releases()?;
        let needle = match sought {
            Sought::Words(words) => Some(Needle::new(words)),
            Sought::Document(_) => None,
        };
        for (release, _) in &releases {
            for (path, hash) in self.manifest(release.seq)?.files() {
                places.entry(*hash).or_default().push((release.seq, Arc::clone(path)));
            }
            if needle.as_ref().is_some_and(|needle| needle.is_in(release.note.as_bytes())) {
                search.notes.push(release.seq);
            }
        }
        let last = releases.last().map_or(0, |(release, _)| release.seq);
        let places: Vec<Standing> = places.into_iter().collect();
        let look = |standing: &Standing| match &needle {
            Some(needle) => self.holds(needle, standing),
            None => self.is_of(sought, standing),
        };
        let verdicts: Vec<Verdict> = places.par_iter().map(look).collect::<Result<_, Failure>>()?;
        for (standing, verdict) in places.into_iter().zip(verdicts) {
            let named = standing.1.iter().filter(|(_, path)| {
                needle.as_ref().is_some_and(|needle| needle.is_in_addresses(path.as_bytes()))
            });
            let named: Vec<Place> = named.cloned().collect();
            self.sort(standing, verdict, (named, last), &mut search)?;
        }
        search.found.sort_by(|a, b| a.places.cmp(&b.places));
        [&mut search.named, &mut search.mentions].into_iter().for_each(|places| places.sort());
        search.unread.sort();
        search.unread.dedup();
        Ok(search)
    }

    /// Adds a sealed file to what was found: its verdict, the places whose paths are named, and the
    /// number of the current release.
    fn sort(
        &self,
        (hash, places): Standing,
        verdict: Verdict,
        (named, last): (Vec<Place>, u32),
        search: &mut Search,
    ) -> Result<(), Failure> {
        let is_now = |(seq, _): &&Place| *seq == last;
        // A file whose every path says the words is gone with its paths, whatever is in it.
        let is_found = verdict == Verdict::Found || named.len() == places.len();
        let shown: Vec<&Place> = match is_found {
            true => places.iter().filter(is_now).collect(),
            false => named.iter().filter(is_now).collect(),
        };
        if !shown.is_empty() {
            match self.is_tombstone(hash)? {
                true => search.tombstones.extend(shown.iter().map(|(_, path)| Arc::clone(path))),
                false => search.is_shown = true,
            }
        }
        search.named.extend(named);
        match verdict {
            _ if is_found && self.disk.stamp(&self.object(hash))?.is_some() => {
                search.found.push(Found { hash, places });
            }
            Verdict::Unread => search.unread.extend(places.last().map(|(_, path)| path.clone())),
            Verdict::Mentions => search.mentions.extend(places),
            Verdict::Found | Verdict::Clean => {}
        }
        Ok(())
    }

    /// Whether a sealed file holds words.
    fn holds(&self, needle: &Needle, (hash, _): &Standing) -> Result<Verdict, Failure> {
        let object = self.object(*hash);
        if self.disk.stamp(&object)?.is_none() {
            return Ok(Verdict::Clean);
        }
        Ok(match needle.look(&self.disk.read(&object)?) {
            Look::Holds => Verdict::Found,
            Look::Unread => Verdict::Unread,
            Look::Clean => Verdict::Clean,
        })
    }

    /// Whether a sealed file is a document's own, or speaks of it: its address stands in there.
    fn is_of(&self, sought: &Sought<'_>, (hash, places): &Standing) -> Result<Verdict, Failure> {
        let Sought::Document(address) = sought else { return Ok(Verdict::Clean) };
        let object = self.object(*hash);
        if self.disk.stamp(&object)?.is_none() {
            return Ok(Verdict::Clean);
        }
        // Bytes that stand elsewhere too are not the document's alone. A tombstone says what it was
        // called, and goes with it.
        if places.iter().all(|(_, path)| path.starts_with(address)) {
            return Ok(Verdict::Found);
        }
        let bytes = self.disk.read(&object)?;
        let speaks = memmem::find_iter(&bytes, address.as_bytes()).any(|at| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-')
        });
        Ok(if speaks { Verdict::Mentions } else { Verdict::Clean })
    }

    /// Whether a sealed file is the page that stands where another one was taken down.
    fn is_tombstone(&self, hash: Hash) -> Result<bool, Failure> {
        let object = self.object(hash);
        if self.disk.stamp(&object)?.is_none() {
            return Ok(false);
        }
        let page = self.disk.read(&object)?;
        Ok(memmem::find(changes::main(&page), REMOVED.as_bytes()).is_some())
    }

    /// The files of the current release without some paths, and their bytes together.
    pub fn without(&self, seq: u32, paths: &[Arc<str>]) -> Result<(Manifest, u64), Trouble> {
        let list = self.manifest(seq)?;
        let kept = list.files().iter().filter(|(path, _)| !paths.contains(path));
        let kept = Manifest::new(kept.cloned());
        let mut bytes = 0;
        for (_, hash) in kept.files() {
            bytes += self.disk.stamp(&self.object(*hash))?.map_or(0, |stamp| stamp.length);
        }
        Ok((kept, bytes))
    }
}

impl Writing<'_> {
    /// Erases these sealed files. Nothing that readers are shown today may be among them.
    pub fn erase(
        &self,
        search: &Search,
        erasure: &Erasure<'_>,
        signer: &crate::record::keys::Signer,
    ) -> Result<(), Trouble> {
        let (store, disk) = (&self.store, self.store.disk);
        let last = self.head().map_or(0, |head| head.seq);
        if search.is_shown || !search.tombstones.is_empty() {
            return Err(Refusal::StillSaid(last).into());
        }
        if search.is_empty() {
            return self.forget_words(search);
        }
        let mut record = match store.redactions()? {
            Some([record, _]) => String::from_utf8_lossy(&record).into_owned(),
            None => String::new(),
        };
        let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
        let (decision, reason) = (plain(erasure.decision), plain(erasure.reason));
        let why = format!("{} {decision}: {reason}", erasure.day);
        for found in &search.found {
            if !record.contains(&found.hash.hex()) {
                record.push_str(&redactions::file_line(found.hash, &why));
            }
        }
        let blanked = self.blanked(search)?;
        for (seq, sums) in &blanked {
            record.push_str(&redactions::list_line(*seq, sums, &why));
        }
        // The exception is known before anything is missing.
        let signature = signer.sign(record.as_bytes(), redactions::COMMENT)?;
        self.keep(SIGNATURE, signature.as_bytes())?;
        self.keep(KEPT, record.as_bytes())?;
        for (seq, sums) in &blanked {
            let path = store.release_folder(*seq).join(lists::SUMS_KEPT);
            self.replace(&path, &lists::kept(sums, None))?;
        }
        for found in &search.found {
            disk.remove(&store.object(found.hash))?;
        }
        self.forget_words(search)?;
        Ok(())
    }

    /// The lists of releases in which lines are to be blanked, as they will be.
    fn blanked(&self, search: &Search) -> Result<Vec<(u32, String)>, Trouble> {
        let releases: BTreeSet<u32> = search.named.iter().map(|(seq, _)| *seq).collect();
        let one = |seq: u32| {
            let is_named =
                |path: &str| search.named.iter().any(|(of, named)| *of == seq && **named == *path);
            Ok((seq, redactions::blanked(&self.store.sums(seq)?, is_named)))
        };
        releases.into_iter().map(one).collect()
    }

    /// Makes anew what is told of releases, for titles were taken from sealed pages; lets go of what
    /// releases that lost something said of documents, for that names their paths.
    fn forget_words(&self, search: &Search) -> Result<(), Trouble> {
        let (store, disk) = (&self.store, self.store.disk);
        let last = self.head().map_or(0, |head| head.seq);
        for seq in 1..=last {
            let path = store.release_folder(seq).join(changes::KEPT);
            disk.remove(&path)?;
            disk.write(&path, &changes::kept(&store.changes(seq)?))?;
        }
        let places = search.found.iter().flat_map(|found| &found.places).chain(&search.named);
        let releases: BTreeSet<u32> = places.map(|(seq, _)| *seq).collect();
        for seq in releases.into_iter().filter(|seq| *seq != last) {
            disk.remove(&store.said_file(seq))?;
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
