//! The pages that tell of releases, made when a release is sealed.
//!
//! They need settings, theme and what every page of the last build shared, and no content: bringing
//! an old release back builds nothing. Styles of today's theme that an old release lacks lie beside
//! them, below `phat-hanh/`.

use std::sync::Arc;

use rayon::prelude::*;

use crate::check::text::Wording;
use crate::diagnostic::Diagnostic;
use crate::disk::Failure;
use crate::feeds;
use crate::hash::{Hash, Hashed};
use crate::memory;
use crate::model::artifact::Artifact;
use crate::model::page::Site;
use crate::model::release::{LOG, MILESTONES, Manifest, Release};
use crate::model::release_log::{Envelope, ReleaseLog};
use crate::model::source::Source;
use crate::pipeline::Inputs;
use crate::pipeline::ground::{self, Ground};
use crate::record::{Store, Trouble};
use crate::settings::Settings;
use crate::view;

/// The files; the inner `Err` holds mistakes of the theme.
pub(super) fn files(
    inputs: &Inputs<'_>,
    log: &ReleaseLog,
    manifest: &Manifest,
) -> Result<Result<Envelope, Vec<Diagnostic>>, Trouble> {
    on(&ground::load(inputs)?, inputs, log, manifest)
}

/// The same where settings and theme are loaded already.
pub(super) fn on(
    ground: &Ground,
    inputs: &Inputs<'_>,
    log: &ReleaseLog,
    manifest: &Manifest,
) -> Result<Result<Envelope, Vec<Diagnostic>>, Trouble> {
    let (Some(theme), Some(renderer), Some(assets)) =
        (&ground.theme, &ground.renderer, &ground.assets)
    else {
        return Ok(Err(ground.problems.clone()));
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
    let (mut broken, when) = (Vec::new(), (language, inputs.now.date()));
    let mut pages = view::releases::pages(&told, &site, theme, when);
    pages.extend(view::releases::doors(&told, &site, theme, when));
    for address in erased_in_milestones(inputs, log)? {
        pages.push(view::releases::removed(&address, None, &site, theme, when));
    }
    let rendered: Vec<_> = pages.par_iter().map(|page| renderer.render(page)).collect();
    for (page, html) in pages.iter().zip(rendered) {
        match html {
            Ok(html) => files.push(Artifact::made(page.path(), html)),
            Err(problem) => broken.push(problem),
        }
    }
    let milestones = view::releases::milestones(log, theme, language);
    Ok(if broken.is_empty() { Ok(Envelope { files, milestones }) } else { Err(broken) })
}

/// The addresses of milestones' pages that were erased by a decision: what links to them in there is
/// to lead somewhere.
fn erased_in_milestones(inputs: &Inputs<'_>, log: &ReleaseLog) -> Result<Vec<String>, Trouble> {
    let kept = log.entries.iter().filter(|entry| !entry.milestone.is_empty());
    let kept: Vec<&Release> = kept.map(|entry| &entry.release).collect();
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let store = Store::new(inputs.disk, &inputs.output);
    let erased = store.redacted(&store.known_keys()?)?.unwrap_or_default();
    let mut addresses = Vec::new();
    for release in kept {
        let manifest = store.manifest(release.seq)?;
        let gone = manifest.files().iter().filter(|(_, hash)| erased.files.contains(hash));
        let pages = gone.filter_map(|(path, _)| path.strip_suffix("index.html"));
        let below = pages.map(|address| format!("{MILESTONES}{}/{address}", release.folder()));
        addresses.extend(below);
    }
    Ok(addresses)
}

/// Personal numbers in a note: it is sealed for ever, and no erasure reaches it.
pub(super) fn private_in(inputs: &Inputs<'_>, note: &str) -> Result<Vec<Diagnostic>, Failure> {
    Ok(if has_digits(note) { private_on(&ground::load(inputs)?, note) } else { Vec::new() })
}

fn has_digits(note: &str) -> bool {
    note.contains(|letter: char| letter.is_ascii_digit())
}

/// The same where settings and theme are loaded already.
pub(super) fn private_on(ground: &Ground, note: &str) -> Vec<Diagnostic> {
    if !has_digits(note) {
        return Vec::new();
    }
    let Some(theme) = &ground.theme else { return ground.problems.clone() };
    let wording = Wording::new(&theme.dictionaries, ground.settings.language);
    let judge =
        |note: String| wording.judge_table(&Source::new("", "--note", note, Hash::default()));
    // A number is one also where it is written in groups.
    let found = judge(note.to_owned());
    if found.is_empty() { judge(closed(note)) } else { found }
}

/// A text without what stands between two digits in groups: `0912 345.678`.
fn closed(note: &str) -> String {
    let letters: Vec<char> = note.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let stays = |at: &usize| {
        let is_gap = matches!(letters[*at], ' ' | '.' | '-' | '\u{a0}');
        !(is_gap && *at > 0 && is_digit(at - 1) && is_digit(at + 1))
    };
    (0..letters.len()).filter(stays).map(|at| letters[at]).collect()
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
