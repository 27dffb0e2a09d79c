//! What the preview adds to pages: bars, the overlay of problems, the script. Text in, text out.

use crate::diagnostic::catalogue::Catalogue;
use crate::diagnostic::html::{articles, escape};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hash::Hash;
use crate::model::document::Visibility;
use crate::text::date::Instant;

/// The script of every page.
pub(super) const SCRIPT: &str = include_str!("client.js");
const STYLE: &str = include_str!("client.css");

/// What is to be added to a page.
#[derive(Default)]
pub(super) struct Extra {
    /// Another one with each start of the program.
    pub run: String,
    /// What was up when the page was made.
    pub version: u64,
    /// Bars at the foot of the page.
    pub bars: Vec<Bar>,
    /// Whether the page is the preview's own and lists the problems itself.
    pub is_plain: bool,
}

/// A line at the foot of the page.
pub(super) struct Bar {
    class: &'static str,
    text: String,
    link: Option<(&'static str, String)>,
}

impl Bar {
    /// How a page's document stands with the public.
    pub(super) fn withheld(visibility: &Visibility, now: Instant, words: &Catalogue) -> Self {
        let text = match visibility.status.as_str() {
            "da-duyet" => approved(visibility, now, words),
            "cho-duyet" | "tra-lai" | "da-go" | "luu-tru" => {
                words.word(&format!("preview_{}", visibility.status), &[])
            }
            _ => words.word("preview_draft", &[]),
        };
        Self { class: "bar", text, link: None }
    }

    /// The page is older than what was written since.
    pub(super) fn last_good(errors: usize, words: &Catalogue) -> Self {
        let text = words.word("preview_last_good", &[("errors", errors.to_string())]);
        let link = Some(("/__lantoa/problems?whole", words.word("preview_show", &[])));
        Self { class: "bar stale", text, link }
    }

    /// The site is shown as citizens see it at an instant.
    pub(super) fn at(at: Instant, words: &Catalogue) -> Self {
        let text = words.word("preview_at", &[("time", shown(at))]);
        Self { class: "bar at", text, link: Some(("?at=", words.word("preview_leave", &[]))) }
    }

    fn html(&self) -> String {
        let link = self.link.as_ref().map_or_else(String::new, |(to, words)| {
            format!(" <a href=\"{}\">{}</a>", escape(to), escape(words))
        });
        format!("<p class=\"{}\" role=\"status\">{}{link}</p>", self.class, escape(&self.text))
    }
}

/// Approved and yet not public: why.
fn approved(visibility: &Visibility, now: Instant, words: &Catalogue) -> String {
    let from = visibility.publish_at.map(|when| when.instant()).filter(|from| *from > now);
    let until = visibility.unpublish_at.map(|when| when.instant()).filter(|until| *until <= now);
    match (from, until) {
        (Some(from), _) => words.word("preview_scheduled", &[("time", shown(from))]),
        (None, Some(until)) => words.word("preview_unpublished", &[("time", shown(until))]),
        (None, None) => words.word("preview_withheld", &[]),
    }
}

/// `08:00 20/11/2021`, in Vietnam.
fn shown(at: Instant) -> String {
    let whole = at.rfc3339();
    let time = whole.get(11..16).unwrap_or("");
    format!("{time} {}", at.date().short())
}

/// A page with what the preview adds, before the end of its body.
pub(super) fn with(html: &[u8], extra: &Extra) -> Vec<u8> {
    let at = end_of_body(html);
    let added = extra.html();
    let mut page = Vec::with_capacity(html.len() + added.len());
    page.extend_from_slice(&html[..at]);
    page.extend_from_slice(added.as_bytes());
    page.extend_from_slice(&html[at..]);
    page
}

fn end_of_body(html: &[u8]) -> usize {
    const END: &[u8] = b"</body>";
    let found = html.windows(END.len()).rposition(|part| part.eq_ignore_ascii_case(END));
    found.unwrap_or(html.len())
}

impl Extra {
    fn html(&self) -> String {
        let bars: String = self.bars.iter().map(Bar::html).collect();
        // A shadow tree keeps the site's sheets out, with or without the script.
        let bars = match bars.is_empty() {
            true => bars,
            false => format!(
                "<lantoa-bars><template shadowrootmode=\"open\"><style>{STYLE}</style><div \
                 class=\"bars\">{bars}</div></template></lantoa-bars>"
            ),
        };
        let (run, version) = (escape(&self.run), self.version);
        let plain = if self.is_plain { " data-plain" } else { "" };
        format!(
            "{bars}<script src=\"/__lantoa/client.js\" data-run=\"{run}\" \
             data-version=\"{version}\"{plain}></script>"
        )
    }
}

/// What is wrong: every lỗi, and the rest for one page.
pub(super) struct Problems<'a> {
    /// Every lỗi, with lines.
    pub errors: &'a [Diagnostic],
    /// Warnings and hints of the page in view, with lines.
    pub others: &'a [Diagnostic],
    /// What the disk refuses.
    pub failure: Option<&'a str>,
}

impl Problems<'_> {
    fn count(&self) -> usize {
        self.errors.len() + usize::from(self.failure.is_some())
    }

    fn list(&self, words: &Catalogue) -> String {
        let failure = self.failure.map_or_else(String::new, |failure| {
            let severity = escape(words.severity(Severity::Error));
            let failure = escape(failure);
            format!("<article class=\"error\"><h3><b>{severity}</b> {failure}</h3></article>")
        });
        format!("{failure}{}", articles(self.errors, words))
    }

    /// The overlay, or nothing where there is nothing to say.
    pub(super) fn overlay(&self, words: &Catalogue) -> String {
        let (errors, others) = (self.count(), self.others.len());
        if errors + others == 0 {
            return String::new();
        }
        let (title, pill, class) = match errors {
            0 => (
                words.word("preview_no_problems", &[]),
                words.word("preview_pill_warnings", &[("count", others.to_string())]),
                "open quiet",
            ),
            errors => (
                words.word("preview_problems", &[("errors", errors.to_string())]),
                words.word("preview_pill_errors", &[("errors", errors.to_string())]),
                "open",
            ),
        };
        let mut list = self.list(words);
        if others > 0 {
            let summary = words.word("preview_warnings", &[("count", others.to_string())]);
            let is_open = if errors == 0 { " open" } else { "" };
            list.push_str(&format!(
                "<details{is_open}><summary>{}</summary>{}</details>",
                escape(&summary),
                articles(self.others, words)
            ));
        }
        let key = Hash::of(list.as_bytes()).short();
        format!(
            "<style>{STYLE}</style><dialog aria-labelledby=\"title\" data-key=\"{key}\" \
             data-errors=\"{errors}\"><header><h2 id=\"title\">{}</h2><button class=\"close\" \
             autofocus>{}</button></header>{list}</dialog><button class=\"{class}\">{}</button>",
            escape(&title),
            escape(&words.word("preview_close", &[])),
            escape(&pill)
        )
    }

    /// A page of its own, for addresses that never had a good one.
    pub(super) fn page(&self, words: &Catalogue, lead: &str) -> String {
        plain(words, &words.word("preview_title", &[]), lead, &self.list(words))
    }
}

/// A page of the preview itself. `html` is escaped already.
pub(super) fn plain(words: &Catalogue, title: &str, lead: &str, html: &str) -> String {
    let (language, title, lead) = (words.language().tag(), escape(title), escape(lead));
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta \
         name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head><body><main \
         class=\"plain\"><h1>{title}</h1><p>{lead}</p>{html}</main></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::{Extra, with};

    #[test]
    fn the_script_stands_before_the_end_of_the_body_or_of_the_page() {
        let extra = Extra { run: "1".to_owned(), version: 2, ..Extra::default() };
        let page = |html: &str| String::from_utf8(with(html.as_bytes(), &extra)).expect("UTF-8");
        assert!(page("<p></body>x</BODY></html>").ends_with("</script></BODY></html>"));
        assert!(page("mẩu").starts_with("mẩu<script src="));
    }
}
