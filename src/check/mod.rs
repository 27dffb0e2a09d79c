//! Judges documents: each one alone, then all of them together.
//!
//! Takes outlines and running text, never a disk; returns diagnostics and changes nothing. Drafts
//! are judged like everything else, so that a mistake is told before the day it would go public.
//! What is public is the gate's affair.

mod across;
mod attachments;
mod document;
mod graph;
mod kept;
mod named;
pub mod text;
mod unsaid;

pub use across::{Earlier, Everything, across};
pub use attachments::{Attachments, attachments};
pub use document::document;
pub use kept::kept;
pub use named::{named, registry};
pub use unsaid::{Now, forgotten, unsaid};
