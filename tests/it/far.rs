//! A place far away that breaks when it is told to: the connection, at any operation or within a
//! body, before or after the operation took effect.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lantoa::publish::remote::{Cause, Dial, Fault, Nature, Session};

use crate::platter::Dice;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// From this operation on nothing is answered; it has no effect itself.
    Before(u64),
    /// The same, but a half of the body of this one arrives.
    Within(u64),
    /// The same, but this one took effect.
    After(u64),
    /// Each operation fails in one of these ways with a probability of one fifth; a seed.
    Often(u64),
}

/// What is done to a place, as a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Operations in all.
    pub(crate) all: u64,
    /// Bodies sent.
    pub(crate) puts: u64,
    /// Bytes of bodies sent.
    pub(crate) bytes: u64,
    /// Names taken away.
    pub(crate) deletes: u64,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    links: BTreeMap<String, String>,
    counts: Counts,
    trouble: Option<Break>,
    dice: Option<Dice>,
    is_dead: bool,
}

/// The place.
pub(crate) struct Far {
    nature: Nature,
    folder: &'static str,
    keeps_out: bool,
    state: Mutex<State>,
}

impl Far {
    pub(crate) fn new(nature: Nature, folder: &'static str) -> Self {
        Self { nature, folder, keeps_out: true, state: Mutex::default() }
    }

    /// A server that answers "done" whatever the condition was.
    pub(crate) fn without_conditions(mut self) -> Self {
        self.keeps_out = false;
        self
    }

    /// Breaks in this way from now on; counts begin anew.
    pub(crate) fn fail(&self, trouble: Option<Break>) {
        let mut state = self.state();
        (state.trouble, state.is_dead, state.counts) = (trouble, false, Counts::default());
        state.dice = match trouble {
            Some(Break::Often(seed)) => Some(Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)),
            _ => None,
        };
    }

    pub(crate) fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Puts a file there as somebody else would.
    pub(crate) fn plant(&self, path: &str, text: &str) {
        self.state().files.insert(path.to_owned(), text.as_bytes().to_vec());
    }

    /// Every file by its path.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.state().files.clone()
    }

    /// What readers are shown: the files in the folder, in the tree that the pointer names, or where
    /// the link leads.
    pub(crate) fn shown(&self) -> BTreeMap<String, Vec<u8>> {
        let state = self.state();
        let pointer = state.files.get(&format!("{}_lantoa/current", self.below(self.folder)));
        let pointer = pointer
            .and_then(|text| String::from_utf8_lossy(text).lines().nth(1).map(str::to_owned));
        let base = match (state.links.get(self.folder), pointer) {
            (Some(target), _) => format!("{target}/"),
            (None, Some(tree)) => format!("{}{tree}", self.below(self.folder)),
            (None, None) => self.below(self.folder),
        };
        let files = state.files.iter();
        let below = files.filter_map(|(path, bytes)| Some((path.strip_prefix(&base)?, bytes)));
        let own = below.filter(|(path, _)| !path.starts_with("_") && !path.contains(".tmp-"));
        own.map(|(path, bytes)| (path.to_owned(), bytes.clone())).collect()
    }

    fn below(&self, folder: &str) -> String {
        if folder.is_empty() { String::new() } else { format!("{folder}/") }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dial for Far {
    fn name(&self) -> &str {
        "xa"
    }

    fn nature(&self) -> Nature {
        self.nature
    }

    fn folder(&self) -> &str {
        self.folder
    }

    fn open(&self) -> Result<Box<dyn Session + '_>, Fault> {
        match self.state().is_dead {
            true => Err(cut("")),
            false => Ok(Box::new(Wire { place: self })),
        }
    }
}

fn cut(path: &str) -> Fault {
    Fault::new(Cause::Cut, path, "the connection broke")
}

struct Wire<'a> {
    place: &'a Far,
}

impl Wire<'_> {
    /// An operation: `effect` is what it does, `half` what it does when it is cut within.
    fn operate<T>(
        &self,
        path: &str,
        effect: impl FnOnce(&mut State) -> T,
        half: impl FnOnce(&mut State),
    ) -> Result<T, Fault> {
        let mut state = self.place.state();
        if state.is_dead {
            return Err(cut(path));
        }
        state.counts.all += 1;
        let at = state.counts.all;
        let often = state.dice.as_mut().map(|dice| (dice.next(5), dice.next(3)));
        let broken = match (state.trouble, often) {
            (_, Some((0, way))) => Some(way),
            (Some(Break::Before(n)), _) if n == at => Some(0),
            (Some(Break::Within(n)), _) if n == at => Some(1),
            (Some(Break::After(n)), _) if n == at => Some(2),
            _ => None,
        };
        if broken.is_some() && often.is_none() {
            state.is_dead = true;
        }
        match broken {
            None => Ok(effect(&mut state)),
            Some(way) => {
                match way {
                    0 => {}
                    1 => half(&mut state),
                    _ => drop(effect(&mut state)),
                }
                Err(cut(path))
            }
        }
    }
}

fn nothing(_: &mut State) {}

impl Session for Wire<'_> {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.operate(path, |state| state.files.get(path).cloned(), nothing)
    }

    fn stat(&mut self, path: &str) -> Result<Option<u64>, Fault> {
        self.operate(path, |state| state.files.get(path).map(|file| file.len() as u64), nothing)
    }

    fn list(&mut self, folder: &str) -> Result<Vec<String>, Fault> {
        let base = if folder == "." { String::new() } else { self.place.below(folder) };
        self.operate(
            folder,
            |state| {
                let names = state.files.keys().chain(state.links.keys());
                let below = names.filter_map(|path| path.strip_prefix(&base));
                let mut names: Vec<String> =
                    below.filter_map(|path| path.split('/').next()).map(str::to_owned).collect();
                names.dedup();
                names
            },
            nothing,
        )
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let is_whole = self.place.nature.puts_whole;
        self.operate(
            path,
            |state| {
                state.counts.puts += 1;
                state.counts.bytes += bytes.len() as u64;
                state.files.insert(path.to_owned(), bytes.to_vec());
            },
            |state| {
                if !is_whole {
                    state.files.insert(path.to_owned(), bytes[..bytes.len() / 2].to_vec());
                }
            },
        )
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Fault> {
        self.operate(
            from,
            |state| match state.files.remove(from) {
                Some(bytes) => {
                    state.files.insert(to.to_owned(), bytes);
                    Ok(())
                }
                None => Err(Fault::new(Cause::Denied, from, "no such file")),
            },
            nothing,
        )?
    }

    fn claim(&mut self, lock: &str, owner: &[u8]) -> Result<bool, Fault> {
        let (path, keeps_out) = (format!("{lock}/owner"), self.place.keeps_out);
        self.operate(
            lock,
            |state| {
                let is_free = !state.files.contains_key(&path) || !keeps_out;
                if is_free {
                    state.files.insert(path.clone(), owner.to_vec());
                }
                is_free
            },
            nothing,
        )
    }

    fn displace(&mut self, lock: &str, seen: &[u8]) -> Result<bool, Fault> {
        let (path, keeps_out) = (format!("{lock}/owner"), self.place.keeps_out);
        self.operate(
            lock,
            |state| {
                let is_seen = state.files.get(&path).is_some_and(|words| words == seen);
                if is_seen || !keeps_out {
                    state.files.remove(&path);
                }
                is_seen || !keeps_out
            },
            nothing,
        )
    }

    fn delete(&mut self, path: &str) -> Result<(), Fault> {
        self.operate(
            path,
            |state| {
                state.counts.deletes += u64::from(state.files.remove(path).is_some());
                state.links.remove(path);
            },
            nothing,
        )
    }

    fn remove_empty(&mut self, folder: &str) -> Result<bool, Fault> {
        let base = self.place.below(folder);
        self.operate(
            folder,
            |state| !state.files.keys().any(|path| path.starts_with(&base)),
            nothing,
        )
    }

    fn copy(&mut self, from: &str, to: &str) -> Result<bool, Fault> {
        self.operate(
            from,
            |state| match state.files.get(from).cloned() {
                Some(bytes) => state.files.insert(to.to_owned(), bytes).is_none(),
                None => false,
            },
            nothing,
        )
    }

    fn point(&mut self, link: &str, target: &str) -> Result<(), Fault> {
        self.operate(
            link,
            |state| {
                state.links.insert(link.to_owned(), target.to_owned());
            },
            nothing,
        )
    }

    fn target_of(&mut self, link: &str) -> Result<Option<String>, Fault> {
        self.operate(link, |state| state.links.get(link).cloned(), nothing)
    }
}
