//! Where things lie at a place.

use crate::hash::Hash;
use crate::model::target::Mode;
use crate::publish::Stop;
use crate::publish::remote::Line;

/// The names at a place. Below `_lantoa/` lies what is ours: `current`, `lock/owner`; below `_r/`
/// the trees of releases, where a mode has any.
pub(super) struct Site {
    /// What readers are shown: a folder, or a link.
    folder: String,
    /// The folder in which everything of ours lies.
    base: String,
    /// How a release is shown.
    pub(super) mode: Mode,
}

impl Site {
    /// The names where readers are shown this folder. A link and what it leads to lie side by side:
    /// `public` and `public-lantoa/`.
    pub(super) fn of(folder: &str, mode: Mode) -> Self {
        let folder = match folder.trim_end_matches('/') {
            "" if folder.starts_with('/') => "/",
            folder => folder,
        };
        let base = match mode {
            Mode::Switch => format!("{folder}-lantoa"),
            _ => folder.to_owned(),
        };
        Self { folder: folder.to_owned(), base, mode }
    }

    /// The path of something of ours or of a file in place.
    pub(super) fn at(&self, path: &str) -> String {
        match self.base.as_str() {
            "" => path.to_owned(),
            "/" => format!("/{path}"),
            base => format!("{base}/{path}"),
        }
    }

    pub(super) fn current(&self) -> String {
        self.at("_lantoa/current")
    }

    pub(super) fn lock(&self) -> String {
        self.at("_lantoa/lock")
    }

    /// Where a place is asked what it does: a folder for each who asks, for nobody is kept out yet.
    pub(super) fn probe(&self, asker: &str) -> String {
        self.at(&format!("_lantoa/probe-{}", Hash::of(asker.as_bytes()).short()))
    }

    /// The link that readers follow.
    pub(super) fn link(&self) -> &str {
        &self.folder
    }

    /// Where the link leads for a tree, from the folder in which it stands.
    pub(super) fn way_to(&self, tree: &str) -> String {
        format!("{}/{tree}", self.base.rsplit('/').next().unwrap_or(&self.base))
    }

    /// Whether a link leads to a tree of ours.
    pub(super) fn is_own_link(&self, target: &str) -> bool {
        target.starts_with(&self.way_to("_r/"))
    }

    /// Removes folders of ours that hold nothing.
    pub(super) fn tidy(&self, line: &mut Line<'_>) -> Result<(), Stop> {
        let own = self.at("_lantoa");
        let is_gone = line.attempt(|session| session.remove_empty(&own))?;
        if is_gone && self.mode == Mode::Switch {
            line.attempt(|session| session.remove_empty(&self.base))?;
        }
        Ok(())
    }
}

/// The folder of the tree that a place which says this is shown.
pub(super) fn tree_of(says: &str) -> String {
    let words: Vec<&str> = says.split(' ').collect();
    let part = |at: usize| words.get(at).map_or("", |word| word.get(..8).unwrap_or(word));
    // Release and envelope: another envelope for the same release is another tree.
    format!("_r/{}-{}-{}/", words.first().unwrap_or(&""), part(1), part(2))
}
