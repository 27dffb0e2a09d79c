//! A folder of a server over SSH; the only files that name `russh` and `russh_sftp`.
//!
//! `wire` speaks SFTP on any stream, a channel of SSH is one; `piped` is a server without SSH.
//! The server must show the host key whose fingerprint is in `site.yaml`: nobody is asked, and what
//! another server says is not read. Each connection has a runtime of its own, so that above this
//! file nothing waits for anything but an answer.

mod answers;
mod guard;
pub mod piped;
mod session;
mod wire;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::keys::{Algorithm, PrivateKey, PrivateKeyWithHashAlg, decode_secret_key};
use russh::{Preferred, SshId, cipher, client, compression, kex, mac};

use crate::model::target::Destination;
use crate::publish::remote::{Cause, Dial, Fault, Nature, Secret, Session};
use crate::publish::sftp::guard::Guard;
use crate::publish::sftp::wire::Wire;

/// Without an answer for so long, a connection counts as broken.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a server of files does by its nature, whatever carries the words.
const NATURE: Nature = Nature { puts_whole: false, links: true, folders: true };

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

    async fn connect(&self) -> Result<(Wire, client::Handle<Guard>), Fault> {
        let target = &self.destination;
        let seen = Arc::new(Mutex::new(String::new()));
        let guard = Guard { pinned: target.fingerprint.clone(), seen: Arc::clone(&seen) };
        let config = client::Config {
            client_id: SshId::Standard("SSH-2.0-lantoa".into()),
            inactivity_timeout: Some(PATIENCE * 4),
            nodelay: true,
            preferred: offered(),
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
                error => cut(error),
            }
        })?;
        self.login(&mut ssh).await?;
        let channel = ssh.channel_open_session().await.map_err(cut)?;
        // Whether it is there shows in the first answer.
        channel.request_subsystem(false, "sftp").await.map_err(cut)?;
        Ok((Wire::over(channel.into_stream()).await?, ssh))
    }

    async fn login(&self, ssh: &mut client::Handle<Guard>) -> Result<(), Fault> {
        let user = self.destination.user.as_str();
        let refused = |error: russh::Error| match error {
            russh::Error::NotAuthenticated => Fault::new(Cause::Login, "", error),
            error => cut(error),
        };
        if let Some(key) = &self.key {
            // Only keys of RSA have hashes to choose from, and none is read here.
            let key = PrivateKeyWithHashAlg::new(Arc::clone(key), None);
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

/// How keys are agreed upon: what resists quantum computers, what every server of today knows, what
/// RFC 9142 asks of all. The words are sent with every connection, and the library's forty are longer
/// than what they bring about. Not to ask for extensions (`ext-info-c`) spares the server a list of
/// signatures, which only keys of RSA would need.
const EXCHANGES: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::DH_G16_SHA512,
    kex::DH_G14_SHA256,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
];
/// Ciphers that guard what they carry, then those that need a sum beside.
const CIPHERS: &[cipher::Name] =
    &[cipher::CHACHA20_POLY1305, cipher::AES_256_GCM, cipher::AES_256_CTR, cipher::AES_128_CTR];
/// Sums for the ciphers that need one.
const SUMS: &[mac::Name] = &[mac::HMAC_SHA256_ETM, mac::HMAC_SHA256];
/// Bytes go as they are.
const PLAIN: &[compression::Name] = &[compression::NONE];

/// What is offered to a server. The library names RSA among host keys even where it was built without:
/// a server that has no other would be taken and then not believed.
fn offered() -> Preferred {
    let mut preferred = Preferred {
        kex: EXCHANGES.into(),
        cipher: CIPHERS.into(),
        mac: SUMS.into(),
        compression: PLAIN.into(),
        ..Preferred::DEFAULT
    };
    preferred.key.to_mut().retain(|key| !matches!(key, Algorithm::Rsa { .. }));
    preferred
}

/// A connection that broke or was never made.
fn cut(error: russh::Error) -> Fault {
    match error {
        russh::Error::IO(error) => Fault::of(Cause::Cut, "", &error),
        error @ (russh::Error::Disconnect | russh::Error::HUP) => {
            Fault::new(Cause::Cut, "", error).because(Some("os_reset"))
        }
        error => Fault::of(Cause::Cut, "", &error),
    }
}

impl Dial for Sftp {
    fn name(&self) -> &str {
        &self.destination.name
    }

    fn nature(&self) -> Nature {
        NATURE
    }

    fn folder(&self) -> &str {
        &self.destination.path
    }

    fn open(&self) -> Result<Box<dyn Session + '_>, Fault> {
        session::open(self.connect())
    }
}
