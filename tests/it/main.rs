//! The only integration binary: most of it on sites in memory, a little on the real program.

mod architecture;
mod bad_input;
mod cases;
mod incremental;
mod kinds;
mod pages;
mod program;
mod relink;
mod sample;
mod support;
