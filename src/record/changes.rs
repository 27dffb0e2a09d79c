//! What differs between two releases, as a citizen would say it.
//!
//! A page has changed where the words of its main part differ; where only the frame around them
//! does, it looks different. Titles are taken from the sealed pages: what is erased there is erased
//! here. Found when a release is sealed and kept beside it, for sealed files never change.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use crate::compare;
use crate::disk::Failure;
use crate::hash::{self, Hash};
use crate::model::comparison::{self, Block, Shape};
use crate::model::release::Manifest;
use crate::model::release_log::{
    Change, Changes, FOLLOWS, FOLLOWS_END, Gone, PageChange, REMOVED, WITHDRAWN, is_list,
    is_made_of_others, parted,
};
use crate::model::version;
use crate::record::{Store, Trouble};
use crate::text::date::{Date, parse_date};
use crate::text::markup::{self, Piece};
use crate::text::words;

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
        Ok(Some(page_change(address, &bytes, change)))
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
    let differs = |path: &Arc<str>| -> Result<Differs, Failure> {
        let Some(address) = address(path) else { return Ok(Differs::File) };
        Ok(differs(address, &read(store, old, path)?, &read(store, new, path)?))
    };
    let found: Vec<Differs> =
        difference.changed.par_iter().map(differs).collect::<Result<_, _>>()?;
    for differs in found {
        match differs {
            Differs::File => changes.files.changed += 1,
            Differs::Looks => changes.looks += 1,
            Differs::Words(page) => changes.pages.push(page),
        }
    }
    mark_followers(&mut changes.pages);
    changes.pages.sort_by(|a, b| (a.change, &a.address).cmp(&(b.change, &b.address)));
    Ok(changes)
}

/// How a file differs.
enum Differs {
    File,
    Looks,
    Words(PageChange),
}

fn differs(address: &str, old: &[u8], new: &[u8]) -> Differs {
    // Of bytes that a decision erased nobody can say what differs.
    if old.is_empty() || new.is_empty() {
        let left = if new.is_empty() { old } else { new };
        return Differs::Words(page_change(address, left, Change::Changed));
    }
    let (then, now) = said(old, new);
    if spoken(&then) == spoken(&now) {
        // What a list shows of other pages is told as a list that follows them.
        return match is_list(address) && spoken(main(old)) != spoken(main(new)) {
            true => Differs::Words(page_change(address, new, Change::Changed)),
            false => Differs::Looks,
        };
    }
    let says = |page: &[u8], mark: &str| memmem::find(main(page), mark.as_bytes()).is_some();
    match (says(old, REMOVED), says(new, REMOVED)) {
        (true, true) => return Differs::Looks,
        (true, false) => return Differs::Words(page_change(address, new, Change::Added)),
        (false, true) => return Differs::Words(page_change(address, old, Change::Removed)),
        (false, false) => {}
    }
    if says(new, WITHDRAWN) && !says(old, WITHDRAWN) {
        return Differs::Words(page_change(address, new, Change::Withdrawn));
    }
    let mut page = page_change(address, new, Change::Changed);
    page.words = words_between(&then, &now);
    // A list that marks what follows from others says the rest itself.
    page.follows &= !(is_list(address) && are_marked(old, new));
    Differs::Words(page)
}

fn page_change(address: &str, page: &[u8], change: Change) -> PageChange {
    let (address, title) = (address.to_owned(), title(page));
    let follows = is_made_of_others(&address);
    PageChange { address, title, change, words: Vec::new(), follows, is_there: false }
}

/// Marks the pages that differ only because a document does; their words say nothing new.
fn mark_followers(pages: &mut [PageChange]) {
    let changed: BTreeSet<String> = pages.iter().map(|page| page.address.clone()).collect();
    for page in pages {
        let (above, last) = parted(&page.address);
        let is_below_a_document = above.matches('/').count() > 1;
        let is_text = is_below_a_document && version::Name::parse(last).is_some();
        // A text that gets its address is no new document: readers knew it, or its document changed.
        let is_copy = is_text && (page.change == Change::Added || changed.contains(above));
        page.follows |= is_copy;
        if page.follows {
            page.words = Vec::new();
        }
    }
}

/// The blocks of what two pages say that differ, each below the heading it stands under.
fn words_between(old: &[u8], new: &[u8]) -> Vec<Block> {
    let blocks = |said: &[u8]| compare::blocks::blocks(&String::from_utf8_lossy(said));
    let (all, _) = compare::align::aligned(&blocks(old), &blocks(new));
    let (mut shown, mut heading) = (Vec::new(), None);
    for block in all {
        if block.change != comparison::Change::Same {
            shown.extend(heading.take());
            shown.push(block);
        } else if let Shape::Heading(2..) = block.shape {
            heading = Some(block);
        }
    }
    shown
}

/// The same, with what the files of a release know: which addresses still lead somewhere.
pub(super) fn seen_from(mut changes: Changes, now: &Manifest) -> Changes {
    for page in &mut changes.pages {
        page.is_there = page.change != Change::Removed
            && now.find(&format!("{}index.html", page.address)).is_some();
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

/// What two pages say by themselves: their main parts without what follows from others. Where only
/// one of them marks that, both are taken whole.
fn said<'p>(old: &'p [u8], new: &'p [u8]) -> (Cow<'p, [u8]>, Cow<'p, [u8]>) {
    let (old, new) = (main(old), main(new));
    match are_marked(old, new) {
        true => (Cow::Owned(without_follows(old)), Cow::Owned(without_follows(new))),
        false => (Cow::Borrowed(old), Cow::Borrowed(new)),
    }
}

/// Whether both pages mark what follows from others.
fn are_marked(old: &[u8], new: &[u8]) -> bool {
    [old, new].iter().all(|page| memmem::find(main(page), FOLLOWS.as_bytes()).is_some())
}

fn without_follows(page: &[u8]) -> Vec<u8> {
    let (mut said, mut rest) = (Vec::with_capacity(page.len()), page);
    while let Some(begin) = memmem::find(rest, FOLLOWS.as_bytes()) {
        said.extend_from_slice(&rest[..begin]);
        let end = memmem::find(&rest[begin..], FOLLOWS_END.as_bytes());
        rest = end.map_or(&[][..], |end| &rest[begin + end + FOLLOWS_END.len()..]);
    }
    said.extend_from_slice(rest);
    said
}

/// The words of what a page says, as hashes in order; tags are none.
fn spoken(said: &[u8]) -> Vec<u64> {
    let mut spoken = Vec::new();
    for part in said.split(|byte| *byte == b'<') {
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
    let words = markup::pieces(html).filter_map(|piece| match piece {
        Piece::Words(words) => Some(words),
        Piece::Tag(_) => None,
    });
    let text: String = words.collect();
    let text = markup::unescaped(&text);
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// What a tombstone tells of the page that stood there, as the one before it did.
fn told_again(page: &[u8]) -> Option<Gone> {
    let value = |name: &str| {
        let begin = memmem::find(page, name.as_bytes())? + name.len();
        let end = begin + memchr::memchr(b'"', &page[begin..])?;
        std::str::from_utf8(&page[begin..end]).ok()
    };
    let day = parse_date(value("data-removed=\"")?).ok()?;
    Some(Gone { title: plain(value("data-title=\"")?), day })
}

impl Store<'_> {
    /// What is to be told of a sealed page that is taken down today; nothing of one that was erased,
    /// or that only led to another.
    pub fn gone(&self, page: Hash, today: Date) -> Result<Option<Gone>, Failure> {
        let object = self.object(page);
        if self.disk.stamp(&object)?.is_none() {
            return Ok(None);
        }
        let page = self.disk.read(&object)?;
        if memmem::find(main(&page), REMOVED.as_bytes()).is_some() {
            return Ok(told_again(main(&page)));
        }
        let leads_on = memmem::find(&page, b"http-equiv=\"refresh\"").is_some();
        let title = title(&page);
        Ok((!leads_on && !title.is_empty()).then_some(Gone { title, day: today }))
    }

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
    use super::{Differs, differs, mark_followers, page_change, said, spoken, title};
    use crate::model::release_log::Change;

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
        let one = page("Tin", "a", "hạn 25/10");
        let is_same = |other: Vec<u8>| {
            let (one, other) = said(&one, &other);
            spoken(&one) == spoken(&other)
        };
        assert!(is_same(page("Văn bản", "b", "hạn <b>25/10</b>")));
        assert!(!is_same(page("Tin", "a", "hạn 25/11")));
    }

    #[test]
    fn what_follows_from_other_pages_is_no_change_of_words() {
        let page = |text: &str, beside: &str| {
            format!("<main><p>{text}</p><!--theo--><nav>{beside}</nav><!--/theo--></main>")
        };
        let differ =
            |old: String, new: String| match differs("tin/a/", old.as_bytes(), new.as_bytes()) {
                Differs::Words(page) => Some(page.words.len()),
                _ => None,
            };
        assert_eq!(differ(page("Một.", "Tin trước"), page("Một.", "Tin sau")), None);
        assert_eq!(differ(page("Một.", "Tin trước"), page("Hai.", "Tin sau")), Some(1));
        // A page of an earlier theme, which marks nothing.
        let old = page("Một.", "Tin").replace("<!--theo-->", "").replace("<!--/theo-->", "");
        assert_eq!(differ(old, page("Một.", "Tin")), None);
        assert_eq!(differ(String::new(), page("Một.", "Tin")), Some(0), "erased by a decision");
    }

    #[test]
    fn a_list_says_what_its_introduction_says() {
        let page = |text: &str, items: &str| {
            format!("<main><p>{text}</p><!--theo--><ul>{items}</ul><!--/theo--></main>")
        };
        let differ =
            |old: String, new: String| match differs("tin/", old.as_bytes(), new.as_bytes()) {
                Differs::Words(page) => Some((page.follows, page.words.len())),
                _ => None,
            };
        assert_eq!(differ(page("Lời.", "A"), page("Lời.", "A B")), Some((true, 0)));
        assert_eq!(differ(page("Lời.", "A"), page("Khác.", "A B")), Some((false, 1)));
        assert_eq!(differ(page("Lời.", "A"), page("Lời.", "<b>A</b>")), None);
        // Of a list that marks nothing nobody can tell.
        let bare = |text: &str| page(text, "A").replace("<!--theo-->", "");
        assert_eq!(differ(bare("Lời."), bare("Khác.")).map(|(follows, _)| follows), Some(true));
    }

    #[test]
    fn a_text_that_gets_its_address_is_no_new_document() {
        let added = ["ke-hoach/a/2021-10-22/", "ke-hoach/b/", "tin/2021-10-22/"];
        let mut pages = added.map(|address| page_change(address, b"", Change::Added));
        mark_followers(&mut pages);
        assert_eq!(pages.map(|page| page.follows), [true, false, false]);
    }

    #[test]
    fn what_follows_from_a_document_is_not_told_as_one() {
        let addresses = [
            "",
            "search/nam/2021/",
            "tin/",
            "tin/trang-2/",
            "tin/trang-phuc-dan-toc/",
            "tin/lich-su/",
            "the-le/a/",
            "the-le/a/2021-11-10/",
            "the-le/a/lich-su/",
            "the-le/a/so-sanh/2021-11-01--2021-11-10/",
            "the-le/b/2021-11-10/",
        ];
        let mut pages = addresses.map(|address| page_change(address, b"", Change::Changed));
        mark_followers(&mut pages);
        let told = pages.iter().filter(|page| !page.follows).map(|page| page.address.as_str());
        // The last is an earlier text that was changed though its document was not.
        assert_eq!(
            told.collect::<Vec<_>>(),
            ["tin/trang-phuc-dan-toc/", "tin/lich-su/", "the-le/a/", "the-le/b/2021-11-10/"]
        );
    }
}
