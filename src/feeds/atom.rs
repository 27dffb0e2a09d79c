//! Atom feeds (RFC 4287).

use crate::feeds::text;
use crate::model::artifact::Artifact;
use crate::model::feed::Feed;
use crate::model::page::{Card, Site};
use crate::text::markup::escaped;

/// The file of a feed, `atom.xml` in the folder of its page.
pub(super) fn file(site: &Site, feed: &Feed) -> Artifact {
    let base = &site.base_url;
    let page = format!("{base}{}", feed.address);
    let days = feed.cards.iter().filter_map(|card| card.updated.max(card.date));
    let updated = days.max().map_or_else(|| "2000-01-01".to_owned(), |date| date.iso());
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let language = site.languages.first().map_or("vi", String::as_str);
    xml.push_str(&format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escaped(language)
    ));
    element(&mut xml, "title", &feed.title);
    element(&mut xml, "id", &page);
    element(&mut xml, "updated", &instant(&updated));
    let own = format!("{page}atom.xml");
    xml.push_str(&format!("<link rel=\"self\" href=\"{}\"/>\n", escaped(&own)));
    xml.push_str(&format!("<link href=\"{}\"/>\n", escaped(&page)));
    let author = if site.unit.is_empty() { &site.title } else { &site.unit };
    xml.push_str(&format!("<author><name>{}</name></author>\n", escaped(author)));
    for card in &feed.cards {
        entry(&mut xml, base, card);
    }
    xml.push_str("</feed>\n");
    text(&format!("{}atom.xml", feed.address), xml)
}

fn entry(xml: &mut String, base: &str, card: &Card) {
    let Some(date) = card.date else { return };
    let address = format!("{base}{}", card.address);
    xml.push_str("<entry>\n");
    element(xml, "title", &card.title);
    element(xml, "id", &address);
    xml.push_str(&format!("<link href=\"{}\"/>\n", escaped(&address)));
    element(xml, "published", &instant(&date.iso()));
    element(xml, "updated", &instant(&card.updated.unwrap_or(date).max(date).iso()));
    if !card.unit.is_empty() {
        xml.push_str(&format!("<author><name>{}</name></author>\n", escaped(&card.unit)));
    }
    if !card.summary.is_empty() {
        element(xml, "summary", &card.summary);
    }
    xml.push_str("</entry>\n");
}

/// The beginning of a day in Vietnam.
fn instant(day: &str) -> String {
    format!("{day}T00:00:00+07:00")
}

fn element(xml: &mut String, name: &str, words: &str) {
    xml.push_str(&format!("<{name}>{}</{name}>\n", escaped(words)));
}
