//! The store of releases: what the site said, kept byte for byte.
//!
//! `output/store` holds every sealed file once, named by its SHA-256, and for each release its
//! RELEASE, list and signature. A release is made whole beside the others and becomes the current
//! one by a single rename; what a killed run leaves behind is named by nobody. Hands on nouns
//! ([`ReleaseLog`]); makes no page and reaches no reader:
//! that is for `view`, `render` and `publish`.
//!
//! ```text
//! objects/ab/cdef…   read-only, written once        releases/0007/   RELEASE, SHA256SUMS.gz, .minisig
//! trees/0007/        hard links, the current and the previous    current   "0007 <sha256 of RELEASE>"
//! staging/           of the run that holds the lock               lock
//! ```

pub mod bag;
pub mod changes;
pub mod gc;
pub mod keys;
mod lists;
mod milestone;
mod needle;
mod objects;
pub mod pins;
pub mod redact;
pub mod redactions;
mod seal;
mod tree;
pub mod verify;

use std::path::{Path, PathBuf};

use crate::disk::{Disk, Failure, Lock};
use crate::hash::Hash;
use crate::model::release::{self, Manifest, RELEASE, Release, SIGNATURE};
use crate::model::release_log::{Entry, ReleaseLog};

pub use seal::{Contents, Facts, Says, Sealed, Writing};
pub use tree::is_of;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The disk failed.
    #[error(transparent)]
    World(#[from] Failure),
    /// The store, or what was asked of it, does not allow it.
    #[error("{0:?}")]
    Refused(Refusal),
}

/// What does not allow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else is publishing; their own words.
    Busy(String),
    /// A file of the store is missing or is not what it was.
    Damaged(PathBuf),
    /// A file of the site is not what the build wrote.
    Changed(PathBuf),
    /// The key that signs is not where it should be.
    NoKey(PathBuf),
    /// A file holds no key.
    NotAKey(PathBuf),
    /// No earlier release announced this key.
    UnknownKey(PathBuf),
    /// There is no release of that number.
    NoRelease(u32),
    /// Nothing was released from this folder.
    NothingReleased,
    /// Bytes of this release were erased by a decision.
    Erased(u32),
    /// Bytes of this release were let go.
    Forgotten(u32),
    /// Readers are shown this release, as the current one or as a milestone.
    StillShown(u32),
    /// Readers are shown, in this release, what is to be erased.
    StillSaid(u32),
    /// The pages of this release have no place for a banner.
    NoBanner(u32),
}

impl Refusal {
    /// The id of its words in the catalogue, and what to fill in.
    pub fn words(&self) -> (&'static str, [(&'static str, String); 1]) {
        let path = |path: &Path| [("path", path.display().to_string())];
        match self {
            Self::Busy(owner) => ("refused_busy", [("owner", owner.clone())]),
            Self::Damaged(file) => ("refused_damaged", path(file)),
            Self::Changed(file) => ("refused_changed", path(file)),
            Self::NoKey(file) => ("refused_no_key", path(file)),
            Self::NotAKey(file) => ("refused_not_a_key", path(file)),
            Self::UnknownKey(file) => ("refused_unknown_key", path(file)),
            Self::NoRelease(seq) => ("refused_no_release", [("release", seq.to_string())]),
            Self::NothingReleased => ("refused_nothing", [("release", String::new())]),
            Self::Erased(seq) => ("refused_erased", [("release", seq.to_string())]),
            Self::Forgotten(seq) => ("refused_forgotten", [("release", seq.to_string())]),
            Self::StillShown(seq) => ("refused_still_shown", [("release", seq.to_string())]),
            Self::StillSaid(seq) => ("refused_still_said", [("release", seq.to_string())]),
            Self::NoBanner(seq) => ("refused_no_banner", [("release", seq.to_string())]),
        }
    }

    /// Whether another command would have done it; else the world is to be mended.
    pub fn is_wrong_use(&self) -> bool {
        !matches!(self, Self::Busy(_) | Self::Damaged(_) | Self::Changed(_))
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The current release, as `store/current` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub seq: u32,
    /// SHA-256 of its RELEASE.
    pub hash: Hash,
}

/// The releases below an output folder.
#[derive(Clone)]
pub struct Store<'a> {
    disk: &'a dyn Disk,
    root: PathBuf,
}

impl<'a> Store<'a> {
    /// The store below `output`; it need not be there yet.
    pub fn new(disk: &'a dyn Disk, output: &Path) -> Self {
        Self { disk, root: output.join("store") }
    }

    /// The store's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The current release; `None` before the first.
    pub fn head(&self) -> Result<Option<Head>, Trouble> {
        let path = self.root.join("current");
        if self.disk.stamp(&path)?.is_none() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&self.disk.read(&path)?).into_owned();
        let read = text.trim_end().split_once(' ').and_then(|(seq, hash)| {
            Some(Head { seq: seq.parse().ok()?, hash: Hash::parse(hash)? })
        });
        Ok(Some(read.filter(|head| head.seq > 0).ok_or(Refusal::Damaged(path))?))
    }

    /// Whether nothing was ever sealed here.
    pub fn is_empty(&self) -> Result<bool, Trouble> {
        let has_releases = !self.disk.names(&self.root.join("releases"))?.is_empty();
        Ok(!has_releases && self.head()?.is_none())
    }

    /// Who holds the lock; where nobody does, it is taken for as long as the answer lives.
    pub fn who(&self) -> Result<Lock, Failure> {
        self.disk.lock(&self.root.join("lock"), "")
    }

    /// The folder of a release.
    pub fn release_folder(&self, seq: u32) -> PathBuf {
        self.root.join("releases").join(release::folder(seq))
    }

    /// Where the sealed bytes with a hash lie.
    pub fn object(&self, hash: Hash) -> PathBuf {
        objects::path(&self.root.join("objects"), hash)
    }

    /// What RELEASE says, and its hash.
    pub fn release(&self, seq: u32) -> Result<(Release, Hash), Trouble> {
        let path = self.release_folder(seq).join(RELEASE);
        if self.disk.stamp(&path)?.is_none() {
            return Err(match self.head()? {
                Some(head) if seq > 0 && seq <= head.seq => Refusal::Damaged(path),
                _ => Refusal::NoRelease(seq),
            }
            .into());
        }
        let bytes = self.disk.read(&path)?;
        let release = std::str::from_utf8(&bytes).ok().and_then(Release::parse);
        let release = release.filter(|release| release.seq == seq);
        Ok((release.ok_or(Refusal::Damaged(path))?, Hash::of(&bytes)))
    }

    /// Every release from the first to the current one.
    pub fn releases(&self) -> Result<Vec<(Release, Hash)>, Trouble> {
        let last = self.head()?.map_or(0, |head| head.seq);
        (1..=last).map(|seq| self.release(seq)).collect()
    }

    /// The text of a release's `SHA256SUMS`.
    pub fn sums(&self, seq: u32) -> Result<String, Trouble> {
        let list = lists::inflated(&self.kept_list(seq)?);
        let text = list.and_then(|list| String::from_utf8(list).ok());
        Ok(text.ok_or(Refusal::Damaged(self.release_folder(seq).join(lists::SUMS_KEPT)))?)
    }

    /// The same as it is kept.
    fn kept_list(&self, seq: u32) -> Result<Vec<u8>, Failure> {
        self.disk.read(&self.release_folder(seq).join(lists::SUMS_KEPT))
    }

    /// The sealed files of a release. The list is the one its RELEASE was sealed with, or the one that
    /// a signed decision left of it, or this fails.
    pub fn manifest(&self, seq: u32) -> Result<Manifest, Trouble> {
        let (release, hash) = self.release(seq)?;
        let sums = self.sums(seq)?;
        let list = Manifest::parse(&sums);
        let list = list.filter(|(list, of)| *of == hash && list.content() == release.content);
        if let Some((list, _)) = list {
            return Ok(list);
        }
        let (rest, _) = redactions::without_blanks(&sums);
        let list = Manifest::parse(&rest).filter(|(_, of)| *of == hash);
        match list {
            Some((list, _)) if self.is_blanked(seq, &sums)? => Ok(list),
            _ => Err(Refusal::Damaged(self.release_folder(seq).join(lists::SUMS_KEPT)).into()),
        }
    }

    /// Whether this list of a release is one in which lines were blanked by a decision.
    pub fn is_blanked(&self, seq: u32, sums: &str) -> Result<bool, Trouble> {
        let redactions = self.redacted(&self.known_keys()?)?;
        Ok(redactions.is_some_and(|redactions| redactions.names_list(seq, sums)))
    }

    /// The signature of a release.
    pub fn signature(&self, seq: u32) -> Result<String, Trouble> {
        let bytes = self.disk.read(&self.release_folder(seq).join(SIGNATURE))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The key by which a release was signed: one that the release before announced, or its own.
    /// `None` where its signature fits neither.
    pub fn signing_key(&self, seq: u32) -> Result<Option<String>, Trouble> {
        let (release, _) = self.release(seq)?;
        let mut known = release.keys.clone();
        if seq > 1 {
            known.extend(self.release(seq - 1)?.0.keys);
        }
        let (sums, signature) = (self.sums(seq)?, self.signature(seq)?);
        let comment = release.trusted_comment();
        Ok(keys::signed_by(&known, &signature, sums.as_bytes(), &comment).cloned())
    }

    /// Everything the pages that tell of releases show; with a release that is sealed but not the
    /// current one yet.
    pub fn log(&self, sealed: Option<&Sealed>) -> Result<ReleaseLog, Trouble> {
        let mut known = Vec::new();
        for (release, hash) in self.releases()? {
            let changes = self.changes(release.seq)?;
            known.push((release, hash, changes));
        }
        let now = match (sealed, self.head()?) {
            (Some(sealed), _) => {
                known.push((sealed.release.clone(), sealed.hash, sealed.changes.clone()));
                sealed.manifest.clone()
            }
            (None, Some(head)) => self.manifest(head.seq)?,
            (None, None) => Manifest::default(),
        };
        let pins = self.pins()?;
        let entry = |(release, hash, changes): (Release, Hash, _)| Entry {
            milestone: pins.get(&release.seq).cloned().unwrap_or_default(),
            release,
            hash,
            changes: changes::seen_from(changes, &now),
        };
        Ok(ReleaseLog { entries: known.into_iter().rev().map(entry).collect() })
    }

    /// The log as it was with a release: nothing later, and links to its own pages.
    pub fn log_of(&self, seq: u32) -> Result<ReleaseLog, Trouble> {
        let now = self.manifest(seq)?;
        let entry = |seq: u32| -> Result<Entry, Trouble> {
            let (release, hash) = self.release(seq)?;
            let changes = changes::seen_from(self.changes(seq)?, &now);
            Ok(Entry { release, hash, changes, milestone: String::new() })
        };
        Ok(ReleaseLog { entries: (1..=seq).rev().map(entry).collect::<Result<_, _>>()? })
    }

    /// Every key that a release announced.
    pub fn known_keys(&self) -> Result<Vec<String>, Trouble> {
        let keys = self.releases()?.into_iter().flat_map(|(release, _)| release.keys);
        Ok(keys.collect())
    }
}
