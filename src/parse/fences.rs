//! A file that does not begin with `---`: what its author meant.
//!
//! Word turns three hyphens into a line or a dash; who begins a file by hand forgets them.

use crate::diagnostic::Diagnostic;
use crate::model::source::Source;

/// Signs that look like the hyphens of a fence.
const DASHES: [char; 7] = ['-', '–', '—', '―', '_', '=', '─'];
/// Longer words before a colon are a sentence.
const LONGEST_KEY: usize = 40;

/// What is wrong with a text whose first line is no fence.
pub(super) fn without(source: &Source) -> Diagnostic {
    let text = source.text.as_str();
    let first = text.lines().next().unwrap_or("");
    if is_dashes(first) {
        let problem = Diagnostic::error("S01.other_dashes", source.place(0..first.len()));
        return match closing(text, first.len() + 1) {
            Some((start, end)) => {
                let between = &text[first.len()..start];
                problem.with("typed", first).fixed_by(0..end, format!("---{between}---"))
            }
            None => problem.with("typed", first).fixed_by(0..first.len(), "---"),
        };
    }
    if !is_entry(first) {
        return Diagnostic::error("S01.no_front_matter", source.place(0..1));
    }
    let lines = text.split_inclusive('\n');
    let entries = lines.take_while(|line| is_entry(line) || is_below_entry(line));
    let end: usize = entries.map(str::len).sum();
    let closed = text[end..].starts_with("---");
    let problem = Diagnostic::error("S01.no_fence", source.place(0..first.len()));
    match closed {
        true => problem.fixed_by(0..0, "---\n"),
        false => {
            let gap = if text[..end].ends_with('\n') { "" } else { "\n" };
            problem.fixed_by(0..end, format!("---\n{}{gap}---\n", &text[..end]))
        }
    }
}

fn is_dashes(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.chars().all(|sign| DASHES.contains(&sign))
}

/// The next line of dashes: where it begins, and ends.
fn closing(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        if is_dashes(line) {
            return Some((at, at + line.trim_end().len()));
        }
        at += line.len();
    }
    None
}

/// `Tiêu đề: Lễ phát động`
fn is_entry(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        key.chars().next().is_some_and(char::is_alphabetic)
            && key.chars().count() <= LONGEST_KEY
            && !key.contains(['.', ',', '/'])
    })
}

fn is_below_entry(line: &str) -> bool {
    line.starts_with([' ', '-']) && !line.trim().is_empty() && !is_dashes(line)
}

#[cfg(test)]
mod tests {
    use super::without;
    use crate::hash::Hash;
    use crate::model::source::Source;

    fn mended(text: &str) -> (String, String) {
        let source = Source::new("", "tin/x.md", text.to_owned(), Hash::default());
        let problem = without(&source);
        let fix = problem.fix.map_or(text.to_owned(), |fix| {
            let (start, end) = (fix.start as usize, fix.end as usize);
            format!("{}{}{}", &text[..start], fix.text, &text[end..])
        });
        (problem.id.into_owned(), fix)
    }

    #[test]
    fn fences_that_word_changed_or_nobody_typed_are_put_back() {
        let right = "---\nTiêu đề: A\nNhãn:\n  - b\n---\n\nChữ.\n";
        let of_word = right.replace("---", "———");
        assert_eq!(mended(&of_word), ("S01.other_dashes".into(), right.into()));
        let none = right.replace("---\n", "");
        assert_eq!(mended(&none), ("S01.no_fence".into(), right.into()));
        let only_end = &right[4..];
        assert_eq!(mended(only_end), ("S01.no_fence".into(), right.into()));
        assert_eq!(mended("Chào các bạn, hôm nay: vui").0, "S01.no_front_matter");
        assert_eq!(mended("Tiêu đề: A"), ("S01.no_fence".into(), "---\nTiêu đề: A\n---\n".into()));
        assert_eq!(mended("——").1, "---");
    }
}
