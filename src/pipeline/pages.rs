//! Renders the pages whose key is new, keeps the rest, writes what differs.
//!
//! The last two of the four comparisons: the key of a page, then the hash of its bytes.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::disk::Failure;
use crate::memory::{self, Memory, PageRecord};
use crate::model::artifact::Artifact;
use crate::model::body::Body;
use crate::model::page_key;
use crate::model::theme::Theme;
use crate::parse::Parsing;
use crate::pipeline::around::{self, Beside};
use crate::pipeline::guard::{Found, Guard};
use crate::pipeline::texts::{Bodies, Texts};
use crate::pipeline::{Inputs, Report, Stage};
use crate::read::Listing;
use crate::render::Renderer;
use crate::text::collate::Collator;
use crate::view::{PageId, View};
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
}

/// One page, staged or kept.
struct Done {
    record: PageRecord,
    staged: Staged,
    /// Why it was rendered, if it was.
    reason: Option<Vec<&'static str>>,
    /// What of withheld documents seems to be in it.
    found: Vec<u64>,
}

/// Why a page or a picture could not be made.
pub(super) enum Trouble {
    World(Failure),
    /// A mistake in the theme, or in a picture.
    Theme(Diagnostic),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
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
        // A text is shown on one page and dropped with it.
        let work: Vec<(PageId, Option<Arc<Body>>)> = plan
            .into_iter()
            .map(|id| (id, self.view.text_of(id).and_then(|at| bodies[at as usize].take())))
            .collect();
        let page = |(id, body): (PageId, Option<Arc<Body>>)| {
            let done = self.page(id, body, &writing);
            inputs.progress.step();
            done
        };
        // What stands around the pages is made beside them, so that no worker waits for it alone.
        let (done, rest): (Vec<Result<Done, Trouble>>, _) = rayon::join(
            || work.into_par_iter().map(page).collect(),
            || match scope {
                Scope::All => self.beside(&writing, assets),
                Scope::Texts => Ok(Vec::new()),
            },
        );
        let done = match sorted_out(done) {
            Ok(Ok(done)) => done,
            Ok(Err(broken)) => {
                writing.abandon()?;
                return Ok(Err(broken));
            }
            Err(failure) => {
                writing.abandon()?;
                return Err(failure);
            }
        };
        let rest = match rest {
            Ok(rest) => rest,
            Err(Trouble::Theme(broken)) => {
                writing.abandon()?;
                return Ok(Err(vec![broken]));
            }
            Err(Trouble::World(failure)) => {
                writing.abandon()?;
                return Err(failure);
            }
        };
        match self.leaks(&done, around::found(&rest)) {
            Ok(leaks) if leaks.is_empty() => self.commit(writing, done, rest, scope).map(Ok),
            Ok(leaks) => {
                writing.abandon()?;
                Ok(Err(leaks))
            }
            Err(failure) => {
                writing.abandon()?;
                Err(failure)
            }
        }
    }

    /// The pages whose keys are to be asked.
    fn in_scope(&self, scope: Scope) -> Vec<PageId> {
        let mut plan = self.view.plan();
        if scope == Scope::Texts {
            plan.retain(|id| {
                self.view.text_of(*id).is_some_and(|document| {
                    let old = self.memory.page(&self.view.path(*id)).and_then(|page| page.key);
                    old.is_none_or(|key| key.body != self.texts.hashes[document as usize])
                })
            });
        }
        plan
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
        let old = self.memory.page(&path).and_then(|record| record.key);
        if old == Some(key)
            && let Some(written) = writing.standing(&path)?
        {
            let record = PageRecord { written: written.clone(), key: Some(key), made_of: None };
            let staged = Staged { written, is_new: false };
            let found = self.guard.standing(&path)?;
            return Ok(Done { record, staged, reason: None, found });
        }
        page.body = if body.is_some() { body } else { self.body(id)? };
        let html = self.renderer.render(&page).map_err(Trouble::Theme)?;
        let found = self.guard.page(&path, &html, page.body.as_deref());
        let staged = writing.stage(Artifact::made(path, html))?;
        let record = PageRecord { written: staged.written.clone(), key: Some(key), made_of: None };
        let reason = old.map_or_else(|| vec!["new"], |old| key.differences(&old));
        Ok(Done { record, staged, reason: Some(reason), found })
    }

    /// The text of a page, parsed again where this run had no reason to.
    fn body(&self, id: PageId) -> Result<Option<Arc<Body>>, Failure> {
        let Some(document) = self.view.text_of(id) else { return Ok(None) };
        let parsing =
            Parsing { kinds: &self.theme.kinds, language: self.language, collator: &self.collator };
        let text = self.texts.parse(self.inputs, document, &parsing)?;
        Ok(text.map(|text| text.body))
    }

    /// What of withheld documents is in pages and other files.
    fn leaks(&self, done: &[Done], found: Vec<Found>) -> Result<Vec<Diagnostic>, Failure> {
        let pages = done.iter().filter(|page| !page.found.is_empty());
        let pages = pages.map(|page| (page.record.written.path.to_string(), page.found.clone()));
        self.guard.leaks(&pages.chain(found).collect::<Vec<Found>>())
    }

    /// Every file of the last build but those made now.
    fn kept(&self, done: &[Done]) -> (Vec<PageRecord>, Vec<Staged>) {
        let made: BTreeSet<&str> = done.iter().map(|page| &*page.record.written.path).collect();
        let kept = self.memory.pages().filter(|page| !made.contains(&*page.written.path));
        let staged = |page: &PageRecord| Staged { written: page.written.clone(), is_new: false };
        kept.map(|page| (page.clone(), staged(page))).unzip()
    }

    fn commit(
        &self,
        writing: Writing<'_>,
        done: Vec<Done>,
        rest: Vec<Beside>,
        scope: Scope,
    ) -> Result<Made, Failure> {
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
            let written = file.staged.written.clone();
            records.push(PageRecord { written, key: None, made_of: file.made_of });
            staged.push(file.staged);
        }
        report.pages = records.iter().filter(|record| record.key.is_some()).count();
        report.written = staged.iter().filter(|file| file.is_new).count();
        let known = (!self.memory.is_empty()).then(|| self.memory.site_paths());
        if report.written > 0 || known.as_ref().is_none_or(|known| known.len() != staged.len()) {
            memory::forget(self.inputs.disk, &self.inputs.output)?;
        }
        report.removed = writing.commit(&staged, known.as_deref())?;
        Ok(Made { records, report })
    }
}

/// All pages, or all mistakes of the theme, or the first failure of the world.
fn sorted_out(
    done: Vec<Result<Done, Trouble>>,
) -> Result<Result<Vec<Done>, Vec<Diagnostic>>, Failure> {
    let (mut pages, mut broken) = (Vec::with_capacity(done.len()), Vec::new());
    for result in done {
        match result {
            Ok(page) => pages.push(page),
            Err(Trouble::Theme(problem)) => broken.push(problem),
            Err(Trouble::World(failure)) => return Err(failure),
        }
    }
    Ok(if broken.is_empty() { Ok(pages) } else { Err(broken) })
}
