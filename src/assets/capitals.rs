//! Short lines in capitals, among which a check may know a stamp of secrecy.

use crate::text::normalise;

/// A longer line is no stamp.
const LONGEST: usize = 60;
/// With more lines in capitals than this, somebody shouts.
const MOST: usize = 200;

/// Short lines in capitals of a file.
#[derive(Default)]
pub(super) struct Capitals {
    lines: Vec<String>,
}

impl Capitals {
    /// Notes a line if it is one.
    pub(super) fn add(&mut self, line: &str) {
        let line = line.trim();
        let is_one = line.chars().any(char::is_alphabetic)
            && !line.chars().any(char::is_lowercase)
            && line.chars().count() <= LONGEST;
        if is_one && self.lines.len() < MOST {
            self.lines.push(normalise::one_line(line));
        }
    }

    /// The lines in their order.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}
