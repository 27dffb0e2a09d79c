//! `lantoa schema`.

use std::path::Path;

use crate::cli::Common;
use crate::commands::{DISK, Exit, language, print, printer};
use crate::describe::{manual, schema};
use crate::disk::Disk as _;
use crate::pipeline;
use crate::settings::{self, Settings};

/// Writes schemas and snippets, or prints the manual of all kinds.
pub(super) fn run(to: &Path, is_manual: bool, common: &Common) -> anyhow::Result<Exit> {
    let site = settings(common)?;
    let printer = printer(common, language(common, Some(site.language)));
    let Some(theme) = super::new::load(common, &site, &printer)? else {
        return Ok(Exit::Problems);
    };
    let language = printer.catalogue.language();
    if is_manual {
        print(&manual::all(&theme.kinds, language));
        return Ok(Exit::Done);
    }
    let files = schema::files(&theme.kinds, settings::fields(), language);
    DISK.make_folder(&to.join("lantoa"))?;
    for (path, value) in &files {
        let text = serde_json::to_string_pretty(value)?;
        DISK.write(&to.join(path), format!("{text}\n").as_bytes())?;
    }
    let words = [("count", files.len().to_string()), ("path", to.display().to_string())];
    print(&printer.word("schema_written", &words));
    Ok(Exit::Done)
}

/// The settings of a site, those of none where it has no `site.yaml`; `check` tells what is wrong.
pub(super) fn settings(common: &Common) -> anyhow::Result<Settings> {
    Ok(pipeline::settings(&DISK, &common.content)?.0)
}
