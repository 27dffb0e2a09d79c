//! G2, G3: power cuts, failing and full disks, at every operation that changes something.
//!
//! Releases of a site of four files, made by the program's own order on a disk that forgets.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lantoa::disk::Disk;
use lantoa::hash::Hash;
use lantoa::model::release::Manifest;
use lantoa::model::release_log::Envelope;
use lantoa::model::said::Said;
use lantoa::pipeline::release::{self, Done, Place};
use lantoa::publish::Target as _;
use lantoa::record::{Contents, Says, Store, Trouble as Refused};
use lantoa::text::date::Instant;

use crate::platter::{Dice, Platter, Trouble};
use crate::releases::wish;

const OUTPUT: &str = "output";

type Files = BTreeMap<String, Vec<u8>>;

fn site(n: u8) -> Files {
    let page = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    Files::from([
        page("index.html", &format!("<main><h1>Trang chủ</h1>{n}</main>")),
        page("tin/a/index.html", "<main><h1>Tin A</h1></main>"),
        page(&format!("tin/{n}/index.html"), &format!("<main><h1>Tin {n}</h1></main>")),
        page("assets/site.css", "body{}"),
    ])
}

/// Puts a built site there, as a build that ended well does.
fn build(disk: &dyn Disk, files: &Files) {
    for (path, bytes) in files {
        let path = Path::new(OUTPUT).join("site").join(path);
        disk.make_folder(path.parent().expect("a folder")).expect("a sound disk");
        disk.write(&path, bytes).expect("a sound disk");
    }
}

fn publish(disk: &dyn Disk, files: &Files) -> Result<u32, Refused> {
    let manifest = Manifest::new(
        files.iter().map(|(path, bytes)| (Arc::from(path.as_str()), Hash::of(bytes))),
    );
    let folder = Path::new(OUTPUT).join("site");
    let bytes = files.values().map(|bytes| bytes.len() as u64).sum();
    let says = Says::This(Some(Said::default()));
    let contents =
        Contents { manifest, bytes, site: Some(&folder), made: Vec::new(), restores: None, says };
    let place = Place { disk, output: OUTPUT.into(), now: Instant::from_unix(1_700_000_000) };
    match release::make(&place, &wish(""), contents, &|_, _| Ok(Ok(Envelope::default())))? {
        Done::Made(made) => Ok(made.release.seq),
        done => panic!("{done:?}"),
    }
}

/// The sealed files that readers are shown, and the release they are of.
fn shown(disk: &dyn Disk) -> Option<(u32, Files)> {
    let place = Place { disk, output: OUTPUT.into(), now: Instant::from_unix(0) };
    let release = place.target(Path::new("probe")).standing().expect("readable")?;
    let target = disk.target_of(&Path::new(OUTPUT).join("public")).expect("readable")?;
    let folder = Path::new(OUTPUT).join(target);
    let mut files = Files::new();
    for entry in disk.walk(&folder).expect("readable") {
        let path = entry.path.to_string_lossy().into_owned();
        if !lantoa::model::release::is_envelope(&path) {
            files.insert(path, disk.read(&folder.join(&entry.path)).expect("readable"));
        }
    }
    Some((release.seq, files))
}

/// Readers see one of these, whole; everything sealed is whole, however many that is.
#[track_caller]
fn check_whole(disk: &dyn Disk, allowed: &[Option<(u32, &Files)>], when: &str) {
    let seen = shown(disk);
    let seen_as = seen.as_ref().map(|(seq, files)| (*seq, files));
    assert!(allowed.contains(&seen_as), "{when}: readers see {seen:?}");
    let target = disk.target_of(&Path::new(OUTPUT).join("public")).expect("readable");
    let folder: Option<PathBuf> = target.map(|target| Path::new(OUTPUT).join(target));
    let store = Store::new(disk, Path::new(OUTPUT));
    let found = store.verify(folder.as_deref()).expect("readable").findings;
    assert_eq!(found, [], "{when}");
}

/// A disk with release 1 shown and the next site built.
fn before() -> (Platter, Files, Files) {
    let disk = Platter::new();
    let (old, new) = (site(1), site(2));
    build(&disk, &old);
    assert_eq!(publish(&disk, &old).expect("a sound disk"), 1);
    build(&disk, &new);
    (disk.copy(), old, new)
}

fn operations() -> u64 {
    let (disk, _, new) = before();
    disk.fail(None);
    publish(&disk, &new).expect("a sound disk");
    disk.count()
}

#[test]
fn a_power_cut_at_any_moment_leaves_the_old_or_the_new_release_whole() {
    let (start, old, new) = before();
    let operations = operations();
    assert!(operations > 40, "{operations}");
    for at in 0..=operations {
        for seed in 1..=3_u64 {
            let disk = start.copy();
            disk.fail(Some(Trouble::Dead(at)));
            let done = publish(&disk, &new);
            disk.fail(None);
            let after = disk.cut(&mut Dice(seed * 0x9e37_79b9 + at));
            let when = format!("operation {at}, seed {seed}");
            // What was promised is kept; what was not may be either.
            let both = [Some((1, &old)), Some((2, &new))];
            let allowed = if done.is_ok() { &both[1..] } else { &both[..] };
            check_whole(&after, allowed, &when);
            build(&after, &new);
            let seq = publish(&after, &new).expect(&when);
            check_whole(&after, &[Some((seq, &new))], &format!("{when}, again"));
        }
    }
}

#[test]
fn a_power_cut_during_the_first_release_leaves_nothing_or_all() {
    let (files, none) = (site(1), Platter::new());
    build(&none, &files);
    let none = none.copy();
    let count = none.copy();
    count.fail(None);
    publish(&count, &files).expect("a sound disk");
    for at in 0..=count.count() {
        let disk = none.copy();
        disk.fail(Some(Trouble::Dead(at)));
        let done = publish(&disk, &files);
        disk.fail(None);
        let after = disk.cut(&mut Dice(at + 1));
        let both = [None, Some((1, &files))];
        let allowed = if done.is_ok() { &both[1..] } else { &both[..] };
        check_whole(&after, allowed, &format!("operation {at}"));
    }
}

#[test]
fn an_operation_that_fails_is_told_and_readers_see_the_old_release() {
    let (start, old, new) = before();
    for at in 0..operations() {
        for kind in [ErrorKind::Other, ErrorKind::StorageFull] {
            let disk = start.copy();
            disk.fail(Some(Trouble::Fails(at, kind)));
            let done = publish(&disk, &new);
            disk.fail(None);
            let when = format!("operation {at} fails");
            // A hard link that fails is a copy; a leftover that stays is the next run's matter.
            match done {
                Ok(_) => check_whole(&disk, &[Some((2, &new))], &when),
                Err(_) => check_whole(&disk, &[Some((1, &old)), Some((2, &new))], &when),
            }
            let seq = publish(&disk, &new).expect(&when);
            check_whole(&disk, &[Some((seq, &new))], &format!("{when}, again"));
        }
    }
}

#[test]
fn a_full_disk_is_told_and_readers_see_the_old_release() {
    let (start, old, new) = before();
    for at in 0..operations() {
        let disk = start.copy();
        disk.fail(Some(Trouble::Full(at)));
        let done = publish(&disk, &new);
        disk.fail(None);
        let allowed =
            if done.is_ok() { [Some((2, &new)); 2] } else { [Some((1, &old)), Some((2, &new))] };
        check_whole(&disk, &allowed, &format!("full from operation {at}"));
    }
}
