//! What a template sees of releases.

use crate::diagnostic::catalogue::Language;
use crate::model::data::Data;
use crate::model::field::show;
use crate::model::release::MILESTONES;
use crate::model::release_log::{Change, PageChange, Told};
use crate::render::context::Shown;

impl<'a> Shown<'a> {
    /// The releases of a page, the newest first; what changed in detail only on a release's own.
    pub(super) fn releases(&self) -> Data<'a> {
        let is_alone = self.page.releases.len() == 1;
        Data::list(self.page.releases.iter().map(|told| self.release(told, is_alone)))
    }

    fn release(&self, told: &'a Told, is_alone: bool) -> Data<'a> {
        let root = self.showing.root;
        let release = &told.entry.release;
        let time = match self.page.language {
            Language::Vi => release.published.long_vi(),
            Language::En => release.published.long_en(),
        };
        let previous = release.previous.map_or_else(String::new, |hash| hash.hex());
        let milestone = told.entry.milestone.as_str();
        let kept = match milestone {
            "" => String::new(),
            _ => show::below(root, &format!("{MILESTONES}{}/", release.folder())),
        };
        Data::map([
            ("number", Data::Int(i64::from(release.seq))),
            ("title", Data::text(&told.title)),
            ("url", Data::text(show::below(root, &told.address()))),
            ("summary", Data::text(&told.summary)),
            ("note", Data::text(&release.note)),
            ("time", Data::text(time)),
            ("iso", Data::text(release.published.rfc3339())),
            ("files", Data::Int(release.files as i64)),
            ("bytes", Data::Int(i64::try_from(release.bytes).unwrap_or(i64::MAX))),
            ("hash", Data::text(told.entry.hash.hex())),
            ("previous", Data::text(previous)),
            ("content", Data::text(release.content.hex())),
            ("keys", Data::list(release.keys.iter().map(Data::text))),
            ("text", Data::text(if is_alone { release.text() } else { String::new() })),
            ("milestone", Data::text(milestone)),
            ("milestone_url", Data::text(kept)),
            ("changes", if is_alone { self.changes(told) } else { Data::None }),
            ("looks", Data::Int(told.entry.changes.looks as i64)),
        ])
    }

    /// Pages by what became of them; lists, which follow from documents, apart.
    fn changes(&self, told: &'a Told) -> Data<'a> {
        let root = self.showing.root;
        let page = |page: &'a PageChange| {
            let url = if page.is_there { show::below(root, &page.address) } else { String::new() };
            let title = if page.title.is_empty() { &page.address } else { &page.title };
            Data::map([("title", Data::text(title)), ("url", Data::text(url))])
        };
        let of = |change: Change, is_document: bool| {
            let pages = told.entry.changes.pages.iter();
            let pages =
                pages.filter(|page| page.change == change && page.is_document() == is_document);
            Data::list(pages.map(page))
        };
        Data::map([
            ("added", of(Change::Added, true)),
            ("changed", of(Change::Changed, true)),
            ("removed", of(Change::Removed, true)),
            ("lists", of(Change::Changed, false)),
        ])
    }
}
