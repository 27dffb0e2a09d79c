//! In which order files are put where names cannot be switched at once.
//!
//! A page comes after everything it links to, so a reader who arrives in the middle finds every file
//! whole and no link that leads nowhere. Pure: two lists in, steps out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::hash::Hash;
use crate::model::release::{Manifest, PAPERS, RELEASE, is_envelope};
use crate::publish::ledger::Standing;

/// What a place is to show.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The sealed files.
    pub sealed: Manifest,
    /// The files of the envelope, which are put each time: their bytes follow the release.
    pub envelope: Vec<Arc<str>>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put the file of this path.
    Put(Arc<str>),
    /// Remove it.
    Remove(Arc<str>),
}

/// The groups, in the order in which they are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Files that pages need or offer and that were not there: styles, pictures, attachments.
    Files,
    /// Pages that were not there.
    NewPages,
    /// Files and pages with other bytes; of pages the leaves first, the home page last.
    Changed,
    /// What programs read: feeds, maps, data, the entry of the search.
    Data,
    /// What tells of the release.
    Envelope,
    /// What no page links to any more.
    Removals,
}

impl Group {
    /// The word of the catalogue and of JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::NewPages => "new_pages",
            Self::Changed => "changed",
            Self::Data => "data",
            Self::Envelope => "envelope",
            Self::Removals => "removals",
        }
    }
}

/// Steps by group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The groups that have any, in order.
    pub groups: Vec<(Group, Vec<Step>)>,
}

impl Plan {
    /// How many files are put and how many removed.
    pub fn counts(&self) -> (usize, usize) {
        let steps = || self.groups.iter().flat_map(|(_, steps)| steps);
        let puts = steps().filter(|step| matches!(step, Step::Put(_))).count();
        (puts, steps().count() - puts)
    }
}

/// The steps from one set of files to another. RELEASE itself is in none: it is put last of all.
pub fn plan(before: &Manifest, after: &Shown) -> Plan {
    let difference = after.sealed.since(before);
    let mut steps: Vec<(Group, usize, Step)> = Vec::new();
    for path in &difference.added {
        let (group, rank) = place_of(path, true);
        steps.push((group, rank, Step::Put(Arc::clone(path))));
    }
    for path in &difference.changed {
        let (group, rank) = place_of(path, false);
        steps.push((group, rank, Step::Put(Arc::clone(path))));
    }
    let envelope = after.envelope.iter().filter(|path| ***path != *RELEASE);
    steps.extend(envelope.map(|path| (Group::Envelope, 0, Step::Put(Arc::clone(path)))));
    let removals = difference.removed.iter();
    steps.extend(removals.map(|path| (Group::Removals, 0, Step::Remove(Arc::clone(path)))));
    // Stable: within a rank the order of paths stays.
    steps.sort_by_key(|(group, rank, _)| (*group, *rank));
    let mut plan = Plan::default();
    for (group, _, step) in steps {
        match plan.groups.last_mut() {
            Some((last, steps)) if *last == group => steps.push(step),
            _ => plan.groups.push((group, vec![step])),
        }
    }
    plan
}

/// The group of a file that is put, and its rank there. What is new is seen by nobody until a page
/// that stands leads to it, so all of it may come first; only the home page is asked for by itself.
fn place_of(path: &str, is_new: bool) -> (Group, usize) {
    // Files before pages, deep pages before those that list them.
    let rank = if is_page(path) { usize::MAX - path.matches('/').count() } else { 0 };
    match (is_new, is_page(path)) {
        (true, true) if path != HOME => (Group::NewPages, 0),
        (true, false) => (Group::Files, 0),
        _ if is_data(path) => (Group::Data, 0),
        _ => (Group::Changed, rank),
    }
}

/// The page that readers ask for without having read of it.
const HOME: &str = "index.html";

/// Files that may be put at the same time, in the order of these lots; a lot is done before the
/// next one begins. What stands with the wanted bytes is in none, nor is anything removed.
pub fn lots(
    standing: &BTreeMap<Arc<str>, Standing>,
    wanted: &BTreeMap<Arc<str>, Hash>,
) -> Vec<(Group, Vec<Arc<str>>)> {
    let mut lots: BTreeMap<(Group, usize), Vec<Arc<str>>> = BTreeMap::new();
    for (path, hash) in wanted {
        let there = standing.get(path);
        if there.is_some_and(|there| there.hash == Some(*hash)) {
            continue;
        }
        let is_new = there.is_none_or(|there| there.doubtful);
        // The papers vouch for all the rest. A place that shows a release has them, whatever is
        // known of it; at a new one they come first, for pages lead to them.
        let is_paper = PAPERS.contains(&&**path) && there.is_none() && !standing.is_empty();
        let is_last = is_paper || is_envelope(path) && !is_new;
        let place = match is_last {
            // What says that all is there comes last.
            true => (Group::Envelope, usize::from(&**path == RELEASE)),
            false => place_of(path, is_new),
        };
        lots.entry(place).or_default().push(Arc::clone(path));
    }
    lots.into_iter().map(|((group, _), paths)| (group, paths)).collect()
}

/// Whether a name has the hash of its bytes in it: pages that somebody still has, and copies at
/// hosts in between, go on asking for it after nothing here does.
pub fn is_hashed(path: &str) -> bool {
    ["assets/", "search/s/", "search/f/"].iter().any(|folder| path.starts_with(folder))
}

/// Whether a file tells of releases and is sealed by none.
pub(super) fn tells_of_releases(path: &str) -> bool {
    is_envelope(path)
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

fn is_data(path: &str) -> bool {
    ["search/", "data/"].iter().any(|folder| path.starts_with(folder))
        || !path.contains('/') && [".xml", ".txt", ".json"].iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::{Plan, Shown, Step, plan};
    use crate::hash::Hash;
    use crate::model::release::Manifest;

    fn manifest(files: &[(String, u8)]) -> Manifest {
        Manifest::new(files.iter().map(|(path, n)| (Arc::from(path.as_str()), Hash::of(&[*n]))))
    }

    fn order(before: &[&str], after: &[&str]) -> Vec<String> {
        let list = |paths: &[&str], n| {
            manifest(&paths.iter().map(|path| ((*path).to_owned(), n)).collect::<Vec<_>>())
        };
        let shown = Shown { sealed: list(after, 2), envelope: vec!["SHA256SUMS".into()] };
        let Plan { groups } = plan(&list(before, 1), &shown);
        let steps = groups.into_iter().flat_map(|(_, steps)| steps);
        steps
            .map(|step| match step {
                Step::Put(path) => format!("+{path}"),
                Step::Remove(path) => format!("-{path}"),
            })
            .collect()
    }

    #[test]
    fn a_page_comes_after_what_it_links_to_and_removals_come_last() {
        let steps = order(
            &[
                "index.html",
                "tin/index.html",
                "tin/a/index.html",
                "tin/cu/index.html",
                "sitemap.xml",
            ],
            &[
                "index.html",
                "tin/index.html",
                "tin/a/index.html",
                "tin/moi/index.html",
                "tin/moi/phu-luc.pdf",
                "sitemap.xml",
            ],
        );
        assert_eq!(
            steps,
            [
                "+tin/moi/phu-luc.pdf",
                "+tin/moi/index.html",
                "+tin/a/index.html",
                "+tin/index.html",
                "+index.html",
                "+sitemap.xml",
                "+SHA256SUMS",
                "-tin/cu/index.html",
            ]
        );
    }

    fn files() -> impl Strategy<Value = Vec<(String, u8)>> {
        prop::collection::vec(("[ab]/[abc]\\.(html|png)", 0..3_u8), 0..12)
    }

    proptest! {
        #[test]
        fn a_plan_applied_to_the_old_gives_the_new(old in files(), new in files()) {
            let (old, new) = (manifest(&old), manifest(&new));
            let shown = Shown { sealed: new.clone(), envelope: Vec::new() };
            let mut there: BTreeSet<(Arc<str>, Hash)> = old.files().iter().cloned().collect();
            for (_, steps) in plan(&old, &shown).groups {
                for step in steps {
                    match step {
                        Step::Put(path) => {
                            there.retain(|(other, _)| *other != path);
                            let hash = new.find(&path).expect("only what is to be there is put");
                            there.insert((path, hash));
                        }
                        Step::Remove(path) => there.retain(|(other, _)| *other != path),
                    }
                }
            }
            prop_assert_eq!(there.into_iter().collect::<Vec<_>>(), new.files().to_vec());
        }
    }
}
