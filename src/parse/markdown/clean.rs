//! Cleans a body that holds raw HTML; `ammonia` is named here only.
//!
//! Cleaning moves every byte, so slots travel through it as marks: two private-use characters
//! around the words, or a made-up address inside an image's tag. An author's own use of these
//! characters is taken out first.

use crate::model::body::{Html, Slot, SlotTarget};

const OPEN: char = '\u{f8f0}';
const CLOSE: char = '\u{f8f1}';
const IMAGE: &str = " src=\"/lantoa-slot-";

/// The HTML without scripts, handlers, styles and foreign frames; its slots where they were.
pub(super) fn clean(html: Html) -> Html {
    let marked = mark(&html);
    let cleaned = cleaner().clean(&marked).to_string();
    unmark(&cleaned, &html.slots)
}

fn cleaner() -> ammonia::Builder<'static> {
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .add_tags(["section", "figure", "figcaption", "input", "caption", "div"])
        .add_generic_attributes(["id", "class", "lang", "dir", "role", "tabindex"])
        .add_tag_attributes("img", ["loading", "decoding"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("li", ["value"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("input", ["type", "disabled", "checked"])
        .add_url_schemes(["tel"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::PassThrough);
    cleaner
}

fn mark(html: &Html) -> String {
    let mut text = String::with_capacity(html.text.len() + html.slots.len() * 16);
    let mut done = 0;
    let keep = |text: &mut String, part: &str| {
        text.extend(part.chars().filter(|letter| ![OPEN, CLOSE].contains(letter)));
    };
    for (number, slot) in html.slots.iter().enumerate() {
        let (start, end) = (slot.start as usize, slot.end as usize);
        keep(&mut text, &html.text[done..start]);
        if matches!(slot.target, SlotTarget::Image { .. }) {
            text.push_str(&format!("{IMAGE}{number}\""));
        } else {
            text.push_str(&format!("{OPEN}{number}{OPEN}"));
            keep(&mut text, &html.text[start..end]);
            text.push(CLOSE);
        }
        done = end;
    }
    keep(&mut text, &html.text[done..]);
    text
}

fn unmark(cleaned: &str, slots: &[Slot]) -> Html {
    let mut html = Html { text: String::with_capacity(cleaned.len()), slots: Vec::new() };
    let mut rest = cleaned;
    while let Some(at) = next_mark(rest) {
        html.text.push_str(&rest[..at]);
        rest = html.take(&rest[at..], slots);
    }
    html.text.push_str(rest);
    html
}

fn next_mark(text: &str) -> Option<usize> {
    [text.find([OPEN, CLOSE]), text.find(IMAGE)].into_iter().flatten().min()
}

impl Html {
    /// Takes one mark from the beginning of the text and gives what follows it.
    fn take<'t>(&mut self, text: &'t str, slots: &[Slot]) -> &'t str {
        let here = self.text.len() as u32;
        if let Some(rest) = text.strip_prefix(IMAGE) {
            let (number, rest) = rest.split_once('"').unwrap_or((rest, ""));
            self.open(number, slots, here);
            return rest;
        }
        if let Some(rest) = text.strip_prefix(OPEN) {
            let (number, rest) = rest.split_once(OPEN).unwrap_or(("", rest));
            self.open(number, slots, here);
            return rest;
        }
        if let Some(slot) = self.slots.last_mut() {
            slot.end = here;
        }
        text.strip_prefix(CLOSE).unwrap_or("")
    }

    fn open(&mut self, number: &str, slots: &[Slot], here: u32) {
        if let Some(slot) = number.parse::<usize>().ok().and_then(|number| slots.get(number)) {
            let target = slot.target.clone();
            self.slots.push(Slot { start: here, end: here, target });
        }
    }
}
