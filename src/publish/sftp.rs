//! A folder of a server over SSH; the only file that names `russh` and `russh_sftp`.
//!
//! The server must show the host key whose fingerprint is in `site.yaml`: nobody is asked, and what
//! another server says is not read. Each connection has a runtime of its own, so that above this
//! file nothing waits for anything but an answer.

mod answers;
mod guard;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use russh::client;
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, decode_secret_key};
use russh_sftp::client::error::Error;
use russh_sftp::client::{Config, RawSftpSession};
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, StatusCode};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use crate::model::target::Destination;
use crate::publish::claims::{self, Folders};
use crate::publish::remote::{
    Cause, Dial, Fault, Nature, Put, Secret, Session, missing_folders, plain_name,
};
use crate::publish::sftp::answers::{done, fault, found, written};
use crate::publish::sftp::guard::Guard;

/// Without an answer for so long, a connection counts as broken.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes in one message: what every server takes.
const PIECE: usize = 32 * 1024;
/// Messages on their way at a time.
const WINDOW: usize = 16;
/// The renaming that replaces; the plain one of the protocol must not.
const POSIX_RENAME: &str = "posix-rename@openssh.com";

/// A server that is spoken to over SSH.
pub(super) struct Sftp {
    destination: Destination,
    password: Option<Secret>,
    key: Option<Arc<PrivateKey>>,
}

impl Sftp {
    /// A place with what logs in there: the text of a private key, a password (of the key, if there
    /// is one).
    pub(super) fn new(
        destination: &Destination,
        key: Option<&str>,
        password: Option<Secret>,
    ) -> Result<Self, Fault> {
        let phrase = password.as_ref().map(Secret::reveal);
        let read = key.map(|key| decode_secret_key(key, phrase).map(Arc::new)).transpose();
        let key = read.map_err(|error| Fault::new(Cause::Login, &destination.key_file, error))?;
        Ok(Self { destination: destination.clone(), password, key })
    }

    async fn connect(&self) -> Result<Wire, Fault> {
        let target = &self.destination;
        let seen = Arc::new(Mutex::new(String::new()));
        let guard = Guard { pinned: target.fingerprint.clone(), seen: Arc::clone(&seen) };
        let config = client::Config {
            inactivity_timeout: Some(PATIENCE * 4),
            nodelay: true,
            ..client::Config::default()
        };
        let address = (target.host.as_str(), target.port.unwrap_or(22));
        let mut ssh = client::connect(Arc::new(config), address, guard).await.map_err(|error| {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
            match error {
                russh::Error::UnknownKey => Fault::new(Cause::Stranger, "", seen),
                // Both sides know no key of one kind: trying again changes nothing.
                russh::Error::NoCommonAlgo { theirs, .. } => {
                    Fault::new(Cause::Unspoken, "", theirs.join(", "))
                }
                error => Fault::new(Cause::Cut, "", error),
            }
        })?;
        self.login(&mut ssh).await?;
        let cut = |error: russh::Error| Fault::new(Cause::Cut, "", error);
        let channel = ssh.channel_open_session().await.map_err(cut)?;
        channel.request_subsystem(true, "sftp").await.map_err(cut)?;
        let config = Config { request_timeout_secs: PATIENCE.as_secs(), ..Config::default() };
        let sftp = RawSftpSession::new_with_config(channel.into_stream(), config);
        let version = sftp.init().await.map_err(|error| fault("", &error))?;
        let replaces = version.extensions.contains_key(POSIX_RENAME);
        Ok(Wire { sftp: Arc::new(sftp), _ssh: ssh, replaces, folders: Mutex::default() })
    }

    async fn login(&self, ssh: &mut client::Handle<Guard>) -> Result<(), Fault> {
        let user = self.destination.user.as_str();
        let refused = |error: russh::Error| match error {
            russh::Error::NotAuthenticated => Fault::new(Cause::Login, "", error),
            error => Fault::new(Cause::Cut, "", error),
        };
        if let Some(key) = &self.key {
            let hash = ssh.best_supported_rsa_hash().await.map_err(refused)?.flatten();
            let key = PrivateKeyWithHashAlg::new(Arc::clone(key), hash);
            if ssh.authenticate_publickey(user, key).await.map_err(refused)?.success() {
                return Ok(());
            }
        } else if let Some(password) = &self.password {
            let done = ssh.authenticate_password(user, password.reveal()).await;
            if done.map_err(refused)?.success() {
                return Ok(());
            }
        }
        Err(Fault::new(Cause::Login, "", user))
    }
}

impl Dial for Sftp {
    fn name(&self) -> &str {
        &self.destination.name
    }

    fn nature(&self) -> Nature {
        Nature { puts_whole: false, links: true, folders: true }
    }

    fn folder(&self) -> &str {
        &self.destination.path
    }

    fn open(&self) -> Result<Box<dyn Session + '_>, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Fault::new(Cause::Denied, "", error))?;
        let wire = runtime.block_on(async {
            match tokio::time::timeout(PATIENCE, self.connect()).await {
                Ok(done) => done,
                Err(late) => Err(Fault::new(Cause::Cut, "", late)),
            }
        })?;
        Ok(Box::new(Open { runtime, wire }))
    }
}

struct Wire {
    sftp: Arc<RawSftpSession>,
    /// Kept, or the connection is closed.
    _ssh: client::Handle<Guard>,
    replaces: bool,
    /// Folders that are known to be there.
    folders: Mutex<BTreeSet<String>>,
}

impl Wire {
    /// The folders that are known to be there, for a moment.
    fn folders(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn make_folders(&self, path: &str) -> Result<(), Fault> {
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
    async fn place(&self, file: &Put<'_>) -> Result<(), Fault> {
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

    async fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let handle = self.create(path).await?;
        if bytes.len() <= PIECE {
            // Sent together, for the server takes them in order: a page is asked about once less.
            let (write, close) = tokio::join!(
                biased;
                self.sftp.write(handle.as_str(), 0, bytes.to_vec()),
                self.sftp.close(handle.as_str()),
            );
            return write.and(close).map(|_| ()).map_err(|error| fault(path, &error));
        }
        self.write(path, &handle, bytes).await?;
        self.sftp.close(handle).await.map_err(|error| fault(path, &error))?;
        Ok(())
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

    async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let opened = self.sftp.open(path, OpenFlags::READ, FileAttributes::empty()).await;
        let Some(handle) = found(path, opened)? else { return Ok(None) };
        let (handle, mut bytes) = (handle.handle, Vec::new());
        loop {
            match self.sftp.read(handle.as_str(), bytes.len() as u64, PIECE as u32).await {
                Ok(piece) => bytes.extend(piece.data),
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => break,
                Err(error) => return Err(fault(path, &error)),
            }
        }
        done(path, self.sftp.close(handle).await)?;
        Ok(Some(bytes))
    }

    async fn list(&self, folder: &str) -> Result<Vec<String>, Fault> {
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

    async fn rename(&self, from: &str, to: &str) -> Result<(), Fault> {
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

    async fn point(&self, link: &str, target: &str) -> Result<(), Fault> {
        let staged = format!("{link}.tmp-link");
        self.make_folders(link).await?;
        done(&staged, self.sftp.remove(staged.as_str()).await)?;
        // OpenSSH takes the two names in the order of `ln -s`, not in that of the protocol.
        let made = self.sftp.symlink(target, staged.as_str()).await;
        made.map_err(|error| fault(&staged, &error))?;
        self.rename(&staged, link).await
    }
}

/// A connection with the runtime on which it lives.
struct Open {
    runtime: Runtime,
    wire: Wire,
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
        let Self { runtime, wire } = self;
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
