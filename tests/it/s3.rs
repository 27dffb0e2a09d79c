//! Publishing to storage: to a server that keeps conditions (moto) and to one that ignores them
//! (rclone). Readers ask the storage itself, as a website of a bucket is read.

#![expect(clippy::disallowed_methods, reason = "the server's folder is looked at from outside")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Barrier;

use lantoa::disk::RealDisk;
use lantoa::model::target::{Destination, Mode, TargetKind};
use lantoa::publish::remote::{Cause, Dial, Secret};
use lantoa::publish::{Promise, Stop, dials};

use crate::cuts::{Place, destination_of, in_time, race};
use crate::folder::Folder;
use crate::platter::Dice;
use crate::push::{Files, Office, crawl, says, site, wrong};
use crate::servers::{answer, ask, fetch, has, is_thorough, moto, python_tool, rclone};
use crate::support::tree;

fn has_tool(name: &str) -> bool {
    has(&python_tool(name).to_string_lossy())
}

fn destination(port: u16) -> Destination {
    Destination {
        user: "AKIA".to_owned(),
        bucket: "thidua".to_owned(),
        endpoint: format!("http://127.0.0.1:{port}"),
        ..destination_of(TargetKind::S3, port, "")
    }
}

fn dial(destination: &Destination) -> Box<dyn Dial + 'static> {
    let password = Some(Secret::new("mat-khau".to_owned()));
    dials::dial(destination, &RealDisk, Path::new(""), password).expect("a place")
}

/// What a reader of the bucket is given; `a/b/` is where the bucket is shown below a path.
fn get(port: u16, path: &str) -> Option<Vec<u8>> {
    fetch(port, &format!("thidua/{}", path.strip_prefix("a/b/").unwrap_or(path)))
}

#[test]
fn a_bucket_is_filled_and_says_of_each_file_what_it_is() {
    if !has_tool("moto_server") {
        return;
    }
    let server = moto();
    ask(server.port, "PUT", "thidua").expect("a bucket");
    let place = dial(&destination(server.port));
    let mut office = Office::new("A");
    office.workers = 3;
    for seq in 1..=3 {
        let brought = office.push(place.as_ref(), seq, &site(seq)).expect("a sound server");
        assert_eq!((brought.promise, brought.is_locked), (Promise::InPlace, true));
        for (path, bytes) in site(seq) {
            assert_eq!(get(server.port, &path), Some(bytes), "{path}");
        }
        assert_eq!(get(server.port, &format!("tin/moi-{}/index.html", seq - 1)), None);
        assert!(office.push(place.as_ref(), seq, &site(seq)).expect("sound").is_nothing_new);
    }
    let head = answer(server.port, "HEAD", "thidua/assets/site-00000003.css").expect("an answer");
    let head = String::from_utf8_lossy(&head).to_lowercase();
    assert!(head.contains("content-type: text/css") && head.contains("immutable"), "{head}");
}

#[test]
fn a_pointer_names_the_tree_that_is_whole() {
    if !has_tool("moto_server") {
        return;
    }
    let server = moto();
    ask(server.port, "PUT", "thidua").expect("a bucket");
    let target = Destination {
        mode: Some(Mode::Pointer),
        path: "trang/thi-dua".to_owned(),
        ..destination(server.port)
    };
    let place = dial(&target);
    let mut office = Office::new("A");
    office.mode = target.mode;
    for seq in 1..=3 {
        let brought = office.push(place.as_ref(), seq, &site(seq)).expect("a sound server");
        assert_eq!(brought.promise, Promise::Pointer);
        assert!(seq == 1 || brought.copied > 0);
        let current = get(server.port, "trang/thi-dua/_lantoa/current").expect("a pointer");
        let current = String::from_utf8(current).expect("text");
        let tree = current.lines().nth(1).expect("two lines").to_owned();
        let read = |path: &str| get(server.port, &format!("trang/thi-dua/{tree}{path}"));
        assert_eq!(crawl(read, &[&site(seq)]), Vec::<String>::new());
        assert_eq!(read("RELEASE"), Some(site(seq)["RELEASE"].clone()));
    }
}

#[test]
fn a_server_that_ignores_conditions_is_found_out_and_filled_all_the_same() {
    if !has_tool("rclone") {
        return;
    }
    let folder = Folder::in_memory("s3-rclone");
    fs::create_dir(folder.0.join("thidua")).expect("a bucket");
    let server = rclone(&folder.0);
    let place = dial(&destination(server.port));
    let office = Office::new("A");
    for seq in 1..=2 {
        let brought = office.push(place.as_ref(), seq, &site(seq)).expect("a sound server");
        assert!(!brought.is_locked, "the lock is a notice and no more");
        let stands = tree(&folder.0.join("thidua/"));
        for (path, bytes) in site(seq) {
            assert_eq!(stands.get(Path::new(&path)), Some(&bytes), "{path}");
        }
    }
    let stranger = Destination { user: "khac".to_owned(), ..destination(server.port) };
    let stop = Office::new("A").push(dial(&stranger).as_ref(), 1, &site(1)).expect_err("refused");
    let Stop::Far(fault) = &stop else { panic!("{stop:?}") };
    assert_ne!(fault.cause, Cause::Cut, "{fault:?}");
    assert!(!format!("{stop:?} {stop}").contains("mat-khau"), "a secret is told");
}

#[test]
fn cut_within_any_body_the_site_holds_together_and_only_the_rest_is_sent() {
    if !has_tool("moto_server") {
        return;
    }
    let server = moto();
    let dial = |port: u16| dial(&destination(port));
    let begin = || {
        ask(server.port, "POST", "moto-api/reset").expect("emptied");
        ask(server.port, "PUT", "thidua").expect("a bucket");
    };
    let get = |path: &str| get(server.port, path);
    let place = Place { port: server.port, dial: &dial, begin: &begin, get: &get };
    place.check(if is_thorough() { 4_000 } else { 9_000 });
}

#[test]
fn of_two_who_claim_a_lock_one_gets_it() {
    if !has_tool("moto_server") {
        return;
    }
    let server = moto();
    ask(server.port, "PUT", "thidua").expect("a bucket");
    let place = destination(server.port);
    race(&|| dial(&place), &|race| format!("lock-of-race-{race}"));
}

/// A site of few files, which two publishers put again and again.
fn small_site(seq: u32) -> Files {
    let page = |links: &[&str]| {
        let links = links.iter().map(|to| format!("<a href=\"/{to}\">\n"));
        links.collect::<String>().into_bytes()
    };
    let (css, leaf) = (format!("assets/site-{seq:08}.css"), format!("tin/moi-{seq}/"));
    Files::from([
        (css.clone(), format!("body{{order:{seq}}}").into_bytes()),
        ("index.html".to_owned(), page(&["tin/", &css])),
        ("tin/index.html".to_owned(), page(&[&leaf, "tin/a/", &css])),
        ("tin/a/index.html".to_owned(), page(&["", &css])),
        (format!("{leaf}index.html"), page(&["tin/", &css])),
        ("RELEASE".to_owned(), format!("seq: {seq}").into_bytes()),
    ])
}

/// Two offices bring releases of their own at the same moment to a place where the lock keeps nobody
/// out, then a third mends what they left.
struct Rivals {
    offices: [Office; 2],
    /// Knows of no release, and sends all.
    third: Office,
    port: u16,
}

impl Rivals {
    fn new(port: u16) -> Self {
        let office = |owner| {
            let mut office = Office::new(owner);
            (office.attempts, office.haste) = (8, Some(50));
            office
        };
        let mut third = office("C");
        third.takes_over = true;
        Self { offices: [office("A"), office("B")], third, port }
    }

    /// Both know what stands there; what came of it, and the releases.
    fn run(&mut self, race: u32) -> [Result<(), Stop>; 2] {
        let port = self.port;
        let before = 3 * race;
        let gate = Barrier::new(2);
        let known = BTreeMap::from([(says(before, &small_site(before)), small_site(before))]);
        for office in &mut self.offices {
            office.known = known.clone();
        }
        let bring = |at: usize| {
            let seq = before + 1 + at as u32;
            let place = dial(&destination(port));
            gate.wait();
            self.offices[at].push(place.as_ref(), seq, &small_site(seq)).map(|_| ())
        };
        std::thread::scope(|scope| {
            let (a, b) = (scope.spawn(|| bring(0)), scope.spawn(|| bring(1)));
            [a, b].map(|one| one.join().expect("no panic"))
        })
    }

    fn mend(&self, race: u32) {
        let seq = 3 * race + 3;
        let place = dial(&destination(self.port));
        self.third.push(place.as_ref(), seq, &small_site(seq)).expect("a sound server");
    }
}

#[test]
fn two_publishers_where_the_lock_is_a_notice_leave_whole_files_and_the_next_mends() {
    if !has_tool("rclone") {
        return;
    }
    let folder = Folder::in_memory("s3-rclone-race");
    fs::create_dir(folder.0.join("thidua")).expect("a bucket");
    let server = rclone(&folder.0);
    let mut rivals = Rivals::new(server.port);
    rivals.third.push(dial(&destination(server.port)).as_ref(), 0, &small_site(0)).expect("sound");
    let shown = || -> Files {
        let files = tree(&folder.0.join("thidua/")).into_iter();
        files.map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes)).collect()
    };
    for race in 0..if is_thorough() { 1000 } else { 40 } {
        let (back, done) = in_time(&format!("race {race}"), move || {
            let done = rivals.run(race);
            (rivals, done)
        });
        rivals = back;
        for one in &done {
            let is_told =
                matches!(one, Ok(()) | Err(Stop::Held(_) | Stop::Lost(_) | Stop::Ahead(_)));
            assert!(is_told, "race {race}: {done:?}");
        }
        // Whoever is told that the lock was lost at the very end has brought everything.
        let said = String::from_utf8_lossy(&shown()["_lantoa/current"]).into_owned();
        let says = [1, 2].map(|at| says(3 * race + at, &small_site(3 * race + at)));
        assert!(says.iter().any(|says| said.starts_with(says)), "race {race}: {said} {done:?}");
        let releases = [0, 1, 2].map(|at| small_site(3 * race + at));
        let releases: Vec<&Files> = releases.iter().collect();
        assert_eq!(wrong(&shown(), &releases), Vec::<String>::new(), "race {race}: {done:?}");
        rivals = in_time(&format!("after race {race}"), move || {
            rivals.mend(race);
            rivals
        });
        let (mended, shown) = (small_site(3 * race + 3), shown());
        assert!(mended.iter().all(|(path, bytes)| shown.get(path) == Some(bytes)), "race {race}");
        // What is left of the others would only grow.
        for path in
            shown.keys().filter(|path| !mended.contains_key(*path) && !path.starts_with('_'))
        {
            let _ = fs::remove_file(folder.0.join("thidua").join(path));
        }
    }
}

#[test]
fn errors_500_503_and_lost_answers_with_a_probability_of_a_fifth_converge() {
    if !has_tool("moto_server") {
        return;
    }
    let server = moto();
    for seed in 1..=if is_thorough() { 20 } else { 3 } {
        ask(server.port, "POST", "moto-api/reset").expect("emptied");
        ask(server.port, "PUT", "thidua").expect("a bucket");
        let place = dial(&destination(moody(server.port, seed)));
        let mut office = Office::new("A");
        office.attempts = 40;
        for seq in 1..=2 {
            let done = office.push(place.as_ref(), seq, &site(seq));
            done.unwrap_or_else(|stop| panic!("seed {seed}: {stop:?}"));
            for (path, bytes) in site(seq) {
                assert_eq!(get(server.port, &path), Some(bytes), "seed {seed}: {path}");
            }
        }
    }
}

/// A server in front of another that fails every fifth request: it says so, or hands the request on
/// and loses the answer. Its port.
fn moody(port: u16, seed: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let own = listener.local_addr().expect("its address").port();
    std::thread::spawn(move || {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        while let Ok((near, _)) = listener.accept() {
            let _ = serve(near, port, &mut dice);
        }
    });
    own
}

fn serve(mut near: TcpStream, port: u16, dice: &mut Dice) -> std::io::Result<()> {
    let mut reader = BufReader::new(near.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let lower = line.to_lowercase();
        if let Some(number) = lower.strip_prefix("content-length:") {
            length = number.trim().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            break;
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mood = if dice.next(5) == 0 { 1 + dice.next(3) } else { 0 };
    if let 1 | 2 = mood {
        let word = if mood == 1 { "500 Internal Server Error" } else { "503 Slow Down" };
        return write!(near, "HTTP/1.1 {word}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
    let mut far = TcpStream::connect(("127.0.0.1", port))?;
    write!(far, "{head}Connection: close\r\n\r\n")?;
    far.write_all(&body)?;
    let mut answer = Vec::new();
    far.read_to_end(&mut answer)?;
    if mood == 3 {
        return Ok(());
    }
    near.write_all(&answer)
}
