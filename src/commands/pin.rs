//! `lantoa pin` and `lantoa unpin`.

use serde_json::json;

use crate::cli::Common;
use crate::commands::build::inputs_of;
use crate::commands::{Exit, far, print, publish, site_printer};
use crate::model::release::{self, MILESTONES};
use crate::pipeline::upkeep;
use crate::record::Store;

/// Keeps a release browsable whole under a name; without a name, no longer.
pub(super) fn run(seq: u32, name: Option<&str>, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let printer = site_printer(common)?;
        let number = ("release", seq.to_string());
        let mut cost = 0;
        if name.is_some() {
            cost = Store::new(inputs.disk, &inputs.output).cost(seq)?;
            if !common.json && !common.quiet {
                print(&printer.word("pin_cost", &[number.clone(), ("bytes", cost.to_string())]));
            }
        }
        let owner = publish::owner();
        let changed = match upkeep::pin(inputs, &owner, seq, name)? {
            Ok(changed) => changed,
            Err(broken) => {
                printer.problems(&broken);
                return Ok(Exit::Problems);
            }
        };
        let asked = far::Wish { owner: &owner, only: None, takes_over: false };
        if common.json {
            let mut object =
                json!({ "release": seq, "name": name, "bytes": cost, "changed": changed });
            let targets = far::deliver(inputs, &asked, &printer, common)?;
            targets.add_to(&mut object);
            print(&object.to_string());
            return Ok(targets.exit);
        }
        if !common.quiet {
            let id = match (changed, name) {
                (false, _) => "pin_same",
                (true, Some(_)) => "pin_done",
                (true, None) => "unpin_done",
            };
            let folder = ("folder", format!("{MILESTONES}{}/", release::folder(seq)));
            print(&printer.word(id, &[number, folder]));
        }
        Ok(far::deliver(inputs, &asked, &printer, common)?.exit)
    })
}
