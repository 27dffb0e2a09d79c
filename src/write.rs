//! Writes the site: only what changed, and never half of it.
//!
//! Files are written whole into a staging folder, from any thread; when all of them stand there,
//! `commit` moves them into place. A run that fails before that leaves the site as it was. A site
//! that does not exist yet comes into being by one rename of the whole folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::disk::{Disk, Failure};
use crate::hash::Hashing;
use crate::model::artifact::{Artifact, Bytes, Stamp, Written};

/// The files of the last run by path.
pub type Previous<'a> = &'a (dyn Fn(&str) -> Option<Written> + Sync);

/// Whether each of these files of the site stands as it was written.
pub fn all_stand(disk: &dyn Disk, output: &Path, files: &[&Written]) -> Result<bool, Failure> {
    let site = output.join("site");
    let stands = |file: &&Written| -> Result<bool, Failure> {
        Ok(disk.stamp(&site.join(&*file.path))? == Some(file.stamp))
    };
    let all: Vec<bool> = files.par_iter().map(stands).collect::<Result<_, Failure>>()?;
    Ok(all.into_iter().all(|stands| stands))
}

/// A site being written.
pub struct Writing<'a> {
    disk: &'a dyn Disk,
    content: &'a Path,
    site: PathBuf,
    staging: PathBuf,
    is_new: bool,
    previous: Previous<'a>,
}

/// One file of the new site.
#[derive(Clone, Debug)]
pub struct Staged {
    /// What will stand there.
    pub written: Written,
    /// Whether it lies in the staging folder; else it stands in the site already.
    pub is_new: bool,
}

/// A file that is staged piece by piece.
pub struct Growing<'w> {
    writing: &'w Writing<'w>,
    path: Arc<str>,
    target: PathBuf,
    hashing: Hashing,
    stamp: Stamp,
}

impl Growing<'_> {
    /// Appends the next piece.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.hashing.add(bytes);
        self.stamp = self.writing.disk.append(&self.target, bytes)?;
        Ok(())
    }

    /// The whole file, unless the same bytes stand in the site.
    pub fn end(self) -> Result<Staged, Failure> {
        let written = Written { path: self.path, hash: self.hashing.end(), stamp: self.stamp };
        match self.writing.standing(&written.path)? {
            Some(standing) if standing.hash == written.hash => {
                self.writing.disk.remove(&self.target)?;
                Ok(Staged { written: standing, is_new: false })
            }
            _ => Ok(Staged { written, is_new: true }),
        }
    }
}

impl<'a> Writing<'a> {
    /// Begins to write below `output`; what a crashed run left in the staging folder is removed.
    pub fn begin(
        disk: &'a dyn Disk,
        output: &Path,
        content: &'a Path,
        previous: Previous<'a>,
    ) -> Result<Self, Failure> {
        let (site, staging) = (output.join("site"), output.join("cache").join("staging"));
        disk.remove_tree(&staging)?;
        disk.make_folder(&staging)?;
        let is_new = !disk.is_folder(&site);
        Ok(Self { disk, content, site, staging, is_new, previous })
    }

    /// The file of the last run, if nobody touched it since.
    pub fn standing(&self, path: &str) -> Result<Option<Written>, Failure> {
        if self.is_new {
            return Ok(None);
        }
        let Some(written) = (self.previous)(path) else { return Ok(None) };
        let stamp = self.disk.stamp(&self.site.join(path))?;
        Ok((stamp == Some(written.stamp)).then_some(written))
    }

    /// Stages an artifact, unless the same bytes stand in the site.
    pub fn stage(&self, artifact: Artifact) -> Result<Staged, Failure> {
        let hash = artifact.hash();
        if let Some(written) = self.standing(&artifact.path)?
            && written.hash == hash
        {
            return Ok(Staged { written, is_new: false });
        }
        let target = self.staging.join(&*artifact.path);
        if let Some(folder) = target.parent() {
            self.disk.make_folder(folder)?;
        }
        let stamp = match &artifact.bytes {
            Bytes::Made(bytes) => self.disk.write(&target, bytes)?,
            Bytes::Copied { from, .. } => self.disk.copy(&self.content.join(&**from), &target)?,
        };
        Ok(Staged { written: Written { path: artifact.path, hash, stamp }, is_new: true })
    }

    /// Begins a file that is too long to be held whole.
    pub fn grow(&self, path: &str) -> Result<Growing<'_>, Failure> {
        let target = self.staging.join(path);
        if let Some(folder) = target.parent() {
            self.disk.make_folder(folder)?;
        }
        let stamp = self.disk.write(&target, &[])?;
        Ok(Growing { writing: self, path: path.into(), target, hashing: Hashing::default(), stamp })
    }

    /// Moves what was staged into place and removes what is no longer part of the site. Returns how
    /// many files were removed. `known` are the paths of the last run; without them (the memory was
    /// lost) the whole folder is looked through.
    pub fn commit(self, staged: &[Staged], known: Option<&[Arc<str>]>) -> Result<usize, Failure> {
        if self.is_new {
            self.disk.rename(&self.staging, &self.site)?;
            return Ok(0);
        }
        let is_same = known.is_some_and(|known| known.len() == staged.len());
        if is_same && !staged.iter().any(|file| file.is_new) {
            // Every file stands, and there were as many before: none can be stale.
            self.disk.remove_tree(&self.staging)?;
            return Ok(0);
        }
        staged.par_iter().filter(|file| file.is_new).try_for_each(|file| self.place(file))?;
        let removed = self.remove_stale(staged, known)?;
        self.disk.remove_tree(&self.staging)?;
        Ok(removed)
    }

    fn place(&self, file: &Staged) -> Result<(), Failure> {
        let target = self.site.join(&*file.written.path);
        if let Some(folder) = target.parent() {
            self.disk.make_folder(folder)?;
        }
        self.disk.rename(&self.staging.join(&*file.written.path), &target)
    }

    fn remove_stale(
        &self,
        staged: &[Staged],
        known: Option<&[Arc<str>]>,
    ) -> Result<usize, Failure> {
        let wanted: BTreeSet<&str> = staged.iter().map(|file| &*file.written.path).collect();
        let found: Vec<Arc<str>>;
        let known = match known {
            Some(known) => known,
            None => {
                let entries = self.disk.walk(&self.site)?;
                let paths =
                    entries.iter().map(|entry| entry.path.to_string_lossy().replace('\\', "/"));
                found = paths.map(Into::into).collect();
                &found
            }
        };
        let mut folders = BTreeSet::new();
        let mut removed = 0;
        for path in known.iter().filter(|path| !wanted.contains(&***path)) {
            let target = self.site.join(&**path);
            self.disk.remove(&target)?;
            removed += 1;
            if let Some(folder) = target.parent() {
                folders.insert(folder.to_owned());
            }
        }
        for folder in folders.into_iter().rev() {
            self.remove_empty(&folder)?;
        }
        Ok(removed)
    }

    fn remove_empty(&self, folder: &Path) -> Result<(), Failure> {
        let mut folder = folder;
        while folder.starts_with(&self.site) && folder != self.site {
            if !self.disk.remove_empty(folder)? {
                return Ok(());
            }
            folder = match folder.parent() {
                Some(parent) => parent,
                None => return Ok(()),
            };
        }
        Ok(())
    }

    /// Gives up: nothing of the site was touched.
    pub fn abandon(self) -> Result<(), Failure> {
        self.disk.remove_tree(&self.staging)
    }
}
