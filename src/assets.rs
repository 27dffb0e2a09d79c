//! What pages stand on: the style sheet, files copied as they are, facts about attachments.
//!
//! The only room that names `lightningcss`. Takes the theme's sheets and the files that public
//! documents use; gives artifacts under names that change with their content, and the length and
//! SHA-256 of each attachment, remembered by its stamp.

mod accent;
mod inspect;
mod office;

use std::collections::BTreeMap;
use std::sync::Arc;

use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};

use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, Failure};
use crate::hash::Hash;
use crate::model::artifact::{Artifact, Stamp};
use crate::model::field::file;
use crate::model::findings::Findings;
use crate::model::page::FileFacts;
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
    let mut style_text = String::new();
    for sheet in &theme.styles {
        style_text.push_str(&minified(sheet)?);
    }
    // By way of a sheet, so that old phones understand it too.
    let declared = accent::declarations(accent);
    let hash = Hash::of(declared.as_bytes());
    style_text.push_str(&minified(&Source::new("", "accent.css", declared, hash))?);
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

/// What is remembered of a file: its stamp and its hash.
pub type Remembered<'a> = &'a dyn Fn(&str) -> Option<(Stamp, Hash)>;

/// Facts about each of these files; one whose stamp is remembered is not read again.
pub fn facts(
    disk: &dyn Disk,
    used: &[&Listed],
    remembered: Remembered<'_>,
) -> Result<BTreeMap<Arc<str>, FileFacts>, Failure> {
    let mut facts = BTreeMap::new();
    for file in used {
        let hash = match remembered(&file.path) {
            Some((stamp, hash)) if stamp == file.stamp => hash,
            _ => {
                let mut reader = disk.open(&file.on_disk)?;
                Hash::of_reader(&mut *reader).map_err(|source| Failure {
                    action: crate::disk::Action::Read,
                    path: file.on_disk.to_path_buf(),
                    source,
                })?
            }
        };
        let address = file::address(&file.path);
        let from = Arc::clone(&file.path);
        let length = file.stamp.length;
        facts.insert(Arc::clone(&file.path), FileFacts { address, from, length, hash });
    }
    Ok(facts)
}
