//! FTP, within TLS or without; the only file that names `suppaftp`.
//!
//! The library begins in a mode that rewrites line ends: the other is asked for straight after the
//! login, or every picture and hash would break. Of what the protocol calls 550 nobody can tell
//! whether a file is missing or refused; where it matters, a second question tells.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use rustls_platform_verifier::Verifier;
use suppaftp::rustls::ClientConfig;
use suppaftp::rustls::crypto::aws_lc_rs::default_provider;
use suppaftp::rustls::pki_types::CertificateDer;
use suppaftp::rustls::pki_types::pem::PemObject as _;
use suppaftp::types::FileType;
use suppaftp::{
    FtpError, FtpStream, ImplFtpStream, RustlsConnector, RustlsFtpStream, Status, TlsStream,
};

use crate::model::target::{Destination, TargetKind};
use crate::publish::claims::{self, Folders};
use crate::publish::remote::{
    self, Cause, Dial, Fault, Nature, Secret, Session, missing_folders, plain_name,
};

/// Without an answer for so long, a connection counts as broken.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that speaks FTP.
pub(super) struct Ftp {
    destination: Destination,
    password: Secret,
    tls: Option<Arc<ClientConfig>>,
}

impl Ftp {
    /// A server with the password that logs in there and, where its certificate is signed by
    /// somebody who is not widely known, that authority's (PEM).
    pub(super) fn new(
        destination: &Destination,
        password: Option<Secret>,
        certificate: Option<String>,
    ) -> Result<Self, Fault> {
        let login = || Fault::new(Cause::Login, "", &destination.user);
        let tls = match destination.kind {
            TargetKind::Ftps => Some(tls(certificate.as_deref().unwrap_or(""))?),
            _ => None,
        };
        let password = password.ok_or_else(login)?;
        Ok(Self { destination: destination.clone(), password, tls })
    }

    fn connect(&self) -> Result<TcpStream, Fault> {
        let target = &self.destination;
        let cut = |error: std::io::Error| Fault::of(Cause::Cut, "", &error);
        let address = (target.host.as_str(), target.port.unwrap_or(21));
        let mut fault = Fault::new(Cause::Cut, "", &target.host);
        // A name may stand for several machines, or for one that is reached in one way only.
        for address in address.to_socket_addrs().map_err(cut)? {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(stream) => {
                    patient(&stream).map_err(cut)?;
                    return Ok(stream);
                }
                Err(error) => fault = cut(error),
            }
        }
        Err(fault)
    }

    fn login<T: TlsStream>(&self, mut ftp: ImplFtpStream<T>) -> Result<Open<T>, Fault> {
        ftp.login(self.destination.user.as_str(), self.password.reveal()).map_err(|error| {
            let fault = fault("", &error);
            match fault.cause {
                Cause::Cut => fault,
                _ => Fault::new(Cause::Login, "", &self.destination.user),
            }
        })?;
        ftp.transfer_type(FileType::Binary).map_err(|error| fault("", &error))?;
        let ftp = ftp.passive_stream_builder(|address| {
            let stream = TcpStream::connect_timeout(&address, PATIENCE);
            let stream = stream.map_err(FtpError::ConnectionError)?;
            patient(&stream).map_err(FtpError::ConnectionError)?;
            Ok(stream)
        });
        Ok(Open { ftp, folders: BTreeSet::new() })
    }
}

fn patient(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)
}

/// What certificates are held against: those that this system knows, and these.
fn tls(pem: &str) -> Result<Arc<ClientConfig>, Fault> {
    let strange = |words: String| Fault::new(Cause::Stranger, "", words);
    let roots = CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>();
    let roots = roots.map_err(|error| strange(error.to_string()))?;
    let provider = Arc::new(default_provider());
    let verifier = match roots.is_empty() {
        true => Verifier::new(Arc::clone(&provider)),
        false => Verifier::new_with_extra_roots(roots, Arc::clone(&provider)),
    };
    let verifier = verifier.map_err(|error| strange(error.to_string()))?;
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| strange(error.to_string()))?;
    // The library's word for a verifier that is not its own; this one is the system's.
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Ok(Arc::new(config.with_no_client_auth()))
}

impl Dial for Ftp {
    fn name(&self) -> &str {
        &self.destination.name
    }

    fn nature(&self) -> Nature {
        Nature { puts_whole: false, links: false, folders: true }
    }

    fn folder(&self) -> &str {
        &self.destination.path
    }

    fn open(&self) -> Result<Box<dyn Session + '_>, Fault> {
        let stream = self.connect()?;
        let failed = |error: FtpError| fault("", &error);
        Ok(match &self.tls {
            None => Box::new(self.login(FtpStream::connect_with_stream(stream).map_err(failed)?)?),
            Some(tls) => {
                let plain = RustlsFtpStream::connect_with_stream(stream).map_err(failed)?;
                let connector = RustlsConnector::from(Arc::clone(tls));
                let secure = plain.into_secure(connector, &self.destination.host);
                Box::new(self.login(secure.map_err(failed)?)?)
            }
        })
    }
}

fn fault(path: &str, error: &FtpError) -> Fault {
    let words = error.to_string();
    let cause = match error {
        FtpError::UnexpectedResponse(response) => match response.status {
            Status::NotLoggedIn | Status::InvalidCredentials => Cause::Login,
            _ if response.status.code() < 500 => Cause::Cut,
            _ => Cause::Denied,
        },
        _ if words.contains("certificate") => Cause::Stranger,
        FtpError::ConnectionError(_) | FtpError::SecureError(_) | FtpError::BadResponse => {
            Cause::Cut
        }
        _ => Cause::Denied,
    };
    let reason = match error {
        FtpError::ConnectionError(error) => remote::reason(error),
        // An answer that ends before it is whole.
        FtpError::BadResponse => Some("os_reset"),
        FtpError::UnexpectedResponse(response) if is_full(response.status) => Some("os_full"),
        _ => None,
    };
    Fault::new(cause, path, words).because(reason)
}

fn is_full(status: Status) -> bool {
    matches!(status.code(), 452 | 552)
}

/// What was answered, or `None` where the server refuses.
fn granted<T>(path: &str, answer: Result<T, FtpError>) -> Result<Option<T>, Fault> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match fault(path, &error) {
            fault if fault.cause == Cause::Denied => Ok(None),
            fault => Err(fault),
        },
    }
}

/// Whether a file is said to be missing or refused, which have the same code; any other refusal says
/// nothing of whether it is there.
fn is_unavailable(error: &FtpError) -> bool {
    matches!(error, FtpError::UnexpectedResponse(response) if response.status == Status::FileUnavailable)
}

struct Open<T: TlsStream> {
    ftp: ImplFtpStream<T>,
    /// Folders that are known to be there.
    folders: BTreeSet<String>,
}

impl<T: TlsStream> Open<T> {
    /// Whether a file is there: by its size, or where the server tells none, by the names around it.
    fn is_there(&mut self, path: &str) -> Result<bool, Fault> {
        let error = match self.ftp.size(path) {
            Ok(_) => return Ok(true),
            Err(error) => error,
        };
        if is_unavailable(&error) {
            return Ok(false);
        }
        granted(path, Err::<(), _>(error))?;
        let folder = path.rsplit_once('/').map(|(folder, _)| folder);
        let names = granted(path, self.ftp.nlst(folder))?.unwrap_or_default();
        let last = |path: &str| path.rsplit('/').next().map(str::to_owned);
        Ok(names.iter().any(|name| last(name) == last(path)))
    }

    fn make_folders(&mut self, path: &str) -> Result<(), Fault> {
        for folder in missing_folders(path, &self.folders) {
            granted(&folder, self.ftp.mkdir(&folder))?;
            self.folders.insert(folder);
        }
        Ok(())
    }
}

impl<T: TlsStream + Send> Session for Open<T>
where
    ImplFtpStream<T>: Send,
{
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let answer = self.ftp.retr_as_buffer(path);
        Ok(granted(path, answer)?.map(Cursor::into_inner))
    }

    fn stat(&mut self, path: &str) -> Result<Option<u64>, Fault> {
        let answer = self.ftp.size(path);
        Ok(granted(path, answer)?.map(|size| size as u64))
    }

    fn list(&mut self, folder: &str) -> Result<Vec<String>, Fault> {
        let answer = self.ftp.nlst(Some(folder).filter(|folder| !folder.is_empty()));
        let lines = granted(folder, answer)?.unwrap_or_default();
        let names = lines.iter().map(|line| line.rsplit('/').next().unwrap_or(line));
        let mut names: Vec<String> = names.filter_map(plain_name).map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        if granted(path, self.ftp.put_file(path, &mut Cursor::new(bytes)))?.is_none() {
            self.folders.clear();
            self.make_folders(path)?;
            let again = self.ftp.put_file(path, &mut Cursor::new(bytes));
            again.map_err(|error| fault(path, &error))?;
        }
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Fault> {
        self.ftp.rename(from, to).map_err(|error| fault(from, &error))
    }

    fn claim(&mut self, lock: &str, owner: &[u8]) -> Result<bool, Fault> {
        claims::claim(self, lock, owner)
    }

    fn displace(&mut self, lock: &str, seen: &[u8]) -> Result<bool, Fault> {
        claims::displace(self, lock, seen)
    }

    fn delete(&mut self, path: &str) -> Result<(), Fault> {
        let Err(error) = self.ftp.rm(path) else { return Ok(()) };
        match is_unavailable(&error) && !self.is_there(path)? {
            true => Ok(()),
            false => Err(fault(path, &error)),
        }
    }

    fn remove_empty(&mut self, folder: &str) -> Result<bool, Fault> {
        self.folders.clear();
        Ok(granted(folder, self.ftp.rmdir(folder))?.is_some())
    }

    fn copy(&mut self, _: &str, _: &str) -> Result<bool, Fault> {
        Ok(false)
    }

    fn point(&mut self, link: &str, _: &str) -> Result<(), Fault> {
        Err(Fault::new(Cause::Denied, link, "no links"))
    }

    fn target_of(&mut self, _: &str) -> Result<Option<String>, Fault> {
        Ok(None)
    }
}

impl<T: TlsStream + Send> Folders for Open<T>
where
    ImplFtpStream<T>: Send,
{
    fn take_name(&mut self, from: &str, to: &str) -> Result<bool, Fault> {
        self.folders.clear();
        Ok(granted(to, self.ftp.rename(from, to))?.is_some())
    }
}
