//! What requests read: the preview as it was put up last, and who waits for the next one.
//!
//! A lock is held only as long as it takes to exchange a pointer or to copy a page.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Catalogue;
use crate::disk::Failure;
use crate::pipeline::preview::{Preview, Sight};
use crate::pipeline::scene::Scene;
use crate::serve::Site;
use crate::text::date::Instant;

/// What a page in a browser is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Load itself again.
    Reload,
    /// Take the new style sheet.
    Style,
    /// Show other problems.
    Problems,
}

impl Kind {
    /// Its name on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Reload => "reload",
            Self::Style => "style",
            Self::Problems => "problems",
        }
    }
}

/// The preview at one moment.
pub(super) struct State {
    /// Counts what was put up.
    pub version: u64,
    /// The preview.
    pub preview: Preview,
    /// What the disk refuses, in words.
    pub failure: Option<String>,
    /// The words for people.
    pub words: &'static Catalogue,
    /// Scenes for citizens' eyes, made when they were asked for.
    sights: Mutex<Vec<(Instant, Scene)>>,
}

/// Instants that are kept ready.
const MOST_SIGHTS: usize = 4;
/// Pages whose last good bytes are kept, and how many bytes of them.
const MOST_PAGES: usize = 32;
const MOST_BYTES: usize = 16 * 1024 * 1024;

impl State {
    /// The scene for somebody's eyes.
    pub(super) fn scene(&self, site: &Site, sight: Sight) -> Result<Option<Scene>, Failure> {
        let Sight::Citizens(at) = sight else { return Ok(self.preview.scene().cloned()) };
        let mut sights = lock(&self.sights);
        if let Some((_, scene)) = sights.iter().find(|(instant, _)| *instant == at) {
            return Ok(Some(scene.clone()));
        }
        let scene = self.preview.scene_for(&site.inputs(), sight)?;
        if let Some(scene) = &scene {
            if sights.len() == MOST_SIGHTS {
                sights.remove(0);
            }
            sights.push((at, scene.clone()));
        }
        Ok(scene)
    }

    /// All problems with their lines.
    pub(super) fn all_with_lines(&self, site: &Site) -> Vec<Diagnostic> {
        self.preview.with_lines(&site.inputs(), &self.preview.problems)
    }
}

/// The last good bytes of pages that were looked at.
type Recent = VecDeque<((Sight, String), Arc<Vec<u8>>)>;

/// Takes a message to a page; `false` once the page is gone.
pub(super) type Listener = Box<dyn Fn(String) -> bool + Send>;

/// The board.
pub(super) struct Board {
    /// What is shown.
    pub site: Arc<Site>,
    /// Another one with each start of the program.
    pub run: String,
    state: Mutex<Arc<State>>,
    changed: Condvar,
    listeners: Mutex<Vec<Listener>>,
    recent: Mutex<Recent>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves whole values behind.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Board {
    pub(super) fn new(site: Arc<Site>, preview: Preview) -> Self {
        let run = format!("{}-{}", (site.clock.now)().seconds(), std::process::id());
        let words = Catalogue::of(site.language.unwrap_or_else(|| preview.language()));
        let (failure, sights) = (None, Mutex::default());
        let state = State { version: 1, preview, failure, words, sights };
        Self {
            site,
            run,
            state: Mutex::new(Arc::new(state)),
            changed: Condvar::new(),
            listeners: Mutex::default(),
            recent: Mutex::default(),
        }
    }

    /// What is up now.
    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&lock(&self.state))
    }

    /// Waits a moment for something newer than a version; what is up then.
    pub(super) fn newer_than(&self, version: u64, most: Duration) -> Arc<State> {
        let state = lock(&self.state);
        let is_old = |state: &mut Arc<State>| state.version <= version;
        let waited = self.changed.wait_timeout_while(state, most, is_old);
        Arc::clone(&waited.unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Puts a preview up, and tells the pages if there is something to tell.
    pub(super) fn put(&self, preview: Preview, kind: Option<Kind>) {
        let last = self.state();
        let language = self.site.language.unwrap_or_else(|| preview.language());
        let words = Catalogue::of(language);
        // While the content is broken, what citizens see stays as it was, too.
        let sights = match preview.is_broken() || kind.is_none() {
            true => lock(&last.sights).clone(),
            false => Vec::new(),
        };
        let version = last.version + u64::from(kind.is_some());
        let sights = Mutex::new(sights);
        self.show(State { version, preview, failure: None, words, sights }, kind);
    }

    /// Says on every page that the disk refuses something.
    pub(super) fn fail(&self, failure: &Failure) {
        let last = self.state();
        let state = State {
            version: last.version + 1,
            preview: last.preview.clone(),
            failure: Some(failure.words(last.words)),
            words: last.words,
            sights: Mutex::new(lock(&last.sights).clone()),
        };
        self.show(state, Some(Kind::Problems));
    }

    fn show(&self, state: State, kind: Option<Kind>) {
        let state = Arc::new(state);
        *lock(&self.state) = Arc::clone(&state);
        self.changed.notify_all();
        if let Some(kind) = kind {
            let message = message(kind.name(), &self.run, &state);
            lock(&self.listeners).retain(|listener| listener(message.clone()));
        }
    }

    /// Sends messages from now on; the first one tells what is up.
    pub(super) fn listen(&self, listener: Listener) {
        let mut listeners = lock(&self.listeners);
        // Inside the lock: nothing is sent between the first message and the list.
        let hello = message("hello", &self.run, &self.state());
        if listener(format!("retry: 500\n{hello}")) {
            listeners.push(listener);
        }
    }

    /// Keeps the bytes of a good page.
    pub(super) fn keep(&self, sight: Sight, path: &str, html: &[u8]) {
        let mut recent = lock(&self.recent);
        recent.retain(|((of, at), _)| (*of, at.as_str()) != (sight, path));
        recent.push_back(((sight, path.to_owned()), Arc::new(html.to_vec())));
        let bytes = |recent: &Recent| recent.iter().map(|(_, html)| html.len()).sum::<usize>();
        while recent.len() > MOST_PAGES || recent.len() > 1 && bytes(&recent) > MOST_BYTES {
            recent.pop_front();
        }
    }

    /// The last good bytes of a page.
    pub(super) fn last_good(&self, sight: Sight, path: &str) -> Option<Arc<Vec<u8>>> {
        let recent = lock(&self.recent);
        let mut pages = recent.iter();
        let found = pages.find(|((of, at), _)| (*of, at.as_str()) == (sight, path));
        found.map(|(_, html)| Arc::clone(html))
    }
}

/// A message on the wire.
fn message(event: &str, run: &str, state: &State) -> String {
    let style = state.preview.style_path().unwrap_or("");
    let version = state.version;
    // Nothing here can hold a quotation mark or a line end: names of assets are hashed ASCII.
    let data = format!("{{\"run\":\"{run}\",\"version\":{version},\"style\":\"{style}\"}}");
    format!("event: {event}\ndata: {data}\n\n")
}
