//! Names of the texts of one document: the day from which a text is valid.
//!
//! Beside `index.md`, the newest text, lie the earlier ones: `2021-10-22.md` is valid from that day,
//! `2021-10-22.2.md` is a second text of the same day, `ban-dau.md` a first one of unknown day.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::date::Date;

/// The name of a text: order of names is order of validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// The first day on which the text is valid; unknown for a first text.
    pub day: Option<Date>,
    /// 1 for the first text of a day.
    pub number: u16,
}

/// What a first text of unknown day is called.
const FIRST: &str = "ban-dau";

impl Name {
    /// The name a file's path says, where it lies in a document's own folder: `kind/document/name.md`.
    pub fn of_path(path: &str) -> Option<Self> {
        let stem = path.strip_suffix(".md")?;
        if stem.matches('/').count() < 2 {
            return None;
        }
        Self::parse(stem.rsplit('/').next()?)
    }

    /// A name as it is written: `2021-10-22`, `2021-10-22.2`, `ban-dau`.
    pub fn parse(name: &str) -> Option<Self> {
        if name == FIRST {
            return Some(Self { day: None, number: 1 });
        }
        let (day, number) = match name.split_once('.') {
            Some((day, number)) => (day, number.parse().ok().filter(|number| *number > 1)?),
            None => (name, 1),
        };
        let mut parts = day.split('-');
        let mut part = |length: usize| parts.next().filter(|part| is_number(part, length));
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() {
            return None;
        }
        let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        Some(Self { day: Some(day), number })
    }

    /// Whether the words look like the name of a text, though there may be no such day.
    pub fn is_meant(path: &str) -> bool {
        let stem = path.strip_suffix(".md").unwrap_or(path);
        let name = stem.rsplit('/').next().unwrap_or("");
        let day = name.split('.').next().unwrap_or("");
        let mut parts = day.split('-');
        let mut part = |length: usize| parts.next().is_some_and(|part| is_number(part, length));
        stem.matches('/').count() >= 2
            && (name == FIRST || part(4) && part(2) && part(2) && parts.next().is_none())
    }
}

fn is_number(part: &str, length: usize) -> bool {
    part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day {
            Some(day) => f.write_str(&day.iso())?,
            None => f.write_str(FIRST)?,
        }
        match self.number {
            0 | 1 => Ok(()),
            number => write!(f, ".{number}"),
        }
    }
}

/// The id of the document that a text's file belongs to: the path without `.md`, without `/index`, and
/// of an earlier text without its name.
pub fn document_id(path: &str) -> &str {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    match Name::of_path(path) {
        Some(_) => stem.rsplit_once('/').map_or(stem, |(folder, _)| folder),
        None => stem.strip_suffix("/index").unwrap_or(stem),
    }
}

/// The folder in which what lies beside a text lies: `kind/document/2021-10-22/` for an earlier
/// text; `None` for any other file, beside which it lies in the same folder.
pub fn folder(path: &str) -> Option<String> {
    Name::of_path(path)?;
    Some(format!("{}/", path.strip_suffix(".md")?))
}

#[cfg(test)]
mod tests {
    use super::{Name, folder};

    #[test]
    fn a_name_is_a_day_or_the_first() {
        for name in ["2021-10-22", "2021-10-22.2", "ban-dau"] {
            assert_eq!(Name::parse(name).expect(name).to_string(), name);
        }
        for name in ["2021-13-40", "2021-10-22.1", "2021-10", "22-10-2021", "index", "2021-10-22-a"]
        {
            assert_eq!(Name::parse(name), None, "{name}");
        }
        assert!(Name::parse("ban-dau") < Name::parse("2021-10-22"));
        assert!(Name::parse("2021-10-22") < Name::parse("2021-10-22.2"));
    }

    #[test]
    fn only_a_file_in_a_documents_folder_is_an_earlier_text() {
        assert!(Name::of_path("ke-hoach/x/2021-10-22.md").is_some());
        assert!(Name::of_path("tin/2021-10-22.md").is_none());
        assert!(Name::of_path("ke-hoach/x/index.md").is_none());
        assert!(Name::is_meant("ke-hoach/x/2021-13-40.md"));
        assert!(!Name::is_meant("tin/2021-13-40.md"));
        assert_eq!(folder("ke-hoach/x/2021-10-22.md").as_deref(), Some("ke-hoach/x/2021-10-22/"));
    }
}
