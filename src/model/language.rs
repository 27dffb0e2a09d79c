//! Words in the two languages of the interface.

use serde::{Deserialize, Serialize};

use crate::diagnostic::catalogue::Language;

/// A word or sentence in Vietnamese and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localised {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Localised {
    /// The words in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}
