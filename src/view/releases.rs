//! Pages that tell of releases: the log and one page for each.
//!
//! Made of a [`ReleaseLog`] and of what every page shares, without the campaign: a release that is
//! brought back needs no build. A build itself makes the empty log, so that no link to it breaks.

use std::sync::Arc;

use crate::diagnostic::catalogue::Language;
use crate::hash::Hashed;
use crate::model::page::{Page, PageKind, Pager, SharedCard, Site};
use crate::model::release::{LOG, MILESTONES};
use crate::model::release_log::{
    Change, Changes, Entry, Gone, Milestone, ReleaseLog, Told, WORDS_A_PAGE,
};
use crate::model::theme::{Strings, Theme, string};
use crate::text::date::Date;
use crate::text::markup::escaped;
use crate::view::page::{Around, frame};
use crate::view::{View, cards};

/// The releases of a log in citizen's words, the newest first.
pub fn told(log: &ReleaseLog, theme: &Theme, language: Language) -> Vec<Arc<Hashed<Told>>> {
    let strings = theme.strings(language);
    let told = log.entries.iter().map(|entry| Told {
        title: filled(strings, "release_title_n", entry.release.seq.to_string()),
        summary: summary(entry, theme, language),
        entry: entry.clone(),
    });
    told.map(|told| Arc::new(Hashed::new(told))).collect()
}

/// The pages of a log.
pub fn pages(
    told: &[Arc<Hashed<Told>>],
    site: &Arc<Hashed<Site>>,
    theme: &Theme,
    (language, today): (Language, Date),
) -> Vec<Page> {
    let around = Around { language, today, site };
    let strings = theme.strings(language);
    let log = cards::own(string(strings, "releases"), LOG, "");
    let home = cards::home(strings);
    let one = |told: &Arc<Hashed<Told>>, number: usize, pages: usize| {
        let card = cards::own(&told.title, &told.address(), &told.summary);
        let page = frame(PageKind::Release, "release.html", &card, around);
        let total = told.entry.changes.documents(Change::Changed);
        let pager = Pager { number, pages, total, base: told.address(), years: Vec::new() };
        let trail = vec![Arc::clone(&home), Arc::clone(&log)];
        let (address, releases) = (pager.address(number), vec![Arc::clone(told)]);
        Page { address, trail, releases, pager: Some(pager), ..page }
    };
    let mut pages = vec![log_page(around, strings, told.to_vec())];
    for told in told {
        let count = told.entry.changes.documents(Change::Changed).div_ceil(WORDS_A_PAGE).max(1);
        pages.extend((1..=count).map(|number| one(told, number, count)));
    }
    pages
}

fn log_page(around: Around<'_>, strings: &Strings, releases: Vec<Arc<Hashed<Told>>>) -> Page {
    let log = cards::own(string(strings, "releases"), LOG, "");
    let page = frame(PageKind::Releases, "releases.html", &log, around);
    Page { trail: vec![cards::home(strings)], releases, ..page }
}

/// The page at an address that readers know from an earlier release and that leads nowhere any more:
/// what stood there and since when it does not, unless that was erased.
pub fn removed(
    address: &str,
    was: Option<&Gone>,
    site: &Arc<Hashed<Site>>,
    theme: &Theme,
    (language, today): (Language, Date),
) -> Page {
    let strings = theme.strings(language);
    let card = cards::own(string(strings, "removed"), address, "");
    let page = frame(PageKind::Removed, "removed.html", &card, Around { language, today, site });
    let was = was.map(|gone| cards::gone(&gone.title, gone.day));
    Page { trail: vec![cards::home(strings)], items: was.into_iter().collect(), ..page }
}

/// The pages that lead from milestones to the log: below each one, for its pages link to the log of
/// their own site, and above all of them.
pub fn doors(
    told: &[Arc<Hashed<Told>>],
    site: &Arc<Hashed<Site>>,
    theme: &Theme,
    (language, today): (Language, Date),
) -> Vec<Page> {
    let (around, strings) = (Around { language, today, site }, theme.strings(language));
    let door = |address: String, to: &SharedCard| {
        let own = cards::own(&to.title, &address, "");
        let page = frame(PageKind::Moved, &theme.pages.moved.template, &own, around);
        Page { items: vec![Arc::clone(to)], ..page }
    };
    let kept = told.iter().filter(|told| !told.entry.milestone.is_empty());
    let mut doors: Vec<Page> = kept
        .map(|told| {
            let folder = told.entry.release.folder();
            let to = cards::own(&told.title, &told.address(), "");
            door(format!("{MILESTONES}{folder}/{LOG}"), &to)
        })
        .collect();
    if !doors.is_empty() {
        let log = cards::own(string(strings, "releases"), LOG, "");
        doors.push(door(MILESTONES.to_owned(), &log));
    }
    doors
}

/// What the pages of each milestone say of being one.
pub fn milestones(log: &ReleaseLog, theme: &Theme, language: Language) -> Vec<Milestone> {
    let strings = theme.strings(language);
    let pinned = log.entries.iter().filter(|entry| !entry.milestone.is_empty());
    let one = |entry: &Entry| {
        let time = match language {
            Language::Vi => entry.release.published.long_vi(),
            Language::En => entry.release.published.long_en(),
        };
        let words = string(strings, "milestone_banner_n");
        let words = words.replace("{name}", &entry.milestone).replace("{time}", &time);
        let banner = |link: &str| {
            let link = escaped(string(strings, link));
            let words = escaped(&words);
            format!("<p class=\"notice\" role=\"note\">{words} <a href=\"{{url}}\">{link}</a></p>")
        };
        Milestone {
            seq: entry.release.seq,
            head: "<meta name=\"robots\" content=\"noindex\">".to_owned(),
            here: banner("milestone_here"),
            gone: banner("milestone_gone"),
        }
    };
    pinned.map(one).collect()
}

impl View {
    pub(super) fn releases_page(&self) -> Page {
        let (language, today) = (self.settings.language, self.campaign.today);
        let around = Around { language, today, site: &self.site };
        log_page(around, self.theme.strings(language), Vec::new())
    }
}

/// What differs, in one sentence: `2 kế hoạch mới, 1 tin gỡ xuống`.
fn summary(entry: &Entry, theme: &Theme, language: Language) -> String {
    let (release, changes) = (&entry.release, &entry.changes);
    let strings = theme.strings(language);
    if let Some(seq) = release.restores {
        return filled(strings, "release_restores_n", seq.to_string());
    }
    if release.seq == 1 {
        return filled(strings, "release_first_n", release.files.to_string());
    }
    let mut parts = Vec::new();
    for change in Change::ALL {
        for (kind, count) in by_kind(changes, change) {
            let name =
                theme.kinds.find(kind).map_or(kind, |(_, kind)| kind.title.in_language(language));
            let name = lower(name);
            let key = format!("release_{}_n", change.key());
            let words = string(strings, &key).replace("{count}", &count.to_string());
            parts.push(words.replace("{kind}", &name));
        }
    }
    let files = changes.files.added + changes.files.changed + changes.files.removed;
    let lists = changes.pages.iter().filter(|page| page.follows).count();
    match (parts.is_empty(), files + lists + changes.looks) {
        (false, _) => parts.join(", "),
        (true, 0) => string(strings, "release_same").to_owned(),
        (true, _) => string(strings, "release_looks").to_owned(),
    }
}

/// How many documents of each kind became this, in the order of kinds' names.
fn by_kind(changes: &Changes, change: Change) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    // Pages are in the order of addresses, so those of one kind follow each other.
    for page in changes.pages.iter().filter(|page| page.change == change && !page.follows) {
        let kind = page.address.split('/').next().unwrap_or("");
        match counts.last_mut() {
            Some((last, count)) if *last == kind => *count += 1,
            _ => counts.push((kind, 1)),
        }
    }
    counts
}

/// A kind's name in the middle of a sentence.
fn lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn filled(strings: &Strings, key: &str, number: String) -> String {
    string(strings, key).replace("{number}", &number)
}
