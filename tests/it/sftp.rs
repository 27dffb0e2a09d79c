//! Publishing over SFTP to OpenSSH, read by nginx as a citizen reads.

#![expect(clippy::disallowed_methods, reason = "the server's folder is looked at from outside")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use lantoa::disk::RealDisk;
use lantoa::model::target::{Destination, TargetKind};
use lantoa::publish::push::Brought;
use lantoa::publish::remote::{Cause, Dial};
use lantoa::publish::{Promise, Stop, dials};

use crate::cuts::{Place, destination_of, race};
use crate::folder::Folder;
use crate::push::{Files, Office, site};
use crate::servers::{Wire, fetch, fingerprint, has, is_thorough, nginx, sshd, sshd_with, user};
use crate::support::tree;

const SSHD: &str = "/usr/sbin/sshd";

fn destination(folder: &Folder, port: u16, path: &Path) -> Destination {
    Destination {
        user: user(),
        fingerprint: fingerprint(&folder.0.join("host.pub")),
        key_file: folder.0.join("login").display().to_string(),
        ..destination_of(TargetKind::Sftp, port, &path.display().to_string())
    }
}

fn dial(destination: &Destination) -> Box<dyn Dial + 'static> {
    dials::dial(destination, &RealDisk, Path::new(""), None).expect("a key that can be read")
}

/// What readers are shown, without what is ours.
fn shown(folder: &Path) -> Files {
    let files = tree(&folder.join("")).into_iter();
    let files = files.map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes));
    files.filter(|(path, _)| !path.starts_with('_')).collect()
}

fn bring(office: &Office, dial: &dyn Dial, seq: u32) -> Result<Brought, Stop> {
    office.push(dial, seq, &site(seq))
}

#[test]
fn a_free_name_becomes_a_link_and_a_folder_is_filled_in_place() {
    if !has(SSHD) {
        return;
    }
    let folder = Folder::in_memory("sftp-modes");
    let server = sshd(&folder);
    let place = dial(&destination(&folder, server.port, &folder.0.join("www/public")));
    let mut office = Office::new("A");
    office.workers = 3;
    fs::create_dir(folder.0.join("www")).expect("a folder");
    for seq in 1..=4 {
        let brought = bring(&office, place.as_ref(), seq).expect("a sound server");
        assert_eq!((brought.promise, brought.is_locked), (Promise::Switch, true));
        assert!(fs::symlink_metadata(folder.0.join("www/public")).expect("there").is_symlink());
        let mut shown = shown(&folder.0.join("www/public"));
        // Styles of pages that somebody still has are in the new tree too.
        shown.retain(|path, _| {
            !path.starts_with("assets/site-") || path.contains(&format!("{seq:08}"))
        });
        assert!(shown == site(seq), "{seq}: {:?}", shown.keys());
        assert!(folder.0.join("www/public/assets/site-00000001.css").exists(), "{seq}");
        assert!(seq == 1 || brought.copied > 0, "what stands is not sent again");
        assert!(bring(&office, place.as_ref(), seq).expect("a sound server").is_nothing_new);
    }
    let trees = fs::read_dir(folder.0.join("www/public-lantoa/_r")).expect("trees").count();
    assert_eq!(trees, 2, "the one that is shown and the one before");

    fs::create_dir(folder.0.join("public_html")).expect("a folder");
    fs::write(folder.0.join("public_html/khac.txt"), "khác").expect("written");
    let place = dial(&destination(&folder, server.port, &folder.0.join("public_html")));
    let mut office = Office::new("A");
    office.workers = 3;
    for seq in 1..=3 {
        let brought = bring(&office, place.as_ref(), seq).expect("a sound server");
        assert_eq!(brought.promise, Promise::InPlace);
        let mut shown = shown(&folder.0.join("public_html"));
        assert_eq!(shown.remove("khac.txt").as_deref(), Some("khác".as_bytes()));
        shown.retain(|path, _| site(seq).contains_key(path) || !path.starts_with("assets/"));
        assert_eq!(shown, site(seq), "{seq}");
        assert!(!folder.0.join("public_html").join(format!("tin/moi-{}", seq - 1)).exists());
    }
}

#[test]
fn to_learn_that_nothing_is_new_takes_less_than_four_kilobytes() {
    if !has(SSHD) {
        return;
    }
    // Where things lie is told to and fro: a host has no longer names than `/var/www/thidua`.
    let folder = Folder::in_memory("4k");
    let server = sshd(&folder);
    fs::create_dir(folder.0.join("w")).expect("a folder");
    let (asked, answered) = (Wire::to(server.port, false), Wire::to(server.port, true));
    let office = Office::new("A");
    let place = destination(&folder, asked.port, &folder.0.join("w"));
    bring(&office, dial(&place).as_ref(), 1).expect("a sound server");
    let bytes: i64 = [asked, answered]
        .iter()
        .map(|wire| {
            let place = Destination { port: Some(wire.port), ..place.clone() };
            wire.cut_after(1_000_000);
            assert!(
                bring(&office, dial(&place).as_ref(), 1).expect("a sound server").is_nothing_new
            );
            // What is said while the line is closed counts too.
            std::thread::sleep(Duration::from_millis(300));
            1_000_000 - wire.left()
        })
        .sum();
    assert!(bytes <= 4_096, "{bytes} bytes, with login and all");
}

#[test]
fn a_server_with_another_key_is_told_nothing() {
    if !has(SSHD) {
        return;
    }
    let folder = Folder::in_memory("sftp-stranger");
    let server = sshd(&folder);
    let mut wrong = destination(&folder, server.port, &folder.0.join("public"));
    let own = std::mem::replace(&mut wrong.fingerprint, format!("SHA256:{}", "A".repeat(43)));
    let stop = bring(&Office::new("A"), dial(&wrong).as_ref(), 1).expect_err("a stranger");
    let Stop::Far(fault) = stop else { panic!("{stop:?}") };
    assert_eq!((fault.cause, fault.words), (Cause::Stranger, own.clone()));
    // The right server, but a key that it does not know.
    wrong.fingerprint = own;
    wrong.key_file = folder.0.join("host").display().to_string();
    let stop = bring(&Office::new("A"), dial(&wrong).as_ref(), 1).expect_err("no login");
    assert!(matches!(&stop, Stop::Far(fault) if fault.cause == Cause::Login), "{stop:?}");
    assert!(!folder.0.join("public").exists());
}

#[test]
fn a_server_that_has_only_an_rsa_key_is_told_apart_from_a_broken_line() {
    if !has(SSHD) {
        return;
    }
    let folder = Folder::in_memory("sftp-rsa");
    let server = sshd_with(&folder, "rsa");
    let place = destination(&folder, server.port, &folder.0.join("public"));
    let stop = bring(&Office::new("A"), dial(&place).as_ref(), 1).expect_err("no common key");
    assert!(matches!(&stop, Stop::Far(fault) if fault.cause == Cause::Unspoken), "{stop:?}");
}

#[test]
fn cut_within_any_body_the_site_holds_together_and_only_the_rest_is_sent() {
    if !has(SSHD) || !has("/usr/sbin/nginx") {
        return;
    }
    let folder = Folder::in_memory("sftp-cut");
    let server = sshd(&folder);
    for name in ["in-place", "switch"] {
        let public = folder.0.join(name).join("public");
        fs::create_dir(folder.0.join(name)).expect("a folder");
        let reader = nginx(&folder, &public);
        let dial = |port: u16| dial(&destination(&folder, port, &public));
        let begin = || {
            let _ = fs::remove_dir_all(folder.0.join(name));
            let root = if name == "switch" { folder.0.join(name) } else { public.clone() };
            fs::create_dir_all(root).expect("a folder");
        };
        let get = |path: &str| fetch(reader.port, path);
        let place = Place { port: server.port, dial: &dial, begin: &begin, get: &get };
        place.check(if is_thorough() { 2_500 } else { 6_000 });
    }
}

#[test]
fn lost_answers_with_a_probability_of_a_fifth_converge() {
    if !has(SSHD) {
        return;
    }
    let folder = Folder::in_memory("sftp-moody");
    let server = sshd(&folder);
    let public = folder.0.join("public");
    let begin = || {
        let _ = fs::remove_dir_all(&public);
        fs::create_dir(&public).expect("a folder");
    };
    let get = |path: &str| fs::read(public.join(path)).ok();
    let dial = |port: u16| dial(&destination(&folder, port, &public));
    // Keys are exchanged in peace: a login is one operation, of many answers.
    Place { port: server.port, dial: &dial, begin: &begin, get: &get }.converges(6_000);
}

#[test]
fn of_two_who_claim_a_lock_one_gets_it() {
    if !has(SSHD) {
        return;
    }
    let folder = Folder::in_memory("sftp-lock");
    let server = sshd(&folder);
    let place = destination(&folder, server.port, &folder.0.join("public"));
    let lock = |race: u32| format!("{}/lock-of-race-{race}", folder.0.display());
    race(&|| dial(&place), &lock);
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lantoa"));
    command.current_dir(folder.0.join("trang")).args(arguments).env("LC_ALL", "vi_VN.UTF-8");
    command.output().expect("it starts")
}

#[test]
fn the_program_publishes_to_every_target_of_its_settings() {
    if !has(SSHD) {
        return;
    }
    let folder = Folder::in_memory("sftp-program");
    let server = sshd(&folder);
    fs::create_dir(folder.0.join("trang")).expect("a folder");
    assert!(run(&folder, &["init", "--lang", "vi"]).status.success());
    let settings = folder.0.join("trang/content/site.yaml");
    let text = fs::read_to_string(&settings).expect("there");
    let targets = format!(
        "targets:\n  - {{name: o-mang, type: folder, path: ../o-mang/public}}\n  \
         - {{name: dong-goi, type: zip, path: ../trang.zip}}\n  \
         - {{name: may-chu, type: sftp, host: 127.0.0.1, port: {}, user: {}, path: {}, \
         fingerprint: \"{}\", key_file: ../login}}\n",
        server.port,
        user(),
        folder.0.join("www").display(),
        fingerprint(&folder.0.join("host.pub")),
    );
    fs::write(&settings, format!("{text}\n{targets}")).expect("written");
    let publish = ["publish", "--note", "x", "--at", "2021-11-12", "--json"];
    let made = run(&folder, &publish);
    assert!(made.status.success(), "{made:?}");
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).expect("JSON");
    let promises: Vec<&str> = made["targets"]
        .as_array()
        .expect("three targets")
        .iter()
        .filter_map(|target| target["promise"].as_str())
        .collect();
    assert_eq!(promises, ["switch", "packed", "switch"]);
    let public = tree(&folder.0.join("trang/output/public/"));
    assert_eq!(tree(&folder.0.join("www/")), public);
    assert_eq!(tree(&folder.0.join("o-mang/public/")), public);
    let zip = fs::read(folder.0.join("trang.zip")).expect("a ZIP");
    let unpacked = lantoa::archive::unpacked(&zip).expect("a ZIP");
    assert_eq!(unpacked.len(), public.len());
    let again = run(&folder, &publish);
    let again: serde_json::Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert!(
        again["targets"]
            .as_array()
            .expect("three")
            .iter()
            .all(|target| target["nothing_new"] == true)
    );
    assert!(run(&folder, &["status"]).status.success());
    assert_eq!(run(&folder, &["publish", "khong-co"]).status.code(), Some(2));
    let probed = run(&folder, &["probe", "--json"]);
    let probed: serde_json::Value = serde_json::from_slice(&probed.stdout).expect("JSON");
    assert_eq!(probed["targets"][1]["mode"], "switch", "{probed}");
    assert_eq!(probed["targets"][1]["can"]["settles"], true, "{probed}");
    // A server that shows another key: the others are served, and the run says that it failed.
    let text = fs::read_to_string(&settings).expect("there");
    let other = fingerprint(&folder.0.join("login.pub"));
    fs::write(&settings, text.replace(&fingerprint(&folder.0.join("host.pub")), &other))
        .expect("written");
    let strange = run(&folder, &["publish", "--note", "x", "--at", "2021-11-12"]);
    assert_eq!(strange.status.code(), Some(3), "{strange:?}");
    let words = String::from_utf8_lossy(&strange.stderr).into_owned();
    assert!(words.contains(&fingerprint(&folder.0.join("host.pub"))), "{words}");
}

#[test]
fn the_public_address_is_read_as_citizens_do_and_what_was_changed_there_is_named() {
    if !has("/usr/sbin/nginx") {
        return;
    }
    let folder = Folder::in_memory("verify-remote");
    fs::create_dir(folder.0.join("trang")).expect("a folder");
    assert!(run(&folder, &["init", "--lang", "vi"]).status.success());
    let settings = folder.0.join("trang/content/site.yaml");
    let text = fs::read_to_string(&settings).expect("there");
    let target = "targets:\n  - {name: o-mang, type: folder, path: ../o-mang, mode: in_place}\n";
    fs::write(&settings, format!("{text}\n{target}")).expect("written");
    let published = run(&folder, &["publish", "--note", "x", "--at", "2021-11-12"]);
    assert!(published.status.success(), "{published:?}");
    let shown = folder.0.join("o-mang");
    let reader = nginx(&folder, &shown);
    let verify = |below: &str, more: &[&str]| {
        let address = format!("http://127.0.0.1:{}/{below}", reader.port);
        let run = run(&folder, &[&["verify", "--json", "--remote", &address], more].concat());
        let said: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
        (run.status.code(), said["addresses"][0].clone())
    };
    for below in ["", "a/b/"] {
        let (code, said) = verify(below, &[]);
        assert_eq!((code, &said["findings"]), (Some(0), &serde_json::json!([])), "{said}");
        let (_, part) = verify(below, &["--sample", "5"]);
        assert!(part["files"].as_u64() < said["files"].as_u64(), "{part}");
    }
    let home = shown.join("index.html");
    let page = fs::read_to_string(&home).expect("there");
    let injected = page.replace("</body>", "<a href=\"https://co-bac.example/\">x</a></body>");
    fs::write(&home, &injected).expect("written");
    fs::remove_file(shown.join("sitemap.xml"))
        .or_else(|_| fs::remove_file(shown.join("404.html")))
        .expect("one");
    let (code, said) = verify("a/b/", &[]);
    let found = said["findings"].as_array().expect("findings");
    assert_eq!((code, found.len()), (Some(1), 2), "{said}");
    assert!(found.iter().any(|one| one["finding"] == "missing"), "{said}");
    let added = serde_json::json!({ "finding": "added", "path": "index.html", "words": ["https://co-bac.example/"] });
    assert!(found.contains(&added), "{said}");
    drop(reader);
    let nobody = run(&folder, &["verify", "--remote", "http://127.0.0.1:9/"]);
    assert_eq!(nobody.status.code(), Some(3));
    let words = String::from_utf8_lossy(&nobody.stderr).into_owned();
    assert!(words.contains("từ chối kết nối") && !words.contains("os error"), "{words}");
}
