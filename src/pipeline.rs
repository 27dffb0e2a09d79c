//! The order of the stages; the only file that knows it.
//!
//! 1. theme and settings are loaded;
//! 2. the content is listed, what changed is read, parsed and judged by itself;
//! 3. everything is judged together; with any lỗi the run ends here and nothing was touched;
//! 4. the gate, then `link`, then `view` plan the pages of an instant;
//! 5. pages whose key is new are rendered in parallel and staged, the rest is kept;
//! 6. the staged files are moved into place, the memory is saved.
//!
//! A clean build is this with an empty memory. There is no other path.

mod documents;
mod ground;
mod pages;
mod plan;
pub mod preview;
pub mod scene;
mod texts;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::{self, Everything};
use crate::diagnostic::catalogue::Language;
use crate::diagnostic::{self, Diagnostic};
use crate::disk::{Disk, Failure};
use crate::gate;
use crate::hash::Hash;
use crate::memory::{self, Memory};
use crate::model::document::Outline;
use crate::model::theme::Theme;
use crate::read::{self, Listing};
use crate::settings::Settings;
use crate::text::collate::Collator;
use crate::text::date::Instant;
use ground::Ground;
pub use ground::settings;
use plan::Planning;
use texts::Texts;

/// What a build is a function of.
pub struct Inputs<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The content folder.
    pub content: PathBuf,
    /// The folder of themes.
    pub themes: PathBuf,
    /// The output folder.
    pub output: PathBuf,
    /// The theme, if it is not to be the one of the settings.
    pub theme: Option<String>,
    /// The instant the site is built for.
    pub at: Instant,
    /// The identity of the program: another one does not trust what this one remembers.
    pub program: Hash,
    /// Who is told how far the run is.
    pub progress: &'a dyn Progress,
}

/// Who is told how far a run is.
pub trait Progress: Sync {
    /// A stage of so many steps begins.
    fn begin(&self, stage: Stage, steps: usize);
    /// One step is done.
    fn step(&self);
}

/// A stage that can take long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading and parsing documents.
    Read,
    /// Rendering and writing pages.
    Render,
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: usize) {}

    fn step(&self) {}
}

/// What a run found and did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Everything that is wrong, sorted, with the lines filled in.
    pub problems: Vec<Diagnostic>,
    /// What was done; all zero where there was a lỗi.
    pub report: Report,
    /// The language the site speaks.
    pub language: Language,
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents read or remembered.
    pub documents: usize,
    /// Documents that are public.
    pub published: usize,
    /// Pages of the site.
    pub pages: usize,
    /// Pages that were rendered.
    pub rendered: usize,
    /// Files that were written.
    pub written: usize,
    /// Files that were removed.
    pub removed: usize,
    /// Why each page was rendered: path and the parts of its key that are new.
    pub reasons: Vec<(String, Vec<&'static str>)>,
}

/// A run up to the point where pages can be planned.
struct Checked {
    ground: Ground,
    theme: Arc<Theme>,
    listing: Listing,
    parsed: documents::Parsed,
}

/// Checks the content without building anything.
pub fn check(inputs: &Inputs<'_>) -> Result<Outcome, Failure> {
    let memory = Memory::load(inputs.disk, &inputs.output, inputs.program);
    let mut outcome = Outcome::default();
    if let Some(checked) = prepare(inputs, &memory, &mut outcome)? {
        outcome.report.documents = checked.parsed.documents.len();
    }
    settle(inputs, &mut outcome.problems);
    Ok(outcome)
}

/// Builds the site.
pub fn build(inputs: &Inputs<'_>) -> Result<Outcome, Failure> {
    let memory = Memory::load(inputs.disk, &inputs.output, inputs.program);
    let begun = memory::now(inputs.disk, &inputs.output)?;
    let mut outcome = Outcome::default();
    if let Some(checked) = prepare(inputs, &memory, &mut outcome)?
        && !diagnostic::any_error(&outcome.problems)
    {
        match compile(inputs, &memory, begun, checked)? {
            Ok(report) => outcome.report = report,
            Err(broken) => outcome.problems.extend(broken),
        }
    }
    settle(inputs, &mut outcome.problems);
    Ok(outcome)
}

/// Sorts problems, drops repetitions and fills in the lines they point to.
fn settle(inputs: &Inputs<'_>, problems: &mut Vec<Diagnostic>) {
    problems.sort();
    problems.dedup();
    let (content, themes) = (shown(&inputs.content), shown(&inputs.themes));
    let locate = |path: &str| {
        let below = |folder: &str, real: &Path| {
            path.strip_prefix(folder)?.strip_prefix('/').map(|below| real.join(below))
        };
        below(&content, &inputs.content).or_else(|| below(&themes, &inputs.themes))
    };
    read::fill_lines(inputs.disk, &locate, problems);
}

/// How messages call a folder.
fn shown(folder: &Path) -> String {
    folder.to_string_lossy().replace('\\', "/").trim_end_matches('/').to_owned()
}

/// Loads theme and settings, parses and judges the documents; nothing where not even that can be
/// done.
fn prepare(
    inputs: &Inputs<'_>,
    memory: &Memory,
    outcome: &mut Outcome,
) -> Result<Option<Checked>, Failure> {
    let content_shown = shown(&inputs.content);
    let ground = ground::load(inputs)?;
    outcome.problems.extend(ground.problems.iter().cloned());
    outcome.language = ground.settings.language;
    let Some(theme) = ground.theme.clone() else { return Ok(None) };
    let listing = read::list(inputs.disk, &inputs.content, &content_shown)?;
    outcome.problems.extend(listing.problems.iter().cloned());
    let run = documents::Run {
        inputs,
        memory,
        theme: &theme,
        language: ground.settings.language,
        collator: &Collator::new(),
        shown: &content_shown,
    };
    let parsed = run.all(&listing)?;
    outcome.problems.extend(parsed.problems.iter().cloned());
    outcome.problems.extend(across(&parsed, &listing, &theme, &ground.settings, &content_shown));
    Ok(Some(Checked { ground, theme, listing, parsed }))
}

fn across(
    parsed: &documents::Parsed,
    listing: &Listing,
    theme: &Theme,
    settings: &Settings,
    shown: &str,
) -> Vec<Diagnostic> {
    let outlines: Vec<&Outline> =
        parsed.documents.iter().map(|document| &document.outline.value).collect();
    let files: Vec<Arc<str>> = listing.files.iter().map(|file| Arc::clone(&file.path)).collect();
    let folders: Vec<&str> =
        theme.taxonomies.iter().map(|taxonomy| taxonomy.folder.as_str()).collect();
    check::across(&Everything {
        outlines: &outlines,
        kinds: &theme.kinds,
        files: &files,
        menu: &settings.menu,
        folders: &folders,
        settings_shown: &format!("{shown}/site.yaml").into(),
    })
}

/// From judged documents to the written site; the inner `Err` holds mistakes of the theme.
fn compile(
    inputs: &Inputs<'_>,
    memory: &Memory,
    begun: i128,
    checked: Checked,
) -> Result<Result<Report, Vec<Diagnostic>>, Failure> {
    let Checked { ground, theme, listing, mut parsed } = checked;
    let (Some(renderer), Some(assets)) = (ground.renderer, ground.assets) else {
        return Ok(Err(ground.problems));
    };
    let published = gate::open(&parsed.outlines(), &theme.kinds, inputs.at);
    let public = published.outlines.len();
    let texts = Texts::of(&parsed, &published.positions);
    let bodies = parsed.take_bodies(&published.positions);
    let planning = Planning {
        disk: inputs.disk,
        settings: &ground.settings,
        theme: &theme,
        assets: &assets,
        listing: &listing,
        memory,
        today: inputs.at.date(),
    };
    let plan = planning.plan(published, &texts)?;
    let language = ground.settings.language;
    let run = pages::Run {
        inputs,
        memory,
        view: &plan.view,
        renderer: &renderer,
        theme: &theme,
        texts: &texts,
        language,
        collator: &Collator::new(),
    };
    let made = match run.all(bodies, assets.artifacts)? {
        Ok(made) => made,
        Err(broken) => return Ok(Err(broken)),
    };
    let documents = parsed.documents.len();
    let report = Report { documents, published: public, ..made.report };
    let mut next = Memory::new(inputs.program, documents::documents_key(&theme, language), begun);
    parsed.records.into_iter().for_each(|record| next.add_document(record));
    made.records.into_iter().for_each(|page| next.add_page(page));
    plan.files.into_iter().for_each(|file| next.add_file(file));
    next.save(inputs.disk, &inputs.output, memory)?;
    Ok(Ok(report))
}
