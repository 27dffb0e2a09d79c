//! `lantoa rollback`.

use crate::cli::Common;
use crate::commands::build::inputs_of;
use crate::commands::{Exit, language, print, printer, publish};
use crate::pipeline::{self, release};

/// Brings back the content of an older release.
pub(super) fn run(seq: u32, note: &str, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let owner = publish::owner();
        let done = release::rollback(inputs, &publish::wish(common, note, &owner), seq)?;
        if common.json {
            print(&serde_json::json!({ "publish": publish::object(&done) }).to_string());
            return Ok(Exit::Done);
        }
        let (settings, _) = pipeline::settings(inputs.disk, &inputs.content)?;
        let printer = printer(common, language(common, Some(settings.language)));
        publish::say(&done, &printer, common);
        Ok(Exit::Done)
    })
}
