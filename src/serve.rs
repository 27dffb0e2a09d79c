//! The preview in a browser: watches the folders, looks again, tells the pages.
//!
//! One loop over `Event`; whatever happens (a save, a question of the clock, Ctrl-C) comes through
//! it, and it alone makes a new [`Preview`]. Requests read what it put on the `board` and never wait
//! for it. There is no build path here: `pipeline::preview` is the only one.

mod answer;
mod batch;
mod board;
mod http;
mod page;
mod request;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::disk::{Disk, Failure};
use crate::hash::Hash;
use crate::pipeline::preview::{Change, Preview};
use crate::pipeline::{Inputs, Silent};
use crate::text::date::Instant;
use batch::{Batch, Roots};
use board::{Board, Kind};
use watch::Watch;

/// What is shown, and whose clock is asked.
pub struct Site {
    /// The disk.
    pub disk: &'static dyn Disk,
    /// The content folder.
    pub content: PathBuf,
    /// The folder of themes.
    pub themes: PathBuf,
    /// The output folder; only `cache/begun` is written there.
    pub output: PathBuf,
    /// The theme, if it is not to be the one of the settings.
    pub theme: Option<String>,
    /// The identity of the program.
    pub program: Hash,
    /// The language of messages, if it is not to be the site's.
    pub language: Option<Language>,
    /// Whether to look every second from the start, where events get lost.
    pub polls: bool,
    /// The clock.
    pub clock: Clock,
}

/// The clocks of the machine, handed in.
#[derive(Clone, Copy)]
pub struct Clock {
    /// The instant the site is shown for, if it is not to be now.
    pub at: Option<Instant>,
    /// What time it is.
    pub now: fn() -> Instant,
    /// Time since some moment, never going back.
    pub ticks: fn() -> Duration,
}

impl Site {
    fn now(&self) -> Instant {
        self.clock.at.unwrap_or_else(self.clock.now)
    }

    fn inputs(&self) -> Inputs<'_> {
        Inputs {
            disk: self.disk,
            content: self.content.clone(),
            themes: self.themes.clone(),
            output: self.output.clone(),
            theme: self.theme.clone(),
            at: self.now(),
            now: (self.clock.now)(),
            program: self.program,
            progress: &Silent,
        }
    }
}

/// What the person at the terminal is told.
pub enum Notice<'a> {
    /// The site can be looked at.
    Ready {
        /// Where.
        port: u16,
        /// What is wrong with it, with lines.
        problems: &'a [Diagnostic],
        /// How long the first look took.
        took: Duration,
    },
    /// No events arrive from these folders: they are looked through every second.
    Polling,
    /// Something changed.
    Looked {
        /// The files that made us look, as a person can open them; none where the clock did.
        changed: &'a [String],
        /// What is wrong now and was not before, with lines.
        found: &'a [Diagnostic],
        /// Everything that is wrong.
        problems: &'a [Diagnostic],
        /// How long it took until the pages were told.
        took: Duration,
    },
    /// The disk fails; it is tried again.
    Failed(&'a Failure),
}

/// Why there can be no preview.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The disk failed.
    #[error(transparent)]
    World(#[from] Failure),
    /// No port can be had.
    #[error("port {port}: {source}")]
    Port {
        /// The first one that was tried.
        port: u16,
        /// What the system said of the last one.
        source: std::io::Error,
    },
}

/// What the loop waits for.
enum Event {
    /// These paths may have changed.
    Changed(Vec<PathBuf>),
    /// Events were lost: anything may have changed.
    Lost,
    /// No events arrive.
    Blind,
    /// Ctrl-C.
    Stop,
}

/// No event for so long: the save is complete. Editors write a file in one go or two.
const QUIET: Duration = Duration::from_millis(5);
/// But never wait longer than this for the quiet.
const MOST_QUIET: Duration = Duration::from_millis(40);
/// A file may have been read while it was being written: look once more after this.
const HALF_WRITTEN: Duration = Duration::from_millis(150);
/// A file may be gone between listing and reading: look again after this.
const AFTER_FAILURE: Duration = Duration::from_millis(100);
/// How often the clock is asked, and folders without events are looked through.
const SECOND: Duration = Duration::from_secs(1);

/// Shows a site on `127.0.0.1` until Ctrl-C; a busy port is answered with the next one.
pub fn run(site: Site, port: u16, tell: &dyn Fn(Notice<'_>)) -> Result<(), Trouble> {
    let began = (site.clock.ticks)();
    let (sender, events) = mpsc::channel();
    let site = Arc::new(site);
    let roots = Roots::of(&site.inputs(), None);
    // Watched before it is read: no save falls in between.
    let watch = Watch::start(&site, &roots, &sender);
    let preview = Preview::open(&site.inputs())?;
    let roots = Roots::of(&site.inputs(), preview.theme_folder(&site.inputs()));
    let board = Arc::new(Board::new(Arc::clone(&site), preview));
    let server = http::Server::start(&board, port, &sender)?;
    let problems = board.state().all_with_lines(&site);
    let took = (site.clock.ticks)() - began;
    tell(Notice::Ready { port: server.port, problems: &problems, took });
    let mut keeper = Keeper { site, roots, board, watch, tell, work: Work::default() };
    keeper.watch.add(keeper.roots.theme.as_deref());
    keeper.keep(&events);
    Ok(())
}

/// What is to be looked at, and when.
#[derive(Default)]
struct Work {
    batch: Batch,
    first: Option<Duration>,
    due: Option<Duration>,
    /// Whether a lỗi was seen that may be a half-written file.
    is_second_look: bool,
    failures: u32,
    /// The instant for which the board was last made.
    shown_at: Option<Instant>,
}

/// Keeps the board fresh.
struct Keeper<'a> {
    site: Arc<Site>,
    roots: Roots,
    board: Arc<Board>,
    watch: Watch,
    tell: &'a dyn Fn(Notice<'_>),
    work: Work,
}

impl Keeper<'_> {
    fn keep(&mut self, events: &Receiver<Event>) {
        self.work.shown_at = Some(self.site.now());
        loop {
            let wait = self.work.due.map_or(SECOND, |due| due.saturating_sub(self.ticks()));
            match events.recv_timeout(wait.min(SECOND)) {
                Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Event::Changed(paths)) => self.suspect(paths),
                Ok(Event::Lost) => {
                    self.work.batch.add_everything();
                    self.soon();
                }
                Ok(Event::Blind) => {
                    if self.watch.poll(&self.site, &self.roots) {
                        (self.tell)(Notice::Polling);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = self.ticks();
            match self.work.due {
                Some(due) if due <= now => self.look(now),
                Some(_) => {}
                None => self.ask_the_clock(),
            }
        }
    }

    fn ticks(&self) -> Duration {
        (self.site.clock.ticks)()
    }

    fn suspect(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            if self.roots.is_root(&path) {
                // The folder itself came, went or was exchanged: its old watch may be dead.
                self.watch.renew(&self.roots);
            }
            if self.work.batch.add(&path, &self.roots, self.site.disk) {
                self.soon();
            }
        }
    }

    /// Looks as soon as it is quiet.
    fn soon(&mut self) {
        let now = self.ticks();
        let first = *self.work.first.get_or_insert(now);
        self.work.due = Some((now + QUIET).min(first + MOST_QUIET));
    }

    fn later(&mut self, after: Duration) {
        self.work.due = Some(self.ticks() + after);
    }

    /// Once a second: folders without events, another day, a document that is due.
    fn ask_the_clock(&mut self) {
        let paths = self.watch.changed(&self.site, &self.roots);
        self.suspect(paths);
        let now = self.site.now();
        let then = self.work.shown_at.unwrap_or(now);
        let state = self.board.state();
        let is_due = state.preview.next_instant(then).is_some_and(|next| next <= now);
        if is_due || then.date() != now.date() {
            self.work.batch.add_turn();
            self.soon();
        }
    }

    fn look(&mut self, now: Duration) {
        let mut batch = std::mem::take(&mut self.work.batch);
        let began = self.work.first.take().unwrap_or(now);
        self.work.due = None;
        let at = self.site.now();
        let shown = self.board.state();
        match shown.preview.refresh(&self.site.inputs(), &batch.suspects()) {
            Err(failure) => {
                batch.add_everything();
                self.work.batch = batch;
                self.failed(&failure);
            }
            Ok(next) => {
                let is_new_break = next.is_broken() && !shown.preview.is_broken();
                if is_new_break && !self.work.is_second_look {
                    self.work.is_second_look = true;
                    self.work.first = Some(began);
                    self.work.batch = batch;
                    return self.later(HALF_WRITTEN);
                }
                self.work.is_second_look = false;
                self.work.failures = 0;
                self.work.shown_at = Some(at);
                self.publish(next, &batch, began);
                self.again(&batch);
            }
        }
    }

    /// A new folder may have been filled before it was watched.
    fn again(&mut self, batch: &Batch) {
        if batch.has_new_folder() && self.work.due.is_none() {
            self.work.batch.add_content();
            self.later(HALF_WRITTEN);
        }
    }

    fn failed(&mut self, failure: &Failure) {
        self.work.failures += 1;
        let is_new = self.work.failures == 3;
        self.later(if self.work.failures < 3 { AFTER_FAILURE } else { SECOND });
        if is_new {
            (self.tell)(Notice::Failed(failure));
            self.board.fail(failure);
        }
    }

    fn publish(&mut self, next: Preview, batch: &Batch, began: Duration) {
        let shown = self.board.state();
        let change = next.change_since(&shown.preview);
        let mended = shown.preview.is_broken() && !next.is_broken() || shown.failure.is_some();
        let kind = match change {
            _ if mended || batch.is_turn() => Some(Kind::Reload),
            Change::Nothing => None,
            Change::Problems => Some(Kind::Problems),
            Change::Pages if batch.is_style() => Some(Kind::Style),
            Change::Pages => Some(Kind::Reload),
        };
        self.roots = Roots::of(&self.site.inputs(), next.theme_folder(&self.site.inputs()));
        self.watch.add(self.roots.theme.as_deref());
        self.board.put(next, kind);
        if kind.is_none() {
            return;
        }
        let took = self.ticks() - began;
        let state = self.board.state();
        let old = &shown.preview.problems;
        let found: Vec<Diagnostic> = (state.preview.problems.iter())
            .filter(|problem| old.binary_search(problem).is_err())
            .cloned()
            .collect();
        let found = state.preview.with_lines(&self.site.inputs(), &found);
        let (changed, problems) = (batch.changed(), &state.preview.problems);
        (self.tell)(Notice::Looked { changed: &changed, found: &found, problems, took });
    }
}
