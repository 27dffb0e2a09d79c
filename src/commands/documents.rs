//! Finds the document that somebody means: by its path, id, last part of the id, number or title.

use std::path::Path;

use crate::commands::DISK;
use crate::diagnostic::catalogue::Language;
use crate::disk::Disk as _;
use crate::hash::Hash;
use crate::model::document::Outline;
use crate::model::names;
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::model::version::{self, Name};
use crate::parse::{self, Parsing};
use crate::read::{self, Listed, Listing};
use crate::text::collate::Collator;

/// What there is to find.
pub(super) struct Documents<'a> {
    /// The content folder.
    pub content: &'a Path,
    /// Its files.
    pub listing: &'a Listing,
    /// The theme whose kinds they have.
    pub theme: &'a Theme,
    /// The language of the site.
    pub language: Language,
}

/// A document's own file.
pub(super) struct Found {
    /// Where it lies.
    pub file: Listed,
    /// What others may see of it.
    pub outline: Outline,
    /// What is in the file.
    pub bytes: Vec<u8>,
    /// The same as text.
    pub text: String,
}

impl Documents<'_> {
    /// The document that was meant: by its path or id first, then by any of its names.
    pub(super) fn find(&self, typed: &str) -> anyhow::Result<Option<Found>> {
        let own = || self.listing.documents.iter().filter(|at| Name::of_path(&at.path).is_none());
        let path = below(self.content, typed);
        let last = |file: &&Listed| {
            let id = version::document_id(&file.path);
            id == path || *file.path == *path || id.rsplit('/').next() == Some(&*path)
        };
        let mut near = own().filter(last);
        if let (Some(file), None) = (near.next(), near.next()) {
            return self.parsed(file);
        }
        let key = names::key(typed);
        for file in own() {
            if let Some(found) = self.parsed(file)?
                && found.outline.names.contains(&key)
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn parsed(&self, file: &Listed) -> anyhow::Result<Option<Found>> {
        let bytes = DISK.read(&file.on_disk)?;
        let Ok(text) = read::text(bytes.clone()) else { return Ok(None) };
        let outline = self.outline(&file.path, &text);
        Ok(outline.map(|outline| Found { file: file.clone(), outline, bytes, text }))
    }

    /// What a text at a path says.
    pub(super) fn outline(&self, path: &str, text: &str) -> Option<Outline> {
        let source = Source::new("", path, text.to_owned(), Hash::default());
        let (collator, language) = (&Collator::new(), self.language);
        let parsing = Parsing { kinds: &self.theme.kinds, language, collator };
        let document = parse::parse(&source, &[], &parsing).ok()?;
        Some(document.outline.value.clone())
    }
}

/// A path as it is told from the content folder: with `/`, and none at its end.
pub(super) fn below(content: &Path, typed: &str) -> String {
    let typed = typed.trim_end_matches('/').replace('\\', "/");
    let content = content.to_string_lossy().replace('\\', "/");
    match typed.strip_prefix(&format!("{}/", content.trim_end_matches('/'))) {
        Some(below) => below.to_owned(),
        None => typed,
    }
}
