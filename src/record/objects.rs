//! The objects of a release: the bytes of its files under their hashes, each written once.
//!
//! New ones are staged as they will lie, folder by folder, so that a folder the store lacks takes
//! its name by one rename. Before any has its name, all outlast a power cut: an object that has a
//! name has its bytes, whatever happens.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::disk::{self, Failure, FileId};
use crate::hash::Hash;
use crate::model::artifact::{Artifact, Bytes, Stamp};
use crate::model::release::{Manifest, RELEASE};
use crate::record::seal::Contents;
use crate::record::{Refusal, Store, Trouble, Writing, tree};

/// Longer files are copied piece by piece instead of through memory, in bytes.
const AT_ONCE: u64 = 4 << 20;

/// Coarser than the clock of any file system in use, in nanoseconds: a file written to in the moment
/// of RELEASE may have been written to after it.
const GRAIN: i128 = 20_000_000;

/// Where an object lies in a folder of objects: `ab/cdef…`.
pub(super) fn path(objects: &Path, hash: Hash) -> PathBuf {
    let hex = hash.hex();
    objects.join(&hex[..2]).join(&hex[2..])
}

/// Objects that a release sealed: checked and synced before its RELEASE was written. One that nobody
/// wrote to since need not be read again; `verify` reads all of them.
struct SealedObjects {
    hashes: HashSet<Hash>,
    /// The time of RELEASE by the disk's own clock, in nanoseconds since 1970.
    at: i128,
}

impl SealedObjects {
    fn holds(&self, hash: Hash, stamp: Stamp) -> bool {
        is_untouched(stamp, self.at) && self.hashes.contains(&hash)
    }
}

/// Whether nobody has written to a file since this time.
fn is_untouched(stamp: Stamp, at: i128) -> bool {
    stamp.modified < at - GRAIN
}

impl Writing<'_> {
    /// Puts every file of the manifest among the objects. One that is there already is read, unless
    /// it stands as it was sealed: damaged bytes are never used again, they are replaced where the
    /// site still has them. Gives the tree of an earlier release that holds these very files.
    pub(super) fn objects(
        &self,
        contents: &Contents<'_>,
        last: Option<(u32, &Manifest)>,
    ) -> Result<Option<PathBuf>, Trouble> {
        let store = &self.store;
        if let Some(tree) = store.standing_tree(&contents.manifest)? {
            return Ok(Some(tree));
        }
        let sealed = contents.restores.map(|seq| (seq, &contents.manifest)).or(last);
        let sealed = sealed.map(|(seq, list)| store.sealed(seq, list)).transpose()?;
        let wanted: BTreeMap<Hash, &Arc<str>> =
            contents.manifest.files().iter().map(|(path, hash)| (*hash, path)).collect();
        let wanted: Vec<(Hash, &Arc<str>)> = wanted.into_iter().collect();
        let is_first = !store.disk.is_folder(&store.root.join("objects"));
        let lacks = wanted.par_iter().map(|(hash, _)| match is_first {
            true => Ok(true),
            false => store.lacks(*hash, sealed.as_ref()),
        });
        let lacks: Vec<bool> = lacks.collect::<Result<_, Failure>>()?;
        let new = wanted.into_iter().zip(lacks).filter_map(|(file, is_new)| is_new.then_some(file));
        let new: Vec<(Hash, &Arc<str>)> = new.collect();
        if new.is_empty() {
            return Ok(None);
        }
        let staging = Staging {
            store,
            folder: store.staging().join("objects"),
            site: contents.site,
            made: contents.made.iter().map(|file| (&*file.path, file)).collect(),
        };
        // Folders of one folder are made one after the other: meanwhile the other processors copy.
        let tree = store.staging().join("tree");
        let paths = contents.manifest.files().iter().map(|(path, _)| &**path);
        let (filled, laid) = rayon::join(|| staging.fill(&new), || self.folders(&tree, paths));
        filled?;
        laid?;
        store.disk.sync_below(&store.root)?;
        staging.place(&new, &store.root.join("objects"))?;
        Ok(None)
    }
}

impl Store<'_> {
    /// The objects of a release, whose list this is.
    fn sealed(&self, seq: u32, list: &Manifest) -> Result<SealedObjects, Failure> {
        let hashes = list.files().iter().map(|(_, hash)| *hash).collect();
        Ok(SealedObjects { hashes, at: self.sealed_at(seq)? })
    }

    /// The time of a RELEASE by the disk's own clock, in nanoseconds since 1970.
    fn sealed_at(&self, seq: u32) -> Result<i128, Failure> {
        let stamp = self.disk.stamp(&self.release_folder(seq).join(RELEASE))?;
        Ok(stamp.map_or(0, |stamp| stamp.modified))
    }

    /// The file of each object, where the disk tells: a list of few folders, where to ask about each
    /// object took as long as to ask about each file of the tree.
    fn identities(&self) -> Result<FxHashMap<Hash, FileId>, Failure> {
        let objects = self.root.join("objects");
        let of = |folder: &String| -> Result<Vec<(Hash, FileId)>, Failure> {
            let files = self.disk.identities(&objects.join(folder))?.into_iter();
            let hash = |name: &str| Hash::parse(&format!("{folder}{name}"));
            Ok(files.filter_map(|(name, file)| Some((hash(&name)?, file))).collect())
        };
        let folders = self.disk.names(&objects)?;
        let files = folders.par_iter().map(of).collect::<Result<Vec<_>, Failure>>()?;
        Ok(files.into_iter().flatten().collect())
    }

    /// A tree that is left of a release with these files and that readers are not shown, if every
    /// file in it is the object, as it was sealed.
    fn standing_tree(&self, list: &Manifest) -> Result<Option<PathBuf>, Trouble> {
        let shown = self.disk.target_of(&self.root.with_file_name("public"))?.unwrap_or_default();
        let (trees, content) = (self.root.join("trees"), list.content());
        for name in self.disk.names(&trees)? {
            let Some(seq) = tree::is_of(&name).filter(|_| !shown.ends_with(&name)) else {
                continue;
            };
            if self.release(seq)?.0.content != content {
                continue;
            }
            let (tree, at) = (trees.join(name), self.sealed_at(seq)?);
            let known = self.identities()?;
            let stands = |(path, hash): &(Arc<str>, Hash)| {
                let path = tree.join(&**path);
                let found = self.disk.identity(&path).ok().flatten();
                let is_object = found.filter(|(file, _)| known.get(hash) == Some(file));
                let stamp = match is_object {
                    Some((_, stamp)) => Some(stamp),
                    // Not every system tells of a name in a folder what it tells of a file.
                    None => self.disk.shared(&path, &self.object(*hash)).ok().flatten(),
                };
                let is_right = |stamp| is_untouched(stamp, at) || self.has(&path, *hash);
                stamp.is_some_and(is_right)
            };
            if list.files().par_iter().all(stands) {
                return Ok(Some(tree));
            }
        }
        Ok(None)
    }

    /// Whether these bytes can be read there.
    fn has(&self, object: &Path, hash: Hash) -> bool {
        disk::hash_of(self.disk, object).is_ok_and(|found| found == hash)
    }

    /// Whether an object is not there, or damaged.
    fn lacks(&self, hash: Hash, sealed: Option<&SealedObjects>) -> Result<bool, Failure> {
        let object = self.object(hash);
        let Some(stamp) = self.disk.stamp(&object)? else { return Ok(true) };
        let stands = sealed.is_some_and(|sealed| sealed.holds(hash, stamp));
        Ok(!stands && disk::hash_of(self.disk, &object)? != hash)
    }
}

/// New objects under way.
struct Staging<'a> {
    store: &'a Store<'a>,
    folder: PathBuf,
    site: Option<&'a Path>,
    made: HashMap<&'a str, &'a Artifact>,
}

impl Staging<'_> {
    /// Writes the objects, which come in the order of their hashes.
    fn fill(&self, new: &[(Hash, &Arc<str>)]) -> Result<(), Trouble> {
        for some in by_folder(new) {
            self.store.disk.make_folder(folder_of(&path(&self.folder, some[0].0)))?;
        }
        new.par_iter().try_for_each(|(hash, file)| {
            let to = path(&self.folder, *hash);
            match self.made.get(&***file).map(|made| &made.bytes) {
                Some(Bytes::Made(bytes)) => Ok(self.store.disk.write_protected(&to, bytes)?),
                _ => self.copy(*hash, file, &to),
            }
        })
    }

    /// Copies a file of the site that must have this hash still.
    fn copy(&self, hash: Hash, file: &str, to: &Path) -> Result<(), Trouble> {
        let Some(site) = self.site else {
            return Err(Refusal::Damaged(self.store.object(hash)).into());
        };
        let from = site.join(file);
        let disk = self.store.disk;
        let copied = match disk.read_up_to(&from, AT_ONCE)? {
            Some(bytes) => {
                disk.write_protected(to, &bytes)?;
                Hash::of(&bytes)
            }
            None => {
                disk.copy(&from, to)?;
                disk.protect(to)?;
                disk::hash_of(disk, to)?
            }
        };
        if copied == hash { Ok(()) } else { Err(Refusal::Changed(from).into()) }
    }

    /// Gives staged objects their names. Renames between folders wait for each other, on most file
    /// systems, so a folder that is new goes whole.
    fn place(&self, new: &[(Hash, &Arc<str>)], objects: &Path) -> Result<(), Failure> {
        self.store.disk.make_folder(objects)?;
        let folders: Vec<&[(Hash, &Arc<str>)]> = by_folder(new).collect();
        folders.into_par_iter().try_for_each(|some| {
            let (from, to) = (path(&self.folder, some[0].0), path(objects, some[0].0));
            let (from, to) = (folder_of(&from), folder_of(&to));
            // A folder in which somebody has a file open cannot be renamed everywhere.
            let is_new = !self.store.disk.is_folder(to);
            if is_new && self.store.disk.rename(from, to).is_ok() {
                return Ok(());
            }
            self.store.disk.make_folder(to)?;
            let rename = |(hash, _): &(Hash, &Arc<str>)| {
                self.store.disk.rename(&path(&self.folder, *hash), &path(objects, *hash))
            };
            some.iter().try_for_each(rename)
        })
    }
}

/// Neighbours that share a folder: the first byte of their hash.
fn by_folder<'s, 'p>(
    sorted: &'s [(Hash, &'p Arc<str>)],
) -> impl Iterator<Item = &'s [(Hash, &'p Arc<str>)]> {
    sorted.chunk_by(|(a, _), (b, _)| a.half()[0] == b.half()[0])
}

fn folder_of(object: &Path) -> &Path {
    object.parent().unwrap_or(object)
}
