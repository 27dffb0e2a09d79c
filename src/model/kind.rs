//! A kind of content (kế hoạch, mô hình, đơn vị, …) as the theme declares it.
//!
//! From one declaration come validation, scaffold, schema and manual. Rust knows field types and
//! what they mean; which kinds there are and what fields they have is data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::field::FieldType;
use crate::model::language::Localised;
use crate::text::fold;

/// At most this many kinds: a set of kinds is a bit mask.
pub const MOST_KINDS: usize = 64;

/// The kind of the `_index.md` of a folder.
pub const SECTION: &str = "_section";

/// A set of kinds, by their position in [`Kinds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSet(pub u64);

impl KindSet {
    /// Every kind.
    pub const ALL: Self = Self(u64::MAX);

    /// Whether a kind is in the set.
    pub fn contains(self, kind: u8) -> bool {
        self.0 & (1 << kind) != 0
    }
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// Always (A).
    Always,
    /// To publish officially (P); may be missing where `unknown` gives a reason.
    Publish,
    /// Optional (O).
    Optional,
}

/// Fields that are about the page and no part of what it says.
const STEERING: [&str; 14] = [
    "accepted",
    "approved_by",
    "approved_on",
    "changes",
    "menu_title",
    "old_paths",
    "order",
    "placeholder",
    "publish_at",
    "review_by",
    "short_code",
    "slug",
    "status",
    "unpublish_at",
];

/// One field of a kind or of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Field {
    /// English name, as code and templates know it.
    pub name: String,
    /// What the author reads and usually writes.
    pub label: Localised,
    /// Other accepted spellings of the key.
    pub aliases: Vec<String>,
    /// What its values are.
    pub kind: FieldType,
    /// Whether it must be there.
    pub need: Need,
    /// Whether it holds a list.
    pub many: bool,
    /// Whether it never leaves the gate.
    pub private: bool,
    /// Whether its days belong into a calendar.
    pub calendar: bool,
    /// The value that is assumed where there is none.
    pub default: Option<String>,
    /// One sentence for the manual.
    pub help: Localised,
    /// A value as a person would type it, in YAML.
    pub example: String,
}

impl Field {
    /// Whether it steers the page (status, times, notes on changes) and is no part of what it says.
    pub fn is_steering(&self) -> bool {
        STEERING.contains(&self.name.as_str())
    }
}

/// Fields and the keys that name them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Fields {
    list: Vec<Field>,
    keys: BTreeMap<String, u16>,
}

impl Fields {
    /// Fields in declared order. A key that names two of them is returned as the error.
    pub fn new(list: Vec<Field>) -> Result<Self, String> {
        let mut keys = BTreeMap::new();
        for (index, field) in list.iter().enumerate() {
            let spellings = [&field.name, &field.label.vi, &field.label.en];
            for spelling in spellings.into_iter().chain(&field.aliases) {
                let key = fold::key(spelling);
                let index = index as u16;
                if *keys.entry(key).or_insert(index) != index {
                    return Err(spelling.clone());
                }
            }
        }
        Ok(Self { list, keys })
    }

    /// The field a key names, after folding.
    pub fn find(&self, key: &str) -> Option<(u16, &Field)> {
        let index = *self.keys.get(&fold::key(key))?;
        Some((index, &self.list[index as usize]))
    }

    /// The position of the field with this English name.
    pub fn index(&self, name: &str) -> Option<u16> {
        self.list.iter().position(|field| field.name == name).map(|index| index as u16)
    }

    /// The field at a position that came from these fields.
    pub fn at(&self, index: u16) -> &Field {
        &self.list[index as usize]
    }

    /// All fields in declared order.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &Field)> {
        self.list.iter().enumerate().map(|(index, field)| (index as u16, field))
    }

    /// The label of the field whose name, label or alias comes nearest to a key nobody knows.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        let names = self.keys.keys().map(String::as_str);
        let nearest = crate::text::distance::nearest(key, names);
        let nearest = nearest.and_then(|nearest| self.find(nearest)).map(|(_, field)| field);
        // “Đơn vị” for “Đơn vị phụ trách”; “Ngày” for the day that readers see, before “Ngày duyệt”.
        let begun = format!("{}_", fold::key(key));
        let is_begun = |field: &&Field| fold::key(&field.label.vi).starts_with(&begun);
        let begun = || {
            let mut seen = self.list.iter().filter(|field| !field.private);
            seen.find(is_begun).or_else(|| self.list.iter().find(is_begun))
        };
        nearest.or_else(begun).map(|field| field.label.vi.as_str())
    }
}

/// How the documents of a section are ordered; equal ones by title, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// Newest first; undated ones last.
    Newest,
    /// Oldest first; undated ones last.
    Oldest,
    /// Vietnamese order of titles.
    Title,
    /// By the field `order`, then by title.
    Order,
}

/// A list that a page asks for; `view` fills it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListSpec {
    /// The name under which a template finds it.
    pub name: String,
    /// Documents, or rows of a table field.
    pub of: ListOf,
    /// The field (for rows the sub-field) that must name the page's document.
    pub by: Option<String>,
    /// Whether naming a descendant of the page's document is enough.
    pub subtree: bool,
    /// Only documents whose last day has not passed.
    pub upcoming: bool,
    /// Order of the items.
    pub sort: Sort,
    /// At most so many items; 0 is all.
    pub limit: u32,
}

/// What a list holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ListOf {
    /// Documents of these kinds.
    Documents(KindSet),
    /// The rows of every document's field of this name.
    Rows(String),
}

/// A kind and everything declared about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kind {
    /// The folder of its documents: `ke-hoach`.
    pub name: String,
    /// What one document is called.
    pub title: Localised,
    /// What its section is called.
    pub plural: Localised,
    /// What it is for, in a sentence or two.
    pub about: Localised,
    /// The template of its pages.
    pub template: String,
    /// The field that dates a document.
    pub date: Option<String>,
    /// Order of the section's list.
    pub sort: Sort,
    /// Whether numbered sections of the body are citable anchors.
    pub official: bool,
    /// Whether its documents have a body.
    pub body: bool,
    /// What schema.org calls its documents; empty for a plain page.
    pub linked_as: String,
    /// Its fields.
    pub fields: Fields,
    /// The lists its pages show.
    pub lists: Vec<ListSpec>,
    /// Fields that its section shows as a table; without any it shows cards.
    pub columns: Vec<u16>,
}

/// All kinds, ordered by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Kinds {
    list: Vec<Kind>,
}

impl Kinds {
    /// Kinds in any order, each name once.
    pub fn new(mut list: Vec<Kind>) -> Self {
        list.sort_by(|a, b| a.name.cmp(&b.name));
        Self { list }
    }

    /// The kind of a folder.
    pub fn find(&self, name: &str) -> Option<(u8, &Kind)> {
        let index = self.list.binary_search_by(|kind| kind.name.as_str().cmp(name)).ok()?;
        Some((index as u8, &self.list[index]))
    }

    /// The kind at a position that came from these kinds.
    pub fn at(&self, index: u8) -> &Kind {
        &self.list[index as usize]
    }

    /// All kinds in order.
    pub fn iter(&self) -> impl Iterator<Item = (u8, &Kind)> {
        self.list.iter().enumerate().map(|(index, kind)| (index as u8, kind))
    }

    /// The names in a set, the sections' own kind left out.
    pub fn names(&self, set: KindSet) -> impl Iterator<Item = &str> {
        self.iter()
            .filter(move |(index, kind)| set.contains(*index) && kind.name != SECTION)
            .map(|(_, kind)| kind.name.as_str())
    }
}
