//! Draws diagnostics for a terminal: the line itself, carets, what to type.
//!
//! The only file that names `annotate-snippets`. Takes sorted diagnostics whose lines are filled
//! in; returns text and prints nothing.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use crate::diagnostic::catalogue::{Catalogue, Wording};
use crate::diagnostic::{Diagnostic, Place, Severity};

/// Whether to colour the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// Plain text.
    Plain,
}

/// Characters of a long line that are shown on each side of the words meant.
const AROUND: usize = 60;

/// All diagnostics, each as a block, parted by an empty line.
pub fn draw(problems: &[Diagnostic], catalogue: &Catalogue, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let blocks: Vec<String> =
        problems.iter().map(|problem| block(problem, catalogue, &renderer)).collect();
    blocks.join("\n\n")
}

fn block(problem: &Diagnostic, catalogue: &Catalogue, renderer: &Renderer) -> String {
    let wording = catalogue.wording(problem);
    let hint_name = catalogue.word("hint_name", &[]);
    let why_name = catalogue.word("why_name", &[]);
    let related_name = catalogue.word("related_name", &[]);
    let excerpt = Excerpt::of(&problem.place);
    let mut group = heading(problem, catalogue, &wording);
    group = match &excerpt {
        Some(excerpt) => group.element(excerpt.snippet(&problem.place, &wording.label)),
        None => group.element(annotate_snippets::Origin::path(problem.place.path.as_ref())),
    };
    for place in &problem.related {
        group = group.element(note(&related_name, place_text(place)));
    }
    if !wording.hint.is_empty() {
        group = group.element(note(&hint_name, wording.hint));
    }
    if !wording.why.is_empty() {
        group = group.element(note(&why_name, wording.why));
    }
    renderer.render(&[group])
}

fn heading<'a>(problem: &'a Diagnostic, catalogue: &'a Catalogue, wording: &Wording) -> Group<'a> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO,
    };
    let level = level.with_name(Some(catalogue.severity(problem.severity)));
    Group::with_title(level.primary_title(wording.message.clone()).id(problem.code()))
}

fn note<'a>(name: &'a str, text: String) -> Element<'a> {
    Level::NOTE.with_name(Some(name)).message(text).into()
}

fn place_text(place: &Place) -> String {
    match place.span {
        Some(span) => format!("{}:{}:{}", place.path, span.line, span.column),
        None => place.path.to_string(),
    }
}

/// The line of a place, cut where it is long.
struct Excerpt {
    text: String,
    line: usize,
    start: usize,
    end: usize,
}

impl Excerpt {
    fn of(place: &Place) -> Option<Self> {
        let (span, line) = (place.span?, place.line.as_ref()?);
        let column = span.column.saturating_sub(1) as usize;
        let first = column.saturating_sub(if column > AROUND { AROUND } else { column });
        let shown = span.width.clamp(1, 120) as usize;
        let letters: Vec<char> =
            line.chars().skip(first).take(column - first + shown + AROUND).collect();
        let before: usize = letters.iter().take(column - first).map(|c| c.len_utf8()).sum();
        let marked: usize =
            letters.iter().skip(column - first).take(shown).map(|c| c.len_utf8()).sum();
        let text: String = letters.iter().collect();
        Some(Self { text, line: span.line as usize, start: before, end: before + marked })
    }

    fn snippet<'a>(
        &'a self,
        place: &'a Place,
        label: &'a str,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let caret = AnnotationKind::Primary.span(self.start..self.end);
        let caret = if label.is_empty() { caret } else { caret.label(label) };
        Snippet::source(self.text.as_str())
            .line_start(self.line)
            .path(place.path.as_ref())
            .annotation(caret)
    }
}
