//! Parts a file into front matter and body, and reads the front matter as raw YAML.

use crate::diagnostic::Diagnostic;
use crate::model::kind::Fields;
use crate::model::source::Source;
use crate::parse::{fences, traps};
use crate::yaml::{self, Node};

/// Longest front matter in bytes: room for a long table, and a bound on everything below.
const LONGEST: usize = 64 * 1024;

/// The two parts of a file.
pub(super) struct Parts {
    /// The front matter; `None` where it cannot be read.
    pub root: Option<Node>,
    /// Where its YAML begins (bytes).
    pub offset: usize,
    /// Where the body begins (bytes).
    pub body: usize,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

/// Parts a file, whose front matter may have these fields. One without front matter is all body.
pub(super) fn split(source: &Source, fields: &Fields) -> Parts {
    let text = source.text.as_str();
    let mut parts = Parts { root: None, offset: 0, body: 0, problems: Vec::new() };
    if text.trim().is_empty() {
        parts.problems.push(Diagnostic::error("S01.empty_file", source.whole()));
        parts.body = text.len();
        return parts;
    }
    if let Some(at) = conflict(text) {
        // Two states in one file: whatever else would be told of it is a consequence.
        parts.problems.push(Diagnostic::error("R03.marks", source.place(at..at + 7)));
        parts.body = text.len();
        return parts;
    }
    let Some(start) = opening(text) else {
        let problem = fences::without(source);
        // Front matter that is not fenced is no text to judge; a text without any is.
        let is_all_text = problem.id == "S01.no_front_matter";
        parts.body = if is_all_text { 0 } else { text.len() };
        parts.problems.push(problem);
        return parts;
    };
    parts.offset = start;
    let Some((end, body)) = closing(text, start) else {
        parts.problems.push(Diagnostic::error("S01.unterminated", source.place(0..3)));
        parts.body = text.len();
        return parts;
    };
    parts.body = body;
    if end - start > LONGEST {
        let size = crate::text::number::bytes((end - start) as u64);
        let problem = Diagnostic::error("S01.front_matter_too_long", source.place(0..3));
        parts.problems.push(problem.with("size", size));
        return parts;
    }
    let yaml = &text[start..end];
    parts.problems.extend(traps::find(source, start, yaml, fields));
    if !crate::diagnostic::any_error(&parts.problems) {
        parts.root = read(source, start, yaml, &mut parts.problems);
    }
    parts
}

fn read(source: &Source, start: usize, yaml: &str, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    match yaml::read(yaml) {
        Ok(root) if matches!(root.value, yaml::Value::Map(_)) => Some(root),
        Ok(_) => {
            problems.push(Diagnostic::error("S01.not_a_mapping", source.place(start..start + 1)));
            None
        }
        Err(error) => {
            let at = start + error.at;
            let obscure = || {
                let problem = Diagnostic::error("S01.yaml", source.place(at..at + 1));
                problem.with("parser", &error.message)
            };
            let reason = traps::reason(source, start, yaml, error.at);
            problems.push(reason.unwrap_or_else(obscure));
            None
        }
    }
}

/// Where a further line of the front matter would stand: before the `---` that ends it.
pub fn end_of_front_matter(source: &Source) -> Option<usize> {
    closing(&source.text, opening(&source.text)?).map(|(end, _)| end)
}

/// Where the marks of Git begin that stand between two states of a text.
fn conflict(text: &str) -> Option<usize> {
    let line = |mark: &str| {
        let opens = text.starts_with(mark).then_some(0);
        opens.or_else(|| text.find(&format!("\n{mark}")).map(|at| at + 1))
    };
    line("<<<<<<< ").filter(|_| line(">>>>>>> ").is_some())
}

/// Where the YAML begins: behind a first line `---`.
fn opening(text: &str) -> Option<usize> {
    let (line, _) = text.split_once('\n')?;
    (line.trim_end() == "---").then_some(line.len() + 1)
}

/// Where the YAML ends and the body begins.
fn closing(text: &str, start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}
