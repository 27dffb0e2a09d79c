//! What differs between two releases, as a citizen would say it.
//!
//! A page has changed where the words of its main part differ; where only the frame around them
//! does, it looks different. Titles are taken from the sealed pages: what is erased there is erased
//! here. Found when a release is sealed and kept beside it, for sealed files never change.

use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash;
use crate::model::release::Manifest;
use crate::model::release_log::{Change, Changes, PageChange};
use crate::record::{Store, Trouble};
use crate::text::{markup, words};

/// The file they are kept in, beside RELEASE.
pub(super) const KEPT: &str = "changes";

/// The bytes of the file.
pub(super) fn kept(changes: &Changes) -> Vec<u8> {
    hash::encode(changes)
}

/// The address of a page's file; `None` for other files and the page for unknown addresses.
fn address(path: &str) -> Option<&str> {
    match path.strip_suffix("index.html")? {
        "" => Some(""),
        folder => folder.ends_with('/').then_some(folder),
    }
}

/// What differs. Beside nothing, nothing has changed: a first release is told of as a whole.
pub(super) fn between(
    store: &Store<'_>,
    old: &Manifest,
    new: &Manifest,
) -> Result<Changes, Failure> {
    let mut changes = Changes::default();
    if old.files().is_empty() {
        return Ok(changes);
    }
    let difference = new.since(old);
    let page = |path: &Arc<str>, manifest: &Manifest, change| -> Result<_, Failure> {
        let Some(address) = address(path) else { return Ok(None) };
        let bytes = read(store, manifest, path)?;
        let title = title(&bytes);
        Ok(Some(PageChange { address: address.to_owned(), title, change, is_there: false }))
    };
    for (paths, manifest, change, count) in [
        (&difference.added, new, Change::Added, &mut changes.files.added),
        (&difference.removed, old, Change::Removed, &mut changes.files.removed),
    ] {
        let found: Vec<Option<PageChange>> =
            paths.par_iter().map(|path| page(path, manifest, change)).collect::<Result<_, _>>()?;
        *count = found.iter().filter(|page| page.is_none()).count();
        changes.pages.extend(found.into_iter().flatten());
    }
    let differs = |path: &Arc<str>| -> Result<Option<bool>, Failure> {
        if address(path).is_none() {
            return Ok(None);
        }
        Ok(Some(spoken(&read(store, old, path)?) != spoken(&read(store, new, path)?)))
    };
    let found: Vec<Option<bool>> =
        difference.changed.par_iter().map(differs).collect::<Result<_, _>>()?;
    for (path, differs) in difference.changed.iter().zip(found) {
        match differs {
            None => changes.files.changed += 1,
            Some(false) => changes.looks += 1,
            Some(true) => changes.pages.extend(page(path, new, Change::Changed)?),
        }
    }
    changes.pages.sort_by(|a, b| (a.change, &a.address).cmp(&(b.change, &b.address)));
    Ok(changes)
}

/// The same, with what the files of a release know: which addresses still lead somewhere.
pub(super) fn seen_from(mut changes: Changes, now: &Manifest) -> Changes {
    for page in &mut changes.pages {
        page.is_there = now.find(&format!("{}index.html", page.address)).is_some();
    }
    changes
}

/// The bytes of a sealed page; none where they were erased.
fn read(store: &Store<'_>, manifest: &Manifest, path: &str) -> Result<Vec<u8>, Failure> {
    let Some(hash) = manifest.find(path) else { return Ok(Vec::new()) };
    let object = store.object(hash);
    match store.disk.stamp(&object)? {
        Some(_) => store.disk.read(&object),
        None => Ok(Vec::new()),
    }
}

/// The main part of a page, or all of it where it has none.
pub(super) fn main(page: &[u8]) -> &[u8] {
    let begin = memmem::find(page, b"<main").unwrap_or(0);
    let end = memmem::find(&page[begin..], b"</main>").map_or(page.len(), |end| begin + end);
    &page[begin..end]
}

/// The words of a page's main part, as hashes in order; tags are none.
fn spoken(page: &[u8]) -> Vec<u64> {
    let mut spoken = Vec::new();
    for part in main(page).split(|byte| *byte == b'<') {
        let text = memchr::memchr(b'>', part).map_or(part, |end| &part[end + 1..]);
        words::each(text, |word, _| spoken.push(word));
    }
    spoken
}

/// The title of a page: its first heading, else what its head says.
pub(super) fn title(page: &[u8]) -> String {
    let heading = between_tags(main(page), b"<h1", b"</h1>");
    let text = heading.or_else(|| between_tags(page, b"<title", b"</title>")).unwrap_or(b"");
    plain(&String::from_utf8_lossy(text))
}

fn between_tags<'p>(page: &'p [u8], open: &[u8], close: &[u8]) -> Option<&'p [u8]> {
    let begin = memmem::find(page, open)?;
    let begin = begin + memchr::memchr(b'>', &page[begin..])? + 1;
    let end = begin + memmem::find(&page[begin..], close)?;
    Some(&page[begin..end])
}

/// Text without tags, with the entities that our renderer writes read as what they stand for.
fn plain(html: &str) -> String {
    let parts = html.split('<').enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    let text: String = parts.collect::<Vec<&str>>().concat();
    let text = markup::unescaped(&text);
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

impl Store<'_> {
    /// What differs between a release and the one before it.
    pub fn changes(&self, seq: u32) -> Result<Changes, Trouble> {
        let path = self.release_folder(seq).join(KEPT);
        if self.disk.stamp(&path)?.is_some()
            && let Some(changes) = hash::decode(&self.disk.read(&path)?)
        {
            return Ok(changes);
        }
        let new = self.manifest(seq)?;
        let old = if seq > 1 { self.manifest(seq - 1)? } else { Manifest::default() };
        Ok(between(self, &old, &new)?)
    }

    /// What differs between any two releases.
    pub fn changes_between(&self, older: u32, newer: u32) -> Result<Changes, Trouble> {
        let (old, new) = (self.manifest(older)?, self.manifest(newer)?);
        Ok(between(self, &old, &new)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{spoken, title};

    #[test]
    fn a_title_is_the_heading_in_plain_words() {
        let page = b"<title>A - B</title><main id=\"x\"><h1 class=\"t\">Th\xe1\xbb\x83 l\xe1\xbb\x87 &amp; <em>gi\xe1\xba\xa3i</em></h1></main>";
        assert_eq!(title(page), "Thể lệ & giải");
        assert_eq!(title(b"<title>A</title>"), "A");
    }

    #[test]
    fn only_words_of_the_main_part_count() {
        let page = |menu: &str, class: &str, text: &str| {
            format!("<nav>{menu}</nav><main><p class=\"{class}\">{text}</p></main>").into_bytes()
        };
        let one = spoken(&page("Tin", "a", "hạn 25/10"));
        assert_eq!(one, spoken(&page("Văn bản", "b", "hạn <b>25/10</b>")));
        assert_ne!(one, spoken(&page("Tin", "a", "hạn 25/11")));
    }
}
