//! Publishing with the real program on a real disk: exit codes, stock tools, kills, races.
//!
//! Tests that need `strace` or `minisign` pass over where they are missing; `tests/run` installs them
//! and sets `LANTOA_ALL`, which makes a missing one a failure and leaves no moment out.

#![expect(clippy::disallowed_methods, reason = "these tests look at a real disk from outside")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Barrier};

use lantoa::disk::{Disk as _, Lock, RealDisk};

use crate::folder::Folder;
use crate::support::tree;

/// What these tests do with a new site.
impl Folder {
    /// Publishes and gives what was printed, as JSON.
    #[track_caller]
    fn publish(&self) -> serde_json::Value {
        let run = self.output(&["publish", "--note", "ghi chú", "--at", "2021-11-12", "--json"]);
        assert!(run.status.success(), "{run:?}");
        serde_json::from_slice(&run.stdout).expect("JSON")
    }

    fn news(&self, n: u32) {
        let text = format!(
            "---\ntitle: Tin {n}\npublished_on: 01/11/2021\nstatus: đã duyệt\n---\n\nLần {n}.\n"
        );
        self.write("content/tin/a.md", &text);
    }

    /// Links of the pages below a folder that lead to no file.
    fn broken_links(&self, below: &str) -> Vec<String> {
        let mut broken = Vec::new();
        for (path, bytes) in tree(&self.0.join(below)) {
            let (page, text) = (self.0.join(below).join(&path), String::from_utf8_lossy(&bytes));
            for part in text.split(" href=\"").skip(1).filter(|_| path.ends_with("index.html")) {
                let link = part.split(['"', '#', '?']).next().unwrap_or("");
                let target = page.with_file_name("").join(link);
                let is_file = target.is_file() || target.join("index.html").is_file();
                if !link.contains(':') && !link.is_empty() && !is_file {
                    broken.push(format!("{}: {link}", path.display()));
                }
            }
        }
        broken
    }

    /// What readers see: every sealed file.
    fn shown(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = tree(&self.0.join("output/public/"));
        files.retain(|path, _| !lantoa::model::release::is_envelope(&path.to_string_lossy()));
        files
    }
}

/// Whether a tool is there; where all must be, a missing one is a failure.
fn has(tool: &str) -> bool {
    let found = Command::new(tool).arg("-h").output().is_ok();
    assert!(found || !is_thorough(), "{tool} is missing");
    found
}

fn is_thorough() -> bool {
    std::env::var_os("LANTOA_ALL").is_some()
}

#[test]
fn a_site_is_published_checked_and_brought_back() {
    let folder = Folder::site("story");
    let made = folder.publish();
    assert_eq!(made["publish"]["done"], "made");
    assert_eq!(made["publish"]["promise"], "switch");
    assert_eq!(folder.publish()["publish"]["done"], "nothing_new");
    folder.news(1);
    assert_eq!(folder.publish()["publish"]["release"]["release"], 2);
    assert!(folder.output(&["rollback", "1"]).status.success());
    assert_eq!(folder.output(&["rollback", "9"]).status.code(), Some(2));
    let listed = folder.output(&["releases", "--json"]);
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    assert_eq!(listed["releases"][0]["restores"], 1);
    let verified = folder.output(&["verify"]);
    assert!(verified.status.success(), "{verified:?}");
    assert!(folder.output(&["status"]).status.success());
    assert!(
        fs::read_to_string(folder.0.join("output/public/phat-hanh/index.html"))
            .expect("the log")
            .contains("Bản số 3")
    );
}

#[test]
fn keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::site("mode");
    folder.publish();
    for key in ["keys/van-phong.key", "keys/du-phong.key"] {
        let mode = fs::metadata(folder.0.join(key)).expect("the key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{key}");
    }
    assert_eq!(fs::read_to_string(folder.0.join("keys/.gitignore")).expect("there"), "*\n");
}

#[test]
fn sealed_bytes_are_read_only_and_a_tree_that_somebody_changed_is_not_shown_again() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = Folder::site("tampered");
    folder.publish();
    folder.news(1);
    folder.publish();
    let home = folder.0.join("output/store/trees/0001/index.html");
    let sealed = fs::read(&home).expect("there");
    let object = fs::metadata(&home).expect("there");
    assert_eq!(object.permissions().mode() & 0o777, 0o444);
    // Another file under the same name, as old as the one that was sealed.
    fs::remove_file(&home).expect("ours");
    fs::write(&home, "khác").expect("written");
    let sealed_then = home.with_file_name("404.html");
    let touched = Command::new("touch").arg("-r").args([&sealed_then, &home]).status();
    assert!(touched.expect("touch").success());
    assert!(folder.output(&["rollback", "1"]).status.success());
    let shown = folder.0.join("output/public/index.html");
    assert!(fs::read(&shown).expect("there") == sealed, "what is shown was not sealed");
    assert_eq!(fs::metadata(&shown).expect("there").ino(), object.ino());
    // And one that stands as it was sealed comes back as it is.
    let other = folder.0.join("output/store/trees/0002");
    let number = fs::metadata(&other).expect("there").ino();
    assert!(folder.output(&["rollback", "2"]).status.success());
    let tree = fs::canonicalize(folder.0.join("output/public")).expect("there");
    assert_eq!(fs::metadata(tree).expect("there").ino(), number);
    assert!(folder.output(&["verify"]).status.success());
}

#[test]
fn stock_tools_check_what_readers_download() {
    let folder = Folder::site("stock");
    folder.publish();
    folder.news(1);
    folder.publish();
    // A copy, as `wget --mirror` would make it.
    let copy = folder.0.join("tai-ve");
    for (path, bytes) in tree(&folder.0.join("output/public/")) {
        let path = copy.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("its folder");
        fs::write(path, bytes).expect("the file");
    }
    let sums = || {
        Command::new("sha256sum")
            .args(["-c", "--quiet", "SHA256SUMS"])
            .current_dir(&copy)
            .output()
            .expect("sha256sum")
    };
    assert!(sums().status.success(), "{:?}", sums());
    if has("minisign") {
        let key = fs::read_to_string(copy.join("lantoa.pub")).expect("the key");
        let key = key.lines().last().expect("two lines").to_owned();
        let check = || {
            Command::new("minisign")
                .args(["-Vm", "SHA256SUMS", "-P", &key])
                .current_dir(&copy)
                .output()
                .expect("minisign")
        };
        assert!(check().status.success(), "{:?}", check());
        let signature = fs::read_to_string(copy.join("SHA256SUMS.minisig")).expect("the signature");
        fs::write(copy.join("SHA256SUMS.minisig"), signature.replace("release=2", "release=3"))
            .expect("written");
        assert!(!check().status.success(), "a changed trusted comment");
    }
    fs::write(copy.join("index.html"), "khác").expect("written");
    assert!(!sums().status.success(), "a changed page");
}

#[test]
fn a_milestone_stays_browsable_and_says_so() {
    let folder = Folder::site("milestone");
    folder.news(1);
    folder.publish();
    let pinned = folder.output(&["pin", "1", "--name", "Phát động"]);
    assert!(pinned.status.success(), "{pinned:?}");
    fs::remove_file(folder.0.join("content/tin/a.md")).expect("there");
    folder.publish();
    let page = fs::read_to_string(folder.0.join("output/public/ban-luu/0001/tin/a/index.html"))
        .expect("kept");
    assert!(
        page.contains("noindex") && page.contains("Phát động") && page.contains("Lần 1."),
        "{page}"
    );
    // Whatever its pages link to is there, the log too.
    let links = folder.broken_links("output/public/ban-luu");
    assert!(links.is_empty(), "{links:?}");
    let today = fs::read_to_string(folder.0.join("output/public/tin/a/index.html"));
    assert!(today.expect("its tombstone").contains("data-removed"));
    let verified = folder.output(&["verify"]);
    assert!(verified.status.success(), "{verified:?}");
    fs::write(
        folder.0.join("output/public/ban-luu/0001/tin/a/index.html"),
        page.replace("Lần 1", "Lần 2"),
    )
    .expect("written");
    assert_eq!(folder.output(&["verify"]).status.code(), Some(1));
    assert!(folder.output(&["unpin", "1"]).status.success());
    assert!(!folder.0.join("output/public/ban-luu").exists());
}

/// Calls that change what is on disk; bytes themselves go to staging, which nobody is shown.
const CALLS: &str = "rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,unlink,unlinkat,rmdir,fsync,syncfs,chmod,fchmod,ftruncate,flock";

#[test]
fn killed_at_any_call_readers_see_the_old_or_the_new_site() {
    if !has("strace") {
        return;
    }
    let folder = Folder::site("killed");
    folder.publish();
    let old = folder.shown();
    folder.news(1);
    assert!(folder.output(&["build", "--at", "2021-11-12"]).status.success());
    let new = {
        let other = Folder::new("killed-new");
        copy(&folder.0, &other.0);
        other.publish();
        other.shown()
    };
    assert_ne!(old, new);
    let step = if is_thorough() { 1 } else { 17 };
    for call in (1..).step_by(step) {
        let other = Folder::new("killed-at");
        copy(&folder.0, &other.0);
        let inject = format!("inject={CALLS}:signal=KILL:when={call}");
        let publish = ["publish", "--note", "ghi chú", "--at", "2021-11-12", "-q"];
        let traced = ["-f", "-qq", "-o", "/dev/null", "-e", &inject, env!("CARGO_BIN_EXE_lantoa")];
        let traced = [&traced[..], &publish[..]].concat();
        // One worker: the calls of each thread are counted apart.
        let run = other.command("strace", &traced).env("RAYON_NUM_THREADS", "1").output();
        let run = run.expect("strace starts");
        let shown = other.shown();
        assert!(shown == old || shown == new, "call {call}: neither the old nor the new site");
        other.publish();
        assert_eq!(other.shown(), new, "call {call}, again");
        let verified = other.output(&["verify"]);
        assert!(verified.status.success(), "call {call}: {verified:?}");
        if run.status.success() {
            assert!(call > 30, "only {call} calls were seen");
            return;
        }
    }
}

/// A copy with its links, symbolic and hard.
fn copy(from: &Path, to: &Path) {
    let from = format!("{}/.", from.display());
    let done = Command::new("cp").args(["-a", &from]).arg(to).status().expect("cp");
    assert!(done.success());
}

#[test]
fn a_disk_that_fails_is_told_and_readers_see_the_old_site() {
    if !has("strace") {
        return;
    }
    let folder = Folder::site("failing");
    folder.publish();
    let old = folder.shown();
    folder.news(1);
    assert!(folder.output(&["build", "--at", "2021-11-12"]).status.success());
    for inject in
        ["fsync,syncfs:error=EIO", "renameat2,rename:error=EIO:when=3+", "mkdir:error=ENOSPC"]
    {
        let other = Folder::new("failing-at");
        copy(&folder.0, &other.0);
        let inject = format!("inject={inject}");
        let traced = [
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &inject,
            env!("CARGO_BIN_EXE_lantoa"),
            "publish",
            "--note",
            "x",
            "--at",
            "2021-11-12",
            "-q",
        ];
        let run = other.command("strace", &traced).output().expect("strace starts");
        assert_eq!(run.status.code(), Some(3), "{inject}: {run:?}");
        assert_eq!(other.shown(), old, "{inject}");
        assert!(other.output(&["verify"]).status.success(), "{inject}");
    }
}

#[test]
fn of_two_who_want_a_lock_one_gets_it_a_thousand_times() {
    let folder = Folder::new("lock");
    for race in 0..1000 {
        // A program that another test starts holds, until it runs, what this process holds: each race
        // has a lock of its own.
        let path = folder.0.join(format!("lock-{race}"));
        let gate = Arc::new(Barrier::new(2));
        let take = |name: &'static str| {
            let (gate, path) = (Arc::clone(&gate), path.clone());
            std::thread::spawn(move || {
                gate.wait();
                let lock = RealDisk.lock(&path, name).expect("a lock file");
                // Nobody lets go before both have asked.
                gate.wait();
                matches!(lock, Lock::Ours(_))
            })
        };
        let winners = [take("a"), take("b")].map(|thread| thread.join().expect("no panic"));
        assert_eq!(winners.iter().filter(|won| **won).count(), 1, "race {race}");
    }
}

#[test]
fn two_programs_at_once_make_no_fork() {
    let folder = Folder::site("race");
    folder.publish();
    for n in 1..=if is_thorough() { 12 } else { 3 } {
        folder.news(n);
        assert!(folder.output(&["build", "--at", "2021-11-12"]).status.success());
        let start = || {
            let arguments = ["publish", "--note", "x", "--at", "2021-11-12", "-q"];
            folder.command(env!("CARGO_BIN_EXE_lantoa"), &arguments).spawn().expect("it starts")
        };
        let codes = [start(), start()].map(|mut run| run.wait().expect("it ends").code());
        assert!(codes.iter().all(|code| [Some(0), Some(3)].contains(code)), "{codes:?}");
        assert!(codes.contains(&Some(0)), "{codes:?}");
        let verified = folder.output(&["verify"]);
        assert!(verified.status.success(), "{verified:?}");
    }
}

#[test]
fn what_nobody_needs_is_removed_and_lists_stay() {
    let folder = Folder::site("gc");
    for n in 1..=3 {
        folder.news(n);
        folder.publish();
    }
    assert_eq!(folder.output(&["gc", "--forget", "3"]).status.code(), Some(2), "the current one");
    assert_eq!(folder.output(&["gc", "--forget", "2..1"]).status.code(), Some(2));
    let gone = folder.output(&["gc", "--forget", "1..2", "--json"]);
    let gone: serde_json::Value = serde_json::from_slice(&gone.stdout).expect("JSON");
    assert!(gone["files"].as_u64() > Some(0), "{gone}");
    let verified = folder.output(&["verify", "--json"]);
    let verified: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!((&verified["releases"], &verified["findings"]), (&3.into(), &serde_json::json!([])));
}

#[test]
fn before_the_first_release_commands_say_so_and_make_nothing() {
    let folder = Folder::site("none");
    let erase = ["redact", "Giàng A Páo", "--reason", "Theo đơn", "--decision", "12/QĐ-TTYT"];
    let find = ["redact", "Giàng A Páo", "--find"];
    for arguments in [&["gc"][..], &erase, &find, &["export", "--zip", "a.zip"]] {
        let run = folder.output(arguments);
        assert_eq!(run.status.code(), Some(2), "{run:?}");
        let words = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(words.contains("chưa có bản phát hành nào"), "{words}");
    }
    let run = folder.output(&["verify"]);
    assert!(run.status.success(), "{run:?}");
    assert!(String::from_utf8_lossy(&run.stdout).contains("chưa có bản phát hành nào"), "{run:?}");
    assert!(!folder.0.join("keys").exists() && !folder.0.join("output/store").exists());
}

#[test]
fn keys_that_were_made_are_told_to_those_who_want_to_hear_little() {
    let folder = Folder::site("quiet");
    let run = folder.output(&["publish", "-q", "--note", "x", "--at", "2021-11-12"]);
    assert!(run.status.success(), "{run:?}");
    let words = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(words.contains("du-phong.key") && !words.contains("index.html"), "{words}");
}

#[test]
fn gc_refuses_when_it_cannot_tell_what_is_needed() {
    let folder = Folder::site("gc-roots");
    folder.publish();
    let objects = || tree(&folder.0.join("output/store/objects")).len();
    let before = objects();
    fs::write(folder.0.join("output/store/releases/0001/SHA256SUMS.gz"), "hỏng").expect("written");
    assert_eq!(folder.output(&["gc"]).status.code(), Some(3));
    fs::remove_file(folder.0.join("output/store/current")).expect("there");
    assert_eq!(folder.output(&["gc"]).status.code(), Some(3));
    assert_eq!(objects(), before);
}

#[test]
fn an_export_opens_checks_itself_and_passes_stock_tools() {
    let folder = Folder::site("export");
    folder.publish();
    folder.news(1);
    folder.publish();
    for (name, release) in [("hai.zip", "2"), ("mot.zip", "1"), ("hai-nua.zip", "2")] {
        let run = folder.output(&["export", "--zip", name, "--release", release]);
        assert!(run.status.success(), "{run:?}");
        let run = folder.output(&["verify", "--zip", name]);
        assert!(run.status.success(), "{run:?}");
    }
    let read = |name: &str| fs::read(folder.0.join(name)).expect("the ZIP");
    assert!(read("hai.zip") == read("hai-nua.zip"), "the same release gives the same bytes");
    assert_eq!(
        folder.output(&["export", "--zip", "hai.zip"]).status.code(),
        Some(2),
        "never overwritten"
    );
    let files = lantoa::archive::unpacked(&read("hai.zip")).expect("a ZIP");
    for (path, bytes) in &files {
        folder.write(&format!("giai-nen/{path}"), bytes);
    }
    let check = |list: &str, at: &str| {
        let mut command = Command::new("sha256sum");
        let run = command.args(["-c", "--quiet", list]).current_dir(folder.0.join(at)).output();
        let run = run.expect("sha256sum");
        assert!(run.status.success(), "{run:?}");
    };
    check("manifest-sha256.txt", "giai-nen/ban-so-0002");
    check("tagmanifest-sha256.txt", "giai-nen/ban-so-0002");
    check("SHA256SUMS", "giai-nen/ban-so-0002/data");
    let mut bytes = read("hai.zip");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(folder.0.join("hong.zip"), bytes).expect("written");
    let run = folder.output(&["verify", "--zip", "hong.zip"]);
    assert_eq!(run.status.code(), Some(1));
    let words = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(words.contains("hong.zip") && !words.contains("danh sách"), "{words}");
}

#[test]
fn after_an_erasure_no_copy_of_the_words_is_anywhere() {
    let folder = Folder::site("redact");
    let text = |words: &str| {
        format!(
            "---\ntitle: Tin {words}\npublished_on: 01/11/2021\nstatus: đã duyệt\n---\n\nTheo **Lò Văn** Tỉnh và {words}.\n"
        )
    };
    folder.write("content/tin/a.md", text("Giàng A Páo"));
    folder.publish();
    assert!(folder.output(&["pin", "1", "--name", "Phát động"]).status.success());
    let erase = ["redact", "Giàng A Páo", "--reason", "Theo đơn", "--decision", "12/QĐ-TTYT"];
    assert_eq!(folder.output(&erase).status.code(), Some(2), "readers are still shown it");
    folder.write("content/tin/a.md", text("một người dân"));
    folder.publish();
    assert_eq!(folder.output(&["redact", "giàng a páo", "--find"]).status.code(), Some(1));
    let run = folder.output(&erase);
    assert!(run.status.success(), "{run:?}");
    assert!(folder.output(&["redact", "Giàng A Páo", "--find"]).status.success());
    let words = "Giàng A Páo".as_bytes();
    for (path, bytes) in tree(&folder.0.join("output")) {
        let found = bytes.windows(words.len()).any(|some| some == words);
        assert!(!found, "{}", path.display());
    }
    // What the milestone lost has a page that says so; a table of open data that held the words is gone.
    let broken = folder.broken_links("output/public/ban-luu");
    assert!(broken.iter().all(|link| link.starts_with("0001/du-lieu-mo/")), "{broken:?}");
    let page = fs::read_to_string(folder.0.join("output/public/ban-luu/0001/tin/a/index.html"));
    assert!(page.expect("told").contains("data-removed"));
    let verified = folder.output(&["verify", "--json"]);
    let verified: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!(verified["findings"], serde_json::json!([]));
    assert!(verified["redacted"].as_u64() > Some(0));
    // A release that lost files to the decision is handed over with the signed list that says so.
    assert!(folder.output(&["export", "--zip", "mot.zip", "--release", "1"]).status.success());
    for output in ["output", "khac"] {
        let run = folder.output(&["verify", "--zip", "mot.zip", "--output", output, "--json"]);
        let zip: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
        assert_eq!(zip["findings"], serde_json::json!([]), "by the keys of {output}");
        assert!(zip["redacted"].as_u64() > Some(0));
    }
    fs::write(folder.0.join("output/store/redactions"), "khác").expect("written");
    assert_eq!(folder.output(&["verify"]).status.code(), Some(1), "the exceptions are signed");
}

#[test]
fn an_erasure_that_was_cut_is_brought_to_its_end_by_the_next() {
    let folder = Folder::site("redact-cut");
    let words = "Giàng A Páo";
    let text = |words: &str| {
        format!("---\ntitle: Tin\npublished_on: 01/11/2021\nstatus: đã duyệt\n---\n\n{words}.\n")
    };
    folder.write("content/tin/a.md", text(words));
    folder.publish();
    assert!(folder.output(&["pin", "1", "--name", "Phát động"]).status.success());
    folder.write("content/tin/a.md", text("một người dân"));
    folder.publish();
    let erase = ["redact", words, "--reason", "Theo đơn", "--decision", "12/QĐ-TTYT"];
    // Cut after the sealed bytes are gone and before readers are shown another tree.
    let before = folder.0.join("before");
    fs::create_dir_all(&before).expect("a folder");
    copy(&folder.0.join("output/store/trees"), &before);
    let holds = |folder: &Path| {
        tree(folder).values().any(|bytes| bytes.windows(words.len()).any(|b| b == words.as_bytes()))
    };
    assert!(folder.output(&erase).status.success());
    let shown = fs::read_link(folder.0.join("output/public")).expect("a link");
    let shown = folder.0.join("output").join(shown).join("ban-luu/0001/tin/a");
    let old = tree(&before);
    let page = old.iter().find(|(path, _)| path.ends_with("ban-luu/0001/tin/a/index.html"));
    fs::write(shown.join("index.html"), page.expect("a milestone").1).expect("written");
    assert!(holds(&folder.0.join("output/public/")));
    assert!(folder.output(&erase).status.success());
    assert!(!holds(&folder.0.join("output/")));
    assert!(folder.output(&["verify"]).status.success());
}

#[test]
fn words_in_an_address_are_erased_from_lists_and_trees_too() {
    let folder = Folder::site("redact-path");
    let path = "content/tin/ong-giang-a-pao.md";
    folder.news(1);
    folder
        .write(path, "---\ntitle: Tin\npublished_on: 01/11/2021\nstatus: đã duyệt\n---\n\nTin.\n");
    folder.publish();
    assert!(folder.output(&["pin", "1", "--name", "Phát động"]).status.success());
    let erase = ["redact", "Giàng A Páo", "--reason", "Theo đơn", "--decision", "12/QĐ-TTYT"];
    assert_eq!(folder.output(&erase).status.code(), Some(2), "readers are still shown it");
    fs::remove_file(folder.0.join(path)).expect("there");
    folder.publish();
    assert!(folder.0.join("output/public/tin/ong-giang-a-pao/index.html").exists());
    let run = folder.output(&erase);
    assert!(run.status.success(), "{run:?}");
    assert!(folder.output(&["redact", "Giàng A Páo", "--find"]).status.success());
    let words = "giang-a-pao".as_bytes();
    for (path, bytes) in tree(&folder.0.join("output")) {
        let found = bytes.windows(words.len()).any(|some| some == words);
        assert!(!found && !path.to_string_lossy().contains("giang-a-pao"), "{}", path.display());
    }
    let (disk, output) = (RealDisk, folder.0.join("output"));
    let store = lantoa::record::Store::new(&disk, &output);
    for seq in 1..=3 {
        assert!(!store.sums(seq).expect("its list").contains("giang-a-pao"), "release {seq}");
    }
    let verified = folder.output(&["verify", "--json"]);
    let verified: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!(verified["findings"], serde_json::json!([]));
    assert!(folder.output(&["export", "--zip", "mot.zip", "--release", "1"]).status.success());
    let run = folder.output(&["verify", "--zip", "mot.zip"]);
    assert!(run.status.success(), "{run:?}");
    assert_eq!(folder.output(&["rollback", "1"]).status.code(), Some(2), "it lost something");
    // What was blanked by nobody is damage as before, and no tombstone comes back.
    folder.news(2);
    folder.publish();
    assert!(!folder.0.join("output/public/tin/ong-giang-a-pao").exists());
    let list = store.sums(2).expect("its list").replace("index.html", "indez.html");
    let kept = folder.0.join("output/store/releases/0002/SHA256SUMS.gz");
    fs::write(kept, lantoa::gzip::deflated(list.as_bytes())).expect("written");
    assert_eq!(folder.output(&["verify"]).status.code(), Some(1));
}

#[test]
fn a_document_is_found_and_erased_by_its_address_number_or_title() {
    let folder = Folder::site("redact-document");
    folder.news(1);
    folder.publish();
    folder.news(2);
    folder.publish();
    let find = |document: &str| {
        let run = folder.output(&["redact", "--document", document, "--find", "--json"]);
        let found: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
        (run.status.code(), found)
    };
    let (code, found) = find("content/tin/a.md");
    assert_eq!(code, Some(1));
    assert_eq!(find("/tin/a/").1, found);
    assert_eq!(find("Tin 2").1, found);
    let places: Vec<(u64, &str)> = found["found"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|found| found["places"].as_array().expect("a list"))
        .map(|place| {
            (place["release"].as_u64().expect("one"), place["path"].as_str().expect("one"))
        })
        .collect();
    assert_eq!(places, [(1, "tin/a/index.html"), (2, "tin/a/index.html")], "in order");
    let mentions = found["mentions"].to_string();
    assert!(mentions.contains("\"tin/index.html\""), "{mentions}");
    assert_eq!(
        folder.output(&["redact", "--document", "tin/khong", "--find"]).status.code(),
        Some(2)
    );
    let erase =
        ["redact", "--document", "tin/a", "--reason", "Theo đơn", "--decision", "12/QĐ-TTYT"];
    assert_eq!(folder.output(&erase).status.code(), Some(2), "readers are still shown it");
    fs::remove_file(folder.0.join("content/tin/a.md")).expect("there");
    folder.publish();
    let run = folder.output(&erase);
    assert!(run.status.success(), "{run:?}");
    assert_eq!(find("tin/a").0, Some(0));
    let verified = folder.output(&["verify", "--json"]);
    let verified: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!((&verified["findings"], &verified["redacted"]), (&serde_json::json!([]), &3.into()));
}

#[test]
fn targets_are_foreseen_and_mistakes_in_them_are_told_by_every_command() {
    let folder = Folder::site("foreseen");
    folder.publish();
    let settings = folder.0.join("content/site.yaml");
    let text = fs::read_to_string(&settings).expect("there");
    let one = "targets:\n  - {name: o-mang, type: folder, path: o-mang, mode: in_place}\n";
    fs::write(&settings, format!("{text}\n{one}")).expect("written");
    let run = folder.output(&["status"]);
    assert_eq!(run.status.code(), Some(1), "never delivered: {run:?}");
    assert!(String::from_utf8_lossy(&run.stdout).contains("o-mang: chưa có bản nào"), "{run:?}");
    let foreseen = || {
        let run = folder.output(&["publish", "--dry-run", "--at", "2021-11-12", "--json"]);
        let plan: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
        plan["plan"]["targets"][0]["files"].as_u64().expect("a number")
    };
    let files = foreseen();
    assert!(files > 0 && !folder.0.join("o-mang").exists(), "nothing is written");
    let sent = folder.publish()["targets"][0]["sent"].as_u64().expect("a number");
    assert!(sent >= files, "{sent} {files}");
    assert_eq!((foreseen(), folder.output(&["status"]).status.code()), (0, Some(0)));

    let two =
        format!("{text}\n{one}  - {{name: may, type: sftp, host: may.vn, user: a, path: /b}}\n");
    fs::write(&settings, two).expect("written");
    for arguments in [&["probe"][..], &["status"], &["rollback", "1"]] {
        let run = folder.output(arguments);
        assert_eq!(run.status.code(), Some(1), "{run:?}");
        assert!(String::from_utf8_lossy(&run.stderr).contains("fingerprint"), "{run:?}");
    }
}

#[test]
fn a_note_with_a_private_number_is_refused() {
    let folder = Folder::site("note");
    let run =
        folder.output(&["publish", "--note", "Gọi số 0912 345 678 để hỏi", "--at", "2021-11-12"]);
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    assert!(!folder.0.join("output/public").exists());
}
