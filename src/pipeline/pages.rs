//! Renders the pages whose key is new, keeps the rest, writes what differs.
//!
//! The last two of the four comparisons: the key of a page, then the hash of its bytes.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::compare;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::disk::Failure;
use crate::hash::Hash;
use crate::memory::{self, Memory, PageRecord};
use crate::model::artifact::{Artifact, Written};
use crate::model::body::Body;
use crate::model::comparison::Comparison;
use crate::model::page::Page;
use crate::model::page_key::{self, PageKey};
use crate::model::theme::Theme;
use crate::parse::Parsing;
use crate::pipeline::around::{self, Beside};
use crate::pipeline::guard::{Found, Guard};
use crate::pipeline::texts::{Bodies, Texts};
use crate::pipeline::{Inputs, Report, Stage, searching, weights};
use crate::read::Listing;
use crate::render::Renderer;
use crate::search::{self, Words};
use crate::text::collate::Collator;
use crate::view::{PageId, View};
use crate::weigh::Scales;
use crate::write::{Staged, Writing};

/// What rendering needs.
pub(super) struct Run<'a> {
    pub inputs: &'a Inputs<'a>,
    pub memory: &'a Memory,
    pub view: &'a View,
    pub renderer: &'a Renderer,
    pub theme: &'a Theme,
    pub texts: &'a Texts,
    pub language: Language,
    pub collator: Collator,
    pub guard: &'a Guard<'a>,
    pub listing: &'a Listing,
    pub scales: Scales,
    /// How messages write `site.yaml`.
    pub settings_file: Arc<str>,
}

/// Which pages may differ from those that stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Any of them.
    All,
    /// Those whose text differs: the last build planned the same pages, and its files stand.
    Texts,
}

/// What was made.
pub(super) struct Made {
    pub records: Vec<PageRecord>,
    pub report: Report,
    /// The keys of the pages that the search index is made of.
    pub searched: Hash,
}

/// One page, staged or kept.
pub(super) struct Done {
    pub record: PageRecord,
    staged: Staged,
    /// Why it was rendered, if it was.
    reason: Option<Vec<&'static str>>,
    /// What of withheld documents seems to be in it.
    found: Vec<u64>,
    /// What search knows of it, if it was rendered and is a document's.
    pub words: Option<Box<Words>>,
}

impl Done {
    /// The path of the page below the site's root.
    pub(super) fn path(&self) -> &str {
        &self.record.written.path
    }
}

/// Why a page or a picture could not be made.
pub(super) enum Trouble {
    World(Failure),
    /// A mistake in the theme or in a picture, or a page over a limit of the site's own.
    Theme(Diagnostic),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
    }
}

/// The pages, and what stands beside them.
type Rendered = (Vec<Result<Done, Trouble>>, Result<Vec<Beside>, Trouble>);

/// Why a site is not committed.
enum Halt {
    World(Failure),
    /// Mistakes in the theme or in a picture, or what leaks.
    Problems(Vec<Diagnostic>),
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
    }
}

impl From<Trouble> for Halt {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::World(failure) => Self::World(failure),
            Trouble::Theme(problem) => Self::Problems(vec![problem]),
        }
    }
}

impl Run<'_> {
    /// Renders, stages and commits the whole site.
    pub(super) fn all(
        &self,
        mut bodies: Bodies,
        assets: Vec<Artifact>,
        scope: Scope,
    ) -> Result<Result<Made, Vec<Diagnostic>>, Failure> {
        let previous = |path: &str| self.memory.page(path).map(|record| record.written.clone());
        let inputs = self.inputs;
        let writing = Writing::begin(inputs.disk, &inputs.output, &inputs.content, &previous)?;
        let plan = self.in_scope(scope);
        inputs.progress.begin(Stage::Render, plan.len());
        // A text is shown on one page and dropped with it, but for those of a history.
        let work: Vec<(PageId, Option<Arc<Body>>)> = plan
            .into_iter()
            .map(|id| (id, self.view.text_of(id).and_then(|at| self.handed(at, &mut bodies))))
            .collect();
        let page = |(id, body): (PageId, Option<Arc<Body>>)| {
            let done = self.page(id, body, &writing);
            inputs.progress.step();
            done
        };
        // What stands around the pages is made beside them, so that no worker waits for it alone.
        let rendered: Rendered = rayon::join(
            || work.into_par_iter().map(page).collect(),
            || match scope {
                Scope::All => self.beside(&writing, assets),
                Scope::Texts => Ok(Vec::new()),
            },
        );
        match self.ready(rendered, &writing, scope) {
            Ok((done, rest, searched)) => {
                let (records, report) = self.commit(writing, done, rest, scope)?;
                Ok(Ok(Made { records, report, searched }))
            }
            Err(halt) => {
                writing.abandon()?;
                match halt {
                    Halt::World(failure) => Err(failure),
                    Halt::Problems(problems) => Ok(Err(problems)),
                }
            }
        }
    }

    /// The pages whose keys are to be asked.
    fn in_scope(&self, scope: Scope) -> Vec<PageId> {
        let plan = self.view.plan();
        match scope {
            Scope::All => plan,
            Scope::Texts => plan.into_par_iter().filter(|id| self.has_new_text(*id)).collect(),
        }
    }

    /// Whether the last build knew another text of a page, or none.
    fn has_new_text(&self, id: PageId) -> bool {
        self.view.body_hash(id).is_some_and(|body| {
            let old = self.memory.page(&self.view.path(id)).and_then(|page| page.key);
            old.is_none_or(|key| key.body != body)
        })
    }

    fn page(
        &self,
        id: PageId,
        body: Option<Arc<Body>>,
        writing: &Writing<'_>,
    ) -> Result<Done, Trouble> {
        let mut page = self.view.page(id);
        let key = page_key::key(&page, self.theme.hash);
        let path = page.path();
        let last = self.memory.page(&path);
        let old = last.and_then(|record| record.key);
        if old == Some(key)
            && let Some(written) = writing.standing(&path)?
        {
            let heavy = last.and_then(|last| weights::standing(last, &page, &self.settings_file));
            let record = PageRecord { heavy, ..record_of(&written, Some(key)) };
            let staged = Staged { written, is_new: false };
            let found = self.guard.standing(&path)?;
            return Ok(Done { record, staged, reason: None, found, words: None });
        }
        page.body = if body.is_some() { body } else { self.body(id)? };
        page.comparison = self.comparison(&page)?;
        let html = self.renderer.render(&page).map_err(Trouble::Theme)?;
        let heavy = weights::weighed(&page, &html, &self.scales, &self.settings_file);
        if let Some(heavy) = heavy.as_ref().filter(|heavy| heavy.limit.is_own) {
            return Err(Trouble::Theme(weights::problem(&path, heavy)));
        }
        let found = self.guard.page(&path, &html, page.body.as_deref());
        let is_searched = searching::is_searched(&page);
        let words = is_searched.then(|| Box::new(search::words(&page, &self.theme.kinds)));
        let staged = writing.stage(Artifact::made(path, html))?;
        let record = PageRecord { heavy, ..record_of(&staged.written, Some(key)) };
        let reason = old.map_or_else(|| vec!["new"], |old| key.differences(&old));
        Ok(Done { record, staged, reason: Some(reason), found, words })
    }

    /// The text of a page, parsed again where this run had no reason to.
    pub(super) fn body(&self, id: PageId) -> Result<Option<Arc<Body>>, Failure> {
        self.view.text_of(id).map_or(Ok(None), |text| self.text(text))
    }

    fn text(&self, text: u32) -> Result<Option<Arc<Body>>, Failure> {
        let parsing =
            Parsing { kinds: &self.theme.kinds, language: self.language, collator: &self.collator };
        Ok(self.texts.parse(self.inputs, text, &parsing)?.map(|text| text.body))
    }

    /// A text that was parsed in this run.
    fn handed(&self, text: u32, bodies: &mut Bodies) -> Option<Arc<Body>> {
        let slot = &mut bodies[text as usize];
        if self.view.is_shown_often(text) { slot.clone() } else { slot.take() }
    }

    /// What differs between the two texts of a page that compares them.
    fn comparison(&self, page: &Page) -> Result<Option<Box<Comparison>>, Failure> {
        let Some(pair) = &page.pair else { return Ok(None) };
        let bodies = [self.text(pair.before.1.text)?, self.text(pair.after.1.text)?];
        let words = compare::Words { theme: self.theme, collator: &self.collator };
        Ok(Some(Box::new(compare::compare(page, pair, bodies, &words))))
    }

    /// Everything that is staged, with the search index, and the key of that; nothing where a part
    /// could not be made, or something leaks.
    fn ready(
        &self,
        (done, rest): Rendered,
        writing: &Writing<'_>,
        scope: Scope,
    ) -> Result<(Vec<Done>, Vec<Beside>, Hash), Halt> {
        let mut done = sorted_out(done)?;
        let mut rest = rest?;
        let index = self.search(&mut done, writing, scope)?;
        let mut found = around::found(&rest);
        found.extend(index.found);
        rest.extend(index.staged.into_iter().map(Beside::from));
        let leaks = self.leaks(&done, found)?;
        if leaks.is_empty() { Ok((done, rest, index.key)) } else { Err(Halt::Problems(leaks)) }
    }

    /// What of withheld documents is in pages and other files.
    fn leaks(&self, done: &[Done], found: Vec<Found>) -> Result<Vec<Diagnostic>, Failure> {
        let pages = done.iter().filter(|page| !page.found.is_empty());
        let pages = pages.map(|page| (page.path().to_owned(), page.found.clone()));
        self.guard.leaks(&pages.chain(found).collect::<Vec<Found>>())
    }

    /// Every file of the last build but those made now.
    fn kept(&self, done: &[Done]) -> (Vec<PageRecord>, Vec<Staged>) {
        let made: BTreeSet<&str> = done.iter().map(Done::path).collect();
        let is_kept = |page: &&PageRecord| {
            !made.contains(&*page.written.path) && !searching::is_of_index(page)
        };
        let kept = self.memory.pages().filter(is_kept);
        let staged = |page: &PageRecord| Staged { written: page.written.clone(), is_new: false };
        kept.map(|page| (page.clone(), staged(page))).unzip()
    }

    fn commit(
        &self,
        writing: Writing<'_>,
        done: Vec<Done>,
        rest: Vec<Beside>,
        scope: Scope,
    ) -> Result<(Vec<PageRecord>, Report), Failure> {
        let mut report = Report::default();
        let (mut records, mut staged) = match scope {
            Scope::All => (Vec::with_capacity(done.len() + rest.len()), Vec::new()),
            Scope::Texts => self.kept(&done),
        };
        for page in done {
            if let Some(reason) = page.reason {
                report.rendered += 1;
                report.reasons.push((page.record.written.path.to_string(), reason));
            }
            records.push(page.record);
            staged.push(page.staged);
        }
        for file in rest {
            let written = &file.staged.written;
            records.push(PageRecord { made_of: file.made_of, ..record_of(written, None) });
            staged.push(file.staged);
        }
        report.heavy = weights::problems(records.iter());
        report.pages = records.iter().filter(|record| record.key.is_some()).count();
        report.written = staged.iter().filter(|file| file.is_new).count();
        let known = (!self.memory.is_empty()).then(|| self.memory.site_paths());
        if report.written > 0 || known.as_ref().is_none_or(|known| known.len() != staged.len()) {
            memory::forget(self.inputs.disk, &self.inputs.output)?;
        }
        report.removed = writing.commit(&staged, known.as_deref())?;
        Ok((records, report))
    }
}

/// What is remembered of any file.
fn record_of(written: &Written, key: Option<PageKey>) -> PageRecord {
    PageRecord { written: written.clone(), key, made_of: None, heavy: None }
}

/// All pages, or all mistakes of the theme, or the first failure of the world.
fn sorted_out(done: Vec<Result<Done, Trouble>>) -> Result<Vec<Done>, Halt> {
    let (mut pages, mut broken) = (Vec::with_capacity(done.len()), Vec::new());
    for result in done {
        match result {
            Ok(page) => pages.push(page),
            Err(Trouble::Theme(problem)) => broken.push(problem),
            Err(Trouble::World(failure)) => return Err(Halt::World(failure)),
        }
    }
    if broken.is_empty() { Ok(pages) } else { Err(Halt::Problems(broken)) }
}
