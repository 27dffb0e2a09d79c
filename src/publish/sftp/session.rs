//! The operations of a place over SFTP.

use std::any::Any;

use futures_util::future::join_all;
use tokio::runtime::{Builder, Runtime};

use crate::publish::claims::{self, Folders};
use crate::publish::remote::{Cause, Fault, Put, Session};
use crate::publish::sftp::PATIENCE;
use crate::publish::sftp::answers::{done, fault, found};
use crate::publish::sftp::wire::Wire;

/// A connection with the runtime on which it lives.
pub(super) struct Open {
    runtime: Runtime,
    wire: Wire,
    /// What carries the words; kept, or it is closed.
    _carrier: Box<dyn Any + Send>,
}

/// Opens a connection on a runtime of its own.
pub(super) fn open<C: Any + Send>(
    connect: impl Future<Output = Result<(Wire, C), Fault>>,
) -> Result<Box<dyn Session>, Fault> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Fault::new(Cause::Denied, "", error))?;
    let (wire, carrier) = runtime.block_on(async {
        match tokio::time::timeout(PATIENCE, connect).await {
            Ok(done) => done,
            Err(late) => Err(Fault::new(Cause::Cut, "", late).because(Some("os_timed_out"))),
        }
    })?;
    Ok(Box::new(Open { runtime, wire, _carrier: Box::new(carrier) }))
}

impl Session for Open {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.runtime.block_on(self.wire.read(path))
    }

    fn stat(&mut self, path: &str) -> Result<Option<u64>, Fault> {
        let answer = self.runtime.block_on(self.wire.sftp.stat(path));
        Ok(found(path, answer)?.map(|attrs| attrs.attrs.size.unwrap_or(0)))
    }

    fn list(&mut self, folder: &str) -> Result<Vec<String>, Fault> {
        self.runtime.block_on(self.wire.list(folder))
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.runtime.block_on(self.wire.put(path, bytes))
    }

    fn put_all(&mut self, files: &[Put<'_>]) -> Vec<Result<(), Fault>> {
        // One task asks for all in turn: what is asked for one file waits beside that for others.
        let all = join_all(files.iter().map(|file| self.wire.place(file)));
        self.runtime.block_on(all)
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Fault> {
        self.runtime.block_on(self.wire.rename(from, to))
    }

    fn claim(&mut self, lock: &str, owner: &[u8]) -> Result<bool, Fault> {
        claims::claim(self, lock, owner)
    }

    fn displace(&mut self, lock: &str, seen: &[u8]) -> Result<bool, Fault> {
        claims::displace(self, lock, seen)
    }

    fn settles(&mut self, path: &str) -> Result<bool, Fault> {
        self.runtime.block_on(self.wire.settles(path))
    }

    fn delete(&mut self, path: &str) -> Result<(), Fault> {
        let answer = self.runtime.block_on(self.wire.sftp.remove(path));
        found(path, answer).map(|_| ())
    }

    fn remove_empty(&mut self, folder: &str) -> Result<bool, Fault> {
        self.wire.folders().clear();
        let answer = self.runtime.block_on(self.wire.sftp.rmdir(folder));
        match found(folder, answer) {
            Ok(_) => Ok(true),
            Err(fault) if fault.cause == Cause::Denied => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    fn copy(&mut self, from: &str, to: &str) -> Result<bool, Fault> {
        let Self { runtime, wire, .. } = self;
        runtime.block_on(async {
            wire.make_folders(to).await?;
            done(to, wire.sftp.hardlink(from, to).await)
        })
    }

    fn point(&mut self, link: &str, target: &str) -> Result<(), Fault> {
        self.runtime.block_on(self.wire.point(link, target))
    }

    fn target_of(&mut self, link: &str) -> Result<Option<String>, Fault> {
        let answer = self.runtime.block_on(self.wire.sftp.readlink(link));
        match answer {
            Ok(name) => Ok(name.files.into_iter().next().map(|file| file.filename)),
            // What is no link is refused, in words that differ.
            Err(error) => match fault(link, &error) {
                fault if fault.cause == Cause::Cut => Err(fault),
                _ => Ok(None),
            },
        }
    }
}

impl Folders for Open {
    fn take_name(&mut self, from: &str, to: &str) -> Result<bool, Fault> {
        self.wire.folders().clear();
        // The plain renaming of the protocol never takes a name that is there.
        done(to, self.runtime.block_on(self.wire.sftp.rename(from, to)))
    }
}
