//! The search index after a few texts changed: only the files that say something else are made.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::index;
use crate::model::artifact::Artifact;
use crate::pipeline::pages::{Done, Run};
use crate::pipeline::searching::{self, Searched};
use crate::search::{self, Edit, Edited, Record, Standing};
use crate::write::{Staged, Writing};

/// Where more than one document in so many changed, all of them are asked.
const FEW: usize = 16;

impl Run<'_> {
    /// The index after edits of few of its documents, whose pages are `paths`, in order; `files` are
    /// those that stand. `None` where all records are to be asked.
    pub(super) fn reindex(
        &self,
        (key, paths): (Hash, &[String]),
        done: &[Done],
        files: &[Staged],
        writing: &Writing<'_>,
    ) -> Result<Option<Searched>, Failure> {
        let subject = searching::subject(self.view, self.theme);
        let Some(edited) = self.edited(paths, done, &subject) else { return Ok(None) };
        let Edited { standing, blocks, files: made } = edited;
        let (blocks, found) =
            self.blocks(blocks.into_iter().map(|block| (block, &[][..])).collect(), writing)?;
        let stage = |files: Vec<Artifact>| -> Result<Vec<Staged>, Failure> {
            files.into_par_iter().map(|file| writing.stage(file)).collect()
        };
        let shards: BTreeSet<String> = standing.shards().collect();
        let kept = files.iter().filter(|file| {
            !search::is_shard(&file.written.path) || shards.contains(&*file.written.path)
        });
        let all = kept.cloned().chain(blocks).chain(stage(made)?);
        let mut all: BTreeMap<Arc<str>, Staged> = all.map(by_path).collect();
        let blocks = search::block_paths(paths.len());
        let hashes = blocks.filter_map(|path| Some(all.get(path.as_str())?.written.hash));
        let entry = standing.entry(&subject, hashes.collect::<Vec<Hash>>());
        all.extend(stage(entry.into())?.into_iter().map(by_path));
        index::keep(self.inputs.disk, &self.inputs.output, key, &standing)?;
        Ok(Some(Searched { key, staged: all.into_values().collect(), found }))
    }

    fn edited(
        &self,
        paths: &[String],
        done: &[Done],
        subject: &search::Subject<'_>,
    ) -> Option<Edited> {
        let last = self.memory.planned().searched;
        let standing: Standing = index::kept(self.inputs.disk, &self.inputs.output, last)?;
        let addresses = paths.iter().map(|path| searching::address(path));
        if !standing.is_of(search::key(addresses, subject)) {
            return None;
        }
        let site = self.inputs.output.join("site");
        let read = |path: &str| self.inputs.disk.read(&site.join(path)).ok();
        standing.edited(&edits(paths, done, &read)?, subject, &read)
    }
}

fn by_path(file: Staged) -> (Arc<str>, Staged) {
    (Arc::clone(&file.written.path), file)
}

/// The documents whose record differs; `None` where they are many, or not known well.
fn edits(paths: &[String], done: &[Done], read: search::Read<'_>) -> Option<Vec<Edit>> {
    let fresh = done.iter().filter_map(|done| Some((done.path(), &done.words.as_deref()?.record)));
    let fresh: HashMap<&str, &Record> = fresh.collect();
    if fresh.len() > paths.len() / FEW + 1 {
        return None;
    }
    let fresh = paths.iter().enumerate().filter_map(|(at, path)| Some((at, *fresh.get(&**path)?)));
    let edits = fresh.map(|(at, record)| Edit::of(at, paths.len(), record, read));
    let mut edits: Vec<Edit> = edits.collect::<Option<_>>()?;
    edits.retain(Edit::changes);
    Some(edits)
}
