//! What a kind's declaration tells people and editors: scaffold, schema, snippets, manual.
//!
//! Takes kinds and the settings' fields; gives texts. Everything here is made of the same
//! declaration that validation uses, so none of it can disagree with the program.

pub mod manual;
pub mod scaffold;
pub mod schema;
