//! A disk that forgets: what was not synced may be there after a power cut, or not, or in part.
//!
//! Files and folders are nodes. Every change is an operation that is seen at once by the program and
//! waits to reach the platter. A sync brings there what it names and no more: of a file its bytes,
//! of a folder its names. A cut lets any subset of the rest arrive, a write also torn.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};

use lantoa::disk::{Action, Disk, Entry, EntryKind, Failure, Lock};
use lantoa::model::artifact::Stamp;

type Id = usize;
type Names = BTreeMap<String, Id>;

#[derive(Clone, Debug)]
enum Node {
    File(Vec<u8>),
    Folder(Names),
    Link(PathBuf),
}

#[derive(Clone, Debug)]
enum Change {
    Bytes(Id, Vec<u8>),
    Name(Id, String, Option<Id>),
    Move { from: (Id, String), to: (Id, String), node: Id },
}

/// What goes wrong, counted in operations that change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// This one fails, with this error.
    Fails(u64, io::ErrorKind),
    /// From this one on no byte can be written; names can.
    Full(u64),
    /// At this one the power goes: nothing works any more.
    Dead(u64),
}

#[derive(Default)]
struct State {
    nodes: Vec<Node>,
    /// What has reached the platter.
    settled: BTreeMap<Id, Node>,
    waiting: Vec<Change>,
    count: u64,
    trouble: Option<Trouble>,
    locks: BTreeMap<PathBuf, (String, Weak<()>)>,
}

/// The disk.
pub(crate) struct Platter(Mutex<State>);

/// Numbers that follow from a seed (xorshift64*).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }
}

impl Platter {
    pub(crate) fn new() -> Self {
        let root = Node::Folder(Names::new());
        let settled = BTreeMap::from([(0, root.clone())]);
        Self(Mutex::new(State { nodes: vec![root], settled, ..State::default() }))
    }

    /// The same disk as it is, with everything settled.
    pub(crate) fn copy(&self) -> Self {
        let state = self.state();
        let settled = state.nodes.iter().cloned().enumerate().collect();
        Self(Mutex::new(State { nodes: state.nodes.clone(), settled, ..State::default() }))
    }

    pub(crate) fn fail(&self, trouble: Option<Trouble>) {
        let mut state = self.state();
        state.trouble = trouble;
        state.count = 0;
    }

    /// How many operations changed something since [`Platter::fail`].
    pub(crate) fn count(&self) -> u64 {
        self.state().count
    }

    /// The disk that is found after a power cut now; the dice say what else has arrived.
    pub(crate) fn cut(&self, dice: &mut Dice) -> Self {
        let state = self.state();
        let mut settled = state.settled.clone();
        for change in &state.waiting {
            match (dice.next(4), change) {
                (0 | 1, _) => {}
                (2, Change::Bytes(node, bytes)) => {
                    let torn = dice.next(bytes.len() as u64 + 1) as usize;
                    settled.insert(*node, Node::File(bytes[..torn].to_vec()));
                }
                (_, change) => apply(&mut settled, change),
            }
        }
        let blank = || Node::File(Vec::new());
        let kind = |(id, node): (usize, &Node)| match (settled.get(&id), node) {
            (Some(there), _) => there.clone(),
            (None, Node::Folder(_)) => Node::Folder(Names::new()),
            (None, Node::Link(target)) => Node::Link(target.clone()),
            (None, Node::File(_)) => blank(),
        };
        let nodes: Vec<Node> = state.nodes.iter().enumerate().map(kind).collect();
        let settled = nodes.iter().cloned().enumerate().collect();
        Self(Mutex::new(State { nodes, settled, ..State::default() }))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn apply(settled: &mut BTreeMap<Id, Node>, change: &Change) {
    let mut names = |folder: Id, name: &str, node: Option<Id>| {
        let folder = settled.entry(folder).or_insert_with(|| Node::Folder(Names::new()));
        if let Node::Folder(names) = folder {
            match node {
                Some(node) => names.insert(name.to_owned(), node),
                None => names.remove(name),
            };
        }
    };
    match change {
        Change::Name(folder, name, node) => names(*folder, name, *node),
        Change::Move { from, to, node } => {
            names(from.0, &from.1, None);
            names(to.0, &to.1, Some(*node));
        }
        Change::Bytes(node, bytes) => {
            settled.insert(*node, Node::File(bytes.clone()));
        }
    }
}

fn failed(action: Action, path: &Path, kind: io::ErrorKind) -> Failure {
    Failure { action, path: path.to_owned(), source: kind.into() }
}

fn parts(path: &Path) -> Vec<String> {
    let name = |part: Component<'_>| match part {
        Component::Normal(name) => Some(OsStr::to_string_lossy(name).into_owned()),
        _ => None,
    };
    path.components().filter_map(name).collect()
}

impl State {
    /// Counts an operation that changes something, and lets it fail if it is to.
    fn step(&mut self, action: Action, path: &Path, is_write: bool) -> Result<(), Failure> {
        let at = self.count;
        self.count += 1;
        match self.trouble {
            Some(Trouble::Fails(n, kind)) if at == n => Err(failed(action, path, kind)),
            Some(Trouble::Full(n)) if at >= n && is_write => {
                Err(failed(action, path, io::ErrorKind::StorageFull))
            }
            Some(Trouble::Dead(n)) if at >= n => Err(failed(action, path, io::ErrorKind::Other)),
            _ => Ok(()),
        }
    }

    fn find(&self, path: &Path) -> Option<Id> {
        let mut at = 0;
        for part in parts(path) {
            let Node::Folder(names) = &self.nodes[at] else { return None };
            let mut next = *names.get(&part)?;
            if let Node::Link(target) = &self.nodes[next] {
                // Links of the tests lead from their own folder downwards.
                let last = parts(path).last() == Some(&part);
                if !last {
                    let Node::Folder(_) = &self.nodes[at] else { return None };
                    next = self.below(at, target)?;
                }
            }
            at = next;
        }
        Some(at)
    }

    fn below(&self, folder: Id, path: &Path) -> Option<Id> {
        parts(path).iter().try_fold(folder, |at, part| match &self.nodes[at] {
            Node::Folder(names) => names.get(part).copied(),
            _ => None,
        })
    }

    fn place(&self, action: Action, path: &Path) -> Result<(Id, String), Failure> {
        let missing = || failed(action, path, io::ErrorKind::NotFound);
        let folder = self.find(path.parent().unwrap_or(Path::new(""))).ok_or_else(missing)?;
        let name = parts(path).pop().ok_or_else(missing)?;
        Ok((folder, name))
    }

    fn name(&mut self, (folder, name): (Id, String), node: Option<Id>) {
        if let Node::Folder(names) = &mut self.nodes[folder] {
            match node {
                Some(node) => names.insert(name.clone(), node),
                None => names.remove(&name),
            };
        }
        self.waiting.push(Change::Name(folder, name, node));
    }

    fn add(&mut self, node: Node) -> Id {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn put(&mut self, path: &Path, bytes: &[u8], is_new: bool) -> Result<Stamp, Failure> {
        self.step(Action::Write, path, true)?;
        let place = self.place(Action::Write, path)?;
        let node = match self.find(path) {
            Some(_) if is_new => {
                return Err(failed(Action::Write, path, io::ErrorKind::AlreadyExists));
            }
            Some(node) => node,
            None => {
                let node = self.add(Node::File(Vec::new()));
                self.name(place, Some(node));
                node
            }
        };
        self.nodes[node] = Node::File(bytes.to_vec());
        self.waiting.push(Change::Bytes(node, bytes.to_vec()));
        Ok(Stamp { modified: 1, length: bytes.len() as u64 })
    }

    fn settle(&mut self, is_meant: impl Fn(&Change) -> bool) {
        let waiting = std::mem::take(&mut self.waiting);
        let (now, later): (Vec<Change>, Vec<Change>) = waiting.into_iter().partition(is_meant);
        now.iter().for_each(|change| apply(&mut self.settled, change));
        self.waiting = later;
    }

    fn list(&self, folder: Id, below: &Path, entries: &mut Vec<Entry>) {
        let Node::Folder(names) = &self.nodes[folder] else { return };
        for (name, node) in names {
            let path = below.join(name);
            let (kind, length) = match &self.nodes[*node] {
                Node::Folder(_) => {
                    self.list(*node, &path, entries);
                    continue;
                }
                Node::File(bytes) => (EntryKind::File, bytes.len() as u64),
                Node::Link(_) => (EntryKind::Link, 0),
            };
            entries.push(Entry { path, kind, stamp: Stamp { modified: 1, length } });
        }
    }
}

impl Disk for Platter {
    fn walk(&self, folder: &Path) -> Result<Vec<Entry>, Failure> {
        let (state, mut entries) = (self.state(), Vec::new());
        if let Some(folder) = state.find(folder) {
            state.list(folder, Path::new(""), &mut entries);
        }
        Ok(entries)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let state = self.state();
        match state.find(path).map(|node| &state.nodes[node]) {
            Some(Node::File(bytes)) => Ok(bytes.clone()),
            _ => Err(failed(Action::Read, path, io::ErrorKind::NotFound)),
        }
    }

    fn open(&self, path: &Path) -> Result<Box<dyn io::Read + Send>, Failure> {
        Ok(Box::new(io::Cursor::new(self.read(path)?)))
    }

    fn stamp(&self, path: &Path) -> Result<Option<Stamp>, Failure> {
        let bytes = self.read(path).ok();
        Ok(bytes.map(|bytes| Stamp { modified: 1, length: bytes.len() as u64 }))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        self.state().put(path, bytes, false)
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        let before = self.read(path).unwrap_or_default();
        self.state().put(path, &[&before, bytes].concat(), false)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        self.state().put(path, bytes, true)
    }

    fn copy(&self, from: &Path, to: &Path) -> Result<Stamp, Failure> {
        let bytes = self.read(from)?;
        self.state().put(to, &bytes, false)
    }

    fn make_folder(&self, folder: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        let mut path = PathBuf::new();
        for part in parts(folder) {
            path.push(part);
            if state.find(&path).is_none() {
                state.step(Action::Write, &path, true)?;
                let place = state.place(Action::Write, &path)?;
                let node = state.add(Node::Folder(Names::new()));
                state.name(place, Some(node));
            }
        }
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        state.step(Action::Rename, to, false)?;
        let missing = failed(Action::Rename, from, io::ErrorKind::NotFound);
        let Some(node) = state.find(from) else { return Err(missing) };
        let (from, to_place) =
            (state.place(Action::Rename, from)?, state.place(Action::Rename, to)?);
        if let Some(Node::Folder(names)) = state.find(to).map(|node| &state.nodes[node])
            && !names.is_empty()
        {
            return Err(failed(Action::Rename, to, io::ErrorKind::DirectoryNotEmpty));
        }
        for ((folder, name), node) in [(&from, None), (&to_place, Some(node))] {
            if let Node::Folder(names) = &mut state.nodes[*folder] {
                match node {
                    Some(node) => names.insert(name.clone(), node),
                    None => names.remove(name),
                };
            }
        }
        state.waiting.push(Change::Move { from, to: to_place, node });
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        if state.find(path).is_none() {
            return Ok(());
        }
        state.step(Action::Remove, path, false)?;
        let place = state.place(Action::Remove, path)?;
        state.name(place, None);
        Ok(())
    }

    fn remove_empty(&self, folder: &Path) -> Result<bool, Failure> {
        if !self.names(folder)?.is_empty() {
            return Ok(false);
        }
        self.remove(folder).map(|()| true)
    }

    /// One name after the other, as the system does it.
    fn remove_tree(&self, folder: &Path) -> Result<(), Failure> {
        for name in self.names(folder)? {
            let path = folder.join(name);
            match self.is_folder(&path) {
                true => self.remove_tree(&path)?,
                false => self.remove(&path)?,
            }
        }
        self.remove(folder)
    }

    fn is_folder(&self, path: &Path) -> bool {
        let state = self.state();
        state.find(path).is_some_and(|node| matches!(state.nodes[node], Node::Folder(_)))
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, Failure> {
        let state = self.state();
        Ok(match state.find(folder).map(|node| &state.nodes[node]) {
            Some(Node::Folder(names)) => names.keys().cloned().collect(),
            _ => Vec::new(),
        })
    }

    fn write_secret(&self, path: &Path, bytes: &[u8]) -> Result<Stamp, Failure> {
        self.write_new(path, bytes)
    }

    fn protect(&self, _: &Path) -> Result<(), Failure> {
        Ok(())
    }

    fn sync(&self, path: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        state.step(Action::Sync, path, true)?;
        let Some(own) = state.find(path) else { return Ok(()) };
        state.settle(|change| match change {
            Change::Bytes(node, _) => *node == own,
            Change::Name(folder, ..) => *folder == own,
            Change::Move { from, to, .. } => from.0 == own || to.0 == own,
        });
        Ok(())
    }

    fn sync_below(&self, folder: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        state.step(Action::Sync, folder, true)?;
        state.settle(|_| true);
        Ok(())
    }

    fn link(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        state.step(Action::Link, to, false)?;
        let missing = failed(Action::Link, from, io::ErrorKind::NotFound);
        let Some(node) = state.find(from) else { return Err(missing) };
        if state.find(to).is_some() {
            return Err(failed(Action::Link, to, io::ErrorKind::AlreadyExists));
        }
        let place = state.place(Action::Link, to)?;
        state.name(place, Some(node));
        Ok(())
    }

    fn shared(&self, a: &Path, b: &Path) -> Result<Option<Stamp>, Failure> {
        let is_shared = {
            let state = self.state();
            state.find(a) == state.find(b)
        };
        if is_shared { self.stamp(a) } else { Ok(None) }
    }

    fn point(&self, link: &Path, target: &Path) -> Result<(), Failure> {
        let mut state = self.state();
        state.step(Action::Link, link, false)?;
        let place = state.place(Action::Link, link)?;
        let node = state.add(Node::Link(target.to_owned()));
        state.name(place, Some(node));
        Ok(())
    }

    fn target_of(&self, link: &Path) -> Result<Option<PathBuf>, Failure> {
        let state = self.state();
        Ok(match state.find(link).map(|node| &state.nodes[node]) {
            Some(Node::Link(target)) => Some(target.clone()),
            _ => None,
        })
    }

    fn lock(&self, path: &Path, owner: &str) -> Result<Lock, Failure> {
        let mut state = self.state();
        state.step(Action::Lock, path, true)?;
        if let Some((words, held)) = state.locks.get(path)
            && held.strong_count() > 0
        {
            return Ok(Lock::Held(words.clone()));
        }
        let ours = Arc::new(());
        state.locks.insert(path.to_owned(), (owner.to_owned(), Arc::downgrade(&ours)));
        Ok(Lock::Ours(Box::new(ours)))
    }
}
