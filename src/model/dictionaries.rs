//! What the checks know of words: dictionaries of the theme, to which a site's layer adds rows.
//!
//! Lie in `dictionaries/*.yaml` of a theme. Three are maps with a meaning of their own (`phrases`,
//! `spellings`, `abbreviations`), one holds laws, every other file holds named lists.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::source::Source;
use crate::text::date::{Date, parse_date};
use crate::yaml::{Key, Node, Value};

/// The files of words below `dictionaries/`.
pub const NAMES: [&str; 7] =
    ["phrases", "spellings", "abbreviations", "laws", "syllables", "hosts", "personal"];

/// All dictionaries of a theme, layers joined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionaries {
    /// Words often mistyped, and what is meant: `lược lượng` → `lực lượng`.
    pub phrases: BTreeMap<String, String>,
    /// The campaign's own spellings, each with wrong ones that are no mere change of case or
    /// punctuation: `Covid-19`.
    pub spellings: BTreeMap<String, Vec<String>>,
    /// Abbreviations that every reader knows, with what they stand for.
    pub abbreviations: BTreeMap<String, String>,
    /// Acts of law by number: `30/2020/NĐ-CP`.
    pub laws: BTreeMap<String, Law>,
    lists: BTreeMap<String, Vec<String>>,
}

/// A row of the table of laws.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Law {
    /// What it is called.
    pub act: String,
    /// What it governs for a campaign.
    pub governs: String,
    /// What is known of its force, in words.
    pub status: String,
    /// The first day of its force, where known.
    pub from: Option<Date>,
    /// The day from which it is no longer in force.
    pub to: Option<Date>,
    /// What has taken its place.
    pub replaced_by: String,
    /// The day on which somebody looked this up.
    pub checked_on: Option<Date>,
    /// How sure that is: read, secondary sources, unverified.
    pub confidence: String,
}

impl Dictionaries {
    /// The words of a list: `hosts.listed`.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// Adds the rows of one file of one layer; a row of the same key replaces that of a layer below,
    /// one without value takes it away.
    pub fn add(&mut self, name: &str, source: &Source, root: &Node) -> Vec<Diagnostic> {
        let mut adding = Adding { source, problems: Vec::new() };
        for (key, node) in root.entries() {
            match name {
                "phrases" => adding.word(&mut self.phrases, key, node),
                "abbreviations" => adding.word(&mut self.abbreviations, key, node),
                "spellings" => {
                    let wrong = adding.words(node);
                    self.spellings.insert(key.text.clone(), wrong);
                }
                "laws" => {
                    let law = adding.law(key, node);
                    self.laws.insert(key.text.clone(), law);
                }
                _ => {
                    let words = adding.words(node);
                    let list = self.lists.entry(format!("{name}.{}", key.text)).or_default();
                    list.extend(words);
                }
            }
        }
        adding.problems
    }
}

struct Adding<'a> {
    source: &'a Source,
    problems: Vec<Diagnostic>,
}

impl Adding<'_> {
    fn word(&mut self, rows: &mut BTreeMap<String, String>, key: &Key, node: &Node) {
        match &node.value {
            Value::Scalar(text) => {
                rows.insert(key.text.clone(), text.clone());
            }
            Value::Null => {
                rows.remove(&key.text);
            }
            Value::List(_) | Value::Map(_) => self.refuse(key, &key.text),
        }
    }

    fn words(&mut self, node: &Node) -> Vec<String> {
        let words = node.items().iter().filter_map(Node::scalar);
        words.map(str::to_owned).filter(|word| !word.trim().is_empty()).collect()
    }

    fn law(&mut self, row: &Key, node: &Node) -> Law {
        let mut law = Law::default();
        for (key, value) in node.entries() {
            let text = value.scalar().unwrap_or("").to_owned();
            match key.text.as_str() {
                "act" => law.act = text,
                "governs" => law.governs = text,
                "status" => law.status = text,
                "replaced_by" => law.replaced_by = text,
                "confidence" => law.confidence = text,
                "from" => law.from = self.date(key, value),
                "to" => law.to = self.date(key, value),
                "checked_on" => law.checked_on = self.date(key, value),
                other => self.refuse(key, other),
            }
        }
        if law.act.is_empty() {
            self.refuse(row, &row.text);
        }
        law
    }

    fn date(&mut self, key: &Key, node: &Node) -> Option<Date> {
        let typed = node.scalar()?;
        let date = parse_date(typed).ok();
        if date.is_none() {
            self.refuse(key, typed);
        }
        date
    }

    fn refuse(&mut self, key: &Key, words: &str) {
        let place = self.source.place(key.span.clone());
        self.problems.push(Diagnostic::error("K01.dictionary_row", place).with("value", words));
    }
}

#[cfg(test)]
mod tests {
    use super::Dictionaries;
    use crate::hash::Hash;
    use crate::model::source::Source;
    use crate::yaml;

    fn add(dictionaries: &mut Dictionaries, name: &str, text: &str) -> usize {
        let source = Source::new("", name, text.to_owned(), Hash::default());
        dictionaries.add(name, &source, &yaml::read(text).expect("YAML")).len()
    }

    #[test]
    fn a_layer_adds_replaces_and_takes_away_rows() {
        let mut known = Dictionaries::default();
        assert_eq!(add(&mut known, "phrases", "lược lượng: lực lượng\nchủ để: chủ đề\n"), 0);
        assert_eq!(add(&mut known, "phrases", "chủ để:\ndanh nghiệp: doanh nghiệp\n"), 0);
        assert_eq!(known.phrases.keys().collect::<Vec<_>>(), ["danh nghiệp", "lược lượng"]);
        add(&mut known, "hosts", "listed: [gov.vn]\n");
        add(&mut known, "hosts", "listed: [vnexpress.net]\n");
        assert_eq!(known.list("hosts.listed"), ["gov.vn", "vnexpress.net"]);
        assert_eq!(add(&mut known, "laws", "42/2022/NĐ-CP: {act: Nghị định, to: 31/02/2026}\n"), 1);
    }
}
