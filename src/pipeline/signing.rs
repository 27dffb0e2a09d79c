//! Which key signs a release, and which ones it announces.
//!
//! The first release makes the office key and a spare. After that a key signs only if the release
//! before announced it; where all of those are lost, a new one may be made, and everybody is told.

use std::path::PathBuf;

use crate::disk::Disk;
use crate::model::release::Release;
use crate::pipeline::release::Wish;
use crate::record::keys::{self, Signer};
use crate::record::{Refusal, Trouble};

/// By what a release is signed, and what it announces.
pub(super) struct Signing {
    /// The key that signs.
    pub signer: Signer,
    /// The keys by one of which the next release is signed.
    pub keys: Vec<String>,
    /// Keys that were made.
    pub made: Vec<PathBuf>,
    /// Whether no earlier release announced the key that signs.
    pub is_unannounced: bool,
}

/// Finds the key that signs, and makes those that are wished for.
pub(super) fn signing(
    disk: &dyn Disk,
    wish: &Wish<'_>,
    before: Option<&Release>,
) -> Result<Signing, Trouble> {
    let office = wish.keys.join(keys::OFFICE);
    let mut made = Vec::new();
    if before.is_none() && wish.key.is_none() && disk.stamp(&office)?.is_none() {
        made.extend(keys::make_both(disk, &wish.keys)?);
    }
    let from = wish.key.as_ref().unwrap_or(&office);
    let mut signer = match Signer::load(disk, from) {
        // All keys are lost: the new one signs, and everybody is told.
        Err(Trouble::Refused(Refusal::NoKey(_))) if wish.new_key => None,
        signer => Some(signer?),
    };
    if wish.new_key {
        let retired = before.map_or(0, |release| release.seq);
        made.push(keys::make_office(disk, &wish.keys, retired)?);
    }
    let known = before.map_or(&[][..], |release| &release.keys);
    if signer.is_none() {
        signer = Some(Signer::load(disk, &office)?);
    }
    let Some(signer) = signer else { return Err(Refusal::NoKey(office).into()) };
    let is_unannounced = before.is_some() && !known.contains(&signer.public());
    if is_unannounced && !wish.new_key {
        return Err(Refusal::UnknownKey(from.clone()).into());
    }
    let mut named = Vec::new();
    for path in [office, wish.keys.join(keys::SPARE)] {
        named.extend(keys::public(disk, &path)?);
    }
    if named.is_empty() {
        named.push(signer.public());
    }
    Ok(Signing { signer, keys: named, made, is_unannounced })
}
