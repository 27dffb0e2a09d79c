//! Paragraphs and lists that a copy from Word or PDF broke: torn apart by a line or a page, without
//! their bullets (S05), with marks that Markdown does not know (M12).

use crate::check::text::reading::Reading;
use crate::check::text::structure::{Label, first_line};
use crate::diagnostic::Diagnostic;
use crate::model::prose::{Passage, Role};

/// `(đ.1.2)`.
const LONGEST_LABEL: usize = 8;
/// Fewer lines than this may end in a semicolon for other reasons.
const SHORTEST_LIST: usize = 3;

/// What is wrong with paragraphs and lists.
pub(super) fn check(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    torn(reading, problems);
    lost_bullets(reading, problems);
    for passage in &reading.subject.prose.passages {
        problems.extend(run_together(reading, passage));
        typed_bullets(reading, passage, problems);
    }
}

/// A paragraph without an end, followed by one that begins in small letters: a page or a line ended
/// between them. A run of such breaks is one finding and one change.
fn torn(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let passages = &reading.subject.prose.passages;
    let mut at = 0;
    while at + 1 < passages.len() {
        let mut last = at;
        while last + 1 < passages.len() && is_torn(reading, &passages[last], &passages[last + 1]) {
            last += 1;
        }
        if last > at {
            problems.push(joined(reading, &passages[at..=last]));
        }
        at = last + 1;
    }
}

pub(super) fn is_torn(reading: &Reading<'_>, first: &Passage, second: &Passage) -> bool {
    let is_plain = |passage: &Passage| {
        matches!(passage.role, Role::Paragraph) && passage.breaks == 0 && !passage.is_bold
    };
    let goes_on = matches!(first.role, Role::Item { .. }) || is_plain(first);
    if !goes_on || !is_plain(second) {
        return false;
    }
    let words = |passage| reading.subject.prose.words_of(passage).trim();
    let (before, after) = (words(first), words(second));
    let (Some(end), Some(start)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    // “a) …” opens a point and does not go on.
    let is_point = || after.chars().nth(1).is_some_and(|c| matches!(c, ')' | '.'));
    start.is_lowercase()
        && (end.is_alphanumeric() || matches!(end, ',' | ')' | '”'))
        && before.len() > 40
        && after.len() > 15
        && !is_point()
}

fn joined(reading: &Reading<'_>, run: &[Passage]) -> Diagnostic {
    let source = reading.subject.source;
    let typed = |passage: &Passage| {
        source.text.get(passage.source.clone()).unwrap_or("").trim_end().to_owned()
    };
    let (first, last) = (&run[0], &run[run.len() - 1]);
    let parts: Vec<String> = run.iter().map(typed).collect();
    let end = last.source.start + parts.last().map_or(0, String::len);
    let second = first_line(reading, &run[1]);
    let words: String = reading.subject.prose.words_of(&run[1]).chars().take(40).collect();
    Diagnostic::hint("S05.torn", source.place(second))
        .with("count", (run.len() - 1).to_string())
        .with("words", words)
        .fixed_by(first.source.start..end, parts.join(" "))
}

/// Whether words are a line of a list: they end in a semicolon and begin with no label of a point,
/// such as `a)`, `1.2.` or `đ.1)`.
fn is_line_of_list(words: &str) -> bool {
    let first = words.split([' ', '\u{a0}']).next().unwrap_or("");
    let is_label = first.ends_with([')', '.']) && first.chars().count() <= LONGEST_LABEL;
    words.ends_with(';') && !is_label && !words.starts_with(['-', '+', '*', '\u{1}'])
}

fn ends_list(words: &str) -> bool {
    words.ends_with(['.', ';']) && Label::of(words).is_none()
}

/// S05: behind a colon, paragraphs that end in semicolons, and one that ends it all.
fn lost_bullets(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let prose = reading.subject.prose;
    let passages = &prose.passages;
    let words = |at: usize| prose.words_of(&passages[at]).trim();
    let is_plain = |at: usize| {
        let passage = &passages[at];
        passage.role == Role::Paragraph && passage.breaks == 0 && !passage.is_bold
    };
    let mut at = 0;
    while at + SHORTEST_LIST < passages.len() {
        let first = at + 1;
        at = first;
        if !words(first - 1).ends_with(':') || passages[first - 1].role.is_field() {
            continue;
        }
        let mut end = first;
        while end < passages.len() && is_plain(end) && is_line_of_list(words(end)) {
            end += 1;
        }
        if end < passages.len() && end > first && is_plain(end) && ends_list(words(end)) {
            end += 1;
        }
        if end - first >= SHORTEST_LIST {
            problems.push(without_bullets(reading, &passages[first..end]));
            at = end;
        }
    }
}

fn without_bullets(reading: &Reading<'_>, lines: &[Passage]) -> Diagnostic {
    let source = reading.subject.source;
    let typed = |passage: &Passage| {
        let typed = source.text.get(passage.source.clone()).unwrap_or("").trim_end();
        let lines: Vec<&str> = typed.lines().map(str::trim).collect();
        format!("- {}", lines.join(" "))
    };
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    let kept = source.text.get(last.source.clone()).unwrap_or("").trim_end().len();
    let right: Vec<String> = lines.iter().map(typed).collect();
    lost(reading, first_line(reading, first), lines.len())
        .fixed_by(first.source.start..last.source.start + kept, right.join("\n"))
}

fn lost(reading: &Reading<'_>, line: std::ops::Range<usize>, count: usize) -> Diagnostic {
    let place = reading.subject.source.place(line.clone());
    let words = reading.subject.source.text.get(line).unwrap_or("");
    Diagnostic::hint("S05.lost_bullets", place)
        .with("count", count.to_string())
        .with("words", words)
}

/// S05: lines of a list that Markdown makes one paragraph.
fn run_together(reading: &Reading<'_>, passage: &Passage) -> Option<Diagnostic> {
    if passage.role != Role::Paragraph || passage.breaks > 0 {
        return None;
    }
    let source = reading.subject.source;
    let typed = source.text.get(passage.source.clone())?.trim_end();
    let lines: Vec<&str> = typed.split('\n').collect();
    let head = lines.iter().position(|line| line.trim_end().ends_with(':'))?;
    let list = lines.get(head + 1..)?;
    let (last, others) = list.split_last()?;
    let is_list = others.len() + 1 >= SHORTEST_LIST
        && others.iter().all(|line| is_line_of_list(line.trim()))
        && ends_list(last.trim());
    is_list.then(|| {
        let before: usize = lines[..=head].iter().map(|line| line.len() + 1).sum();
        let start = passage.source.start + before;
        let right: Vec<String> = list.iter().map(|line| format!("- {}", line.trim())).collect();
        lost(reading, start..start + list[0].len(), list.len())
            .fixed_by(start..passage.source.start + typed.len(), right.join("\n"))
    })
}

/// `•`, `–` and other marks at the beginning of a line, which make no list.
fn typed_bullets(reading: &Reading<'_>, passage: &Passage, problems: &mut Vec<Diagnostic>) {
    if !matches!(passage.role, Role::Paragraph | Role::Inside | Role::Item { .. } | Role::Quotation)
    {
        return;
    }
    let source = reading.subject.source;
    let typed = source.text.get(passage.source.clone()).unwrap_or("");
    // Each of these marks begins with one of three bytes that few texts hold.
    if memchr::memchr3(0xE2, 0xC2, 0xEF, typed.as_bytes()).is_none() {
        return;
    }
    let mut start = passage.source.start;
    for line in typed.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let mark = line[indent..].chars().next();
        if let Some(mark) = mark.filter(|mark| "•–—·▪●○◦‣⁃➢✓\u{F0B7}".contains(*mark))
        {
            let after = &line[indent + mark.len_utf8()..];
            let is_list = after.starts_with([' ', '\u{a0}', '\t']) || !matches!(mark, '–' | '—');
            if is_list && !after.trim().is_empty() {
                let at = start + indent;
                let gap = after.len() - after.trim_start().len();
                let range = at..at + mark.len_utf8() + gap;
                let place = source.place(at..at + mark.len_utf8());
                let problem = Diagnostic::warning("M12.typed_bullet", place);
                problems.push(problem.with("mark", mark.to_string()).fixed_by(range, "- "));
            }
        }
        start += line.len();
    }
}
