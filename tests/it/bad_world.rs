//! The world fails: files vanish, folders are closed, disks are full. The failure names the path, and
//! the old site or the new one stands, never half of one.

use std::path::{Path, PathBuf};

use lantoa::disk::{Action, Failure, Faults};

use crate::support::{NEWS, good, site};

/// The world fails while a good site is built again: the failure, the old output untouched.
#[track_caller]
fn failure(faults: Faults) -> Failure {
    let site = good();
    let before = site.output();
    site.edit("tin/moi.md", format!("{NEWS}Mới.\n"));
    site.fail(faults);
    let failure = site.try_build().expect_err("the world fails");
    assert!(site.output() == before, "the old output was touched");
    failure
}

#[test]
fn a_file_that_vanishes_while_it_is_read_is_named() {
    let path = PathBuf::from("content/tin/moi.md");
    let faults = Faults { unreadable: [path.clone()].into(), ..Faults::default() };
    let failure = failure(faults);
    assert_eq!((failure.action, failure.path), (Action::Read, path));
}

#[test]
fn a_folder_without_permission_is_named() {
    let path = PathBuf::from("content/tin");
    let faults = Faults { closed: [path.clone()].into(), ..Faults::default() };
    let failure = failure(faults);
    assert_eq!((failure.action, failure.path), (Action::List, path));
    assert_eq!(failure.source.kind(), std::io::ErrorKind::PermissionDenied);
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let failure = failure(Faults { room: Some(2000), ..Faults::default() });
    assert_eq!(failure.source.kind(), std::io::ErrorKind::StorageFull);
}

#[test]
fn a_disk_that_is_full_at_any_moment_leaves_the_old_site_or_the_new_one() {
    let site = good();
    let before = site.output();
    site.edit("tin/moi.md", format!("{NEWS}Mới.\n"));
    let clean = site.clean_output();
    let mut outcomes = (0, 0);
    for room in (0..120_000).step_by(10_000) {
        let site = good();
        site.edit("tin/moi.md", format!("{NEWS}Mới.\n"));
        site.fail(Faults { room: Some(room), ..Faults::default() });
        let built = site.try_build();
        let output = site.output();
        assert!(output == before || output == clean, "half a site with {room} bytes of room");
        match built {
            Ok(_) => outcomes.1 += 1,
            Err(failure) => {
                outcomes.0 += 1;
                assert_eq!(failure.source.kind(), std::io::ErrorKind::StorageFull);
            }
        }
    }
    assert!(outcomes.0 > 0 && outcomes.1 > 0, "{outcomes:?}");
}

#[test]
fn when_there_is_room_again_the_site_is_built() {
    let site = good();
    site.edit("tin/moi.md", format!("{NEWS}Mới.\n"));
    site.fail(Faults { room: Some(2000), ..Faults::default() });
    site.try_build().expect_err("the disk is full");
    site.fail(Faults::default());
    site.build();
    assert!(site.output() == site.clean_output());
}

#[test]
fn a_first_build_on_a_full_disk_leaves_no_site() {
    let site = site(&format!("-- tin/bai.md --\n{NEWS}"));
    site.fail(Faults { room: Some(2000), ..Faults::default() });
    site.try_build().expect_err("the disk is full");
    assert!(site.output().is_empty());
}

#[test]
fn an_unreadable_settings_file_is_a_failure_that_names_it() {
    let path = Path::new("content/site.yaml").to_owned();
    let faults = Faults { unreadable: [path.clone()].into(), ..Faults::default() };
    assert_eq!(failure(faults).path, path);
}
