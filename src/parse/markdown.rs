//! Markdown to HTML with open places for references.
//!
//! The only file, with `typed`, that names `pulldown-cmark`. Its own HTML writer is not used: it
//! would lose written list numbers, footnotes' place at the end, anchors and references. Raw HTML
//! is cleaned with `ammonia` before it leaves this room.

mod alerts;
mod clean;
mod footnotes;
mod links;
mod tables;
mod writer;

use pulldown_cmark::{Event, Options, Parser, TextMergeWithOffset};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::hash::Hash;
use crate::model::body::{Html, SlotTarget};
use crate::model::document::{FileUse, Heading, Reference};
use crate::model::prose::Prose;
use crate::model::source::Source;
use crate::parse::{prose, typed};

/// How a body is to be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Style {
    /// Whether numbered parts become anchors.
    pub official: bool,
    /// Language of the few words the writer adds.
    pub language: Language,
}

/// A written body and what was found in it.
#[derive(Default)]
pub(super) struct Written {
    /// The HTML; its slots count references and files from 0.
    pub html: Html,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// References in the order of slots.
    pub references: Vec<Reference>,
    /// Files in the order of slots.
    pub files: Vec<FileUse>,
    /// Anchors of the same page that no heading gives, with their places in the source.
    pub own_anchors: Vec<(String, std::ops::Range<usize>)>,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
    /// Words of running text.
    pub words: u32,
}

/// An event with its byte range in the body.
pub(super) type Ranged<'a> = (Event<'a>, std::ops::Range<usize>);

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// Writes the body that begins at `start` of a source, and adds its running text to `prose`.
pub(super) fn write(
    source: &Source,
    start: usize,
    style: Style,
    prose: Option<&mut Prose>,
) -> Written {
    let body = source.text.get(start..).unwrap_or("");
    let parser = Parser::new_ext(body, options());
    let definitions = typed::definitions(source, start, parser.reference_definitions());
    // About one event for twenty bytes of prose: no growing in steps, each of which copies all.
    let mut events: Vec<Ranged<'_>> = Vec::with_capacity(body.len() / 20 + 16);
    events.extend(TextMergeWithOffset::new(parser.into_offset_iter()));
    let mut written = writer::Writer::new(source, start, body, style).write(&events);
    written.problems.extend(definitions);
    written.problems.extend(typed::find(source, start, body, &events));
    if let Some(prose) = prose {
        prose::body(prose, start, body, &events);
    }
    written
}

/// A block of Markdown from a field: no anchors, references left as words.
pub(super) fn inline_block(text: &str, language: Language) -> Html {
    let source = Source::new("", "", text.to_owned(), Hash::default());
    let written = write(&source, 0, Style { official: false, language }, None);
    // Slots point to references of their own document, which a field has none of.
    Html { text: without_ids(&written.html.text), slots: Vec::new() }
}

/// Headings of a field's text must not share anchors with the body.
fn without_ids(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(" id=\"") {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        rest = after[5..].split_once('"').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text
}

/// Moves the slots' positions behind references and files that stand before them.
pub(super) fn shift(html: &mut Html, references: u32, files: u32) {
    for slot in &mut html.slots {
        match &mut slot.target {
            SlotTarget::Reference { index, .. } => *index += references,
            SlotTarget::File { index } | SlotTarget::Image { index } => *index += files,
        }
    }
}
