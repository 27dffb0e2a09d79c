//! The tree of a release: the folder that readers are shown, made of hard links to objects.
//!
//! It is built in staging and becomes `trees/0007` by one rename; nothing in a tree that is shown is
//! ever changed. Another envelope for the same release is another tree: `0007.2`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::model::artifact::Bytes;
use crate::model::release::{
    self, LOG, MILESTONES, Manifest, PUBLIC_KEY, RELEASE, Release, SIGNATURE, SUMS,
};
use crate::model::release_log::Envelope;
use crate::record::lists::SUMS_KEPT;
use crate::record::seal::Sealed;
use crate::record::{Store, Trouble, Writing, keys, redactions};

/// The release that a tree belongs to, by the tree's name.
pub fn is_of(name: &str) -> Option<u32> {
    name.split('.').next()?.parse().ok()
}

impl Writing<'_> {
    /// Gives a sealed release its tree, with these files of the envelope, and makes it the current
    /// release. Returns the tree's folder.
    pub fn raise(&self, sealed: &Sealed, envelope: &Envelope) -> Result<PathBuf, Trouble> {
        let tree = self.store.root.join("staging").join("tree");
        if let Some(old) = &sealed.tree {
            self.take_over(old, &tree)?;
        }
        self.fill(&tree, &sealed.manifest, envelope)?;
        let key = sealed.signed_by.as_str();
        self.papers(&tree, &sealed.release, [&sealed.sums, &sealed.signature, key])?;
        let own = self.store.root.join("staging").join("release");
        self.history(&tree, sealed.release.seq, Some(&own))?;
        let name = sealed.release.folder();
        self.commit(sealed, &name)?;
        Ok(self.store.root.join("trees").join(name))
    }

    /// Gives the current release another tree, with this envelope.
    pub fn raise_again(&self, seq: u32, envelope: &Envelope) -> Result<PathBuf, Trouble> {
        let (store, disk) = (&self.store, self.store.disk);
        let tree = store.root.join("staging").join("tree");
        disk.remove_tree(&tree)?;
        let (release, _) = store.release(seq)?;
        self.fill(&tree, &store.manifest(seq)?, envelope)?;
        let key = store.signing_key(seq)?.unwrap_or_default();
        self.papers(&tree, &release, [&store.sums(seq)?, &store.signature(seq)?, &key])?;
        self.history(&tree, seq, None)?;
        let trees = store.root.join("trees");
        let place = trees.join(next_name(seq, store.tree(seq)?.as_deref()));
        disk.make_folder(&trees)?;
        disk.sync_below(&store.root)?;
        disk.rename(&tree, &place)?;
        disk.sync(&trees)?;
        Ok(place)
    }

    /// What lets anybody check a tree.
    fn papers(
        &self,
        tree: &Path,
        release: &Release,
        [sums, signature, key]: [&str; 3],
    ) -> Result<(), Failure> {
        let disk = self.store.disk;
        disk.write(&tree.join(RELEASE), release.text().as_bytes())?;
        disk.write(&tree.join(SUMS), sums.as_bytes())?;
        disk.write(&tree.join(SIGNATURE), signature.as_bytes())?;
        disk.write(&tree.join(PUBLIC_KEY), keys::file_of(key).as_bytes()).map(|_| ())
    }

    fn fill(&self, tree: &Path, manifest: &Manifest, envelope: &Envelope) -> Result<(), Trouble> {
        let disk = self.store.disk;
        // A tree that was taken over has its sealed files, one that was laid out has their folders.
        let is_there = disk.stamp(&tree.join(RELEASE))?.is_some();
        let is_laid = disk.is_folder(tree);
        let sealed = manifest.files().iter().filter(|_| !is_laid).map(|(path, _)| &**path);
        self.folders(tree, sealed.chain(envelope.files.iter().map(|artifact| &*artifact.path)))?;
        let link = |(path, hash): &(std::sync::Arc<str>, Hash)| {
            let (object, path) = (self.store.object(*hash), tree.join(&**path));
            // Some file systems know no hard links, others only so many of one file.
            disk.link(&object, &path).or_else(|_| disk.copy(&object, &path).map(|_| ()))
        };
        if !is_there {
            manifest.files().par_iter().try_for_each(link)?;
        }
        for artifact in &envelope.files {
            let Bytes::Made(bytes) = &artifact.bytes else { continue };
            disk.write(&tree.join(&*artifact.path), bytes)?;
        }
        envelope.milestones.iter().try_for_each(|one| self.stand(tree, one, manifest))
    }

    /// Takes over the tree of an earlier release with the same content: so the release before comes
    /// back without a link for each file.
    fn take_over(&self, old: &Path, tree: &Path) -> Result<(), Failure> {
        let disk = self.store.disk;
        disk.rename(old, tree)?;
        disk.remove_tree(&tree.join(LOG))?;
        disk.remove_tree(&tree.join(MILESTONES))
    }

    /// Makes every folder that these paths need, each once.
    pub(super) fn folders<'p>(
        &self,
        tree: &Path,
        paths: impl Iterator<Item = &'p str>,
    ) -> Result<(), Failure> {
        let folders: BTreeSet<&str> =
            paths.filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
        self.store.disk.make_folder(tree)?;
        folders.iter().try_for_each(|folder| self.store.disk.make_folder(&tree.join(folder)))
    }

    /// RELEASE, list and signature of every release, beside the page that tells of it.
    fn history(&self, tree: &Path, last: u32, own: Option<&Path>) -> Result<(), Failure> {
        let disk = self.store.disk;
        for seq in 1..=last {
            let kept = self.store.release_folder(seq);
            let from = own.filter(|_| seq == last).unwrap_or(&kept);
            let folder = tree.join(LOG).join(release::folder(seq));
            disk.make_folder(&folder)?;
            for name in [RELEASE, SUMS_KEPT, SIGNATURE] {
                let (from, to) = (from.join(name), folder.join(name));
                disk.link(&from, &to).or_else(|_| disk.copy(&from, &to).map(|_| ()))?;
            }
        }
        // Whoever checks an old list is told what was erased since, and by which decision.
        if let Some([record, signature]) = self.store.redactions()? {
            disk.write(&tree.join(LOG).join(redactions::KEPT), &record)?;
            disk.write(&tree.join(LOG).join(redactions::SIGNATURE), &signature)?;
        }
        Ok(())
    }

    /// Removes staging, and every tree but those of the two newest releases and the one readers are
    /// shown.
    pub fn drop_leftovers(&self, shown: &Path) -> Result<(), Failure> {
        self.store.disk.remove_tree(&self.store.root.join("staging"))?;
        let trees = self.store.root.join("trees");
        let names = self.store.disk.names(&trees)?;
        let mut numbers: Vec<u32> = names.iter().filter_map(|name| is_of(name)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let kept = numbers.into_iter().rev().take(2).min().unwrap_or(0);
        for name in names {
            if is_of(&name).is_some_and(|seq| seq < kept) && !shown.ends_with(&name) {
                self.store.disk.remove_tree(&trees.join(name))?;
            }
        }
        Ok(())
    }
}

impl Store<'_> {
    /// The newest tree of a release.
    pub fn tree(&self, seq: u32) -> Result<Option<PathBuf>, Failure> {
        let trees = self.root.join("trees");
        let names = self.disk.names(&trees)?;
        let mut own: Vec<(usize, &String)> = names
            .iter()
            .filter(|name| is_of(name) == Some(seq))
            .map(|name| (name.len(), name))
            .collect();
        own.sort();
        Ok(own.last().map(|(_, name)| trees.join(name)))
    }
}

/// The name of the tree after this one of the same release.
pub(super) fn next_name(seq: u32, last: Option<&Path>) -> String {
    let folder = release::folder(seq);
    let name = last.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    match name {
        None => folder,
        Some(name) => {
            let times = name.split_once('.').and_then(|(_, n)| n.parse::<u32>().ok()).unwrap_or(1);
            format!("{folder}.{}", times + 1)
        }
    }
}
