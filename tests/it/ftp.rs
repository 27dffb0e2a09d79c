//! Publishing over FTP to vsftpd, with TLS and without, read by nginx as a citizen reads; and to
//! pyftpdlib, which refuses names that are taken.

#![expect(clippy::disallowed_methods, reason = "the server's folder is looked at from outside")]

use std::fs;
use std::path::Path;
use std::process::Command;

use lantoa::disk::RealDisk;
use lantoa::model::target::{Destination, TargetKind};
use lantoa::publish::remote::{Cause, Dial, Secret};
use lantoa::publish::{Promise, Stop, dials};

use crate::cuts::{Place, destination_of, race};
use crate::folder::Folder;
use crate::push::{Office, site};
use crate::servers::{certificates, fetch, has, is_thorough, nginx, pyftpd, python_tool, vsftpd};
use crate::support::tree;

const VSFTPD: &str = "/usr/sbin/vsftpd";

fn destination(folder: &Folder, kind: TargetKind, port: u16) -> Destination {
    let certificate = folder.0.join("ca.pem").display().to_string();
    Destination {
        user: "anonymous".to_owned(),
        certificate: if kind == TargetKind::Ftps { certificate } else { String::new() },
        ..destination_of(kind, port, "www")
    }
}

fn dial(destination: &Destination) -> Result<Box<dyn Dial + 'static>, Stop> {
    let password = Some(Secret::new("ai@example.vn".to_owned()));
    dials::dial(destination, &RealDisk, Path::new(""), password)
}

#[test]
fn a_folder_is_filled_over_ftp_with_tls_and_without() {
    if !has(VSFTPD) {
        return;
    }
    for kind in [TargetKind::Ftp, TargetKind::Ftps] {
        let folder = Folder::in_memory(&format!("ftp-{}", kind.key()));
        certificates(&folder);
        let server = vsftpd(&folder, kind == TargetKind::Ftps);
        let place = dial(&destination(&folder, kind, server.port)).expect("a place");
        fs::write(folder.0.join("ftp/www/khac.txt"), "khác").expect("written");
        let mut office = Office::new("A");
        office.workers = 3;
        for seq in 1..=3 {
            let brought = office.push(place.as_ref(), seq, &site(seq)).expect("a sound server");
            assert_eq!((brought.promise, brought.is_locked), (Promise::InPlace, true), "{kind:?}");
            let shown = tree(&folder.0.join("ftp/www/"));
            for (path, bytes) in site(seq) {
                assert_eq!(shown.get(Path::new(&path)), Some(&bytes), "{kind:?}: {path}");
            }
            assert!(shown.contains_key(Path::new("khac.txt")));
            let gone = format!("ftp/www/tin/moi-{}", seq - 1);
            assert!(!folder.0.join(gone).exists(), "{kind:?}");
            assert!(office.push(place.as_ref(), seq, &site(seq)).expect("sound").is_nothing_new);
        }
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_and_so_is_a_server_without_tls() {
    if !has(VSFTPD) {
        return;
    }
    let folder = Folder::in_memory("ftp-stranger");
    certificates(&folder);
    let server = vsftpd(&folder, true);
    let mut wrong = destination(&folder, TargetKind::Ftps, server.port);
    wrong.certificate = String::new();
    let place = dial(&wrong).expect("a place");
    let stop = Office::new("A").push(place.as_ref(), 1, &site(1)).expect_err("a stranger");
    assert!(matches!(&stop, Stop::Far(fault) if fault.cause == Cause::Stranger), "{stop:?}");
    let other = Folder::in_memory("ftp-plain");
    certificates(&other);
    let server = vsftpd(&other, false);
    let place = dial(&destination(&other, TargetKind::Ftps, server.port)).expect("a place");
    let stop = Office::new("A").push(place.as_ref(), 1, &site(1)).expect_err("no TLS");
    assert!(matches!(&stop, Stop::Far(_)), "{stop:?}");
    assert_eq!(fs::read_dir(other.0.join("ftp/www")).expect("there").count(), 0);
}

#[test]
fn cut_within_any_file_the_site_holds_together_and_only_the_rest_is_sent() {
    if !has(VSFTPD) || !has("/usr/sbin/nginx") {
        return;
    }
    let folder = Folder::in_memory("ftp-cut");
    let server = vsftpd(&folder, false);
    let public = folder.0.join("ftp/www");
    let reader = nginx(&folder, &public);
    let dial = |port: u16| dial(&destination(&folder, TargetKind::Ftp, port)).expect("a place");
    let begin = || {
        let _ = fs::remove_dir_all(&public);
        fs::create_dir(&public).expect("a folder");
    };
    let get = |path: &str| fetch(reader.port, path);
    let place = Place { port: server.port, dial: &dial, begin: &begin, get: &get };
    place.check(if is_thorough() { 500 } else { 900 });
}

#[test]
fn lost_answers_with_a_probability_of_a_fifth_converge() {
    if !has(VSFTPD) {
        return;
    }
    let folder = Folder::in_memory("ftp-moody");
    let server = vsftpd(&folder, false);
    let public = folder.0.join("ftp/www");
    let begin = || {
        let _ = fs::remove_dir_all(&public);
        fs::create_dir(&public).expect("a folder");
    };
    let get = |path: &str| fs::read(public.join(path)).ok();
    let dial = |port: u16| dial(&destination(&folder, TargetKind::Ftp, port)).expect("a place");
    Place { port: server.port, dial: &dial, begin: &begin, get: &get }.converges(120);
}

#[test]
fn of_two_who_claim_a_lock_one_gets_it() {
    if !has(VSFTPD) {
        return;
    }
    let folder = Folder::in_memory("ftp-lock");
    let server = vsftpd(&folder, false);
    let place = destination(&folder, TargetKind::Ftp, server.port);
    race(&|| dial(&place).expect("a place"), &|race| format!("www/lock-of-race-{race}"));
}

#[test]
fn a_name_that_is_taken_is_refused_with_550_and_the_release_arrives_all_the_same() {
    if !has(&python_tool("ftpbench").to_string_lossy()) {
        return;
    }
    for (keeps_names, promise) in [(false, Promise::InPlace), (true, Promise::Weak)] {
        let folder = Folder::in_memory(&format!("ftp-550-{keeps_names}"));
        let server = pyftpd(&folder, keeps_names);
        let place = dial(&destination(&folder, TargetKind::Ftp, server.port)).expect("a place");
        {
            let mut session = place.open().expect("a sound server");
            for name in ["www/one", "www/two"] {
                session.put(name, name.as_bytes()).expect("put");
            }
            let renamed = session.rename("www/one", "www/two");
            let refused = renamed.err().map(|fault| (fault.cause, fault.words.contains("550")));
            assert_eq!(refused, keeps_names.then_some((Cause::Denied, true)));
            let two = if keeps_names { "www/two" } else { "www/one" };
            assert_eq!(session.read("www/two").expect("read"), Some(two.as_bytes().to_vec()));
            // The lock is a folder: its name is refused to the second, whatever files may do.
            assert_eq!(session.claim("www/lock", b"a").ok(), Some(true));
            assert_eq!(session.claim("www/lock", b"b").ok(), Some(false));
            assert_eq!(session.displace("www/lock", b"b").ok(), Some(false));
            assert_eq!(session.displace("www/lock", b"a").ok(), Some(true));
            assert_eq!(session.claim("www/lock", b"b").ok(), Some(true));
        }
        let office = Office::new("A");
        for seq in 1..=2 {
            let brought = office.push(place.as_ref(), seq, &site(seq)).expect("a sound server");
            assert_eq!((brought.promise, brought.is_locked), (promise, true));
            let shown = tree(&folder.0.join("ftp/www/"));
            for (path, bytes) in site(seq) {
                assert_eq!(shown.get(Path::new(&path)), Some(&bytes), "{keeps_names}: {path}");
            }
        }
    }
}

#[test]
fn of_two_who_claim_a_lock_one_gets_it_where_550_says_that_it_is_taken() {
    if !has(&python_tool("ftpbench").to_string_lossy()) {
        return;
    }
    let folder = Folder::in_memory("ftp-550-lock");
    let server = pyftpd(&folder, true);
    let place = destination(&folder, TargetKind::Ftp, server.port);
    race(&|| dial(&place).expect("a place"), &|race| format!("www/lock-of-race-{race}"));
}

#[test]
fn the_password_comes_from_the_environment_or_a_file_and_is_written_nowhere() {
    const PASSWORD: &str = "mat-khau-rat-bi-mat";
    if !has(VSFTPD) {
        return;
    }
    let folder = Folder::in_memory("ftp-secret");
    let server = vsftpd(&folder, false);
    let site = folder.0.join("trang");
    fs::create_dir(&site).expect("a folder");
    let run = |arguments: &[&str], password: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lantoa"));
        command.current_dir(&site).args(arguments).env_remove("THU_MATKHAU");
        command.envs(password.map(|password| ("THU_MATKHAU", password)));
        command.output().expect("it starts")
    };
    assert!(run(&["init", "--lang", "vi"], None).status.success());
    let settings = fs::read_to_string(site.join("content/site.yaml")).expect("there");
    let target = |from: &str| {
        let words = format!(
            "type: ftp, host: 127.0.0.1, port: {}, user: anonymous, path: www, insecure: true, {from}",
            server.port
        );
        let text = format!("{settings}\ntargets:\n  - {{name: cu, {words}}}\n");
        fs::write(site.join("content/site.yaml"), text).expect("written");
    };
    let publish = ["publish", "--note", "x", "--at", "2021-11-12"];
    target("password_env: THU_MATKHAU");
    let without = run(&publish, None);
    assert_eq!(without.status.code(), Some(3), "{without:?}");
    assert!(String::from_utf8_lossy(&without.stderr).contains("THU_MATKHAU"), "{without:?}");
    let with = run(&publish, Some(PASSWORD));
    assert!(with.status.success(), "{with:?}");
    target("password_file: ../mat-khau");
    folder.write("mat-khau", format!("{PASSWORD}\n"));
    let again = run(&publish, None);
    assert!(again.status.success(), "{again:?}");
    for said in [&with.stdout, &with.stderr, &again.stdout, &again.stderr] {
        assert!(!String::from_utf8_lossy(said).contains(PASSWORD));
    }
    let written = tree(&site).into_iter().chain(tree(&folder.0.join("ftp/")));
    for (path, bytes) in written {
        assert!(!String::from_utf8_lossy(&bytes).contains(PASSWORD), "{path:?}");
    }
}
