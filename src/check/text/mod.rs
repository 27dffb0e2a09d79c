//! A document's words: spelling, marks, structure, links, personal data.
//!
//! Takes the running text of one document (`Prose`), its outline and kind and the dictionaries of
//! the theme; gives what is wrong. The words are read once (`reading`), then each family of checks
//! takes what it needs of that. Nothing here depends on another document or on the day, so that the
//! findings can be remembered with the document.

mod characters;
mod links;
mod marks;
mod numbers;
mod official;
mod paragraphs;
mod people;
mod plain;
mod reading;
mod spelling;
mod structure;
mod units;
mod vocabulary;

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::Language;
use crate::model::dictionaries::Dictionaries;
use crate::model::named::Named;
use crate::model::source::Source;
use crate::text::fold;

pub use reading::{Consents, Subject};

use reading::Reading;
use vocabulary::Vocabulary;

/// The checks of words, ready for any number of documents.
pub struct Wording<'d> {
    dictionaries: &'d Dictionaries,
    vocabulary: Vocabulary,
    lists: Lists,
    language: Language,
}

/// Lists of the dictionaries as the checks look into them.
struct Lists {
    vague: BTreeSet<String>,
    hosts: Vec<String>,
    shorteners: Vec<String>,
    stopped: Vec<String>,
    gambling: Vec<String>,
    mail_hosts: BTreeSet<String>,
    office_lines: BTreeSet<String>,
    office_accounts: Vec<String>,
    not_phones: Vec<String>,
    not_of_person: BTreeSet<String>,
    places: BTreeSet<String>,
    abbreviations: BTreeSet<String>,
}

impl Lists {
    fn new(known: &Dictionaries) -> Self {
        let list = |name: &str| known.list(name).to_vec();
        let set = |name: &str| known.list(name).iter().cloned().collect();
        let digits = |line: &String| line.chars().filter(char::is_ascii_digit).collect();
        Self {
            vague: set("personal.vague_links"),
            hosts: list("hosts.listed"),
            shorteners: list("hosts.shorteners"),
            stopped: list("hosts.stopped"),
            gambling: list("hosts.gambling"),
            mail_hosts: set("personal.mail_hosts"),
            office_lines: known.list("personal.office_lines").iter().map(digits).collect(),
            office_accounts: list("personal.office_accounts"),
            not_phones: known
                .list("personal.not_phones")
                .iter()
                .map(|w| w.to_lowercase())
                .collect(),
            not_of_person: set("personal.not_of_person"),
            places: set("personal.places"),
            abbreviations: known.abbreviations.keys().cloned().collect(),
        }
    }
}

impl<'d> Wording<'d> {
    /// The checks over these dictionaries, for texts of this language unless they say another.
    pub fn new(dictionaries: &'d Dictionaries, language: Language) -> Self {
        let vocabulary = Vocabulary::new(dictionaries);
        Self { dictionaries, vocabulary, lists: Lists::new(dictionaries), language }
    }

    /// What is wrong with the words of a document, and what they name that only other documents can
    /// judge.
    pub fn judge(&self, subject: Subject<'_>) -> (Vec<Diagnostic>, Named) {
        let mut problems = Vec::new();
        let mut named = Named { day: subject.outline.date, ..Named::default() };
        let reading = Reading::new(subject, &self.vocabulary);
        characters::check(&reading, &mut problems);
        if self.is_vietnamese(&subject.outline.language) {
            spelling::check(&reading, &mut problems);
            named.units = units::named(&reading);
            plain::check(&reading, &self.lists, &mut problems);
        }
        marks::check(&reading, &mut problems);
        structure::check(&reading, &mut problems);
        links::check(&reading, &self.lists, &mut problems);
        named.hosts = links::hosts(&reading, &self.lists);
        named.calls = links::calls(&reading);
        numbers::check(&reading, &self.lists, &mut problems);
        people::check(&reading, &self.lists, &mut problems);
        official::check(&reading, self.dictionaries, &mut problems);
        (problems, named)
    }

    /// Personal numbers in a table beside a document.
    pub fn judge_table(&self, table: &Source) -> Vec<Diagnostic> {
        let found = numbers::in_table(&table.text);
        let found = found
            .into_iter()
            .filter(|(_, range)| !self.lists.office_lines.contains(&table.text[range.clone()]));
        found
            .map(|(id, range)| {
                let hidden = numbers::mask(&table.text[range.clone()]);
                Diagnostic::error(id, table.place(range)).with("hidden", hidden)
            })
            .collect()
    }

    fn is_vietnamese(&self, language: &str) -> bool {
        match language {
            "" => self.language == Language::Vi,
            tag => fold::key(tag).starts_with("vi"),
        }
    }
}
