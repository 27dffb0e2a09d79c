//! Lists that are spread over pages.

use serde::{Deserialize, Serialize};

/// Where a page stands in a list that is spread over pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pager {
    /// This page, from 1.
    pub number: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many items there are.
    pub total: usize,
    /// Address of the first page.
    pub base: String,
    /// Of a list by date: each year with the page it begins on.
    pub years: Vec<(i16, usize)>,
}

impl Pager {
    /// Address of one of the pages.
    pub fn address(&self, number: usize) -> String {
        list_address(&self.base, number)
    }
}

/// Address of one page of a list whose first page stands at `base`.
pub fn list_address(base: &str, number: usize) -> String {
    if number <= 1 { base.to_owned() } else { format!("{base}trang-{number}/") }
}
