//! The nouns of the program: plain data that the stages hand on. No I/O, no clock, no rendering.

pub mod artifact;
pub mod awards;
pub mod body;
pub mod campaign;
pub mod data;
pub mod declaration;
pub mod dictionaries;
pub mod document;
pub mod feed;
pub mod field;
pub mod findings;
pub mod holidays;
pub mod kind;
pub mod language;
pub mod moved;
pub mod names;
pub mod page;
pub mod page_key;
pub mod picture;
pub mod prose;
pub mod published;
pub mod schedule;
pub mod source;
pub mod status;
pub mod theme;
pub mod watched;
