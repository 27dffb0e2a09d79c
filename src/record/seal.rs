//! Making a release: from a built site, or from an older release, to the new current one.
//!
//! 1. The lock is taken; what a killed run left is removed.
//! 2. Files whose bytes the store lacks are copied into staging, checked on the way (`objects.rs`).
//! 3. They outlast a power cut; then they get their names.
//! 4. RELEASE, list and signature are written; then, with the envelope, the tree.
//! 5. All of that outlasts a power cut; then `current` is replaced by one rename, and that too.
//!
//! Killed anywhere before the last step, the store has the release before and nothing else.

use std::path::{Path, PathBuf};

use crate::disk::{Failure, Lock};
use crate::hash::{self, Hash};
use crate::model::artifact::Artifact;
use crate::model::release::{self, Manifest, RELEASE, Release, SIGNATURE};
use crate::model::said::Said;
use crate::record::keys::Signer;
use crate::record::{Head, Refusal, Store, Trouble, changes, lists};
use crate::text::date::Instant;

/// The file beside RELEASE that tells what was said of each document; advice for later checks, and
/// no part of what is sealed.
const SAID: &str = "said";

/// Its form; what another version of the program wrote is not read.
const SAID_FORM: u8 = 4;

/// The only writer of a store, as long as it lives.
pub struct Writing<'a> {
    pub(super) store: Store<'a>,
    /// The release before.
    pub(super) head: Option<Head>,
    _lock: Lock,
}

/// What is to be sealed.
pub struct Contents<'a> {
    /// The files.
    pub manifest: Manifest,
    /// Their bytes together.
    pub bytes: u64,
    /// The folder they stand in; `None` where the store has them all.
    pub site: Option<&'a Path>,
    /// Files that are not in that folder: what stands where a page is gone.
    pub made: Vec<Artifact>,
    /// The release they are taken from again.
    pub restores: Option<u32>,
    /// What of the content they say.
    pub says: Says,
}

/// What of the content a release says.
pub enum Says {
    /// This, if it is known.
    This(Option<Said>),
    /// What an earlier release said.
    As(u32),
}

/// What a release says beside its files.
pub struct Facts<'a> {
    /// The clock.
    pub now: Instant,
    /// Program and version.
    pub tool: &'a str,
    /// The publisher's words.
    pub note: &'a str,
    /// The key that signs.
    pub signer: &'a Signer,
    /// The keys by one of which the next release is signed.
    pub keys: Vec<String>,
}

/// A release in staging: whole, but not the current one yet.
pub struct Sealed {
    /// What RELEASE says.
    pub release: Release,
    /// SHA-256 of RELEASE.
    pub hash: Hash,
    /// Its files.
    pub manifest: Manifest,
    /// What differs from the release before.
    pub changes: crate::model::release_log::Changes,
    /// The tree of an earlier release with the same content.
    pub(super) tree: Option<PathBuf>,
    pub(super) sums: String,
    pub(super) signature: String,
    /// The public key of the signature.
    pub(super) signed_by: String,
}

impl<'a> Store<'a> {
    /// Takes the lock, or tells who holds it; then removes what a killed run left behind.
    pub fn begin(&self, owner: &str) -> Result<Writing<'a>, Trouble> {
        let lock = self.alone(owner)?;
        let writing = Writing { store: self.clone(), head: self.head()?, _lock: lock };
        writing.tidy()?;
        Ok(writing)
    }

    /// Keeps every other run out as long as the answer lives, or tells who holds the lock.
    pub fn alone(&self, owner: &str) -> Result<Lock, Trouble> {
        self.disk.make_folder(&self.root)?;
        match self.disk.lock(&self.root.join("lock"), owner)? {
            Lock::Held(owner) => Err(Refusal::Busy(owner).into()),
            ours => Ok(ours),
        }
    }

    pub(super) fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }
}

impl Writing<'_> {
    /// The release before.
    pub fn head(&self) -> Option<Head> {
        self.head
    }

    /// What the RELEASE before says; `None` before the first.
    pub fn before(&self) -> Result<Option<Release>, Trouble> {
        self.head.map(|head| Ok(self.store.release(head.seq)?.0)).transpose()
    }

    /// Staging, and the release that never became the current one.
    fn tidy(&self) -> Result<(), Trouble> {
        let store = &self.store;
        store.disk.remove_tree(&store.staging())?;
        let last = self.head.map_or(0, |head| head.seq);
        // A killed run leaves one release behind `current`, and shows it to nobody. Anything else
        // means that `current` was lost: then nothing is tidied away.
        let releases = store.disk.names(&store.root.join("releases"))?;
        let numbers = releases.iter().filter_map(|name| name.parse::<u32>().ok());
        let is_shown = match self.head {
            None => store.disk.target_of(&store.root.with_file_name("public"))?.is_some(),
            Some(_) => false,
        };
        if is_shown || numbers.max().is_some_and(|newest| newest > last + 1) {
            return Err(Refusal::Damaged(store.root.join("current")).into());
        }
        for folder in ["releases", "trees"] {
            let folder = store.root.join(folder);
            for name in store.disk.names(&folder)? {
                let digits = name.split('.').next().unwrap_or("");
                if digits.parse::<u32>().is_ok_and(|seq| seq > last) {
                    store.disk.remove_tree(&folder.join(name))?;
                }
            }
        }
        Ok(())
    }

    /// Makes the next release in staging, and what `tell` tells of it.
    pub fn seal<T: Send>(
        &self,
        contents: &Contents<'_>,
        facts: &Facts<'_>,
        tell: impl FnOnce(&Sealed) -> Result<T, Trouble> + Send,
    ) -> Result<(Sealed, T), Trouble> {
        let told = |before| -> Result<(Sealed, T), Trouble> {
            let sealed = self.list(contents, facts, before)?;
            let told = tell(&sealed)?;
            Ok((sealed, told))
        };
        let (tree, done) = match contents.restores {
            // What an older release holds was sealed then: it is looked at beside all the rest.
            Some(_) => rayon::join(|| self.objects(contents, None), || told(self.last_list()?)),
            None => {
                let before = self.last_list()?;
                let sealed = before.as_ref().map(|(last, list)| (last.seq, list));
                (Ok(self.objects(contents, sealed)?), told(before))
            }
        };
        let tree = tree?;
        let (sealed, told) = done?;
        Ok((Sealed { tree, ..sealed }, told))
    }

    /// The release before, and its files.
    fn last_list(&self) -> Result<Option<(Release, Manifest)>, Trouble> {
        let Some(head) = self.head else { return Ok(None) };
        Ok(Some((self.store.release(head.seq)?.0, self.store.manifest(head.seq)?)))
    }

    /// Writes what stands in the folder of the release.
    fn list(
        &self,
        contents: &Contents<'_>,
        facts: &Facts<'_>,
        before: Option<(Release, Manifest)>,
    ) -> Result<Sealed, Trouble> {
        let store = &self.store;
        let earliest = before.as_ref().map(|(last, _)| last.published.seconds() + 1);
        let published = earliest.map_or(facts.now, |at| facts.now.max(Instant::from_unix(at)));
        let empty = Manifest::default();
        let manifest = contents.manifest.clone();
        let last = before.as_ref().map_or(&empty, |(_, list)| list);
        let release = Release {
            seq: self.head.map_or(0, |head| head.seq) + 1,
            previous: self.head.map(|head| head.hash),
            content: manifest.content(),
            files: manifest.files().len(),
            bytes: contents.bytes,
            published,
            tool: facts.tool.to_owned(),
            keys: facts.keys.clone(),
            restores: contents.restores,
            note: facts.note.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let text = release.text();
        let hash = Hash::of(text.as_bytes());
        let sums = manifest.sums(hash);
        let like = contents.restores.and_then(|seq| store.kept_list(seq).ok());
        let (changes, (signature, deflated)) = rayon::join(
            || changes::between(store, last, &manifest),
            || {
                rayon::join(
                    || facts.signer.sign(sums.as_bytes(), &release.trusted_comment()),
                    || lists::kept(&sums, like.as_deref()),
                )
            },
        );
        let (changes, signature) = (changes?, signature?);
        let folder = store.staging().join("release");
        store.disk.make_folder(&folder)?;
        store.disk.write(&folder.join(RELEASE), text.as_bytes())?;
        store.disk.write(&folder.join(lists::SUMS_KEPT), &deflated)?;
        store.disk.write(&folder.join(SIGNATURE), signature.as_bytes())?;
        store.disk.write(&folder.join(changes::KEPT), &changes::kept(&changes))?;
        self.say(&contents.says, &folder.join(SAID))?;
        let signed_by = facts.signer.public();
        Ok(Sealed { release, hash, manifest, changes, tree: None, sums, signature, signed_by })
    }

    fn say(&self, says: &Says, to: &Path) -> Result<(), Failure> {
        let disk = self.store.disk;
        match says {
            Says::This(None) => {}
            Says::This(Some(said)) => {
                let bytes = lists::deflated(&hash::encode(&(SAID_FORM, said)));
                disk.write(to, &bytes)?;
            }
            Says::As(seq) => {
                let from = self.store.said_file(*seq);
                if disk.stamp(&from)?.is_some() {
                    disk.link(&from, to).or_else(|_| disk.copy(&from, to).map(|_| ()))?;
                }
            }
        }
        Ok(())
    }

    /// Makes a sealed release the current one. Its tree must stand in staging.
    pub(super) fn commit(&self, sealed: &Sealed, tree: &str) -> Result<(), Trouble> {
        let (store, disk) = (&self.store, self.store.disk);
        let staging = store.staging();
        disk.sync_below(&store.root)?;
        let folders =
            [("release", "releases", sealed.release.folder()), ("tree", "trees", tree.to_owned())];
        for (from, folder, name) in folders {
            let folder = store.root.join(folder);
            disk.make_folder(&folder)?;
            // A folder that is there is not replaced: two releases of one number cannot be.
            disk.rename(&staging.join(from), &folder.join(name))?;
        }
        disk.sync_below(&store.root)?;
        self.point(Head { seq: sealed.release.seq, hash: sealed.hash })?;
        Ok(())
    }

    /// Replaces a file of the store: old or new, never half, and after this for good.
    pub(super) fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.replace(&self.store.root.join(name), bytes)
    }

    /// The same of a file below it.
    pub(super) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let (staging, disk) = (self.store.staging(), self.store.disk);
        disk.make_folder(&staging)?;
        let staged = staging.join(path.file_name().unwrap_or_default());
        disk.write(&staged, bytes)?;
        disk.sync(&staged)?;
        disk.rename(&staged, path)?;
        disk.sync(path.parent().unwrap_or(&self.store.root))
    }

    fn point(&self, head: Head) -> Result<(), Failure> {
        let text = format!("{} {}\n", release::folder(head.seq), head.hash.hex());
        self.keep("current", text.as_bytes())
    }
}

impl Store<'_> {
    /// What a release said of each document; `None` where that is not known any more.
    pub fn said(&self, seq: u32) -> Result<Option<Said>, Failure> {
        let path = self.said_file(seq);
        if self.disk.stamp(&path)?.is_none() {
            return Ok(None);
        }
        let bytes = lists::inflated(&self.disk.read(&path)?);
        let known: Option<(u8, Said)> = bytes.and_then(|bytes| hash::decode(&bytes));
        Ok(known.filter(|(form, _)| *form == SAID_FORM).map(|(_, said)| said))
    }

    /// The file in which that is kept.
    pub fn said_file(&self, seq: u32) -> PathBuf {
        self.release_folder(seq).join(SAID)
    }
}
