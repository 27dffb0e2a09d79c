//! The only integration binary: most of it on sites in memory, a little on the real program.

mod architecture;
mod around;
mod audit;
mod bad_input;
mod cases;
mod checks;
mod gate;
mod incremental;
mod kinds;
mod markdown;
mod pages;
mod preview;
mod program;
mod reading;
mod relations;
mod relink;
mod results;
mod sample;
mod schedule;
mod serve;
mod support;
