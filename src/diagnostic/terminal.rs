//! Draws diagnostics for a terminal: the line itself, carets, what to type.
//!
//! Where the reader's terminal shows colours, places are links too (OSC 8); everywhere they stand as
//! `file:line:column`, which editors turn into links by themselves.
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

/// All diagnostics, each as a block, parted by an empty line. `folder` is the absolute path below
/// which places lie, for links.
pub fn draw(
    problems: &[Diagnostic],
    catalogue: &Catalogue,
    colour: Colour,
    folder: &str,
) -> String {
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let blocks = problems.iter().map(|problem| {
        let block = placed(&problem.place, block(problem, catalogue, &renderer));
        match colour {
            Colour::Ansi if !folder.is_empty() => linked(problem, block, folder),
            _ => block,
        }
    });
    blocks.collect::<Vec<String>>().join("\n\n")
}

/// The block with the true column: that of a line which was cut counts from the cut.
fn placed(place: &Place, block: String) -> String {
    let (Some(span), Some(excerpt)) = (place.span, Excerpt::of(place)) else { return block };
    let column = excerpt.text[..excerpt.start].chars().count() + 1;
    if column == span.column as usize {
        return block;
    }
    let drawn = format!("{}:{}:{column}", place.path, span.line);
    block.replacen(&drawn, &place.to_string(), 1)
}

/// The block with each of its places as a link to the file.
fn linked(problem: &Diagnostic, block: String, folder: &str) -> String {
    let mut linked = String::with_capacity(block.len() + 200);
    let mut rest = block.as_str();
    for place in std::iter::once(&problem.place).chain(&problem.related) {
        let text = place.to_string();
        let Some(at) = rest.find(&text) else { continue };
        let address = file_address(folder, &place.path);
        linked.push_str(&rest[..at]);
        linked.push_str(&format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"));
        rest = &rest[at + text.len()..];
    }
    linked + rest
}

/// `file:///home/…/content/a.md`, with every byte that is not plain ASCII as `%…`.
fn file_address(folder: &str, path: &str) -> String {
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    let whole = if is_absolute { path.to_owned() } else { format!("{folder}/{path}") };
    let whole = whole.replace('\\', "/");
    let mut address = String::from("file://");
    if !whole.starts_with('/') {
        address.push('/');
    }
    for byte in whole.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' | b':' => {
                address.push(char::from(byte));
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
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

#[cfg(test)]
mod tests {
    use super::{Colour, draw, file_address};
    use crate::diagnostic::catalogue::{Catalogue, Language};
    use crate::diagnostic::{Diagnostic, Place, Span};

    fn far_out() -> Diagnostic {
        let span = Span { line: 3, column: 301, width: 4 };
        let mut place = Place::at(&"content/a b.md".into(), span);
        place.line = Some(format!("{}sai! và hết", "chữ ".repeat(75)));
        Diagnostic::warning("D05.final_stop", place)
    }

    #[test]
    fn a_cut_line_keeps_its_true_column() {
        let drawn = draw(&[far_out()], Catalogue::of(Language::Vi), Colour::Plain, "/x");
        assert!(drawn.contains("content/a b.md:3:301"), "{drawn}");
        assert!(!drawn.contains('\u{1b}'));
    }

    #[test]
    fn a_place_is_a_link_where_colours_are() {
        let drawn = draw(&[far_out()], Catalogue::of(Language::Vi), Colour::Ansi, "/nhà");
        let link =
            "\u{1b}]8;;file:///nh%C3%A0/content/a%20b.md\u{1b}\\content/a b.md:3:301\u{1b}]8;;";
        assert!(drawn.contains(link), "{drawn:?}");
        assert_eq!(file_address("C:\\x", "a.md"), "file:///C:/x/a.md");
    }
}
