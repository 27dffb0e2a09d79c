//! `lantoa releases`.

use serde_json::json;

use crate::cli::Common;
use crate::commands::{DISK, Exit, print, publish, site_printer};
use crate::record::Store;

/// Lists the releases, the newest first.
pub(super) fn run(common: &Common) -> anyhow::Result<Exit> {
    let printer = site_printer(common)?;
    let mut releases = Store::new(&DISK, &common.output).releases()?;
    releases.reverse();
    if common.json {
        let list = releases.iter().map(|(release, _)| publish::release_object(release));
        print(&json!({ "releases": list.collect::<Vec<_>>() }).to_string());
        return Ok(Exit::Done);
    }
    if releases.is_empty() {
        print(&printer.word("releases_none", &[]));
    }
    for (release, _) in &releases {
        let facts = [
            ("release", release.seq.to_string()),
            ("time", release.published.rfc3339()),
            ("files", release.files.to_string()),
            ("note", release.note.clone()),
        ];
        let id = if release.restores.is_some() { "releases_restored" } else { "releases_line" };
        let restores = release.restores.map_or_else(String::new, |seq| seq.to_string());
        let facts: Vec<(&str, String)> =
            facts.into_iter().chain([("restores", restores)]).collect();
        print(printer.word(id, &facts).trim_end());
    }
    Ok(Exit::Done)
}
