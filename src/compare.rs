//! Says what differs between two texts of a document, for people who are no lawyers.
//!
//! 1. fields, one beside the other (`compare/fields.rs`);
//! 2. files, by name, length and hash;
//! 3. the text: parted into blocks (`compare/blocks.rs`), these aligned (`compare/align.rs`), words
//!    compared within each pair (`compare/tokens.rs`, `compare/words.rs`).
//!
//! Pure, with no limit of time inside: the same two texts give the same bytes everywhere.

pub mod align;
pub mod blocks;
mod fields;
mod tokens;
mod words;

use std::sync::Arc;

use crate::model::body::Body;
use crate::model::comparison::{Comparison, FileChange};
use crate::model::field::show::Showing;
use crate::model::field::splice::splice;
use crate::model::page::{FileFacts, Page, Pair, Side};
use crate::model::theme::Theme;
use crate::text::collate::Collator;

/// What words are looked up in.
pub struct Words<'a> {
    /// The theme: kinds and strings.
    pub theme: &'a Theme,
    /// Vietnamese order.
    pub collator: &'a Collator,
}

/// The differences between the two texts of a page; a body that cannot be read any more is empty.
pub fn compare(
    page: &Page,
    pair: &Pair,
    bodies: [Option<Arc<Body>>; 2],
    words: &Words<'_>,
) -> Comparison {
    let [before, after] = [&pair.before.1, &pair.after.1].map(|side| showing(page, side, words));
    let [old, new] = bodies;
    let html = |body: Option<Arc<Body>>, showing: &Showing<'_>| {
        body.map_or_else(String::new, |body| splice(&body.html, showing).into_owned())
    };
    let (old, new) = (html(old, &before), html(new, &after));
    let (blocks, counts) = align::aligned(&blocks::blocks(&old), &blocks::blocks(&new));
    Comparison {
        fields: fields::changed((&pair.before.1.outline, &before), (&pair.after.1.outline, &after)),
        files: files(&pair.before.1.files, &pair.after.1.files),
        blocks,
        counts,
    }
}

fn showing<'a>(page: &'a Page, side: &'a Side, words: &'a Words<'a>) -> Showing<'a> {
    Showing {
        kinds: &words.theme.kinds,
        strings: words.theme.strings(page.language),
        language: page.language,
        root: "./",
        references: &side.outline.references,
        targets: &side.targets,
        files: &side.files,
        cited: &[],
        today: page.today,
        collator: words.collator,
    }
}

/// Files that are not what they were, by name.
fn files(before: &[Option<FileFacts>], after: &[Option<FileFacts>]) -> Vec<FileChange> {
    let name = |file: &FileFacts| file.from.rsplit('/').next().unwrap_or("").to_owned();
    let facts = |files: &[Option<FileFacts>]| {
        let files = files.iter().flatten();
        let facts = files.map(|file| (name(file), (file.length, file.hash.hex())));
        facts.collect::<std::collections::BTreeMap<String, (u64, String)>>()
    };
    let (mut before, mut after) = (facts(before), facts(after));
    let names: std::collections::BTreeSet<String> =
        before.keys().chain(after.keys()).cloned().collect();
    let changes = names.into_iter().map(|name| {
        let (before, after) = (before.remove(&name), after.remove(&name));
        FileChange { name, before, after }
    });
    changes.filter(|change| change.before != change.after).collect()
}
