//! What pages stand on: the style sheet, files copied as they are, facts about attachments.
//!
//! The only room that names `lightningcss`. Takes the theme's sheets and the files that public
//! documents use; gives artifacts under names that change with their content, and the length and
//! SHA-256 of each attachment, remembered by its stamp.

mod accent;
mod capitals;
mod contrast;
mod exif;
mod inspect;
mod office;
mod parts;
mod pdf;
pub mod pictures;
mod pixels;

use std::collections::BTreeMap;
use std::sync::Arc;

use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::disk::{self, Disk, Failure};
use crate::hash::Hash;
use crate::model::artifact::{Artifact, Stamp};
use crate::model::field::file;
use crate::model::findings::Findings;
use crate::model::page::FileFacts;
use crate::model::picture::Looked;
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::read::Listed;

/// The assets of a site.
pub struct Assets {
    /// Files to be written.
    pub artifacts: Vec<Artifact>,
    /// Name in templates and path below the root.
    pub names: Vec<(String, String)>,
    /// The style sheet, for the page that must stand alone.
    pub style_text: String,
}

/// The theme's assets under a site's accent colour.
pub fn of_theme(theme: &Theme, accent: &str) -> Result<Assets, Diagnostic> {
    let accent = if accent.is_empty() { theme.accent.as_str() } else { accent };
    // First, so that any sheet may have its own; by way of a sheet, so that old phones understand it.
    let declared = accent::declarations(accent);
    let hash = Hash::of(declared.as_bytes());
    let mut style_text = minified(&Source::new("", "accent.css", declared, hash))?;
    for sheet in &theme.styles {
        style_text.push_str(&minified(sheet)?);
    }
    if let Some(problem) = contrast::too_faint(&theme.styles) {
        return Err(problem);
    }
    let path = format!("assets/site-{}.css", Hash::of(style_text.as_bytes()).short());
    let mut artifacts = vec![Artifact::made(path.as_str(), style_text.clone().into_bytes())];
    let mut names = vec![("site.css".to_owned(), path)];
    for (name, bytes) in &theme.statics {
        let path = hashed_name(name, &Hash::of(bytes).short());
        artifacts.push(Artifact::made(path.as_str(), bytes.clone()));
        names.push((name.clone(), path));
    }
    Ok(Assets { artifacts, names, style_text })
}

fn hashed_name(name: &str, hash: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("assets/{stem}-{hash}.{ending}"),
        None => format!("assets/{name}-{hash}"),
    }
}

/// Old phones among the readers: versions are major << 16.
fn targets() -> Targets {
    Targets::from(Browsers {
        android: Some(90 << 16),
        chrome: Some(80 << 16),
        firefox: Some(78 << 16),
        ios_saf: Some(13 << 16),
        safari: Some(13 << 16),
        samsung: Some(13 << 16),
        ..Browsers::default()
    })
}

/// One sheet. The targets are given twice, or prefixes vanish.
fn minified(sheet: &Source) -> Result<String, Diagnostic> {
    let broken = |words: String, line: u32, column: u32| {
        let begin =
            sheet.text.split_inclusive('\n').take(line as usize).map(str::len).sum::<usize>();
        let at = begin + column.saturating_sub(1) as usize;
        Diagnostic::error("H03.style", sheet.place(at..at + 1)).with("words", words)
    };
    let options = ParserOptions { filename: sheet.path.to_string(), ..ParserOptions::default() };
    let mut parsed = StyleSheet::parse(&sheet.text, options).map_err(|error| {
        let place = error.loc.as_ref();
        broken(error.kind.to_string(), place.map_or(0, |p| p.line), place.map_or(1, |p| p.column))
    })?;
    let minify = MinifyOptions { targets: targets(), ..MinifyOptions::default() };
    parsed.minify(minify).map_err(|error| broken(error.kind.to_string(), 0, 1))?;
    let print = PrinterOptions { minify: true, targets: targets(), ..PrinterOptions::default() };
    let printed = parsed.to_css(print).map_err(|error| broken(error.kind.to_string(), 0, 1))?;
    Ok(printed.code)
}

/// Stamp and findings of each of these files; one whose stamp is remembered is not read again.
pub fn inspected(
    disk: &dyn Disk,
    files: &[&Listed],
    remembered: &dyn Fn(&Listed) -> Option<Findings>,
) -> Result<BTreeMap<Arc<str>, (Stamp, Findings)>, Failure> {
    let mut inspected = BTreeMap::new();
    for file in files {
        let findings = match remembered(file) {
            Some(findings) => findings,
            None if inspect::is_of_interest(&file.path) => {
                let mut reader = disk.open(&file.on_disk)?;
                inspect::findings(&mut *reader).map_err(|source| Failure {
                    action: crate::disk::Action::Read,
                    path: file.on_disk.to_path_buf(),
                    source,
                })?
            }
            None => Findings::default(),
        };
        inspected.insert(Arc::clone(&file.path), (file.stamp, findings));
    }
    Ok(inspected)
}

/// A file of the content and what public documents use it for.
pub struct Used<'l> {
    /// The file.
    pub file: &'l Listed,
    /// Whether it is offered as it is.
    pub is_offered: bool,
    /// Whether it is shown as a picture.
    pub is_picture: bool,
    /// Whether it stands for its page where that is shared.
    pub is_card: bool,
}

impl<'l> Used<'l> {
    /// A file that is offered as it is, and nothing else.
    pub fn offered(file: &'l Listed) -> Self {
        Self { file, is_offered: true, is_picture: false, is_card: false }
    }
}

/// What is remembered of a file: its stamp, its hash, and its head where it was looked at.
pub type Remembered<'a> = &'a (dyn Fn(&str) -> Option<(Stamp, Hash, Option<Looked>)> + Sync);

/// Facts about each of these files, and what its head tells; one whose stamp is remembered is not
/// read again.
pub fn facts(
    disk: &dyn Disk,
    used: &[Used<'_>],
    remembered: Remembered<'_>,
) -> Result<Vec<(FileFacts, Option<Looked>)>, Failure> {
    let fact = |used: &Used<'_>| -> Result<(FileFacts, Option<Looked>), Failure> {
        let file = used.file;
        let known = remembered(&file.path).filter(|(stamp, _, looked)| {
            *stamp == file.stamp && (looked.is_some() || !used.is_picture)
        });
        let (hash, looked) = match known {
            Some((_, hash, looked)) => (hash, looked),
            None if used.is_picture => {
                let bytes = disk.read(&file.on_disk)?;
                (Hash::of(&bytes), Some(inspect::looked(&bytes)))
            }
            None => (disk::hash_of(disk, &file.on_disk)?, None),
        };
        let address = file::address(&file.path);
        let picture = looked.filter(|_| used.is_picture);
        let picture = picture.map(|looked| looked.picture(&address, hash, used.is_card));
        let from = Arc::clone(&file.path);
        let (length, is_offered) = (file.stamp.length, used.is_offered);
        Ok((FileFacts { address, from, length, hash, is_offered, picture }, looked))
    };
    used.par_iter().map(fact).collect()
}
