//! `lantoa diff`.

use serde_json::json;

use crate::cli::Common;
use crate::commands::{DISK, Exit, print, publish, site_printer};
use crate::model::release_log::PageChange;
use crate::record::Store;

/// Tells what differs between two releases.
pub(super) fn run(older: u32, newer: u32, common: &Common) -> anyhow::Result<Exit> {
    let printer = site_printer(common)?;
    let changes = Store::new(&DISK, &common.output).changes_between(older, newer)?;
    if common.json {
        let changes = publish::changes_object(&changes);
        print(&json!({ "older": older, "newer": newer, "changes": changes }).to_string());
        return Ok(Exit::Done);
    }
    let is_same = changes.pages.is_empty() && changes.looks == 0;
    let files = changes.files;
    if is_same && files == Default::default() {
        print(&printer.word("diff_same", &[]));
        return Ok(Exit::Done);
    }
    let line = |page: &PageChange| {
        let words = [("title", page.title.clone()), ("address", format!("/{}", page.address))];
        print(&printer.word(&format!("diff_{}", page.change.key()), &words));
    };
    changes.pages.iter().for_each(line);
    let counts = [
        ("looks", changes.looks.to_string()),
        ("added", files.added.to_string()),
        ("changed", files.changed.to_string()),
        ("removed", files.removed.to_string()),
    ];
    print(&printer.word("diff_rest", &counts));
    Ok(Exit::Done)
}
