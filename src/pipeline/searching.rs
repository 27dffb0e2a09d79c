//! The search index of a build: kept while its pages stay the same, else made of their records.
//!
//! A page that was rendered brings its record along; one that stays has it in the block of texts
//! that stands in the site. Where a block was touched, the page's text is parsed again.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::{PageRecord, index};
use crate::model::artifact::{Artifact, Written};
use crate::model::kind::SECTION;
use crate::model::page::{Page, PageKind};
use crate::model::page_key::PageKey;
use crate::model::theme::{Theme, string};
use crate::pipeline::guard::Found;
use crate::pipeline::pages::{Done, Run, Scope};
use crate::search::{self, Indexing, Part, Record, Subject, Words};
use crate::view::{PageId, View};
use crate::write::{Growing, Staged, Writing};

/// The files of an index, staged or kept.
pub(super) struct Searched {
    /// The keys of the pages it was made of.
    pub key: Hash,
    pub staged: Vec<Staged>,
    /// What of withheld documents seems to be in it.
    pub found: Vec<Found>,
}

/// What a page is called in the folder of its address.
const INDEX: &str = "index.html";

/// The address of a document by the path of its page.
pub(super) fn address(path: &str) -> &str {
    path.strip_suffix(INDEX).unwrap_or(path)
}

/// Whether a file of the site belongs to the search index; pages never do.
pub(super) fn is_of_index(page: &PageRecord) -> bool {
    page.key.is_none() && is_index_path(&page.written.path)
}

/// Whether a path is one at which files of the index stand; the search page stands there too.
pub(super) fn is_index_path(path: &str) -> bool {
    path.starts_with(search::FOLDER) || path.starts_with("data/search")
}

/// The pages of the index in its order: documents, then what documents said earlier.
pub(super) fn pages(view: &View) -> Vec<PageId> {
    let plan = view.plan().into_iter();
    let documents = plan.filter(|id| matches!(id, PageId::Document(_)));
    documents.chain(view.earlier_texts()).collect()
}

/// Whether a page is in the index.
pub(super) fn is_searched(page: &Page) -> bool {
    page.kind == PageKind::Document || page.is_earlier_text()
}

impl Run<'_> {
    /// The index after some pages were made; takes their records.
    pub(super) fn search(
        &self,
        done: &mut [Done],
        writing: &Writing<'_>,
        scope: Scope,
    ) -> Result<Searched, Failure> {
        let pages = pages(self.view);
        let paths: Vec<String> = pages.par_iter().map(|id| self.view.path(*id)).collect();
        let key = self.search_key(&paths, done);
        if let Some(staged) = self.standing_index(writing, scope)? {
            if key == self.memory.planned().searched {
                return Ok(Searched { key, staged, found: Vec::new() });
            }
            if let Some(edited) = self.reindex((key, &paths), done, &staged, writing)? {
                return Ok(edited);
            }
        }
        let all = pages.into_iter().zip(paths).collect();
        self.index((key, all), done, writing)
    }

    /// The index of all records.
    fn index(
        &self,
        (key, pages): (Hash, Vec<(PageId, String)>),
        done: &mut [Done],
        writing: &Writing<'_>,
    ) -> Result<Searched, Failure> {
        let mut known = self.known_records(done, pages.len(), writing)?;
        let subject = subject(self.view, self.theme);
        let mut indexing = Indexing::new(pages.len(), &subject);
        let size = search::block_size(pages.len());
        let (mut staged, mut found) = (Vec::new(), Vec::new());
        let mut bulks: Vec<(String, Growing<'_>)> = Vec::new();
        for part in pages.chunks(search::PART) {
            let records = part.iter().map(|(id, path)| (*id, known.remove(path)));
            let records: Vec<(PageId, Option<Words>)> = records.collect();
            let records = records.into_par_iter();
            let words = records.map(|(id, known)| known.map_or_else(|| self.words(id), Ok));
            let words = words.collect::<Result<Vec<Words>, Failure>>()?;
            let body = |words: &Words| match self.guard.is_needed() {
                true => words.of_body().to_owned(),
                false => String::new(),
            };
            let bodies: Vec<String> = words.iter().map(body).collect();
            let records = words.into_iter().map(|words| words.record).collect();
            let Part { blocks, lines, bulk } = indexing.add(records);
            let blocks = blocks.into_iter().zip(bodies.chunks(size)).collect();
            let grow = || grown(&mut bulks, bulk, writing)?.add(&lines);
            let (blocks, grown) = rayon::join(|| self.blocks(blocks, writing), grow);
            grown?;
            let (of_blocks, leaks) = blocks?;
            staged.extend(of_blocks);
            found.extend(leaks);
        }
        let blocks: Vec<Hash> = staged.iter().map(|file: &Staged| file.written.hash).collect();
        let (rest, standing) = indexing.finish(blocks);
        let rest = rest.into_par_iter().map(|file| writing.stage(file));
        staged.extend(rest.collect::<Result<Vec<_>, Failure>>()?);
        for (_, bulk) in bulks {
            staged.push(bulk.end()?);
        }
        index::keep(self.inputs.disk, &self.inputs.output, key, &standing)?;
        Ok(Searched { key, staged, found })
    }

    /// The records that need not be made anew, by the path of their page.
    fn known_records(
        &self,
        done: &mut [Done],
        pages: usize,
        writing: &Writing<'_>,
    ) -> Result<HashMap<String, Words>, Failure> {
        let fresh =
            done.iter_mut().filter_map(|done| Some((done.path().to_owned(), *done.words.take()?)));
        let fresh: HashMap<String, Words> = fresh.collect();
        if fresh.len() == pages {
            return Ok(fresh);
        }
        let mut known = self.standing_words(writing)?;
        known.extend(fresh);
        Ok(known)
    }

    /// Stages blocks of texts, each with the bodies of public texts in it, as far as they are known,
    /// and what of withheld documents seems to be in them. What is in other files of the index
    /// stands in the blocks too, in plain words.
    pub(super) fn blocks(
        &self,
        blocks: Vec<(Artifact, &[String])>,
        writing: &Writing<'_>,
    ) -> Result<(Vec<Staged>, Vec<Found>), Failure> {
        let done = blocks.into_par_iter().map(|(file, bodies)| {
            let found = (file.path.to_string(), self.guard.made(&file, bodies));
            Ok((writing.stage(file)?, found))
        });
        let done: Vec<(Staged, Found)> = done.collect::<Result<_, Failure>>()?;
        let (staged, mut found): (Vec<Staged>, Vec<Found>) = done.into_iter().unzip();
        found.retain(|(_, keys)| !keys.is_empty());
        Ok((staged, found))
    }

    /// The key of every page in the index, in its order.
    fn search_key(&self, paths: &[String], done: &[Done]) -> Hash {
        let fresh: HashMap<&str, Option<PageKey>> =
            done.iter().map(|done| (done.path(), done.record.key)).collect();
        let key = |path: &String| match fresh.get(path.as_str()) {
            Some(key) => *key,
            None => self.memory.page(path).and_then(|page| page.key),
        };
        let keys: Vec<(&str, Option<PageKey>)> =
            paths.par_iter().map(|path| (path.as_str(), key(path))).collect();
        Hash::of_value(&keys)
    }

    /// The files of the last index, if all of them stand. Where only texts are made, that is known.
    fn standing_index(
        &self,
        writing: &Writing<'_>,
        scope: Scope,
    ) -> Result<Option<Vec<Staged>>, Failure> {
        let files: Vec<&PageRecord> =
            self.memory.pages().filter(|page| is_of_index(page)).collect();
        let stand = files.into_par_iter().map(|page| match scope {
            Scope::Texts => Ok(Some(page.written.clone())),
            Scope::All => writing.standing(&page.written.path),
        });
        let stand = stand.collect::<Result<Vec<Option<Written>>, Failure>>()?.into_iter();
        Ok(stand.map(|file| Some(Staged { written: file?, is_new: false })).collect())
    }

    /// The words of pages that stay, by the path of the page.
    fn standing_words(&self, writing: &Writing<'_>) -> Result<HashMap<String, Words>, Failure> {
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
        let path = |record: &Record| format!("{}{INDEX}", record.address);
        // A page that is to be made again brings its own; the others have not changed.
        Ok(records.into_iter().flatten().map(|record| (path(&record), record.into())).collect())
    }

    /// The words of a page that was not rendered.
    fn words(&self, id: PageId) -> Result<Words, Failure> {
        let mut page = self.view.page(id);
        page.body = self.body(id)?;
        Ok(search::words(&page, &self.theme.kinds))
    }
}

/// The file under way at a path; they come one after the other.
fn grown<'g, 'w>(
    files: &'g mut Vec<(String, Growing<'w>)>,
    path: String,
    writing: &'w Writing<'w>,
) -> Result<&'g mut Growing<'w>, Failure> {
    if files.last().is_none_or(|(last, _)| *last != path) {
        let file = writing.grow(&path)?;
        files.push((path, file));
    }
    let at = files.len() - 1;
    Ok(&mut files[at].1)
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
    let earlier = string(strings, "search.earlier").to_owned();
    let earlier = (search::EARLIER.to_owned(), earlier, view.earlier_texts().len());
    let statuses = strings.keys().filter_map(|key| {
        let short = key.strip_prefix("status.").or_else(|| key.strip_prefix("phase."))?;
        Some((short.to_owned(), string(strings, key).to_owned()))
    });
    let scripts =
        ["rules", "read", "engine", "answer", "open"].map(|part| format!("search/{part}.js"));
    Subject {
        kinds: kinds.chain([earlier]).filter(|(_, _, count)| *count > 0).collect(),
        statuses: statuses.collect(),
        scripts: scripts
            .iter()
            .filter_map(|name| theme.scripts.get(name).map(String::as_str))
            .collect(),
        worker: theme.scripts.get("search/sw.js").map_or("", String::as_str),
        base_url: &view.site().base_url,
    }
}
