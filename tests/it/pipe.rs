//! G7 over SFTP: OpenSSH's `sftp-server` on pipes, cut at every message, no port and no key.

#![expect(clippy::disallowed_methods, reason = "the server's folder is looked at from outside")]

use std::fs;
use std::io::{Read, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use lantoa::publish::Promise;
use lantoa::publish::remote::{Cause, Fault};
use lantoa::publish::sftp::piped::Piped;

use crate::folder::Folder;
use crate::push::{Files, Office, site, wrong};
use crate::servers::{has, is_thorough};
use crate::support::tree;

const SERVER: &str = "/usr/lib/openssh/sftp-server";
/// The first byte of a message that brings bytes of a file.
const WRITE: u8 = 6;

/// Where the wire is cut: at which message, counted from one.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// Before the server is given it.
    Before(usize),
    /// When the server has half of it.
    Within(usize),
    /// When the server has done what it says; its answer is lost.
    After(usize),
}

/// What is known of the wires to one place.
#[derive(Default)]
struct Wires {
    cut: Option<Cut>,
    is_cut: bool,
    /// Messages since the last cut was ordered.
    asked: usize,
    /// Among them those that bring the first bytes of a file.
    begun: usize,
}

/// A place whose wires are cut when that is ordered; nobody answers after.
#[derive(Clone, Default)]
struct Place(Arc<Mutex<Wires>>);

impl Place {
    fn wires<T>(&self, look: impl FnOnce(&mut Wires) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Orders a cut, or that there is none any more.
    fn order(&self, cut: Option<Cut>) {
        self.wires(|wires| *wires = Wires { cut, ..Wires::default() });
    }

    fn open(&self) -> Result<tokio::net::UnixStream, Fault> {
        let fault = |error: std::io::Error| Fault::new(Cause::Cut, "", error);
        if self.wires(|wires| wires.is_cut) {
            return Err(Fault::new(Cause::Cut, "", "nobody answers"));
        }
        let (near, far) = UnixStream::pair().map_err(fault)?;
        let server = Command::new(SERVER).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let (server, place) = (server.map_err(fault)?, self.clone());
        std::thread::spawn(move || place.carry(far, server));
        near.set_nonblocking(true).map_err(fault)?;
        tokio::net::UnixStream::from_std(near).map_err(fault)
    }

    /// Hands on messages until one side ends or the wire is cut. Whoever asked learns of that only when
    /// the server has ended, so that what is looked at then stays as it is.
    fn carry(&self, mut near: UnixStream, mut server: Child) {
        let mut input = server.stdin.take().expect("a pipe");
        let output = server.stdout.take().expect("a pipe");
        let (answered, answers) = channel();
        let lost = Arc::new(AtomicUsize::new(usize::MAX));
        let asks = near.try_clone().expect("a copy");
        let told = Arc::clone(&lost);
        std::thread::spawn(move || answer(output, asks, &told, &answered));
        let mut open = 0;
        while let Some(message) = message(&mut near) {
            let cut = self.fate(&message);
            if cut.is_none() {
                open += 1;
                if input.write_all(&message).is_err() {
                    break;
                }
                continue;
            }
            // All before it has been done, and was said to be.
            wait(&answers, open);
            match cut {
                Some(Cut::Within(_)) => drop(input.write_all(&message[..message.len() / 2])),
                Some(Cut::After(_)) => {
                    lost.store(0, Ordering::SeqCst);
                    drop(input.write_all(&message));
                    wait(&answers, 1);
                }
                _ => {}
            }
            break;
        }
        drop(input);
        let _ = server.wait();
        let _ = near.shutdown(std::net::Shutdown::Both);
    }

    /// Counts a message, and says whether the wire is cut at it.
    fn fate(&self, message: &[u8]) -> Option<Cut> {
        self.wires(|wires| {
            wires.asked += 1;
            wires.begun += usize::from(begins_a_file(message));
            let cut = wires.cut.filter(|cut| {
                let (Cut::Before(at) | Cut::Within(at) | Cut::After(at)) = cut;
                *at == wires.asked
            });
            wires.is_cut |= cut.is_some();
            cut
        })
    }
}

/// Whether a message brings the first bytes of a file. Before them stand the message's length, kind
/// and number, the file's handle with its length, and the place of the bytes in the file.
fn begins_a_file(message: &[u8]) -> bool {
    let handle = message.get(9..13).and_then(|length| length.try_into().ok());
    let at = 13 + handle.map_or(0, u32::from_be_bytes) as usize;
    message[4] == WRITE && message.get(at..at + 8) == Some(&[0; 8])
}

/// Brings answers, except those that are lost.
fn answer(mut output: ChildStdout, mut near: UnixStream, lost: &AtomicUsize, told: &Sender<()>) {
    while let Some(answer) = message(&mut output) {
        if lost.load(Ordering::SeqCst) == usize::MAX && near.write_all(&answer).is_err() {
            break;
        }
        if told.send(()).is_err() {
            break;
        }
    }
}

/// Waits for so many answers, or until there are no more.
fn wait(answers: &Receiver<()>, count: usize) {
    answers.iter().take(count).for_each(drop);
}

/// A message with its length before it.
fn message(from: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length).ok()?;
    let mut message = vec![0; 4 + u32::from_be_bytes(length) as usize];
    message[..4].copy_from_slice(&length);
    from.read_exact(&mut message[4..]).ok()?;
    Some(message)
}

/// A site with a file of several messages, to which a page leads.
fn large_site(seq: u32) -> Files {
    let (mut files, page) = (site(seq), format!("tin/moi-{seq}/"));
    files.insert(format!("{page}ban-do.pdf"), vec![seq as u8; 80_000]);
    let leaf = files.get_mut(&format!("{page}index.html")).expect("a page of it");
    leaf.extend(format!("<a href=\"/{page}ban-do.pdf\">").into_bytes());
    files
}

fn shown(public: &Path) -> Files {
    let files = tree(&public.join("")).into_iter();
    files.map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes)).collect()
}

/// A place on the pipes whose site shows release 1.
struct Trial {
    place: Place,
    public: PathBuf,
    office: Office,
}

impl Trial {
    fn begin(folder: &Folder, promise: Promise) -> Self {
        let _ = fs::remove_dir_all(folder.0.join("www"));
        let public = folder.0.join("www/public");
        let made = if promise == Promise::Switch { folder.0.join("www") } else { public.clone() };
        fs::create_dir_all(made).expect("a folder");
        let trial = Self { place: Place::default(), public, office: Office::new("A") };
        assert_eq!(trial.bring(1), Ok(promise));
        trial
    }

    fn bring(&self, seq: u32) -> Result<Promise, String> {
        let place = self.place.clone();
        let folder = self.public.display().to_string();
        let dial = Piped { name: "ong".to_owned(), folder, open: move || place.open() };
        let done = self.office.push(&dial, seq, &large_site(seq));
        done.map(|brought| brought.promise).map_err(|stop| format!("{stop:?}"))
    }
}

/// Brings release 2 over a wire that is cut, looks at what lies there, brings it again. Says whether it
/// was not cut any more.
#[track_caller]
fn is_whole_in(folder: &Folder, promise: Promise, cut: Cut) -> bool {
    let trial = Trial::begin(folder, promise);
    let (old, new) = (large_site(1), large_site(2));
    trial.place.order(Some(cut));
    let done = trial.bring(2);
    let (is_cut, first) = trial.place.wires(|wires| (wires.is_cut, wires.begun));
    let when = format!("{promise:?}, {cut:?}");
    assert_eq!(wrong(&shown(&trial.public), &[&old, &new]), Vec::<String>::new(), "{when}");
    assert_eq!(done.is_err(), is_cut, "{when}: {done:?}");
    trial.place.order(None);
    assert_eq!(trial.bring(2), Ok(promise), "{when}");
    let second = trial.place.wires(|wires| wires.begun);
    let mut shown = shown(&trial.public);
    shown.retain(|path, _| {
        !path.starts_with("assets/site-00000001") && !path.starts_with("_lantoa/")
    });
    assert!(shown == new, "{when}: {:?}", shown.keys());
    // What was confirmed is not sent again. One batch was under way, and the lock and what the place
    // says of itself are files too.
    let changed = new.iter().filter(|(path, bytes)| old.get(*path) != Some(bytes)).count();
    assert!(first + second <= changed + 16 + 4, "{when}: {first} and {second} of {changed}");
    assert!(is_cut || second == 0, "{when}: {second} written again");
    !is_cut
}

#[test]
fn cut_at_every_message_the_site_holds_together_and_only_the_rest_is_sent() {
    if !has(SERVER) {
        return;
    }
    // Every message when there is time for it; else some, and others in each row.
    let step = if is_thorough() { 1 } else { 19 };
    let check = |promise: Promise| {
        let folder = Folder::in_memory(&format!("sftp-pipe-{}", promise.key()));
        for (row, way) in [Cut::Before, Cut::Within, Cut::After].into_iter().enumerate() {
            let mut at = 1 + 5 * row;
            while !is_whole_in(&folder, promise, way(at)) {
                at += step;
            }
            assert!(at > 60, "{promise:?}: only {at} messages");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| check(Promise::InPlace));
        scope.spawn(|| check(Promise::Switch));
    });
}
