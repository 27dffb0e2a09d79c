//! The pages that tell of releases, made when a release is sealed.
//!
//! They need settings, theme and what every page of the last build shared, and no content: bringing
//! an old release back builds nothing. Styles of today's theme that an old release lacks lie beside
//! them, below `phat-hanh/`.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::disk::Failure;
use crate::feeds;
use crate::hash::Hashed;
use crate::memory;
use crate::model::artifact::Artifact;
use crate::model::page::Site;
use crate::model::release::{LOG, Manifest};
use crate::model::release_log::{Envelope, ReleaseLog};
use crate::pipeline::{Inputs, ground};
use crate::settings::Settings;
use crate::view;

/// The files; the inner `Err` holds mistakes of the theme.
pub(super) fn files(
    inputs: &Inputs<'_>,
    log: &ReleaseLog,
    manifest: &Manifest,
) -> Result<Result<Envelope, Vec<Diagnostic>>, Failure> {
    let ground = ground::load(inputs)?;
    let (Some(theme), Some(renderer), Some(assets)) =
        (&ground.theme, &ground.renderer, &ground.assets)
    else {
        return Ok(Err(ground.problems));
    };
    let kept = memory::frame::kept(inputs.disk, &inputs.output);
    let mut site = kept.unwrap_or_else(|| plain(&ground.settings));
    let mut files = Vec::new();
    site.assets = assets.names.clone();
    for artifact in &assets.artifacts {
        if manifest.find(&artifact.path).is_some() {
            continue;
        }
        let beside = format!("{LOG}{}", artifact.path);
        let named = site.assets.iter_mut().filter(|(_, path)| **path == *artifact.path);
        named.for_each(|(_, path)| path.clone_from(&beside));
        files.push(Artifact { path: beside.into(), bytes: artifact.bytes.clone() });
    }
    let site = Arc::new(Hashed::new(site));
    let language = ground.settings.language;
    let told = view::releases::told(log, theme, language);
    files.extend(feeds::releases::files(&site, &told));
    let mut broken = Vec::new();
    for page in view::releases::pages(&told, &site, theme, (language, inputs.now.date())) {
        match renderer.render(&page) {
            Ok(html) => files.push(Artifact::made(page.path(), html)),
            Err(problem) => broken.push(problem),
        }
    }
    let milestones = view::releases::milestones(log, theme, language);
    Ok(if broken.is_empty() { Ok(Envelope { files, milestones }) } else { Err(broken) })
}

/// What settings alone tell, where the last build is not known: a page without a menu.
fn plain(settings: &Settings) -> Site {
    Site {
        title: settings.title.clone(),
        description: settings.description.clone(),
        base_url: settings.base_url.clone(),
        languages: vec![settings.language.tag().to_owned()],
        ..Site::default()
    }
}
