//! One reading of a document's words, from which every check of words takes what it needs.

use std::ops::Range;

use crate::check::text::vocabulary::{Facts, Meaning, Phrase, Vocabulary};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::Outline;
use crate::model::field::{FieldType, Value};
use crate::model::kind::Kind;
use crate::model::prose::{Passage, Prose, Role};
use crate::model::source::Source;
use crate::model::watched::Aside;
use crate::text::word::{Traits, Word, words};

/// A document as the checks of words see it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The file.
    pub source: &'a Source,
    /// Its running text.
    pub prose: &'a Prose,
    /// What else is known of it.
    pub outline: &'a Outline,
    /// Its kind.
    pub kind: &'a Kind,
    /// Whether the people named in it agreed to that.
    pub consents: Consents,
}

/// Who agreed to be named (`consents`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consents {
    /// Nobody.
    None,
    /// The people themselves.
    Own,
    /// A parent or a guardian beside, as for a child.
    OfTwo,
}

impl Consents {
    /// What a document's front matter says.
    pub fn of(kind: &Kind, aside: &Aside) -> Self {
        let Some(at) = kind.fields.index("consents").filter(|at| aside.has(*at)) else {
            return Self::None;
        };
        let FieldType::Record { fields, .. } = &kind.fields.at(at).kind else { return Self::Own };
        let second = fields.index("second_party");
        let has_second = |row: &Value| second.is_some_and(|second| row.sub(second).is_some());
        let rows = aside.private(at).map_or(&[][..], Value::items);
        if rows.iter().any(has_second) { Self::OfTwo } else { Self::Own }
    }
}

/// A phrase of a dictionary and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Position of its first word.
    pub(super) at: usize,
    /// Position in the vocabulary.
    pub(super) phrase: usize,
}

/// What one pass over the words found.
pub(super) struct Reading<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) vocabulary: &'a Vocabulary,
    /// All words in order.
    pub(super) words: Vec<Word>,
    /// Places of characters that do not belong in Vietnamese text.
    pub(super) odd: Vec<u32>,
    /// Phrases of the dictionaries, in order.
    pub(super) found: Vec<Found>,
    /// Words with marks, in small letters, that are no syllable.
    pub(super) suspects: Vec<usize>,
    /// Words that can be written in two styles, with their facts.
    pub(super) styles: Vec<(usize, Facts)>,
    /// Words of two or more letters, all capitals.
    pub(super) capitals: Vec<usize>,
    /// Words of digits alone.
    pub(super) numbers: Vec<usize>,
    /// Words of fifteen letters and digits, as long as the number of a health insurance card.
    pub(super) codes: Vec<usize>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(subject: Subject<'a>, vocabulary: &'a Vocabulary) -> Self {
        let parted = words(&subject.prose.text);
        let mut reading = Self {
            subject,
            vocabulary,
            words: parted.words,
            odd: parted.odd,
            found: Vec::new(),
            suspects: Vec::new(),
            styles: Vec::new(),
            capitals: Vec::new(),
            numbers: Vec::new(),
            codes: Vec::new(),
        };
        for at in 0..reading.words.len() {
            reading.word(at);
        }
        reading
    }

    #[inline]
    fn word(&mut self, at: usize) {
        let word = self.words[at];
        let traits = word.traits;
        if traits.is_number() {
            self.numbers.push(at);
            return;
        }
        let facts = self.vocabulary.facts(&word);
        if facts.has(Facts::STARTS)
            && let Some(phrase) = self.vocabulary.phrase(&self.words[at..])
            && !self.is_inside_last(at, phrase)
        {
            self.found.push(Found { at, phrase });
        }
        if traits.has(Traits::CAPITAL) {
            if traits.has(Traits::DIGIT) && word.end - word.start == 15 {
                self.codes.push(at);
            }
            if traits.is_all_capitals() && !traits.has(Traits::DIGIT) {
                self.capitals.push(at);
            }
            return;
        }
        if traits.has(Traits::MARKED) {
            let spelled = self.vocabulary.spelling(&word);
            let strange = Traits::ODD.or(Traits::DIGIT).or(Traits::CAPITALS_INSIDE);
            if !facts.has(Facts::RIGHT) && !spelled.has(Facts::RIGHT) && !traits.has(strange) {
                self.suspects.push(at);
            }
            if spelled.has(Facts::STYLE) {
                self.styles.push((at, spelled));
            }
        }
    }

    /// Whether the last phrase, of the same meaning, holds this word: `thường trú tại`, `trú tại`.
    fn is_inside_last(&self, at: usize, phrase: usize) -> bool {
        self.found.last().is_some_and(|last| {
            let known = self.vocabulary.at(last.phrase);
            last.at + known.len() > at && known.meaning == self.vocabulary.at(phrase).meaning
        })
    }

    pub(super) fn text(&self) -> &'a str {
        &self.subject.prose.text
    }

    /// The letters of a word.
    pub(super) fn letters(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.of(self.text()))
    }

    /// What stands between a word and the next one.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let start = self.words.get(at).map_or(0, |word| word.end as usize);
        let end = self.words.get(at + 1).map_or(self.text().len(), |word| word.start as usize);
        self.text().get(start..end).unwrap_or("")
    }

    /// How long the gap behind a word is: one byte for nearly all of them.
    #[inline]
    pub(super) fn gap_length(&self, at: usize) -> usize {
        let end = self.words.get(at + 1).map_or(self.text().len(), |word| word.start as usize);
        end - self.words[at].end as usize
    }

    /// The bytes from one word to another.
    pub(super) fn span(&self, first: usize, last: usize) -> Range<usize> {
        match (self.words.get(first), self.words.get(last)) {
            (Some(first), Some(last)) => first.start as usize..last.end as usize,
            _ => 0..0,
        }
    }

    /// The phrases of one meaning: position of the first word, and the phrase.
    pub(super) fn phrases(&self, meaning: Meaning) -> impl Iterator<Item = (usize, &Phrase)> {
        let all = self.found.iter().map(|found| (found.at, self.vocabulary.at(found.phrase)));
        all.filter(move |(_, phrase)| phrase.meaning == meaning)
    }

    /// The place of some bytes of the text.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        self.subject.source.place(self.subject.prose.source_of(range))
    }

    /// The passage in which a byte of the text stands.
    pub(super) fn passage(&self, at: usize) -> Option<&'a Passage> {
        let prose = self.subject.prose;
        prose.passage_at(at).and_then(|at| prose.passages.get(at))
    }

    /// Whether a byte stands inside “ ”, as far as its passage tells.
    pub(super) fn is_quoted(&self, at: usize) -> bool {
        let start = self.passage(at).map_or(0, |passage| passage.text.start);
        let before = self.text().get(start..at).unwrap_or("");
        match (before.rfind('“'), before.rfind('”')) {
            (Some(open), Some(close)) => open > close,
            (open, _) => open.is_some(),
        }
    }

    /// Adds the change that puts other words in the place of these, where the source holds exactly
    /// these words.
    pub(super) fn fixed(
        &self,
        problem: Diagnostic,
        range: Range<usize>,
        words: &str,
    ) -> Diagnostic {
        match self.typed(range) {
            Some(typed) => problem.fixed_by(typed, words),
            None => problem,
        }
    }

    /// Where these words stand in the source, if they stand there as they are read.
    pub(super) fn typed(&self, range: Range<usize>) -> Option<Range<usize>> {
        let typed = self.subject.prose.source_of(range.clone());
        let is_exact = self.subject.source.text.get(typed.clone()) == self.text().get(range);
        is_exact.then_some(typed)
    }

    /// The name of the field, or of its sub-field, whose value stands at a byte.
    pub(super) fn field(&self, at: usize) -> Option<&'a str> {
        let Role::Field { field, sub } = self.passage(at)?.role else { return None };
        let outer = self.subject.kind.fields.at(field);
        let inner = sub.and_then(|sub| match &outer.kind {
            FieldType::Record { fields, .. } => Some(fields.at(sub)),
            _ => None,
        });
        Some(inner.map_or(outer.name.as_str(), |inner| inner.name.as_str()))
    }

    /// The words of the sentence around a word: their positions. Ends where a passage ends, and at
    /// a full stop, question or exclamation mark or semicolon before a space.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        const LONGEST: usize = 60;
        let ends = |at: usize| ends_sentence(self.gap(at));
        let first = (0..at).rev().take(LONGEST).find(|at| ends(*at));
        let first = first.map_or(at.saturating_sub(LONGEST), |before| before + 1);
        let last = (at..self.words.len()).take(LONGEST).find(|at| ends(*at));
        first..last.map_or((at + LONGEST).min(self.words.len()), |last| last + 1)
    }
}

/// Whether the gap between two words ends a sentence. A line feed alone parts two passages: a heading
/// or a line of a list without a full stop.
pub(super) fn ends_sentence(gap: &str) -> bool {
    gap == "\n"
        || gap.len() > 1
            && (gap.contains(['\n', '!', '?', ';', '…'])
                || gap.find('.').is_some_and(|at| gap[at + 1..].contains([' ', '”', '"', ')'])))
}
