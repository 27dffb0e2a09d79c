//! The rules of Vietnamese text: spelling folds, order, names, numbers, dates, document numbers.
//!
//! Text and bytes come in, values and text go out. Every function is pure and total: no file, no
//! clock, no locale of the machine, and no input makes one panic. What a mistake is called and how
//! it is shown to the author is elsewhere (`diagnostic`); which field has which type, too.

pub mod normalise;
pub mod fold;
pub mod letter;
pub mod syllable;
pub mod word;
pub mod slug;
pub mod collate;
pub mod person;
pub mod number;
pub mod date;
pub mod doc_number;
pub mod encoding;
pub mod legacy;
pub mod distance;
pub mod words;
pub mod json;
pub mod markup;
pub mod token;
pub mod cell;
pub mod synonym;
