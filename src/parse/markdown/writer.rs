//! Writes Markdown events as HTML.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use pulldown_cmark_escape::escape_html;

use crate::diagnostic::Diagnostic;
use crate::model::body::{Html, Slot, SlotTarget};
use crate::model::document::Heading;
use crate::model::source::Source;
use crate::parse::markdown::{Ranged, Style, Written, clean, footnotes, links, tables};
use crate::parse::sections::{Anchors, point_letter};

/// Deeper nesting than this is a slip or an attack: what lies below is left out.
const DEEPEST: usize = 64;

/// HTML under way and its slots.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) html: String,
    pub(super) slots: Vec<Slot>,
}

impl Frame {
    /// Adds a finished frame; its slots move with it.
    pub(super) fn append(&mut self, other: Self) {
        let offset = self.html.len() as u32;
        self.html.push_str(&other.html);
        self.slots.extend(other.slots.into_iter().map(|slot| Slot {
            start: slot.start + offset,
            end: slot.end + offset,
            ..slot
        }));
    }
}

/// Writes one body.
pub(super) struct Writer<'a> {
    pub(super) source: &'a Source,
    /// Where the body begins in the source.
    pub(super) start: usize,
    body: &'a str,
    pub(super) style: Style,
    pub(super) frames: Vec<Frame>,
    pub(super) written: Written,
    anchors: Anchors,
    lists: Vec<Option<u64>>,
    pub(super) footnotes: footnotes::Footnotes,
    pub(super) tables: tables::Tables,
    pub(super) links: links::Links,
    heading_words: Option<String>,
    in_code: bool,
    has_raw: bool,
    depth: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(source: &'a Source, start: usize, body: &'a str, style: Style) -> Self {
        let frame = Frame { html: String::with_capacity(body.len() * 5 / 4), slots: Vec::new() };
        Self {
            source,
            start,
            body,
            style,
            frames: vec![frame],
            written: Written::default(),
            anchors: Anchors::new(style.official),
            lists: Vec::new(),
            footnotes: footnotes::Footnotes::default(),
            tables: tables::Tables::default(),
            links: links::Links::default(),
            heading_words: None,
            in_code: false,
            has_raw: false,
            depth: 0,
        }
    }

    pub(super) fn write(mut self, events: &[Ranged<'_>]) -> Written {
        let mut at = 0;
        while let Some((event, range)) = events.get(at) {
            at += 1;
            match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        self.too_deep(range);
                        at = skip(events, at);
                        self.depth -= 1;
                        continue;
                    }
                    if tables::is_figure(&events[at - 1..]) {
                        at = self.figure(events, at);
                        continue;
                    }
                    self.open(tag, range);
                }
                Event::End(tag) => {
                    self.depth -= 1;
                    self.close(tag);
                }
                other => self.inline(other, range),
            }
        }
        self.finish()
    }

    pub(super) fn end_of_figure(&mut self) {
        self.depth -= 1;
    }

    fn too_deep(&mut self, range: &Range<usize>) {
        if !self.written.problems.iter().any(|problem| problem.id == "M11.too_deep") {
            let place = self.source.place(self.start + range.start..self.start + range.start + 1);
            self.written.problems.push(Diagnostic::error("M11.too_deep", place));
        }
    }

    pub(super) fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    pub(super) fn push(&mut self, html: &str) {
        self.frame().html.push_str(html);
    }

    pub(super) fn escape(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = escape_html(&mut self.frame().html, text);
    }

    fn open(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => self.open_paragraph(range),
            Tag::Heading { .. } => {
                self.frames.push(Frame::default());
                self.heading_words = Some(String::new());
            }
            Tag::BlockQuote(kind) => self.open_quote(*kind),
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.push("<pre><code");
                if let CodeBlockKind::Fenced(language) = kind
                    && !language.is_empty()
                {
                    self.push(" class=\"language-");
                    self.escape(language.split(' ').next().unwrap_or(""));
                    self.push("\"");
                }
                self.push(">");
            }
            Tag::List(first) => self.open_list(*first),
            Tag::Item => self.open_item(range),
            Tag::FootnoteDefinition(name) => self.open_footnote(name),
            Tag::Table(alignments) => self.open_table(alignments),
            Tag::TableHead => self.open_table_head(),
            Tag::TableRow => self.push("<tr>"),
            Tag::TableCell => self.open_cell(),
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Strikethrough => self.push("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_link(*link_type, dest_url, title, range);
            }
            Tag::Image { dest_url, title, .. } => self.open_image(dest_url, title, range),
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn close(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(level) => self.close_heading(*level),
            TagEnd::BlockQuote(kind) => {
                self.push(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.push("</code></pre>\n");
            }
            TagEnd::List(ordered) => {
                self.lists.pop();
                self.push(if *ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::FootnoteDefinition => self.close_footnote(),
            TagEnd::Table => self.push("</tbody></table></div>\n"),
            TagEnd::TableHead => self.close_table_head(),
            TagEnd::TableRow => {
                self.tables.cell = 0;
                self.push("</tr>\n");
            }
            TagEnd::TableCell => self.close_cell(),
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.push("</dd>\n"),
            TagEnd::Emphasis => self.push("</em>"),
            TagEnd::Strong => self.push("</strong>"),
            TagEnd::Strikethrough => self.push("</del>"),
            TagEnd::Link => self.close_link(),
            TagEnd::Image => self.close_image(),
            TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
    }

    fn inline(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Text(text) => self.text(text, range),
            Event::Code(code) => {
                self.push("<code>");
                self.escape(code);
                self.push("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                self.has_raw = true;
                self.push(html);
            }
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::SoftBreak => self.push("\n"),
            Event::HardBreak => self.push("<br>\n"),
            Event::Rule => self.push("<hr>\n"),
            Event::TaskListMarker(done) => self.task_marker(*done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.escape(text),
            Event::Start(_) | Event::End(_) => {}
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.links.in_image {
            self.links.alt.push_str(text);
            return;
        }
        if self.in_code {
            self.escape(text);
            return;
        }
        // Words are parted by single spaces in a run of text; counting those is one fast scan.
        self.written.words += memchr::memchr_iter(b' ', text.as_bytes()).count() as u32 + 1;
        if let Some(words) = &mut self.heading_words {
            words.push_str(text);
        }
        if self.links.is_open() || memchr::memchr2(b'/', b'@', text.as_bytes()).is_none() {
            self.escape(text);
        } else {
            self.text_with_links(text, range);
        }
    }

    fn open_paragraph(&mut self, range: &Range<usize>) {
        self.tables.paragraph_start = self.frame().html.len();
        let point = point_letter(&self.body[range.clone()]).map(str::to_owned);
        match point.and_then(|letter| self.anchors.item(&crate::text::slug::slug(&letter), true)) {
            Some(anchor) => {
                self.push("<p id=\"");
                self.push(&anchor);
                self.push("\">");
            }
            None => self.push("<p>"),
        }
    }

    fn close_paragraph(&mut self) {
        self.push("</p>\n");
        self.tables.paragraph_end = self.frame().html.len();
    }

    fn close_heading(&mut self, level: HeadingLevel) {
        let level = (level as u8).max(2);
        let inner = self.frames.pop().unwrap_or_default();
        let words = self.heading_words.take().unwrap_or_default();
        let anchor = self.anchors.heading(level, &words);
        self.push(&format!("<h{level} id=\"{anchor}\">"));
        self.frame().append(inner);
        self.push(&format!("</h{level}>\n"));
        self.written.headings.push(Heading { level, text: words, id: anchor });
    }

    fn open_list(&mut self, first: Option<u64>) {
        self.lists.push(first);
        match first {
            None => self.push("<ul>\n"),
            Some(1) => self.push("<ol>\n"),
            Some(first) => self.push(&format!("<ol start=\"{first}\">\n")),
        }
    }

    /// An item keeps the number its author wrote: `1.` then `3.` stay 1 and 3.
    fn open_item(&mut self, range: &Range<usize>) {
        let Some(Some(expected)) = self.lists.last().copied() else {
            self.push("<li>");
            return;
        };
        let typed: String =
            self.body[range.clone()].chars().take_while(char::is_ascii_digit).collect();
        let number = typed.parse().unwrap_or(expected);
        if let Some(list) = self.lists.last_mut() {
            *list = Some(number.saturating_add(1));
        }
        self.push("<li");
        if number != expected {
            self.push(&format!(" value=\"{number}\""));
        }
        if let Some(anchor) = self.anchors.item(&number.to_string(), false) {
            self.push(&format!(" id=\"{anchor}\""));
        }
        self.push(">");
    }

    fn finish(mut self) -> Written {
        self.gather_footnotes();
        self.gather_own_anchors();
        let frame = self.frames.into_iter().next().unwrap_or_default();
        // Bodies are kept until their pages are rendered: no slack in 100,000 of them. Shrinking frees
        // nothing of a block that is used by more than half.
        let html = Html { text: frame.html.as_str().to_owned(), slots: frame.slots };
        self.written.html = if self.has_raw { clean::clean(html) } else { html };
        self.written
    }

    /// Rows of the front matter's tables are anchors too, so only the caller can judge the rest.
    fn gather_own_anchors(&mut self) {
        let mut anchors = std::mem::take(&mut self.links.own_anchors);
        anchors.retain(|(anchor, _)| !anchor.is_empty() && !self.anchors.contains(anchor));
        self.written.own_anchors = anchors;
    }

    /// A slot over the words written since `from` in the present frame.
    pub(super) fn add_slot(&mut self, from: usize, target: SlotTarget) {
        let frame = self.frame();
        let (start, end) = (from as u32, frame.html.len() as u32);
        // A slot inside stands already: the inner one keeps its link.
        if frame.slots.last().is_none_or(|last| last.end <= start) {
            frame.slots.push(Slot { start, end, target });
        }
    }
}

/// The position behind the end of the element whose start stands before `at`.
fn skip(events: &[Ranged<'_>], mut at: usize) -> usize {
    let mut depth = 1;
    while depth > 0 {
        match events.get(at) {
            Some((Event::Start(_), _)) => depth += 1,
            Some((Event::End(_), _)) => depth -= 1,
            Some(_) => {}
            None => return at,
        }
        at += 1;
    }
    at
}
