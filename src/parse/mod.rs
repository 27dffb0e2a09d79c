//! Makes a document of a source.
//!
//! Sees one file (and the tables that lie beside it) and the kinds of the theme, never another
//! document; never fails: whatever is wrong is a diagnostic of the document. Front matter becomes
//! typed fields of the outline, Markdown becomes a body with open places for references.

mod address;
mod entries;
mod fences;
mod fields;
mod front_matter;
mod markdown;
mod prose;
mod sections;
mod text_hash;
mod traps;
mod typed;
mod watched;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::hash::Hashed;
use crate::model::body::Body;
use crate::model::document::{Document, Outline};
use crate::model::field::table;
use crate::model::kind::{Kind, Kinds};
use crate::model::prose::Prose;
use crate::model::source::Source;
use crate::text::collate::Collator;

pub use address::table_belongs_to;
pub use front_matter::end_of_front_matter;
pub use text_hash::text_hash;

/// What every parse of a run shares.
pub struct Parsing<'a> {
    /// The kinds of the theme.
    pub kinds: &'a Kinds,
    /// Language of texts that do not say theirs.
    pub language: Language,
    /// Vietnamese order.
    pub collator: &'a Collator,
}

/// The document of a source. A file outside of every kind's folder gives problems alone.
pub fn parse(
    source: &Source,
    tables: &[Source],
    parsing: &Parsing<'_>,
) -> Result<Document, Vec<Diagnostic>> {
    let place = address::place(source, parsing.kinds).map_err(|problem| vec![problem])?;
    let parts = front_matter::split(source, &parsing.kinds.at(place.kind).fields);
    let said = text_hash::said(source, &parts, tables, parsing.kinds.at(place.kind));
    let mut problems = parts.problems;
    let told = fields::outline(source, &place, parts.root.as_ref(), parts.offset, parsing);
    let mut outline = told.outline;
    problems.extend(told.problems);
    problems.extend(entries::read_files(&mut outline, tables, parsing));
    let mut aside = told.aside;
    let kind = parsing.kinds.at(outline.kind);
    prose::fields(&mut aside.prose, source, parts.offset, parts.root.as_ref(), kind);
    let written = body(source, parts.body, &outline, parsing, &mut aside.prose);
    let body = take(source, written, &mut outline, kind, &mut problems);
    let body_hash = body.hash();
    Ok(Document {
        outline: Arc::new(Hashed::new(outline.trimmed())),
        body: Some(Arc::new(body)),
        body_hash,
        said,
        aside,
        problems,
    })
}

/// The body as written; references and files count from 0.
fn body(
    source: &Source,
    start: usize,
    outline: &Outline,
    parsing: &Parsing<'_>,
    prose: &mut Prose,
) -> markdown::Written {
    let kind = parsing.kinds.at(outline.kind);
    let typed = source.text.get(start..).unwrap_or("");
    if !kind.body && !typed.trim().is_empty() {
        let at = start + typed.len() - typed.trim_start().len();
        let problem = Diagnostic::error("S01.no_body", source.place(at..at + 1));
        let problems = vec![problem.with("kind", &kind.title.vi)];
        return markdown::Written { problems, ..markdown::Written::default() };
    }
    let language = match outline.language.as_str() {
        "" => parsing.language,
        tag => Language::from_tag(tag),
    };
    let style = markdown::Style { official: kind.official, language };
    markdown::write(source, start, style, Some(prose))
}

/// Joins what was found in the body with what the front matter told.
fn take(
    source: &Source,
    mut written: markdown::Written,
    outline: &mut Outline,
    kind: &Kind,
    problems: &mut Vec<Diagnostic>,
) -> Body {
    let offset = outline.references.len() as u32;
    let files = outline.files.len() as u32;
    markdown::shift(&mut written.html, offset, files);
    outline.references.append(&mut written.references);
    outline.files.append(&mut written.files);
    outline.headings = written.headings;
    problems.append(&mut written.problems);
    problems.extend(own_anchors(source, outline, kind, written.own_anchors));
    Body { html: written.html, words: written.words }
}

/// Links within the page that lead to no heading, no row of a table and no field.
fn own_anchors(
    source: &Source,
    outline: &Outline,
    kind: &Kind,
    links: Vec<(String, std::ops::Range<usize>)>,
) -> Vec<Diagnostic> {
    if links.is_empty() {
        return Vec::new();
    }
    let rows = table::anchors(kind, &outline.fields);
    let is_field = |anchor: &str| {
        anchor.strip_prefix("f-").is_some_and(|name| kind.fields.index(name).is_some())
    };
    let broken =
        links.into_iter().filter(|(anchor, _)| !rows.contains(anchor) && !is_field(anchor));
    broken
        .map(|(anchor, range)| {
            Diagnostic::error("L01.anchor", source.place(range)).with("anchor", &anchor)
        })
        .collect()
}
