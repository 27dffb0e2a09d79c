//! Feed and list of releases, beside the pages that tell of them: in no sealed file.

use std::sync::Arc;

use serde_json::json;

use crate::feeds::text;
use crate::hash::Hashed;
use crate::model::artifact::Artifact;
use crate::model::page::Site;
use crate::model::release::LOG;
use crate::model::release_log::Told;
use crate::text::markup::escaped;

/// Entries in the feed.
const MOST: usize = 20;

/// `phat-hanh/releases.json`, and `phat-hanh/atom.xml` as soon as the site knows its address.
pub fn files(site: &Site, told: &[Arc<Hashed<Told>>]) -> Vec<Artifact> {
    let list = told.iter().map(|told| {
        let (entry, release) = (&told.entry, &told.entry.release);
        json!({
            "release": release.seq,
            "published": release.published.rfc3339(),
            "summary": told.summary,
            "note": release.note,
            "restores": release.restores,
            "files": release.files,
            "bytes": release.bytes,
            "content": release.content.hex(),
            "previous": release.previous.map(|hash| hash.hex()),
            "hash": entry.hash.hex(),
            "milestone": entry.milestone,
            "address": told.address(),
        })
    });
    let list = json!({ "releases": list.collect::<Vec<_>>() });
    let mut files = vec![text(&format!("{LOG}releases.json"), format!("{list:#}\n"))];
    if !site.base_url.is_empty() {
        files.push(text(&format!("{LOG}atom.xml"), atom(site, told)));
    }
    files
}

fn atom(site: &Site, told: &[Arc<Hashed<Told>>]) -> String {
    let base = escaped(&site.base_url);
    let newest = told.first().map(|told| told.entry.release.published.rfc3339());
    let newest = newest.unwrap_or_else(|| "2000-01-01T00:00:00+07:00".to_owned());
    let author = escaped(if site.unit.is_empty() { &site.title } else { &site.unit });
    let title = escaped(&site.title);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>{title}</title>\n<id>{base}{LOG}</id>\n<updated>{newest}</updated>\n\
         <link rel=\"self\" href=\"{base}{LOG}atom.xml\"/>\n<link href=\"{base}{LOG}\"/>\n\
         <author><name>{author}</name></author>\n"
    );
    told.iter().take(MOST).for_each(|told| xml.push_str(&entry(&base, told)));
    xml.push_str("</feed>\n");
    xml
}

fn entry(base: &str, told: &Told) -> String {
    let release = &told.entry.release;
    let (address, time) = (format!("{base}{}", told.address()), release.published.rfc3339());
    let title = escaped(&format!("{}: {}", told.title, told.summary));
    let note = match release.note.as_str() {
        "" => String::new(),
        note => format!("<summary>{}</summary>\n", escaped(note)),
    };
    format!(
        "<entry>\n<title>{title}</title>\n<id>{address}</id>\n<link href=\"{address}\"/>\n\
         <updated>{time}</updated>\n{note}</entry>\n"
    )
}
