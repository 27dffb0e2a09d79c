//! Which files of open data there are, and what each is made of.

use crate::data::{FOLDER, Open, official, sheet};
use crate::hash::Hash;
use crate::model::campaign::NOBODY;
use crate::model::field::FieldType;
use crate::model::field::record::Shape;
use crate::model::kind::{Kind, SECTION};
use crate::model::open_data::DataFile;
use crate::text::json::{push_comma, push_member, push_name};
use crate::text::slug;

/// Documents in one file; more are parted, so that one change makes little anew and no file is
/// too long for a phone.
const MOST: usize = 5_000;

/// One file that is to be.
pub struct Part {
    /// Path below the site's root.
    pub path: String,
    /// The hash of all that it is made of.
    pub key: Hash,
    pub(super) title: String,
    pub(super) format: Format,
    pub(super) rows: Rows,
    pub(super) documents: Vec<u32>,
    /// The columns of a table, where they depend on more than this part.
    pub(super) columns: Vec<u16>,
    /// Whether any row is an illustration, which then is told of each.
    pub(super) has_examples: bool,
    /// What is made already.
    pub(super) text: String,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
    /// The list of all files.
    Index,
}

/// What a row stands for.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Rows {
    /// A document of one kind.
    Documents,
    /// An official document.
    Official,
    /// A row of the tables in the fields of this name.
    Table(String),
}

/// One set of rows before it is parted.
struct Whole {
    name: String,
    title: String,
    rows: Rows,
    documents: Vec<u32>,
}

/// Every file, in the order of names; the last one lists the others.
pub fn parts(open: Open<'_>) -> Vec<Part> {
    let wholes = wholes(open);
    let marks = marks(open);
    let frame = Hash::of_value(&(open.campaign.declared, &open.site.base_url, open.language.tag()));
    let mut parts = Vec::new();
    for whole in &wholes {
        let columns = sheet::columns(open, &whole.rows, &whole.documents);
        let has_examples = whole.documents.iter().any(|at| open.is_example(*at));
        for format in whole.formats() {
            for (at, documents) in whole.documents.chunks(MOST).enumerate() {
                let columns = if *format == Format::Csv { columns.clone() } else { Vec::new() };
                let made_of = documents.iter().map(|at| marks[*at as usize]);
                let head = Hash::of_value(&(&whole.title, &columns, has_examples));
                parts.push(Part {
                    path: whole.path(*format, at),
                    key: Hash::of_hashes([frame, head].into_iter().chain(made_of)),
                    title: whole.title.clone(),
                    format: *format,
                    rows: whole.rows.clone(),
                    documents: documents.to_vec(),
                    columns,
                    has_examples,
                    text: String::new(),
                });
            }
        }
    }
    parts.extend(index(open, &parts));
    parts
}

/// Every file as people are told of it: what it holds, how much, in which form.
pub fn files(open: Open<'_>) -> Vec<DataFile> {
    let wholes = wholes(open);
    let files = wholes.iter().flat_map(|whole| {
        whole.documents.chunks(MOST).enumerate().flat_map(move |(at, documents)| {
            let rows = count(open, &whole.rows, documents);
            whole.formats().iter().rev().map(move |format| DataFile {
                address: whole.path(*format, at),
                name: whole.name.clone(),
                title: whole.title.clone(),
                format: if *format == Format::Csv { "CSV" } else { "JSON" },
                part: at + 1,
                rows,
            })
        })
    });
    files.collect()
}

/// How many rows some documents give.
fn count(open: Open<'_>, rows: &Rows, documents: &[u32]) -> usize {
    let Rows::Table(name) = rows else { return documents.len() };
    let rows = documents.iter().map(|at| {
        let outline = open.campaign.outline(*at);
        let field = open.theme.kinds.at(outline.kind).fields.index(name);
        outline.value(field).map_or(0, |value| value.items().len())
    });
    rows.sum()
}

fn wholes(open: Open<'_>) -> Vec<Whole> {
    let mut wholes = documents(open);
    wholes.extend(tables(open, &wholes));
    wholes
}

impl Whole {
    fn formats(&self) -> &'static [Format] {
        match self.rows {
            Rows::Table(_) => &[Format::Csv],
            _ => &[Format::Json, Format::Csv],
        }
    }

    /// The path of one of its parts, counted from 0.
    fn path(&self, format: Format, part: usize) -> String {
        let number = if part == 0 { String::new() } else { format!("-{}", part + 1) };
        let ending = if format == Format::Csv { "csv" } else { "json" };
        format!("{FOLDER}/{}{number}.{ending}", self.name)
    }
}

/// For each document the hash of all that a row may show of it.
fn marks(open: Open<'_>) -> Vec<Hash> {
    let campaign = open.campaign;
    let mark = |at: usize| {
        let target = |target: &u32| match *target {
            NOBODY => Hash::default(),
            target => campaign.outlines[target as usize].hash,
        };
        let targets = campaign.targets.row(at as u32).iter().map(target);
        Hash::of_hashes(
            [campaign.outlines[at].hash, open.cards[at].hash].into_iter().chain(targets),
        )
    };
    use rayon::prelude::*;
    (0..campaign.outlines.len()).into_par_iter().map(mark).collect()
}

/// The documents of each kind, official ones together.
fn documents(open: Open<'_>) -> Vec<Whole> {
    let mut official_ones = Vec::new();
    let mut wholes = Vec::new();
    for (index, kind) in open.theme.kinds.iter().filter(|(_, kind)| kind.name != SECTION) {
        let documents = open.campaign.sections.row(u32::from(index));
        if official::is_official(kind) {
            official_ones.extend_from_slice(documents);
        } else if !documents.is_empty() {
            wholes.push(Whole {
                name: kind.name.clone(),
                title: kind.plural.in_language(open.language).to_owned(),
                rows: Rows::Documents,
                documents: documents.to_vec(),
            });
        }
    }
    if !official_ones.is_empty() {
        wholes.push(Whole {
            name: official::NAME.to_owned(),
            title: open.word("data.official").to_owned(),
            rows: Rows::Official,
            documents: official_ones,
        });
    }
    wholes
}

/// The tables inside documents, by the name of their field; a kind of the same name goes first.
fn tables(open: Open<'_>, wholes: &[Whole]) -> Vec<Whole> {
    let mut tables: Vec<Whole> = Vec::new();
    for (index, kind) in open.theme.kinds.iter() {
        for (at, field) in kind.fields.iter().filter(|(_, field)| is_table(&field.kind)) {
            let documents = open.campaign.sections.row(u32::from(index)).iter().copied();
            let has_rows =
                |document: &u32| open.campaign.outline(*document).value(Some(at)).is_some();
            let documents: Vec<u32> = documents.filter(has_rows).collect();
            let name = slug::slug(&field.label.vi);
            let is_taken = wholes.iter().any(|whole| whole.name == name);
            if documents.is_empty() || is_taken {
                continue;
            }
            let rows = Rows::Table(field.name.clone());
            match tables.iter_mut().find(|table| table.rows == rows) {
                Some(table) => table.documents.extend(documents),
                None => {
                    let title = field.label.in_language(open.language).to_owned();
                    tables.push(Whole { name, title, rows, documents });
                }
            }
        }
    }
    tables
}

fn is_table(kind: &FieldType) -> bool {
    matches!(kind, FieldType::Record { shape, .. } if *shape != Shape::Plain)
}

/// The position of the field that holds a table.
pub(super) fn table<'k>(
    kind: &'k Kind,
    name: &str,
) -> Option<(u16, &'k crate::model::kind::Fields)> {
    let at = kind.fields.index(name)?;
    match &kind.fields.at(at).kind {
        FieldType::Record { fields, .. } => Some((at, fields)),
        _ => None,
    }
}

/// `data/index.json`: every file with its title.
fn index(open: Open<'_>, parts: &[Part]) -> Option<Part> {
    if parts.is_empty() {
        return None;
    }
    let mut text = String::from("{");
    push_member(&mut text, "title", &open.site.title);
    push_member(&mut text, "publisher", &open.site.unit);
    push_name(&mut text, "files");
    text.push('[');
    for part in parts {
        push_comma(&mut text);
        text.push_str("\n{");
        push_member(&mut text, "path", &part.path[FOLDER.len() + 1..]);
        push_member(&mut text, "title", &part.title);
        push_name(&mut text, "documents");
        text.push_str(&part.documents.len().to_string());
        text.push('}');
    }
    text.push_str("\n]}\n");
    let title = open.word("open_data").to_owned();
    Some(Part {
        path: format!("{FOLDER}/index.json"),
        key: Hash::of(text.as_bytes()),
        title,
        format: Format::Index,
        rows: Rows::Documents,
        documents: Vec::new(),
        columns: Vec::new(),
        has_examples: false,
        text,
    })
}
