//! A place far away, as a small set of operations.
//!
//! A [`Dial`] opens connections, a [`Session`] is one of them. Each kind of server speaks its own
//! language below this; above it the order of steps, the lock and the retries are the same for all.
//! A fault says whether trying again may help. What was in flight when a connection broke may have
//! been done or not: every operation may be repeated.

use std::collections::BTreeSet;
use std::error::Error;
use std::io;
use std::time::Duration;

use crate::disk;

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The connection broke, timed out, or the server says that it is busy: again later.
    Cut,
    /// The server refuses: rights, quota, a name that it does not take.
    Denied,
    /// The server is not the one it should be: another host key, a certificate that does not hold.
    Stranger,
    /// Nothing that the server offers (keys, ciphers) is known here; RSA keys among them.
    Unspoken,
    /// User or password are not accepted, or there is none.
    Login,
}

impl Cause {
    /// The word of the catalogue and of JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Denied => "denied",
            Self::Stranger => "stranger",
            Self::Unspoken => "unspoken",
            Self::Login => "login",
        }
    }
}

/// What went wrong far away.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{path}: {words}")]
pub struct Fault {
    /// Whether trying again may help.
    pub cause: Cause,
    /// On which path below the root; empty for the connection itself.
    pub path: String,
    /// What the server or the library said; never holds a secret.
    pub words: String,
    /// The same as a word of the catalogue, where it has one.
    pub reason: Option<&'static str>,
}

impl Fault {
    /// A fault on a path.
    pub fn new(cause: Cause, path: &str, words: impl std::fmt::Display) -> Self {
        Self { cause, path: path.to_owned(), words: words.to_string(), reason: None }
    }

    /// A fault on a path from what a library tells, with what the system told the library.
    pub fn of(cause: Cause, path: &str, error: &(dyn Error + 'static)) -> Self {
        Self::new(cause, path, error).because(reason(error))
    }

    /// The same, with a word of the catalogue for it.
    pub fn because(self, reason: Option<&'static str>) -> Self {
        Self { reason, ..self }
    }
}

/// What the system said, somewhere below what a library tells.
pub(super) fn reason(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(system) = error.downcast_ref::<io::Error>() {
            // One that holds another is passed over by its own chain.
            let inner = system.get_ref().and_then(|inner| reason(inner));
            // On a connection that is given a time, this is how the system says that it is over.
            let late = (system.kind() == io::ErrorKind::WouldBlock).then_some("os_timed_out");
            if let Some(id) = inner.or(late).or_else(|| disk::reason(system)) {
                return Some(id);
            }
        }
        if error.to_string().ends_with("timed out") {
            return Some("os_timed_out");
        }
        next = error.source();
    }
    None
}

/// Words that are never printed: a password, a secret key.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps words secret.
    pub fn new(words: String) -> Self {
        Self(words)
    }

    /// The words, for the library that logs in and for nobody else.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What a kind of server does by its nature; the rest is found by asking it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// Whether a file that is put appears whole or not at all.
    pub puts_whole: bool,
    /// Whether there may be symbolic links.
    pub links: bool,
    /// Whether there are folders that a web server shows with rules of `.htaccess`.
    pub folders: bool,
}

/// Opens connections to one place.
pub trait Dial: Sync {
    /// How people call it: the name in `site.yaml`.
    fn name(&self) -> &str;
    /// What this kind of server does by its nature.
    fn nature(&self) -> Nature;
    /// The folder that readers are shown, below the root of the sessions; empty where it is the root.
    fn folder(&self) -> &str;
    /// A new connection.
    fn open(&self) -> Result<Box<dyn Session + '_>, Fault>;
}

/// A file to be put where it belongs.
#[derive(Clone)]
pub struct Put<'b> {
    /// Where.
    pub path: String,
    /// Its bytes.
    pub bytes: &'b [u8],
    /// Another name under which it is written, so that readers see none of it before it is whole.
    pub staged: Option<String>,
    /// Whether what is there goes first: renaming replaces nothing, or it must not be written over.
    pub clears: bool,
}

/// A connection. Paths are below its root, with `/`; folders are made where a file needs them.
pub trait Session: Send {
    /// The bytes of a file; `None` where there is none.
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault>;
    /// The length of a file in bytes; `None` where there is none.
    fn stat(&mut self, path: &str) -> Result<Option<u64>, Fault>;
    /// The names in a folder, in order; none where there is no such folder. A name with `/`, `.` or
    /// `..` is never among them, whatever a server says.
    fn list(&mut self, folder: &str) -> Result<Vec<String>, Fault>;
    /// Writes a file, which may be there; a cut may leave a part of it unless the place puts whole.
    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), Fault>;
    /// Puts files, and says of each, in their order, what became of it. A place that answers several
    /// questions at a time does this at once; here one follows the other, up to a broken connection.
    fn put_all(&mut self, files: &[Put<'_>]) -> Vec<Result<(), Fault>> {
        let mut cut = None;
        let done = files.iter().map(|file| match &cut {
            Some(fault) => Err(Fault::clone(fault)),
            None => {
                let done = put_one(self, file);
                cut = done.clone().err().filter(|fault| fault.cause == Cause::Cut);
                done
            }
        });
        done.collect()
    }
    /// Gives a file another name; one that has it already is replaced, if the place can do that.
    fn rename(&mut self, from: &str, to: &str) -> Result<(), Fault>;
    /// Makes the name `lock`, which must not be there, with these words in `<lock>/owner`; `false`
    /// where it is there. Both in one step, so that no lock is ever without an owner.
    fn claim(&mut self, lock: &str, owner: &[u8]) -> Result<bool, Fault>;
    /// Takes away the lock that holds just these words; `false` where it holds others by now.
    fn displace(&mut self, lock: &str, seen: &[u8]) -> Result<bool, Fault>;
    /// Whether a write on a condition that does not hold is refused; asked with the path of a file
    /// that is there. Where locks rest on no such writes, there is nothing to refuse.
    fn refuses_stale(&mut self, _: &str) -> Result<bool, Fault> {
        Ok(true)
    }
    /// Whether what was said of a file when it was put (how long a copy may be kept) is said of it
    /// still. Where that is the web server's matter, there is nothing to lose.
    fn keeps_headers(&mut self, _: &str) -> Result<bool, Fault> {
        Ok(true)
    }
    /// Whether the place writes to its disk what it was given before it says that it has it, so that
    /// a power cut there leaves no name on a file without its bytes; asked with the path of a file
    /// that is there.
    fn settles(&mut self, _: &str) -> Result<bool, Fault> {
        Ok(false)
    }
    /// Removes a file; one that is gone already is no fault.
    fn delete(&mut self, path: &str) -> Result<(), Fault>;
    /// Removes a folder if it is empty; says whether it is gone.
    fn remove_empty(&mut self, folder: &str) -> Result<bool, Fault>;
    /// Gives the same bytes a second name on the server; `false` where that cannot be done.
    fn copy(&mut self, from: &str, to: &str) -> Result<bool, Fault>;
    /// Makes a symbolic link, replacing one of that name at once.
    fn point(&mut self, link: &str, target: &str) -> Result<(), Fault>;
    /// Where a symbolic link leads; `None` where there is no link.
    fn target_of(&mut self, link: &str) -> Result<Option<String>, Fault>;
}

fn put_one<S: Session + ?Sized>(session: &mut S, file: &Put<'_>) -> Result<(), Fault> {
    let Put { path, bytes, staged, clears } = file;
    let Some(staged) = staged else {
        if *clears {
            session.delete(path)?;
        }
        return session.put(path, bytes);
    };
    session.put(staged, bytes)?;
    if *clears {
        session.delete(path)?;
    }
    session.rename(staged, path)
}

/// How patient a run is.
pub struct Pace<'a> {
    /// Connections at a time.
    pub workers: usize,
    /// How often an operation is tried in all.
    pub attempts: u32,
    /// Waits; a test does not.
    pub wait: &'a (dyn Fn(Duration) + Sync),
}

impl Pace<'_> {
    /// Connections that a small host bears; more gained nothing on loopback.
    pub const WORKERS: usize = 4;
    /// With the waits of [`Pace::delay`], somewhat over a minute.
    pub const ATTEMPTS: u32 = 8;

    /// The wait before an attempt: half a second, then twice as long each time, at most 30 seconds.
    pub fn delay(attempt: u32) -> Duration {
        Duration::from_millis((500_u64 << attempt.min(6)).min(30_000))
    }
}

/// A connection that is opened when it is needed, and again when it broke.
pub struct Line<'a> {
    dial: &'a dyn Dial,
    pace: &'a Pace<'a>,
    session: Option<Box<dyn Session + 'a>>,
}

impl<'a> Line<'a> {
    /// A line that is not open yet.
    pub fn new(dial: &'a dyn Dial, pace: &'a Pace<'a>) -> Self {
        Self { dial, pace, session: None }
    }

    /// Whether it is open, or can be opened at once.
    pub fn is_ready(&mut self) -> bool {
        if self.session.is_none() {
            self.session = self.dial.open().ok();
        }
        self.session.is_some()
    }

    /// Puts files, tells of each that arrived by its position, and repeats the others as `attempt`
    /// does. A connection that broke after some arrived has done something: only one that brings
    /// nothing any more counts as a failure.
    pub fn put_all(
        &mut self,
        files: &[Put<'_>],
        mut arrived: impl FnMut(usize),
    ) -> Result<(), Fault> {
        let mut left: Vec<usize> = (0..files.len()).collect();
        while !left.is_empty() {
            let some: Vec<Put<'_>> = left.iter().map(|at| files[*at].clone()).collect();
            let done = self.attempt(|session| {
                let done = session.put_all(&some);
                match done.iter().find_map(|one| one.as_ref().err()) {
                    Some(fault) if done.iter().all(Result::is_err) => Err(fault.clone()),
                    _ => Ok(done),
                }
            })?;
            let (mut refused, mut missing) = (None, Vec::new());
            for (at, done) in left.into_iter().zip(done) {
                match done {
                    Ok(()) => arrived(at),
                    Err(fault) => {
                        refused = refused.or(Some(fault).filter(|it| it.cause != Cause::Cut));
                        missing.push(at);
                    }
                }
            }
            if let Some(fault) = refused {
                return Err(fault);
            }
            if !missing.is_empty() {
                self.session = None;
            }
            left = missing;
        }
        Ok(())
    }

    /// Does something that may be repeated, as often as the pace allows while connections break.
    pub fn attempt<T>(
        &mut self,
        mut work: impl FnMut(&mut dyn Session) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut attempt = 0;
        loop {
            let done = match &mut self.session {
                Some(session) => work(session.as_mut()),
                none => match self.dial.open() {
                    Ok(session) => work(none.insert(session).as_mut()),
                    Err(fault) => Err(fault),
                },
            };
            match done {
                Err(fault) if fault.cause == Cause::Cut => {
                    self.session = None;
                    attempt += 1;
                    if attempt >= self.pace.attempts {
                        return Err(fault);
                    }
                    (self.pace.wait)(Pace::delay(attempt - 1));
                }
                done => return done,
            }
        }
    }
}

/// A name from a server, if it is a plain one.
pub fn plain_name(name: &str) -> Option<&str> {
    let is_plain = !["", ".", ".."].contains(&name) && !name.contains(['/', '\\', '\0']);
    is_plain.then_some(name)
}

/// The folder of a path; `None` at the root.
pub fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder).filter(|folder| !folder.is_empty())
}

/// The folders above a file that are not known to be there, the highest first.
pub(super) fn missing_folders(path: &str, known: &BTreeSet<String>) -> Vec<String> {
    let mut missing = Vec::new();
    let mut folder = parent(path);
    while let Some(one) = folder.filter(|one| !known.contains(*one)) {
        missing.push(one.to_owned());
        folder = parent(one);
    }
    missing.reverse();
    missing
}
