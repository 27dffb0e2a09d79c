//! What a look into an attachment found, as far as checks ask for it.

use serde::{Deserialize, Serialize};

/// Findings about one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// What it is by its own first bytes.
    pub format: Format,
    /// Width and height in pixels, of pictures whose head says so.
    pub size: Option<(u32, u32)>,
    /// Whether it tells where it was taken.
    pub has_place: bool,
    /// Whether it is a PDF without any text; false also where that cannot be told.
    pub is_without_text: bool,
    /// What a file of Word or Excel holds beside what is seen on opening it.
    pub hidden: Vec<Hidden>,
    /// Its short lines in capitals, among which may be a stamp; first 200.
    pub capitals: Vec<String>,
}

/// What authors no longer see in a file they pass on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hidden {
    /// So many comments.
    Comments(u32),
    /// So many tracked changes that nobody accepted.
    Changes(u32),
    /// So many passages set as hidden text.
    Text(u32),
    /// So many ranges of hidden columns.
    Columns(u32),
    /// So many hidden rows.
    Rows(u32),
    /// A hidden sheet of this name.
    Sheet(String),
    /// So many boxes over words of a PDF, which stay in the file.
    Covered(u32),
    /// The names of so many people who wrote the file.
    Authors(u32),
}

/// What a file is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A WebP picture.
    Webp,
    /// A GIF picture.
    Gif,
    /// A PDF of this version: `(1, 7)`.
    Pdf(u8, u8),
    /// A DOCX.
    Word,
    /// An XLSX.
    Excel,
    /// Anything else.
    #[default]
    Other,
}
