//! Fills the open places of a text's HTML with what a page knows: addresses of documents and files.

use std::borrow::Cow;

use crate::model::body::{Html, SlotTarget};
use crate::model::field::show::{SIZES, Showing, below, file_type, picture_url, srcset, target};
use crate::text::markup::push_escaped;
use crate::text::number;

/// The HTML with every open place filled: links where targets are public, bare words elsewhere.
pub fn splice<'h>(html: &'h Html, showing: &Showing<'_>) -> Cow<'h, str> {
    if html.slots.is_empty() {
        return Cow::Borrowed(&html.text);
    }
    let mut text = String::with_capacity(html.text.len() + html.slots.len() * 64);
    let mut done = 0;
    for slot in &html.slots {
        let (start, end) = (slot.start as usize, slot.end as usize);
        let (Some(before), Some(words)) = (html.text.get(done..start), html.text.get(start..end))
        else {
            continue;
        };
        text.push_str(before);
        fill(&slot.target, words, showing, &mut text);
        done = end;
    }
    text.push_str(html.text.get(done..).unwrap_or(""));
    Cow::Owned(text)
}

fn fill(slot: &SlotTarget, words: &str, showing: &Showing<'_>, text: &mut String) {
    match slot {
        SlotTarget::Reference { index, titled } => {
            let reference = showing.references.get(*index as usize);
            let Some(target) = target(*index, showing) else {
                match reference.filter(|_| *titled) {
                    Some(reference) => push_escaped(&reference.text, text),
                    None => text.push_str(words),
                }
                return;
            };
            let anchor = reference.map_or("", |reference| &reference.anchor);
            let mark = if anchor.is_empty() { "" } else { "#" };
            let address = &target.card.address;
            open_link(&format!("{}{address}{mark}{anchor}", showing.root), text);
            if *titled {
                push_escaped(&target.card.title, text);
            } else {
                text.push_str(words);
            }
            text.push_str("</a>");
        }
        SlotTarget::File { index } => {
            let Some(Some(facts)) = showing.files.get(*index as usize) else {
                text.push_str(words);
                return;
            };
            open_link(&below(showing.root, &facts.address), text);
            text.push_str(words);
            let kind = file_type(&facts.address);
            let size = number::bytes(facts.length);
            text.push_str(&format!("</a> <span class=\"file-facts\">({kind}, {size})</span>"));
        }
        SlotTarget::Image { index } => {
            text.push_str(words);
            picture(*index, showing, text);
        }
    }
}

/// The attributes that say where a picture is, in which sizes, and how much room it takes.
fn picture(index: u32, showing: &Showing<'_>, text: &mut String) {
    let Some(url) = picture_url(index, showing) else { return };
    let mut attribute = |name: &str, value: &str| {
        text.push_str(&format!(" {name}=\""));
        push_escaped(value, text);
        text.push('"');
    };
    attribute("src", &url);
    let facts = showing.files.get(index as usize).and_then(Option::as_ref);
    let Some(picture) = facts.and_then(|facts| facts.picture.as_ref()) else { return };
    let srcset = srcset(picture, showing.root);
    if !srcset.is_empty() {
        attribute("srcset", &srcset);
        attribute("sizes", SIZES);
    }
    if let Some(largest) = picture.largest().filter(|size| size.width > 0) {
        attribute("width", &largest.width.to_string());
        attribute("height", &largest.height.to_string());
    }
}

fn open_link(address: &str, text: &mut String) {
    text.push_str("<a href=\"");
    push_escaped(address, text);
    text.push_str("\">");
}
