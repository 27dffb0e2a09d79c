//! What a template sees of releases.

use crate::diagnostic::catalogue::Language;
use crate::model::data::Data;
use crate::model::field::show;
use crate::model::release::MILESTONES;
use crate::model::release_log::{Change, PageChange, Told, WORDS_A_PAGE};
use crate::render::context::Shown;
use crate::render::versions;

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

    /// Pages by what became of them; lists, which follow from documents, apart. Changed ones come with
    /// their words, so many to a page.
    fn changes(&self, told: &'a Told) -> Data<'a> {
        let number = self.page.pager.as_ref().map_or(1, |pager| pager.number);
        let of = |change: Change, follows: bool| {
            let pages = told.entry.changes.pages.iter();
            pages.filter(move |page| page.change == change && page.follows == follows)
        };
        let first = |change, follows| {
            let pages = of(change, follows).filter(|_| number == 1);
            Data::list(pages.map(|page| self.changed_page(page)))
        };
        let changed = of(Change::Changed, false).skip((number - 1) * WORDS_A_PAGE);
        let changed = changed.take(WORDS_A_PAGE).map(|page| self.changed_page(page));
        Data::map([
            ("added", first(Change::Added, false)),
            ("changed", Data::list(changed)),
            ("withdrawn", first(Change::Withdrawn, false)),
            ("removed", first(Change::Removed, false)),
            ("lists", first(Change::Changed, true)),
        ])
    }

    fn changed_page(&self, page: &'a PageChange) -> Data<'a> {
        let root = self.showing.root;
        let url = if page.is_there { show::below(root, &page.address) } else { String::new() };
        let title = if page.title.is_empty() { &page.address } else { &page.title };
        Data::map([
            ("title", Data::text(title)),
            ("url", Data::text(url)),
            ("blocks", versions::blocks(&page.words)),
        ])
    }
}
