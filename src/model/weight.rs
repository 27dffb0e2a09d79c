//! How heavy pages may be, and what is remembered of one that is heavier.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The first view of a home page in bytes: what a server can send before it waits for the first answer
/// (ten packets of 1,460 bytes, RFC 6928).
const HOME: u64 = 14 * 1024;

/// Any page in bytes, its pictures left out: ten seconds on a line of 40 kbit/s.
const PAGE: u64 = 50 * 1024;

/// The limits of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The home page before the first paint: HTML, sheets, scripts that do not wait.
    pub home: Limit,
    /// Any page with its sheets and scripts.
    pub page: Limit,
}

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Bytes, deflated.
    pub bytes: u64,
    /// Whether the site has set it itself: then what is over it is a lỗi, else a warning.
    pub is_own: bool,
}

impl Limits {
    /// A site's own limits in bytes, 0 for none at all; where it has none, those of the program.
    pub fn of(home: Option<u64>, page: Option<u64>) -> Self {
        let limit = |own: Option<u64>, usual: u64| Limit {
            bytes: own.map_or(usual, |bytes| if bytes == 0 { u64::MAX } else { bytes }),
            is_own: own.is_some(),
        };
        Self { home: limit(home, HOME), page: limit(page, PAGE) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(None, None)
    }
}

/// A page over a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heavy {
    /// The limit is that of the first view.
    pub is_first_view: bool,
    /// Its weight in bytes.
    pub weight: u64,
    /// The limit.
    pub limit: Limit,
    /// The file that the page is made of, as messages write it: its document, or the settings.
    pub made_of: Arc<str>,
}
