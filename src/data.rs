//! Open data: what the pages say, for programs and for Excel.
//!
//! Takes the campaign, so what passed the gate and nothing else. Every public document is a row of
//! one JSON file and one table: official documents of `van-ban`, by the names of NĐ 30/2020/NĐ-CP,
//! Phụ lục VI; all others of their kind. Tables inside documents (tasks, criteria, winners) are
//! tables of their own. Texts are left to the pages. A file is planned first, with a key of all
//! that it is made of, so that only what changed is made again; a long one is parted.

mod json;
mod official;
mod plan;
mod sheet;

pub use plan::{Part, files, parts};

use crate::model::artifact::Artifact;
use crate::model::campaign::Campaign;
use crate::model::page::{SharedCard, Site};
use crate::model::theme::Theme;

/// The folder of open data.
pub const FOLDER: &str = "data";

/// What open data are made of.
#[derive(Clone, Copy)]
pub struct Open<'a> {
    /// What is public.
    pub campaign: &'a Campaign,
    /// What is computed of each document, in the order of the campaign.
    pub cards: &'a [SharedCard],
    /// Kinds, and words for the heads of columns.
    pub theme: &'a Theme,
    /// What every page shares.
    pub site: &'a Site,
    /// The language of the site.
    pub language: crate::diagnostic::catalogue::Language,
}

/// One file.
pub fn make(open: Open<'_>, part: &Part) -> Artifact {
    let bytes = match part.format {
        plan::Format::Json => json::file(open, part),
        plan::Format::Csv => sheet::file(open, part),
        plan::Format::Index => part.text.clone(),
    };
    Artifact::made(part.path.as_str(), bytes.into_bytes())
}

impl Open<'_> {
    /// An address as readers of data need it: whole where the site knows its own.
    fn url(&self, address: &str) -> String {
        format!("{}{address}", self.site.base_url)
    }

    fn is_example(&self, document: u32) -> bool {
        self.cards[document as usize].illustration
    }

    fn word(&self, key: &'static str) -> &str {
        crate::model::theme::string(self.theme.strings(self.language), key)
    }
}
