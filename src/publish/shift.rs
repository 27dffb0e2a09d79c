//! One run at a place whose lock is ours: files, the step that shows them, removals.

mod retained;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::hash::Hash;
use crate::model::target::Mode;
use crate::publish::Stop;
use crate::publish::crew::Crew;
use crate::publish::ledger::{Journal, Standing};
use crate::publish::lock::Lock;
use crate::publish::plan::{self, Group};
use crate::publish::probe::Abilities;
use crate::publish::push::{Brought, Meter, Parcel};
use crate::publish::remote::{Dial, Line, Put, parent};
use crate::publish::site::{Site, tree_of};

/// Files that are put at a time over one connection: as many as hide the way there and back.
const BATCH: usize = 16;
/// Bytes that are held for them, unless one file alone has more.
const BATCH_BYTES: u64 = 4 * 1024 * 1024;

/// A run.
pub(super) struct Shift<'a> {
    parcel: &'a Parcel<'a>,
    dial: &'a dyn Dial,
    meter: &'a dyn Meter,
    can: Abilities,
    site: Site,
    lock: Lock,
    journal: Mutex<Journal<'a>>,
    /// What a file is called while it is not whole.
    unfinished: String,
    sent: AtomicUsize,
    bytes: AtomicU64,
    copied: AtomicUsize,
}

impl<'a> Shift<'a> {
    pub(super) fn new(
        dial: &'a dyn Dial,
        parcel: &'a Parcel<'a>,
        meter: &'a dyn Meter,
        (can, site): (Abilities, Site),
        (lock, journal): (Lock, Journal<'a>),
    ) -> Self {
        // The words of a lock are those of one publisher; a run that is continued has the same.
        let unfinished = format!(".tmp-{}", &Hash::of(lock.words.as_bytes()).hex()[..8]);
        Self {
            parcel,
            dial,
            meter,
            can,
            site,
            lock,
            journal: Mutex::new(journal),
            unfinished,
            sent: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            copied: AtomicUsize::new(0),
        }
    }

    pub(super) fn run(self, mut crew: Crew<'a>, mut brought: Brought) -> Result<Brought, Stop> {
        let gone = match self.site.mode {
            Mode::InPlace => {
                self.in_place(&mut crew)?;
                self.not_needed()?
            }
            Mode::Switch | Mode::Pointer => self.beside(&mut crew)?,
        };
        brought.removed = gone.len();
        if !gone.is_empty() {
            self.lock.look_again(crew.line())?;
        }
        self.remove(&mut crew, &gone)?;
        {
            let mut journal = self.journal();
            journal.ledger.at = self.parcel.says.clone();
            journal.ledger.to = None;
            journal.rewrite()?;
        }
        self.lock.release(crew.line())?;
        self.journal().add("lock \n")?;
        brought.sent = self.sent.into_inner();
        brought.bytes = self.bytes.into_inner();
        brought.copied = self.copied.into_inner();
        Ok(brought)
    }

    fn journal(&self) -> MutexGuard<'_, Journal<'a>> {
        // A panic elsewhere leaves whole lines behind.
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lots in their order, then the file that says that all is there.
    fn in_place(&self, crew: &mut Crew<'a>) -> Result<(), Stop> {
        let lots = plan::lots(&self.journal().ledger.files, &self.parcel.wanted);
        self.begin(lots.iter().flat_map(|(_, lot)| lot))?;
        let mut last = Group::Files;
        for (group, lot) in &lots {
            // Readers see none of the new files before the first of these, nor the release as a
            // whole before the second.
            for turn in [Group::Changed, Group::Envelope] {
                if last < turn && *group >= turn {
                    self.lock.look_again(crew.line())?;
                }
            }
            last = *group;
            self.lot(crew, "", lot)?;
        }
        if last < Group::Envelope {
            self.lock.look_again(crew.line())?;
        }
        self.say(crew)
    }

    /// All files below a name of their own, then the step that shows them; returns the files of
    /// trees that nobody is shown any more.
    fn beside(&self, crew: &mut Crew<'a>) -> Result<Vec<Arc<str>>, Stop> {
        let tree = tree_of(&self.parcel.says);
        let before = tree_of(&self.journal().ledger.at);
        let missing = |path: &&Arc<str>| {
            let there = self.standing(&format!("{tree}{path}"));
            there.is_none_or(|there| there.hash != self.parcel.wanted.get(*path).copied())
        };
        let missing: Vec<Arc<str>> = self.parcel.wanted.keys().filter(missing).cloned().collect();
        let is_copy = |path: &Arc<str>| self.can.copies && self.has(&before, path);
        let (copies, puts): (Vec<_>, Vec<_>) = missing.into_iter().partition(is_copy);
        self.begin(puts.iter())?;
        self.intend('?', &tree, copies.iter())?;
        crew.each(&copies, |line, path| self.copy(line, &before, &tree, path))?;
        self.lot(crew, &tree, &puts)?;
        self.retain(crew, &before, &tree)?;
        self.lock.look_again(crew.line())?;
        self.show(crew.line(), &tree)?;
        self.say(crew)?;
        // The tree before stays for readers who are still in it, unless it shows the same release
        // with what a decision has erased since.
        let number = |tree: &str| tree.split('-').next().map(str::to_owned);
        let keeps = self.parcel.erased.is_empty() || number(&before) != number(&tree);
        let is_old = |path: &&Arc<str>| {
            let is_kept = path.starts_with(&tree) || keeps && path.starts_with(&before);
            path.starts_with("_r/") && !is_kept
        };
        Ok(self.journal().ledger.files.keys().filter(is_old).cloned().collect())
    }

    fn show(&self, line: &mut Line<'a>, tree: &str) -> Result<(), Stop> {
        match self.site.mode {
            Mode::Switch => {
                let (link, way) = (self.site.link(), self.site.way_to(tree.trim_end_matches('/')));
                line.attempt(|session| session.point(link, &way))?;
            }
            Mode::Pointer if self.dial.nature().folders => {
                let rule =
                    format!("RewriteEngine On\nRewriteRule ^(?!_r/|_lantoa/)(.*)$ {tree}$1 [L]\n");
                // Noted, so that another mode takes it away again.
                self.journal().add("! .htaccess\n")?;
                self.put_whole(line, &self.site.at(".htaccess"), rule.as_bytes())?;
            }
            _ => {}
        }
        Ok(())
    }

    fn say(&self, crew: &mut Crew<'a>) -> Result<(), Stop> {
        let tree = match self.site.mode {
            Mode::InPlace => String::new(),
            _ => format!("{}\n", tree_of(&self.parcel.says)),
        };
        let text = format!("{}\n{tree}", self.parcel.says);
        self.put_whole(crew.line(), &self.site.current(), text.as_bytes())
    }

    /// Tells how much is to be sent.
    fn begin<'p>(&self, paths: impl Iterator<Item = &'p Arc<str>>) -> Result<(), Stop> {
        let (mut files, mut bytes) = (0, 0);
        for path in paths {
            let stamp = self.parcel.disk.stamp(&self.parcel.tree.join(&**path))?;
            files += 1;
            bytes += stamp.map_or(0, |stamp| stamp.length);
        }
        self.meter.begin(self.dial.name(), files, bytes);
        Ok(())
    }

    /// Notes what is about to be done: what was begun and not confirmed is unknown.
    fn intend<'p>(
        &self,
        sign: char,
        below: &str,
        paths: impl Iterator<Item = &'p Arc<str>>,
    ) -> Result<(), Stop> {
        let lines = paths.fold(String::new(), |mut lines, path| {
            let _ = writeln!(lines, "{sign} {below}{path}");
            lines
        });
        if !lines.is_empty() {
            let mut journal = self.journal();
            journal.add(&lines)?;
            journal.sync()?;
        }
        Ok(())
    }

    /// Files that may be put in any order.
    fn lot(&self, crew: &mut Crew<'a>, below: &str, paths: &[Arc<str>]) -> Result<(), Stop> {
        let unsure: BTreeSet<&Arc<str>> = paths
            .iter()
            .filter(|path| self.standing(&format!("{below}{path}")).is_some())
            .collect();
        self.intend('?', below, paths.iter())?;
        crew.each(&self.batches(paths)?, |line, batch| {
            let files = batch.iter().map(|path| self.whole(path)).collect::<Result<Vec<_>, _>>()?;
            let puts = batch.iter().zip(&files).map(|(path, (bytes, _))| {
                let at = self.site.at(&format!("{below}{path}"));
                // A name of a tree may be a second name of a file that readers are shown: what is
                // there is taken away and not written over.
                match below.is_empty() {
                    true => self.whole_put(at, bytes),
                    false => Put { path: at, bytes, staged: None, clears: unsure.contains(path) },
                }
            });
            let puts: Vec<Put<'_>> = puts.collect();
            let mut noted = Ok(());
            line.put_all(&puts, |at| {
                let ((bytes, hash), path) = (&files[at], &batch[at]);
                self.sent.fetch_add(1, Ordering::Relaxed);
                self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                self.meter.sent(bytes.len() as u64);
                let note = self.journal().add(&format!("= {} {below}{path}\n", hash.hex()));
                noted = std::mem::replace(&mut noted, Ok(())).and(note);
            })?;
            Ok(noted?)
        })?;
        if !paths.is_empty() {
            self.journal().sync()?;
        }
        Ok(())
    }

    /// Neighbours that one connection puts at a time: few, and no more than memory bears.
    fn batches<'p>(&self, paths: &'p [Arc<str>]) -> Result<Vec<&'p [Arc<str>]>, Stop> {
        let (mut batches, mut begin, mut bytes) = (Vec::new(), 0, 0);
        for (at, path) in paths.iter().enumerate() {
            let stamp = self.parcel.disk.stamp(&self.parcel.tree.join(&**path))?;
            let length = stamp.map_or(0, |stamp| stamp.length);
            if at > begin && (at - begin == BATCH || bytes + length > BATCH_BYTES) {
                batches.push(&paths[begin..at]);
                (begin, bytes) = (at, 0);
            }
            bytes += length;
        }
        batches.extend(Some(&paths[begin..]).filter(|rest| !rest.is_empty()));
        Ok(batches)
    }

    /// The bytes of a file, which are those that are wanted.
    fn whole(&self, path: &Arc<str>) -> Result<(Vec<u8>, Hash), Stop> {
        let file = self.parcel.tree.join(&**path);
        let bytes = self.parcel.disk.read(&file)?;
        let hash = Hash::of(&bytes);
        match self.parcel.wanted.get(path) == Some(&hash) {
            true => Ok((bytes, hash)),
            false => Err(Stop::Damaged(file)),
        }
    }

    fn copy(&self, line: &mut Line<'a>, from: &str, to: &str, path: &Arc<str>) -> Result<(), Stop> {
        let (old, new) =
            (self.site.at(&format!("{from}{path}")), self.site.at(&format!("{to}{path}")));
        let is_copied = line.attempt(|session| {
            session.delete(&new)?;
            session.copy(&old, &new)
        })?;
        if !is_copied {
            let (bytes, _) = self.whole(path)?;
            line.attempt(|session| session.put(&new, &bytes))?;
        }
        self.copied.fetch_add(1, Ordering::Relaxed);
        let Some(hash) = self.parcel.wanted.get(path) else { return Ok(()) };
        Ok(self.journal().add(&format!("= {} {to}{path}\n", hash.hex()))?)
    }

    /// Puts a file so that readers never see a part of it, where the place allows that.
    fn put_whole(&self, line: &mut Line<'a>, path: &str, bytes: &[u8]) -> Result<(), Stop> {
        Ok(line.put_all(&[self.whole_put(path.to_owned(), bytes)], |_| {})?)
    }

    fn whole_put<'b>(&self, path: String, bytes: &'b [u8]) -> Put<'b> {
        let is_staged = !self.dial.nature().puts_whole;
        let staged = is_staged.then(|| format!("{path}{}", self.unfinished));
        Put { path, bytes, staged, clears: is_staged && !self.can.replaces }
    }

    fn standing(&self, path: &str) -> Option<Standing> {
        self.journal().ledger.files.get(path).copied()
    }

    /// Whether the wanted bytes of a path stand below a tree.
    fn has(&self, tree: &str, path: &Arc<str>) -> bool {
        let there = self.standing(&format!("{tree}{path}"));
        there.is_some_and(|there| {
            there.hash.is_some() && there.hash == self.parcel.wanted.get(path).copied()
        })
    }

    /// What stands in place and no page needs: retired first if its name is hashed, else to go.
    fn not_needed(&self) -> Result<Vec<Arc<str>>, Stop> {
        let (seq, now) = (self.parcel.seq, self.parcel.now);
        let (mut gone, mut lines) = (Vec::new(), String::new());
        let mut journal = self.journal();
        for (path, there) in &journal.ledger.files {
            let _ = match (self.parcel.wanted.contains_key(path), there) {
                // Needed again.
                (true, Standing { retired: Some(_), hash: Some(hash), .. }) => {
                    writeln!(lines, "= {} {path}", hash.hex())
                }
                (true, _) => Ok(()),
                (false, Standing { hash: Some(hash), .. }) if self.parcel.erased.contains(hash) => {
                    gone.push(Arc::clone(path));
                    Ok(())
                }
                _ if path.starts_with("_r/") => Ok(()),
                (false, Standing { retired: None, doubtful: false, .. })
                    if plan::is_hashed(path) =>
                {
                    match now {
                        Some(now) => writeln!(lines, "~ {seq} {now} {path}"),
                        None => Ok(()),
                    }
                }
                (false, Standing { retired: Some(_), .. }) => {
                    if self.is_due(there) {
                        gone.push(Arc::clone(path));
                    }
                    Ok(())
                }
                _ => {
                    gone.push(Arc::clone(path));
                    Ok(())
                }
            };
        }
        journal.add(&lines)?;
        Ok(gone)
    }

    /// Removes files, then the folders that they leave empty.
    fn remove(&self, crew: &mut Crew<'a>, gone: &[Arc<str>]) -> Result<(), Stop> {
        let unsure: BTreeSet<&Arc<str>> = gone
            .iter()
            .filter(|path| self.standing(path).is_some_and(|there| there.hash.is_none()))
            .collect();
        self.intend('x', "", gone.iter())?;
        crew.each(gone, |line, path| {
            let at = self.site.at(path);
            let is_unsure = unsure.contains(path);
            line.attempt(|session| {
                if is_unsure && !self.dial.nature().puts_whole {
                    session.delete(&format!("{at}{}", self.unfinished))?;
                }
                session.delete(&at)
            })?;
            Ok(self.journal().add(&format!("- {path}\n"))?)
        })?;
        if !self.dial.nature().folders {
            return Ok(());
        }
        let mut folders = BTreeSet::new();
        for path in gone {
            let mut folder = parent(path);
            while let Some(one) = folder {
                folders.insert((std::cmp::Reverse(one.matches('/').count()), one));
                folder = parent(one);
            }
        }
        let files = |folder: &str| {
            let journal = self.journal();
            let first = journal.ledger.files.range(Arc::from(format!("{folder}/"))..).next();
            first.is_some_and(|(path, _)| path.starts_with(&format!("{folder}/")))
        };
        for (_, folder) in folders {
            if !files(folder) {
                crew.line().attempt(|session| session.remove_empty(&self.site.at(folder)))?;
            }
        }
        Ok(())
    }
}
