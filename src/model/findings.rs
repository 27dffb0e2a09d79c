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
    /// Anything else.
    #[default]
    Other,
}
