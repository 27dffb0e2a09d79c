//! The language of SFTP on a stream, whatever carries it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use russh_sftp::client::error::Error;
use russh_sftp::client::{Config, RawSftpSession};
use russh_sftp::extensions::FSYNC;
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;

use crate::publish::remote::{Fault, Put, missing_folders, plain_name};
use crate::publish::sftp::PATIENCE;
use crate::publish::sftp::answers::{cannot, done, fault, found, written};

/// Bytes in one message: what every server takes. With what stands before them they fill one packet
/// of SSH, where 32 KiB left some bytes for a second one.
const PIECE: usize = 32 * 1024 - 64;
/// A shorter piece is the last of its file: servers hand out as much as is asked for or as there is,
/// and none has smaller messages.
const LEAST: usize = 1024;
/// Messages on their way at a time.
const WINDOW: usize = 16;
/// The renaming that replaces; the plain one of the protocol must not.
const POSIX_RENAME: &str = "posix-rename@openssh.com";

/// A server of files at the other end of a stream.
pub(super) struct Wire {
    pub(super) sftp: Arc<RawSftpSession>,
    /// Whether a file can take the name of another.
    replaces: bool,
    /// Whether the server offers to write to its disk what it holds of a file.
    syncs: bool,
    /// Folders that are known to be there.
    folders: Mutex<BTreeSet<String>>,
}

impl Wire {
    /// Begins to speak.
    pub(super) async fn over<S>(stream: S) -> Result<Self, Fault>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let config = Config { request_timeout_secs: PATIENCE.as_secs(), ..Config::default() };
        let sftp = RawSftpSession::new_with_config(stream, config);
        let version = sftp.init().await.map_err(|error| fault("", &error))?;
        let offers = |name| version.extensions.contains_key(name);
        let (replaces, syncs) = (offers(POSIX_RENAME), offers(FSYNC));
        Ok(Self { sftp: Arc::new(sftp), replaces, syncs, folders: Mutex::default() })
    }

    /// The folders that are known to be there, for a moment.
    pub(super) fn folders(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn make_folders(&self, path: &str) -> Result<(), Fault> {
        let missing = missing_folders(path, &self.folders());
        for folder in missing {
            // One that is there is refused with the same words as one that may not be made; what
            // is then put into it tells.
            done(&folder, self.sftp.mkdir(folder.as_str(), FileAttributes::empty()).await)?;
            self.folders().insert(folder);
        }
        Ok(())
    }

    /// Puts a file where it belongs.
    pub(super) async fn place(&self, file: &Put<'_>) -> Result<(), Fault> {
        let Put { path, bytes, staged, clears } = file;
        let clear = async || match clears {
            true => found(path, self.sftp.remove(path.as_str()).await).map(|_| ()),
            false => Ok(()),
        };
        let Some(staged) = staged else {
            clear().await?;
            return self.put(path, bytes).await;
        };
        self.put(staged, bytes).await?;
        clear().await?;
        self.rename(staged, path).await
    }

    /// Opens a file that is to be written; returns its handle. Folders are made when the server says
    /// that they are missing: most are there.
    async fn create(&self, path: &str) -> Result<String, Fault> {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        for is_again in [false, true] {
            let opened = self.sftp.open(path, flags, FileAttributes::empty()).await;
            if let Some(handle) = found(path, opened)? {
                return Ok(handle.handle);
            }
            if is_again {
                // Somebody took away what was there.
                self.folders().clear();
            }
            self.make_folders(path).await?;
        }
        let opened = self.sftp.open(path, flags, FileAttributes::empty()).await;
        opened.map(|handle| handle.handle).map_err(|error| fault(path, &error))
    }

    pub(super) async fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let handle = self.create(path).await?;
        if bytes.len() <= PIECE {
            // Sent together, for the server takes them in order: a page is asked about once less.
            let (write, sync, close) = tokio::join!(
                biased;
                self.sftp.write(handle.as_str(), 0, bytes.to_vec()),
                self.sync(&handle),
                self.sftp.close(handle.as_str()),
            );
            let done = write.and(sync).and(close);
            return done.map(|_| ()).map_err(|error| fault(path, &error));
        }
        self.write(path, &handle, bytes).await?;
        let (sync, close) =
            tokio::join!(biased; self.sync(&handle), self.sftp.close(handle.as_str()));
        sync.and(close).map(|_| ()).map_err(|error| fault(path, &error))
    }

    /// Has the server write to its disk what it holds of a file, where it offers to: else a power cut
    /// there could leave a name, once it is given, on a file without its bytes.
    async fn sync(&self, handle: &str) -> Result<(), Error> {
        if !self.syncs {
            return Ok(());
        }
        match self.sftp.fsync(handle).await {
            // What the file lies on knows no such thing: no bytes are lost by that.
            Err(Error::Status(status)) if cannot(status.status_code) => Ok(()),
            done => done.map(|_| ()),
        }
    }

    /// Whether the server really does so, asked with a file that is there.
    pub(super) async fn settles(&self, path: &str) -> Result<bool, Fault> {
        if !self.syncs {
            return Ok(false);
        }
        let opened = self.sftp.open(path, OpenFlags::WRITE, FileAttributes::empty()).await;
        let Some(handle) = found(path, opened)? else { return Ok(false) };
        let settles = done(path, self.sftp.fsync(handle.handle.as_str()).await)?;
        done(path, self.sftp.close(handle.handle).await)?;
        Ok(settles)
    }

    /// Sends pieces, several before the first is answered.
    async fn write(&self, path: &str, handle: &str, bytes: &[u8]) -> Result<(), Fault> {
        let mut under_way = JoinSet::new();
        for (at, piece) in bytes.chunks(PIECE).enumerate() {
            if under_way.len() >= WINDOW {
                written(path, under_way.join_next().await)?;
            }
            let (sftp, handle, piece) = (Arc::clone(&self.sftp), handle.to_owned(), piece.to_vec());
            under_way.spawn(async move {
                sftp.write(handle, (at * PIECE) as u64, piece).await.map(|_| ())
            });
        }
        while !under_way.is_empty() {
            written(path, under_way.join_next().await)?;
        }
        Ok(())
    }

    pub(super) async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let opened = self.sftp.open(path, OpenFlags::READ, FileAttributes::empty()).await;
        let Some(handle) = found(path, opened)? else { return Ok(None) };
        let (handle, mut bytes) = (handle.handle, Vec::new());
        loop {
            match self.sftp.read(handle.as_str(), bytes.len() as u64, PIECE as u32).await {
                Ok(piece) => {
                    let is_all = piece.data.len() < LEAST;
                    bytes.extend(piece.data);
                    if is_all {
                        break;
                    }
                }
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => break,
                Err(error) => return Err(fault(path, &error)),
            }
        }
        done(path, self.sftp.close(handle).await)?;
        Ok(Some(bytes))
    }

    pub(super) async fn list(&self, folder: &str) -> Result<Vec<String>, Fault> {
        let Some(handle) = found(folder, self.sftp.opendir(folder).await)? else {
            return Ok(Vec::new());
        };
        let (handle, mut names) = (handle.handle, Vec::new());
        loop {
            match self.sftp.readdir(handle.as_str()).await {
                Ok(some) => names.extend(some.files.into_iter().map(|file| file.filename)),
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => break,
                Err(error) => return Err(fault(folder, &error)),
            }
        }
        done(folder, self.sftp.close(handle).await)?;
        names.retain(|name| plain_name(name).is_some());
        names.sort();
        Ok(names)
    }

    pub(super) async fn rename(&self, from: &str, to: &str) -> Result<(), Fault> {
        if !self.replaces {
            let plain = self.sftp.rename(from, to).await;
            return plain.map(|_| ()).map_err(|error| fault(from, &error));
        }
        let mut words = Vec::new();
        for name in [from, to] {
            words.extend((name.len() as u32).to_be_bytes());
            words.extend(name.as_bytes());
        }
        match self.sftp.extended(POSIX_RENAME, words).await {
            Ok(Packet::Status(status)) if status.status_code == StatusCode::Ok => Ok(()),
            Ok(Packet::Status(status)) => Err(fault(from, &Error::Status(status))),
            Ok(_) => Err(fault(from, &Error::UnexpectedPacket)),
            Err(error) => Err(fault(from, &error)),
        }
    }

    pub(super) async fn point(&self, link: &str, target: &str) -> Result<(), Fault> {
        let staged = format!("{link}.tmp-link");
        self.make_folders(link).await?;
        done(&staged, self.sftp.remove(staged.as_str()).await)?;
        // OpenSSH takes the two names in the order of `ln -s`, not in that of the protocol.
        let made = self.sftp.symlink(target, staged.as_str()).await;
        made.map_err(|error| fault(&staged, &error))?;
        self.rename(&staged, link).await
    }
}
