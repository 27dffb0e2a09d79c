//! `lantoa rollback`.

use crate::cli::Common;
use crate::commands::build::inputs_of;
use crate::commands::{Exit, far, language, print, printer, publish};
use crate::pipeline;
use crate::pipeline::release::{self, Done};

/// Brings back the content of an older release.
pub(super) fn run(seq: u32, note: &str, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let owner = publish::owner();
        let wish = publish::wish(common, note, &owner);
        let (settings, done) = rayon::join(
            || pipeline::settings(inputs.disk, &inputs.content),
            || release::rollback(inputs, &wish, seq),
        );
        let ((settings, _), done) = (settings?, done?);
        let language = language(common, Some(settings.language));
        let asked = far::Wish { owner: &owner, only: None, takes_over: false };
        if common.json {
            let targets = far::after(&done, inputs, &asked, common)?;
            let mut object = serde_json::json!({ "publish": publish::object(&done) });
            targets.add_to(&mut object);
            print(&object.to_string());
            return Ok(targets.exit.max(publish::exit_of(&done)));
        }
        let printer = printer(common, language);
        publish::say(&done, &printer, common);
        if publish::exit_of(&done) != Exit::Done {
            return Ok(publish::exit_of(&done));
        }
        if let (Done::Made(_), false) = (&done, common.quiet) {
            let content = common.content.display().to_string();
            print(&printer.word("rollback_content", &[("path", content)]));
        }
        Ok(far::deliver(inputs, &asked, &printer, common)?.exit)
    })
}
