//! `lantoa status`.

use serde_json::json;

use crate::cli::Common;
use crate::commands::build::inputs_of;
use crate::commands::{Exit, far, print, site_printer};
use crate::disk::Lock;
use crate::pipeline::release;
use crate::publish::Target as _;
use crate::record::Store;

/// Tells what is sealed, what readers see, and whether somebody is publishing. Exit 0 where readers
/// see the current release and nobody is at work, here and at the targets, else 1.
pub(super) fn run(common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let printer = site_printer(common)?;
        let store = Store::new(inputs.disk, &inputs.output);
        let head = store.head()?;
        let target = release::target(inputs);
        let standing = target.standing()?;
        let lock = store.root().join("lock");
        let busy = match inputs.disk.stamp(&lock)? {
            // Whoever holds it wrote there who it is; an empty lock is nobody's.
            Some(_) => match store.who()? {
                Lock::Held(owner) => Some(owner),
                Lock::Ours(_) => None,
            },
            None => None,
        };
        let sealed = head.map(|head| head.seq);
        let shown = standing.as_ref().map(|release| release.seq);
        let (places, is_there) = far::standing(inputs, head, common)?;
        let is_settled = sealed == shown && busy.is_none() && is_there;
        let exit = if is_settled { Exit::Done } else { Exit::Problems };
        if common.json {
            let mut object = json!({ "sealed": sealed, "shown": shown, "busy": busy });
            places.add_to(&mut object);
            print(&object.to_string());
            return Ok(exit);
        }
        let number = |seq: Option<u32>| seq.map_or_else(|| "–".to_owned(), |seq| seq.to_string());
        let facts = [("sealed", number(sealed)), ("shown", number(shown))];
        let id = match (sealed, sealed == shown) {
            (None, _) => "status_none",
            (_, true) => "status_shown",
            (_, false) => "status_not_arrived",
        };
        print(&printer.word(id, &facts));
        if let Some(owner) = busy {
            print(&printer.word("status_busy", &[("owner", owner)]));
        }
        places.lines.iter().for_each(|line| print(line));
        Ok(exit)
    })
}
