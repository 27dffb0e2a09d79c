//! A theme, loaded and checked as far as it can be without a page.

use std::collections::BTreeMap;

use crate::diagnostic::catalogue::Language;
use crate::hash::Hash;
use crate::model::awards::Awards;
use crate::model::dictionaries::Dictionaries;
use crate::model::holidays::Holidays;
use crate::model::kind::{Kinds, ListSpec};
use crate::model::source::Source;

/// Words of the interface by key.
pub type Strings = BTreeMap<String, String>;

/// Everything a theme consists of; of several layers the site's own file has won already, except
/// among templates, where a lower layer stays reachable.
pub struct Theme {
    /// Name of the topmost layer.
    pub name: String,
    /// Prefixes of template names, topmost layer first: `["cua-toi/", "lan-toa/"]`.
    pub layers: Vec<String>,
    /// Template sources; their `path` begins with the layer's prefix.
    pub templates: Vec<Source>,
    /// The kinds of content.
    pub kinds: Kinds,
    /// Vietnamese strings.
    pub vi: Strings,
    /// English strings.
    pub en: Strings,
    /// Style sheets in order.
    pub styles: Vec<Source>,
    /// Files that are copied as they are.
    pub statics: Vec<(String, Vec<u8>)>,
    /// Parts of scripts by their path below `scripts/`, for the stage that joins them.
    pub scripts: BTreeMap<String, String>,
    /// Accent colour, where the site gives none.
    pub accent: String,
    /// Items on a page of a list.
    pub per_page: usize,
    /// The pages that belong to no document.
    pub pages: Pages,
    /// Terms that documents are gathered under.
    pub taxonomies: Vec<Taxonomy>,
    /// Days off, for counting working days.
    pub holidays: Holidays,
    /// Which level of unit cannot decide which award.
    pub awards: Awards,
    /// What the checks know of words.
    pub dictionaries: Dictionaries,
    /// The hash of everything above that a page can depend on.
    pub hash: Hash,
    /// The hash of everything but templates, sheets and static files: with the same one the same
    /// pages show the same things, however they look.
    pub frame_hash: Hash,
    /// The hash of kinds and dictionaries: with another one every document is parsed and judged
    /// again.
    pub kinds_hash: Hash,
}

impl Theme {
    /// The strings of a language.
    pub fn strings(&self, language: Language) -> &Strings {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}

/// Templates and lists of the pages that belong to no document.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The home page.
    pub home: PageSpec,
    /// The list of a section.
    pub section: PageSpec,
    /// The search page.
    pub search: PageSpec,
    /// A complete list: by letter, year or unit.
    pub shelf: PageSpec,
    /// The page for addresses that do not exist.
    pub not_found: PageSpec,
    /// The page at an earlier address.
    pub moved: PageSpec,
    /// The history of a document.
    pub history: PageSpec,
    /// What differs between two texts of a document.
    pub comparison: PageSpec,
    /// A document that was withdrawn.
    pub withdrawn: PageSpec,
    /// Pages of the theme's own, by name.
    pub others: Vec<DeclaredPage>,
}

/// A page of its own that a theme declares, such as a map of the site for people.
#[derive(Clone, Debug)]
pub struct DeclaredPage {
    /// Its name; the string of this key is its title.
    pub name: String,
    /// Address below the site's root, a folder.
    pub address: String,
    /// Template and lists.
    pub spec: PageSpec,
}

/// A template and the lists it wants.
#[derive(Clone, Debug, Default)]
pub struct PageSpec {
    /// Template name without layer.
    pub template: String,
    /// Lists it shows.
    pub lists: Vec<ListSpec>,
}

/// Terms of a field that documents are gathered under, such as tags.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Its name, for strings: `tags`.
    pub name: String,
    /// The field that holds the terms.
    pub field: String,
    /// The folder of its pages.
    pub folder: String,
    /// Template of a term's page.
    pub template: String,
    /// Template of the list of terms.
    pub index_template: String,
}

/// The value of a string, or its key where the theme lacks it.
pub fn string<'a>(strings: &'a Strings, key: &'a str) -> &'a str {
    strings.get(key).map_or(key, String::as_str)
}
