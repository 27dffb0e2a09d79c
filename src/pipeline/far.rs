//! The places of `site.yaml`: the current release is brought to each, one after the other.
//!
//! A place that fails keeps no other from its release. The store is locked meanwhile, so two runs
//! of this machine never meet at a place; other machines meet at the lock of the place itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::disk::Disk;
use crate::hash::Hash;
use crate::model::release::Release;
use crate::model::target::{Destination, Mode, TargetKind};
use crate::pipeline::release::SKEW;
use crate::pipeline::{self, Inputs, envelope};
use crate::publish::foresee::{self, Foreseen};
use crate::publish::probe::{self, Abilities};
use crate::publish::push::{self, Brought, Manner, Meter, Parcel, Seen};
use crate::publish::remote::{Dial, Pace, Secret};
use crate::publish::{Stop, dials, packed};
use crate::record::{Refusal, Store, Trouble};

/// How places are reached.
pub struct Reach<'a> {
    /// Who publishes: for the lock, one line.
    pub owner: &'a str,
    /// Whether somebody else's lock is taken away.
    pub takes_over: bool,
    /// The place that is meant; all of them without a name.
    pub only: Option<&'a str>,
    /// Waits between attempts.
    pub wait: &'a (dyn Fn(Duration) + Sync),
    /// Finds the password that a place's settings name; the words of what is missing where it fails.
    pub secret: &'a dyn Fn(&Destination) -> Result<Option<Secret>, String>,
    /// Is told how far a run is.
    pub meter: &'a dyn Meter,
}

impl<'a> Reach<'a> {
    fn pace(&self) -> Pace<'a> {
        Pace { workers: Pace::WORKERS, attempts: Pace::ATTEMPTS, wait: self.wait }
    }

    /// For those who only ask, and are told soon that nobody answers.
    fn glance(&self) -> Pace<'a> {
        Pace { workers: 1, attempts: 2, wait: self.wait }
    }
}

/// What came of a place.
#[derive(Debug)]
pub struct Answer<T> {
    /// The place.
    pub destination: Destination,
    /// What was done or seen there.
    pub result: Result<T, Why>,
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// The place, the way to it or the disk.
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// What is to log in there is missing: a variable or a file of this name.
    #[error("no secret: {0}")]
    NoSecret(String),
}

/// Brings the current release to the places; none where nothing was released yet.
pub fn deliver(inputs: &Inputs<'_>, reach: &Reach<'_>) -> Result<Vec<Answer<Brought>>, Trouble> {
    let places = places(inputs, reach)?;
    let store = Store::new(inputs.disk, &inputs.output);
    if places.is_empty() || store.head()?.is_none() {
        return Ok(Vec::new());
    }
    let writing = store.begin(reach.owner)?;
    let Some(head) = store.head()? else { return Ok(Vec::new()) };
    let (release, _) = store.release(head.seq)?;
    let tree = match store.tree(head.seq)? {
        Some(tree) => tree,
        None => match envelope::files(inputs, &store.log(None)?, &store.manifest(head.seq)?)? {
            Ok(files) => writing.raise_again(head.seq, &files)?,
            // The release itself was made with pages that told of it: its tree is what is missing.
            Err(_) => return Err(Refusal::Damaged(store.root().join("trees")).into()),
        },
    };
    let (wanted, beside) = wanted(inputs.disk, &store, &tree, head.seq)?;
    let known = |says: &str| known(&store, says);
    let erased = store.redacted(&store.known_keys()?)?;
    let erased = erased.ok_or_else(|| Refusal::Damaged(store.root().join("redactions")))?.files;
    let answer = |destination: Destination| {
        let parcel = Parcel {
            disk: inputs.disk,
            tree: tree.clone(),
            wanted: wanted.clone(),
            seq: head.seq,
            says: format!("{} {} {}", release.folder(), head.hash.hex(), beside.hex()),
            now: clock(inputs, &release),
            journal: journal(&store, &destination),
            known: &known,
            erased: &erased,
        };
        let result = bring(inputs, reach, &destination, &parcel);
        Answer { destination, result }
    };
    Ok(places.into_iter().map(answer).collect())
}

/// What is known of a place lies here.
fn journal(store: &Store<'_>, destination: &Destination) -> PathBuf {
    store.root().join("journal").join(&destination.name)
}

fn bring(
    inputs: &Inputs<'_>,
    reach: &Reach<'_>,
    destination: &Destination,
    parcel: &Parcel<'_>,
) -> Result<Brought, Why> {
    let folder = folder(inputs);
    if destination.kind == TargetKind::Zip {
        return Ok(packed::pack(parcel, &folder.join(&destination.path))?);
    }
    let dial = dialled(inputs, reach, destination)?;
    let place = place(destination);
    Ok(push::push(dial.as_ref(), parcel, &manner(reach, destination, &place))?)
}

/// The way to a place, with what logs in there.
fn dialled<'a>(
    inputs: &Inputs<'a>,
    reach: &Reach<'_>,
    destination: &Destination,
) -> Result<Box<dyn Dial + 'a>, Why> {
    let secret = (reach.secret)(destination).map_err(Why::NoSecret)?;
    Ok(dials::dial(destination, inputs.disk, &folder(inputs), secret)?)
}

/// What tells a place from another one under the same name.
fn place(destination: &Destination) -> String {
    let Destination { kind, host, port, path, endpoint, bucket, mode, .. } = destination;
    let mode = mode.map(|mode| mode.key());
    Hash::of_value(&(kind.key(), host, port, path, endpoint, bucket, mode)).short()
}

/// Says what bringing these files to the places would do; changes nothing there.
pub fn foresee(
    inputs: &Inputs<'_>,
    reach: &Reach<'_>,
    files: &[(Arc<str>, Hash, u64)],
) -> Result<Vec<Answer<Foreseen>>, Trouble> {
    let store = Store::new(inputs.disk, &inputs.output);
    let head = store.head()?;
    let known = |says: &str| known(&store, says);
    let (erased, wanted) = (BTreeSet::new(), files.iter());
    let wanted: Files = wanted.map(|(path, hash, _)| (Arc::clone(path), *hash)).collect();
    let length = |path: &str| {
        let at = files.binary_search_by(|(other, ..)| (**other).cmp(path));
        at.map_or(0, |at| files[at].2)
    };
    let one = |destination: &Destination| -> Result<Foreseen, Why> {
        if destination.kind == TargetKind::Zip {
            let seen = Seen { says: None, holder: None };
            let (files, bytes) = (files.len(), files.iter().map(|(.., length)| length).sum());
            return Ok(Foreseen { mode: Mode::InPlace, seen, files, bytes, removed: 0 });
        }
        let dial = dialled(inputs, reach, destination)?;
        let parcel = Parcel {
            disk: inputs.disk,
            tree: inputs.output.join("site"),
            wanted: wanted.clone(),
            seq: head.map_or(0, |head| head.seq) + 1,
            says: String::new(),
            now: None,
            journal: journal(&store, destination),
            known: &known,
            erased: &erased,
        };
        let place = place(destination);
        let manner = Manner { pace: reach.glance(), ..manner(reach, destination, &place) };
        Ok(foresee::foresee(dial.as_ref(), &parcel, &manner, &length)?)
    };
    let answer = |destination: Destination| {
        let result = one(&destination);
        Answer { destination, result }
    };
    Ok(places(inputs, reach)?.into_iter().map(answer).collect())
}

fn manner<'a>(reach: &Reach<'a>, destination: &Destination, place: &'a str) -> Manner<'a> {
    Manner {
        place,
        pace: reach.pace(),
        owner: reach.owner,
        takes_over: reach.takes_over,
        mode: destination.mode,
        meter: reach.meter,
    }
}

/// Looks at what the places say of themselves.
pub fn look(inputs: &Inputs<'_>, reach: &Reach<'_>) -> Result<Vec<Answer<Seen>>, Trouble> {
    let one = |destination: &Destination| {
        let dial = dialled(inputs, reach, destination)?;
        Ok(push::look(dial.as_ref(), &reach.glance())?)
    };
    ask(inputs, reach, one)
}

/// Asks the places what they do.
pub fn probe(
    inputs: &Inputs<'_>,
    reach: &Reach<'_>,
) -> Result<Vec<Answer<(Abilities, crate::model::target::Mode)>>, Trouble> {
    let store = Store::new(inputs.disk, &inputs.output);
    // A run that publishes may be asking the same places under the same name.
    let _alone = store.alone(reach.owner)?;
    let one = |destination: &Destination| {
        let dial = dialled(inputs, reach, destination)?;
        let note = push::note(&journal(&store, destination));
        let asker = probe::asker(inputs.disk, &note, reach.owner).map_err(Stop::from)?;
        let (can, mode) = push::probe(dial.as_ref(), &reach.glance(), &asker)?;
        Ok((can, destination.mode.unwrap_or(mode)))
    };
    ask(inputs, reach, one)
}

fn ask<T>(
    inputs: &Inputs<'_>,
    reach: &Reach<'_>,
    one: impl Fn(&Destination) -> Result<T, Why>,
) -> Result<Vec<Answer<T>>, Trouble> {
    let mut places = places(inputs, reach)?;
    places.retain(|place| place.kind != TargetKind::Zip);
    let answer = |destination: Destination| {
        let result = one(&destination);
        Answer { destination, result }
    };
    Ok(places.into_iter().map(answer).collect())
}

/// The places that are meant.
fn places(inputs: &Inputs<'_>, reach: &Reach<'_>) -> Result<Vec<Destination>, Trouble> {
    let (settings, _) = pipeline::settings(inputs.disk, &inputs.content)?;
    let is_meant = |place: &Destination| reach.only.is_none_or(|only| place.name == only);
    Ok(settings.targets.into_iter().filter(is_meant).collect())
}

/// The folder of the site, from which paths in its settings are told.
fn folder(inputs: &Inputs<'_>) -> PathBuf {
    inputs.content.parent().unwrap_or(Path::new("")).to_owned()
}

/// The second of the clock, unless it stands before the release that is brought.
fn clock(inputs: &Inputs<'_>, release: &Release) -> Option<i64> {
    let now = inputs.now.seconds();
    (now >= release.published.seconds() - SKEW).then_some(now)
}

type Files = BTreeMap<Arc<str>, Hash>;

/// Every file of a tree with its hash, and the hash of those that no list seals.
fn wanted(
    disk: &dyn Disk,
    store: &Store<'_>,
    tree: &Path,
    seq: u32,
) -> Result<(Files, Hash), Trouble> {
    let manifest = store.manifest(seq)?;
    let (mut files, mut beside) = (Files::new(), String::new());
    for entry in disk.walk(tree)? {
        let path = entry.path.to_string_lossy().replace('\\', "/");
        let hash = match manifest.find(&path) {
            Some(hash) => hash,
            None => {
                let hash = Hash::of(&disk.read(&tree.join(&entry.path))?);
                let _ = writeln!(beside, "{} {path}", hash.hex());
                hash
            }
        };
        files.insert(path.into(), hash);
    }
    Ok((files, Hash::of(beside.as_bytes())))
}

/// The sealed files of the release that a place says it shows, if it is one of this store.
fn known(store: &Store<'_>, says: &str) -> Option<Files> {
    let mut words = says.split(' ');
    let seq = words.next()?.parse().ok()?;
    let hash = Hash::parse(words.next()?)?;
    let (_, own) = store.release(seq).ok()?;
    let manifest = (own == hash).then(|| store.manifest(seq).ok()).flatten()?;
    Some(manifest.files().iter().cloned().collect())
}
