//! From a request that is believed to its answer.
//!
//! Everything that is answered stands in the tables of a scene, so that no path can lead out of the
//! site. A page that cannot be made now is answered with its last good bytes, and says so.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::Failure;
use crate::pipeline::preview::Sight;
use crate::pipeline::scene::{Answer, Shown};
use crate::serve::board::{Board, State};
use crate::serve::page::{self, Bar, Extra, Problems};
use crate::serve::request;
use crate::text::date::Instant;

/// A file that has just been written is read again within this time.
const CHANGING: Duration = Duration::from_millis(600);
/// The cookie that holds the instant.
const COOKIE: &str = "lantoa_at";

/// A request.
pub(super) struct Request {
    /// The path below the site's root, decoded.
    pub path: String,
    /// The query as it came.
    pub query: String,
    /// The cookies as they came.
    pub cookies: String,
}

/// An answer.
pub(super) struct Reply {
    /// The status code.
    pub status: u16,
    /// The content type.
    pub kind: &'static str,
    /// Where to go instead.
    pub location: Option<String>,
    /// A cookie to be set.
    pub cookie: Option<String>,
    /// What comes.
    pub content: Content,
}

/// The body of an answer.
pub(super) enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A file, piece by piece.
    File(PathBuf),
}

const HTML: &str = "text/html; charset=utf-8";

impl Reply {
    /// Bytes with their type.
    pub(super) fn new(status: u16, kind: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        let content = Content::Bytes(bytes.into());
        Self { status, kind, location: None, cookie: None, content }
    }

    fn to(location: String) -> Self {
        Self { location: Some(location), ..Self::new(307, HTML, "") }
    }
}

/// The answer to a request.
pub(super) fn answer(board: &Board, request: &Request) -> Reply {
    match request.path.as_str() {
        "__lantoa/client.js" => {
            Reply::new(200, "text/javascript; charset=utf-8", page::SCRIPT.as_bytes())
        }
        "__lantoa/problems" => problems(board, request),
        path => of_site(board, request, path),
    }
}

fn of_site(board: &Board, request: &Request, path: &str) -> Reply {
    let asked = request::parameter(&request.query, "at");
    let kept = request::cookie(&request.cookies, COOKIE);
    match asked.as_deref() {
        Some("") => {
            let cookie = Some(format!("{COOKIE}=; Path=/; Max-Age=0; SameSite=Lax"));
            Reply { cookie, ..Reply::to(format!("/{}", request::encoded(path))) }
        }
        Some(typed) => match Instant::parse(typed) {
            Ok(at) => {
                let value = request::encoded(typed);
                let cookie = Some(format!("{COOKIE}={value}; Path=/; SameSite=Lax"));
                Reply { cookie, ..Asked::new(board, Sight::Citizens(at), path).reply() }
            }
            Err(_) => bad_instant(board, typed),
        },
        None => Asked::new(board, sight(kept.as_deref()), path).reply(),
    }
}

fn sight(kept: Option<&str>) -> Sight {
    let at = kept.and_then(|kept| Instant::parse(kept).ok());
    at.map_or(Sight::Writers, Sight::Citizens)
}

fn bad_instant(board: &Board, typed: &str) -> Reply {
    let words = &board.state().words;
    let title = words.word("preview_bad_at", &[("value", typed.to_owned())]);
    let html = page::plain(words, &title, &words.word("preview_bad_at_hint", &[]), "");
    Reply::new(400, HTML, html)
}

/// The overlay for the page in view; as a page of its own where scripts do not run.
fn problems(board: &Board, request: &Request) -> Reply {
    let page = request::parameter(&request.query, "page").unwrap_or_default();
    let path = request::path(&page).unwrap_or_default();
    let kept = request::cookie(&request.cookies, COOKIE);
    let asked = Asked::new(board, sight(kept.as_deref()), &path);
    let state = &asked.state;
    let mut errors: Vec<Diagnostic> = of_severity(state, |severity| severity == Severity::Error);
    let mut others = Vec::new();
    match asked.try_answer() {
        Ok(Some(Answer::Broken(problem))) => errors.push(problem),
        Ok(Some(Answer::Page(Shown { html, file, .. }))) => {
            others = of_severity(state, |severity| severity != Severity::Error);
            others.retain(|problem| Some(&problem.place.path) == file.as_ref());
            // Weighed here and not for the page itself, which is not to wait for it.
            others.extend(asked.too_heavy(&html));
            others.retain(|problem| problem.accepted.is_none());
        }
        _ => {}
    }
    errors.extend(others.extract_if(.., |problem| problem.severity == Severity::Error));
    let inputs = board.site.inputs();
    let errors = state.preview.with_lines(&inputs, &errors);
    let others = state.preview.with_lines(&inputs, &others);
    let failure = state.failure.as_deref();
    let problems = Problems { errors: &errors, others: &others, failure };
    match request.query.contains("whole") {
        true => Reply::new(200, HTML, problems.page(state.words, "")),
        false => Reply::new(200, HTML, problems.overlay(state.words)),
    }
}

fn of_severity(state: &State, is_wanted: fn(Severity) -> bool) -> Vec<Diagnostic> {
    let problems = state.preview.problems.iter();
    problems.filter(|problem| is_wanted(problem.severity)).cloned().collect()
}

/// A path that somebody wants to see.
struct Asked<'a> {
    board: &'a Board,
    state: Arc<State>,
    sight: Sight,
    path: &'a str,
}

impl<'a> Asked<'a> {
    fn new(board: &'a Board, sight: Sight, path: &'a str) -> Self {
        Self { board, state: board.state(), sight, path }
    }

    fn try_answer(&self) -> Result<Option<Answer>, Failure> {
        let scene = self.state.scene(&self.board.site, self.sight)?;
        scene.map(|scene| scene.answer(&self.board.site.inputs(), self.path)).transpose()
    }

    /// What a build would say of the weight of this page.
    fn too_heavy(&self, html: &[u8]) -> Option<Diagnostic> {
        let site = &self.board.site;
        let scene = self.state.scene(site, self.sight).ok().flatten()?;
        self.state.preview.too_heavy(&site.inputs(), &scene, (self.path, html))
    }

    fn reply(mut self) -> Reply {
        let mut answer = self.try_answer();
        // The file is newer than what is up: that will be exchanged in a moment.
        if matches!(answer, Ok(Some(Answer::Changing)) | Err(_)) && !self.state.preview.is_broken()
        {
            self.state = self.board.newer_than(self.state.version, CHANGING);
            answer = self.try_answer();
        }
        match answer {
            Ok(Some(answer)) => self.of_answer(answer),
            Ok(None) => self.explained(None, None),
            Err(failure) => self.without(Some(failure.words(self.state.words)), None),
        }
    }

    fn of_answer(&self, answer: Answer) -> Reply {
        match answer {
            Answer::Page(shown) => {
                self.board.keep(self.sight, self.path, &shown.html);
                self.page(200, &shown)
            }
            Answer::Missing(shown) => self.page(404, &shown),
            Answer::Folder => Reply::to(format!("/{}/", request::encoded(self.path))),
            Answer::Bytes(bytes) => Reply::new(200, content_type(self.path), bytes),
            Answer::File(file) => {
                let content = Content::File(file);
                Reply { content, ..Reply::new(200, content_type(self.path), "") }
            }
            Answer::Broken(problem) => self.without(None, Some(problem)),
            Answer::Changing => self.without(None, None),
        }
    }

    fn page(&self, status: u16, shown: &Shown) -> Reply {
        let mut bars = Vec::new();
        if let Some(visibility) = &shown.withheld {
            bars.push(Bar::withheld(visibility, self.board.site.now(), self.state.words));
        }
        if self.state.preview.is_broken() || self.state.failure.is_some() {
            bars.push(Bar::last_good(self.errors(), self.state.words));
        }
        Reply::new(status, HTML, page::with(&shown.html, &self.extra(bars, false)))
    }

    /// How many lỗi there are.
    fn errors(&self) -> usize {
        let problems = self.state.preview.problems.iter();
        let errors = problems.filter(|problem| problem.severity == Severity::Error).count();
        errors + usize::from(self.state.failure.is_some())
    }

    /// The page cannot be made now: the last good one, else a page that says why.
    fn without(&self, failure: Option<String>, problem: Option<Diagnostic>) -> Reply {
        let Some(html) = self.board.last_good(self.sight, self.path) else {
            return self.explained(failure, problem);
        };
        let errors = self.errors() + usize::from(failure.is_some() || problem.is_some());
        let bars = vec![Bar::last_good(errors, self.state.words)];
        Reply::new(200, HTML, page::with(&html, &self.extra(bars, false)))
    }

    fn explained(&self, failure: Option<String>, problem: Option<Diagnostic>) -> Reply {
        let mut errors = of_severity(&self.state, |severity| severity == Severity::Error);
        errors.extend(problem);
        let errors = self.state.preview.with_lines(&self.board.site.inputs(), &errors);
        let failure = failure.as_deref().or(self.state.failure.as_deref());
        let is_known = failure.is_some() || !errors.is_empty();
        let words = &self.state.words;
        let lead = words.word(if is_known { "preview_not_yet" } else { "preview_changing" }, &[]);
        let html = Problems { errors: &errors, others: &[], failure }.page(words, &lead);
        Reply::new(503, HTML, page::with(html.as_bytes(), &self.extra(Vec::new(), true)))
    }

    fn extra(&self, mut bars: Vec<Bar>, is_plain: bool) -> Extra {
        if let Sight::Citizens(at) = self.sight {
            bars.push(Bar::at(at, self.state.words));
        }
        Extra { run: self.board.run.clone(), version: self.state.version, bars, is_plain }
    }
}

/// What a browser takes the bytes for; a type that is not known is offered for download.
fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "ndjson" => "application/x-ndjson",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}
