//! From judged documents to the written site.
//!
//! Where the last build planned the same pages and all its files stand, only pages whose text
//! differs are made, or none; else every page's key is asked.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::disk::Failure;
use crate::gate;
use crate::memory::{self, Memory, Planned};
use crate::model::artifact::Artifact;
use crate::pipeline::documents::{self, Looked, Parsed};
use crate::pipeline::guard::Guard;
use crate::pipeline::pages::{self, Scope};
use crate::pipeline::plan::{Plan, Planning};
use crate::pipeline::texts::Texts;
use crate::pipeline::{Documents, Inputs, Judged, Outcome, Report, discard, judge, shown, weights};
use crate::render::Renderer;
use crate::text::collate::Collator;
use crate::weigh::Scales;
use crate::write;

/// What was done, and the documents again; the inner `Err` holds mistakes of the theme.
type Built = Result<Result<(Report, Documents), Vec<Diagnostic>>, Failure>;

/// A build under way.
pub(super) struct Building<'a> {
    pub inputs: &'a Inputs<'a>,
    /// When it began, by the disk's clock.
    pub begun: i128,
}

impl Building<'_> {
    /// Brings the site into the state the documents ask for.
    pub(super) fn build(&self, judged: &Judged<'_>, documents: Documents) -> Built {
        let (disk, output) = (self.inputs.disk, &self.inputs.output);
        let memory = &judged.memory;
        let (parsed, scope) = match documents {
            Documents::Parsed(parsed) => (parsed, Scope::All),
            Documents::Planned(looked) => {
                let files: Vec<_> = memory.pages().map(|page| &page.written).collect();
                let stands = write::all_stand(disk, output, &files)?;
                if stands && !looked.has_new_text(memory) {
                    let report = self.nothing_new(judged, &looked)?;
                    return Ok(Ok((report, Documents::Planned(looked))));
                }
                match looked.remembered(self.inputs, memory) {
                    Some(parsed) => (parsed, if stands { Scope::Texts } else { Scope::All }),
                    None => return self.anew(judged),
                }
            }
        };
        self.compile(judged, parsed, scope)
    }

    /// The memory is damaged: without it, from the beginning.
    fn anew(&self, judged: &Judged<'_>) -> Built {
        let ground = (judged.ground, judged.theme);
        let told = &mut Outcome::default();
        let (judged, documents) =
            judge(self.inputs, Memory::default(), ground, judged.listing, told)?;
        self.build(&judged, documents)
    }

    /// The same pages with the same texts stand already; at most times of files are to be noted.
    fn nothing_new(&self, judged: &Judged<'_>, looked: &Looked) -> Result<Report, Failure> {
        let memory = &judged.memory;
        let pages = memory.pages().filter(|page| page.key.is_some()).count();
        let published = memory.planned().published;
        if !looked.is_remembered(memory) {
            let together = judged.together.clone();
            let mut next = self.next(judged, Planned { together, ..memory.planned().clone() });
            looked.records().for_each(|record| next.add_document(Arc::clone(record)));
            memory.pages().for_each(|page| next.add_page(page.clone()));
            memory.copy_files(&mut next);
            next.save(self.inputs.disk, &self.inputs.output, memory, &|_| None)?;
        }
        let heavy = weights::problems(memory.pages());
        Ok(Report { pages, published, heavy, ..Report::default() })
    }

    fn compile(&self, judged: &Judged<'_>, mut parsed: Parsed, scope: Scope) -> Built {
        let Judged { memory, ground, theme, .. } = judged;
        let (Some(renderer), Some(assets)) = (&ground.renderer, &ground.assets) else {
            return Ok(Err(ground.problems.clone()));
        };
        let outlines = parsed.outlines();
        let published = gate::open(&outlines, &theme.kinds, self.inputs.at);
        let texts = Texts::of(&parsed, &published.positions);
        let bodies = parsed.take_bodies(&published.positions);
        let planning = Planning {
            disk: self.inputs.disk,
            settings: &ground.settings,
            theme,
            assets,
            listing: judged.listing,
            memory,
            today: self.inputs.at.date(),
            previous: None,
        };
        let positions = published.positions.clone();
        let guard = Guard::new(self.inputs, theme, &planning, &parsed, positions)?;
        let mut planned = Planned {
            key: judged.key,
            span: gate::span(&outlines, self.inputs.at),
            together: judged.together.clone(),
            published: published.outlines.len(),
            audited: guard.key,
            built_for: Some(self.inputs.at),
            searched: memory.planned().searched,
        };
        // What stands was not looked through for what is withheld now.
        let scope = if guard.is_new { Scope::All } else { scope };
        let plan = planning.plan(published, &texts)?;
        memory::frame::keep(self.inputs.disk, &self.inputs.output, plan.view.site())?;
        let run = self.run((judged, &guard), (renderer, &assets.artifacts), &plan, &texts);
        let artifacts: Vec<Artifact> = assets.artifacts.clone();
        let made = match run.all(bodies, artifacts, scope)? {
            Ok(made) => made,
            Err(broken) => return Ok(Err(broken)),
        };
        run.sweep()?;
        planned.searched = made.searched;
        let report = Report { published: planned.published, ..made.report };
        let mut next = self.next(judged, planned);
        parsed.records.iter().for_each(|record| next.add_document(Arc::clone(record)));
        made.records.into_iter().for_each(|page| next.add_page(page));
        plan.files.into_iter().chain(guard.files).for_each(|file| next.add_file(file));
        let outline = |path: &str| parsed.outline(0, path);
        next.save(self.inputs.disk, &self.inputs.output, memory, &outline)?;
        discard((plan.view, outlines));
        Ok(Ok((report, Documents::Parsed(parsed))))
    }

    fn run<'r>(
        &'r self,
        (judged, guard): (&'r Judged<'_>, &'r Guard<'r>),
        (renderer, artifacts): (&'r Renderer, &[Artifact]),
        plan: &'r Plan,
        texts: &'r Texts,
    ) -> pages::Run<'r> {
        pages::Run {
            inputs: self.inputs,
            memory: &judged.memory,
            view: &plan.view,
            renderer,
            theme: judged.theme,
            texts,
            language: judged.ground.settings.language,
            collator: Collator::new(),
            guard,
            listing: judged.listing,
            scales: Scales::new(artifacts),
            settings_file: format!("{}/site.yaml", shown(&self.inputs.content)).into(),
        }
    }

    /// The memory of this build, still empty.
    fn next(&self, judged: &Judged<'_>, planned: Planned) -> Memory {
        let key = documents::documents_key(judged.theme, judged.ground.settings.language);
        Memory::new(self.inputs.program, key, self.begun, planned)
    }
}
