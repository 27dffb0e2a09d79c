//! `lantoa probe`.

use serde_json::{Value, json};

use crate::cli::Common;
use crate::commands::build::inputs_of;
use crate::commands::{Exit, far, print, print_error, publish, site_printer};
use crate::pipeline::far::{self as places, Answer};

/// Asks the targets what they can do, and tells in which way a release would be shown there.
pub(super) fn run(only: Option<&str>, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let printer = site_printer(common)?;
        let owner = publish::owner();
        let wish = far::Wish { owner: &owner, only, takes_over: false };
        let is_mistaken = far::mistaken(inputs, &printer)?;
        if let Some(exit) = far::unknown(inputs, &wish, common)? {
            return Ok(exit);
        }
        let answers = far::reach(inputs, &wish, common, |reach| places::probe(inputs, reach))?;
        let (mut exit, mut objects) = (Exit::Done, Vec::new());
        if is_mistaken {
            exit = Exit::Problems;
        }
        for Answer { destination, result } in answers {
            let name = &destination.name;
            match result {
                Ok((can, mode)) => {
                    let held = can.named().map(|(word, holds)| (word.to_owned(), holds.into()));
                    let held: serde_json::Map<String, Value> = held.into_iter().collect();
                    objects.push(json!({ "name": name, "mode": mode.key(), "can": held }));
                    if common.json {
                        continue;
                    }
                    print(&printer.word("probe_place", &[("name", name.clone())]));
                    for (word, holds) in can.named() {
                        let id = format!("probe_{word}_{}", if holds { "yes" } else { "no" });
                        print(&printer.word(&id, &[]));
                    }
                    print(&printer.word(&format!("probe_mode_{}", mode.key()), &[]));
                }
                Err(why) => {
                    exit = Exit::World;
                    let (id, words) = far::failure(name, &why, &printer);
                    objects.push(json!({ "name": name, "failed": id, "words": words[1].1 }));
                    print_error(&printer.word(&format!("far_{id}"), &words));
                }
            }
        }
        if common.json {
            print(&json!({ "targets": objects }).to_string());
        } else if objects.is_empty() && !is_mistaken {
            print(&printer.word("far_none", &[]));
        }
        Ok(exit)
    })
}
