//! What a text tells of private people: homes and birthdays (P04), health (P05), peoples and faiths
//! (P06), children (P07). A name alone is no finding; only a name with what must not be told of it.

use std::ops::Range;

use crate::check::text::Lists;
use crate::check::text::reading::{Consents, Reading};
use crate::check::text::vocabulary::{Facts, Meaning};
use crate::diagnostic::Diagnostic;
use crate::text::word::Traits;

/// What is told of private people.
pub(super) fn check(reading: &Reading<'_>, lists: &Lists, problems: &mut Vec<Diagnostic>) {
    if reading.found.is_empty() {
        return;
    }
    for (at, phrase) in reading.phrases(Meaning::Birth) {
        problems.extend(birthday(reading, at + phrase.len()));
    }
    for (at, phrase) in reading.phrases(Meaning::Address) {
        problems.extend(home(reading, lists, at, at + phrase.len()));
    }
    if reading.subject.consents < Consents::OfTwo {
        for (at, phrase) in reading.phrases(Meaning::Child) {
            problems.extend(child(reading, at, at + phrase.len(), &phrase.words));
        }
    }
    if reading.subject.consents > Consents::None {
        return;
    }
    for (at, phrase) in reading.phrases(Meaning::Health) {
        problems.extend(health(reading, lists, at, at + phrase.len()));
    }
    for (at, phrase) in reading.phrases(Meaning::Person) {
        if matches!(phrase.words.as_str(), "bệnh nhân" | "BN") {
            problems.extend(patient(reading, at + phrase.len()));
        }
    }
    for (at, phrase) in reading.phrases(Meaning::Ethnic) {
        problems.extend(people(reading, lists, at, at + phrase.len()));
    }
}

impl Reading<'_> {
    fn is_surname(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| {
            word.traits.has(Traits::CAPITAL) && self.vocabulary.facts(word).has(Facts::SURNAME)
        })
    }

    /// The capitalised words from one on: at most five, none all in capitals but single letters.
    fn capitalised(&self, from: usize) -> Range<usize> {
        let is_part = |at: &usize| {
            self.words.get(*at).is_some_and(|word| {
                let single = word.end - word.start == 1;
                word.traits.has(Traits::CAPITAL)
                    && !word.traits.has(Traits::DIGIT)
                    && (word.traits.has(Traits::SMALL) || single)
            })
        };
        let mut end = from;
        while end < from + 5 && is_part(&end) && (end == from || self.gap(end - 1) == " ") {
            end += 1;
        }
        from..end
    }

    /// A name with a family name, of two words or more.
    fn full_name(&self, from: usize) -> Option<Range<usize>> {
        let name = self.capitalised(from);
        (name.len() >= 2 && self.is_surname(from)).then_some(name)
    }

    /// The last name in these words that a person's title or a family name begins.
    fn person(&self, lists: &Lists, within: Range<usize>) -> Option<Range<usize>> {
        let titled = self.found.iter().rev().filter(|found| within.contains(&found.at));
        let titled = titled.filter_map(|found| {
            let phrase = self.vocabulary.at(found.phrase);
            let is_title = matches!(phrase.meaning, Meaning::Person | Meaning::Child);
            let from = found.at + phrase.len();
            let name = self.capitalised(from);
            (is_title && !name.is_empty() && self.gap(from - 1) == " ").then_some(name)
        });
        let named = within.clone().rev().filter_map(|at| {
            let before = at.checked_sub(1).map(|at| self.letters(at).to_lowercase());
            let is_place = before.is_some_and(|word| lists.places.contains(&word));
            self.full_name(at).filter(|name| name.len() >= 3 && !is_place)
        });
        titled.chain(named).find(|name| name.end <= within.end)
    }

    fn words_between(&self, from: usize, to: usize) -> impl Iterator<Item = String> {
        (from..to).map(|at| self.letters(at).to_lowercase())
    }
}

fn name_of(reading: &Reading<'_>, name: &Range<usize>) -> String {
    let range = reading.span(name.start, name.end.saturating_sub(1));
    reading.text().get(range).unwrap_or("").to_owned()
}

/// `sinh ngày 12/3/1985`, not of those whose birthdays are kept.
fn birthday(reading: &Reading<'_>, from: usize) -> Option<Diagnostic> {
    let near = from..(from + 7).min(reading.words.len());
    let numbers: Vec<usize> = near
        .take_while(|at| !reading.gap(at - 1).contains(['\n', ';']))
        .filter(|at| reading.words[*at].traits.is_number())
        .collect();
    let [day, month, year, ..] = numbers[..] else { return None };
    let value = |at: usize| reading.letters(at).parse::<u32>().unwrap_or(0);
    let is_date = (1..=31).contains(&value(day)) && (1..=12).contains(&value(month));
    let sentence = reading.sentence(from);
    let words = reading.span(sentence.start, sentence.end.saturating_sub(1));
    let words = reading.text().get(words).unwrap_or("");
    let is_kept = ["kỷ niệm", "Kỷ niệm", "kỉ niệm", "Hồ Chí Minh", "Bác Hồ"]
        .iter()
        .any(|word| words.contains(word));
    (is_date && (1920..2100).contains(&value(year)) && !is_kept)
        .then(|| Diagnostic::warning("P04.birthday", reading.place(reading.span(day, year))))
}

/// A house or a permanent residence, of somebody who is named.
fn home(reading: &Reading<'_>, lists: &Lists, at: usize, end: usize) -> Option<Diagnostic> {
    let sentence = reading.sentence(at);
    let name = reading.person(lists, sentence.start..at)?;
    let near = end..(end + 6).min(sentence.end);
    let is_told = near.into_iter().any(|at| {
        let traits = reading.words[at].traits;
        traits.is_number() || traits.has(Traits::CAPITAL)
    });
    is_told.then(|| {
        let place = reading.place(reading.span(at, end - 1));
        Diagnostic::warning("P04.home", place).with("name", name_of(reading, &name))
    })
}

/// `bà Vàng Thị A dương tính`, `F0 là Giàng A B`: a name, then or before a state of health, and
/// nobody else between the two.
fn health(reading: &Reading<'_>, lists: &Lists, at: usize, end: usize) -> Option<Diagnostic> {
    const FAR: usize = 10;
    let sentence = reading.sentence(at);
    let before = reading.person(lists, sentence.start.max(at.saturating_sub(FAR + 5))..at);
    let before = before.filter(|name| is_own(reading, lists, name.end, at));
    let after = || {
        let from = if reading.letters(end) == "là" { end + 1 } else { end };
        let is_ill = matches!(reading.letters(at), "F0" | "F1" | "ca");
        reading.full_name(from).filter(|_| is_ill)
    };
    let name = before.or_else(after)?;
    let place = reading.place(reading.span(at, end - 1));
    Some(Diagnostic::error("P05.health", place).with("name", name_of(reading, &name)))
}

/// Whether what follows a name is still said of that person.
fn is_own(reading: &Reading<'_>, lists: &Lists, from: usize, to: usize) -> bool {
    to - from <= 10
        && !reading.words_between(from, to).any(|word| lists.not_of_person.contains(&word))
        && (from..to).all(|at| !reading.words[at].traits.has(Traits::CAPITAL))
}

/// `bệnh nhân Nguyễn Văn A`.
fn patient(reading: &Reading<'_>, from: usize) -> Option<Diagnostic> {
    let name = reading.full_name(from).filter(|_| reading.gap(from - 1) == " ")?;
    let place = reading.place(reading.span(name.start, name.end - 1));
    Some(Diagnostic::error("P05.health", place).with("name", name_of(reading, &name)))
}

/// `ông Giàng A B, dân tộc Mông`.
fn people(reading: &Reading<'_>, lists: &Lists, at: usize, end: usize) -> Option<Diagnostic> {
    let sentence = reading.sentence(at);
    let name = reading.person(lists, sentence.start.max(at.saturating_sub(12))..at)?;
    is_own(reading, lists, name.end, at).then(|| {
        let place = reading.place(reading.span(at, end - 1));
        Diagnostic::warning("P06.people", place).with("name", name_of(reading, &name))
    })
}

/// `em Nguyễn Văn A`, `cháu Páo, lớp 5`.
fn child(reading: &Reading<'_>, at: usize, from: usize, title: &str) -> Option<Diagnostic> {
    const NEAR: usize = 8;
    // “chị em”, “anh em”, “trẻ em” are no child's title.
    let before = at.checked_sub(1).filter(|at| reading.gap(*at) == " ");
    let before = before.map(|at| reading.letters(at).to_lowercase());
    if before
        .is_some_and(|word| matches!(word.as_str(), "chị" | "anh" | "trẻ" | "con" | "bà" | "ông"))
    {
        return None;
    }
    if reading.gap(from - 1) != " " {
        return None;
    }
    let name = match reading.full_name(from) {
        Some(name) => name,
        None => {
            let name = reading.capitalised(from);
            let near = name.end..(name.end + NEAR).min(reading.sentence(at).end);
            let has_sign = reading.phrases(Meaning::ChildSign).any(|(at, phrase)| {
                near.contains(&at) && matches!(phrase.words.as_str(), "lớp" | "tuổi")
            });
            let is_title = matches!(title, "em" | "cháu" | "bé" | "em bé" | "cháu bé");
            Some(name).filter(|name| is_title && !name.is_empty() && has_sign)?
        }
    };
    let place = reading.place(reading.span(name.start, name.end - 1));
    // The message goes to logs: a child's name is not repeated there.
    Some(Diagnostic::error("P07.child", place).with("title", title))
}
