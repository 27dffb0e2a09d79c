//! What programs read beside the pages: feeds, maps, calendars, rules for servers, histories.
//!
//! Atom (RFC 4287) and sitemap (sitemaps.org 0.9) need absolute addresses, so without `base_url`
//! there are none. Days come from content, never from the clock of the build.

mod atom;
mod calendar;
mod history;
mod manifest;
mod servers;
mod sitemap;

pub mod releases;

use crate::model::artifact::Artifact;
use crate::model::feed::{Event, Feed, Server};
use crate::model::moved::Moved;
use crate::model::page::Site;
use crate::text::date::Date;

pub use history::histories;

/// What these files are made of.
pub struct Around<'a> {
    /// What every page shares.
    pub site: &'a Site,
    /// The newest documents of the site and of each section.
    pub feeds: &'a [Feed],
    /// Every address of the site in order, with the day of its last change.
    pub addresses: &'a [(String, Option<Date>)],
    /// What is to be remembered, document by document.
    pub events: &'a [Event],
    /// Earlier addresses.
    pub moved: &'a [&'a Moved],
    /// The servers that are to be told; `None` for all, where there is something to tell.
    pub servers: Option<&'a [Server]>,
}

/// The files around the pages of a site.
pub fn files(around: &Around<'_>) -> Vec<Artifact> {
    let base = &around.site.base_url;
    let mut files = servers::files(around);
    files.extend(calendar::files(around.site, around.events));
    files.push(manifest::file(around.site));
    if base.is_empty() {
        files.push(text("robots.txt", "User-agent: *\nAllow: /\n".to_owned()));
        return files;
    }
    files.extend(around.feeds.iter().map(|feed| atom::file(around.site, feed)));
    files.extend(sitemap::files(base, around.addresses));
    let robots = format!("User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n");
    files.push(text("robots.txt", robots));
    files
}

fn text(path: &str, text: String) -> Artifact {
    Artifact::made(path, text.into_bytes())
}
