//! The web manifest: what a phone calls the site and shows of it beside other programs.
//!
//! Named `manifest.json`: servers know that ending, not all know `.webmanifest`.

use crate::feeds::text;
use crate::model::artifact::Artifact;
use crate::model::page::Site;
use crate::text::json::{push_comma, push_member, push_name};

/// The site's own mark first; names of static files and their sizes.
const ICONS: [[(&str, &str, &str); 3]; 2] = [
    [
        ("logo.svg", "any", "image/svg+xml"),
        ("logo-192.png", "192x192", "image/png"),
        ("logo-512.png", "512x512", "image/png"),
    ],
    [
        ("lan-toa.svg", "any", "image/svg+xml"),
        ("lan-toa-192.png", "192x192", "image/png"),
        ("lan-toa-512.png", "512x512", "image/png"),
    ],
];

/// `manifest.json` at the site's root.
pub(super) fn file(site: &Site) -> Artifact {
    let mut json = String::from("{");
    push_member(&mut json, "name", &site.title);
    if !site.description.is_empty() {
        push_member(&mut json, "description", &site.description);
    }
    push_member(&mut json, "lang", site.languages.first().map_or("vi", String::as_str));
    push_member(&mut json, "start_url", "./");
    push_member(&mut json, "scope", "./");
    // Its own window, with the browser's way back.
    push_member(&mut json, "display", "minimal-ui");
    push_member(&mut json, "theme_color", &site.accent);
    push_member(&mut json, "background_color", "#ffffff");
    push_name(&mut json, "icons");
    json.push('[');
    for (src, sizes, kind) in icons(site) {
        push_comma(&mut json);
        json.push('{');
        push_member(&mut json, "src", src);
        push_member(&mut json, "sizes", sizes);
        push_member(&mut json, "type", kind);
        json.push('}');
    }
    json.push_str("]}\n");
    text("manifest.json", json)
}

/// Path below the root, size and type of the icons that the theme has.
fn icons(site: &Site) -> Vec<(&str, &'static str, &'static str)> {
    let path = |name: &str| {
        let found = site.assets.iter().find(|(asset, _)| asset == name);
        found.map(|(_, path)| path.as_str())
    };
    let sets = ICONS.map(|set| {
        let icons = set.iter().filter_map(|(name, size, kind)| Some((path(name)?, *size, *kind)));
        icons.collect::<Vec<_>>()
    });
    sets.into_iter().find(|set| !set.is_empty()).unwrap_or_default()
}
