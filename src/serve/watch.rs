//! Tells which paths may have changed; the only file that names `notify`.
//!
//! Where events do not arrive (network drives, containers, too few watches) the folders are looked
//! through once a second: a file written at the start tells whether they do. Notify's own poller
//! sees whole seconds only, so ours compares stamps.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecursiveMode, Watcher as _};

use crate::disk::Disk;
use crate::model::artifact::Stamp;
use crate::serve::batch::Roots;
use crate::serve::{Event, Site};

/// No event for so long after a file was written: none will come.
const PROBE: Duration = Duration::from_millis(500);

/// Hidden, so that it is litter to everybody who lists the content.
fn probe_name() -> String {
    format!(".lantoa-{}", std::process::id())
}

/// The folders that are watched.
pub(super) struct Watch {
    watcher: Option<notify::RecommendedWatcher>,
    theme: Option<PathBuf>,
    /// What stood there, where the folders are looked through.
    stamps: Option<Stamps>,
}

type Stamps = BTreeMap<PathBuf, Stamp>;

impl Watch {
    /// Watches the folders of a site, or says that no events will come.
    pub(super) fn start(site: &Arc<Site>, roots: &Roots, events: &Sender<Event>) -> Self {
        let mut watch = Self { watcher: None, theme: None, stamps: None };
        if site.polls {
            let _ = events.send(Event::Blind);
            return watch;
        }
        let (probed, seen) = mpsc::channel();
        let (send, name) = (events.clone(), probe_name());
        let heard = move |event: notify::Result<notify::Event>| match translate(event) {
            Some(Event::Changed(mut paths)) => {
                let before = paths.len();
                paths.retain(|path| path.file_name().is_none_or(|file| *file != *name));
                if paths.len() < before {
                    let _ = probed.send(());
                }
                if !paths.is_empty() {
                    let _ = send.send(Event::Changed(paths));
                }
            }
            Some(event) => {
                let _ = send.send(event);
            }
            None => {}
        };
        watch.watcher = notify::recommended_watcher(heard).ok();
        if watch.renew(roots) {
            probe(site, events, seen);
        } else {
            let _ = events.send(Event::Blind);
        }
        watch
    }

    /// Watches the folders again; says whether events can be expected from the content.
    pub(super) fn renew(&mut self, roots: &Roots) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        for folder in [Some(&roots.content), Some(&roots.themes), roots.theme.as_ref()] {
            // The parent tells when the folder itself comes or goes.
            if let Some(parent) = folder.and_then(|folder| folder.parent()) {
                let _ = watcher.watch(parent, RecursiveMode::NonRecursive);
            }
        }
        let themes = watcher.watch(&roots.themes, RecursiveMode::Recursive);
        if let Some(theme) = &roots.theme {
            let _ = watcher.watch(theme, RecursiveMode::Recursive);
        }
        let content = watcher.watch(&roots.content, RecursiveMode::Recursive);
        // A folder that is not there yet is announced by its parent.
        let is_well = |watched: notify::Result<()>| match watched {
            Ok(()) => true,
            Err(error) => is_missing(&error),
        };
        is_well(content) && is_well(themes)
    }

    /// Watches a theme that lies elsewhere.
    pub(super) fn add(&mut self, theme: Option<&Path>) {
        if self.theme.as_deref() == theme {
            return;
        }
        self.theme = theme.map(Path::to_owned);
        if let (Some(watcher), Some(theme)) = (&mut self.watcher, theme) {
            let _ = watcher.watch(theme, RecursiveMode::Recursive);
        }
    }

    /// Looks through the folders from now on; says whether that is new.
    pub(super) fn poll(&mut self, site: &Site, roots: &Roots) -> bool {
        let is_new = self.stamps.is_none();
        if is_new {
            self.stamps = Some(stamps(site.disk, roots));
        }
        is_new
    }

    /// The paths whose stamps differ from the last time; none where events tell.
    pub(super) fn changed(&mut self, site: &Site, roots: &Roots) -> Vec<PathBuf> {
        let Some(before) = &mut self.stamps else { return Vec::new() };
        let now = stamps(site.disk, roots);
        let differ = |(path, stamp): &(&PathBuf, &Stamp)| before.get(*path) != Some(*stamp);
        let mut changed: Vec<PathBuf> =
            now.iter().filter(differ).map(|(path, _)| path.clone()).collect();
        changed.extend(before.keys().filter(|path| !now.contains_key(*path)).cloned());
        *before = now;
        changed
    }
}

/// A folder that cannot be listed at this moment tells nothing.
fn stamps(disk: &dyn Disk, roots: &Roots) -> Stamps {
    let mut stamps = Stamps::new();
    for folder in [Some(&roots.content), Some(&roots.themes), roots.theme.as_ref()] {
        let Some(folder) = folder else { continue };
        for entry in disk.walk(folder).unwrap_or_default() {
            stamps.insert(folder.join(entry.path), entry.stamp);
        }
    }
    stamps
}

/// Writes a file and waits whether an event tells of it. Where it cannot be written, events are
/// taken to work.
fn probe(site: &Arc<Site>, events: &Sender<Event>, seen: mpsc::Receiver<()>) {
    let (site, events) = (Arc::clone(site), events.clone());
    std::thread::spawn(move || {
        let path = site.content.join(probe_name());
        if !site.disk.is_folder(&site.content) || site.disk.write_new(&path, b"").is_err() {
            return;
        }
        let _ = site.disk.remove(&path);
        if seen.recv_timeout(PROBE).is_err() {
            let _ = events.send(Event::Blind);
        }
    });
}

/// What an event of the system means to us: which paths are suspect, and nothing more.
fn translate(event: notify::Result<notify::Event>) -> Option<Event> {
    let event = match event {
        Ok(event) => event,
        Err(error) if is_full(&error) => return Some(Event::Blind),
        Err(_) => return Some(Event::Lost),
    };
    if event.need_rescan() {
        return Some(Event::Lost);
    }
    match event.kind {
        // Our own reading opens files, too.
        EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write) => None,
        _ => Some(Event::Changed(event.paths)),
    }
}

fn is_full(error: &notify::Error) -> bool {
    matches!(error.kind, notify::ErrorKind::MaxFilesWatch)
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, AccessMode, CreateKind, Flag, ModifyKind};
    use notify::{Error, ErrorKind, Event as Heard, EventKind};

    use super::translate;
    use crate::serve::Event;

    fn paths(kind: EventKind) -> usize {
        match translate(Ok(Heard::new(kind).add_path("a".into()))) {
            Some(Event::Changed(paths)) => paths.len(),
            _ => 0,
        }
    }

    #[test]
    fn whatever_an_event_says_its_path_is_suspect_and_reading_is_none() {
        assert_eq!(paths(EventKind::Create(CreateKind::File)), 1);
        assert_eq!(paths(EventKind::Modify(ModifyKind::Any)), 1);
        assert_eq!(paths(EventKind::Access(AccessKind::Close(AccessMode::Write))), 1);
        assert_eq!(paths(EventKind::Access(AccessKind::Open(AccessMode::Any))), 0);
    }

    #[test]
    fn an_overflow_means_anything_and_too_few_watches_mean_polling() {
        let overflow = Heard::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(translate(Ok(overflow)), Some(Event::Lost)));
        let full = Error::new(ErrorKind::MaxFilesWatch);
        assert!(matches!(translate(Err(full)), Some(Event::Blind)));
        assert!(matches!(translate(Err(Error::generic("x"))), Some(Event::Lost)));
    }
}
