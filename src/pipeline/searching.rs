//! The search index of a build: kept while its pages stay the same, else made of their records.
//!
//! A page that was rendered brings its record along; one that stays has it in the block of texts
//! that stands in the site. Where a block was touched, the page's text is parsed again.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::PageRecord;
use crate::model::artifact::Artifact;
use crate::model::kind::SECTION;
use crate::model::page_key::PageKey;
use crate::model::theme::{Theme, string};
use crate::pipeline::guard::Found;
use crate::pipeline::pages::{Done, Run};
use crate::search::{self, Record, Subject};
use crate::view::{PageId, View};
use crate::write::{Staged, Writing};

/// The files of an index, staged or kept.
pub(super) struct Searched {
    /// The keys of the pages it was made of.
    pub key: Hash,
    pub staged: Vec<Staged>,
    /// What of withheld documents seems to be in it.
    pub found: Vec<Found>,
}

/// Whether a file of the site belongs to the search index; pages never do.
pub(super) fn is_of_index(page: &PageRecord) -> bool {
    page.key.is_none() && is_index_path(&page.written.path)
}

/// Whether a path is one at which files of the index stand; the search page stands there too.
pub(super) fn is_index_path(path: &str) -> bool {
    path.starts_with(search::FOLDER) || path.starts_with("data/search")
}

/// The documents in the order of the index.
pub(super) fn documents(view: &View) -> Vec<PageId> {
    let plan = view.plan().into_iter();
    plan.filter(|id| matches!(id, PageId::Document(_))).collect()
}

impl Run<'_> {
    /// The index after some pages were made; takes their records.
    pub(super) fn search(
        &self,
        done: &mut [Done],
        writing: &Writing<'_>,
    ) -> Result<Searched, Failure> {
        let documents = documents(self.view);
        let paths: Vec<String> = documents.iter().map(|id| self.view.path(*id)).collect();
        let key = self.search_key(&paths, done);
        if key == self.memory.planned().searched
            && let Some(staged) = self.standing_index(writing)?
        {
            return Ok(Searched { key, staged, found: Vec::new() });
        }
        let mut fresh: HashMap<String, Box<Record>> = done
            .iter_mut()
            .filter_map(|done| Some((done.record.written.path.to_string(), done.words.take()?)))
            .collect();
        let mut kept = match fresh.len() == documents.len() {
            true => HashMap::new(),
            false => self.standing_records(writing)?,
        };
        let known: Vec<Option<Record>> = paths
            .iter()
            .map(|path| fresh.remove(path).map(|record| *record).or_else(|| kept.remove(path)))
            .collect();
        drop(kept);
        let records = known
            .into_par_iter()
            .zip(documents)
            .map(|(known, id)| known.map_or_else(|| self.record(id), Ok))
            .collect::<Result<Vec<Record>, Failure>>()?;
        let index = search::index(&records, &subject(self.view, self.theme));
        drop(records);
        // What is in shards stands in the blocks too, in plain words.
        let found = index.blocks.par_iter();
        let found = found.map(|file| (file.path.to_string(), self.guard.artifact(file)));
        let found = found.filter(|(_, keys)| !keys.is_empty()).collect();
        let files: Vec<Artifact> = index.blocks.into_iter().chain(index.rest).collect();
        let staged = files.into_par_iter().map(|file| writing.stage(file));
        Ok(Searched { key, staged: staged.collect::<Result<_, Failure>>()?, found })
    }

    /// The key of every page in the index, in its order.
    fn search_key(&self, paths: &[String], done: &[Done]) -> Hash {
        let fresh: HashMap<&str, Option<PageKey>> =
            done.iter().map(|done| (&*done.record.written.path, done.record.key)).collect();
        let key = |path: &String| match fresh.get(path.as_str()) {
            Some(key) => *key,
            None => self.memory.page(path).and_then(|page| page.key),
        };
        let keys: Vec<(&str, Option<PageKey>)> =
            paths.iter().map(|path| (path.as_str(), key(path))).collect();
        Hash::of_value(&keys)
    }

    /// The files of the last index, if all of them stand.
    fn standing_index(&self, writing: &Writing<'_>) -> Result<Option<Vec<Staged>>, Failure> {
        let mut staged = Vec::new();
        for page in self.memory.pages().filter(|page| is_of_index(page)) {
            match writing.standing(&page.written.path)? {
                Some(written) => staged.push(Staged { written, is_new: false }),
                None => return Ok(None),
            }
        }
        Ok(Some(staged))
    }

    /// The records of pages that stay, by the path of the page.
    fn standing_records(&self, writing: &Writing<'_>) -> Result<HashMap<String, Record>, Failure> {
        let site = self.inputs.output.join("site");
        let blocks: Vec<&PageRecord> = self
            .memory
            .pages()
            .filter(|page| is_of_index(page) && search::is_block(&page.written.path))
            .collect();
        let records = blocks.into_par_iter().map(|page| -> Result<Vec<Record>, Failure> {
            match writing.standing(&page.written.path)? {
                Some(written) => {
                    let bytes = self.inputs.disk.read(&site.join(&*written.path))?;
                    Ok(search::read_block(&bytes))
                }
                None => Ok(Vec::new()),
            }
        });
        let records = records.collect::<Result<Vec<_>, Failure>>()?;
        let path = |record: &Record| format!("{}index.html", record.address);
        // A page that is to be made again brings its own; the others have not changed.
        Ok(records.into_iter().flatten().map(|record| (path(&record), record)).collect())
    }

    /// The record of a page that was not rendered.
    fn record(&self, id: PageId) -> Result<Record, Failure> {
        let mut page = self.view.page(id);
        page.body = self.body(id)?;
        Ok(search::record(&page, &self.theme.kinds))
    }
}

/// What an index is made of beside its records.
pub(super) fn subject<'a>(view: &'a View, theme: &'a Theme) -> Subject<'a> {
    let language = view.language();
    let documents = |at: u8| view.campaign().sections.row(u32::from(at)).len();
    let of_documents = theme.kinds.iter().filter(|(_, kind)| kind.name != SECTION);
    let kinds = of_documents.map(|(at, kind)| {
        (kind.name.clone(), kind.plural.in_language(language).to_owned(), documents(at))
    });
    let strings = theme.strings(language);
    let statuses = strings.keys().filter_map(|key| {
        let short = key.strip_prefix("status.").or_else(|| key.strip_prefix("phase."))?;
        Some((short.to_owned(), string(strings, key).to_owned()))
    });
    let scripts = ["rules", "engine", "answer", "open"].map(|part| format!("search/{part}.js"));
    Subject {
        kinds: kinds.filter(|(_, _, count)| *count > 0).collect(),
        statuses: statuses.collect(),
        scripts: scripts
            .iter()
            .filter_map(|name| theme.scripts.get(name).map(String::as_str))
            .collect(),
        worker: theme.scripts.get("search/sw.js").map_or("", String::as_str),
        base_url: &view.site().base_url,
    }
}
