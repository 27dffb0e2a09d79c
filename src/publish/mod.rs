//! Brings a sealed release to where readers find it.
//!
//! A [`Target`] is a place; what it can promise is found by asking it, not by settings. Where names
//! can be switched at once, readers see one whole release at any moment; elsewhere files are put in
//! the order of [`plan`], so that every file is whole and no link broken at any step, and nothing is
//! removed before all the rest succeeded. A release that did not arrive is brought again by the
//! next run: every step may be repeated.

mod claims;
mod crew;
pub mod dials;
pub mod folder;
pub mod foresee;
mod ftp;
mod headers;
pub mod ledger;
pub mod local;
mod lock;
pub mod packed;
pub mod plan;
pub mod probe;
pub mod push;
pub mod reader;
pub mod remote;
mod s3;
pub mod sftp;
mod shift;
mod site;

use std::path::{Path, PathBuf};

use crate::disk::{Disk, Failure};
use crate::model::release::{Manifest, RELEASE, Release};
use plan::{Plan, Shown, Step};
use remote::Fault;

/// What holds at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Each moment shows one whole release.
    Switch,
    /// Every file is whole; old and new pages may mix while a run lasts.
    InPlace,
    /// The release is shown by one small file; when that is seen is the host's matter.
    Pointer,
    /// As in place, but a file that is replaced is missing for a moment.
    Weak,
    /// A ZIP for somebody to unpack: nothing beyond its checksums.
    Packed,
}

impl Promise {
    /// The word of the catalogue and of JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Switch => "switch",
            Self::InPlace => "in_place",
            Self::Pointer => "pointer",
            Self::Weak => "weak",
            Self::Packed => "packed",
        }
    }
}

/// Why a run far away ended before it was done.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The disk of this machine failed.
    #[error(transparent)]
    World(#[from] Failure),
    /// The place failed, for good or for longer than is waited.
    #[error(transparent)]
    Far(#[from] Fault),
    /// Somebody else holds the lock; their own words.
    #[error("held by {0}")]
    Held(String),
    /// The lock was taken away meanwhile; the words of whoever did.
    #[error("lost to {0}")]
    Lost(String),
    /// The place shows a release that this store does not know; what it says.
    #[error("unknown release {0}")]
    Ahead(String),
    /// A file of the tree is not what was sealed.
    #[error("damaged: {0}")]
    Damaged(PathBuf),
}

/// A place where readers find the site. Paths are below its root, with `/`.
pub trait Target {
    /// How people call it: a path or an address.
    fn name(&self) -> String;
    /// What holds here, as the place itself shows.
    fn probe(&self) -> Result<Promise, Failure>;
    /// What RELEASE says there; `None` where there is none of ours.
    fn standing(&self) -> Result<Option<Release>, Failure>;
    /// Shows this tree from now on; only where [`Promise::Switch`] holds.
    fn switch(&self, tree: &Path) -> Result<(), Failure>;
    /// Puts a file whole: under another name first, then under its own.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Failure>;
    /// Removes a file; one that is gone already is no failure.
    fn remove(&self, path: &str) -> Result<(), Failure>;
    /// Makes everything so far outlast a power cut, where the place allows it.
    fn settle(&self) -> Result<(), Failure>;
}

/// A release on its way.
pub struct Delivery<'a> {
    /// The disk its tree lies on.
    pub disk: &'a dyn Disk,
    /// The folder with all its files.
    pub tree: PathBuf,
    /// The same as a list.
    pub shown: Shown,
    /// What stands at the place, if it is a release of ours: its sealed files.
    pub before: Manifest,
}

/// Brings a release to a place, and says in which way.
pub fn deliver(target: &dyn Target, delivery: &Delivery<'_>) -> Result<Promise, Failure> {
    let promise = target.probe()?;
    match promise {
        Promise::Switch => target.switch(&delivery.tree)?,
        _ => put_all(target, delivery)?,
    }
    Ok(promise)
}

fn put_all(target: &dyn Target, delivery: &Delivery<'_>) -> Result<(), Failure> {
    let Plan { groups } = plan::plan(&delivery.before, &delivery.shown);
    // The first failure ends the run: what stands behind it, removals above all, is not done.
    for (_, steps) in groups {
        for step in &steps {
            match step {
                Step::Put(path) => {
                    target.put(path, &delivery.disk.read(&delivery.tree.join(&**path))?)?;
                }
                Step::Remove(path) => target.remove(path)?,
            }
        }
        target.settle()?;
    }
    // Last of all, for it says that everything is there.
    target.put(RELEASE, &delivery.disk.read(&delivery.tree.join(RELEASE))?)?;
    target.settle()
}
