//! `lantoa completions SHELL`; `clap_complete` is named here and in `cli` only.

use clap::CommandFactory as _;

use crate::cli::Arguments;
use crate::commands::Exit;

/// Prints completions for a shell.
pub(super) fn run(shell: clap_complete::Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "lantoa", &mut script);
    super::print(String::from_utf8_lossy(&script).trim_end());
    Exit::Done
}
