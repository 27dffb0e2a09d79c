//! Removes what no release names, and the bytes of releases that are to be forgotten.
//!
//! Lists, RELEASE and signatures are never removed: what was said stays known, even where its bytes
//! are gone. Works only from a list of roots that is there and can be read: a listing that came back
//! empty must not look like a store in which nothing is needed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::disk::Failure;
use crate::record::{Refusal, Store, Trouble, Writing, is_of};

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Sealed files.
    pub objects: usize,
    /// Their bytes together.
    pub bytes: u64,
    /// Trees.
    pub trees: usize,
}

impl Store<'_> {
    /// Releases whose bytes were let go.
    pub fn forgotten(&self) -> Result<BTreeSet<u32>, Trouble> {
        let path = self.root.join("forgotten");
        if self.disk.stamp(&path)?.is_none() {
            return Ok(BTreeSet::new());
        }
        let text = String::from_utf8_lossy(&self.disk.read(&path)?).into_owned();
        let seqs: Option<BTreeSet<u32>> = text.lines().map(|line| line.parse().ok()).collect();
        Ok(seqs.ok_or(Refusal::Damaged(path))?)
    }
}

impl Writing<'_> {
    /// Removes what nobody names; before that, lets go of the bytes of these releases. The current
    /// one and milestones cannot be forgotten.
    pub fn collect(&self, forget: &[u32]) -> Result<Removed, Trouble> {
        let store = &self.store;
        // With one that was lost nobody gets here: `begin` tells it from a store without releases.
        let Some(head) = self.head() else { return Err(Refusal::NothingReleased.into()) };
        let pins = store.pins()?;
        let mut forgotten = store.forgotten()?;
        for seq in forget {
            if *seq == 0 || *seq > head.seq {
                return Err(Refusal::NoRelease(*seq).into());
            }
            if *seq == head.seq || pins.contains_key(seq) {
                return Err(Refusal::StillShown(*seq).into());
            }
            forgotten.insert(*seq);
        }
        let mut needed = BTreeSet::new();
        for seq in 1..=head.seq {
            // Each list is read, that of a forgotten release too: one that cannot be is a reason to
            // stop, not a release that needs nothing.
            let manifest = store.manifest(seq)?;
            if !forgotten.contains(&seq) {
                needed.extend(manifest.files().iter().map(|(_, hash)| store.object(*hash)));
            }
        }
        if needed.is_empty() {
            return Err(Refusal::Damaged(store.root.join("releases")).into());
        }
        if !forget.is_empty() {
            let lines: Vec<String> = forgotten.iter().map(|seq| format!("{seq}\n")).collect();
            self.keep("forgotten", lines.concat().as_bytes())?;
        }
        let mut removed = Removed { trees: self.drop_trees(head.seq)?, ..Removed::default() };
        self.drop_objects(&needed, &mut removed)?;
        Ok(removed)
    }

    fn drop_objects(
        &self,
        needed: &BTreeSet<PathBuf>,
        removed: &mut Removed,
    ) -> Result<(), Failure> {
        let folder = self.store.root.join("objects");
        for entry in self.store.disk.walk(&folder)? {
            let path = folder.join(entry.path);
            if !needed.contains(&path) {
                self.store.disk.remove(&path)?;
                removed.objects += 1;
                removed.bytes += entry.stamp.length;
            }
        }
        Ok(())
    }

    /// Removes every tree but the newest of the current release.
    pub(super) fn drop_trees(&self, current: u32) -> Result<usize, Failure> {
        let store = &self.store;
        let kept = store.tree(current)?;
        let trees = store.root.join("trees");
        let mut removed = 0;
        for name in store.disk.names(&trees)? {
            let path = trees.join(&name);
            if is_of(&name).is_some() && Some(&path) != kept.as_ref() {
                store.disk.remove_tree(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
