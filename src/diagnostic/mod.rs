//! An author's mistake as a value: what is wrong, where, and what to type instead.
//!
//! Stages make diagnostics and hand them on; nobody throws one. The wording lives in the
//! catalogues (`messages/{vi,en}.yaml`), the drawing in `terminal`, `html` and `json`, the meaning of a
//! check where it is made. A broken world (disk, network) is no diagnostic but an error.

pub mod acceptance;
pub mod catalogue;
mod excerpt;
pub mod html;
pub mod json;
pub mod terminal;

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// *Lỗi*: the site is not built before it is mended.
    Error,
    /// *Cảnh báo*: built, but `publish` wants it mended or accepted with a reason.
    Warning,
    /// *Gợi ý*: worth a look.
    Hint,
}

/// A place in a line: 1-based line and column and the width, all counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct Span {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// How many characters are meant, at least 1.
    pub width: u32,
}

/// A file, and where in it; without a span the whole file is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path as the person who reads the message can open it.
    pub path: Arc<str>,
    /// The words meant.
    pub span: Option<Span>,
    /// The line of the span, filled in once, when a run has ended.
    pub line: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(path: &Arc<str>) -> Self {
        Self { path: Arc::clone(path), span: None, line: None }
    }

    /// Some words in a file.
    pub fn at(path: &Arc<str>, span: Span) -> Self {
        Self { path: Arc::clone(path), span: Some(span), line: None }
    }
}

impl std::fmt::Display for Place {
    /// `content/x.md:14:22`, which terminals and editors turn into a link.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.span {
            Some(span) => write!(f, "{}:{}:{}", self.path, span.line, span.column),
            None => f.write_str(&self.path),
        }
    }
}

/// A change of the file that mends a mistake without a person's judgement; `lantoa fix` offers it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fix {
    /// Byte offset in the source's text (NFC, `\n`) at which the old words begin.
    pub start: u32,
    /// Byte offset behind the old words.
    pub end: u32,
    /// What is to stand there instead.
    pub text: String,
}

/// One mistake, ready to be worded in any language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where it is.
    pub place: Place,
    /// How much it weighs.
    pub severity: Severity,
    /// `S01.unknown_key`: the stable code of the check, then the message's name in the catalogue.
    pub id: Cow<'static, str>,
    /// What the message's `{names}` stand for.
    pub arguments: Vec<(Cow<'static, str>, String)>,
    /// Other places that belong to the mistake, such as the first of two equal numbers.
    pub related: Vec<Place>,
    /// What mends it, where that is safe to do without asking what was meant.
    pub fix: Option<Fix>,
    /// Why it is accepted as it is, where somebody wrote a reason.
    pub accepted: Option<String>,
}

impl Diagnostic {
    /// A *lỗi*. `id` must be in the catalogues; a test reads the source and checks it.
    pub fn error(id: &'static str, place: Place) -> Self {
        Self::new(Severity::Error, id, place)
    }

    /// A *cảnh báo*.
    pub fn warning(id: &'static str, place: Place) -> Self {
        Self::new(Severity::Warning, id, place)
    }

    /// A *gợi ý*.
    pub fn hint(id: &'static str, place: Place) -> Self {
        Self::new(Severity::Hint, id, place)
    }

    fn new(severity: Severity, id: &'static str, place: Place) -> Self {
        let (arguments, related) = (Vec::new(), Vec::new());
        Self { place, severity, id: id.into(), arguments, related, fix: None, accepted: None }
    }

    /// Adds a word of the message; white space is folded, and a long one is cut at 160 characters.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.arguments.push((name.into(), shorten(value.as_ref())));
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }

    /// Adds the change that mends it: `text` in the place of a byte range of the source's text.
    #[must_use]
    pub fn fixed_by(mut self, range: std::ops::Range<usize>, text: impl Into<String>) -> Self {
        // Texts are refused above 32 MiB, so an offset fits into 32 bits.
        self.fix =
            Some(Fix { start: range.start as u32, end: range.end as u32, text: text.into() });
        self
    }

    /// The stable code: `S01` of `S01.unknown_key`.
    pub fn code(&self) -> &str {
        self.id.split('.').next().unwrap_or(&self.id)
    }
}

/// Whether any of these keeps the site from being built.
pub fn any_error(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut words = crate::text::normalise::one_line(text);
    if let Some((at, _)) = words.char_indices().nth(LONGEST) {
        words.truncate(at);
        words.push('…');
    }
    words
}
