//! What every page stands on: settings, theme, compiled templates, assets.
//!
//! Depends on `site.yaml` and the theme alone; a preview keeps it until one of them changes.

use std::path::Path;
use std::sync::Arc;

use crate::assets::{self, Assets};
use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, Failure};
use crate::hash::Hash;
use crate::load_theme;
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::pipeline::{Inputs, shown};
use crate::read::{self, Listed};
use crate::render::Renderer;
use crate::settings::{self, Settings};

/// Settings and theme, and what is wrong with them.
pub(super) struct Ground {
    /// The settings; defaults where they could not be read.
    pub settings: Arc<Settings>,
    /// The hash of what the settings were read from.
    pub settings_hash: Hash,
    /// The theme; `None` where its declarations have mistakes.
    pub theme: Option<Arc<Theme>>,
    /// Compiled templates; `None` where one has mistakes.
    pub renderer: Option<Renderer>,
    /// Style sheet and static files; `None` where a sheet has mistakes.
    pub assets: Option<Assets>,
    /// What is wrong with any of them.
    pub problems: Vec<Diagnostic>,
}

impl Ground {
    /// Whether pages on another ground show the same things, though they may look different.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let (Some(theme), Some(then)) = (&self.theme, &other.theme) else { return false };
        let has_all = |ground: &Self| ground.renderer.is_some() && ground.assets.is_some();
        self.settings_hash == other.settings_hash
            && theme.frame_hash == then.frame_hash
            && has_all(self)
            && has_all(other)
    }
}

/// Loads settings and theme, compiles templates and sheets.
pub(super) fn load(inputs: &Inputs<'_>) -> Result<Ground, Failure> {
    let (settings, mut problems) = settings(inputs.disk, &inputs.content)?;
    let settings_hash = Hash::of_value(&settings);
    let name = inputs.theme.as_ref().unwrap_or(&settings.theme).as_str();
    let name = if name.is_empty() { load_theme::BASE } else { name };
    let themes_shown = shown(&inputs.themes);
    let theme = load_theme::load(inputs.disk, &inputs.themes, &themes_shown, name)?;
    let theme = theme.map(Arc::new).map_err(|broken| problems.extend(broken)).ok();
    let (renderer, assets) = rayon::join(
        || theme.as_ref().map(Renderer::new),
        || theme.as_ref().map(|theme| assets::of_theme(theme, &settings.accent)),
    );
    let renderer = renderer.and_then(|made| made.map_err(|broken| problems.extend(broken)).ok());
    let assets = assets.and_then(|made| made.map_err(|broken| problems.push(broken)).ok());
    let settings = Arc::new(settings);
    Ok(Ground { settings, settings_hash, theme, renderer, assets, problems })
}

/// The settings of a content folder, and what is wrong with them.
pub fn settings(disk: &dyn Disk, content: &Path) -> Result<(Settings, Vec<Diagnostic>), Failure> {
    let (path, shown) = (content.join("site.yaml"), shown(content));
    let Some(stamp) = disk.stamp(&path)? else {
        return Ok((Settings::default(), vec![settings::missing(&shown)]));
    };
    let file = Listed { path: "site.yaml".into(), on_disk: path.into(), stamp };
    let source: Result<Source, Diagnostic> = read::source(disk, &file, &shown)?;
    Ok(match source {
        Ok(source) => settings::read(&source),
        Err(problem) => (Settings::default(), vec![problem]),
    })
}
