//! Tables with captions, and figures.
//!
//! A paragraph that begins with “Bảng” and stands right before a table is its caption; an image
//! that is a paragraph of its own and has a title is a figure with that caption.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use crate::parse::markdown::Ranged;
use crate::parse::markdown::writer::Writer;

/// The table under way, and the paragraph before it.
#[derive(Default)]
pub(super) struct Tables {
    alignments: Vec<Alignment>,
    pub(super) cell: usize,
    in_head: bool,
    pub(super) paragraph_start: usize,
    pub(super) paragraph_end: usize,
}

impl Writer<'_> {
    pub(super) fn open_table(&mut self, alignments: &[Alignment]) {
        self.tables.alignments = alignments.to_vec();
        let caption = self.take_caption();
        self.push("<div class=\"table-wrap\" tabindex=\"0\"><table>");
        if let Some(caption) = caption {
            self.push("<caption>");
            self.frame().append(caption);
            self.push("</caption>");
        }
    }

    /// Takes the paragraph right before a table back, if it reads like a caption.
    fn take_caption(&mut self) -> Option<super::writer::Frame> {
        let (start, end) = (self.tables.paragraph_start, self.tables.paragraph_end);
        let frame = self.frame();
        if end != frame.html.len() || start >= end {
            return None;
        }
        let inner = frame.html[start..].strip_prefix("<p>")?.trim_end().strip_suffix("</p>")?;
        let is_caption = inner.starts_with("Bảng ") || inner.starts_with("Table ");
        if !is_caption {
            return None;
        }
        let html = inner.to_owned();
        let offset = (start + "<p>".len()) as u32;
        let first = frame.slots.partition_point(|slot| slot.start < offset);
        let mut slots = frame.slots.split_off(first);
        for slot in &mut slots {
            slot.start -= offset;
            slot.end -= offset;
        }
        frame.html.truncate(start);
        Some(super::writer::Frame { html, slots })
    }

    pub(super) fn open_table_head(&mut self) {
        self.tables.in_head = true;
        self.tables.cell = 0;
        self.push("<thead><tr>");
    }

    pub(super) fn close_table_head(&mut self) {
        self.tables.in_head = false;
        self.tables.cell = 0;
        self.push("</tr></thead><tbody>\n");
    }

    pub(super) fn open_cell(&mut self) {
        let class = match self.tables.alignments.get(self.tables.cell) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.tables.cell += 1;
        self.push(if self.tables.in_head { "<th scope=\"col\"" } else { "<td" });
        self.push(class);
        self.push(">");
    }

    pub(super) fn close_cell(&mut self) {
        self.push(if self.tables.in_head { "</th>" } else { "</td>" });
    }

    /// Writes the figure whose paragraph opened just before `at`; gives the position behind it.
    pub(super) fn figure(&mut self, events: &[Ranged<'_>], at: usize) -> usize {
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), range)) = events.get(at) else {
            return at;
        };
        let end =
            events[at..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image)));
        let end = at + end.unwrap_or(0);
        self.push("<figure>");
        self.open_image(dest_url, "", range);
        for (event, _) in &events[at + 1..end] {
            if let Event::Text(text) | Event::Code(text) = event {
                self.links.alt.push_str(text);
            }
        }
        self.close_image();
        self.push("<figcaption>");
        self.escape(title);
        self.push("</figcaption></figure>\n");
        self.end_of_figure();
        // Behind the image's end and the paragraph's end.
        end + 2
    }
}

/// Whether a paragraph that holds nothing but one image with a title begins here.
pub(super) fn is_figure(events: &[Ranged<'_>]) -> bool {
    let [(Event::Start(Tag::Paragraph), _), (Event::Start(Tag::Image { title, .. }), _), rest @ ..] =
        events
    else {
        return false;
    };
    let end = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Image)));
    let after = end.and_then(|end| rest.get(end + 1));
    !title.is_empty() && matches!(after, Some((Event::End(TagEnd::Paragraph), _)))
}
