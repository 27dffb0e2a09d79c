//! `lantoa redact`.

use std::io::BufRead as _;

use serde_json::{Value, json};

use crate::cli::{self, Common};
use crate::commands::build::inputs_of;
use crate::commands::documents::{self, Documents};
use crate::commands::{
    DISK, Exit, Printer, far, new, now, print, print_error, publish, schema, site_printer,
};
use crate::model::version;
use crate::pipeline::release::Wish;
use crate::pipeline::{Inputs, upkeep};
use crate::read;
use crate::record::redact::{Erasure, Place, Search, Sought};
use crate::record::{Refusal, Store, Trouble};
use crate::text::slug;

/// Finds words in sealed files, or erases those files. Exit 1 where a search finds any.
pub(super) fn run(wish: &cli::Redact, common: &Common) -> anyhow::Result<Exit> {
    inputs_of(common, |inputs| {
        let printer = site_printer(common)?;
        let store = Store::new(inputs.disk, &inputs.output);
        if store.is_empty()? {
            return Err(Trouble::from(Refusal::NothingReleased).into());
        }
        let meant = match meant(wish, &store, common, &printer)? {
            Ok(meant) => meant,
            Err(exit) => return Ok(exit),
        };
        let sought = match wish.document {
            Some(_) => Sought::Document(&meant),
            None => Sought::Words(&meant),
        };
        if wish.find {
            let search = store.search(&sought)?;
            report(&search, &printer, common);
            return Ok(if search.is_empty() { Exit::Done } else { Exit::Problems });
        }
        erase(wish, inputs, &sought, (&printer, common))
    })
}

fn erase(
    wish: &cli::Redact,
    inputs: &Inputs<'_>,
    sought: &Sought<'_>,
    (printer, common): (&Printer, &Common),
) -> anyhow::Result<Exit> {
    let (reason, decision) =
        (wish.reason.as_deref().unwrap_or(""), wish.decision.as_deref().unwrap_or(""));
    let said = format!("{reason} {decision}").to_lowercase();
    if let Sought::Words(words) = sought
        && said.contains(&words.to_lowercase())
    {
        print_error(&printer.word("redact_in_reason", &[]));
        return Ok(Exit::Usage);
    }
    let owner = publish::owner();
    let erasure = Erasure { reason, decision, day: now().date().iso() };
    let who = Wish { key: wish.key.clone(), ..publish::wish(common, "", &owner) };
    let search = match upkeep::redact(inputs, &who, sought, &erasure)? {
        Ok(search) => search,
        Err(broken) => {
            printer.problems(&broken);
            return Ok(Exit::Problems);
        }
    };
    // What was erased here is erased at the targets too.
    let asked = far::Wish { owner: &owner, only: None, takes_over: false };
    let targets = far::deliver(inputs, &asked, printer, common)?;
    report(&search, printer, common);
    if !common.json && !search.is_empty() {
        let counts =
            [("count", search.found.len().to_string()), ("paths", search.named.len().to_string())];
        print(&printer.word("redact_done", &counts));
        if !search.named.is_empty() {
            print(&printer.word("redact_blanked", &counts));
        }
        print(&printer.word("redact_letters", &[]));
    }
    Ok(targets.exit)
}

/// The words, or the address of the document, that somebody means; `Err` where there are none, which
/// was told.
fn meant(
    wish: &cli::Redact,
    store: &Store<'_>,
    common: &Common,
    printer: &Printer,
) -> anyhow::Result<Result<String, Exit>> {
    let Some(document) = &wish.document else {
        let words = typed(wish.words.as_deref().unwrap_or(""));
        if !words.chars().any(char::is_alphanumeric) {
            print_error(&printer.word("redact_no_words", &[]));
            return Ok(Err(Exit::Usage));
        }
        return Ok(Ok(words));
    };
    let address = address(document, store, common)?;
    if address.is_none() {
        let words = [("document", document.clone())];
        print_error(&printer.word("redact_no_document", &words));
    }
    Ok(address.ok_or(Exit::Usage))
}

/// The address of a document: as it is typed, if a release had a page there, else that of the
/// document in the content.
fn address(document: &str, store: &Store<'_>, common: &Common) -> anyhow::Result<Option<String>> {
    let path = documents::below(&common.content, document.trim_start_matches('/'));
    let path = path.trim_end_matches("index.html").trim_end_matches('/');
    let path = version::document_id(path);
    let parts: Vec<String> = path.split('/').map(slug::slug).collect();
    let address = format!("{}/", parts.join("/"));
    let page = format!("{address}index.html");
    for (release, _) in store.releases()? {
        if path.contains('/') && store.manifest(release.seq)?.find(&page).is_some() {
            return Ok(Some(address));
        }
    }
    let settings = schema::settings(common)?;
    let printer = site_printer(common)?;
    let Some(theme) = new::load(common, &settings, &printer)? else { return Ok(None) };
    let (content, language) = (&*common.content, settings.language);
    let listing = &read::list(&DISK, content, "")?;
    let found = Documents { content, listing, theme: &theme, language }.find(document)?;
    Ok(found.map(|found| found.outline.address))
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
        let place = |(seq, path): &Place| json!({ "release": seq, "path": &**path });
        let found = search.found.iter().map(|found| {
            let places: Vec<Value> = found.places.iter().map(place).collect();
            json!({ "hash": found.hash.hex(), "places": places })
        });
        let unread: Vec<&str> = search.unread.iter().map(|path| &**path).collect();
        let object = json!({
            "found": found.collect::<Vec<_>>(),
            "named": search.named.iter().map(place).collect::<Vec<_>>(),
            "mentions": search.mentions.iter().map(place).collect::<Vec<_>>(),
            "unread": unread,
            "notes": search.notes,
            "shown": search.is_shown,
        });
        return print(&object.to_string());
    }
    if search.is_empty() {
        print(&printer.word("redact_none", &[]));
    }
    let mut found: Vec<&Place> = search.found.iter().flat_map(|found| &found.places).collect();
    found.sort();
    let say = |id: &str, (seq, path): &Place| {
        let words = [("release", seq.to_string()), ("path", path.to_string())];
        print(&printer.word(id, &words));
    };
    found.into_iter().for_each(|place| say("redact_found", place));
    search.named.iter().for_each(|place| say("redact_named", place));
    search.mentions.iter().for_each(|place| say("redact_mentions", place));
    for path in &search.unread {
        print(&printer.word("redact_unread", &[("path", path.to_string())]));
    }
    for seq in &search.notes {
        print(&printer.word("redact_note", &[("release", seq.to_string())]));
    }
}
