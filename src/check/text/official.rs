//! Stamps of secrecy (D14), acts that are no longer in force (D15), first citations (D09).

use crate::check::text::reading::Reading;
use crate::check::text::vocabulary::Meaning;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::dictionaries::{Dictionaries, Law};
use crate::model::document::ReferenceFrom;

/// What a public document must not hold, and what it should not rest on.
pub(super) fn check(reading: &Reading<'_>, known: &Dictionaries, problems: &mut Vec<Diagnostic>) {
    for (at, phrase) in reading.phrases(Meaning::Secret) {
        problems.extend(stamp(reading, at, at + phrase.len() - 1));
    }
    for at in &reading.capitals {
        if reading.letters(*at) == "MẬT" && stands_alone(reading, *at, *at) {
            problems.extend(stamp(reading, *at, *at));
        }
    }
    expired(reading, known, problems);
    if reading.subject.kind.official {
        incomplete(reading, problems);
    }
}

/// A stamp stands in capitals and is part of no longer line in capitals; quoted, it is spoken of.
fn stamp(reading: &Reading<'_>, first: usize, last: usize) -> Option<Diagnostic> {
    let range = reading.span(first, last);
    let shouts = |at: usize| reading.words.get(at).is_some_and(|w| w.traits.is_all_capitals());
    let is_alone = stands_alone(reading, first, last);
    let before =
        first.checked_sub(1).is_some_and(|at| !reading.gap(at).contains('\n') && shouts(at));
    let after = !reading.gap(last).contains('\n') && shouts(last + 1);
    let is_stamp = (first..=last).all(shouts) && !before && !after || is_alone;
    (is_stamp && (is_alone || !reading.is_quoted(range.start))).then(|| {
        let words = &reading.text()[range.clone()];
        Diagnostic::error("D14.secret", reading.place(range.clone())).with("words", words)
    })
}

/// Whether these words are all that their passage says.
fn stands_alone(reading: &Reading<'_>, first: usize, last: usize) -> bool {
    let Some(passage) = reading.passage(reading.span(first, last).start) else { return false };
    let has_before = first.checked_sub(1).is_some_and(|at| {
        reading.words[at].start as usize >= passage.text.start
            && !reading.letters(at).eq_ignore_ascii_case("mật")
    });
    let has_after =
        reading.words.get(last + 1).is_some_and(|word| (word.start as usize) < passage.text.end);
    let is_degree = has_before && first >= 2 && {
        let label = reading.letters(first - 2).to_lowercase() + " " + reading.letters(first - 1);
        label == "độ mật"
    };
    (!has_before || is_degree) && !has_after
}

/// D09: where an official text names another one for the first time, it gives its day (NĐ
/// 30/2020/NĐ-CP, Phụ lục I, on citations). A number with its year (`30/2020/NĐ-CP`) tells enough.
fn incomplete(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let mut told: Vec<&str> = Vec::new();
    let references = reading.subject.outline.references.iter();
    for reference in references.filter(|one| one.from == ReferenceFrom::Citation) {
        let number = reference.text.as_str();
        if number.is_empty() || has_year(number) || told.contains(&number) {
            continue;
        }
        told.push(number);
        let Some(at) = in_body(reading, number) else { continue };
        let rest =
            reading.passage(at).and_then(|one| reading.text().get(at + number.len()..one.text.end));
        let next = rest.unwrap_or("").trim_start_matches([' ', '\u{a0}', ',', '(']);
        let place = || reading.place(at..at + number.len());
        match next.strip_prefix("ngày") {
            None => {
                problems
                    .push(Diagnostic::warning("D09.incomplete", place()).with("number", number));
            }
            Some(day) if ends_with_day(day) => {
                problems.push(Diagnostic::hint("D09.no_issuer", place()).with("number", number));
            }
            Some(_) => {}
        }
    }
}

/// Where a number stands first in the body; titles and fields name documents in short, and `Số: …` at
/// the head is the document's own number.
fn in_body(reading: &Reading<'_>, number: &str) -> Option<usize> {
    let is_body = |at: &usize| {
        reading.passage(*at).is_some_and(|one| {
            let before = reading.text().get(one.text.start..*at).unwrap_or("");
            !one.role.is_field() && before.trim() != "Số:"
        })
    };
    reading.text().match_indices(number).map(|(at, _)| at).find(is_body)
}

/// Whether a citation ends with its day and says neither whose the document is nor what about.
fn ends_with_day(rest: &str) -> bool {
    for word in rest.split_whitespace() {
        let bare = word.trim_end_matches([';', '.', ')', ':']);
        let is_date = bare.chars().all(|c| c.is_ascii_digit() || "/-.".contains(c));
        if !is_date && !["tháng", "năm"].contains(&bare) {
            return false;
        }
        if bare.len() < word.len() {
            return true;
        }
    }
    true
}

/// Whether a part of a number is a year: `30/2020/NĐ-CP`.
fn has_year(number: &str) -> bool {
    number.split('/').any(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()))
        && number.matches('/').count() > 1
}

/// A number that the table of laws says is no longer in force on the document's own day.
fn expired(reading: &Reading<'_>, known: &Dictionaries, problems: &mut Vec<Diagnostic>) {
    let outline = reading.subject.outline;
    let mut told: Vec<&str> = Vec::new();
    let cited = outline.references.iter().filter(|reference| {
        matches!(reference.from, ReferenceFrom::Citation | ReferenceFrom::Body)
    });
    for reference in cited {
        let Some((number, law)) = known.laws.get_key_value(&reference.text) else { continue };
        if !is_expired(law, reading) || told.contains(&number.as_str()) {
            continue;
        }
        told.push(number);
        let at = reading.text().find(number.as_str());
        let place = at.map_or_else(
            || Place::at(&outline.shown, reference.span),
            |at| reading.place(at..at + number.len()),
        );
        let to = law.to.map_or_else(String::new, |to| to.short());
        let id = if law.replaced_by.is_empty() { "D15.expired" } else { "D15.replaced" };
        let problem = Diagnostic::warning(id, place).with("number", number).with("act", &law.act);
        problems.push(problem.with("to", to).with("by", &law.replaced_by));
    }
}

/// An undated text speaks of today, as far as the table knows it.
fn is_expired(law: &Law, reading: &Reading<'_>) -> bool {
    match (law.to, reading.subject.outline.date) {
        (Some(to), Some(date)) => date >= to,
        (Some(_), None) => law.status.starts_with("hết hiệu lực"),
        (None, _) => false,
    }
}
