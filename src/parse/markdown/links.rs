//! Links and images: what leads out, what leads to a document, what leads to a file.
//!
//! Bare addresses and document numbers in the running text become links too, the latter only where
//! a document of that number is public. `linkify` is named here only.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::LinkType;

use crate::diagnostic::Diagnostic;
use crate::model::body::SlotTarget;
use crate::model::document::{FileUse, Reference, ReferenceFrom};
use crate::model::field::file::{beside, resolve};
use crate::model::field::link::has_scheme;
use crate::model::kind::KindSet;
use crate::model::names;
use crate::parse::markdown::writer::Writer;
use crate::text::doc_number;

/// The link and the image under way.
#[derive(Default)]
pub(super) struct Links {
    open: Vec<Open>,
    pub(super) in_image: bool,
    pub(super) alt: String,
    image: Option<Image>,
    /// Links to anchors of the same page, with their places in the source.
    pub(super) own_anchors: Vec<(String, Range<usize>)>,
}

enum Open {
    /// An `<a>` that must be closed.
    Tag,
    /// A slot from here on.
    Slot(usize, SlotTarget),
    /// A link that was refused.
    Nothing,
}

struct Image {
    file: Option<u32>,
    address: String,
    title: String,
    range: Range<usize>,
}

impl Links {
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }
}

impl Writer<'_> {
    fn range(&self, range: &Range<usize>) -> Range<usize> {
        self.start + range.start..self.start + range.end
    }

    fn problem(&mut self, id: &'static str, range: &Range<usize>, words: &str) {
        let place = self.source.place(self.range(range));
        self.written.problems.push(Diagnostic::error(id, place).with("value", words));
    }

    pub(super) fn open_link(
        &mut self,
        kind: LinkType,
        address: &str,
        title: &str,
        range: &Range<usize>,
    ) {
        let open = match kind {
            LinkType::WikiLink { has_pothole } => self.open_wiki(address, has_pothole, range),
            LinkType::Email => self.open_tag(&format!("mailto:{address}"), title),
            _ if has_scheme(address) => self.open_tag(address, title),
            _ => self.open_internal(address, title, range),
        };
        self.links.open.push(open);
    }

    fn open_tag(&mut self, address: &str, title: &str) -> Open {
        self.push("<a href=\"");
        self.escape(address);
        if !title.is_empty() {
            self.push("\" title=\"");
            self.escape(title);
        }
        self.push("\">");
        Open::Tag
    }

    /// `[[147/KH-SYT]]` or `[[id|words]]`.
    fn open_wiki(&mut self, address: &str, has_words: bool, range: &Range<usize>) -> Open {
        let (name, anchor) = address.split_once('#').unwrap_or((address, ""));
        // A number reads well as typed; an id or a title is replaced by the document's title.
        let titled = !has_words && !doc_number::is_number(name.trim());
        // The caret stands under the name itself, not under the brackets.
        let begin = range.start + 2;
        let place = begin..(begin + name.len()).min(range.end);
        let index = self.refer(name.trim(), anchor, ReferenceFrom::Body, &place);
        Open::Slot(self.frame().html.len(), SlotTarget::Reference { index, titled })
    }

    fn open_internal(&mut self, address: &str, title: &str, range: &Range<usize>) -> Open {
        if let Some(anchor) = address.strip_prefix('#') {
            let place = self.range(range);
            self.links.own_anchors.push((anchor.to_owned(), place));
            return self.open_tag(address, title);
        }
        let scheme = address.split(['/', '?', '#']).next().unwrap_or("");
        if address.is_empty() || scheme.contains(':') {
            // “C:” and “file:” are places on the author's own machine.
            let is_own = scheme.eq_ignore_ascii_case("file:") || scheme.find(':') == Some(1);
            let id = match () {
                () if address.is_empty() => "L01.empty_link",
                () if is_own => "L01.own_machine",
                () => "L01.unsafe_link",
            };
            self.problem(id, range, address);
            return Open::Nothing;
        }
        let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
        let Some(resolved) = resolve(&self.source.path, &percent_decode(path)) else {
            self.problem("L01.file_outside", range, address);
            return Open::Nothing;
        };
        let from = self.frame().html.len();
        match document_id(&resolved, path) {
            Some(id) => {
                let index = self.refer(id, anchor, ReferenceFrom::Body, range);
                Open::Slot(from, SlotTarget::Reference { index, titled: false })
            }
            None => {
                let path = beside(&self.source.path, &percent_decode(path)).unwrap_or(resolved);
                let index = self.file(path, false, range);
                Open::Slot(from, SlotTarget::File { index })
            }
        }
    }

    fn refer(
        &mut self,
        name: &str,
        anchor: &str,
        from: ReferenceFrom,
        range: &Range<usize>,
    ) -> u32 {
        let span = self.source.span(self.range(range));
        let key = names::key(if name.is_empty() { "/" } else { name });
        let (text, anchor) = (name.to_owned(), anchor.to_owned());
        let to = KindSet::ALL;
        self.written.references.push(Reference { key, text, anchor, to, from, span, table: None });
        self.written.references.len() as u32 - 1
    }

    fn file(&mut self, path: String, is_picture: bool, range: &Range<usize>) -> u32 {
        let span = self.source.span(self.range(range));
        self.written.files.push(FileUse { path, span, is_private: false, is_picture });
        self.written.files.len() as u32 - 1
    }

    pub(super) fn close_link(&mut self) {
        match self.links.open.pop() {
            Some(Open::Tag) => self.push("</a>"),
            Some(Open::Slot(from, target)) => self.add_slot(from, target),
            Some(Open::Nothing) | None => {}
        }
    }

    pub(super) fn open_image(&mut self, address: &str, title: &str, range: &Range<usize>) {
        self.links.in_image = true;
        self.links.alt.clear();
        let mut image = Image {
            file: None,
            address: String::new(),
            title: title.to_owned(),
            range: range.clone(),
        };
        if has_scheme(address) {
            // No third-party host: a picture from elsewhere would be fetched by every reader.
            self.problem("L01.image_elsewhere", range, address);
        } else {
            match beside(&self.source.path, &percent_decode(address)) {
                Some(path) => image.file = Some(self.file(path, true, range)),
                None => self.problem("L01.file_outside", range, address),
            }
        }
        image.address = address.to_owned();
        self.links.image = Some(image);
    }

    pub(super) fn close_image(&mut self) {
        self.links.in_image = false;
        let alt = std::mem::take(&mut self.links.alt);
        let Some(image) = self.links.image.take() else { return };
        let name = image.address.rsplit('/').next().unwrap_or("");
        if alt.trim().is_empty() || alt.trim() == name {
            self.problem("A01.no_alt", &image.range, &image.address);
        }
        self.push("<img loading=\"lazy\" decoding=\"async\" alt=\"");
        self.escape(&alt);
        self.push("\"");
        if !image.title.is_empty() {
            self.push(" title=\"");
            self.escape(&image.title);
            self.push("\"");
        }
        if let Some(index) = image.file {
            let here = self.frame().html.len();
            self.add_slot(here, SlotTarget::Image { index });
        }
        self.push(">");
    }

    /// Running text: bare addresses and numbers of documents become links.
    pub(super) fn text_with_links(&mut self, text: &str, range: &Range<usize>) {
        let mut done = 0;
        if text.contains("://") || text.contains('@') {
            let mut finder = LinkFinder::new();
            finder.kinds(&[LinkKind::Url, LinkKind::Email]);
            for link in finder.links(text) {
                self.text_with_numbers(&text[done..link.start()], range);
                let scheme = if *link.kind() == LinkKind::Email { "mailto:" } else { "" };
                self.push("<a href=\"");
                self.push(scheme);
                self.escape(link.as_str());
                self.push("\">");
                self.escape(link.as_str());
                self.push("</a>");
                done = link.end();
            }
        }
        self.text_with_numbers(&text[done..], range);
    }

    fn text_with_numbers(&mut self, text: &str, range: &Range<usize>) {
        if memchr::memchr(b'/', text.as_bytes()).is_none() {
            self.escape(text);
            return;
        }
        let mut done = 0;
        for (place, number) in doc_number::citations(text) {
            self.escape(&text[done..place.start]);
            let from = self.frame().html.len();
            self.escape(&text[place.clone()]);
            let name = number.to_string();
            let index = self.refer(&name, "", ReferenceFrom::Citation, range);
            self.add_slot(from, SlotTarget::Reference { index, titled: false });
            done = place.end;
        }
        self.escape(&text[done..]);
    }
}

/// The id of the document a resolved path leads to; `None` where it leads to a file.
fn document_id<'p>(resolved: &'p str, typed: &str) -> Option<&'p str> {
    let name = resolved.rsplit('/').next().unwrap_or(resolved);
    let stem = match name.rsplit_once('.') {
        Some((_, ending)) if ending.eq_ignore_ascii_case("md") => &resolved[..resolved.len() - 3],
        Some(_) if !typed.ends_with('/') => return None,
        _ => resolved,
    };
    let id = stem.strip_suffix("/index").or_else(|| stem.strip_suffix("/_index"));
    Some(match id {
        Some(id) => id,
        None if stem == "_index" => "",
        None => stem,
    })
}

fn percent_decode(path: &str) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) if *byte == b'%' => {
                bytes.push(decoded);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}
