//! Checks a store: every byte, every list, every signature, every link of the chain.
//!
//! Reads all there is and changes nothing. What is wrong comes back as findings that name the file;
//! an `Err` is a disk that cannot be read.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use crate::disk::{self, Failure};
use crate::hash::Hash;
use crate::model::release::{
    self, LOG, MILESTONES, Manifest, PUBLIC_KEY, RELEASE, Release, SIGNATURE, SUMS,
};
use crate::model::release_log::REMOVED;
use crate::record::{Refusal, Store, Trouble, keys, milestone, redactions};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// What should be a ZIP cannot be unpacked.
    Zip,
    /// `current` does not name the RELEASE that lies there.
    Pointer(PathBuf),
    /// RELEASE is missing or cannot be read.
    Release(PathBuf),
    /// A RELEASE does not name the one before it.
    Chain(u32),
    /// The list is missing, cannot be read, or is not the one that RELEASE was sealed with.
    List(PathBuf),
    /// The signature does not fit.
    Signature(PathBuf),
    /// The signature fits, but no earlier release announced its key.
    Unannounced(u32),
    /// A sealed file is gone: where it lay, a path that showed it, and the last release that had it.
    Missing(PathBuf, Arc<str>, u32),
    /// A sealed file has other bytes: the same three.
    Wrong(PathBuf, Arc<str>, u32),
    /// A file that readers are shown is not the sealed one, or is gone.
    Shown(PathBuf),
    /// A file that readers are shown and that no release knows.
    Strange(PathBuf),
}

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// How many releases there are.
    pub releases: usize,
    /// How many sealed files were read.
    pub objects: usize,
    /// Their bytes together.
    pub bytes: u64,
    /// How many sealed files were erased by a decision.
    pub redacted: usize,
    /// What is wrong, sorted.
    pub findings: Vec<Finding>,
}

/// Each sealed file, a path that shows it, and the last release that has it.
type Wanted = BTreeMap<Hash, (Arc<str>, u32)>;

impl Store<'_> {
    /// Checks everything; `shown` is the folder readers are shown, if there is one.
    pub fn verify(&self, shown: Option<&Path>) -> Result<Verified, Failure> {
        let mut verified = Verified::default();
        let (mut wanted, mut blanked) = (Wanted::new(), BTreeSet::new());
        let last = match world(self.head())? {
            Ok(head) => head,
            Err(path) => {
                verified.findings.push(Finding::Pointer(path));
                None
            }
        };
        let forgotten = match world(self.forgotten())? {
            Ok(forgotten) => forgotten,
            Err(path) => {
                verified.findings.push(Finding::List(path));
                BTreeSet::new()
            }
        };
        let mut known: Vec<String> = Vec::new();
        let (mut before, mut trusted): (Option<Hash>, Option<Vec<String>>) = (None, None);
        for seq in 1..=last.map_or(0, |head| head.seq) {
            verified.releases += 1;
            let findings = &mut verified.findings;
            let (release, hash) = match world(self.release(seq))? {
                Ok(read) => read,
                Err(path) => {
                    findings.push(Finding::Release(path));
                    (before, trusted) = (None, None);
                    continue;
                }
            };
            let is_after_gap = before.is_none() && seq > 1;
            if release.previous != before && !is_after_gap {
                findings.push(Finding::Chain(seq));
            }
            self.list(&release, (&mut wanted, &mut blanked, &forgotten), findings)?;
            self.signed(&release, trusted.as_deref(), findings)?;
            known.extend(release.keys.iter().cloned());
            (before, trusted) = (Some(hash), Some(release.keys));
        }
        if last.is_some_and(|head| Some(head.hash) != before) {
            verified.findings.push(Finding::Pointer(self.root.join("current")));
        }
        // By any key of the chain: whoever may sign the next release may sign what was erased.
        match self.redacted(&known)? {
            Some(redacted) => {
                let is_erased = |hash: &Hash| redacted.files.contains(hash);
                blanked.extend(wanted.keys().copied().filter(is_erased));
                wanted.retain(|hash, _| !is_erased(hash));
                verified.redacted = blanked.len();
            }
            None => {
                verified.findings.push(Finding::Signature(self.root.join("redactions.minisig")));
            }
        }
        self.objects(wanted, &mut verified)?;
        if let (Some(shown), Some(_)) = (shown, last) {
            self.shown(shown, &mut verified.findings)?;
        }
        verified.findings.sort();
        Ok(verified)
    }

    fn list(
        &self,
        release: &Release,
        (wanted, blanked, forgotten): (&mut Wanted, &mut BTreeSet<Hash>, &BTreeSet<u32>),
        findings: &mut Vec<Finding>,
    ) -> Result<(), Failure> {
        if let Ok(sums) = world(self.sums(release.seq))? {
            blanked.extend(redactions::without_blanks(&sums).1);
        }
        match world(self.manifest(release.seq))? {
            Ok(_) if forgotten.contains(&release.seq) => {}
            Ok(manifest) => {
                let files = manifest.files().iter();
                wanted.extend(files.map(|(path, hash)| (*hash, (Arc::clone(path), release.seq))));
            }
            Err(path) => findings.push(Finding::List(path)),
        }
        Ok(())
    }

    /// The signature by a key that the release before announced; the first announces its own.
    fn signed(
        &self,
        release: &Release,
        trusted: Option<&[String]>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Failure> {
        let path = self.release_folder(release.seq).join(SIGNATURE);
        if self.disk.stamp(&path)?.is_none() {
            findings.push(Finding::Signature(path));
            return Ok(());
        }
        let signature = String::from_utf8_lossy(&self.disk.read(&path)?).into_owned();
        let Ok(sums) = world(self.sums(release.seq))? else { return Ok(()) };
        let is_by = |keys: &[String]| {
            let comment = release.trusted_comment();
            keys::signed_by(keys, &signature, sums.as_bytes(), &comment).is_some()
        };
        if is_by(trusted.unwrap_or(&release.keys)) {
            return Ok(());
        }
        // A list in which lines were blanked is vouched for by the record that says so.
        if world(self.is_blanked(release.seq, &sums))? == Ok(true) {
            return Ok(());
        }
        findings.push(match is_by(&release.keys) {
            true => Finding::Unannounced(release.seq),
            false => Finding::Signature(path),
        });
        Ok(())
    }

    fn objects(&self, wanted: Wanted, verified: &mut Verified) -> Result<(), Failure> {
        let wanted: Vec<(Hash, (Arc<str>, u32))> = wanted.into_iter().collect();
        let check = |(hash, (shown, seq)): &(Hash, (Arc<str>, u32))| -> Result<_, Failure> {
            let path = self.object(*hash);
            let Some(stamp) = self.disk.stamp(&path)? else {
                return Ok((0, Some(Finding::Missing(path, Arc::clone(shown), *seq))));
            };
            let is_right = disk::hash_of(self.disk, &path)? == *hash;
            let finding = (!is_right).then(|| Finding::Wrong(path, Arc::clone(shown), *seq));
            Ok((stamp.length, finding))
        };
        let checked: Vec<(u64, Option<Finding>)> =
            wanted.par_iter().map(check).collect::<Result<_, _>>()?;
        verified.objects = checked.len();
        verified.bytes = checked.iter().map(|(length, _)| length).sum();
        verified.findings.extend(checked.into_iter().filter_map(|(_, finding)| finding));
        Ok(())
    }

    /// The folder that readers are shown, against the release it says it is.
    fn shown(&self, shown: &Path, findings: &mut Vec<Finding>) -> Result<(), Failure> {
        let own = self.disk.read(&shown.join(RELEASE)).ok();
        let own = own.and_then(|bytes| Release::parse(std::str::from_utf8(&bytes).ok()?));
        let Some(release) = own else {
            findings.push(Finding::Shown(shown.join(RELEASE)));
            return Ok(());
        };
        let (Ok(manifest), Ok(sums)) =
            (world(self.manifest(release.seq))?, world(self.sums(release.seq))?)
        else {
            return Ok(());
        };
        let wrong = |(path, hash): &(Arc<str>, Hash)| -> Result<Option<Finding>, Failure> {
            let (path, object) = (shown.join(&**path), self.object(*hash));
            if self.disk.stamp(&path)?.is_none() {
                return Ok(Some(Finding::Shown(path)));
            }
            // A hard link to an object was read with it.
            let is_right = self.disk.shared(&path, &object)?.is_some()
                || disk::hash_of(self.disk, &path)? == *hash;
            Ok((!is_right).then_some(Finding::Shown(path)))
        };
        let found: Vec<Option<Finding>> =
            manifest.files().par_iter().map(wrong).collect::<Result<_, _>>()?;
        findings.extend(found.into_iter().flatten());
        let kept = self.disk.read(&self.release_folder(release.seq).join(RELEASE)).ok();
        let signature = self.disk.read(&self.release_folder(release.seq).join(SIGNATURE)).ok();
        let key = world(self.signing_key(release.seq))?.ok().flatten();
        let key = key.map(|key| keys::file_of(&key).into_bytes());
        let beside = [
            (RELEASE, kept),
            (SUMS, Some(sums.into_bytes())),
            (SIGNATURE, signature),
            (PUBLIC_KEY, key),
        ];
        for (name, bytes) in beside {
            if self.disk.read(&shown.join(name)).ok() != bytes {
                findings.push(Finding::Shown(shown.join(name)));
            }
        }
        self.strange(shown, &manifest, findings)
    }

    fn strange(
        &self,
        shown: &Path,
        manifest: &Manifest,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Failure> {
        let mut milestones = BTreeMap::new();
        for entry in self.disk.walk(shown)? {
            let path = entry.path.to_string_lossy().replace('\\', "/");
            if let Some(below) = path.strip_prefix(MILESTONES) {
                if !self.is_kept(below, &shown.join(&entry.path), &mut milestones)? {
                    findings.push(Finding::Shown(shown.join(entry.path)));
                }
            } else if manifest.find(&path).is_none() && !release::is_envelope(&path) {
                findings.push(Finding::Strange(shown.join(entry.path)));
            }
        }
        Ok(())
    }
}

impl Store<'_> {
    /// Whether a file of a milestone, without its banner, is the sealed one.
    fn is_kept(
        &self,
        below: &str,
        file: &Path,
        known: &mut BTreeMap<u32, Manifest>,
    ) -> Result<bool, Failure> {
        // The pages that lead on to the log derive from sealed files, as the log itself does.
        let named = below.split_once('/').and_then(|(seq, path)| Some((seq.parse().ok()?, path)));
        let Some((seq, path)) = named else { return Ok(below == "index.html") };
        if let Entry::Vacant(place) = known.entry(seq) {
            place.insert(world(self.manifest(seq))?.unwrap_or_default());
        }
        let Some(hash) = known.get(&seq).and_then(|manifest| manifest.find(path)) else {
            return Ok(path == format!("{LOG}index.html"));
        };
        if !milestone::has_banner(path) {
            let object = self.object(hash);
            let is_object = self.disk.shared(file, &object)?.is_some();
            return Ok(is_object || disk::hash_of(self.disk, file)? == hash);
        }
        let page = self.disk.read(file)?;
        // What was erased by a decision has a page there that says so.
        let is_erased = self.disk.stamp(&self.object(hash))?.is_none();
        let is_told = is_erased && memmem::find(&page, REMOVED.as_bytes()).is_some();
        Ok(is_told || Hash::of(&milestone::emptied(&page)) == hash)
    }
}

/// Parts a world that failed from a store that is damaged.
fn world<T>(read: Result<T, Trouble>) -> Result<Result<T, PathBuf>, Failure> {
    match read {
        Ok(value) => Ok(Ok(value)),
        Err(Trouble::World(failure)) if failure.source.kind() == std::io::ErrorKind::NotFound => {
            Ok(Err(failure.path))
        }
        Err(Trouble::World(failure)) => Err(failure),
        Err(Trouble::Refused(Refusal::Damaged(path))) => Ok(Err(path)),
        Err(Trouble::Refused(refusal)) => Ok(Err(PathBuf::from(format!("{refusal:?}")))),
    }
}
