//! G4, G7, G8: releases brought to places far away, cut after every operation and within bodies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lantoa::disk::{Disk as _, MemoryDisk, RealDisk};
use lantoa::hash::Hash;
use lantoa::model::target::{Mode, TargetKind};
use lantoa::publish::foresee::{Foreseen, foresee};
use lantoa::publish::push::{Brought, Manner, Meter, Parcel, look, push};
use lantoa::publish::remote::{Dial, Nature, Pace};
use lantoa::publish::{Promise, Stop, dials};

use crate::cuts::{destination_of, race};
use crate::far::{Break, Far};
use crate::folder::Folder;

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

pub(crate) struct Deaf;

impl Meter for Deaf {
    fn begin(&self, _: &str, _: usize, _: u64) {}
    fn sent(&self, _: u64) {}
}

/// A computer that publishes: its disk with trees and journal.
pub(crate) struct Office {
    disk: MemoryDisk,
    pub(crate) owner: &'static str,
    pub(crate) now: i64,
    pub(crate) attempts: u32,
    pub(crate) workers: usize,
    pub(crate) mode: Option<Mode>,
    pub(crate) takes_over: bool,
    /// Into how many parts waits are cut; none is waited for at all.
    pub(crate) haste: Option<u32>,
    pub(crate) known: BTreeMap<String, Files>,
    erased: BTreeSet<Hash>,
}

impl Office {
    pub(crate) fn new(owner: &'static str) -> Self {
        Self {
            disk: MemoryDisk::default(),
            owner,
            now: 1_700_000_000,
            attempts: 2,
            workers: 1,
            mode: None,
            takes_over: false,
            haste: None,
            known: BTreeMap::new(),
            erased: BTreeSet::new(),
        }
    }

    pub(crate) fn push(&self, place: &dyn Dial, seq: u32, files: &Files) -> Result<Brought, Stop> {
        let tree = PathBuf::from(format!("trees/{seq:04}"));
        for (path, bytes) in files {
            self.disk.put(tree.join(path), bytes.clone());
        }
        self.with(&hashes(files), (seq, says(seq, files)), |parcel, manner| {
            push(place, parcel, manner)
        })
    }

    /// What bringing these files would do.
    pub(crate) fn foresee(&self, place: &dyn Dial, files: &Files) -> Result<Foreseen, Stop> {
        let length = |path: &str| files.get(path).map_or(0, |bytes| bytes.len() as u64);
        self.with(&hashes(files), (9999, String::new()), |parcel, manner| {
            foresee(place, parcel, manner, &length)
        })
    }

    fn with<T>(
        &self,
        wanted: &BTreeMap<Arc<str>, Hash>,
        (seq, says): (u32, String),
        run: impl FnOnce(&Parcel<'_>, &Manner<'_>) -> T,
    ) -> T {
        let known = |says: &str| self.known.get(says).map(hashes);
        let parcel = Parcel {
            disk: &self.disk,
            tree: format!("trees/{seq:04}").into(),
            wanted: wanted.clone(),
            seq,
            says,
            now: Some(self.now),
            journal: "store/journal/xa".into(),
            known: &known,
            erased: &self.erased,
        };
        let wait = |time: Duration| {
            if let Some(parts) = self.haste {
                std::thread::sleep(time / parts);
            }
        };
        let pace = Pace { workers: self.workers, attempts: self.attempts, wait: &wait };
        let manner = Manner {
            pace,
            owner: self.owner,
            takes_over: self.takes_over,
            mode: self.mode,
            place: "x",
            meter: &Deaf,
        };
        run(&parcel, &manner)
    }
}

fn hashes(files: &Files) -> BTreeMap<Arc<str>, Hash> {
    let one = |(path, bytes): (&String, &Vec<u8>)| (Arc::from(path.as_str()), Hash::of(bytes));
    files.iter().map(one).collect()
}

pub(crate) fn says(seq: u32, files: &Files) -> String {
    let all: Vec<u8> = files.values().flatten().copied().collect();
    format!("{seq:04} {} {}", Hash::of(&all).hex(), Hash::of(b"envelope").hex())
}

/// A site that links like ours: home to sections and the log, sections to pages, pages to files,
/// styles with the hash of their bytes in the name, a release that says so.
pub(crate) fn site(seq: u32) -> Files {
    let css = format!("assets/site-{seq:08}.css");
    let mut pages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let leaves: Vec<String> =
        ["a", "b", &format!("moi-{seq}")].map(|name| format!("tin/{name}/")).into();
    let mut files = Files::from([
        (css.clone(), format!("body{{order:{seq}}}").into_bytes()),
        ("assets/anh-1.png".to_owned(), b"png".repeat(40)),
        ("search/entry.json".to_owned(), format!("{{\"n\":{seq}}}").into_bytes()),
        ("sitemap.xml".to_owned(), format!("<n>{seq}</n>").into_bytes()),
        (format!("tin/moi-{seq}/phu-luc.pdf"), vec![7; 200]),
        ("SHA256SUMS".to_owned(), format!("sums {seq}").into_bytes()),
        ("RELEASE".to_owned(), format!("seq: {seq}").into_bytes()),
        (format!("phat-hanh/{seq:04}/SHA256SUMS.gz"), vec![1; 50]),
    ]);
    let log: Vec<String> = (1..=seq).map(|n| format!("phat-hanh/{n:04}/")).collect();
    for n in 1..seq {
        files.insert(format!("phat-hanh/{n:04}/SHA256SUMS.gz"), vec![1; 50]);
    }
    pages.insert(
        String::new(),
        vec!["tin/".into(), "phat-hanh/".into(), "search/entry.json".into()],
    );
    pages.insert("tin/".into(), leaves.clone());
    pages.insert(
        "phat-hanh/".into(),
        [log.clone(), vec!["SHA256SUMS".into(), "RELEASE".into()]].concat(),
    );
    for page in log {
        pages.insert(page.clone(), vec![format!("{page}SHA256SUMS.gz")]);
    }
    for leaf in &leaves {
        pages.insert(
            leaf.clone(),
            [vec![String::new(), "assets/anh-1.png".into()], leaves.clone()].concat(),
        );
    }
    pages
        .get_mut(&format!("tin/moi-{seq}/"))
        .expect("made above")
        .push(format!("tin/moi-{seq}/phu-luc.pdf"));
    for (page, links) in pages {
        let links: Vec<String> =
            links.iter().chain([&css]).map(|to| format!("<a href=\"/{to}\">")).collect();
        files.insert(format!("{page}index.html"), links.join("\n").into_bytes());
    }
    files
}

/// What is wrong with a site as its readers see it: links from the home page on that lead nowhere,
/// files that are neither the old nor the new bytes.
pub(crate) fn wrong(shown: &Files, known: &[&Files]) -> Vec<String> {
    let mut wrong = crawl(|path| shown.get(path).cloned(), known);
    for path in shown.keys() {
        wrong.extend(torn(path, &shown[path], known));
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

fn torn(path: &str, bytes: &[u8], known: &[&Files]) -> Option<String> {
    let mut versions = known.iter().filter_map(|files| files.get(path)).peekable();
    let is_ours = versions.peek().is_some();
    (is_ours && !versions.any(|known| known == bytes)).then(|| format!("{path} is not whole"))
}

/// Follows every link from the home page on, as a reader could.
pub(crate) fn crawl(get: impl Fn(&str) -> Option<Vec<u8>>, known: &[&Files]) -> Vec<String> {
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    // Before the first release has arrived there is no home page to begin at.
    let mut next: Vec<String> = get("index.html").map(|_| String::new()).into_iter().collect();
    while let Some(at) = next.pop() {
        let path = if at.is_empty() || at.ends_with('/') { format!("{at}index.html") } else { at };
        if !seen.insert(path.clone()) {
            continue;
        }
        let Some(bytes) = get(&path) else {
            wrong.push(format!("{path} is missing"));
            continue;
        };
        wrong.extend(torn(&path, &bytes, known));
        if path.ends_with(".html") {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let links = text.split("href=\"/").skip(1);
            next.extend(links.filter_map(|part| Some(part.split('"').next()?.to_owned())));
        }
    }
    wrong
}

type Make = Box<dyn Fn() -> Far>;

/// Every kind of place, and how a release is shown there.
fn places() -> Vec<(&'static str, Make, Option<Mode>)> {
    let ftp = Nature { puts_whole: false, links: false, folders: true };
    let s3 = Nature { puts_whole: true, links: false, folders: false };
    let sftp = Nature { puts_whole: false, links: true, folders: true };
    vec![
        ("in place", Box::new(move || Far::new(ftp, "public_html")), None),
        ("in place, whole", Box::new(move || Far::new(s3, "")), None),
        ("pointer", Box::new(move || Far::new(s3, "")), Some(Mode::Pointer)),
        ("switch", Box::new(move || Far::new(sftp, "public")), None),
    ]
}

#[test]
fn what_arrives_is_what_was_sent_and_nothing_new_is_one_request() {
    for (name, make, mode) in places() {
        let (place, mut office) = (make(), Office::new("A"));
        office.mode = mode;
        for seq in 1..=3 {
            let brought = office.push(&place, seq, &site(seq)).expect("a sound place");
            let expected = match name {
                "pointer" => Promise::Pointer,
                "switch" => Promise::Switch,
                _ => Promise::InPlace,
            };
            assert_eq!((brought.promise, brought.is_nothing_new), (expected, false), "{name}");
            let mut shown = place.shown();
            // Styles of pages that somebody still has are kept.
            shown.retain(|path, _| {
                !path.starts_with("assets/site-") || path.contains(&format!("{seq:08}"))
            });
            assert_eq!(shown, site(seq), "{name}");
            place.fail(None);
            let again = office.push(&place, seq, &site(seq)).expect("a sound place");
            assert!(again.is_nothing_new, "{name}");
            assert!(
                place.counts().all <= 2 && place.counts().puts == 0,
                "{name}: {:?}",
                place.counts()
            );
            assert!(
                look(&place, &Pace { workers: 1, attempts: 1, wait: &|_| {} })
                    .expect("sound")
                    .holder
                    .is_none()
            );
        }
    }
}

/// Brings release 2 to a place that shows release 1, with this trouble; then again without.
#[track_caller]
fn check_cut(name: &str, make: &dyn Fn() -> Far, mode: Option<Mode>, trouble: Break) -> bool {
    let (place, mut office) = (make(), Office::new("A"));
    office.mode = mode;
    let (old, new) = (site(1), site(2));
    office.push(&place, 1, &old).expect("a sound place");
    place.plant("khac.txt", "somebody else's");
    place.fail(Some(trouble));
    let done = office.push(&place, 2, &new);
    let (first, shown) = (place.counts(), place.shown());
    let when = format!("{name}, {trouble:?}");
    assert_eq!(wrong(&shown, &[&old, &new]), Vec::<String>::new(), "{when}");
    if done.is_err() && first.deletes > 0 {
        assert!(
            new.iter().all(|(path, bytes)| shown.get(path) == Some(bytes)),
            "{when}: removed early"
        );
    }
    place.fail(None);
    let again = office.push(&place, 2, &new).unwrap_or_else(|stop| panic!("{when}: {stop:?}"));
    let second = place.counts();
    let mut shown = place.shown();
    shown.retain(|path, _| !path.starts_with("assets/site-00000001") && path != "khac.txt");
    assert_eq!(shown, new, "{when}, again");
    assert!(place.files().contains_key("khac.txt"), "{when}");
    assert!(
        !place.files().keys().any(|path| path.contains(".tmp-") || path.contains("lock")),
        "{when}: {:?}",
        place.files().keys()
    );
    // Only the rest: what was confirmed is not sent again, one file may have been in flight, and
    // `current` and the probe are not counted.
    let changed = new.iter().filter(|(path, bytes)| old.get(*path) != Some(bytes)).count() as u64;
    assert!(first.puts + second.puts <= changed + 4, "{when}: {first:?} {second:?} of {changed}");
    drop(again);
    done.is_ok()
}

#[test]
fn cut_after_every_operation_the_site_holds_together_and_the_rest_is_sent() {
    for (name, make, mode) in places() {
        for way in [Break::Before, Break::Within, Break::After] {
            let mut at = 1;
            while !check_cut(name, &*make, mode, way(at)) {
                at += 1;
            }
            assert!(at > 12, "{name}: only {at} operations");
        }
    }
}

#[test]
fn the_first_release_is_cut_after_every_operation_too() {
    for (name, make, mode) in places() {
        for at in 1.. {
            let (place, mut office) = (make(), Office::new("A"));
            office.mode = mode;
            place.fail(Some(Break::Within(at)));
            let is_done = office.push(&place, 1, &site(1)).is_ok();
            assert_eq!(wrong(&place.shown(), &[&site(1)]), Vec::<String>::new(), "{name}, {at}");
            place.fail(None);
            office
                .push(&place, 1, &site(1))
                .unwrap_or_else(|stop| panic!("{name}, {at}: {stop:?}"));
            assert_eq!(place.shown(), site(1), "{name}, {at}");
            if is_done {
                break;
            }
        }
    }
}

#[test]
fn what_a_run_that_was_killed_while_it_asked_left_is_removed_by_the_next() {
    for (name, make, mode) in places() {
        for way in [Break::Before, Break::Within, Break::After] {
            for at in 1.. {
                // The next run of a computer tells another number and another time.
                let (place, mut office) = (make(), Office::new("A 1"));
                (office.mode, office.attempts) = (mode, 1);
                place.fail(Some(way(at)));
                let is_done = office.push(&place, 1, &site(1)).is_ok();
                place.fail(None);
                office.owner = "A 2";
                let when = format!("{name}, {:?}", way(at));
                office.push(&place, 1, &site(1)).unwrap_or_else(|stop| panic!("{when}: {stop:?}"));
                let left: Vec<String> = place.files().into_keys().collect();
                assert!(!left.iter().any(|path| path.contains("probe")), "{when}: {left:?}");
                if is_done {
                    assert!(at > 20, "{name}: only {at} operations");
                    break;
                }
            }
        }
    }
}

#[test]
fn a_run_that_was_cut_is_followed_by_another_release_or_by_the_old_one() {
    for (name, make, mode) in places() {
        for at in (1..60).step_by(3) {
            for next in [1, 3] {
                let (place, mut office) = (make(), Office::new("A"));
                office.mode = mode;
                office.push(&place, 1, &site(1)).expect("a sound place");
                place.fail(Some(Break::After(at)));
                let _ = office.push(&place, 2, &site(2));
                place.fail(None);
                // Back to the content of the first, as a release of its own.
                let mut files = site(next);
                files.insert("RELEASE".to_owned(), b"seq: 9".to_vec());
                office
                    .push(&place, 9, &files)
                    .unwrap_or_else(|stop| panic!("{name}, {at}: {stop:?}"));
                let mut shown = place.shown();
                shown.retain(|path, _| {
                    files.contains_key(path) || !path.starts_with("assets/site-")
                });
                assert_eq!(shown, files, "{name}, {at}, {next}");
            }
        }
    }
}

#[test]
fn errors_with_a_probability_of_a_fifth_converge_and_nothing_is_removed_before() {
    for (name, make, mode) in places() {
        for seed in 1..=25 {
            let (place, mut office) = (make(), Office::new("A"));
            (office.mode, office.attempts, office.workers) = (mode, 30, 1 + seed as usize % 3);
            office.push(&place, 1, &site(1)).expect("a sound place");
            place.fail(Some(Break::Often(seed)));
            office
                .push(&place, 2, &site(2))
                .unwrap_or_else(|stop| panic!("{name}, {seed}: {stop:?}"));
            place.fail(None);
            let mut shown = place.shown();
            shown.retain(|path, _| !path.starts_with("assets/site-00000001"));
            assert_eq!(shown, site(2), "{name}, {seed}");
        }
    }
}

#[test]
fn somebody_elses_lock_is_named_and_taken_away_only_when_asked() {
    for (name, make, mode) in places() {
        let place = make();
        let (mut one, mut two) = (Office::new("A từ máy 1"), Office::new("B từ máy 2"));
        (one.mode, two.mode) = (mode, mode);
        one.push(&place, 1, &site(1)).expect("a sound place");
        place.fail(Some(Break::After(12)));
        one.push(&place, 2, &site(2)).expect_err("cut");
        place.fail(None);
        two.known = BTreeMap::from([(says(1, &site(1)), site(1))]);
        let held = two.push(&place, 3, &site(3)).expect_err("held");
        assert!(
            matches!(&held, Stop::Held(words) if words.starts_with("A từ máy 1")),
            "{name}: {held:?}"
        );
        two.takes_over = true;
        let brought = two.push(&place, 3, &site(3)).expect("taken over");
        assert!(brought.displaced.is_some_and(|words| words.starts_with("A từ máy 1")), "{name}");
        // The first, whose journal is of another time, is told that the place went on without it.
        let ahead = one.push(&place, 2, &site(2)).expect_err("unknown");
        assert!(matches!(ahead, Stop::Ahead(_)), "{name}: {ahead:?}");
        assert!(
            site(3).iter().all(|(path, bytes)| place.shown().get(path) == Some(bytes)),
            "{name}"
        );
    }
}

#[test]
fn a_lock_that_keeps_nobody_out_is_read_again_and_its_loss_ends_the_run() {
    let s3 = Nature { puts_whole: true, links: false, folders: false };
    let place = Far::new(s3, "").without_conditions();
    let office = Office::new("A");
    let brought = office.push(&place, 1, &site(1)).expect("a sound place");
    assert!(!brought.is_locked);
    // Overwritten by another while the first files are on their way.
    place.fail(Some(Break::After(6)));
    office.push(&place, 2, &site(2)).expect_err("cut");
    place.fail(None);
    place.plant("_lantoa/lock/owner", "B");
    let held = office.push(&place, 2, &site(2));
    assert!(matches!(&held, Err(Stop::Held(words)) if words == "B"), "{held:?}");
    assert_eq!(wrong(&place.shown(), &[&site(1), &site(2)]), Vec::<String>::new());
}

#[test]
fn where_two_may_have_been_at_once_all_is_sent_again_when_asked() {
    let s3 = Nature { puts_whole: true, links: false, folders: false };
    let place = Far::new(s3, "").without_conditions();
    let mut office = Office::new("A");
    office.push(&place, 1, &site(1)).expect("a sound place");
    // Of somebody who wrote in the same moment and was told so afterwards.
    place.plant("tin/a/index.html", "theirs");
    assert!(office.push(&place, 1, &site(1)).expect("a sound place").is_nothing_new);
    office.takes_over = true;
    assert_eq!(office.push(&place, 1, &site(1)).expect("a sound place").sent, site(1).len());
    assert_eq!(place.shown(), site(1));
}

#[test]
fn files_with_hashed_names_stay_for_three_releases_and_thirty_days() {
    let s3 = Nature { puts_whole: true, links: false, folders: false };
    let has = |place: &Far| place.files().contains_key("assets/site-00000001.css");
    let (place, mut office) = (Far::new(s3, ""), Office::new("A"));
    for seq in 1..=6 {
        office.push(&place, seq, &site(seq)).expect("a sound place");
        assert!(has(&place), "six releases within a day");
    }
    office.now += 31 * 86_400;
    office.push(&place, 7, &site(7)).expect("a sound place");
    assert!(!has(&place), "31 days and six releases");
    assert!(place.files().contains_key("assets/site-00000006.css"), "31 days and one release");
    // A clock that went back removes nothing.
    office.now -= 2 * 365 * 86_400;
    for seq in 8..=12 {
        office.push(&place, seq, &site(seq)).expect("a sound place");
    }
    assert!(place.files().contains_key("assets/site-00000006.css"));
}

#[test]
fn trees_have_the_hashed_names_of_three_releases_and_thirty_days_too() {
    for (name, make, mode) in places().split_off(2) {
        let (place, mut office) = (make(), Office::new("A"));
        office.mode = mode;
        let has = |n: u32| place.shown().contains_key(&format!("assets/site-{n:08}.css"));
        for seq in 1..=6 {
            office.push(&place, seq, &site(seq)).expect("a sound place");
            assert!((1..=seq).all(has), "{name}: six releases within a day");
        }
        office.now += 31 * 86_400;
        office.push(&place, 7, &site(7)).expect("a sound place");
        assert!(!has(1) && has(6) && has(7), "{name}: 31 days and one release");
        office.erased = BTreeSet::from([Hash::of(&site(6)["assets/site-00000006.css"])]);
        office.push(&place, 8, &site(8)).expect("a sound place");
        assert!(!has(6) && has(7), "{name}: erased by a decision");
    }
}

#[test]
fn trees_that_show_what_was_erased_go_at_once() {
    for (name, make, mode) in places().split_off(2) {
        let (place, mut office) = (make(), Office::new("A"));
        office.mode = mode;
        let secret = site(1)["tin/moi-1/phu-luc.pdf"].clone();
        office.push(&place, 1, &site(1)).expect("a sound place");
        // The same release with another envelope, after a decision.
        office.erased = BTreeSet::from([Hash::of(&secret)]);
        let mut files = site(1);
        files.remove("tin/moi-1/phu-luc.pdf");
        files.insert("phat-hanh/redactions".to_owned(), b"x".to_vec());
        office.push(&place, 1, &files).expect("a sound place");
        assert!(place.shown() == files, "{name}");
        assert!(!place.files().values().any(|bytes| *bytes == secret), "{name}");
    }
}

#[test]
fn below_a_prefix_nothing_beside_it_is_touched() {
    let s3 = Nature { puts_whole: true, links: false, folders: false };
    for mode in [None, Some(Mode::Pointer)] {
        let (place, mut office) = (Far::new(s3, "trang/thi-dua"), Office::new("A"));
        office.mode = mode;
        let strange = ["index.html", "trang/index.html", "trang/thi-dua-khac/index.html"];
        strange.iter().for_each(|path| place.plant(path, "của người khác"));
        for seq in 1..=3 {
            office.push(&place, seq, &site(seq)).expect("a sound place");
            let mut shown = place.shown();
            shown.retain(|path, _| {
                !path.starts_with("assets/site-") || path.contains(&format!("{seq:08}"))
            });
            assert!(shown == site(seq), "{mode:?}, {seq}: {:?}", shown.keys());
        }
        let beside = place.files().into_iter();
        let beside = beside.filter(|(path, _)| !path.starts_with("trang/thi-dua/"));
        let beside: Vec<(String, Vec<u8>)> = beside.collect();
        assert_eq!(beside.len(), strange.len(), "{mode:?}");
        assert!(beside.iter().all(|(_, bytes)| bytes == "của người khác".as_bytes()), "{mode:?}");
    }
}

#[test]
fn of_two_who_claim_a_lock_in_a_folder_one_gets_it() {
    let folder = Folder::in_memory("folder-lock");
    let path = folder.0.join("public").display().to_string();
    let place = destination_of(TargetKind::Folder, 0, &path);
    let dial = || dials::dial(&place, &RealDisk, Path::new(""), None).expect("a place");
    race(&dial, &|race| format!("{path}/lock-of-race-{race}"));
}

#[test]
fn what_is_foreseen_is_what_is_sent_and_nothing_is_changed() {
    for (name, make, mode) in places() {
        let (place, mut office) = (make(), Office::new("A"));
        office.mode = mode;
        for seq in 1..=3 {
            let (files, before) = (site(seq), place.files());
            place.fail(None);
            let foreseen = office.foresee(&place, &files).expect("a sound place");
            assert_eq!(place.files(), before, "{name}");
            assert_eq!((place.counts().puts, place.counts().deletes), (0, 0), "{name}");
            let brought = office.push(&place, seq, &files).expect("a sound place");
            assert_eq!((foreseen.files, foreseen.bytes), (brought.sent, brought.bytes), "{name}");
            let sent: u64 = files.values().map(|bytes| bytes.len() as u64).sum();
            assert!(seq > 1 || foreseen.bytes == sent, "{name}");
        }
    }
}

#[test]
fn what_was_erased_by_a_decision_goes_at_once_whatever_its_name() {
    let s3 = Nature { puts_whole: true, links: false, folders: false };
    let (place, mut office) = (Far::new(s3, ""), Office::new("A"));
    office.push(&place, 1, &site(1)).expect("a sound place");
    office.erased = BTreeSet::from([Hash::of(&site(1)["assets/site-00000001.css"])]);
    office.push(&place, 2, &site(2)).expect("a sound place");
    assert!(!place.files().contains_key("assets/site-00000001.css"));
}

#[test]
fn of_a_thousand_files_only_those_that_changed_are_asked_about() {
    let s3 = Nature { puts_whole: true, links: false, folders: false };
    let (place, office) = (Far::new(s3, ""), Office::new("A"));
    let page =
        |n: usize, text: &str| (format!("tin/{n}/index.html"), format!("{text} {n}").into_bytes());
    let mut files: Files = (0..1000).map(|n| page(n, "cũ")).collect();
    office.push(&place, 1, &files).expect("a sound place");
    files.extend((0..10).map(|n| page(n * 90, "mới")));
    place.fail(None);
    let brought = office.push(&place, 2, &files).expect("a sound place");
    assert_eq!((brought.sent, brought.removed), (10, 0));
    assert!(place.counts().all <= 20, "{:?}", place.counts());
    assert!(place.counts().bytes < 1024, "{:?}", place.counts());
}

#[test]
fn a_journal_that_is_lost_or_damaged_costs_time_and_removes_nothing_strange() {
    for (name, make, mode) in places() {
        let (place, mut office) = (make(), Office::new("A"));
        office.mode = mode;
        office.push(&place, 1, &site(1)).expect("a sound place");
        place.plant("khac.txt", "somebody else's");
        office.known = BTreeMap::from([(says(1, &site(1)), site(1))]);
        let journal = Path::new("store/journal/xa");
        let bytes = office.disk.read(journal).expect("there");
        for damage in [&b""[..], b"lantoa-journal 1\nat ?\n= x", &bytes[..bytes.len() / 2]] {
            office.disk.put(journal, damage);
            let again = office.push(&place, 1, &site(1)).expect("a sound place");
            assert!(again.is_nothing_new, "{name}");
        }
        office.disk.put(journal, &b"kh\xc3"[..]);
        office.push(&place, 2, &site(2)).expect("a sound place");
        assert!(
            site(2).iter().all(|(path, bytes)| place.shown().get(path) == Some(bytes)),
            "{name}"
        );
        assert!(place.files().contains_key("khac.txt"), "{name}");
    }
}
