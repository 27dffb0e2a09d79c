//! Warnings that people accept with a reason, written in a document or for the whole site.
//!
//! Applied when a run has found everything, to fresh and remembered diagnostics alike. A warning
//! that is accepted stays in the report, marked with its reason; an error never is. An acceptance
//! that accepts nothing is told, so that none outlives what it was written for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::catalogue::{Catalogue, Language};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::text::{distance, fold};

/// One acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Where its code is typed.
    pub place: Place,
    /// Code or id of the check: `S03`, `W03.total`.
    pub check: String,
    /// Why it is right as it is.
    pub reason: String,
    /// Words that the line must hold; empty for every line.
    pub words: String,
    /// Where it holds.
    pub scope: Scope,
}

impl Acceptance {
    fn code(&self) -> &str {
        self.check.split('.').next().unwrap_or("")
    }
}

/// Where an acceptance holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// In this document and the tables beside it.
    Document(Arc<str>),
    /// Everywhere below this path, which is written as places write theirs.
    Below(String),
}

/// The weight of pages is known only when they are made, which `check` does not do: accepting it is never
/// called useless.
const FOUND_LATE: &str = "A05";

/// Codes whose lines are asked for.
pub fn asks_for_lines(acceptances: &[Acceptance]) -> BTreeSet<String> {
    let with_words = acceptances.iter().filter(|acceptance| !acceptance.words.is_empty());
    with_words.map(|acceptance| acceptance.code().to_ascii_uppercase()).collect()
}

/// Marks what is accepted, and adds what is wrong with the acceptances themselves. Lines must be filled
/// in where [`asks_for_lines`] wants them.
pub fn apply(problems: &mut Vec<Diagnostic>, acceptances: &[Acceptance]) {
    if acceptances.is_empty() {
        return;
    }
    let (used, refused) = mark(problems, acceptances);
    let codes = codes();
    let is_unused = |at: usize, acceptance: &Acceptance| {
        !used.contains(&at) && (acceptance.code() != FOUND_LATE || refused.contains(&at))
    };
    let judged = acceptances.iter().enumerate();
    let judged = judged.filter(|(at, acceptance)| is_unused(*at, acceptance));
    problems.extend(judged.map(|(at, acceptance)| {
        let code = acceptance.code();
        let problem = match (codes.contains(code), refused.contains(&at)) {
            (_, true) => Diagnostic::error("C01.accepts_error", acceptance.place.clone()),
            (true, _) => Diagnostic::hint("C01.accepts_nothing", acceptance.place.clone()),
            (false, _) => unknown(acceptance, &codes),
        };
        problem.with("check", &acceptance.check)
    }));
}

/// Marks what is accepted: the acceptances that did so, and those that wanted to accept an error.
pub fn mark(
    problems: &mut [Diagnostic],
    acceptances: &[Acceptance],
) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let table = Table::new(acceptances);
    let (mut used, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for problem in problems.iter_mut() {
        let Some((at, acceptance)) = table.find(problem) else { continue };
        if problem.severity == Severity::Error {
            refused.insert(at);
        } else {
            used.insert(at);
            problem.accepted = Some(acceptance.reason.clone());
        }
    }
    (used, refused)
}

fn unknown(acceptance: &Acceptance, codes: &BTreeSet<String>) -> Diagnostic {
    let place = acceptance.place.clone();
    match distance::nearest(&acceptance.check, codes.iter().map(String::as_str)) {
        Some(nearest) => {
            Diagnostic::error("C01.unknown_check_nearest", place).with("nearest", nearest)
        }
        None => Diagnostic::error("C01.unknown_check", place),
    }
}

/// The codes of all checks.
fn codes() -> BTreeSet<String> {
    let catalogue = Catalogue::of(Language::Vi);
    catalogue.ids().map(|id| id.split('.').next().unwrap_or(id).to_owned()).collect()
}

/// Acceptances by the document they stand in; those of the site apart.
struct Table<'a> {
    by_document: BTreeMap<&'a str, Vec<(usize, &'a Acceptance)>>,
    of_site: Vec<(usize, &'a Acceptance)>,
}

impl<'a> Table<'a> {
    fn new(acceptances: &'a [Acceptance]) -> Self {
        let mut table = Self { by_document: BTreeMap::new(), of_site: Vec::new() };
        for (at, acceptance) in acceptances.iter().enumerate() {
            match &acceptance.scope {
                Scope::Document(path) => {
                    table.by_document.entry(path).or_default().push((at, acceptance));
                }
                Scope::Below(_) => table.of_site.push((at, acceptance)),
            }
        }
        table
    }

    /// The first acceptance of a problem, the document's own before the site's.
    fn find(&self, problem: &Diagnostic) -> Option<(usize, &'a Acceptance)> {
        let path = &*problem.place.path;
        let own = owners(path).into_iter().filter_map(|path| self.by_document.get(path.as_str()));
        let own = own.flatten().copied();
        let of_site = self.of_site.iter().copied().filter(|(_, acceptance)| {
            matches!(&acceptance.scope, Scope::Below(below) if is_below(path, below))
        });
        own.chain(of_site).find(|(_, acceptance)| fits(acceptance, problem))
    }
}

/// The documents a file may belong to: itself, or for a table the document it lies beside.
fn owners(path: &str) -> Vec<String> {
    let mut owners = vec![path.to_owned()];
    if let Some((stem, "csv" | "xlsx")) = path.rsplit_once('.') {
        owners.push(format!("{stem}.md"));
        if let Some((folder, _)) = stem.rsplit_once('/') {
            owners.extend([format!("{folder}/index.md"), format!("{folder}.md")]);
        }
    }
    owners
}

/// Whether a file lies in a folder, or is the file itself, with or without its ending.
fn is_below(path: &str, below: &str) -> bool {
    let below = below.trim_end_matches('/');
    below.is_empty()
        || path.strip_prefix(below).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('/') || [".md", ".csv", ".xlsx"].contains(&rest)
        })
}

fn fits(acceptance: &Acceptance, problem: &Diagnostic) -> bool {
    let is_check = acceptance.check.eq_ignore_ascii_case(problem.code())
        || acceptance.check.eq_ignore_ascii_case(&problem.id);
    is_check && (acceptance.words.is_empty() || holds(problem, &acceptance.words))
}

/// Whether the words stand in the line or in the message.
fn holds(problem: &Diagnostic, words: &str) -> bool {
    let words = fold::plain(words);
    let line = problem.place.line.as_deref().into_iter();
    let arguments = problem.arguments.iter().map(|(_, value)| value.as_str());
    line.chain(arguments).any(|text| fold::plain(text).contains(&words))
}

#[cfg(test)]
mod tests {
    use super::{is_below, owners};

    #[test]
    fn a_scope_is_a_path_below_the_content() {
        assert!(is_below("content/ke-hoach/a.md", "content/ke-hoach"));
        assert!(is_below("content/ke-hoach/a.md", "content/ke-hoach/a"));
        assert!(is_below("content/ke-hoach/a.md", "content/"));
        assert!(!is_below("content/ke-hoach-cu/a.md", "content/ke-hoach"));
        assert!(!is_below("content/ke-hoach/ab.md", "content/ke-hoach/a"));
    }

    #[test]
    fn a_table_belongs_to_the_document_beside_it() {
        let owners = owners("content/ket-qua/x/danh-sach.csv");
        assert!(owners.contains(&"content/ket-qua/x/index.md".to_owned()));
    }
}
