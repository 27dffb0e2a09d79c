//! Printing: the only functions that write to the terminal.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::{Common, When};
use crate::commands::Exit;
use crate::diagnostic::catalogue::Catalogue;
use crate::diagnostic::terminal::{self, Colour};
use crate::diagnostic::{Diagnostic, Severity};

/// Prints a line to the standard output. A reader that went away (`| head`) is no failure.
pub(super) fn print(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints words that the answer is typed behind.
pub(super) fn print_part(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}

/// Prints a line to the standard error output.
pub(super) fn print_error(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// How a run prints.
pub(super) struct Printer {
    /// The words.
    pub(super) catalogue: &'static Catalogue,
    colour: Colour,
    quiet: bool,
    verbose: u8,
}

impl Printer {
    pub(super) fn new(common: &Common, catalogue: &'static Catalogue) -> Self {
        let colour = match common.color {
            When::Always => Colour::Ansi,
            When::Never => Colour::Plain,
            When::Auto if std::io::stderr().is_terminal() && !no_color() => Colour::Ansi,
            When::Auto => Colour::Plain,
        };
        Self { catalogue, colour, quiet: common.quiet, verbose: common.verbose }
    }

    /// A word of the catalogue.
    pub(super) fn word(&self, id: &str, arguments: &[(&str, String)]) -> String {
        self.catalogue.word(id, arguments)
    }

    /// Says which files were made, or which stand in the way.
    pub(super) fn created(&self, made: &Result<Vec<PathBuf>, Vec<PathBuf>>) -> Exit {
        let word = |id: &str, path: &Path| self.word(id, &[("path", path.display().to_string())]);
        match made {
            Ok(paths) => {
                paths.iter().for_each(|path| print(&word("created", path)));
                Exit::Done
            }
            Err(paths) => {
                paths.iter().for_each(|path| print_error(&word("already_there", path)));
                Exit::Usage
            }
        }
    }

    /// Prints problems to the standard error output: hints only on request, and not what is accepted.
    pub(super) fn found(&self, problems: &[Diagnostic]) {
        let problems = problems.iter().filter(|problem| problem.accepted.is_none());
        let wanted = |problem: &&Diagnostic| match problem.severity {
            Severity::Error => true,
            Severity::Warning => !self.quiet,
            Severity::Hint => self.verbose > 0,
        };
        let shown: Vec<Diagnostic> = problems.filter(wanted).cloned().collect();
        if !shown.is_empty() {
            print_error(&terminal::draw(&shown, self.catalogue, self.colour, &working_folder()));
            print_error("");
        }
    }

    /// Prints problems and a summary; what is accepted only on request.
    pub(super) fn problems(&self, problems: &[Diagnostic]) {
        self.found(problems);
        let (accepted, problems): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            problems.iter().partition(|problem| problem.accepted.is_some());
        if self.quiet || problems.is_empty() && accepted.is_empty() {
            return;
        }
        if self.verbose > 0 {
            self.accepted(&accepted);
        }
        let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
        let hints = count(Severity::Hint);
        let counts = [
            ("errors", count(Severity::Error).to_string()),
            ("warnings", count(Severity::Warning).to_string()),
            ("hints", hints.to_string()),
        ];
        print_error(&self.word("summary_problems", &counts));
        if !accepted.is_empty() {
            let id = if self.verbose > 0 { "accepted_count" } else { "accepted_hidden" };
            print_error(&self.word(id, &[("accepted", accepted.len().to_string())]));
        }
        if hints > 0 && self.verbose == 0 {
            print_error(&self.word("hints_hidden", &[("hints", hints.to_string())]));
        }
    }

    /// One line for each accepted warning, with its reason.
    fn accepted(&self, accepted: &[&Diagnostic]) {
        for problem in accepted {
            let arguments = [
                ("place", problem.place.to_string()),
                ("code", problem.code().to_owned()),
                ("message", self.catalogue.wording(problem).message),
                ("reason", problem.accepted.clone().unwrap_or_default()),
            ];
            print_error(&self.word("accepted_because", &arguments));
        }
    }
}

/// Where relative paths begin, for links; none where the system does not say.
#[expect(clippy::disallowed_methods, reason = "links are about the terminal, not the output")]
fn working_folder() -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    folder.to_string_lossy().into_owned()
}

#[expect(clippy::disallowed_methods, reason = "NO_COLOR is about the terminal, not the output")]
fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
