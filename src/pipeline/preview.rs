//! A site kept in memory: what a build would write, each page made when it is asked for.
//!
//! A preview is a value; `refresh` makes the next one of it and of the files that may have changed,
//! by the same stages and the same comparisons as a build. Where the content has a lỗi, the scene of
//! the last good run stays on the stage, and the problems say why. Writes nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::catalogue::Language;
use crate::diagnostic::{self, Diagnostic};
use crate::disk::Failure;
use crate::hash::Hashed;
use crate::memory::{self, Memory, Planned, Together};
use crate::model::body::Body;
use crate::model::document::Outline;
use crate::model::theme::Theme;
use crate::pipeline::documents::{self, Looked, Parsed};
use crate::pipeline::ground::{self, Ground};
use crate::pipeline::judging::Judging;
use crate::pipeline::look;
use crate::pipeline::planner::{Planner, Staged};
use crate::pipeline::scene::Scene;
use crate::pipeline::sought::Sought;
use crate::pipeline::told::{self, Last};
use crate::pipeline::{Inputs, accept, settle, shown};
use crate::read::{self, Listing};
use crate::text::date::{Date, Instant};

/// Whose eyes look at the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// The writers': drafts too.
    Writers,
    /// The citizens', at an instant.
    Citizens(Instant),
}

/// What may have changed since the last look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suspects {
    /// Nobody knows.
    Everything,
    /// These and nothing else.
    Some {
        /// Settings or theme.
        ground: bool,
        /// Paths below the content folder.
        content: Vec<PathBuf>,
    },
}

/// What a look found to be different from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// What is wrong; the pages are those of before.
    Problems,
    /// The pages, and perhaps what is wrong.
    Pages,
}

/// Texts parsed while the preview runs, by path: those of edited documents.
pub(super) type Edited = BTreeMap<Arc<str>, Arc<Body>>;

/// A site in memory.
#[derive(Clone)]
pub struct Preview {
    ground: Arc<Ground>,
    listing: Arc<Listing>,
    memory: Arc<Memory>,
    parsed: Arc<Parsed>,
    pub(super) together: Together,
    day: Date,
    edited: Arc<Edited>,
    scene: Option<Scene>,
    /// Everything that is wrong, sorted; lines are not filled in.
    pub problems: Vec<Diagnostic>,
}

impl Preview {
    /// The first look at a site.
    pub fn open(inputs: &Inputs<'_>) -> Result<Self, Failure> {
        let look = Look {
            ground: Arc::new(ground::load(inputs)?),
            listing: Arc::new(read::list(inputs.disk, &inputs.content, &shown(&inputs.content))?),
            memory: Arc::new(Memory::load(inputs.disk, &inputs.output, inputs.program)),
            last: None,
        };
        look.at(inputs)
    }

    /// The next preview, where these may have changed.
    pub fn refresh(&self, inputs: &Inputs<'_>, suspects: &Suspects) -> Result<Self, Failure> {
        let content = shown(&inputs.content);
        let (is_new_ground, listing) = match suspects {
            Suspects::Everything => (true, read::list(inputs.disk, &inputs.content, &content)?),
            Suspects::Some { ground, content: paths } => {
                let last = &self.listing;
                (*ground, read::relist(inputs.disk, &inputs.content, &content, last, paths)?)
            }
        };
        let ground = match is_new_ground {
            true => Arc::new(ground::load(inputs)?),
            false => Arc::clone(&self.ground),
        };
        let (listing, memory) = (Arc::new(listing), Arc::clone(&self.memory));
        Look { ground, listing, memory, last: Some(self) }.at(inputs)
    }

    /// What readers see now that they did not see at the last look.
    pub fn change_since(&self, last: &Self) -> Change {
        let is_same = match (&self.scene, &last.scene) {
            (Some(now), Some(then)) => {
                Arc::ptr_eq(&now.stage, &then.stage) && Arc::ptr_eq(&now.edited, &then.edited)
            }
            (None, None) => true,
            _ => false,
        };
        match is_same {
            false => Change::Pages,
            true if self.problems != last.problems => Change::Problems,
            true => Change::Nothing,
        }
    }

    /// The next instant after this one at which something becomes public or disappears.
    pub fn next_instant(&self, after: Instant) -> Option<Instant> {
        self.scene.as_ref()?.next_turn(after)
    }

    /// The folder of a theme that is named by its path; those named by name lie with the themes.
    pub fn theme_folder(&self, inputs: &Inputs<'_>) -> Option<PathBuf> {
        let name = inputs.theme.as_ref().unwrap_or(&self.ground.settings.theme);
        name.contains(['/', '\\']).then(|| PathBuf::from(name))
    }

    /// The path of the style sheet below the site's root, in the scene that is shown.
    pub fn style_path(&self) -> Option<&str> {
        let assets = self.scene.as_ref()?.ground.assets.as_ref()?;
        let (_, path) = assets.names.iter().find(|(name, _)| name == "site.css")?;
        Some(path)
    }

    /// Whether anything keeps the site from being built.
    pub fn is_broken(&self) -> bool {
        diagnostic::any_error(&self.problems)
    }

    /// The language the site speaks.
    pub fn language(&self) -> Language {
        self.ground.settings.language
    }

    /// The last good scene for the writers' eyes.
    pub fn scene(&self) -> Option<&Scene> {
        self.scene.as_ref()
    }

    /// The scene for other eyes; `None` while the content has a lỗi.
    pub fn scene_for(&self, inputs: &Inputs<'_>, sight: Sight) -> Result<Option<Scene>, Failure> {
        if self.is_broken() {
            return Ok(None);
        }
        let look = Planner {
            ground: &self.ground,
            listing: &self.listing,
            memory: &self.memory,
            last: self.scene.as_ref(),
        };
        let planned = look.stage(inputs, sight, &self.parsed)?;
        Ok(planned.map(|(stage, _)| Scene {
            ground: Arc::clone(&self.ground),
            stage: Arc::new(stage),
            listing: Arc::clone(&self.listing),
            edited: Arc::clone(&self.edited),
            sight,
            sought: Sought::after(self.scene.as_ref()),
        }))
    }

    /// Some of the problems with their lines filled in.
    pub fn with_lines(&self, inputs: &Inputs<'_>, problems: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut problems = problems.to_vec();
        settle(inputs, &mut problems);
        problems
    }
}

/// Everything a look begins with.
struct Look<'p> {
    ground: Arc<Ground>,
    listing: Arc<Listing>,
    memory: Arc<Memory>,
    last: Option<&'p Preview>,
}

impl Look<'_> {
    fn at(self, inputs: &Inputs<'_>) -> Result<Preview, Failure> {
        let begun = memory::now(inputs.disk, &inputs.output)?;
        let Some(theme) = self.ground.theme.clone() else { return Ok(self.without_theme(inputs)) };
        let ground = (&*self.ground, &*theme);
        let last = self.last.map(|last| &*last.parsed);
        let looked = look::looked(inputs, (&self.memory, last), ground, &self.listing)?;
        let own = looked.problems();
        let Some(parsed) = self.with_outlines(inputs, looked) else {
            // A damaged memory is an empty one.
            return Look { memory: Arc::default(), last: None, ..self }.at(inputs);
        };
        let is_shown = self.shown(&parsed, inputs).is_some();
        // Planned while it is judged: the wait is as long as the longer one, and what is judged to
        // be wrong is seldom.
        let (together, planned) = rayon::join(
            || self.together(inputs, &theme, &parsed),
            || match is_shown || diagnostic::any_error(&own) || !self.ground.problems.is_empty() {
                true => Ok(None),
                false => self.planner().stage(inputs, Sight::Writers, &parsed),
            },
        );
        let (mut together, planned) = (together?, planned?);
        let mut problems = own;
        let others = [&self.ground.problems, &self.listing.problems, &together.problems];
        problems.extend(others.into_iter().flatten().cloned());
        let (registry, content) = (&together.registry, shown(&inputs.content));
        let last = match self.last {
            Some(last) => Last::Look(&last.parsed, &last.together),
            None => Last::Build(&self.memory),
        };
        together.told = told::told(parsed.records.iter(), registry, &last, &content);
        problems.extend(together.told.values().flatten().cloned());
        accept(inputs, &mut problems, &together.acceptances);
        problems.sort();
        problems.dedup();
        let key = documents::documents_key(&theme, self.ground.settings.language);
        // Of documents it need know nothing: `parsed` does.
        let next = Memory::new(inputs.program, key, begun, Planned::default());
        self.finish(inputs, Found { parsed, together, problems, memory: next, planned })
    }

    /// What is found of documents together: as at the last look, where nothing it depends on differs.
    fn together(
        &self,
        inputs: &Inputs<'_>,
        theme: &Theme,
        parsed: &Parsed,
    ) -> Result<Together, Failure> {
        let day = inputs.at.date();
        if let Some(last) = self.last.filter(|last| last.day == day && self.is_like(last, parsed)) {
            return Ok(last.together.clone());
        }
        let judging =
            Judging { inputs, theme, settings: &self.ground.settings, listing: &self.listing };
        let of_build = &self.memory.planned().together.findings;
        let known = self.last.map_or(of_build, |last| &last.together.findings);
        judging.together(parsed, &|stamp| self.memory.trusts(&[stamp]), known)
    }

    fn planner(&self) -> Planner<'_> {
        Planner {
            ground: &self.ground,
            listing: &self.listing,
            memory: &self.memory,
            last: self.last.and_then(|last| last.scene.as_ref()),
        }
    }

    /// Adds the outlines of what was not parsed now: of the last look, or else of the last build.
    fn with_outlines(&self, inputs: &Inputs<'_>, looked: Looked) -> Option<Parsed> {
        match self.last {
            Some(last) => looked.parsed(&|near, path| last.parsed.outline(near, path)),
            None => looked.remembered(inputs, &self.memory),
        }
    }

    /// Plans the scene, or leaves the last good one where it is.
    fn finish(self, inputs: &Inputs<'_>, found: Found) -> Result<Preview, Failure> {
        let Found { parsed, together, problems, memory: mut next, planned } = found;
        let edited = self.edited(&parsed);
        let last = self.last.and_then(|last| last.scene.clone());
        let (ground, listing) = (Arc::clone(&self.ground), Arc::clone(&self.listing));
        let sight = Sight::Writers;
        let mut scene = last;
        if diagnostic::any_error(&problems) {
            self.memory.copy_files(&mut next);
        } else if let Some(shown) = self.shown(&parsed, inputs) {
            self.memory.copy_files(&mut next);
            let stage = match Arc::ptr_eq(&ground, &shown.ground) {
                true => Arc::clone(&shown.stage),
                false => Arc::new(shown.stage.dressed(&ground)),
            };
            let edited = Arc::clone(&edited);
            let is_same = Arc::ptr_eq(&stage, &shown.stage) && Arc::ptr_eq(&edited, &shown.edited);
            let sought = match is_same {
                true => Arc::clone(&shown.sought),
                false => Sought::after(Some(shown)),
            };
            scene = Some(Scene { ground, stage, listing, edited, sight, sought });
        } else {
            let planned = match planned {
                Some(planned) => Some(planned),
                None => self.planner().stage(inputs, sight, &parsed)?,
            };
            scene = planned.map(|(stage, files)| {
                files.into_iter().for_each(|file| next.add_file(file));
                let (stage, edited) = (Arc::new(stage), Arc::clone(&edited));
                let sought = Sought::after(scene.as_ref());
                Scene { ground, stage, listing, edited, sight, sought }
            });
        }
        next.settle();
        let (parsed, memory) = (Arc::new(parsed), Arc::new(next));
        let (ground, listing) = (self.ground, self.listing);
        let day = inputs.at.date();
        Ok(Preview { ground, listing, memory, parsed, together, day, edited, scene, problems })
    }

    /// Whether nothing that documents see of each other has changed.
    fn is_like(&self, last: &Preview, parsed: &Parsed) -> bool {
        let then = last.parsed.documents.iter().map(|document| &document.outline);
        self.is_ground_like(&last.ground)
            && self.listing.files == last.listing.files
            && are_alike(parsed, then)
    }

    fn is_ground_like(&self, ground: &Arc<Ground>) -> bool {
        Arc::ptr_eq(&self.ground, ground) || self.ground.is_like(ground)
    }

    /// The scene of the last look, if it would be planned of the same things again. Asks the scene
    /// itself and not the last look: that one may have had a lỗi, and shown an older scene than it
    /// had found.
    fn shown(&self, parsed: &Parsed, inputs: &Inputs<'_>) -> Option<&Scene> {
        let scene = self.last?.scene.as_ref()?;
        let campaign = scene.stage.view.campaign();
        let is_same = self.is_ground_like(&scene.ground)
            && self.listing.files == scene.listing.files
            && campaign.today == inputs.at.date()
            && are_alike(parsed, scene.stage.outlines.iter())
            && scene.stage.has_histories_of(parsed);
        is_same.then_some(scene)
    }

    /// The texts of edited documents. The first look parses everything and keeps nothing.
    fn edited(&self, parsed: &Parsed) -> Arc<Edited> {
        let Some(last) = self.last else { return Arc::default() };
        if parsed.documents.iter().all(|document| document.body.is_none()) {
            return Arc::clone(&last.edited);
        }
        let mut edited = Edited::clone(&last.edited);
        for (document, text) in parsed.documents.iter().zip(&parsed.files) {
            if let Some(body) = &document.body {
                edited.insert(Arc::clone(&text.file.path), Arc::clone(body));
            }
        }
        Arc::new(edited)
    }

    /// Without a theme nothing can be parsed: what was known stays.
    fn without_theme(self, inputs: &Inputs<'_>) -> Preview {
        let last = self.last;
        let problems = self.ground.problems.clone();
        Preview {
            parsed: last.map_or_else(Arc::default, |last| Arc::clone(&last.parsed)),
            together: last.map_or_else(Together::default, |last| last.together.clone()),
            day: inputs.at.date(),
            edited: last.map_or_else(Arc::default, |last| Arc::clone(&last.edited)),
            scene: last.and_then(|last| last.scene.clone()),
            ground: self.ground,
            listing: self.listing,
            memory: self.memory,
            problems,
        }
    }
}

/// Whether the documents show others what these outlines show them.
fn are_alike<'o>(
    parsed: &Parsed,
    then: impl ExactSizeIterator<Item = &'o Arc<Hashed<Outline>>>,
) -> bool {
    parsed.documents.len() == then.len()
        && parsed
            .documents
            .iter()
            .zip(then)
            .all(|(now, then)| Arc::ptr_eq(&now.outline, then) || now.outline.hash == then.hash)
}

/// What a look found.
struct Found {
    parsed: Parsed,
    together: Together,
    problems: Vec<Diagnostic>,
    memory: Memory,
    planned: Option<Staged>,
}
