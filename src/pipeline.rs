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

mod around;
mod building;
mod documents;
mod envelope;
pub mod far;
mod ground;
mod guard;
mod judging;
mod kept;
mod look;
mod pages;
mod plan;
mod planner;
mod reindexing;
mod searching;
mod sought;
pub mod preview;
pub mod reading;
pub mod release;
pub mod scene;
mod said;
mod signing;
mod texts;
mod told;
mod tombstones;
mod unsaid;
mod weights;
pub mod upkeep;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::acceptance::{self, Acceptance};
use crate::diagnostic::catalogue::Language;
use crate::diagnostic::{self, Diagnostic};
use crate::disk::{Disk, Failure};
use crate::gate;
use crate::hash::Hash;
use crate::memory::{self, Memory, Together};
use crate::model::schedule::Schedule;
use crate::model::theme::Theme;
use crate::read::{self, Listed, Listing};
use crate::schedule;
use crate::text::date::Instant;
use building::Building;
use documents::{Looked, Parsed};
use ground::Ground;
pub use ground::settings;
use judging::Judging;
use look::Look;
use told::Last;
pub use unsaid::is_unsaid;

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
    /// The present: what lies before it is no slip of the finger, even in a site built for a day
    /// long past.
    pub now: Instant,
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
    /// The pages that stand although they are heavy.
    pub heavy: Vec<Diagnostic>,
}

/// Checks the content without building anything.
pub fn check(inputs: &Inputs<'_>) -> Result<Outcome, Failure> {
    run(inputs, |_, _| Ok(()), |_, _| Ok(Ok(Report::default())))
}

/// Builds the site.
pub fn build(inputs: &Inputs<'_>) -> Result<Outcome, Failure> {
    let (outcome, kept) = build_and_keep(inputs)?;
    discard(kept);
    Ok(outcome)
}

/// What a build knows of its documents, for those who ask more of them.
struct Known {
    theme: Arc<Theme>,
    files: Vec<Listed>,
    memory: Memory,
    documents: Documents,
}

/// Builds the site; with what it knew where there was no lỗi.
fn build_and_keep(inputs: &Inputs<'_>) -> Result<(Outcome, Option<Known>), Failure> {
    let begun = Cell::new(0);
    let mut kept = None;
    // Where nothing is to be read, nothing is written either: an earlier time trusts no more files.
    let begin = |memory: &Memory, listing: &Listing| {
        let is_known = documents::are_known(memory, listing);
        let now = || memory::now(inputs.disk, &inputs.output);
        begun.set(if is_known { memory.begun() } else { now()? });
        Ok(())
    };
    let outcome = run(inputs, begin, |judged, documents| {
        let built = Building { inputs, begun: begun.get() }.build(&judged, documents)?;
        Ok(built.map(|(report, documents)| {
            let (theme, files) = (Arc::clone(judged.theme), judged.listing.files.clone());
            kept = Some(Known { theme, files, memory: judged.memory, documents });
            report
        }))
    })?;
    Ok((outcome, kept))
}

/// Lets go of something large beside other work: a command that is done ends without waiting for
/// that.
fn discard<T: Send + 'static>(value: T) {
    rayon::spawn(move || drop(value));
}

/// What is wrong with the settings, with the lines filled in.
pub fn settings_problems(inputs: &Inputs<'_>) -> Result<Vec<Diagnostic>, Failure> {
    let (_, mut problems) = settings(inputs.disk, &inputs.content)?;
    settle(inputs, &mut problems);
    Ok(problems)
}

/// What is to come on a site.
pub struct Coming {
    /// What is wrong with the content; with a lỗi there is no schedule.
    pub outcome: Outcome,
    /// What is to come.
    pub schedule: Option<Schedule>,
    /// The instant the site that stands was built for; `None` where nobody knows.
    pub built_for: Option<Instant>,
}

/// Says what is to come after an instant; without one, after that of the last build.
pub fn schedule(inputs: &Inputs<'_>, since: Option<Instant>) -> Result<Coming, Failure> {
    let (mut built_for, mut schedule) = (None, None);
    let begin = |_: &Memory, _: &Listing| Ok(());
    let outcome = run(inputs, begin, |judged, documents| {
        let memory = &judged.memory;
        built_for = memory.planned().built_for;
        let parsed = documents.parsed(inputs, memory);
        let last = built_for.filter(|last| *last <= inputs.at);
        let after = since.or(last).unwrap_or(inputs.at);
        // A damaged memory knows no last build.
        built_for = built_for.filter(|_| parsed.is_some());
        schedule = parsed.map(|parsed| {
            let (outlines, kinds) = (parsed.outlines(), &judged.theme.kinds);
            schedule::schedule(&outlines, &gate::windows(&outlines, kinds), kinds, after)
        });
        Ok(Ok(Report::default()))
    })?;
    Ok(Coming { outcome, schedule, built_for })
}

/// What was read and judged.
struct Judged<'a> {
    memory: Memory,
    ground: &'a Ground,
    theme: &'a Arc<Theme>,
    listing: &'a Listing,
    key: Hash,
    together: Together,
}

/// The documents of a run.
enum Documents {
    /// None differs from the last build but in its text; outlines were not loaded.
    Planned(Looked),
    /// With their outlines.
    Parsed(Parsed),
}

impl Documents {
    /// With their outlines, as the last build remembers them; `None` where its memory is damaged.
    fn parsed(self, inputs: &Inputs<'_>, memory: &Memory) -> Option<Parsed> {
        match self {
            Self::Parsed(parsed) => Some(parsed),
            Self::Planned(looked) => looked.remembered(inputs, memory),
        }
    }
}

/// What becomes of judged documents; the inner `Err` holds mistakes of the theme.
type Done = Result<Result<Report, Vec<Diagnostic>>, Failure>;

/// Loads, reads and judges, then goes on with `next` where there is no lỗi.
fn run(
    inputs: &Inputs<'_>,
    begin: impl FnOnce(&Memory, &Listing) -> Result<(), Failure>,
    next: impl FnOnce(Judged<'_>, Documents) -> Done,
) -> Result<Outcome, Failure> {
    let load = || Memory::load(inputs.disk, &inputs.output, inputs.program);
    // The memory of a large site takes longer than settings and theme: its files are listed meanwhile.
    let list = || read::list(inputs.disk, &inputs.content, &shown(&inputs.content));
    let ((ground, listing), memory) = rayon::join(|| (ground::load(inputs), list()), load);
    let ground = ground?;
    let mut outcome = Outcome { language: ground.settings.language, ..Outcome::default() };
    outcome.problems.extend(ground.problems.iter().cloned());
    if let Some(theme) = &ground.theme {
        let listing = listing?;
        begin(&memory, &listing)?;
        outcome.problems.extend(listing.problems.iter().cloned());
        let (judged, found) = judge(inputs, memory, (&ground, theme), &listing, &mut outcome)?;
        let documents = outcome.report.documents;
        let acceptances = judged.together.acceptances.clone();
        accept(inputs, &mut outcome.problems, &acceptances);
        if !diagnostic::any_error(&outcome.problems) {
            match next(judged, found)? {
                Ok(mut report) => {
                    let mut heavy = std::mem::take(&mut report.heavy);
                    acceptance::mark(&mut heavy, &acceptances);
                    outcome.problems.extend(heavy);
                    outcome.report = Report { documents, ..report };
                }
                Err(broken) => outcome.problems.extend(broken),
            }
        }
    }
    settle(inputs, &mut outcome.problems);
    Ok(outcome)
}

/// Looks at every document and judges them together.
fn judge<'a>(
    inputs: &Inputs<'_>,
    memory: Memory,
    (ground, theme): (&'a Ground, &'a Arc<Theme>),
    listing: &'a Listing,
    outcome: &mut Outcome,
) -> Result<(Judged<'a>, Documents), Failure> {
    let Look { looked, key } = look::look(inputs, &memory, (ground, theme), listing)?;
    outcome.report.documents = looked.documents();
    let mut own = looked.problems();
    let judging = unsaid::Judging { inputs, listing, memory: &memory, ground, theme };
    own.extend(judging.problems(&looked)?);
    let (documents, mut together) = if look::is_planned(inputs, key, &memory, listing) {
        (Documents::Planned(looked), memory.planned().together.clone())
    } else {
        let Some(parsed) = looked.remembered(inputs, &memory) else {
            // A damaged memory is an empty one.
            return judge(inputs, Memory::default(), (ground, theme), listing, outcome);
        };
        let judging = Judging { inputs, theme, settings: &ground.settings, listing };
        let known = &memory.planned().together.findings;
        let together = judging.together(&parsed, &|stamp| memory.trusts(&[stamp]), known)?;
        (Documents::Parsed(parsed), together)
    };
    own.extend(kept::problems(inputs, &together.ended)?);
    let (registry, last, content) =
        (&together.registry, Last::Build(&memory), shown(&inputs.content));
    together.told = match &documents {
        Documents::Planned(looked) => told::told(looked.records(), registry, &last, &content),
        Documents::Parsed(parsed) => told::told(parsed.records.iter(), registry, &last, &content),
    };
    own.extend(together.told.values().flatten().cloned());
    let beside = beside_unread(&own);
    let together_told = together.problems.iter().filter(|problem| {
        problem.id != "F07.not_a_document" || !beside.contains(folder(&problem.place.path))
    });
    outcome.problems.extend(together_told.cloned());
    outcome.problems.extend(own);
    Ok((Judged { memory, ground, theme, listing, key, together }, documents))
}

/// Folders in which a text or a table could not be read: what lies there may belong to it.
fn beside_unread(problems: &[Diagnostic]) -> BTreeSet<String> {
    let is_unread = |problem: &&Diagnostic| matches!(problem.code(), "F01" | "F02" | "F05");
    let unread = problems.iter().filter(is_unread);
    unread.map(|problem| folder(&problem.place.path).to_owned()).collect()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Marks what people accept. Lines are filled in only where an acceptance asks for their words.
fn accept(inputs: &Inputs<'_>, problems: &mut Vec<Diagnostic>, acceptances: &[Acceptance]) {
    let asks = acceptance::asks_for_lines(acceptances);
    let (mut some, rest): (Vec<Diagnostic>, Vec<Diagnostic>) =
        std::mem::take(problems).into_iter().partition(|problem| asks.contains(problem.code()));
    fill_lines(inputs, &mut some);
    *problems = some;
    problems.extend(rest);
    acceptance::apply(problems, acceptances);
}

/// Sorts problems, drops repetitions and fills in the lines they point to.
fn settle(inputs: &Inputs<'_>, problems: &mut Vec<Diagnostic>) {
    problems.sort();
    problems.dedup();
    fill_lines(inputs, problems);
}

fn fill_lines(inputs: &Inputs<'_>, problems: &mut [Diagnostic]) {
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
