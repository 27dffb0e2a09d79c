//! The map of a document's relations, laid out for drawing.
//!
//! Takes the relations as templates see them and gives boxes with their lines of text, in units of
//! one CSS pixel at the width of a phone: a picture that is shrunk to fit has letters nobody reads.
//! What the document leans on stands above it, what leans on the document below. The list beside
//! the drawing says the same in words, so the drawing may leave the eleventh box out.

use crate::model::data::Data;

/// Width of the drawing, of its margin for lines, of a box's padding.
const WIDTH: i64 = 340;
const SPINE: i64 = 12;
const LEFT: i64 = 32;
const PAD: i64 = 10;
/// Height of a line of text, and of the line that names the relation; space between boxes.
const LINE: i64 = 19;
const LABEL: i64 = 17;
const GAP: i64 = 14;
/// More boxes on one side, or more lines in a box, help nobody to see at a glance.
const MOST: usize = 10;
const MOST_LINES: usize = 3;

/// A box on its way to the drawing.
struct Plotted<'a> {
    label: String,
    lines: Vec<String>,
    url: &'a str,
    here: bool,
    top: i64,
    height: i64,
}

/// The map of a document, or nothing where it has no relation.
pub(super) fn map(title: &str, links: &Data<'_>, inverse: &Data<'_>) -> Data<'static> {
    let above = boxes(links);
    let below = boxes(inverse);
    if above.is_empty() && below.is_empty() {
        return Data::None;
    }
    let (ups, mut all) = (above.len(), above);
    all.push(Plotted {
        label: String::new(),
        // Its letters are bold.
        lines: wrapped(title, (WIDTH - 2 * PAD) * 7 / 8),
        url: "",
        here: true,
        top: 0,
        height: 0,
    });
    all.extend(below);
    let mut y = 1;
    for plotted in &mut all {
        let label = if plotted.label.is_empty() { 0 } else { LABEL };
        plotted.top = y;
        plotted.height = label + plotted.lines.len() as i64 * LINE + 2 * PAD - 2;
        y += plotted.height + GAP;
    }
    let height = y - GAP + 1;
    let (paths, tips) = lines(&all, ups);
    Data::map([
        ("width", Data::Int(WIDTH)),
        ("height", Data::Int(height)),
        ("lines", Data::text(paths)),
        ("tips", Data::text(tips)),
        ("boxes", Data::list(all.iter().map(shown))),
    ])
}

/// One box a relation.
fn boxes<'a>(relations: &'a Data<'_>) -> Vec<Plotted<'a>> {
    let Data::List(relations) = relations else { return Vec::new() };
    let plotted = relations.iter().take(MOST).map(|relation| {
        let document = relation.get("document").unwrap_or(&Data::None);
        let number = text(document, "number");
        let label = text(relation, "label");
        Plotted {
            label: if number.is_empty() { label.into() } else { format!("{label} · {number}") },
            lines: wrapped(text(document, "title"), WIDTH - LEFT - 2 * PAD),
            url: text(document, "url"),
            here: false,
            top: 0,
            height: 0,
        }
    });
    plotted.collect()
}

fn text<'a>(data: &'a Data<'_>, name: &str) -> &'a str {
    match data.get(name) {
        Some(Data::Text(text)) => text,
        _ => "",
    }
}

/// The paths between boxes, and the heads of their arrows: from who acts to what it acts on.
fn lines(all: &[Plotted<'_>], here: usize) -> (String, String) {
    let middle = |plotted: &Plotted<'_>| plotted.top + plotted.height / 2;
    let (mut paths, mut tips) = (String::new(), String::new());
    let own = &all[here];
    if here > 0 {
        paths.push_str(&format!("M{SPINE} {}V{}", own.top, middle(&all[0])));
    }
    if let Some(last) = all.last().filter(|_| here + 1 < all.len()) {
        let end = own.top + own.height;
        paths.push_str(&format!("M{SPINE} {}V{}", end + 7, middle(last)));
        tips.push_str(&format!("M{SPINE} {}l-5 8h10z", end + 1));
    }
    for (at, plotted) in all.iter().enumerate().filter(|(at, _)| *at != here) {
        let y = middle(plotted);
        if at < here {
            paths.push_str(&format!("M{SPINE} {y}H{}", LEFT - 7));
            tips.push_str(&format!("M{} {y}l-8-5v10z", LEFT - 1));
        } else {
            paths.push_str(&format!("M{SPINE} {y}H{LEFT}"));
        }
    }
    (paths, tips)
}

fn shown(plotted: &Plotted<'_>) -> Data<'static> {
    let x = if plotted.here { 0 } else { LEFT };
    let first = plotted.top + PAD + if plotted.label.is_empty() { 0 } else { LABEL };
    let lines = plotted.lines.iter().enumerate().map(|(at, line)| {
        let y = first + at as i64 * LINE + 13;
        Data::map([("y", Data::Int(y)), ("text", Data::text(line.clone()))])
    });
    Data::map([
        ("here", Data::Bool(plotted.here)),
        ("url", Data::text(plotted.url.to_owned())),
        ("label", Data::text(plotted.label.clone())),
        ("x", Data::Int(x)),
        ("text_x", Data::Int(x + PAD)),
        ("y", Data::Int(plotted.top)),
        ("label_y", Data::Int(plotted.top + PAD + 11)),
        ("width", Data::Int(WIDTH - x - 1)),
        ("height", Data::Int(plotted.height)),
        ("lines", Data::list(lines)),
    ])
}

/// A text in lines of at most so many pixels; the last one says if there was more.
fn wrapped(text: &str, width: i64) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let joined = format!("{} {word}", lines[last]);
        if lines[last].is_empty() {
            lines[last].push_str(word);
        } else if tenths(&joined) <= width * 10 {
            lines[last] = joined;
        } else if lines.len() == MOST_LINES {
            lines[last].push('…');
            break;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// About how wide a text is at 14 px, in tenths of a pixel; on the safe side for the faces that
/// phones and Windows have.
fn tenths(text: &str) -> i64 {
    let width = |c: char| match c {
        'i' | 'í' | 'ì' | 'ỉ' | 'ĩ' | 'ị' | 'l' | 'j' | 't' | 'f' | ' ' | '.' | ',' | ':' | '-'
        | '/' | '“' | '”' => 48,
        'm' | 'w' | 'M' | 'W' => 125,
        c if c.is_uppercase() => 96,
        _ => 82,
    };
    text.chars().map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::{Data, map, wrapped};

    fn relation(title: &str) -> Data<'_> {
        let document = Data::map([("title", Data::text(title)), ("url", Data::text("../a/"))]);
        Data::map([("label", Data::text("Căn cứ")), ("document", document)])
    }

    #[test]
    fn a_document_without_relations_has_no_map() {
        assert_eq!(map("A", &Data::List(vec![]), &Data::List(vec![])), Data::None);
    }

    #[test]
    fn what_a_document_leans_on_stands_above_it() {
        let links = Data::List(vec![relation("Luật")]);
        let inverse = Data::List(vec![relation("Hướng dẫn")]);
        let map = map("Kế hoạch", &links, &inverse);
        let Some(Data::List(boxes)) = map.get("boxes") else { panic!("boxes") };
        let top = |at: usize| match boxes[at].get("y") {
            Some(Data::Int(y)) => *y,
            _ => panic!("a place"),
        };
        assert!(top(0) < top(1) && top(1) < top(2));
        assert_eq!(boxes[1].get("here"), Some(&Data::Bool(true)));
    }

    #[test]
    fn a_long_title_ends_with_a_mark() {
        let lines = wrapped(&"phòng chống dịch ".repeat(20), 280);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'));
    }

    #[test]
    fn a_word_wider_than_the_box_still_ends() {
        assert_eq!(wrapped(&"a".repeat(500), 280).len(), 1);
    }
}
