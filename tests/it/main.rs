//! The only integration binary: most of it on sites in memory, a little on the real program.

mod any_bytes;
mod architecture;
mod around;
mod audit;
mod bad_encoding;
mod bad_input;
mod bad_theme;
mod bad_world;
mod cases;
mod checks;
mod gate;
mod golden;
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
