//! `lantoa fix`: shows each safe change first, and makes those that are wanted.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;

use serde_json::json;

use crate::cli::Common;
use crate::commands::printing::print_part;
use crate::commands::{DISK, Exit, Printer, build, language, print, print_error, printer};
use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::disk::{Disk as _, Failure};
use crate::edit;
use crate::pipeline;
use crate::read;

/// Offers every change that a diagnostic carries.
pub(super) fn run(yes: bool, common: &Common) -> anyhow::Result<Exit> {
    let Some(outcome) = build::outcome(common, pipeline::check)? else { return Ok(Exit::Usage) };
    let printer = printer(common, language(common, Some(outcome.language)));
    let mut by_file: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
    for problem in outcome.problems.iter().filter(|problem| is_wanted(problem)) {
        by_file.entry(problem.place.path.to_string()).or_default().push(problem);
    }
    let can_ask = std::io::stdin().is_terminal() && !common.json && !common.quiet;
    let answer = match (yes, can_ask) {
        (true, _) => Answer::All,
        (false, true) => Answer::Ask,
        (false, false) => Answer::None,
    };
    let mut run =
        Run { common, printer: &printer, answer, made: 0, left: 0, files: 0, told: vec![] };
    for (shown, problems) in by_file {
        run.file(&shown, &problems)?;
    }
    Ok(run.finish())
}

/// What is answered to the next question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Ask,
    All,
    None,
}

struct Run<'a> {
    common: &'a Common,
    printer: &'a Printer,
    answer: Answer,
    made: usize,
    left: usize,
    files: usize,
    told: Vec<serde_json::Value>,
}

impl Run<'_> {
    fn file(&mut self, shown: &str, problems: &[&Diagnostic]) -> Result<(), Failure> {
        let Some(path) = self.on_disk(shown) else { return Ok(()) };
        let before = DISK.read(&path)?;
        let Ok(text) = read::text(before.clone()) else { return Ok(()) };
        let mut wanted: Vec<Fix> = Vec::new();
        for problem in problems {
            let Some(fix) = problem.fix.as_ref().filter(|_| is_there(&problem.place, &text)) else {
                continue;
            };
            // Of two that overlap the second waits for the next run.
            let is_free =
                wanted.iter().all(|other| fix.start >= other.end || fix.end <= other.start);
            let is_made = is_free && self.offer(problem, fix, &text);
            if is_made {
                wanted.push(fix.clone());
            } else {
                self.left += 1;
            }
            self.told.push(json!({
                "path": shown,
                "code": problem.code(),
                "line": problem.place.span.map_or(1, |span| span.line),
                "old": text.get(fix.start as usize..fix.end as usize),
                "new": fix.text,
                "made": is_made,
            }));
        }
        if wanted.is_empty() {
            return Ok(());
        }
        if edit::rewrite(&DISK, &path, &before, &edit::apply(&text, &wanted))? {
            self.made += wanted.len();
            self.files += 1;
        } else {
            self.left += wanted.len();
            let words = [("path", shown.to_owned())];
            print_error(&self.printer.word("fix_changed_meanwhile", &words));
        }
        Ok(())
    }

    /// Shows a change; says whether it is to be made.
    fn offer(&mut self, problem: &Diagnostic, fix: &Fix, text: &str) -> bool {
        if !self.common.json && !self.common.quiet {
            let message = self.printer.catalogue.wording(problem).message;
            let line = problem.place.span.map_or(1, |span| span.line);
            print(&format!("{}:{line}: [{}] {message}", problem.place.path, problem.code()));
            let (old, new) = lines_of(text, fix);
            old.iter().for_each(|line| print(&format!("  - {line}")));
            new.iter().for_each(|line| print(&format!("  + {line}")));
        }
        match self.answer {
            Answer::All => true,
            Answer::None => false,
            Answer::Ask => self.ask(),
        }
    }

    fn ask(&mut self) -> bool {
        loop {
            print_part(&self.printer.word("fix_question", &[]));
            let mut typed = String::new();
            let read = std::io::stdin().lock().read_line(&mut typed);
            let is =
                |id: &str| typed.trim().to_lowercase().starts_with(&self.printer.word(id, &[]));
            if matches!(read, Ok(0) | Err(_)) || is("fix_stop") {
                self.answer = Answer::None;
                return false;
            }
            if is("fix_all") {
                self.answer = Answer::All;
                return true;
            }
            if is("fix_yes") || is("fix_no") {
                return is("fix_yes");
            }
        }
    }

    fn finish(self) -> Exit {
        if self.common.json {
            print(&json!({ "fixes": self.told }).to_string());
        } else if self.made + self.left == 0 {
            print(&self.printer.word("fix_nothing", &[]));
        } else {
            let counts = [("made", self.made), ("files", self.files), ("left", self.left)];
            let counts = counts.map(|(name, count)| (name, count.to_string()));
            print(&self.printer.word("fix_done", &counts));
            if self.made == 0 && self.answer == Answer::None {
                print(&self.printer.word("fix_how", &[]));
            }
        }
        if self.left > 0 { Exit::Problems } else { Exit::Done }
    }

    /// The file of a path in messages; only files of the content are changed.
    fn on_disk(&self, shown: &str) -> Option<PathBuf> {
        let content = self.common.content.to_string_lossy().replace('\\', "/");
        let below = shown.strip_prefix(content.trim_end_matches('/'))?.strip_prefix('/')?;
        Some(self.common.content.join(below))
    }
}

/// What is accepted as it is stays as it is.
fn is_wanted(problem: &Diagnostic) -> bool {
    // The text of a table of Excel is not what lies on the disk.
    let is_text = !problem.place.path.to_ascii_lowercase().ends_with(".xlsx");
    problem.fix.is_some() && problem.accepted.is_none() && is_text
}

/// Whether the line that was judged still stands there.
fn is_there(place: &Place, text: &str) -> bool {
    let Some(span) = place.span else { return true };
    let line = text.split('\n').nth(span.line as usize - 1);
    place.line.as_deref() == line
}

/// The lines a change touches, before and after it.
fn lines_of(text: &str, fix: &Fix) -> (Vec<String>, Vec<String>) {
    let (start, end) = (fix.start as usize, fix.end as usize);
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else {
        return (Vec::new(), Vec::new());
    };
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let to = end + after.find('\n').unwrap_or(after.len());
    let lines = |text: &str| text.split('\n').map(str::to_owned).collect();
    let new = format!("{}{}{}", &text[from..start], fix.text, &text[end..to]);
    (lines(&text[from..to]), lines(&new))
}
