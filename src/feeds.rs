//! Feeds and maps for programs: Atom (RFC 4287), sitemap (sitemaps.org 0.9), robots.txt.
//!
//! All of them need absolute addresses, so without `base_url` there are none but robots.txt. Times
//! come from content: an entry's day in Vietnam, never the day of the build.

use crate::model::artifact::Artifact;
use crate::model::page::{Card, SharedCard, Site};

/// Sitemaps hold at most so many addresses (sitemaps.org); more are parted and listed.
const MOST_IN_SITEMAP: usize = 50_000;

/// The files for a site: its newest documents and all its addresses with their days.
pub fn files(site: &Site, newest: &[SharedCard], addresses: &[(String, String)]) -> Vec<Artifact> {
    if site.base_url.is_empty() {
        return vec![text("robots.txt", "User-agent: *\nAllow: /\n".to_owned())];
    }
    let mut files = vec![text("atom.xml", atom(site, newest))];
    files.extend(sitemaps(&site.base_url, addresses));
    let robots = format!("User-agent: *\nAllow: /\n\nSitemap: {}sitemap.xml\n", site.base_url);
    files.push(text("robots.txt", robots));
    files
}

fn text(path: &str, text: String) -> Artifact {
    Artifact::made(path, text.into_bytes())
}

fn atom(site: &Site, newest: &[SharedCard]) -> String {
    let base = &site.base_url;
    let updated = newest.iter().filter_map(|card| card.date).max();
    let updated = updated.map_or_else(|| "2000-01-01".to_owned(), |date| date.iso());
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    element(&mut xml, "title", &site.title);
    element(&mut xml, "id", base);
    element(&mut xml, "updated", &instant(&updated));
    xml.push_str(&format!("<link rel=\"self\" href=\"{}atom.xml\"/>\n", escaped(base)));
    xml.push_str(&format!("<link href=\"{}\"/>\n", escaped(base)));
    let author = if site.unit.is_empty() { &site.title } else { &site.unit };
    xml.push_str(&format!("<author><name>{}</name></author>\n", escaped(author)));
    for card in newest {
        entry(&mut xml, base, card);
    }
    xml.push_str("</feed>\n");
    xml
}

fn entry(xml: &mut String, base: &str, card: &Card) {
    let Some(date) = card.date else { return };
    let address = format!("{base}{}", card.address);
    xml.push_str("<entry>\n");
    element(xml, "title", &card.title);
    element(xml, "id", &address);
    xml.push_str(&format!("<link href=\"{}\"/>\n", escaped(&address)));
    element(xml, "updated", &instant(&date.iso()));
    if !card.summary.is_empty() {
        element(xml, "summary", &card.summary);
    }
    xml.push_str("</entry>\n");
}

fn instant(day: &str) -> String {
    format!("{day}T00:00:00+07:00")
}

fn element(xml: &mut String, name: &str, words: &str) {
    xml.push_str(&format!("<{name}>{}</{name}>\n", escaped(words)));
}

fn sitemaps(base: &str, addresses: &[(String, String)]) -> Vec<Artifact> {
    if addresses.len() <= MOST_IN_SITEMAP {
        return vec![text("sitemap.xml", sitemap(base, addresses))];
    }
    let parts = addresses.chunks(MOST_IN_SITEMAP).enumerate();
    let mut files: Vec<Artifact> = parts
        .map(|(at, part)| text(&format!("sitemap-{}.xml", at + 1), sitemap(base, part)))
        .collect();
    let mut index = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    index.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for file in &files {
        index.push_str(&format!("<sitemap><loc>{}{}</loc></sitemap>\n", escaped(base), file.path));
    }
    index.push_str("</sitemapindex>\n");
    files.push(text("sitemap.xml", index));
    files
}

fn sitemap(base: &str, addresses: &[(String, String)]) -> String {
    let base = escaped(base);
    let mut xml = String::with_capacity(addresses.len() * 120 + 200);
    xml.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (address, day) in addresses {
        xml.push_str("<url><loc>");
        xml.push_str(&base);
        xml.push_str(address);
        xml.push_str("</loc>");
        if !day.is_empty() {
            xml.push_str("<lastmod>");
            xml.push_str(day);
            xml.push_str("</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
