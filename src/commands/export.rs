//! `lantoa export`.

use std::path::Path;

use serde_json::json;

use crate::archive;
use crate::cli::Common;
use crate::commands::build::inputs_of;
use crate::commands::{Exit, print, print_error, site_printer};
use crate::pipeline::upkeep;
use crate::record::{Refusal, Store, Trouble};

/// Writes a release as a ZIP; a file that is there is not overwritten.
pub(super) fn run(zip: &Path, seq: Option<u32>, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let printer = site_printer(common)?;
        let head = Store::new(inputs.disk, &inputs.output).head()?;
        let Some(seq) = seq.or(head.map(|head| head.seq)) else {
            return Err(Trouble::from(Refusal::NothingReleased).into());
        };
        let path = ("path", zip.display().to_string());
        if inputs.disk.stamp(zip)?.is_some() {
            print_error(&printer.word("already_there", &[path]));
            return Ok(Exit::Usage);
        }
        let bag = match upkeep::export(inputs, seq)? {
            Ok(bag) => bag,
            Err(broken) => {
                printer.problems(&broken);
                return Ok(Exit::Problems);
            }
        };
        let files = bag.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let Some(bytes) = archive::packed(files) else {
            print_error(&printer.word("export_too_large", &[]));
            return Ok(Exit::World);
        };
        inputs.disk.write_new(zip, &bytes)?;
        if common.json {
            print(&json!({ "release": seq, "files": bag.len(), "bytes": bytes.len() }).to_string());
        } else if !common.quiet {
            let facts = [path, ("release", seq.to_string()), ("bytes", bytes.len().to_string())];
            print(&printer.word("exported", &facts));
        }
        Ok(Exit::Done)
    })
}
