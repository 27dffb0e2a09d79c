//! The preview as a browser sees it: the real program, a real folder, the loopback.

#![expect(clippy::disallowed_methods, reason = "these tests look at a real disk from outside")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::folder::Folder;
use crate::support::news;

/// Longer than any machine needs; what comes in time is taken at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// A site that is being served.
pub(crate) struct Served {
    pub(crate) folder: Folder,
    program: Child,
    printed: BufReader<ChildStdout>,
    door: Door,
}

impl Served {
    pub(crate) fn start(name: &str) -> Self {
        Self::start_with(name, &["--port", "0"])
    }

    fn start_with(name: &str, arguments: &[&str]) -> Self {
        let folder = Folder::new(name);
        folder.write("content/site.yaml", "title: Thi đua\ntheme: rieng\n");
        folder.write("themes/rieng/theme.yaml", "name: rieng\nextends: lan-toa\n");
        folder.write("content/tin/a.md", news("Bài A", "Chữ A. Xem [[b]]."));
        folder.write("content/tin/b.md", news("Bài B", "Chữ B."));
        let mut program = Command::new(env!("CARGO_BIN_EXE_lantoa"))
            .current_dir(&folder.0)
            .args(["serve", "--lang", "vi"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let printed = BufReader::new(program.stdout.take().expect("piped"));
        let mut served = Self { folder, program, printed, door: Door { port: 0 } };
        let line = served.line_with("http://127.0.0.1:");
        let port = line.split("http://127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next());
        served.door.port = port.and_then(|port| port.parse().ok()).expect("a port is printed");
        served
    }

    /// The next line on the terminal that holds these words.
    fn line_with(&mut self, words: &str) -> String {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            let read = self.printed.read_line(&mut line).expect("UTF-8");
            assert!(read > 0, "the program ended before it said {words:?}");
        }
        line
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        self.folder.write(path, text);
    }
}

impl std::ops::Deref for Served {
    type Target = Door;

    fn deref(&self) -> &Door {
        &self.door
    }
}

/// Where a preview answers.
pub(crate) struct Door {
    pub(crate) port: u16,
}

impl Door {
    fn ask(&self, head: &str) -> Answer {
        let mut stream = self.connect();
        write!(stream, "{head}\r\n\r\n").expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("answered");
        let whole = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = whole.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.expect("a status");
        Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    fn get_with(&self, path: &str, headers: &str) -> Answer {
        let port = self.port;
        self.ask(&format!("GET {path} HTTP/1.0\r\nHost: localhost:{port}{headers}"))
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("somebody listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream
    }

    /// The stream of messages, from now on.
    pub(crate) fn listen(&self) -> Messages {
        let mut stream = self.connect();
        let port = self.port;
        write!(stream, "GET /__lantoa/events HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")
            .expect("sent");
        let mut messages = Messages(BufReader::new(stream));
        assert_eq!(messages.next(), "hello");
        messages
    }

    pub(crate) fn problems(&self, page: &str) -> String {
        self.get(&format!("/__lantoa/problems?page={page}")).body
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

pub(crate) struct Messages(BufReader<TcpStream>);

impl Messages {
    /// The name of the next message.
    fn next(&mut self) -> String {
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).expect("a message comes in time");
            assert!(read > 0, "the stream ended");
            if let Some(name) = line.strip_prefix("event: ") {
                return name.trim_end().to_owned();
            }
        }
    }

    /// Waits for messages until something is so.
    pub(crate) fn until(&mut self, is_so: impl Fn() -> bool) {
        while !is_so() {
            self.next();
        }
    }
}

#[test]
fn a_saved_text_is_told_and_then_shown() {
    let served = Served::start("text");
    assert!(served.get("/tin/b/").body.contains("Chữ B."));
    let mut messages = served.listen();
    served.write("content/tin/b.md", news("Bài B", "Chữ mới."));
    assert_eq!(messages.next(), "reload");
    assert!(served.get("/tin/b/").body.contains("Chữ mới."));
}

#[test]
fn a_file_saved_by_renaming_another_over_it_is_shown() {
    let served = Served::start("rename");
    let mut messages = served.listen();
    served.write("content/tin/.b.md.swp", news("Bài B", "Chữ đổi tên."));
    let (from, to) = ("content/tin/.b.md.swp", "content/tin/b.md");
    fs::rename(served.folder.0.join(from), served.folder.0.join(to)).expect("renamed");
    messages.until(|| served.get("/tin/b/").body.contains("Chữ đổi tên."));
}

#[test]
fn a_deleted_document_is_gone_and_a_moved_folder_comes() {
    let served = Served::start("delete");
    let mut messages = served.listen();
    served.write("content/tin/a.md", news("Bài A", "Chữ A."));
    messages.until(|| !served.get("/tin/a/").body.contains("Chữ A. Xem"));
    fs::remove_file(served.folder.0.join("content/tin/b.md")).expect("removed");
    messages.until(|| served.get("/tin/b/").status == 404);
    for at in 0..120 {
        served.write(&format!("nhieu/bai-{at}.md"), news(&format!("Bài {at}"), "Chữ."));
    }
    let to = served.folder.0.join("content/tin/nhieu");
    fs::rename(served.folder.0.join("nhieu"), to).expect("moved");
    messages.until(|| served.get("/tin/nhieu/bai-119/").status == 200);
    assert!(
        served.get("/tin/").body.contains("Bài 119") || served.get("/tin/trang-2/").status == 200
    );
}

#[test]
fn a_mistake_is_explained_over_the_last_good_page_until_it_is_mended() {
    let served = Served::start("mistake");
    let mut messages = served.listen();
    served.write("content/tin/b.md", "---\ntitle: <b>Bài</b>\nkhông có: x\n---\n\nChữ.\n");
    assert_eq!(messages.next(), "problems");
    let problems = served.problems("/tin/a/");
    assert!(problems.contains("<code>S01</code>"), "{problems}");
    assert!(problems.contains("content/tin/b.md:3:1"), "{problems}");
    assert!(problems.contains("<mark>không có</mark>"), "{problems}");
    assert!(served.get("/tin/a/").body.contains("Chữ A."));
    assert!(served.get("/tin/a/").body.contains("class=\"bar stale\""));
    served.write("content/tin/b.md", news("Tên mới", "Chữ B."));
    assert_eq!(messages.next(), "reload");
    assert!(served.get("/tin/a/").body.contains("Tên mới"));
    assert!(!served.get("/tin/a/").body.contains("class=\"bar"));
}

#[test]
fn a_page_that_cannot_be_rendered_keeps_its_last_good_bytes() {
    let served = Served::start("template");
    assert_eq!(served.get("/tin/b/").status, 200);
    let mut messages = served.listen();
    served.write("themes/rieng/templates/tin.html", "{{ page.khong_co }}");
    messages.until(|| served.problems("/tin/b/").contains("H02"));
    let page = served.get("/tin/b/");
    assert!(page.status == 200 && page.body.contains("Chữ B."));
    let never = served.get("/tin/a/");
    assert!(never.status == 503 && never.body.contains("H02"), "{}", never.body);
    served.write("themes/rieng/templates/tin.html", "xong {{ page.title }}");
    messages.until(|| served.get("/tin/a/").body.starts_with("xong Bài A"));
}

#[test]
fn a_style_sheet_is_exchanged_without_a_reload() {
    let served = Served::start("style");
    served.write("themes/rieng/styles/site/rieng.css", "p { margin: 1px }");
    let mut messages = served.listen();
    served.write("themes/rieng/styles/site/rieng.css", "p { margin: 777px }");
    messages.until(|| served.get(&format!("/{}", sheet_of(&served))).body.contains("777px"));
}

fn sheet_of(served: &Served) -> String {
    let page = served.get("/").body;
    let at = page.find("assets/site-").expect("a sheet");
    page[at..].split('"').next().expect("a path").to_owned()
}

#[test]
fn only_our_own_pages_are_answered() {
    let served = Served::start("host");
    let port = served.port;
    let ask = |headers: &str| served.ask(&format!("GET / HTTP/1.0{headers}")).status;
    assert_eq!(ask(&format!("\r\nHost: 127.0.0.1:{port}")), 200);
    assert_eq!(ask(&format!("\r\nHost: xau.vn:{port}")), 403);
    assert_eq!(ask(""), 403);
    let status = |headers: &str| served.get_with("/", headers).status;
    assert_eq!(status(&format!("\r\nOrigin: http://localhost:{port}")), 200);
    assert_eq!(status("\r\nOrigin: http://xau.vn"), 403);
    assert_eq!(status("\r\nOrigin: null"), 403);
    assert_eq!(status("\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors"), 403);
    assert_eq!(served.ask(&format!("POST / HTTP/1.0\r\nHost: localhost:{port}")).status, 405);
    let head = served.ask(&format!("HEAD / HTTP/1.0\r\nHost: localhost:{port}"));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[test]
fn no_path_leads_out_of_the_site_and_folders_end_with_a_slash() {
    let served = Served::start("paths");
    served.write("bi-mat.txt", "bí mật");
    for path in
        ["/../bi-mat.txt", "/%2e%2e/bi-mat.txt", "/tin/../../bi-mat.txt", "/content/site.yaml"]
    {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("bí mật"));
    }
    assert_eq!(served.get("/%ff").status, 400);
    let folder = served.get("/tin/b?x=1");
    assert!(folder.status == 307 && folder.head.contains("location: /tin/b/"), "{}", folder.head);
}

#[test]
fn an_attachment_is_sent_as_what_it_is() {
    let served = Served::start("attachment");
    let mut messages = served.listen();
    let large = "1,2\n".repeat(100_000);
    served.write("content/tin/c/bang.csv", &large);
    served.write("content/tin/c/index.md", news("Bài C", "[bảng](bang.csv)"));
    messages.until(|| served.get("/tin/c/bang.csv").status == 200);
    let answer = served.get("/tin/c/bang.csv");
    assert_eq!(answer.body, large);
    for line in [
        "content-type: text/csv; charset=utf-8",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
    ] {
        assert!(answer.head.contains(line), "{}", answer.head);
    }
}

#[test]
fn a_draft_says_so_and_citizens_do_not_see_it() {
    let served = Served::start("draft");
    let mut messages = served.listen();
    let draft = news("Bài C", "Chữ.").replace("đã duyệt", "nháp");
    let timed = news("Bài D", "Chữ.").replace("duyệt\n", "duyệt\npublish_at: 20/11/2999\n");
    served.write("content/tin/c.md", draft);
    served.write("content/tin/d.md", timed);
    messages.until(|| served.get("/tin/d/").status == 200 && served.get("/tin/c/").status == 200);
    assert!(served.get("/tin/c/").body.contains("Bản nháp, chưa công khai"));
    assert!(served.get("/tin/d/").body.contains("Hẹn giờ đăng: 00:00 20/11/2999"));
    let public = served.get("/tin/?at=2999-11-20");
    assert!(public.body.contains("Bài D") && !public.body.contains("Bài C"));
    assert!(public.head.contains("set-cookie: lantoa_at=2999-11-20; path=/"), "{}", public.head);
    let cookie = "\r\nCookie: x=y; lantoa_at=2999-11-19";
    assert_eq!(served.get_with("/tin/d/", cookie).status, 404);
    assert!(served.get_with("/tin/b/", cookie).body.contains("00:00 19/11/2999"));
    let left = served.get_with("/tin/?at=", cookie);
    assert!(left.status == 307 && left.head.contains("max-age=0"), "{}", left.head);
    let wrong = served.get("/?at=%3Cb%3Engay-mai");
    assert!(wrong.status == 400 && wrong.body.contains("“&lt;b&gt;ngay-mai”"), "{}", wrong.body);
}

#[test]
fn folders_that_tell_nothing_are_looked_through() {
    let mut served = Served::start_with("poll", &["--port", "0", "--poll"]);
    served.line_with("mỗi giây");
    let mut messages = served.listen();
    served.write("content/tin/b.md", news("Bài B", "Chữ mới."));
    messages.until(|| served.get("/tin/b/").body.contains("Chữ mới."));
}

#[test]
fn a_busy_port_is_answered_with_the_next_one() {
    let first = Served::start("busy");
    let port = first.port.to_string();
    let second = Served::start_with("busy-too", &["--port", &port]);
    assert!(second.port > first.port);
    assert_eq!(second.get("/").status, 200);
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_at_once_and_leaves_nothing_behind() {
    let mut served = Served::start("stop");
    let _open = served.listen();
    let id = served.program.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    assert_eq!(served.program.wait().expect("ended").code(), Some(0));
    let mut left: Vec<PathBuf> = Vec::new();
    let mut folders = vec![served.folder.0.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { left.push(path) }
        }
    }
    left.retain(|path| !path.ends_with("site.yaml") && !path.ends_with("theme.yaml"));
    left.retain(|path| path.extension().is_none_or(|ending| ending != "md"));
    assert_eq!(left, [served.folder.0.join("output/cache/begun")]);
}
