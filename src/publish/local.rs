//! A folder of this machine, or one that is mounted here, as a place far away.

use std::path::{Path, PathBuf};

use crate::disk::{Disk, Failure};
use crate::publish::claims::{self, Folders};
use crate::publish::remote::{Cause, Dial, Fault, Nature, Session, plain_name};

/// A folder that readers are shown.
pub struct Local<'a> {
    /// The name in `site.yaml`.
    pub name: String,
    /// The folder.
    pub folder: String,
    /// The disk.
    pub disk: &'a dyn Disk,
}

impl Dial for Local<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    fn nature(&self) -> Nature {
        Nature { puts_whole: false, links: true, folders: true }
    }

    fn folder(&self) -> &str {
        &self.folder
    }

    fn open(&self) -> Result<Box<dyn Session + '_>, Fault> {
        Ok(Box::new(Open { disk: self.disk }))
    }
}

struct Open<'a> {
    disk: &'a dyn Disk,
}

fn fault(failure: Failure) -> Fault {
    Fault::of(Cause::Denied, &failure.path.display().to_string(), &failure.source)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Open<'_> {
    fn put_synced(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        self.disk.make_folder(folder_of(path))?;
        self.disk.write(path, bytes)?;
        self.disk.sync(path)
    }

    fn moved(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        self.disk.rename(from, to)?;
        self.disk.sync(folder_of(to))
    }
}

impl Session for Open<'_> {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        match self.disk.stamp(Path::new(path)).map_err(fault)? {
            Some(_) => self.disk.read(Path::new(path)).map(Some).map_err(fault),
            None => Ok(None),
        }
    }

    fn stat(&mut self, path: &str) -> Result<Option<u64>, Fault> {
        let stamp = self.disk.stamp(Path::new(path)).map_err(fault)?;
        Ok(stamp.map(|stamp| stamp.length))
    }

    fn list(&mut self, folder: &str) -> Result<Vec<String>, Fault> {
        let names = self.disk.names(Path::new(folder)).map_err(fault)?;
        Ok(names.into_iter().filter(|name| plain_name(name).is_some()).collect())
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.put_synced(Path::new(path), bytes).map_err(fault)
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Fault> {
        self.moved(Path::new(from), Path::new(to)).map_err(fault)
    }

    fn claim(&mut self, lock: &str, owner: &[u8]) -> Result<bool, Fault> {
        claims::claim(self, lock, owner)
    }

    fn displace(&mut self, lock: &str, seen: &[u8]) -> Result<bool, Fault> {
        claims::displace(self, lock, seen)
    }

    fn settles(&mut self, _: &str) -> Result<bool, Fault> {
        Ok(true)
    }

    fn delete(&mut self, path: &str) -> Result<(), Fault> {
        self.disk.remove(Path::new(path)).map_err(fault)
    }

    fn remove_empty(&mut self, folder: &str) -> Result<bool, Fault> {
        if !self.disk.is_folder(Path::new(folder)) {
            return Ok(true);
        }
        self.disk.remove_empty(Path::new(folder)).map_err(fault)
    }

    fn copy(&mut self, from: &str, to: &str) -> Result<bool, Fault> {
        self.disk.make_folder(folder_of(Path::new(to))).map_err(fault)?;
        Ok(self.disk.link(Path::new(from), Path::new(to)).is_ok())
    }

    fn point(&mut self, link: &str, target: &str) -> Result<(), Fault> {
        let staged = PathBuf::from(format!("{link}.tmp-link"));
        let pointed = || {
            self.disk.make_folder(folder_of(&staged))?;
            self.disk.remove(&staged)?;
            self.disk.point(&staged, Path::new(target))?;
            self.moved(&staged, Path::new(link))
        };
        pointed().map_err(fault)
    }

    fn target_of(&mut self, link: &str) -> Result<Option<String>, Fault> {
        let target = self.disk.target_of(Path::new(link)).map_err(fault)?;
        Ok(target.map(|target| target.to_string_lossy().into_owned()))
    }
}

impl Folders for Open<'_> {
    fn take_name(&mut self, from: &str, to: &str) -> Result<bool, Fault> {
        // Every system refuses this while the other folder holds anything; asked first, because
        // one in memory does not.
        let is_free = !self.disk.is_folder(Path::new(to));
        Ok(is_free && self.moved(Path::new(from), Path::new(to)).is_ok())
    }
}
