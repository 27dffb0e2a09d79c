//! Characters: not composed (T01), of old encodings, lost, invisible or of other alphabets (T02).

use std::ops::Range;

use crate::check::text::reading::Reading;
use crate::diagnostic::Diagnostic;
use crate::text::legacy::ENCODINGS;
use crate::text::letter;
use crate::text::word::{Traits, Word};

/// What is wrong with characters.
pub(super) fn check(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    problems.extend(not_composed(reading));
    let old = old_words(reading);
    problems.extend(old_passages(reading, &old));
    let is_told =
        |at: usize| old.iter().any(|(word, _, _)| reading.words[*word].range().contains(&at));
    let mut last = usize::MAX;
    for at in reading.odd.iter().map(|at| *at as usize) {
        // Every replaced letter of a damaged word would say the same.
        let same = |other: usize| reading.text()[other..].chars().next();
        let is_near = last != usize::MAX && at - last < 12 && same(last) == same(at);
        if !is_told(at)
            && let Some(problem) = odd(reading, at)
        {
            if !is_near || problem.fix.is_some() {
                problems.push(problem);
            }
            last = at;
        }
    }
}

/// The source was brought to NFC when it was read; the file itself is mended by writing it back.
fn not_composed(reading: &Reading<'_>) -> Option<Diagnostic> {
    let source = reading.subject.source;
    let at = source.first_composed?;
    let word = source.text[at..].split_whitespace().next().unwrap_or("");
    let problem = Diagnostic::warning("T01.not_composed", source.place(at..at + word.len()));
    Some(problem.with("word", word).fixed_by(0..source.text.len(), source.text.clone()))
}

/// Words that say nothing as typed and a right word in an old encoding.
fn old_words(reading: &Reading<'_>) -> Vec<(usize, &'static str, String)> {
    let mut found = Vec::new();
    if reading.odd.is_empty() && !reading.has_strange_capitals() {
        return found;
    }
    for (at, word) in reading.words.iter().enumerate() {
        if !word.traits.has(Traits::MARKED.or(Traits::ODD)) {
            continue;
        }
        let letters = reading.letters(at);
        let is_right =
            |word: &str| letter::key(word).is_some_and(|key| reading.vocabulary.is_right(key));
        // Where one word is strange, others that say nothing may be of the same encoding: `KÕ`.
        if !is_strange(word) && is_right(letters) {
            continue;
        }
        // Ð typed for Đ is a letter that looks alike, no encoding.
        if is_right(&letters.replace('Ð', "Đ")) {
            continue;
        }
        let converted = ENCODINGS.iter().find_map(|(name, convert)| {
            let words = convert(letters);
            (words != letters && is_right(&words)).then_some((*name, words))
        });
        found.extend(converted.map(|(name, words)| (at, name, words)));
    }
    found
}

/// A letter that the alphabet lacks, or a capital behind a small letter.
fn is_strange(word: &Word) -> bool {
    let mixed = word.traits.has(Traits::SMALL)
        && word.traits.has(Traits::CAPITALS_INSIDE)
        && word.traits.has(Traits::MARKED);
    word.traits.has(Traits::ODD) || mixed
}

impl Reading<'_> {
    fn has_strange_capitals(&self) -> bool {
        self.words.iter().any(is_strange)
    }
}

/// One message a passage; the change converts every word of it that stands in the old encoding.
fn old_passages(reading: &Reading<'_>, old: &[(usize, &'static str, String)]) -> Vec<Diagnostic> {
    let passage_of = |at: usize| reading.subject.prose.passage_at(reading.words[at].start as usize);
    let runs = old.chunk_by(|a, b| passage_of(a.0) == passage_of(b.0));
    runs.filter_map(|run| {
        let ((first, name, words), (last, _, _)) = (run.first()?, run.last()?);
        let range = reading.span(*first, *last);
        let mut converted = String::new();
        let mut done = range.start;
        for (at, _, words) in run {
            let word = reading.words[*at].range();
            converted.push_str(&reading.text()[done..word.start]);
            converted.push_str(words);
            done = word.end;
        }
        let place = reading.place(reading.words[*first].range());
        let problem = Diagnostic::error("T02.old_encoding", place)
            .with("encoding", name)
            .with("words", reading.letters(*first))
            .with("converted", words);
        Some(reading.fixed(problem, range, &converted))
    })
    .collect()
}

/// A character that does not belong in Vietnamese text.
fn odd(reading: &Reading<'_>, at: usize) -> Option<Diagnostic> {
    let c = reading.text()[at..].chars().next()?;
    let range = at..at + c.len_utf8();
    let place = reading.place(range.clone());
    let code = format!("U+{:04X}", u32::from(c));
    let error = |id| Diagnostic::error(id, place.clone()).with("code", &code);
    match c {
        '\u{FFFD}' => Some(error("T02.lost_letter")),
        '\u{E000}'..='\u{F8FF}' => Some(error("T02.private_letter")),
        '\u{200C}' | '\u{200D}' if !is_inside_word(reading.text(), &range) => None,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' => {
            Some(reading.fixed(error("T02.invisible"), range, ""))
        }
        '\u{300}'..='\u{36F}' => {
            is_inside_word(reading.text(), &range).then(|| error("T02.loose_mark"))
        }
        _ => look_alike(reading, c, range, &code),
    }
}

fn is_inside_word(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    before.is_some_and(|c| letter::letter(c).is_some())
}

/// A letter of another alphabet between Latin ones: `Соvid` with a Cyrillic С.
fn look_alike(
    reading: &Reading<'_>,
    c: char,
    range: Range<usize>,
    code: &str,
) -> Option<Diagnostic> {
    let latin = latin_twin(c)?;
    let is_latin = |c: Option<char>| c.is_some_and(|c| letter::letter(c).is_some());
    let text = reading.text();
    let joined = is_latin(text[..range.start].chars().next_back())
        || is_latin(text[range.end..].chars().next());
    joined.then(|| {
        let mut twin = [0; 4];
        let twin = latin.encode_utf8(&mut twin);
        let problem = Diagnostic::error("T02.look_alike", reading.place(range.clone()));
        let problem = problem.with("code", code).with("right", &*twin);
        reading.fixed(problem, range, twin)
    })
}

/// The Latin letter that looks the same (Unicode confusables, those that are seen in practice).
fn latin_twin(c: char) -> Option<char> {
    const TWINS: &str =
        "АAВBЕEКKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxіiІIјjѕsԁdΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvÐĐƉĐıi";
    let mut letters = TWINS.chars();
    while let (Some(odd), Some(latin)) = (letters.next(), letters.next()) {
        if odd == c {
            return Some(latin);
        }
    }
    None
}
