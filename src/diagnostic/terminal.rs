//! Draws diagnostics for a terminal: the line itself, carets, what to type.
//!
//! The only file that names `annotate-snippets`. Takes sorted diagnostics whose lines are filled
//! in; returns text and prints nothing.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use crate::diagnostic::catalogue::{Catalogue, Wording};
use crate::diagnostic::excerpt::Excerpt;
use crate::diagnostic::{Diagnostic, Place, Severity};

/// Whether to colour the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// Plain text.
    Plain,
}

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
        group = group.element(note(&related_name, place.to_string()));
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

impl Excerpt {
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
