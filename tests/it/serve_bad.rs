//! Bad input through `serve`: explained over the last good page, and gone when it is mended.

#![expect(clippy::disallowed_methods, reason = "these tests look at a real disk from outside")]

use std::fs;
use std::sync::mpsc;
use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use lantoa::disk::{Faults, MemoryDisk};
use lantoa::hash::Hash;
use lantoa::serve::{Clock, Notice, Site, run};

use crate::pictures::photograph;
use crate::serve::{Door, Messages, Served};
use crate::support::{day, news};

/// A file of a site and its bytes.
type File = (&'static str, Vec<u8>);

/// Writes these files, waits until the code is told over the last good page, takes them back, and
/// waits until nothing is wrong.
fn goes_wrong(served: &Served, messages: &mut Messages, files: &[File], code: &str) {
    let kept = |(path, _): &File| fs::read(served.folder.0.join(path)).ok();
    let good: Vec<Option<Vec<u8>>> = files.iter().map(kept).collect();
    files.iter().for_each(|(path, bytes)| served.write(path, bytes));
    let mark = format!("<code>{code}");
    messages.until(|| served.problems("/tin/b/").contains(&mark));
    let page = served.get("/tin/b/");
    assert!(page.status == 200 && page.body.contains("Chữ B."), "{code}: {}", page.body);
    assert!(page.body.contains("class=\"bar stale\""), "{code} is shown as new");
    for ((path, _), good) in files.iter().zip(good) {
        match good {
            Some(good) => served.write(path, good),
            None => fs::remove_file(served.folder.0.join(path)).expect("removed"),
        }
    }
    messages.until(|| !served.problems("/tin/b/").contains("class=\"error\""));
    assert!(!served.get("/tin/b/").body.contains("class=\"bar stale\""), "{code} stays");
}

#[test]
fn whatever_is_written_the_preview_lives_and_recovers() {
    let served = Served::start("bad");
    assert_eq!(served.get("/tin/b/").status, 200);
    let head = "---\nTiêu đề: Tin\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n---\n\n";
    let bad: [(&str, Vec<u8>, &str); 12] = [
        ("content/tin/x.md", Vec::new(), "S01"),
        ("content/tin/x.md", b"---\ntitle: Tin\n".to_vec(), "S01"),
        ("content/tin/x.md", b"---\ntitle: &a [x]\nb: *a\n---\n".to_vec(), "S01"),
        ("content/tin/x.md", format!("{head}{}x\n", "> ".repeat(100_000)).into(), "M11"),
        ("content/tin/x.md", format!("{head}a\0b\n").into(), "F02"),
        ("content/tin/x.md", [head.as_bytes(), b"\xe1\xbb"].concat(), "F01"),
        ("content/tin/x.md", format!("{}slug: b\n---\n", &head[..head.len() - 5]).into(), "N0"),
        ("content/tin/x.md", format!("{}slug: ../x\n---\n", &head[..head.len() - 5]).into(), "S02"),
        ("content/site.yaml", b"title: [\n".to_vec(), "S01"),
        ("themes/rieng/templates/tin.html", b"{{ m".to_vec(), "H01"),
        ("themes/rieng/templates/tin.html", b"{{ page.title | khong_co }}".to_vec(), "H01"),
        ("themes/rieng/templates/tin.html", b"{% include \"tin.html\" %}".to_vec(), "H01"),
    ];
    let mut messages = served.listen();
    for (path, bytes, code) in bad {
        goes_wrong(&served, &mut messages, &[(path, bytes)], code);
    }
    // No error, but much: ten megabytes in one paragraph, and a very long title.
    served.write("content/tin/x.md", format!("{head}{}\n", "thi đua ".repeat(1_000_000)));
    messages.until(|| served.get("/tin/x/").status == 200);
    served.write("content/tin/x.md", news(&"Dài ".repeat(125), "Chữ."));
    messages.until(|| served.get("/tin/x/").body.contains("Dài Dài"));
    // Only front matter, and a page without text.
    served.write("content/tin/x.md", "---\nTiêu đề: Chưa có chữ\nNgày đăng: 25/10/2021\n---\n");
    messages.until(|| served.get("/tin/x/").body.contains("Chưa có chữ"));
}

#[test]
fn what_files_get_wrong_together_is_told_and_mended() {
    let served = Served::start("bad-together");
    assert_eq!(served.get("/tin/b/").status, 200);
    let mut messages = served.listen();
    let notice = |day: &str| {
        let text = format!(
            "---\nLoại văn bản: Kế hoạch\nSố ký hiệu: 147/KH-SYT\nNgày ban hành: {day}\n\
             Cơ quan ban hành: don-vi/so-y-te\n---\n"
        );
        text.into_bytes()
    };
    served.write("content/don-vi/so-y-te.md", "---\nTiêu đề: Sở Y tế\nCấp: tỉnh\n---\n");
    let same_number: [File; 2] = [
        ("content/van-ban/mot.md", notice("22/10/2021")),
        ("content/van-ban/hai.md", notice("29/10/2021")),
    ];
    goes_wrong(&served, &mut messages, &same_number, "D06");
    let replaces = |title: &str, other: &str| {
        let relation = format!("[{{Loại: thay thế, Văn bản: ke-hoach/{other}}}]");
        format!("---\nTiêu đề: {title}\nLiên quan: {relation}\n---\n").into_bytes()
    };
    let circle: [File; 2] = [
        ("content/ke-hoach/c.md", replaces("Kế hoạch C", "d")),
        ("content/ke-hoach/d.md", replaces("Kế hoạch D", "c")),
    ];
    goes_wrong(&served, &mut messages, &circle, "D10");
    goes_wrong(
        &served,
        &mut messages,
        &[("content/tin/b/index.md", news("Bài B khác", "Khác.").into())],
        "N02",
    );
}

#[test]
fn a_folder_that_vanishes_or_is_locked_comes_back() {
    let served = Served::start("bad-folder");
    assert!(served.get("/tin/b/").body.contains("Chữ B."));
    let mut messages = served.listen();
    let (folder, away) = (served.folder.0.join("content/tin"), served.folder.0.join("tin-away"));
    fs::rename(&folder, &away).expect("moved away");
    messages.until(|| served.get("/tin/b/").status == 404);
    fs::rename(&away, &folder).expect("moved back");
    messages.until(|| served.get("/tin/b/").body.contains("Chữ B."));
    // What is no file under the name of one, and a link that leads nowhere.
    fs::create_dir(folder.join("x.md")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink("khong-co", folder.join("y.md")).expect("a link");
    served.write("content/tin/b.md", news("Bài B", "Chữ mới."));
    messages.until(|| served.get("/tin/b/").body.contains("Chữ mới."));
    #[cfg(unix)]
    locked(&served, &mut messages, &folder);
}

/// A folder nobody may read is an error of the world; whoever is root may read it anyway.
#[cfg(unix)]
fn locked(served: &Served, messages: &mut Messages, folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode =
        |mode| fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("a mode");
    mode(0o000);
    let is_root = fs::read_dir(folder).is_ok();
    if !is_root {
        messages.until(|| served.get("/tin/b/").body.contains("class=\"bar stale\""));
        assert!(served.get("/tin/b/").body.contains("Chữ mới."));
    }
    mode(0o755);
    served.write("content/tin/b.md", news("Bài B", "Chữ sau."));
    messages.until(|| served.get("/tin/b/").body.contains("Chữ sau."));
}

const INDEX: &str = "/trang/content/tin/b/index.md";

/// A site on a disk in memory, served by this very program and looked through every second.
fn served_from(disk: &'static MemoryDisk) -> Door {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let clock = Clock { at: None, now: || day("2021-11-12"), ticks: || BEGAN.elapsed() };
    let site = Site {
        disk,
        content: "/trang/content".into(),
        themes: "/trang/themes".into(),
        output: "/trang/output".into(),
        theme: None,
        program: Hash::default(),
        language: None,
        polls: true,
        clock,
    };
    let (sender, ready) = mpsc::channel();
    let sender = Mutex::new(sender);
    // It ends with the tests: only Ctrl-C stops it.
    thread::spawn(move || {
        let tell = |notice: Notice<'_>| {
            if let (Notice::Ready { port, .. }, Ok(sender)) = (notice, sender.lock()) {
                let _ = sender.send(port);
            }
        };
        run(site, 0, &tell).map_err(|trouble| trouble.to_string())
    });
    Door { port: ready.recv_timeout(Duration::from_secs(60)).expect("it is ready") }
}

fn disk_of_pictures() -> &'static MemoryDisk {
    let text = "Chữ B.\n\n![Quang cảnh lễ phát động](anh.jpg)";
    let files = [
        ("/trang/content/site.yaml", b"title: Thi \xc4\x91ua\n".to_vec()),
        (INDEX, news("Bài B", text).into_bytes()),
        ("/trang/content/tin/b/anh.jpg", photograph(900, 600, 1, 3)),
    ];
    Box::leak(Box::new(MemoryDisk::new(files)))
}

#[test]
fn a_full_disk_is_told_over_the_last_good_page_and_passes() {
    let disk = disk_of_pictures();
    let served = served_from(disk);
    let good = served.get("/tin/b/").body;
    assert!(good.contains("Chữ B.") && !good.contains("class=\"bar stale\""));
    let mut messages = served.listen();
    // No byte finds room any more: an editor that saves leaves an empty file behind.
    disk.fail(Faults { room: Some(0), ..Faults::default() });
    disk.put(INDEX, "");
    messages.until(|| served.problems("/tin/b/").contains("<code>S01"));
    let page = served.get("/tin/b/");
    assert!(page.status == 200 && page.body.contains("Chữ B."), "{}", page.body);
    assert!(page.body.contains("class=\"bar stale\""), "it is shown as new");
    // A picture that was never asked for is made, though it cannot be kept.
    let name = good.split("assets/anh-").nth(1).and_then(|rest| rest.split(['"', ' ']).next());
    let picture = served.get(&format!("/assets/anh-{}", name.expect("a size of the picture")));
    assert_eq!(picture.status, 200);
    // There is room again, and somebody saves once more.
    disk.fail(Faults::default());
    disk.put(INDEX, news("Bài B", "Chữ mới."));
    messages.until(|| served.get("/tin/b/").body.contains("Chữ mới."));
    assert!(!served.get("/tin/b/").body.contains("class=\"bar stale\""));
    assert!(!served.problems("/tin/b/").contains("class=\"error\""));
}

#[test]
fn a_disk_that_refuses_is_told_over_the_last_good_page_and_passes() {
    let disk = disk_of_pictures();
    let served = served_from(disk);
    assert!(served.get("/tin/b/").body.contains("Chữ B."));
    let mut messages = served.listen();
    let unreadable = [INDEX.into()].into();
    disk.fail(Faults { unreadable, ..Faults::default() });
    disk.put(INDEX, news("Bài B", "Chữ mới."));
    messages.until(|| served.problems("/tin/b/").contains("class=\"error\""));
    let page = served.get("/tin/b/");
    assert!(page.body.contains("Chữ B.") && page.body.contains("class=\"bar stale\""));
    disk.fail(Faults::default());
    messages.until(|| served.get("/tin/b/").body.contains("Chữ mới."));
    assert!(!served.get("/tin/b/").body.contains("class=\"bar stale\""));
}

#[test]
fn a_page_that_is_too_heavy_is_told_in_the_overlay_as_a_build_would() {
    let served = Served::start("heavy");
    assert_eq!(served.get("/tin/b/").status, 200);
    assert!(!served.problems("/tin/b/").contains("<code>A05"), "it is light");
    let mut messages = served.listen();
    let limit = "title: Thi đua\ntheme: rieng\nHạn mức dung lượng: {Trang: 1}\n";
    served.write("content/site.yaml", limit);
    messages.until(|| served.problems("/tin/b/").contains("<code>A05"));
    served.write("content/site.yaml", "title: Thi đua\ntheme: rieng\n");
    messages.until(|| !served.problems("/tin/b/").contains("<code>A05"));
}
