//! Finds what a person types into YAML that YAML takes for something else.
//!
//! Works on the lines as typed, before any parsing, because the parser's own words for these cases
//! are obscure and some of them lose text without a word. Each finding shows the line quoted right.

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::kind::Fields;
use crate::model::source::Source;
use crate::yaml;

/// Traps in the YAML text that begins at `start` of the source; `fields` are the names that may stand
/// before a colon.
pub(super) fn find(source: &Source, start: usize, text: &str, fields: &Fields) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut block: Option<usize> = None;
    let mut open = Open::default();
    let (mut at, mut is_after_gap) = (start, false);
    for line in text.split_inclusive('\n') {
        let typed = line.trim_end_matches('\n');
        let indent = typed.len() - typed.trim_start_matches(' ').len();
        let in_block = block.is_some_and(|outer| typed.trim().is_empty() || indent > outer);
        if !in_block {
            block = starts_block(typed).then_some(indent);
            if open.is_closed() {
                let line = Line { typed, indent, at };
                let found = line.trap().or_else(|| line.no_colon(fields, is_after_gap));
                let is_text = found.as_ref().is_some_and(|trap| trap.id == "S01.text_in_front");
                problems.extend(found.map(|trap| trap.diagnostic(source)));
                if is_text {
                    // What follows is text too, and no line of it a field that was typed wrong.
                    return problems;
                }
            }
            open.read(typed);
        }
        is_after_gap = typed.trim().is_empty();
        at += line.len();
    }
    problems
}

/// Whether a line opens a block of text (`key: |`).
fn starts_block(line: &str) -> bool {
    let end = line.trim_end();
    [": |", ": >", ": |-", ": >-", ": |+", ": >+", "- |", "- >"]
        .iter()
        .any(|mark| end.ends_with(mark))
}

/// Brackets and quotes that are open at the end of a line: what follows is no line of its own.
#[derive(Default)]
struct Open {
    brackets: i32,
    quote: Option<char>,
}

impl Open {
    fn is_closed(&self) -> bool {
        self.brackets <= 0 && self.quote.is_none()
    }

    fn read(&mut self, line: &str) {
        let mut before = ' ';
        let mut value_starts = self.brackets > 0;
        for letter in line.chars() {
            match (self.quote, letter) {
                (Some('"'), '"') if before == '\\' => {}
                (Some(quote), letter) if quote == letter => self.quote = None,
                (Some(_), _) => {}
                (None, '#') if before == ' ' => break,
                (None, '"' | '\'') if " [{,:".contains(before) => self.quote = Some(letter),
                (None, '[' | '{') if value_starts || before == ' ' => {
                    self.brackets += 1;
                    value_starts = true;
                }
                (None, ']' | '}') if self.brackets > 0 => self.brackets -= 1,
                _ => {}
            }
            before = letter;
        }
        if self.brackets <= 0 && self.quote.is_some() && line.trim_end().ends_with('"') {
            self.quote = None;
        }
    }
}

struct Line<'t> {
    typed: &'t str,
    indent: usize,
    at: usize,
}

struct Trap {
    id: &'static str,
    severity: Severity,
    start: usize,
    end: usize,
    quoted: String,
}

impl Trap {
    fn diagnostic(&self, source: &Source) -> Diagnostic {
        let place = source.place(self.start..self.end);
        let problem = match self.severity {
            Severity::Error => Diagnostic::error(self.id, place),
            _ => Diagnostic::warning(self.id, place),
        };
        problem.with("quoted", &self.quoted)
    }
}

impl Line<'_> {
    fn trap(&self) -> Option<Trap> {
        if self.typed.trim_start().starts_with('\t') || self.typed[self.indent..].starts_with('\t')
        {
            return Some(self.found("S01.tab", self.indent, self.indent + 1, String::new()));
        }
        let content = self.content();
        let words = &self.typed[content..];
        if words.is_empty() || words.starts_with('#') {
            return None;
        }
        let Some((key, value)) = self.key_and_value(content) else {
            return self.missing_space(content);
        };
        let value_at = value;
        let value = self.typed[value_at..].trim_end();
        self.start_trap(key, value_at, value)
            .or_else(|| self.quote_trap(key, value_at, value))
            .or_else(|| self.plain_trap(key, value_at, value))
    }

    /// Where the words begin, behind indentation and list marks.
    fn content(&self) -> usize {
        let mut at = self.indent;
        while self.typed[at..].starts_with("- ") {
            at += 2;
            at += self.typed[at..].len() - self.typed[at..].trim_start_matches(' ').len();
        }
        at
    }

    /// The key and where its value begins.
    fn key_and_value(&self, content: usize) -> Option<(&str, usize)> {
        let words = &self.typed[content..];
        if words.starts_with(['"', '\'', '[', '{']) {
            return None;
        }
        let colon = words
            .find(": ")
            .or_else(|| words.trim_end().ends_with(':').then(|| words.trim_end().len() - 1))?;
        let mut value = content + colon + 1;
        value += self.typed[value..].len() - self.typed[value..].trim_start_matches(' ').len();
        Some((&words[..colon], value))
    }

    /// `tên:Kế hoạch`: no key at all for YAML. A time or an address inside a list is none either.
    fn missing_space(&self, content: usize) -> Option<Trap> {
        let words = &self.typed[content..];
        let colon = words.find(':')?;
        let key = &words[..colon];
        let looks_like_key = !key.is_empty()
            && content == self.indent
            && key.chars().all(|letter| letter.is_alphabetic() || " _-".contains(letter))
            && !words[colon..].starts_with("://");
        looks_like_key.then(|| {
            let quoted = format!("{key}: {}", words[colon + 1..].trim());
            self.found("S01.no_space_after_colon", content, content + colon + 1, quoted)
        })
    }

    /// `Ngày đăng 25/10/2021`: no key at all for YAML, which complains of the next line. Behind an
    /// empty line, a line that begins with no name of a field is the text of the document.
    fn no_colon(&self, fields: &Fields, is_after_gap: bool) -> Option<Trap> {
        let words = self.typed.trim_end();
        let is_other = words.contains(": ") || words.ends_with(':');
        if self.indent > 0 || is_other || !words.starts_with(char::is_alphabetic) {
            return None;
        }
        let mut ends = words.match_indices(' ').map(|(end, _)| end);
        let named = ends.rfind(|end| fields.find(&words[..*end]).is_some());
        Some(match named {
            Some(end) => {
                let quoted = format!("{}: {}", &words[..end], words[end..].trim_start());
                self.found("S01.no_colon", end, end + 1, quoted)
            }
            None if is_after_gap => self.found("S01.text_in_front", 0, words.len(), String::new()),
            None => self.found("S01.no_key", 0, words.len(), String::new()),
        })
    }

    fn start_trap(&self, key: &str, at: usize, value: &str) -> Option<Trap> {
        let first = value.chars().next()?;
        let id = match first {
            '&' | '*' => "S01.anchor",
            '!' => "S01.tag",
            '@' | '`' | '%' => "S01.reserved_start",
            '[' if closes_early(value, ']') => "S01.bracket_start",
            '{' if closes_early(value, '}') => "S01.bracket_start",
            _ => return None,
        };
        let quoted = format!("{key}: {}", yaml::quote(value));
        Some(self.found(id, at, at + first.len_utf8(), quoted))
    }

    fn quote_trap(&self, key: &str, at: usize, value: &str) -> Option<Trap> {
        let inner = value.strip_prefix('"')?;
        let mut escaped = false;
        let end = inner.char_indices().find(|(_, letter)| {
            let closes = *letter == '"' && !escaped;
            escaped = *letter == '\\' && !escaped;
            closes
        });
        let rest = &inner[end?.0 + 1..];
        let trimmed = rest.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return None;
        }
        let words = value.replace('"', "");
        let quoted = format!("{key}: {}", yaml::quote(&curly(value).unwrap_or(words)));
        let start = at + value.len() - trimmed.len();
        Some(self.found("S01.text_after_quote", start, at + value.len(), quoted))
    }

    fn plain_trap(&self, key: &str, at: usize, value: &str) -> Option<Trap> {
        if value.starts_with(['"', '\'', '[', '{', '|', '>', '#']) {
            return None;
        }
        if let Some(hash) = value.find(" #") {
            let two_spaces = value[..hash].ends_with(' ');
            let quoted = format!("{key}: {}", yaml::quote(value));
            return (!two_spaces)
                .then(|| self.found("S01.hash_cuts", at + hash + 1, at + value.len(), quoted));
        }
        let colon = value.find(": ").or_else(|| value.ends_with(':').then(|| value.len() - 1))?;
        let quoted = format!("{key}: {}", yaml::quote(value));
        Some(self.found("S01.colon_in_value", at + colon, at + colon + 1, quoted))
    }

    fn found(&self, id: &'static str, start: usize, end: usize, quoted: String) -> Trap {
        let severity = Severity::Error;
        Trap { id, severity, start: self.at + start, end: self.at + end, quoted }
    }
}

/// Why YAML could not be read, where its own words do not tell: at a byte of the text, of a file in
/// which the text begins at `start`.
pub(super) fn reason(source: &Source, start: usize, text: &str, at: usize) -> Option<Diagnostic> {
    let trap = indented(text, at).or_else(|| unclosed(text))?;
    let trap = Trap { start: start + trap.start, end: start + trap.end, ..trap };
    Some(trap.diagnostic(source))
}

/// A line that is set in below a value that is complete: `Tiêu đề: Tin` and then `  Ngày: …`.
fn indented(text: &str, at: usize) -> Option<Trap> {
    let begin = text.get(..at)?.rfind('\n')? + 1;
    let typed = text[begin..].lines().next()?;
    let before = text[..begin].lines().rfind(|line| !line.trim().is_empty())?;
    let line = |typed| {
        let line = Line { typed, indent: typed.len() - typed.trim_start_matches(' ').len(), at: 0 };
        let content = line.content();
        let has_value = line.key_and_value(content).map(|(_, value)| !typed[value..].is_empty());
        (line, content, has_value)
    };
    let (above, (own, content, key)) = (line(before), line(typed));
    let is_trap = above.2 == Some(true) && key.is_some() && content > above.1;
    is_trap.then(|| {
        let quoted = typed.trim_start().to_owned();
        let end = begin + own.indent;
        Trap { id: "S01.indented", severity: Severity::Error, start: begin, end, quoted }
    })
}

/// A value that begins with a bracket which nothing closes.
fn unclosed(text: &str) -> Option<Trap> {
    let mut at = 0;
    let mut found = None;
    let mut open = Open::default();
    for typed in text.split_inclusive('\n') {
        let line = typed.trim_end();
        if open.is_closed() {
            let first = line.find(": ").map(|colon| colon + 2);
            let first = first.filter(|first| line[*first..].starts_with(['[', '{']));
            found = first.map(|first| (at + first, line));
        }
        open.read(line);
        at += typed.len();
    }
    let (start, line) = found.filter(|_| !open.is_closed())?;
    let close = if text[start..].starts_with('[') { ']' } else { '}' };
    let quoted = format!("{}{close}", line.trim_start());
    Some(Trap { id: "S01.unclosed", severity: Severity::Error, start, end: start + 1, quoted })
}

/// Whether the bracket that opens a value closes before its end, with words behind it.
fn closes_early(value: &str, close: char) -> bool {
    let mut depth = 0;
    let mut quote = None;
    for (at, letter) in value.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"') => quote = Some('"'),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => {
                depth -= 1;
                if depth == 0 && letter == close {
                    let rest = value[at + 1..].trim_start();
                    return !rest.is_empty() && !rest.starts_with('#');
                }
            }
            _ => {}
        }
    }
    false
}

/// `"Lai Châu" đoàn kết` as `“Lai Châu” đoàn kết`, which needs no further care.
fn curly(value: &str) -> Option<String> {
    if !value.matches('"').count().is_multiple_of(2) {
        return None;
    }
    let mut opens = true;
    Some(
        value
            .chars()
            .map(|letter| match letter {
                '"' => {
                    opens = !opens;
                    if opens { '”' } else { '“' }
                }
                other => other,
            })
            .collect(),
    )
}
