//! `lantoa`: reads what was typed, runs it, ends with its exit code.

use std::process::ExitCode;

/// Half of a build is small allocations: with the system's allocator a cold build of 10,000
/// documents took a fifth longer (benches/compare). It leaves when that is no longer so.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    lantoa::commands::run(std::env::args_os())
}
