//! `lantoa redact`.

use std::io::BufRead as _;

use serde_json::{Value, json};

use crate::cli::{self, Common};
use crate::commands::build::inputs_of;
use crate::commands::{Exit, Printer, far, now, print, print_error, publish, site_printer};
use crate::pipeline::release::Wish;
use crate::pipeline::upkeep;
use crate::record::Store;
use crate::record::redact::{Erasure, Search};

/// Finds words in sealed files, or erases those files. Exit 1 where a search finds any.
pub(super) fn run(wish: &cli::Redact, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let printer = site_printer(common)?;
        let words = typed(&wish.words);
        if !words.chars().any(char::is_alphanumeric) {
            print_error(&printer.word("redact_no_words", &[]));
            return Ok(Exit::Usage);
        }
        if wish.find {
            let search = Store::new(inputs.disk, &inputs.output).search(&words)?;
            report(&search, &printer, common);
            return Ok(if search.found.is_empty() { Exit::Done } else { Exit::Problems });
        }
        let (reason, decision) =
            (wish.reason.as_deref().unwrap_or(""), wish.decision.as_deref().unwrap_or(""));
        let said = format!("{reason} {decision}").to_lowercase();
        if said.contains(&words.to_lowercase()) {
            print_error(&printer.word("redact_in_reason", &[]));
            return Ok(Exit::Usage);
        }
        let owner = publish::owner();
        let erasure = Erasure { reason, decision, day: now().date().iso() };
        let who = Wish { key: wish.key.clone(), ..publish::wish(common, "", &owner) };
        let search = match upkeep::redact(inputs, &who, &words, &erasure)? {
            Ok(search) => search,
            Err(broken) => {
                printer.problems(&broken);
                return Ok(Exit::Problems);
            }
        };
        // What was erased here is erased at the targets too.
        let asked = far::Wish { owner: &owner, only: None, takes_over: false };
        let targets = far::deliver(inputs, &asked, &printer, common)?;
        report(&search, &printer, common);
        if !common.json && !search.found.is_empty() {
            let count = search.found.len().to_string();
            print(&printer.word("redact_done", &[("count", count)]));
            print(&printer.word("redact_letters", &[]));
        }
        Ok(targets.exit)
    })
}

/// The words, or the next line that is typed.
fn typed(words: &str) -> String {
    if words != "-" {
        return words.to_owned();
    }
    let mut line = String::new();
    // Nobody there to type is no words.
    let _ = std::io::stdin().lock().read_line(&mut line);
    line.trim().to_owned()
}

fn report(search: &Search, printer: &Printer, common: &Common) {
    if common.json {
        let place =
            |(seq, path): &(u32, std::sync::Arc<str>)| json!({ "release": seq, "path": &**path });
        let found = search.found.iter().map(|found| {
            let places: Vec<Value> = found.places.iter().map(place).collect();
            json!({ "hash": found.hash.hex(), "places": places })
        });
        let unread: Vec<&str> = search.unread.iter().map(|path| &**path).collect();
        let object = json!({
            "found": found.collect::<Vec<_>>(),
            "unread": unread,
            "notes": search.notes,
            "shown": search.is_shown,
        });
        return print(&object.to_string());
    }
    if search.found.is_empty() {
        print(&printer.word("redact_none", &[]));
    }
    for found in &search.found {
        for (seq, path) in &found.places {
            print(
                &printer.word(
                    "redact_found",
                    &[("release", seq.to_string()), ("path", path.to_string())],
                ),
            );
        }
    }
    for path in &search.unread {
        print(&printer.word("redact_unread", &[("path", path.to_string())]));
    }
    for seq in &search.notes {
        print(&printer.word("redact_note", &[("release", seq.to_string())]));
    }
}
