//! A02: colours that sheets of a site lay over those of the theme must stay readable (WCAG 2.2, 1.4.3
//! and 1.4.11).
//!
//! Reads the names that `:root { … }` gives to colours, the last sheet wins, and holds pairs of them
//! against each other, on light and on dark pages. A value that is no plain colour (`#rgb`, `light-dark`,
//! `var`) is passed over: only what is certainly too faint is told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::accent::Colour;
use crate::diagnostic::Diagnostic;
use crate::model::source::Source;

/// What stands on what, and the least contrast: words, then edges of what can be pressed.
const PAIRS: [(&str, &[&str], f64); 9] = [
    ("--text", &["--bg", "--surface", "--accent-soft"], OF_TEXT),
    ("--muted", &["--bg", "--surface"], OF_TEXT),
    ("--link", &["--bg", "--surface"], OF_TEXT),
    ("--visited", &["--bg", "--surface"], OF_TEXT),
    ("--accent-text", &["--bg", "--surface"], OF_TEXT),
    ("--good", &["--good-bg"], OF_TEXT),
    ("--warn", &["--warn-bg"], OF_TEXT),
    ("--stop", &["--stop-bg"], OF_TEXT),
    ("--edge", &["--bg"], OF_EDGES),
];
const OF_TEXT: f64 = 4.5;
const OF_EDGES: f64 = 3.0;
/// A name may stand for a name that stands for a colour.
const DEEPEST: usize = 8;

/// Where a name was last given its value.
struct Declared<'a> {
    value: &'a str,
    sheet: usize,
    range: Range<usize>,
}

/// The first pair of colours that is too faint, at the later one of the two.
pub(super) fn too_faint(sheets: &[Source]) -> Option<Diagnostic> {
    let mut names: BTreeMap<&str, Declared<'_>> = BTreeMap::new();
    for (sheet, source) in sheets.iter().enumerate() {
        for (name, value, range) in roots(&source.text).into_iter().flat_map(declarations) {
            names.insert(name, Declared { value, sheet, range });
        }
    }
    let pairs = PAIRS.iter().flat_map(|(ink, grounds, least)| {
        grounds.iter().map(move |ground| (*ink, *ground, *least))
    });
    pairs.into_iter().find_map(|pair| judged(&names, sheets, pair))
}

fn judged(
    names: &BTreeMap<&str, Declared<'_>>,
    sheets: &[Source],
    (ink, ground, least): (&str, &str, f64),
) -> Option<Diagnostic> {
    let faint = [0, 1].into_iter().find_map(|scheme| {
        let (a, b) = (colour(names, ink, scheme)?, colour(names, ground, scheme)?);
        let contrast = Colour::parse(a)?.contrast(Colour::parse(b)?);
        (contrast < least).then_some((a, b, contrast))
    });
    let (a, b, contrast) = faint?;
    let at = |name: &str| names.get(name).map(|one| (one.sheet, one.range.start));
    let later = names.get(if at(ink) > at(ground) { ink } else { ground })?;
    // Never rounded up to what would do.
    let tenths = |ratio: f64| format!("{:.1}", (ratio * 10.0).floor() / 10.0).replace('.', ",");
    Some(
        Diagnostic::error("A02.contrast", sheets[later.sheet].place(later.range.clone()))
            .with("ink", format!("{ink}: {a}"))
            .with("ground", format!("{ground}: {b}"))
            .with("contrast", tenths(contrast))
            .with("least", tenths(least)),
    )
}

/// What a name comes to on light pages (0) and dark ones (1).
fn colour<'a>(names: &BTreeMap<&str, Declared<'a>>, name: &str, scheme: usize) -> Option<&'a str> {
    let mut value = names.get(name)?.value;
    for _ in 0..DEEPEST {
        if let Some(both) = inside(value, "light-dark(") {
            value = both.split(',').nth(scheme)?.trim();
        } else if let Some(other) = inside(value, "var(") {
            value = names.get(other)?.value;
        } else {
            return Some(value);
        }
    }
    None
}

fn inside<'t>(value: &'t str, function: &str) -> Option<&'t str> {
    value.strip_prefix(function)?.strip_suffix(')').map(str::trim)
}

/// The inner bytes of each `:root { … }` that holds always: in no `@media`, with no condition. Nothing
/// is nested in them.
fn roots(css: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let (mut depth, mut begun) = (0, 0);
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => {
                let head = css[begun..at].rsplit("*/").next().unwrap_or("").trim();
                if depth == 0 && head == ":root" {
                    let inner = css[at + 1..].split('}').next().unwrap_or("");
                    found.push((inner, at + 1));
                }
                depth += 1;
            }
            b'}' => (depth, begun) = (depth - 1, at + 1),
            b';' if depth == 0 => begun = at + 1,
            _ => {}
        }
    }
    found
}

/// Names, values and where the values stand, of the inside of a rule that begins at a byte.
fn declarations((inner, start): (&str, usize)) -> Vec<(&str, &str, Range<usize>)> {
    let mut begun = start;
    let mut all = Vec::new();
    for typed in inner.split(';') {
        let line = typed.rsplit("*/").next().unwrap_or("");
        if let Some((name, value)) = line.split_once(':') {
            let from = begun + typed.len() - value.trim_start().len();
            let value = value.trim();
            all.push((name.trim(), value, from..from + value.len()));
        }
        begun += typed.len() + 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::too_faint;
    use crate::hash::Hash;
    use crate::model::source::Source;

    fn faint(sheets: &[&str]) -> Option<(u32, u32)> {
        let sheet = |css: &&str| Source::new("a.css", "a.css", (*css).to_owned(), Hash::default());
        let sheets: Vec<Source> = sheets.iter().map(sheet).collect();
        let span = too_faint(&sheets)?.place.span?;
        Some((span.line, span.column))
    }

    #[test]
    fn the_later_sheet_is_held_against_the_earlier_one() {
        let theme = ":root { --bg: light-dark(#fff, #000); --muted: light-dark(#444, #ccc) }";
        assert_eq!(faint(&[theme]), None);
        assert_eq!(faint(&[theme, "/* ours */\n:root {\n  --muted: #777;\n}"]), Some((3, 12)));
        assert_eq!(faint(&[theme, ":root { --x: #444; --muted: var(--x) }"]), Some((1, 29)));
        let fine = ":root { --muted: light-dark(#555, #aaa) }";
        assert_eq!(faint(&[theme, fine]), None);
    }

    #[test]
    fn what_holds_only_sometimes_or_is_no_plain_colour_is_passed_over() {
        let theme = ":root { --bg: #fff; --text: #111 }";
        assert_eq!(faint(&[theme, "@media print { :root { --text: #eee } }"]), None);
        assert_eq!(faint(&[theme, ":root[data-x] { --text: #eee }"]), None);
        assert_eq!(faint(&[theme, ":root { --text: rgb(250 250 250) }"]), None);
    }
}
