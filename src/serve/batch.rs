//! Paths that may have changed, gathered until it is quiet.
//!
//! A path is never more than a suspicion: what the event called it (made, renamed, removed) is not
//! kept, since editors save by any of these.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disk::Disk;
use crate::pipeline::Inputs;
use crate::pipeline::preview::Suspects;
use crate::read;

/// The folders a site is made of, absolute.
pub(super) struct Roots {
    /// Content.
    pub content: PathBuf,
    /// Themes.
    pub themes: PathBuf,
    /// A theme that lies elsewhere.
    pub theme: Option<PathBuf>,
    shown: String,
}

impl Roots {
    pub(super) fn of(inputs: &Inputs<'_>, theme: Option<PathBuf>) -> Self {
        Self {
            content: absolute(&inputs.content),
            themes: absolute(&inputs.themes),
            theme: theme.map(|theme| absolute(&theme)),
            shown: inputs.content.to_string_lossy().replace('\\', "/"),
        }
    }

    /// Whether a path is one of the folders itself.
    pub(super) fn is_root(&self, path: &Path) -> bool {
        path == self.content || path == self.themes || self.theme.as_deref() == Some(path)
    }

    fn is_of_themes(&self, path: &Path) -> bool {
        path.starts_with(&self.themes)
            || self.theme.as_ref().is_some_and(|theme| path.starts_with(theme))
    }

    /// Whether a path lies beside the folders: their parents are watched for the folders' own sake.
    fn is_beside(&self, path: &Path) -> bool {
        let folders = [Some(&self.content), Some(&self.themes), self.theme.as_ref()];
        folders.into_iter().flatten().any(|folder| folder.parent() == path.parent())
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// What may have changed since the last look.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    everything: bool,
    turn: bool,
    ground: bool,
    beyond_styles: bool,
    new_folder: bool,
    content: BTreeSet<PathBuf>,
    changed: BTreeSet<String>,
}

impl Batch {
    /// Adds a path; says whether it matters.
    pub(super) fn add(&mut self, path: &Path, roots: &Roots, disk: &dyn Disk) -> bool {
        if roots.is_root(path) {
            self.add_everything();
            return true;
        }
        let name = path.to_string_lossy().replace('\\', "/");
        if let Ok(below) = path.strip_prefix(&roots.content) {
            let shown = below.to_string_lossy().replace('\\', "/");
            if read::is_litter(&shown) {
                return false;
            }
            self.changed.insert(format!("{}/{shown}", roots.shown.trim_end_matches('/')));
            self.beyond_styles = true;
            if shown == "site.yaml" {
                self.ground = true;
            } else if disk.is_folder(path) {
                self.new_folder = true;
                self.add_content();
            } else {
                self.content.insert(below.to_owned());
            }
            return true;
        }
        if roots.is_of_themes(path) {
            // Of litter in a theme only names without a meaning to it are known to be harmless.
            if name.ends_with('~') || name.rsplit('/').next().is_some_and(|n| n.starts_with('.')) {
                return false;
            }
            self.changed.insert(name.clone());
            self.ground = true;
            self.beyond_styles |= !name.ends_with(".css");
            return true;
        }
        if roots.is_beside(path) {
            return false;
        }
        self.add_everything();
        true
    }

    /// Anything may have changed.
    pub(super) fn add_everything(&mut self) {
        self.everything = true;
        self.beyond_styles = true;
    }

    /// Anything in the content may have changed: a suspicion of the folder itself lists it anew.
    pub(super) fn add_content(&mut self) {
        self.content.insert(PathBuf::new());
        self.beyond_styles = true;
    }

    /// Time has passed a day's end or an instant of publishing.
    pub(super) fn add_turn(&mut self) {
        self.turn = true;
        self.beyond_styles = true;
    }

    /// Whether time made us look.
    pub(super) fn is_turn(&self) -> bool {
        self.turn
    }

    /// Whether only style sheets may have changed.
    pub(super) fn is_style(&self) -> bool {
        self.ground && !self.beyond_styles
    }

    /// Whether a folder was among the paths.
    pub(super) fn has_new_folder(&self) -> bool {
        self.new_folder
    }

    /// The files, as a person can open them.
    pub(super) fn changed(&self) -> Vec<String> {
        self.changed.iter().cloned().collect()
    }

    /// The same for the pipeline.
    pub(super) fn suspects(&self) -> Suspects {
        match self.everything {
            true => Suspects::Everything,
            false => Suspects::Some {
                ground: self.ground,
                content: self.content.iter().cloned().collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Batch, Roots};
    use crate::disk::MemoryDisk;
    use crate::pipeline::preview::Suspects;

    fn batch(paths: &[&str]) -> Batch {
        let roots = Roots {
            content: "/site/content".into(),
            themes: "/site/themes".into(),
            theme: Some("/elsewhere/theme".into()),
            shown: "content".to_owned(),
        };
        let disk = MemoryDisk::new([("/site/content/tin/moi/index.md", "")]);
        let mut batch = Batch::default();
        for path in paths {
            batch.add(Path::new(path), &roots, &disk);
        }
        batch
    }

    fn some(ground: bool, content: &[&str]) -> Suspects {
        Suspects::Some { ground, content: content.iter().map(PathBuf::from).collect() }
    }

    #[test]
    fn a_path_says_what_is_suspect() {
        let of = |path: &str| batch(&[path]).suspects();
        assert_eq!(of("/site/content/tin/a.md"), some(false, &["tin/a.md"]));
        assert_eq!(of("/site/content/site.yaml"), some(true, &[]));
        assert_eq!(of("/site/content/tin/moi"), some(false, &[""]));
        assert_eq!(of("/site/themes/rieng/templates/tin.html"), some(true, &[]));
        assert_eq!(of("/elsewhere/theme/strings/vi.yaml"), some(true, &[]));
        assert_eq!(of("/site/content"), Suspects::Everything);
        assert_eq!(of("/private/site/content/tin/a.md"), Suspects::Everything);
    }

    #[test]
    fn litter_and_neighbours_are_no_reason_to_look() {
        let paths =
            ["/site/content/tin/.a.md.swp", "/site/content/tin/a.md~", "/site/content/4913"];
        assert_eq!(batch(&paths).suspects(), some(false, &[]));
        assert!(batch(&paths).changed().is_empty());
        assert_eq!(batch(&["/site/output", "/site/README.md"]).suspects(), some(false, &[]));
    }

    #[test]
    fn style_sheets_alone_are_exchanged_without_a_reload() {
        assert!(batch(&["/site/themes/a/styles/x.css"]).is_style());
        assert!(!batch(&["/site/themes/a/styles/x.css", "/site/content/tin/a.md"]).is_style());
        assert!(!batch(&["/site/themes/a/templates/x.html"]).is_style());
    }
}
