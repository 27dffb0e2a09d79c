//! Draws diagnostics as HTML for the overlay of the preview: the words of the terminal, escaped.
//!
//! Takes diagnostics whose lines are filled in; returns one `<article>` each, without styles.

use crate::diagnostic::catalogue::Catalogue;
use crate::diagnostic::excerpt::Excerpt;
use crate::diagnostic::{Diagnostic, Severity};

/// All diagnostics, one article each.
pub fn articles(problems: &[Diagnostic], catalogue: &Catalogue) -> String {
    problems.iter().map(|problem| article(problem, catalogue)).collect()
}

fn article(problem: &Diagnostic, catalogue: &Catalogue) -> String {
    let wording = catalogue.wording(problem);
    let class = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    let mut html = format!(
        "<article class=\"{class}\"><h3><b>{}</b> <code>{}</code> {}</h3>\
         <p class=\"place\">{}</p>",
        escape(catalogue.severity(problem.severity)),
        escape(problem.code()),
        words(&wording.message),
        escape(&problem.place.to_string()),
    );
    if let Some(excerpt) = Excerpt::of(&problem.place) {
        html.push_str(&line(&excerpt));
        if !wording.label.is_empty() {
            html.push_str(&format!("<p class=\"label\">{}</p>", words(&wording.label)));
        }
    }
    for place in &problem.related {
        html.push_str(&note("related_name", &escape(&place.to_string()), catalogue));
    }
    for (name, text) in [("hint_name", &wording.hint), ("why_name", &wording.why)] {
        if !text.is_empty() {
            html.push_str(&note(name, &words(text), catalogue));
        }
    }
    html.push_str("</article>\n");
    html
}

/// The line itself with the words meant marked.
fn line(excerpt: &Excerpt) -> String {
    let (before, rest) = excerpt.text.split_at(excerpt.start);
    let (meant, after) = rest.split_at(excerpt.end - excerpt.start);
    // A place behind the last letter marks the gap where something is missing.
    let meant = if meant.is_empty() { "\u{a0}" } else { meant };
    format!(
        "<pre><span>{}</span> {}<mark>{}</mark>{}</pre>",
        excerpt.line,
        escape(before),
        escape(meant),
        escape(after)
    )
}

fn note(name: &str, html: &str, catalogue: &Catalogue) -> String {
    format!("<p><b>{}:</b> {html}</p>", escape(&catalogue.word(name, &[])))
}

/// Words of a message; what stands between two backticks is to be typed.
fn words(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let parts: Vec<&str> = text.split('`').collect();
    for (at, part) in parts.iter().enumerate() {
        let is_typed = at % 2 == 1 && at + 1 < parts.len();
        match is_typed {
            true => html.push_str(&format!("<code>{}</code>", escape(part))),
            false if at % 2 == 1 => html.push_str(&format!("`{}", escape(part))),
            false => html.push_str(&escape(part)),
        }
    }
    html
}

/// Text as HTML, also between quotation marks.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::{articles, words};
    use crate::diagnostic::catalogue::{Catalogue, Language};
    use crate::diagnostic::{Diagnostic, Place, Span};

    #[test]
    fn what_an_author_wrote_is_escaped_everywhere() {
        let mut place = Place::at(&"content/<b>.md".into(), Span { line: 3, column: 2, width: 8 });
        place.line = Some("a<script>&\"".to_owned());
        let problem = Diagnostic::error("L01.not_found", place).with("name", "<img src=x>");
        let html = articles(&[problem], Catalogue::of(Language::Vi));
        assert!(html.contains("<mark>&lt;script&gt;</mark>&amp;&quot;"), "{html}");
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>.md"));
        assert!(html.contains("content/&lt;b&gt;.md:3:2"));
    }

    #[test]
    fn words_between_backticks_are_to_be_typed() {
        assert_eq!(words("gõ `a<b` và `c"), "gõ <code>a&lt;b</code> và `c");
    }
}
