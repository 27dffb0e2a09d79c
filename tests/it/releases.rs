//! Releases on sites in memory: sealed, shown, checked, brought back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lantoa::disk::{Disk as _, Faults};
use lantoa::model::release_log::Change;
use lantoa::pipeline::release::{self, Done, Made, Wish};
use lantoa::record::verify::Finding;
use lantoa::record::{Refusal, Store, Trouble};
use lantoa::text::date::Instant;

use crate::support::{Site, site};

/// A small site with one plan.
pub(crate) fn small() -> Site {
    let site = site("");
    site.edit("tin/a.md", news("Tin A", "Bài thứ nhất."));
    site
}

pub(crate) fn news(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\npublished_on: 01/11/2021\nstatus: đã duyệt\n---\n\n{text}\n")
}

pub(crate) fn wish(note: &str) -> Wish<'_> {
    Wish {
        note,
        owner: "test",
        tool: "lantoa test",
        keys: "keys".into(),
        key: None,
        new_key: false,
    }
}

pub(crate) fn try_publish(site: &Site, now: i64) -> Result<Done, Trouble> {
    let mut inputs = site.inputs();
    inputs.now = Instant::from_unix(now);
    release::publish(&inputs, &wish("lời ghi")).map(|released| released.done)
}

/// Publishes a new release.
pub(crate) fn publish(site: &Site) -> Made {
    match try_publish(site, 1_700_000_000).expect("the world does not fail here") {
        Done::Made(made) => *made,
        done => panic!("no new release: {done:?}"),
    }
}

/// What readers see: sealed files and their bytes.
pub(crate) fn shown(site: &Site) -> BTreeMap<PathBuf, Vec<u8>> {
    let public = Path::new("output/public");
    let folder = match site.disk.target_of(public).expect("memory") {
        Some(target) => Path::new("output").join(target),
        None => public.to_owned(),
    };
    let mut files = site.disk.files(&folder);
    files.retain(|path, _| !lantoa::model::release::is_envelope(&path.to_string_lossy()));
    files
}

/// A page that tells of the newest release.
fn told(site: &Site, path: &str) -> String {
    let public = site.disk.target_of(Path::new("output/public")).expect("memory").expect("links");
    let page = site.disk.read(&Path::new("output").join(public).join(path)).expect("told");
    String::from_utf8_lossy(&page).into_owned()
}

pub(crate) fn findings(site: &Site) -> Vec<Finding> {
    let target = site.disk.target_of(Path::new("output/public")).expect("memory");
    let shown = target.map(|target| Path::new("output").join(target));
    store(site).verify(shown.as_deref()).expect("memory").findings
}

fn store(site: &Site) -> Store<'_> {
    Store::new(&site.disk, Path::new("output"))
}

#[test]
fn what_is_published_is_what_was_built() {
    let site = small();
    let made = publish(&site);
    assert_eq!((made.release.seq, made.made_keys.len()), (1, 2));
    let mut built = site.output();
    built.retain(|path, _| !lantoa::model::release::is_envelope(&path.to_string_lossy()));
    assert_eq!(shown(&site), built);
    assert_eq!(findings(&site), []);
}

#[test]
fn the_same_site_is_not_published_twice_and_nothing_is_written() {
    let site = small();
    publish(&site);
    let before = site.disk.files(Path::new("output/store"));
    let done = try_publish(&site, 1_800_000_000).expect("memory");
    assert!(matches!(done, Done::NothingNew(release) if release.seq == 1));
    assert_eq!(before, site.disk.files(Path::new("output/store")));
}

#[test]
fn a_release_names_the_one_before_and_says_what_differs() {
    let site = small();
    publish(&site);
    site.edit("tin/b.md", news("Tin B", "Bài thứ hai."));
    let made = publish(&site);
    let (first, hash) = store(&site).release(1).expect("there");
    assert_eq!((first.previous, made.release.previous), (None, Some(hash)));
    let titles: Vec<&str> = made.changes.pages.iter().map(|page| page.title.as_str()).collect();
    assert_eq!(titles[0], "Tin B", "{titles:?}");
}

#[test]
fn a_release_says_which_words_of_a_page_differ() {
    let site = small();
    site.edit("tin/b.md", news("Tin B", "## Hạn\n\nNộp bài trước ngày 25/10/2021 tại đơn vị."));
    publish(&site);
    site.edit("tin/b.md", news("Tin B", "## Hạn\n\nNộp bài trước ngày 01/11/2021 tại đơn vị."));
    let made = publish(&site);
    let page = made.changes.pages.iter().find(|page| page.title == "Tin B").expect("changed");
    let texts: Vec<&str> =
        page.words.iter().flat_map(|block| &block.runs).map(|run| run.text.as_str()).collect();
    let edited = ["Nộp bài trước ngày", "25/10/2021", "01/11/2021", "tại đơn vị."];
    assert_eq!(texts, [&["Hạn"][..], &edited].concat());
    let page = told(&site, "phat-hanh/0002/index.html");
    assert!(page.contains("25/10/2021") && page.contains("<ins>"), "{page}");
}

#[test]
fn many_changed_pages_are_told_on_several() {
    let site = small();
    let all = |text: &str| {
        for at in 0..60 {
            site.edit(&format!("tin/t{at:02}.md"), news(&format!("Tin {at:02}"), text));
        }
    };
    all("Một câu.");
    publish(&site);
    all("Hai câu.");
    publish(&site);
    let count = |path: &str| told(&site, path).matches("<ins>").count();
    assert_eq!(count("phat-hanh/0002/index.html"), 50);
    assert_eq!(count("phat-hanh/0002/trang-2/index.html"), 10);
}

#[test]
fn a_page_that_is_gone_leaves_a_tombstone_until_another_stands_there() {
    let site = small();
    site.edit("tin/b.md", news("Tin B", "Điều đã nói."));
    publish(&site);
    site.disk.remove(Path::new("content/tin/b.md")).expect("memory");
    let made = publish(&site);
    let gone: Vec<&str> = made.changes.pages.iter().map(|page| page.title.as_str()).collect();
    assert_eq!(made.changes.documents(Change::Removed), 1, "{gone:?}");
    let page = told(&site, "tin/b/index.html");
    assert!(page.contains("data-removed") && page.contains("noindex"), "{page}");
    assert!(page.contains("“Tin B”") && page.contains("15/11/2023"), "{page}");
    assert!(!page.contains("Điều đã nói"), "{page}");
    assert_eq!(findings(&site), []);
    // Another day, and with another page: the tombstone stays as it is.
    let later = try_publish(&site, 1_800_000_000).expect("the world does not fail here");
    assert!(matches!(later, Done::NothingNew(_)), "{later:?}");
    site.edit("tin/c.md", news("Tin C", "Khác."));
    let made = publish(&site);
    assert_eq!(made.changes.documents(Change::Removed), 0);
    assert_eq!(told(&site, "tin/b/index.html"), page);
    site.edit("tin/b.md", news("Tin B", "Nói lại."));
    let made = publish(&site);
    assert_eq!(made.changes.documents(Change::Added), 1);
    assert!(told(&site, "tin/b/index.html").contains("Nói lại"));
    assert_eq!(findings(&site), []);
}

#[test]
fn rolled_back_and_forward_again_readers_see_identical_trees() {
    let site = small();
    publish(&site);
    let first = shown(&site);
    site.edit("tin/b.md", news("Tin B", "Bài thứ hai."));
    publish(&site);
    let second = shown(&site);
    for (seq, tree) in [(1, &first), (2, &second), (3, &first)] {
        let done = release::rollback(&site.inputs(), &wish(""), seq).expect("memory");
        let Done::Made(made) = done else { panic!("{done:?}") };
        assert_eq!(made.release.restores, Some(seq));
        assert_eq!(&shown(&site), tree, "release {seq} again");
    }
    assert_eq!(store(&site).head().expect("memory").expect("one").seq, 5);
    assert_eq!(findings(&site), []);
}

#[test]
fn a_rollback_that_changes_nothing_makes_no_release() {
    let site = small();
    publish(&site);
    site.edit("tin/b.md", news("Tin B", "Bài thứ hai."));
    publish(&site);
    let back = |seq| release::rollback(&site.inputs(), &wish(""), seq).expect("memory");
    let done = back(2);
    assert!(matches!(&done, Done::NothingNew(release) if release.seq == 2), "{done:?}");
    assert!(matches!(back(1), Done::Made(_)));
    let done = back(1);
    assert!(matches!(&done, Done::NothingNew(release) if release.seq == 3), "{done:?}");
    assert_eq!(findings(&site), []);
}

#[test]
fn what_a_rollback_left_without_a_page_gets_its_tombstone_with_the_next_release() {
    let site = small();
    publish(&site);
    site.edit("tin/b.md", news("Tin B", "Bài thứ hai."));
    publish(&site);
    for seq in [1, 2, 1] {
        release::rollback(&site.inputs(), &wish(""), seq).expect("memory");
    }
    assert!(!shown(&site).contains_key(Path::new("tin/b/index.html")), "release 1 as it was");
    site.disk.remove(Path::new("content/tin/b.md")).expect("memory");
    publish(&site);
    let page = told(&site, "tin/b/index.html");
    assert!(page.contains("data-removed"), "{page}");
    assert_eq!(findings(&site), []);
}

#[test]
fn a_release_that_is_not_there_cannot_be_brought_back() {
    let site = small();
    publish(&site);
    let done = release::rollback(&site.inputs(), &wish(""), 2);
    assert!(matches!(done, Err(Trouble::Refused(Refusal::NoRelease(2)))), "{done:?}");
}

#[test]
fn a_clock_that_jumps_by_two_years_changes_no_order() {
    let site = small();
    let year = 365 * 86_400;
    for (n, now) in [0, -2 * year, 2 * year, -year].into_iter().enumerate() {
        site.edit("tin/a.md", news("Tin A", &format!("Lần {n}.")));
        try_publish(&site, 1_700_000_000 + now).expect("memory");
    }
    let releases = store(&site).releases().expect("memory");
    let times: Vec<i64> =
        releases.iter().map(|(r, _)| r.published.seconds() - 1_700_000_000).collect();
    assert_eq!(times, [0, 1, 2 * year, 2 * year + 1]);
    assert_eq!(findings(&site), []);
}

#[test]
fn two_publishers_one_is_told_of_the_other() {
    let site = small();
    let held = store(&site).begin("người kia").expect("nobody else");
    let refused = try_publish(&site, 1_700_000_000);
    assert!(matches!(refused, Err(Trouble::Refused(Refusal::Busy(owner))) if owner == "người kia"));
    drop(held);
    publish(&site);
}

#[test]
fn a_lost_current_touches_nothing() {
    let site = small();
    publish(&site);
    site.disk.remove(Path::new("output/store/current")).expect("memory");
    let before = site.disk.files(Path::new("output/store/releases"));
    site.edit("tin/a.md", news("Tin A", "Khác."));
    let refused = try_publish(&site, 1_700_000_000);
    assert!(matches!(refused, Err(Trouble::Refused(Refusal::Damaged(_)))), "{refused:?}");
    assert_eq!(before, site.disk.files(Path::new("output/store/releases")));
}

#[test]
fn any_flipped_byte_is_named_and_never_used_again() {
    let site = small();
    publish(&site);
    site.edit("tin/a.md", news("Tin A", "Bài khác."));
    publish(&site);
    let store = Path::new("output/store");
    for (path, bytes) in site.disk.files(store) {
        let name = path.to_string_lossy();
        // What is told of a release and what is remembered of it are not sealed.
        let is_told = name.ends_with("changes") || name.ends_with("said");
        if name == "lock" || is_told || name.contains("phat-hanh") {
            continue;
        }
        // Hard links are copies on this disk, so an object and its links are looked at one by one.
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x20;
            site.disk.put(store.join(&path), flipped);
            let is_old_tree = name.starts_with("trees/0001");
            let is_comment = name.ends_with("minisig") && at == 0;
            let found = findings(&site);
            assert!(is_old_tree || is_comment || !found.is_empty(), "{name}, byte {at}");
        }
        site.disk.put(store.join(&path), bytes);
    }
    assert_eq!(findings(&site), []);
}

#[test]
fn damaged_bytes_are_replaced_from_the_site_or_refused() {
    let site = small();
    publish(&site);
    site.edit("tin/c.md", news("Tin C", "Bài khác."));
    publish(&site);
    let store = Path::new("output/store/objects");
    let paths: Vec<PathBuf> = site.disk.files(store).into_keys().collect();
    paths.iter().for_each(|path| site.disk.put(store.join(path), b"hong".to_vec()));
    let refused = release::rollback(&site.inputs(), &wish(""), 1);
    assert!(matches!(refused, Err(Trouble::Refused(Refusal::Damaged(_)))), "{refused:?}");
    site.edit("tin/b.md", news("Tin B", "Bài thứ hai."));
    publish(&site);
    let own = findings(&site);
    let is_old = |finding: &Finding| matches!(finding, Finding::Wrong(_, _, 1 | 2));
    assert!(own.iter().all(is_old), "what the new release uses is whole: {own:?}");
}

#[test]
fn where_links_are_refused_the_folder_is_filled_in_place() {
    let site = small();
    site.fail(Faults { no_links: true, ..Faults::default() });
    publish(&site);
    site.edit("tin/b.md", news("Tin B", "Bài thứ hai."));
    site.delete("tin/a.md");
    publish(&site);
    assert_eq!(site.disk.target_of(Path::new("output/public")).expect("memory"), None);
    let mut built = site.output();
    built.retain(|path, _| !lantoa::model::release::is_envelope(&path.to_string_lossy()));
    let mut shown = shown(&site);
    assert!(shown.remove(Path::new("tin/a/index.html")).is_some(), "its tombstone");
    assert_eq!(shown, built);
    assert_eq!(store(&site).verify(Some(Path::new("output/public"))).expect("memory").findings, []);
}

#[test]
fn a_new_key_is_announced_by_the_old_one() {
    let site = small();
    publish(&site);
    let inputs = site.inputs();
    let new_key = Wish { new_key: true, ..wish("khóa mới") };
    let released = release::publish(&inputs, &new_key).expect("memory");
    assert!(matches!(released.done, Done::Made(made) if !made.is_unannounced));
    site.edit("tin/a.md", news("Tin A", "Khác."));
    publish(&site);
    assert_eq!(findings(&site), []);
    assert!(site.disk.read(Path::new("keys/van-phong-0001.key")).is_ok(), "the old one is kept");
}

#[test]
fn the_spare_signs_when_the_office_key_is_lost() {
    let site = small();
    publish(&site);
    site.disk
        .rename(Path::new("keys/du-phong.key"), Path::new("usb/du-phong.key"))
        .expect("memory");
    for name in ["keys/van-phong.key", "keys/van-phong.pub"] {
        site.disk.remove(Path::new(name)).expect("memory");
    }
    site.edit("tin/a.md", news("Tin A", "Khác."));
    let refused = try_publish(&site, 1_700_000_000);
    assert!(matches!(refused, Err(Trouble::Refused(Refusal::NoKey(_)))), "{refused:?}");
    let spare = Wish { key: Some("usb/du-phong.key".into()), new_key: true, ..wish("khóa mới") };
    let released = release::publish(&site.inputs(), &spare).expect("memory");
    assert!(matches!(released.done, Done::Made(made) if !made.is_unannounced));
    site.edit("tin/a.md", news("Tin A", "Khác nữa."));
    publish(&site);
    assert_eq!(findings(&site), []);
}

#[test]
fn when_all_keys_are_lost_the_break_is_told_for_ever() {
    let site = small();
    publish(&site);
    site.disk.remove_tree(Path::new("keys")).expect("memory");
    let new_key = Wish { new_key: true, ..wish("mất khóa") };
    let released = release::publish(&site.inputs(), &new_key).expect("memory");
    assert!(matches!(released.done, Done::Made(made) if made.is_unannounced));
    assert_eq!(findings(&site), [Finding::Unannounced(2)]);
}

#[test]
fn the_content_hash_is_that_of_the_files_alone() {
    let contents: Vec<String> = [1_600_000_000, 1_700_000_000]
        .into_iter()
        .map(|now| {
            let site = small();
            let Done::Made(made) = try_publish(&site, now).expect("memory") else { panic!() };
            made.release.content.hex()
        })
        .collect();
    assert_eq!(contents[0], contents[1]);
}

#[test]
fn warnings_that_nobody_explains_are_not_published() {
    let site = small();
    let released = release::publish(&site.inputs(), &wish(" ")).expect("memory");
    assert!(matches!(released.done, Done::Unexplained(_)), "{:?}", released.done);
}

#[test]
fn what_was_released_already_needs_no_explanation_again() {
    let site = small();
    publish(&site);
    let bring = || release::publish(&site.inputs(), &wish(" ")).expect("memory").done;
    let done = bring();
    assert!(matches!(done, Done::NothingNew(_)), "{done:?}");
    site.disk.remove(Path::new("output/public")).expect("memory");
    let done = bring();
    assert!(matches!(done, Done::Arrived(..)), "sealed and not arrived: {done:?}");
    site.edit("tin/a.md", news("Tin A", "Bài khác."));
    let done = bring();
    assert!(matches!(done, Done::Unexplained(_)), "{done:?}");
}

#[test]
fn accepted_warnings_ask_for_no_note() {
    let site = small();
    let accepted = "accepted: [{check: R01, reason: thử}, {check: S07, reason: thử}]\nstatus:";
    site.edit("tin/a.md", news("Tin A", "Bài.").replace("status:", accepted));
    let released = release::publish(&site.inputs(), &wish("")).expect("memory");
    let problems = crate::support::lines(&released.outcome);
    assert!(problems.iter().any(|line| line.starts_with('A')), "{problems:?}");
    assert!(matches!(released.done, Done::Made(_)), "{problems:?}");
}
