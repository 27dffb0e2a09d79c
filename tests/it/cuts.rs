//! What is tried at every kind of server: the wire is cut everywhere, two claim one lock.

use std::path::Path;
use std::sync::Barrier;
use std::sync::mpsc::channel;
use std::time::Duration;

use lantoa::disk::RealDisk;
use lantoa::model::target::{Destination, Mode, TargetKind};
use lantoa::publish::remote::{Cause, Dial, Secret};
use lantoa::publish::{Stop, dials};

use crate::push::{Office, crawl, site};
use crate::servers::{Wire, free_port, is_thorough, moody_wire};

/// A place on loopback of which everything else is as if nothing had been typed.
pub(crate) fn destination_of(kind: TargetKind, port: u16, path: &str) -> Destination {
    let nothing = String::new;
    Destination {
        name: "noi-thu".to_owned(),
        kind,
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        user: nothing(),
        path: path.to_owned(),
        fingerprint: nothing(),
        key_file: nothing(),
        password_env: nothing(),
        password_file: nothing(),
        insecure: true,
        certificate: nothing(),
        bucket: nothing(),
        region: nothing(),
        endpoint: nothing(),
        mode: None::<Mode>,
        url: nothing(),
    }
}

/// A real server whose wire is cut.
pub(crate) struct Place<'a> {
    /// Its port.
    pub(crate) port: u16,
    /// What speaks with it through a port.
    pub(crate) dial: &'a dyn Fn(u16) -> Box<dyn Dial + 'static>,
    /// Makes it as if nothing had ever been published.
    pub(crate) begin: &'a dyn Fn(),
    /// What a reader is given at an address.
    pub(crate) get: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

impl Place<'_> {
    /// Cuts the wire after every so many bytes that are sent, then of those that are answered.
    #[track_caller]
    pub(crate) fn check(&self, step: usize) {
        for counts_answers in [false, true] {
            let mut cuts = 0;
            for at in (300..).step_by(step) {
                if self.is_whole_in(counts_answers, at) {
                    break;
                }
                cuts += 1;
            }
            assert!(cuts > 1, "never cut");
        }
    }

    /// Publishes two releases over a wire on which every fifth answer is lost, once a connection has
    /// been answered with so many bytes.
    #[track_caller]
    pub(crate) fn converges(&self, spared: usize) {
        for seed in 1..=if is_thorough() { 20 } else { 2 } {
            (self.begin)();
            let place = (self.dial)(moody_wire(self.port, spared, seed));
            let mut office = Office::new("A");
            office.attempts = 200;
            for seq in 1..=2 {
                let done = office.push(place.as_ref(), seq, &site(seq));
                done.unwrap_or_else(|stop| panic!("seed {seed}: {stop:?}"));
                for (path, bytes) in site(seq) {
                    assert!((self.get)(&path) == Some(bytes), "seed {seed}, release {seq}: {path}");
                }
            }
        }
    }

    /// Brings release 2 over a wire that is cut after so many bytes, then again over a sound one.
    /// Says whether it was not cut any more.
    #[track_caller]
    fn is_whole_in(&self, counts_answers: bool, at: i64) -> bool {
        (self.begin)();
        let (old, new) = (site(1), site(2));
        let wire = Wire::to(self.port, counts_answers);
        let place = (self.dial)(wire.port);
        let office = Office::new("A");
        office.push(place.as_ref(), 1, &old).expect("a sound wire");
        wire.cut_after(at);
        let done = office.push(place.as_ref(), 2, &new);
        let when = format!("answers {counts_answers}, byte {at}");
        for below in ["", "a/b/"] {
            let get = |path: &str| (self.get)(&format!("{below}{path}"));
            assert_eq!(crawl(get, &[&old, &new]), Vec::<String>::new(), "{when}");
        }
        assert!(done.is_ok() || wire.left() <= 0, "{when}: {done:?}");
        wire.cut_after(i64::MAX);
        let again = office.push(place.as_ref(), 2, &new);
        let again = again.unwrap_or_else(|stop| panic!("{when}: {stop:?}"));
        for (path, bytes) in &new {
            assert!((self.get)(path).as_ref() == Some(bytes), "{when}: {path}");
        }
        for path in
            old.keys().filter(|path| !new.contains_key(*path) && !path.starts_with("assets/"))
        {
            assert_eq!((self.get)(path), None, "{when}: {path}");
        }
        let changed = new.iter().filter(|(path, bytes)| old.get(*path) != Some(bytes)).count();
        assert!(again.sent <= changed, "{when}: {again:?}");
        done.is_ok()
    }
}

/// What a job gives. One that takes longer than a minute fails and is left behind: a server that does
/// not answer must not hold up all tests.
#[track_caller]
pub(crate) fn in_time<T: Send + 'static>(
    what: &str,
    job: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (done, answer) = channel();
    std::thread::spawn(move || done.send(job()));
    let answer = answer.recv_timeout(Duration::from_secs(60));
    answer.unwrap_or_else(|error| panic!("{what}: no answer within a minute, or a panic: {error}"))
}

/// Two connections claim lock after lock at the same time, and each time one of them holds it when
/// both look again, as every run does before readers see anything new. (To look again is no mere
/// form: moto keeps conditions, but now and then lets two writes at the very same moment pass.)
#[track_caller]
pub(crate) fn race(
    dial: &(dyn Fn() -> Box<dyn Dial + 'static> + Sync),
    lock: &(dyn Fn(u32) -> String + Sync),
) {
    let races = if is_thorough() { 1000 } else { 50 };
    let gate = Barrier::new(2);
    let run = |name: &str| {
        let place = dial();
        let mut session = place.open().expect("a sound server");
        // Nothing fails before both have waited, or the other would wait for ever.
        let holds = |race: u32| {
            gate.wait();
            let claimed = session.claim(&lock(race), name.as_bytes());
            gate.wait();
            let owner = session.read(&format!("{}/owner", lock(race)));
            (race, claimed, owner)
        };
        let races: Vec<_> = (0..races).map(holds).collect();
        let holds = races.into_iter().map(|(race, claimed, owner)| {
            let is_claimed = claimed.expect("a sound server");
            let owner = owner.expect("a sound server");
            assert!(owner.is_some(), "race {race}: a lock without an owner");
            is_claimed && owner.as_deref() == Some(name.as_bytes())
        });
        holds.collect::<Vec<bool>>()
    };
    let (a, b) = std::thread::scope(|scope| {
        let (a, b) = (scope.spawn(|| run("a")), scope.spawn(|| run("b")));
        (a.join().expect("no panic"), b.join().expect("no panic"))
    });
    for (race, (a, b)) in a.iter().zip(&b).enumerate() {
        assert!(a != b, "race {race}: {a} {b}");
    }
}

#[test]
fn why_no_server_answers_is_known_by_a_word_of_the_catalogue() {
    let closed = free_port();
    for kind in [TargetKind::Sftp, TargetKind::Ftp, TargetKind::S3] {
        let cases = [("127.0.0.1", "os_refused"), ("khong-co.invalid", "os_unnamed")];
        for (host, reason) in cases {
            let mut place = destination_of(kind, closed, "www");
            place.host = host.to_owned();
            place.bucket = "thidua".to_owned();
            place.endpoint = format!("http://{host}:{closed}");
            let secret = Some(Secret::new("mat-khau".to_owned()));
            let dial = dials::dial(&place, &RealDisk, Path::new(""), secret).expect("a place");
            let stop = Office::new("A").push(dial.as_ref(), 1, &site(1)).expect_err("nobody");
            let Stop::Far(fault) = &stop else { panic!("{stop:?}") };
            assert_eq!(
                (fault.cause, fault.reason),
                (Cause::Cut, Some(reason)),
                "{kind:?}: {fault:?}"
            );
        }
    }
}
