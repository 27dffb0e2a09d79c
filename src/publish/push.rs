//! Brings a release to a place far away, in the way that holds there.
//!
//! Switch and pointer: all files below a name of their own, then one small step shows them. In
//! place: lot after lot in the order of `plan::lots`, `_lantoa/current` last, removals after it.
//! The journal knows what was confirmed, so a run that was cut is continued. Nothing is removed in
//! a run that had a failure, and never a name that no release of ours put there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::Disk;
use crate::hash::Hash;
use crate::model::target::Mode;
use crate::publish::crew::Crew;
use crate::publish::ledger::{Journal, Ledger, Standing};
use crate::publish::lock::{self, Lock, Notice};
use crate::publish::probe::{self, Abilities};
use crate::publish::remote::{Cause, Dial, Fault, Line, Pace, parent};
use crate::publish::shift::Shift;
use crate::publish::site::{Site, tree_of};
use crate::publish::{Promise, Stop};

/// Files that somebody may still ask for are kept so long after the release that dropped them, in
/// seconds: hosts between keep copies for up to a month.
pub const KEPT_SECONDS: i64 = 30 * 86_400;
/// And for so many later releases.
pub const KEPT_RELEASES: u32 = 3;

/// Finds the files of the release that a place says it shows.
pub type Known<'a> = &'a (dyn Fn(&str) -> Option<BTreeMap<Arc<str>, Hash>> + Sync);

/// What is brought.
pub struct Parcel<'a> {
    /// The disk its tree and the journal lie on.
    pub disk: &'a dyn Disk,
    /// The folder with all its files.
    pub tree: PathBuf,
    /// The same as a list.
    pub wanted: BTreeMap<Arc<str>, Hash>,
    /// The number of the release.
    pub seq: u32,
    /// What the place says of itself once all is there: one line, which no other content shares.
    pub says: String,
    /// The second of the clock; `None` where clock and releases disagree.
    pub now: Option<i64>,
    /// Bytes that were erased by a decision: what holds them goes at once, whatever its name.
    pub erased: &'a BTreeSet<Hash>,
    /// Where the journal of this place lies.
    pub journal: PathBuf,
    /// The files that stand where a place says this, if it is a release of this store.
    pub known: Known<'a>,
}

/// In which manner it is brought.
pub struct Manner<'a> {
    /// How patient.
    pub pace: Pace<'a>,
    /// The words of our lock: who, where from, since when. One line.
    pub owner: &'a str,
    /// Whether somebody else's lock is taken away.
    pub takes_over: bool,
    /// How the release is to be shown; found by asking if nobody said it.
    pub mode: Option<Mode>,
    /// What tells this place from another one under the same name: without spaces.
    pub place: &'a str,
    /// Who is told how far it is.
    pub meter: &'a dyn Meter,
}

/// Is told how far a run is; called from several threads.
pub trait Meter: Sync {
    /// So many files with so many bytes are to be sent to this place.
    fn begin(&self, place: &str, files: usize, bytes: u64);
    /// One of them is there.
    fn sent(&self, bytes: u64);
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// What holds.
    pub promise: Promise,
    /// Files sent; none where readers saw this release already.
    pub sent: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files given a second name on the server.
    pub copied: usize,
    /// Files removed.
    pub removed: usize,
    /// Whether everything was there before.
    pub is_nothing_new: bool,
    /// Whether a run that was cut was continued.
    pub is_resumed: bool,
    /// Whose lock was taken away.
    pub displaced: Option<String>,
    /// Whether the lock keeps others out, or is a notice only.
    pub is_locked: bool,
}

impl Brought {
    /// What there is to say where nothing was to be done.
    pub(super) fn nothing(promise: Promise) -> Self {
        Self {
            promise,
            sent: 0,
            bytes: 0,
            copied: 0,
            removed: 0,
            is_nothing_new: true,
            is_resumed: false,
            displaced: None,
            is_locked: false,
        }
    }
}

/// What there is to see of a place without changing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it says of itself; `None` where no release of ours has arrived.
    pub says: Option<String>,
    /// Who holds its lock.
    pub holder: Option<String>,
}

/// Looks at a place.
pub fn look(dial: &dyn Dial, pace: &Pace<'_>) -> Result<Seen, Stop> {
    let mut line = Line::new(dial, pace);
    let site = Site::of(dial.folder(), Mode::InPlace);
    let mut seen = Seen { says: said(&mut line, &site)?, holder: None };
    let mut base = site;
    if seen.says.is_none() && dial.nature().links {
        base = Site::of(dial.folder(), Mode::Switch);
        seen.says = said(&mut line, &base)?;
    }
    seen.holder = lock::holder(&mut line, &base.lock())?;
    Ok(seen)
}

/// Where the name under which a place is asked lies: beside its journal.
pub fn note(journal: &Path) -> PathBuf {
    let mut note = journal.as_os_str().to_owned();
    note.push(".asks");
    note.into()
}

/// Asks a place what it does, and in which mode a release would be shown there.
pub fn probe(dial: &dyn Dial, pace: &Pace<'_>, asker: &str) -> Result<(Abilities, Mode), Stop> {
    let mut line = Line::new(dial, pace);
    let is_free = is_free(&mut line, dial)?;
    let beside = Site::of(dial.folder(), Mode::Switch);
    if is_free && let Ok(can) = probe::ask(&mut line, dial.nature(), &beside.probe(asker)) {
        beside.tidy(&mut line)?;
        if can.links {
            return Ok((can, Mode::Switch));
        }
    }
    let site = Site::of(dial.folder(), Mode::InPlace);
    let can = probe::ask(&mut line, dial.nature(), &site.probe(asker))?;
    site.tidy(&mut line)?;
    Ok((can, Mode::InPlace))
}

/// Whether the folder readers are shown may become a link: nothing of that name is there, or a link
/// of ours.
pub(super) fn is_free(line: &mut Line<'_>, dial: &dyn Dial) -> Result<bool, Stop> {
    let (folder, nature) = (dial.folder(), dial.nature());
    if !nature.links || folder.is_empty() || folder.ends_with("..") || folder == "." {
        return Ok(false);
    }
    if let Some(target) = line.attempt(|session| session.target_of(folder))? {
        return Ok(Site::of(folder, Mode::Switch).is_own_link(&target));
    }
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let above = parent(folder).unwrap_or(if folder.starts_with('/') { "/" } else { "." });
    // A folder that may not be listed is nobody's to change.
    match line.attempt(|session| session.list(above)) {
        Ok(names) => Ok(!names.iter().any(|other| other == name)),
        Err(Fault { cause: Cause::Denied, .. }) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

/// What a place says of itself.
fn said(line: &mut Line<'_>, site: &Site) -> Result<Option<String>, Stop> {
    let current = site.current();
    let bytes = line.attempt(|session| session.read(&current))?;
    let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(text.and_then(|text| text.lines().next().map(str::to_owned)))
}

/// Brings a parcel to a place.
pub fn push(dial: &dyn Dial, parcel: &Parcel<'_>, manner: &Manner<'_>) -> Result<Brought, Stop> {
    let mut crew = Crew::new(dial, &manner.pace);
    let mut journal = Journal::open(parcel.disk, parcel.journal.clone())?;
    let (can, mode) = abilities(&mut crew, dial, parcel, manner, &journal)?;
    let site = Site::of(dial.folder(), mode);
    let says = said(crew.line(), &site)?;
    let promise = match mode {
        Mode::Switch => Promise::Switch,
        Mode::Pointer => Promise::Pointer,
        Mode::InPlace if can.replaces => Promise::InPlace,
        Mode::InPlace => Promise::Weak,
    };
    let mut brought = Brought { is_locked: can.excludes, ..Brought::nothing(promise) };
    // Where the lock is a notice, two may have been here at once: then all is sent again if asked.
    let is_doubted = manner.takes_over && !can.excludes;
    let is_there = says.as_ref() == Some(&parcel.says) && journal.ledger.to.is_none();
    if is_there && !is_doubted {
        if let Some(words) = journal.ledger.lock.take() {
            Lock::of(&site.lock(), &words).release(crew.line())?;
            journal.rewrite()?;
        }
        return Ok(brought);
    }
    // A place that shows what this store does not know is left alone, without a lock too.
    standing(&journal.ledger, parcel, (says.as_deref(), mode), manner.takes_over)?;
    let words = journal.ledger.lock.clone();
    let words = words.unwrap_or_else(|| format!("{} #{}", manner.owner, parcel.seq));
    // Written before it is claimed, so that a run cut in between knows its own lock again.
    journal.ledger.lock = Some(words.clone());
    journal.rewrite()?;
    let notice: Notice<'_> = if can.excludes { None } else { Some(manner.pace.wait) };
    let held = Lock::take(crew.line(), &site.lock(), &words, manner.takes_over, notice)?;
    // What was said before the lock was ours may be old.
    let says = said(crew.line(), &site)?;
    brought.is_resumed = held.was_held && journal.ledger.to.is_some();
    brought.displaced = held.displaced.clone();
    brought.is_nothing_new = false;
    trust(&mut journal.ledger, parcel, (says.as_deref(), mode), &held, manner.takes_over)?;
    journal.ledger.can = Some(format!("{} {} {}", manner.place, mode.key(), can.words()));
    journal.ledger.to = Some(parcel.says.clone());
    journal.rewrite()?;
    let shift = Shift::new(dial, parcel, manner.meter, (can, site), (held, journal));
    shift.run(crew, brought)
}

/// The abilities and the mode that the journal remembers, or else that the place shows.
fn abilities(
    crew: &mut Crew<'_>,
    dial: &dyn Dial,
    parcel: &Parcel<'_>,
    manner: &Manner<'_>,
    journal: &Journal<'_>,
) -> Result<(Abilities, Mode), Stop> {
    // What another place under this name could do says nothing of this one.
    let known = journal.ledger.can.as_ref().and_then(|can| can.split_once(' '));
    let known = known.filter(|(place, _)| *place == manner.place).map(|(_, known)| known);
    if let Some((mode, words)) = known.and_then(|known| known.split_once(' '))
        && let Some(mode) = Mode::parse(mode)
    {
        return Ok((Abilities::parse(words), mode));
    }
    let asker = probe::asker(parcel.disk, &note(&parcel.journal), manner.owner)?;
    match manner.mode {
        None | Some(Mode::Switch) => {
            // A wish for a link is heard where the place allows one.
            probe(dial, &manner.pace, &asker)
        }
        Some(mode) => {
            let site = Site::of(dial.folder(), mode);
            let can = probe::ask(crew.line(), dial.nature(), &site.probe(&asker))?;
            Ok((can, mode))
        }
    }
}

/// What stands at a place that says this, going by the journal or, where it speaks of another
/// state, by the releases of this store.
pub(super) fn standing(
    ledger: &Ledger,
    parcel: &Parcel<'_>,
    (says, mode): (Option<&str>, Mode),
    takes_over: bool,
) -> Result<BTreeMap<Arc<str>, Standing>, Stop> {
    let is_told = says.unwrap_or("") == ledger.at || says == ledger.to.as_deref() && says.is_some();
    if is_told {
        return Ok(ledger.files.clone());
    }
    let Some(says) = says else { return Ok(BTreeMap::new()) };
    match (parcel.known)(says) {
        Some(files) => {
            let tree = if mode == Mode::InPlace { String::new() } else { tree_of(says) };
            let one = |(path, hash): (Arc<str>, Hash)| {
                let standing = Standing { hash: Some(hash), ..Standing::default() };
                (format!("{tree}{path}").into(), standing)
            };
            Ok(files.into_iter().map(one).collect())
        }
        None if takes_over => Ok(BTreeMap::new()),
        None => Err(Stop::Ahead(says.to_owned())),
    }
}

/// Makes the journal speak of what stands there, as far as that is certain.
fn trust(
    ledger: &mut Ledger,
    parcel: &Parcel<'_>,
    (says, mode): (Option<&str>, Mode),
    held: &Lock,
    takes_over: bool,
) -> Result<(), Stop> {
    let mut files = standing(ledger, parcel, (says, mode), takes_over)?;
    // Half way through a run of ours, only our own lock says that nobody came in between.
    let is_wiped = ledger.to.is_some() && !held.was_held && held.displaced.is_none();
    if is_wiped && says.is_none() {
        files.clear();
    }
    if held.displaced.is_some() || is_wiped || takes_over && held.is_notice {
        files.values_mut().for_each(|standing| standing.hash = None);
    }
    (ledger.files, ledger.at) = (files, says.unwrap_or("").to_owned());
    Ok(())
}
