//! The running text of a body and of the fields, gathered for the checks.
//!
//! Takes the events of Markdown and the values as typed; gives passages with their places. Judges
//! nothing and leaves out what is no prose: code, addresses, raw HTML, private fields.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::model::field::FieldType;
use crate::model::kind::{Field, Fields, Kind};
use crate::model::prose::{Link, NOT_PROSE, Passage, Picture, Prose, Role, Table};
use crate::model::source::Source;
use crate::parse::markdown::Ranged;
use crate::yaml::{Node, Value};

/// Fields that say how something is called, rightly or wrongly.
const NAMES: [&str; 4] = ["tags", "abbreviations", "other_names", "short_name"];

/// Adds the values of public fields that are words.
pub(super) fn fields(
    prose: &mut Prose,
    source: &Source,
    offset: usize,
    root: Option<&Node>,
    kind: &Kind,
) {
    let mut gathering = Values { prose, source, offset };
    for (key, node) in root.map_or(&[][..], Node::entries) {
        if let Some((index, field)) = kind.fields.find(&key.text)
            && !field.private
            && !NAMES.contains(&field.name.as_str())
        {
            gathering.value(field, node, Role::Field { field: index, sub: None });
        }
    }
}

struct Values<'p, 's> {
    prose: &'p mut Prose,
    source: &'s Source,
    offset: usize,
}

impl Values<'_, '_> {
    fn value(&mut self, field: &Field, node: &Node, role: Role) {
        match (&field.kind, &node.value) {
            (_, Value::List(items)) => items.iter().for_each(|item| self.value(field, item, role)),
            (FieldType::Record { fields, .. }, Value::Map(_)) => self.record(fields, node, role),
            (FieldType::Text { .. }, Value::Scalar(text)) => self.text(text, node, role),
            (FieldType::Link, Value::Scalar(to)) => {
                let source = self.offset + node.span.start..self.offset + node.span.end;
                self.prose.links.push(Link::of_field(to.trim(), source, self.prose.text.len()));
            }
            (FieldType::Either(types), Value::Scalar(text)) if has_text(types) => {
                self.text(text, node, role);
            }
            _ => {}
        }
    }

    fn record(&mut self, fields: &Fields, node: &Node, role: Role) {
        let Role::Field { field: outer, .. } = role else { return };
        for (key, node) in node.entries() {
            if let Some((index, field)) = fields.find(&key.text) {
                self.value(field, node, Role::Field { field: outer, sub: Some(index) });
            }
        }
    }

    /// A scalar line by line: the lines of a block stand indented in the source.
    fn text(&mut self, text: &str, node: &Node, role: Role) {
        let mut cursor = self.offset + node.span.start;
        let begin = cursor;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let start = self.prose.text.len();
            let rest = self.source.text.get(cursor..).unwrap_or("");
            // Nearly always right here, or behind a quotation mark.
            let near = (0..2).find(|at| rest.get(*at..).is_some_and(|r| r.starts_with(line)));
            match near.or_else(|| rest.find(line)) {
                Some(at) => {
                    self.prose.push(line, line, cursor + at);
                    cursor += at + line.len();
                }
                None => self.prose.push(line, rest.lines().next().unwrap_or(""), cursor),
            }
            let text = start..self.prose.text.len();
            self.prose.text.push('\n');
            let source = begin..cursor.max(begin);
            self.prose.passages.push(Passage { role, text, source, is_bold: false, breaks: 0 });
        }
    }
}

fn has_text(types: &[FieldType]) -> bool {
    types.iter().any(|kind| matches!(kind, FieldType::Text { .. }))
}

/// Adds the text of a body that begins at `start` of its source.
pub(super) fn body(prose: &mut Prose, start: usize, body: &str, events: &[Ranged<'_>]) {
    prose.text.reserve(body.len());
    let mut gathering = Gathering { prose, start, body, open: None, state: State::default() };
    for (event, range) in events {
        gathering.event(event, range);
    }
    gathering.close(body.len());
}

#[derive(Default)]
struct State {
    quotations: u32,
    lists: Vec<bool>,
    /// The item, term or footnote whose first words are awaited.
    waiting: Option<(Role, usize)>,
    inside: u32,
    code: bool,
    strong: u32,
    picture: Option<Picture>,
    links: Vec<usize>,
    in_wiki: bool,
    head: Option<(usize, bool)>,
}

struct Open {
    role: Role,
    text: usize,
    source: usize,
    has_plain: bool,
    has_bold: bool,
    breaks: u16,
}

struct Gathering<'p, 'b> {
    prose: &'p mut Prose,
    start: usize,
    body: &'b str,
    open: Option<Open>,
    state: State,
}

impl Gathering<'_, '_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(tag) => self.end_tag(*tag, range),
            Event::Text(text) => self.text(text, range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.stand_in(range),
            Event::SoftBreak => self.space(range),
            Event::HardBreak => {
                self.space(range);
                if let Some(open) = &mut self.open {
                    open.breaks = open.breaks.saturating_add(1);
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                let range = self.start + range.start..self.start + range.end;
                self.prose.raw.push(range);
            }
            Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start_tag(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => self.paragraph(range),
            Tag::Heading { level, .. } => self.begin(Role::Heading(*level as u8), range.start),
            Tag::BlockQuote(_) => self.state.quotations += 1,
            Tag::CodeBlock(_) => {
                self.close(range.start);
                self.state.code = true;
            }
            Tag::List(first) => {
                self.close(range.start);
                self.state.lists.push(first.is_some());
            }
            Tag::Item => self.item(range),
            Tag::FootnoteDefinition(_) | Tag::DefinitionListDefinition => {
                self.state.inside += 1;
                self.state.waiting = Some((Role::Inside, range.start));
            }
            Tag::DefinitionListTitle => self.begin(Role::Inside, range.start),
            Tag::Table(_) => {
                let source = self.start + range.start..self.start + range.end;
                self.prose.tables.push(Table { source, is_headless: false });
            }
            Tag::TableHead => self.state.head = Some((self.prose.text.len(), false)),
            Tag::TableCell => self.begin(Role::Cell, range.start),
            Tag::Strong => self.state.strong += 1,
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url, range),
            Tag::Image { dest_url, .. } => {
                let source = self.start + range.start..self.start + range.end;
                let target = dest_url.to_string();
                self.state.picture = Some(Picture { alt: String::new(), target, source });
            }
            _ => {}
        }
    }

    fn end_tag(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::TableCell
            | TagEnd::DefinitionListTitle => self.close(range.end),
            TagEnd::BlockQuote(_) => {
                self.state.quotations = self.state.quotations.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.state.code = false,
            TagEnd::List(_) => {
                self.state.lists.pop();
            }
            TagEnd::Item => {
                self.close(range.end);
                self.state.waiting = None;
            }
            TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition => {
                self.close(range.end);
                self.state.inside = self.state.inside.saturating_sub(1);
                self.state.waiting = None;
            }
            TagEnd::TableHead => self.end_head(),
            TagEnd::Strong => self.state.strong = self.state.strong.saturating_sub(1),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.prose.pictures.extend(self.state.picture.take()),
            _ => {}
        }
    }

    fn paragraph(&mut self, range: &Range<usize>) {
        if let Some((role, start)) = self.state.waiting.take() {
            return self.begin(role, start);
        }
        let is_inside = !self.state.lists.is_empty() || self.state.inside > 0;
        let role = match (is_inside, self.state.quotations) {
            (true, _) => Role::Inside,
            (false, 0) => Role::Paragraph,
            (false, _) => Role::Quotation,
        };
        self.begin(role, range.start);
    }

    fn item(&mut self, range: &Range<usize>) {
        self.close(range.start);
        let is_numbered = self.state.lists.last().copied().unwrap_or(false);
        let typed = self.body.get(range.clone()).unwrap_or("");
        let digits = typed.len() - typed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = typed[..digits].parse().ok().filter(|_| is_numbered);
        let depth = self.state.lists.len().min(9) as u8;
        self.state.waiting = Some((Role::Item { depth, number }, range.start));
    }

    fn end_head(&mut self) {
        if let (Some((from, _)), Some(table)) =
            (self.state.head.take(), self.prose.tables.last_mut())
        {
            table.is_headless = self.prose.text[from..].trim().is_empty();
        }
    }

    fn link(&mut self, kind: LinkType, target: &str, range: &Range<usize>) {
        self.ready(range);
        self.state.in_wiki = matches!(kind, LinkType::WikiLink { has_pothole: false });
        let at = self.prose.text.len();
        self.state.links.push(self.prose.links.len());
        self.prose.links.push(Link {
            text: at..at,
            target: target.to_owned(),
            source: self.start + range.start..self.start + range.end,
            is_bare: matches!(kind, LinkType::Autolink | LinkType::Email) || self.state.in_wiki,
            has_picture: false,
            is_field: false,
        });
    }

    fn end_link(&mut self) {
        self.state.in_wiki = false;
        let end = self.prose.text.len();
        if let Some(link) = self.state.links.pop().and_then(|at| self.prose.links.get_mut(at)) {
            link.text.end = end;
            link.has_picture =
                self.prose.pictures.last().is_some_and(|p| p.source.start >= link.source.start);
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if let Some(picture) = &mut self.state.picture {
            picture.alt.push_str(text);
            return;
        }
        if self.state.code {
            return;
        }
        if self.state.in_wiki {
            return self.stand_in(range);
        }
        self.ready(range);
        if let Some(open) = &mut self.open
            && !text.trim().is_empty()
        {
            open.has_plain |= self.state.strong == 0;
            open.has_bold |= self.state.strong > 0;
        }
        let typed = self.body.get(range.clone()).unwrap_or("");
        if text.contains("://") {
            self.with_addresses(text, typed, self.start + range.start);
        } else {
            self.prose.push(text, typed, self.start + range.start);
        }
    }

    /// Bare addresses are links and no prose.
    fn with_addresses(&mut self, text: &str, typed: &str, source: usize) {
        if text != typed {
            return self.prose.push(text, typed, source);
        }
        let mut done = 0;
        while let Some(found) = text[done..].find("://") {
            let scheme = text[..done + found]
                .rfind(|c: char| !c.is_ascii_alphabetic())
                .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
            let tail = &text[done + found..];
            let end = tail.find(|c: char| c.is_whitespace() || "<>\"“”…".contains(c));
            let end = done + found + end.unwrap_or(tail.len());
            let address = text[scheme.max(done)..end].trim_end_matches(['.', ',', ';', ')', ':']);
            let start = scheme.max(done);
            let end = start + address.len();
            if end <= done + found {
                break;
            }
            self.prose.push(&text[done..start], &text[done..start], source + done);
            let at = self.prose.text.len();
            self.prose.push_at("\u{1}", source + start);
            if self.state.links.is_empty() {
                self.prose.links.push(Link {
                    text: at..at + 1,
                    target: address.to_owned(),
                    source: source + start..source + end,
                    is_bare: true,
                    has_picture: false,
                    is_field: false,
                });
            }
            done = end;
        }
        self.prose.push(&text[done..], &text[done..], source + done);
    }

    fn stand_in(&mut self, range: &Range<usize>) {
        self.ready(range);
        if let Some(open) = &mut self.open {
            open.has_plain |= self.state.strong == 0;
        }
        let mut mark = [0; 4];
        self.prose.push_at(NOT_PROSE.encode_utf8(&mut mark), self.start + range.start);
    }

    fn space(&mut self, range: &Range<usize>) {
        if self.open.is_some() && self.state.picture.is_none() {
            self.prose.push_at(" ", self.start + range.start);
        }
    }

    /// Opens the passage that a tight item or an explanation begins with its first words.
    fn ready(&mut self, range: &Range<usize>) {
        if self.open.is_none() {
            let (role, start) = self.state.waiting.take().unwrap_or((Role::Inside, range.start));
            self.begin(role, start);
        }
    }

    fn begin(&mut self, role: Role, source: usize) {
        self.close(source);
        self.open = Some(Open {
            role,
            text: self.prose.text.len(),
            source: self.start + source,
            has_plain: false,
            has_bold: false,
            breaks: 0,
        });
    }

    fn close(&mut self, source: usize) {
        let Some(open) = self.open.take() else { return };
        let text = open.text..self.prose.text.len();
        if text.is_empty() {
            return;
        }
        self.prose.text.push('\n');
        self.prose.passages.push(Passage {
            role: open.role,
            text,
            source: open.source..self.start + source,
            is_bold: open.has_bold && !open.has_plain,
            breaks: open.breaks,
        });
    }
}
