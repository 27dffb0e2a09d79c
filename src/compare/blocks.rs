//! Parts cleaned HTML into the blocks that readers see, as plain words.

use crate::model::comparison::Shape;
use crate::text::markup::{self, Piece};

/// What a part of a text is, and its words.
pub type Plain = (Shape, String);

/// The blocks of a text, in order; empty ones are left out.
pub fn blocks(html: &str) -> Vec<Plain> {
    let mut scan = Scan::default();
    for piece in markup::pieces(html) {
        match piece {
            Piece::Words(words) => scan.text(words),
            Piece::Tag(tag) => scan.tag(tag),
        }
    }
    scan.flush();
    scan.blocks
}

/// The words of some HTML, its blocks one after the other.
pub(super) fn plain(html: &str) -> String {
    let words: Vec<String> = blocks(html).into_iter().map(|(_, words)| words).collect();
    words.join(" ")
}

#[derive(Default)]
struct Scan {
    blocks: Vec<Plain>,
    words: String,
    /// How many lists, rows and verbatim blocks are open.
    points: u32,
    rows: u32,
    verbatim: u32,
    heading: Option<u8>,
    /// The address of the link that is open, and where its words begin.
    link: Option<(String, usize)>,
}

impl Scan {
    fn text(&mut self, text: &str) {
        // The arrow that leads back from a footnote is no word.
        let text = if text == "↩" { "" } else { text };
        if text.contains('&') {
            self.words.push_str(&markup::unescaped(text));
        } else {
            self.words.push_str(text);
        }
    }

    fn tag(&mut self, tag: &str) {
        let (name, is_end) = markup::tag_name(tag);
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = (!is_end).then(|| name.as_bytes()[1] - b'0');
            }
            "li" | "dt" | "dd" => {
                self.flush();
                self.points = count(self.points, is_end);
            }
            "tr" => {
                self.flush();
                self.rows = count(self.rows, is_end);
            }
            "td" | "th" if is_end => self.words.push_str(" | "),
            "pre" => {
                self.flush();
                self.verbatim = count(self.verbatim, is_end);
            }
            "p" | "div" | "section" | "aside" | "blockquote" | "ul" | "ol" | "dl" | "table"
            | "thead" | "tbody" | "tfoot" | "caption" | "figure" | "figcaption" | "details"
            | "summary" | "hr" => self.flush(),
            "br" => self.words.push(' '),
            // The call of a footnote is a word of its own.
            "sup" if tag.contains("footnote-call") => self.words.push_str(" ["),
            "sup" if is_end && self.words.ends_with(|c: char| c.is_ascii_digit()) => {
                let is_call = self.words.rfind('[').is_some_and(|at| {
                    self.words[at + 1..].bytes().all(|byte| byte.is_ascii_digit())
                });
                self.words.push_str(if is_call { "]" } else { "" });
            }
            "img" => self.words.push_str(&format!(" [{}] ", attribute(tag, "alt"))),
            "a" if !is_end => self.link = Some((attribute(tag, "href"), self.words.len())),
            "a" => self.close_link(),
            _ => {}
        }
    }

    /// An address elsewhere is part of what a text says, as in print.
    fn close_link(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let is_elsewhere = address.starts_with("http://") || address.starts_with("https://");
        let words = self.words.get(start..).unwrap_or("").trim();
        if is_elsewhere && words != address {
            self.words.push_str(&format!(" ({address})"));
        }
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let words = match self.verbatim {
            0 => words.split_whitespace().collect::<Vec<&str>>().join(" "),
            _ => words.trim_matches('\n').to_owned(),
        };
        let words = words.trim_end_matches(" |");
        if words.trim().is_empty() {
            return;
        }
        let shape = match (self.heading, self.verbatim, self.rows, self.points) {
            (Some(level), ..) => Shape::Heading(level),
            (_, 1.., ..) => Shape::Verbatim,
            (_, _, 1.., _) => Shape::Row,
            (.., 1..) => Shape::Point,
            _ => Shape::Paragraph,
        };
        self.blocks.push((shape, words.to_owned()));
    }
}

fn count(open: u32, is_end: bool) -> u32 {
    if is_end { open.saturating_sub(1) } else { open + 1 }
}

fn attribute(tag: &str, name: &str) -> String {
    let mark = format!(" {name}=\"");
    let value = tag.split_once(&mark).and_then(|(_, rest)| rest.split('"').next());
    markup::unescaped(value.unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::model::comparison::Shape;

    #[test]
    fn headings_paragraphs_points_and_rows_are_blocks() {
        let html = "<h2 id=\"x\">Mục &amp; đích</h2><p>Một <strong>hai</strong>\nba.</p><ul><li>Điểm a</li><li><p>Điểm b</p></li></ul><table><tr><th>STT</th><td>Giải</td></tr></table>";
        let expected = [
            (Shape::Heading(2), "Mục & đích"),
            (Shape::Paragraph, "Một hai ba."),
            (Shape::Point, "Điểm a"),
            (Shape::Point, "Điểm b"),
            (Shape::Row, "STT | Giải"),
        ];
        let found = blocks(html);
        let found: Vec<(Shape, &str)> = found.iter().map(|(at, words)| (*at, &**words)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_address_elsewhere_is_part_of_the_text() {
        let found = blocks("<p><a href=\"https://x.vn/a\">đây</a> <a href=\"../b/\">kia</a></p>");
        assert_eq!(found[0].1, "đây (https://x.vn/a) kia");
    }
}
