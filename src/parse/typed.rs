//! What Vietnamese writers type into Markdown that Markdown takes for something else.
//!
//! Takes the events with their places in the source; each finding tells what to type instead.
//! (Cases and their results: measured with pulldown-cmark 0.13.6.)

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, RefDefs, Tag, TagEnd};

use crate::diagnostic::Diagnostic;
use crate::model::source::Source;
use crate::parse::markdown::Ranged;
use crate::parse::sections::point_letter;

/// A written list number above this is a year or a quantity at the beginning of a line.
const LARGEST_ITEM: u64 = 999;

/// Traps in a body that begins at `start` of its source.
pub(super) fn find(
    source: &Source,
    start: usize,
    body: &str,
    events: &[(Event<'_>, Range<usize>)],
) -> Vec<Diagnostic> {
    let mut traps = Traps { source, start, body, problems: Vec::new() };
    let called: BTreeSet<&str> = events.iter().filter_map(|(event, _)| called(event)).collect();
    let mut in_code = false;
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                if *kind == CodeBlockKind::Indented {
                    traps.warn("M07.indented_code", range.start..range.start + 1, &[]);
                }
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if !in_code => traps.text(text, range, before(events, at)),
            Event::Start(Tag::Paragraph) => traps.table(range),
            Event::Start(Tag::Table(columns)) => traps.rows(range, columns.len()),
            Event::Start(Tag::FootnoteDefinition(name)) => traps.footnote(name, range, &called),
            Event::Start(Tag::Heading { .. }) => traps.heading(range),
            Event::Start(Tag::List(Some(first))) if *first > LARGEST_ITEM => {
                let number = first.to_string();
                let escaped = format!("{number}\\.");
                let more = [("number", number.as_str()), ("escaped", escaped.as_str())];
                traps.warn(
                    "M04.number_at_line_start",
                    range.start..range.start + number.len(),
                    &more,
                );
            }
            Event::Start(Tag::Emphasis) => traps.emphasis(range),
            Event::End(TagEnd::List(false)) => traps.two_lists(events.get(at + 1)),
            _ => {}
        }
    }
    traps.problems
}

/// The name of the footnote that a mark calls.
fn called<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::FootnoteReference(name) => Some(name),
        _ => None,
    }
}

fn before<'e, 'a>(events: &'e [Ranged<'a>], at: usize) -> Option<&'e Event<'a>> {
    at.checked_sub(1).and_then(|at| events.get(at)).map(|(event, _)| event)
}

/// Definitions of link references whose target is no address: the whole line vanishes.
pub(super) fn definitions(source: &Source, start: usize, found: &RefDefs<'_>) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = found
        .iter()
        .filter(|(_, definition)| !definition.dest.contains(['/', '.', '#', '@', ':']))
        .map(|(name, definition)| {
            let place = source.place(start + definition.span.start..start + definition.span.end);
            Diagnostic::error("M05.line_vanishes", place).with("name", name)
        })
        .collect();
    // The definitions come from a hash map.
    problems.sort();
    problems
}

struct Traps<'a> {
    source: &'a Source,
    start: usize,
    body: &'a str,
    problems: Vec<Diagnostic>,
}

impl Traps<'_> {
    fn warn(&mut self, id: &'static str, range: Range<usize>, more: &[(&'static str, &str)]) {
        let place = self.source.place(self.start + range.start..self.start + range.end);
        let problem = Diagnostic::warning(id, place);
        self.problems.push(more.iter().fold(problem, |problem, (name, v)| problem.with(name, v)));
    }

    fn text(&mut self, text: &str, range: &Range<usize>, before: Option<&Event<'_>>) {
        let typed = &self.body[range.clone()];
        if let Some(at) = text.find("**").and_then(|_| typed.find("**")) {
            let at = range.start + at;
            self.warn("M01.bold_not_closed", at..at + 2, &[]);
        }
        match before {
            Some(Event::SoftBreak) => {
                if let Some(letter) = point_letter(text) {
                    let end = range.start + letter.len() + 1;
                    self.warn("M03.points_run_together", range.start..end, &[("letter", letter)]);
                }
            }
            Some(Event::Start(Tag::Paragraph)) => {
                let words = text.trim_start_matches('#');
                let marks = text.len() - words.len();
                if (1..=6).contains(&marks) && words.starts_with(char::is_alphabetic) {
                    let fixed = format!("{} {}", "#".repeat(marks), first_words(words));
                    let place = range.start..range.start + marks;
                    self.warn("M10.heading_without_space", place, &[("fixed", &fixed)]);
                }
            }
            _ => {}
        }
    }

    /// A line of text over `---` or `===`.
    fn heading(&mut self, range: &Range<usize>) {
        let typed = self.body[range.clone()].trim_end();
        if typed.starts_with('#') {
            return;
        }
        if let Some((words, line)) = typed.rsplit_once('\n') {
            let at = range.start + words.len() + 1;
            let fixed = format!("## {}", first_words(words));
            self.warn("M06.heading_by_line", at..at + line.len(), &[("fixed", &fixed)]);
        }
    }

    /// A note that no mark in the text calls is not shown.
    fn footnote(&mut self, name: &str, range: &Range<usize>, called: &BTreeSet<&str>) {
        if !called.contains(name) {
            let line = self.body[range.clone()].lines().next().unwrap_or("").len();
            self.warn("M13.not_called", range.start..range.start + line, &[("name", name)]);
        }
    }

    /// Cells behind the last column of a table are not shown.
    fn rows(&mut self, range: &Range<usize>, columns: usize) {
        let mut at = range.start;
        for line in self.body[range.clone()].split_inclusive('\n') {
            let words = line.trim();
            if cells(words) > columns {
                let begin = at + line.len() - line.trim_start().len();
                let (found, columns) = (cells(words).to_string(), columns.to_string());
                let more = [("cells", &*found), ("columns", &*columns)];
                self.warn("M15.cells_lost", begin..begin + words.len(), &more);
            }
            at += line.len();
        }
    }

    /// Lines that were to be a table: cells between `|` with no line of dashes, or between tabs, as
    /// Excel gives them.
    fn no_table(&mut self, range: &Range<usize>) {
        let typed = &self.body[range.clone()];
        let lines: Vec<&str> = typed.lines().map(str::trim_end).collect();
        let is_row = |line: &str| line.starts_with('|') && line.ends_with('|') && line.len() > 1;
        let is_of_tabs = |line: &str| line.trim().contains('\t');
        let first = |is: &dyn Fn(&str) -> bool| {
            let pair = lines.windows(2).position(|pair| is(pair[0]) && is(pair[1]))?;
            let before: usize = typed.split_inclusive('\n').take(pair).map(str::len).sum();
            Some((lines[pair], range.start + before))
        };
        let found = first(&is_row).map(|row| ("M15.no_dashes", cells(row.0), row));
        let tabs = || first(&is_of_tabs).map(|row| ("M15.tabs", row.0.split('\t').count(), row));
        if let Some((id, columns, (line, at))) = found.or_else(tabs) {
            let dashes = format!("|{}", "---|".repeat(columns));
            let names = format!("| {} |", line.replace('\t', " | "));
            self.warn(id, at..at + line.len(), &[("right", &dashes), ("names", &names)]);
        }
    }

    /// A line of dashes that has not as many cells as the line of names above it makes no table.
    fn table(&mut self, range: &Range<usize>) {
        let typed = &self.body[range.clone()];
        let (mut names, mut at) = ("", range.start);
        for line in typed.split_inclusive('\n') {
            let words = line.trim();
            let is_dashes = words.contains("--") && words.contains('|');
            if is_dashes && words.chars().all(|sign| "|-: ".contains(sign)) && names.contains('|') {
                let (dashes, names) = (cells(words), cells(names));
                let right = format!("|{}", "---|".repeat(names));
                let begin = at + line.len() - line.trim_start().len();
                let (dashes, names) = (dashes.to_string(), names.to_string());
                let more = [("dashes", &*dashes), ("names", &*names), ("right", &*right)];
                self.warn("M15.table_dashes", begin..begin + words.len(), &more);
                return;
            }
            (names, at) = (words, at + line.len());
        }
        self.no_table(range);
    }

    /// `100*5*2`: stars between digits.
    fn emphasis(&mut self, range: &Range<usize>) {
        let typed = &self.body[range.clone()];
        let before = self.body[..range.start].chars().next_back();
        let after = self.body[range.end..].chars().next();
        let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        if typed.starts_with('*') && digit(before) && digit(after) {
            self.warn("M08.stars_between_digits", range.start..range.start + 1, &[]);
        }
    }

    /// `* a` then `- b`: two lists where one was meant.
    fn two_lists(&mut self, next: Option<&Ranged<'_>>) {
        if let Some((Event::Start(Tag::List(None)), range)) = next {
            self.warn("M09.two_lists", range.start..range.start + 1, &[]);
        }
    }
}

/// How many cells a line of a table has; `\|` is a sign within one.
fn cells(line: &str) -> usize {
    let line = line.replace("\\|", "");
    let line = line.strip_prefix('|').unwrap_or(&line);
    line.strip_suffix('|').unwrap_or(line).split('|').count()
}

fn first_words(text: &str) -> String {
    text.trim().lines().next_back().unwrap_or("").chars().take(60).collect()
}
