//! Maps of all addresses for search engines (sitemaps.org 0.9).

use crate::feeds::text;
use crate::model::artifact::Artifact;
use crate::text::date::Date;
use crate::text::markup::escaped;

/// A map holds at most so many addresses (sitemaps.org); more are parted and listed.
const MOST: usize = 50_000;

/// `sitemap.xml`, or the parts that it lists.
pub(super) fn files(base: &str, addresses: &[(String, Option<Date>)]) -> Vec<Artifact> {
    if addresses.len() <= MOST {
        return vec![text("sitemap.xml", sitemap(base, addresses))];
    }
    let parts = addresses.chunks(MOST).enumerate();
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

fn sitemap(base: &str, addresses: &[(String, Option<Date>)]) -> String {
    let base = escaped(base);
    let mut xml = String::with_capacity(addresses.len() * 120 + 200);
    xml.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (address, day) in addresses {
        xml.push_str("<url><loc>");
        xml.push_str(&base);
        xml.push_str(address);
        xml.push_str("</loc>");
        if let Some(day) = day {
            xml.push_str("<lastmod>");
            xml.push_str(&day.iso());
            xml.push_str("</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}
