//! The server on 127.0.0.1; the only file that names `axum` and `tokio`.
//!
//! A thread of its own; answers are made on further ones, so that a slow page holds up nobody. Asked
//! by a page of another site, or under another name than this machine's, it refuses.

use std::convert::Infallible;
use std::io::{self, Read as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::task::{Context, Poll};
use std::thread::JoinHandle;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::response::Response;
use futures_core::Stream;
use tokio::sync::{mpsc, oneshot};

use crate::serve::answer::{self, Content, Reply};
use crate::serve::board::Board;
use crate::serve::{Event, Trouble, request};

/// So many ports are tried, one after the other.
const PORTS: u16 = 20;
/// A file is sent in pieces of this size.
const PIECE: usize = 64 * 1024;

/// A running server; it ends when this is dropped.
pub(super) struct Server {
    /// The port it has.
    pub port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on this port, or on the next free one.
    pub(super) fn start(
        board: &Arc<Board>,
        port: u16,
        events: &Sender<Event>,
    ) -> Result<Self, Trouble> {
        let failed = |source| Trouble::Port { port, source };
        let listener = listener(port).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let desk = Desk { board: Arc::clone(board), port };
        let (stop, stopped) = oneshot::channel();
        let events = events.clone();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                tokio::spawn(listen(listener, desk));
                tokio::spawn(async move {
                    if tokio::signal::ctrl_c().await.is_ok() {
                        let _ = events.send(Event::Stop);
                    }
                });
                let _ = stopped.await;
            });
            // Streams to browsers have no end of their own.
            runtime.shutdown_background();
        });
        Ok(Self { port, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listener(port: u16) -> io::Result<TcpListener> {
    let mut result = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    for next in (1..PORTS).filter_map(|step| port.checked_add(step)) {
        match &result {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                result = TcpListener::bind((Ipv4Addr::LOCALHOST, next));
            }
            _ => break,
        }
    }
    let listener = result?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

#[derive(Clone)]
struct Desk {
    board: Arc<Board>,
    port: u16,
}

async fn listen(listener: TcpListener, desk: Desk) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let router = Router::new().fallback(handle).with_state(desk);
    let _ = axum::serve(listener, router).await;
}

async fn handle(State(desk): State<Desk>, asked: Request<Body>) -> Response {
    let words = desk.board.state().words;
    let refused = |status, word| {
        let text = words.word(word, &[]);
        response(Reply::new(status, "text/plain; charset=utf-8", text), Body::from)
    };
    if !is_ours(asked.headers(), asked.uri().host(), desk.port) {
        return refused(403, "preview_refused");
    }
    if asked.method() != Method::GET && asked.method() != Method::HEAD {
        let mut response = refused(405, "preview_method");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let Some(path) = request::path(asked.uri().path()) else {
        return response(Reply::new(400, "text/plain; charset=utf-8", ""), Body::from);
    };
    if path == "__lantoa/events" {
        return events(&desk.board);
    }
    let cookies = text(asked.headers(), &header::COOKIE).unwrap_or("").to_owned();
    let query = asked.uri().query().unwrap_or("").to_owned();
    let request = answer::Request { path, query, cookies };
    let board = Arc::clone(&desk.board);
    let made = tokio::task::spawn_blocking(move || answer::answer(&board, &request)).await;
    let Ok(mut reply) = made else {
        return response(Reply::new(500, "text/plain; charset=utf-8", ""), Body::from);
    };
    match std::mem::replace(&mut reply.content, Content::Bytes(Vec::new())) {
        Content::Bytes(bytes) => response(reply, |_| Body::from(bytes)),
        Content::File(file) => sent(&desk.board, reply, &file),
    }
}

/// Whether the one who asks is a browser that shows our own page.
fn is_ours(headers: &HeaderMap, host: Option<&str>, port: u16) -> bool {
    let named = text(headers, &header::HOST).or(host).unwrap_or("");
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("null"));
    let value = |name| text(headers, &HeaderName::from_static(name));
    // Browsers send no Origin with `<script src>`, but say that another site asks.
    let is_embedded = value("sec-fetch-site").is_some_and(|site| site == "cross-site")
        && value("sec-fetch-mode").is_some_and(|mode| mode != "navigate");
    request::is_our_host(named, port)
        && origin.is_none_or(|origin| request::is_our_origin(origin, port))
        && !is_embedded
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The head of an answer around its body.
fn response(reply: Reply, body: impl FnOnce(Vec<u8>) -> Body) -> Response {
    let bytes = match reply.content {
        Content::Bytes(bytes) => bytes,
        Content::File(_) => Vec::new(),
    };
    let mut response = Response::new(body(bytes));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let fixed = [
        (header::CONTENT_TYPE, reply.kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [(header::LOCATION, reply.location), (header::SET_COOKIE, reply.cookie)] {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// A file of the content, read on a thread of its own while it is sent.
fn sent(board: &Arc<Board>, reply: Reply, file: &Path) -> Response {
    let mut reader = match board.site.disk.open(file) {
        Ok(reader) => reader,
        Err(failure) => {
            let text = failure.words(board.state().words);
            return response(Reply::new(404, "text/plain; charset=utf-8", text), Body::from);
        }
    };
    let (sender, pieces) = mpsc::channel::<io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        let mut piece = vec![0; PIECE];
        loop {
            let read = match reader.read(&mut piece) {
                Ok(0) => return,
                Ok(read) => Ok(Bytes::copy_from_slice(&piece[..read])),
                Err(error) => Err(error),
            };
            let is_last = read.is_err();
            if sender.blocking_send(read).is_err() || is_last {
                return;
            }
        }
    });
    response(reply, |_| Body::from_stream(Pieces(pieces)))
}

/// The stream of messages to one page.
fn events(board: &Board) -> Response {
    let (sender, messages) = mpsc::channel::<Result<Bytes, Infallible>>(64);
    // A page that takes nothing any more is dropped; it asks again when it wakes up.
    board.listen(Box::new(move |message| sender.try_send(Ok(Bytes::from(message))).is_ok()));
    let reply = Reply::new(200, "text/event-stream; charset=utf-8", "");
    response(reply, |_| Body::from_stream(Pieces(messages)))
}

/// What comes through a channel, as a stream.
struct Pieces<E>(mpsc::Receiver<Result<Bytes, E>>);

impl<E> Stream for Pieces<E> {
    type Item = Result<Bytes, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
