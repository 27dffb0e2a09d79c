//! The build of a text: levels and bold lines (S02), numbering (S03), tables (S04), footnotes without
//! their note (M13). Paragraphs and lists are in `paragraphs`.

use std::collections::BTreeMap;

use crate::check::text::paragraphs;
use crate::check::text::reading::Reading;
use crate::diagnostic::Diagnostic;
use crate::model::prose::{Passage, Role};
use crate::text::number;

/// What is wrong with the build of a text.
pub(super) fn check(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let levels = headings(reading, problems);
    numbering(reading, &levels, problems);
    tables(reading, problems);
    paragraphs::check(reading, problems);
    for (at, passage) in reading.subject.prose.passages.iter().enumerate() {
        if passage.is_bold && passage.role == Role::Paragraph {
            problems.extend(bold_line(reading, at));
        }
        footnotes(reading, passage, problems);
    }
}

/// Judges the levels of headings; gives those they should have, in order.
fn headings(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) -> Vec<u8> {
    let mut levels = Vec::new();
    let mut level = 1;
    let mut roman_level = None;
    for passage in &reading.subject.prose.passages {
        let Role::Heading(typed) = passage.role else { continue };
        // The page's title is the only heading of level 1.
        let typed = typed.max(2);
        let label = Label::of(reading.subject.prose.words_of(passage));
        let place = || reading.subject.source.place(first_line(reading, passage));
        let mut wanted = typed.min(level + 1);
        if let (Some(Label::Digits(_)), Some(above)) = (&label, roman_level)
            && typed <= above
        {
            wanted = above + 1;
            let problem = Diagnostic::warning("S02.level_by_number", place());
            problems.push(relevelled(reading, passage, problem, wanted));
        } else if typed > level + 1 {
            let problem = Diagnostic::warning("S02.level_skipped", place());
            problems.push(relevelled(reading, passage, problem, wanted));
        }
        if matches!(label, Some(Label::Roman(_))) {
            roman_level = Some(wanted);
        }
        if passage.is_bold {
            problems.push(bold_heading(reading, passage));
        }
        levels.push(wanted);
        level = wanted;
    }
    levels
}

pub(super) fn first_line(reading: &Reading<'_>, passage: &Passage) -> std::ops::Range<usize> {
    let typed = reading.subject.source.text.get(passage.source.clone()).unwrap_or("");
    let line = typed.lines().next().unwrap_or("").len();
    passage.source.start..passage.source.start + line.max(1)
}

/// `###` in the place of the marks that were typed.
fn relevelled(
    reading: &Reading<'_>,
    passage: &Passage,
    problem: Diagnostic,
    level: u8,
) -> Diagnostic {
    let typed = &reading.subject.source.text[passage.source.clone()];
    let marks = typed.len() - typed.trim_start_matches('#').len();
    let right = "#".repeat(level as usize);
    let words: String = reading.subject.prose.words_of(passage).chars().take(60).collect();
    let problem = problem.with("right", format!("{right} {}", words.trim()));
    let start = passage.source.start;
    if marks > 0 { problem.fixed_by(start..start + marks, right) } else { problem }
}

/// `## **2. Đối tượng**`: a heading is bold by itself.
fn bold_heading(reading: &Reading<'_>, passage: &Passage) -> Diagnostic {
    let range = first_line(reading, passage);
    let typed = &reading.subject.source.text[range.clone()];
    let right = typed.replace("**", "").replace("__", "");
    let place = reading.subject.source.place(range.clone());
    Diagnostic::hint("S02.bold_heading", place).with("right", right.trim()).fixed_by(range, right)
}

/// A short paragraph, all bold, that a text follows.
fn bold_line(reading: &Reading<'_>, at: usize) -> Option<Diagnostic> {
    let prose = reading.subject.prose;
    let passage = prose.passages.get(at)?;
    let words = prose.words_of(passage).trim();
    let is_line = passage.breaks == 0
        && words.chars().count() <= 100
        && words.chars().any(char::is_lowercase)
        && !words.ends_with(['.', ';', ',', '!', '?', '…', '”']);
    let follows = matches!(
        prose.passages.get(at + 1).map(|next| (next.role, next.is_bold)),
        Some((Role::Paragraph | Role::Item { .. }, false))
    );
    // A date, a place, a signer at the foot is bold too; what follows a colon is a list's beginning.
    let is_heading = is_line && follows && !words.ends_with(':') && words.split(' ').count() <= 14;
    is_heading.then(|| {
        let before = prose.passages[..at].iter().rev();
        let mut levels = before.filter_map(|other| match other.role {
            Role::Heading(level) => Some(level.max(2)),
            _ => None,
        });
        let level = levels.next().map_or(2, |level| (level + 1).min(6)) as usize;
        let right = format!("{} {words}", "#".repeat(level));
        let range = first_line(reading, passage);
        let place = reading.subject.source.place(range.clone());
        let problem = Diagnostic::warning("S02.bold_line", place).with("right", &right);
        problem.fixed_by(range, right)
    })
}

/// The number written before a heading or a point.
pub(super) enum Label {
    Roman(u32),
    Digits(u32),
    Letter(char),
    Article(u32),
}

/// The letters of points in Vietnamese order (NĐ 30/2020/NĐ-CP, Phụ lục I).
const POINTS: &str = "abcdđeghiklmnopqrstuvxy";

impl Label {
    pub(super) fn of(words: &str) -> Option<Self> {
        let words = words.trim_start();
        if let Some(rest) = words.strip_prefix("Điều ") {
            let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
            let after = rest[digits.len()..].chars().next();
            return digits.parse().ok().filter(|_| after == Some('.')).map(Self::Article);
        }
        let end = words.char_indices().take(8).find(|(_, c)| matches!(c, '.' | ')'))?.0;
        let (label, rest) = words.split_at(end);
        if !rest[1..].starts_with([' ', '\u{a0}']) {
            return None;
        }
        let mut letters = label.chars();
        match (letters.next(), letters.next(), rest.as_bytes()[0]) {
            (Some(letter @ ('a'..='z' | 'đ')), None, b')') => Some(Self::Letter(letter)),
            (Some('0'..='9'), _, _) => label.parse().ok().map(Self::Digits),
            (Some('I' | 'V' | 'X'), _, b'.') => number::roman(label).map(Self::Roman),
            _ => None,
        }
    }

    fn family(&self) -> u8 {
        match self {
            Self::Roman(_) => 0,
            Self::Digits(_) => 1,
            Self::Letter(_) => 2,
            Self::Article(_) => 3,
        }
    }

    fn written(&self) -> String {
        match self {
            Self::Roman(number) => format!("{}.", roman(*number)),
            Self::Digits(number) => format!("{number}."),
            Self::Letter(letter) => format!("{letter})"),
            Self::Article(number) => format!("Điều {number}."),
        }
    }

    fn next(&self) -> Option<Self> {
        Some(match self {
            Self::Roman(number) => Self::Roman(number + 1),
            Self::Digits(number) => Self::Digits(number + 1),
            Self::Article(number) => Self::Article(number + 1),
            Self::Letter(letter) => {
                let at = POINTS.chars().position(|point| point == *letter)?;
                Self::Letter(POINTS.chars().nth(at + 1)?)
            }
        })
    }

    fn is_first(&self) -> bool {
        matches!(self, Self::Roman(1) | Self::Digits(0 | 1) | Self::Letter('a') | Self::Article(1))
    }
}

fn roman(number: u32) -> String {
    let mut rest = number;
    let mut text = String::new();
    for (value, letters) in
        [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    {
        while rest >= value {
            text.push_str(letters);
            rest -= value;
        }
    }
    text
}

/// Gaps and repetitions, each sequence by itself: headings of a level, points, items of a depth.
fn numbering(reading: &Reading<'_>, levels: &[u8], problems: &mut Vec<Diagnostic>) {
    let mut levels = levels.iter();
    let mut last: BTreeMap<(u8, u8), Label> = BTreeMap::new();
    for passage in &reading.subject.prose.passages {
        let words = reading.subject.prose.words_of(passage);
        let (depth, label) = match passage.role {
            Role::Heading(_) => (levels.next().copied().unwrap_or(2), Label::of(words)),
            Role::Paragraph => match Label::of(words) {
                Some(label @ Label::Letter(_)) => (10, Some(label)),
                // A line in capitals that was not marked as the heading it is.
                Some(label @ Label::Roman(_)) if !words.chars().any(char::is_lowercase) => {
                    (1, Some(label))
                }
                _ => continue,
            },
            Role::Item { depth, number: Some(number) } => (20 + depth, Some(Label::Digits(number))),
            _ => continue,
        };
        let Some(label) = label else { continue };
        // A higher part begins its own numbering; what lies deeper starts anew.
        last.retain(|(other, _), _| *other <= depth);
        let key = (depth, label.family());
        if let Some(before) = last.get(&key) {
            problems.extend(out_of_order(reading, passage, before, &label));
        } else if let Label::Letter('f' | 'j' | 'w' | 'z') = label {
            problems.push(numbered("S03.letter", reading, passage, &label, ""));
        }
        last.insert(key, label);
    }
}

fn out_of_order(
    reading: &Reading<'_>,
    passage: &Passage,
    before: &Label,
    label: &Label,
) -> Option<Diagnostic> {
    if let Label::Letter('f' | 'j' | 'w' | 'z') = label {
        return Some(numbered("S03.letter", reading, passage, label, ""));
    }
    let wanted = before.next().map(|next| next.written()).unwrap_or_default();
    if label.is_first() || label.written() == wanted {
        return None;
    }
    let id = if label.written() == before.written() { "S03.repeated" } else { "S03.gap" };
    Some(numbered(id, reading, passage, label, &wanted))
}

fn numbered(
    id: &'static str,
    reading: &Reading<'_>,
    passage: &Passage,
    label: &Label,
    wanted: &str,
) -> Diagnostic {
    let place = reading.subject.source.place(first_line(reading, passage));
    Diagnostic::warning(id, place).with("label", label.written()).with("wanted", wanted)
}

fn tables(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let source = reading.subject.source;
    for table in reading.subject.prose.tables.iter().filter(|table| table.is_headless) {
        let place = source.place(table.source.start..table.source.start + 1);
        problems.push(Diagnostic::warning("S04.no_header", place));
    }
    for range in &reading.subject.prose.raw {
        let html = source.text[range.clone()].to_ascii_lowercase();
        let merged = html.find("colspan").or_else(|| html.find("rowspan"));
        if let Some(at) = merged {
            let start = range.start + at;
            problems.push(Diagnostic::warning("S04.merged", source.place(start..start + 7)));
        }
        if let Some(at) = html.find("<table").filter(|_| !html.contains("<th")) {
            let start = range.start + at;
            problems.push(Diagnostic::warning("S04.no_header", source.place(start..start + 6)));
        }
    }
}

/// `[^1]` that no note answers stays as typed.
fn footnotes(reading: &Reading<'_>, passage: &Passage, problems: &mut Vec<Diagnostic>) {
    let words = reading.subject.prose.words_of(passage);
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'[', &words.as_bytes()[from..]) {
        let at = from + found;
        from = at + 1;
        let Some(name) = words[at..].strip_prefix("[^").and_then(|rest| rest.split_once(']'))
        else {
            continue;
        };
        let range = passage.text.start + at..passage.text.start + at + name.0.len() + 3;
        let problem = Diagnostic::warning("M13.no_footnote", reading.place(range));
        problems.push(problem.with("name", name.0));
    }
}
