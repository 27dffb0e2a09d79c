//! Units and hosts that running texts name, and what the documents of the site tell of them.
//!
//! A text by itself can be remembered with what is wrong in it; how a unit is called, whether a
//! system still runs and what is over, other documents say. So what a text names is remembered beside it ([`Named`]),
//! and held against the [`Registry`] in every run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Span};
use crate::text::date::Date;
use crate::text::word::{Traits, words};

/// What one text names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The day of the document, where it has one.
    pub day: Option<Date>,
    /// Runs of words that may begin with the name of a unit, each once.
    pub units: Vec<NamedUnit>,
    /// Hosts that links lead to.
    pub hosts: Vec<NamedHost>,
    /// What a text without a day calls on readers to join.
    pub calls: Vec<NamedCall>,
}

impl Named {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.hosts.is_empty() && self.calls.is_empty()
    }
}

/// A document that stands in one paragraph with a call to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCall {
    /// The key of the document's name.
    pub key: u64,
    /// Where it is named.
    pub span: Span,
}

/// Words that may begin with the name of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedUnit {
    /// Their key, see [`key`].
    pub key: u64,
    /// The words, longer than any name.
    pub words: Box<str>,
    /// Where they begin.
    pub span: Span,
    /// The byte of the source at which they begin, where they stand there as they are read.
    pub start: Option<u32>,
    /// Whether they open a sentence, where the first word has a capital in any case.
    pub opens_sentence: bool,
    /// Whether the passage speaks of the past.
    pub is_past: bool,
    /// Whether they stand in a field, which may say what a team called itself.
    pub is_field: bool,
    /// What is wrong if no document tells how the unit is called: the text writes it in two ways.
    pub otherwise: Option<Box<Diagnostic>>,
}

/// A host that a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedHost {
    /// The host in small letters.
    pub host: String,
    /// The link.
    pub span: Span,
    /// What is wrong with the link, if the host is one that still runs.
    pub otherwise: Otherwise,
}

/// What is wrong with a link whatever documents say of its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Otherwise {
    /// Nothing.
    Fine,
    /// It is not encrypted: where it leads.
    NotEncrypted(String),
    /// No dictionary lists the host.
    Unlisted,
}

/// What the documents of a site tell of units and systems.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registry {
    /// Names of units by their key, longer ones first.
    pub units: BTreeMap<u64, Vec<KnownUnit>>,
    /// Systems by host.
    pub systems: BTreeMap<String, System>,
    /// What one could take part in until a day that has passed, by each key of its name.
    pub over: BTreeMap<u64, Over>,
    /// Places with which names of units end: `Sìn Hồ`, `Lai Châu`.
    pub places: BTreeSet<String>,
}

/// What is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    /// Its title.
    pub title: String,
    /// Its last day.
    pub until: Date,
    /// Its document.
    pub shown: Arc<str>,
}

/// A name that a unit has or had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownUnit {
    /// The name as the unit's document has it.
    pub name: String,
    /// The last day on which it was called so.
    pub until: Option<Date>,
    /// The unit's document.
    pub shown: Arc<str>,
}

/// A system that a document of the site describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// What it is called.
    pub title: String,
    /// Whether it was stopped.
    pub is_stopped: bool,
    /// Its document.
    pub shown: Arc<str>,
}

impl Registry {
    /// Adds a name; names of one word name no unit for certain.
    pub fn add_unit(&mut self, unit: KnownUnit) {
        let Some(key) = key(&unit.name) else { return };
        self.places.extend(whole_name(&unit.name).map(|(_, place)| place.to_owned()));
        let names = self.units.entry(key).or_default();
        if !names.iter().any(|known| known.name == unit.name) {
            names.push(unit);
            names.sort_by(|a, b| b.name.len().cmp(&a.name.len()).then(a.name.cmp(&b.name)));
        }
    }
}

/// The key of a name: its first two words, case left out. `None` where there are fewer, or where
/// the key of a word does not hold all of it.
pub fn key(name: &str) -> Option<u64> {
    let parted = words(name).words;
    let [first, second, ..] = parted.as_slice() else { return None };
    let is_told = [first, second].iter().all(|word| !word.traits.has(Traits::LONG.or(Traits::ODD)));
    is_told.then(|| of_keys(first.key, second.key))
}

/// What a unit's place is called by, before its own name.
const ADMINISTRATIVE: [&str; 7] = ["tỉnh", "huyện", "xã", "phường", "trấn", "phố", "quận"];

/// Words that stand in no name: the sentence goes on before a place is named.
const OUTSIDE: [&str; 30] = [
    "với", "tại", "cho", "cùng", "ở", "của", "các", "những", "họp", "đến", "tổ", "phối", "hướng",
    "chỉ", "đề", "yêu", "mời", "gửi", "từ", "trên", "theo", "đã", "được", "sẽ", "phải", "là", "để",
    "về", "khi", "trong",
];

/// The name with which words begin, where it ends for certain, and the place it ends with: `Trung tâm
/// Y tế huyện Sìn Hồ`, `Sìn Hồ`. Common words, then a kind of place, then the words of its name.
pub fn whole_name(text: &str) -> Option<(&str, &str)> {
    let starts: Vec<usize> = word_starts(text).collect();
    let word = |at: usize| text[starts[at]..].split(' ').next().unwrap_or("");
    let is_capital = |at: usize| word(at).starts_with(char::is_uppercase);
    let kind = (1..starts.len()).find(|at| ADMINISTRATIVE.contains(&word(*at)))?;
    if (1..kind).any(|at| OUTSIDE.contains(&word(at))) {
        return None;
    }
    let first = kind + 1;
    let end = (first..starts.len()).find(|at| !is_capital(*at)).unwrap_or(starts.len());
    let last = end.checked_sub(1).filter(|last| (first..first + 3).contains(last))?;
    let end = starts[last] + word(last).trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    Some((&text[..end], &text[starts[first]..end]))
}

fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let behind_spaces = text.match_indices(' ').map(|(at, _)| at + 1);
    std::iter::once(0).chain(behind_spaces)
}

/// The key of a name by the keys of its first two words.
pub fn of_keys(first: u64, second: u64) -> u64 {
    // An odd factor keeps the order of the two: “Sở Y” is not “Y Sở”.
    first.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ second
}

#[cfg(test)]
mod tests {
    use super::{key, whole_name};

    #[test]
    fn a_name_is_known_by_its_first_two_words_however_they_are_written() {
        assert_eq!(key("Sở Y tế tỉnh Lai Châu"), key("SỞ y Tế"));
        assert_ne!(key("Sở Y tế"), key("Y Sở"));
        assert_eq!(key("Sở"), None);
    }

    #[test]
    fn a_name_ends_with_the_words_of_its_place() {
        let name = |text| whole_name(text).map(|(name, _)| name);
        let text = "Phòng Giáo dục huyện Sìn Hồ đã họp";
        assert_eq!(whole_name(text), Some(("Phòng Giáo dục huyện Sìn Hồ", "Sìn Hồ")));
        assert_eq!(name("Sở Y tế tỉnh Lai Châu"), Some("Sở Y tế tỉnh Lai Châu"));
        assert_eq!(name("Sở Y tế phối hợp với nhân dân xã Nậm Tăm"), None);
        assert_eq!(name("Trạm Y tế xã đã mở cửa"), None);
        assert_eq!(name("Hội Phụ nữ"), None);
    }
}
