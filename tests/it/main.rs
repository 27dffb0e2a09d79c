//! The only integration binary: most of it on sites in memory, a little on the real program.

mod architecture;
mod around;
mod audit;
mod bad_input;
mod cases;
mod gate;
mod checks;
mod incremental;
mod kinds;
mod pages;
mod preview;
mod program;
mod relink;
mod sample;
mod schedule;
mod serve;
mod support;
