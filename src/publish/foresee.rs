//! What a run would bring to a place, told without changing anything there.
//!
//! Only what a place says of itself is asked for, and the journal is read: no lock, no probe. So how a
//! release would be shown at a new place is a guess from its names, and what tells of a release that
//! is not sealed yet is not counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hash;
use crate::model::target::Mode;
use crate::publish::ledger::{Ledger, Standing};
use crate::publish::probe::Abilities;
use crate::publish::push::{Manner, Parcel, Seen, is_free, look, standing};
use crate::publish::remote::{Dial, Line};
use crate::publish::site::tree_of;
use crate::publish::{Stop, plan};

/// What a run would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    /// How the release would be shown.
    pub mode: Mode,
    /// What the place shows now, and who holds its lock.
    pub seen: Seen,
    /// Files that would be sent.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that would be removed in place.
    pub removed: usize,
}

/// Looks at a place and tells what would be done to bring a parcel there; `length` tells how many
/// bytes a file has.
pub fn foresee(
    dial: &dyn Dial,
    parcel: &Parcel<'_>,
    manner: &Manner<'_>,
    length: &dyn Fn(&str) -> u64,
) -> Result<Foreseen, Stop> {
    let ledger = Ledger::load(parcel.disk, &parcel.journal)?;
    let seen = look(dial, &manner.pace)?;
    let known = ledger.can.as_ref().and_then(|can| can.split_once(' '));
    let known = known.filter(|(place, _)| *place == manner.place).map(|(_, known)| known);
    let known = known.and_then(|known| known.split_once(' '));
    let mode = match known.and_then(|(mode, _)| Mode::parse(mode)).or(manner.mode) {
        Some(Mode::Switch) | None => match is_free(&mut Line::new(dial, &manner.pace), dial)? {
            true => Mode::Switch,
            false => Mode::InPlace,
        },
        Some(mode) => mode,
    };
    let can = known.map_or(Abilities::parse(""), |(_, words)| Abilities::parse(words));
    let there = standing(&ledger, parcel, (seen.says.as_deref(), mode), manner.takes_over)?;
    let (sent, removed) = match mode {
        Mode::InPlace => in_place(&there, &parcel.wanted),
        Mode::Switch | Mode::Pointer => {
            let before = tree_of(seen.says.as_deref().unwrap_or(""));
            (beside(&there, &parcel.wanted, &before, can.copies), 0)
        }
    };
    let bytes = sent.iter().map(|path| length(path)).sum();
    Ok(Foreseen { mode, seen, files: sent.len(), bytes, removed })
}

type Files = BTreeMap<Arc<str>, Hash>;
type There = BTreeMap<Arc<str>, Standing>;

fn in_place(there: &There, wanted: &Files) -> (Vec<Arc<str>>, usize) {
    let lots = plan::lots(there, wanted).into_iter().flat_map(|(_, lot)| lot);
    // What tells of releases is made with the next one; hashed names go later.
    let goes = |path: &&Arc<str>| {
        !wanted.contains_key(*path) && !plan::is_hashed(path) && !plan::tells_of_releases(path)
    };
    (lots.collect(), there.keys().filter(goes).count())
}

/// All files but those that a server can give a second name.
fn beside(there: &There, wanted: &Files, before: &str, copies: bool) -> Vec<Arc<str>> {
    let is_sent = |(path, hash): &(&Arc<str>, &Hash)| {
        let old = there.get(format!("{before}{path}").as_str());
        !copies || old.is_none_or(|old| old.hash != Some(**hash))
    };
    wanted.iter().filter(is_sent).map(|(path, _)| Arc::clone(path)).collect()
}
