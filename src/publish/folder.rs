//! A folder of this machine, such as the one a web server shows.
//!
//! Where the system knows symbolic links, the folder is one, and a release is shown by renaming a
//! new link onto it. Elsewhere (the Windows of offices), or where somebody made a real folder of
//! that name, files are put in place.

use std::path::{Path, PathBuf};

use crate::disk::{Disk, Failure};
use crate::model::release::{RELEASE, Release};
use crate::publish::{Promise, Target};

/// A folder of this machine.
pub struct Folder<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The folder readers are shown.
    pub public: PathBuf,
    /// A folder on the same file system for links and files that are not finished.
    pub staging: PathBuf,
}

impl Folder<'_> {
    fn staged(&self) -> PathBuf {
        self.staging.join("public")
    }

    /// The way to a tree from the folder in which the link stands, where it lies below that folder:
    /// such a link holds after the whole output is moved.
    fn way_to(&self, tree: &Path) -> PathBuf {
        let parent = self.public.parent().unwrap_or(Path::new(""));
        tree.strip_prefix(parent).map_or_else(|_| tree.to_owned(), Path::to_owned)
    }
}

impl Target for Folder<'_> {
    fn name(&self) -> String {
        self.public.display().to_string()
    }

    fn probe(&self) -> Result<Promise, Failure> {
        if self.disk.target_of(&self.public)?.is_some() {
            return Ok(Promise::Switch);
        }
        if self.disk.is_folder(&self.public) {
            return Ok(Promise::InPlace);
        }
        self.disk.make_folder(&self.staging)?;
        self.disk.remove(&self.staged())?;
        // Whoever may not make a link is told so by the system, in words that differ.
        Ok(match self.disk.point(&self.staged(), Path::new("nowhere")) {
            Ok(()) => Promise::Switch,
            Err(_) => Promise::InPlace,
        })
    }

    fn standing(&self) -> Result<Option<Release>, Failure> {
        let path = match self.disk.target_of(&self.public)? {
            Some(target) => self.public.parent().unwrap_or(Path::new("")).join(target),
            None => self.public.clone(),
        };
        let path = path.join(RELEASE);
        if self.disk.stamp(&path)?.is_none() {
            return Ok(None);
        }
        let bytes = self.disk.read(&path)?;
        Ok(std::str::from_utf8(&bytes).ok().and_then(Release::parse))
    }

    fn switch(&self, tree: &Path) -> Result<(), Failure> {
        self.disk.make_folder(&self.staging)?;
        self.disk.remove(&self.staged())?;
        self.disk.point(&self.staged(), &self.way_to(tree))?;
        // One rename: removing the old link first would leave a moment without a site.
        self.disk.rename(&self.staged(), &self.public)?;
        self.settle()
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let target = self.public.join(path);
        if let Some(folder) = target.parent() {
            self.disk.make_folder(folder)?;
        }
        self.disk.make_folder(&self.staging)?;
        let staged = self.staging.join("file");
        self.disk.write(&staged, bytes)?;
        self.disk.sync(&staged)?;
        self.disk.rename(&staged, &target)
    }

    fn remove(&self, path: &str) -> Result<(), Failure> {
        let target = self.public.join(path);
        self.disk.remove(&target)?;
        let mut folder = target.parent();
        while let Some(empty) = folder.filter(|folder| *folder != self.public) {
            if !self.disk.remove_empty(empty)? {
                break;
            }
            folder = empty.parent();
        }
        Ok(())
    }

    fn settle(&self) -> Result<(), Failure> {
        match self.disk.target_of(&self.public)? {
            Some(_) => self.disk.sync(self.public.parent().unwrap_or(Path::new("."))),
            None => self.disk.sync_below(&self.public),
        }
    }
}
