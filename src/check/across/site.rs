//! What the settings promise: the menu leads somewhere, the site knows its address; and the
//! addresses that the program keeps for itself.

use super::Judge;
use super::moved::OWN;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::field::link;
use crate::model::kind::KindSet;
use crate::model::names::{self, Found};
use crate::model::release_log::is_further_page;

impl Judge<'_> {
    /// `trang-2` in a section is the address of its second page; below a document, `lich-su` is that
    /// of its history.
    pub(super) fn reserved(&self, outline: &Outline) -> Option<Diagnostic> {
        let parts: Vec<&str> = outline.address.trim_end_matches('/').split('/').collect();
        let taken = match parts[..] {
            [first, ..] if OWN.contains(&first) => true,
            [_, last] => is_further_page(last),
            [_, _, .., last] => last == "lich-su" || parts[2..].contains(&"so-sanh"),
            _ => false,
        };
        taken.then(|| {
            let place = Place::file(&outline.shown);
            Diagnostic::error("N01.reserved_address", place).with("address", &outline.address)
        })
    }

    /// L04: without its address a site has no feed, no sitemap and no previews in Zalo.
    pub(super) fn base_url(&self) -> Option<Diagnostic> {
        let place = Place::file(self.everything.settings_shown);
        self.everything.base_url.is_empty().then(|| Diagnostic::hint("L04.no_base_url", place))
    }

    pub(super) fn menu(&self) -> Vec<Diagnostic> {
        let leads = |to: &str| {
            link::has_scheme(to)
                || to.trim_matches('/').is_empty()
                || self.everything.kinds.find(to.trim_matches('/')).is_some()
                || self.everything.folders.contains(&to.trim_matches('/'))
                || matches!(self.names.find(names::key(to), KindSet::ALL), Found::One(_))
        };
        let broken = self.everything.menu.iter().filter(|(_, to)| !leads(to));
        broken
            .map(|(title, to)| {
                Diagnostic::error("L01.menu", Place::file(self.everything.settings_shown))
                    .with("title", title)
                    .with("name", to)
            })
            .collect()
    }
}
