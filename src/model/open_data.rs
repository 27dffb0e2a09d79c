//! A file of open data, as a page for people tells of it.

/// Name of the page, among those of a theme, that tells of the files.
pub const PAGE: &str = "open_data";

/// One file that readers can take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Address below the site's root.
    pub address: String,
    /// Name of the set that it is of; a set is written in several forms.
    pub name: String,
    /// What its rows are.
    pub title: String,
    /// How it is written, as people call it: `CSV`.
    pub format: &'static str,
    /// Which part of several, from 1.
    pub part: usize,
    /// How many rows it has.
    pub rows: usize,
}
