//! The terms of one record: words and pairs of neighbours, with the weight each has in it.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::search::record::Record;
use crate::text::cell::Cells;
use crate::text::token::{Gap, Token, Tokens};

/// What parting a text needs, made once.
#[derive(Default)]
pub(super) struct Rules {
    pub tokens: Tokens,
    pub cells: Cells,
}

/// One term as a number: cell of the first word, or from `Cells::owned` on its place among the
/// record's other words (36 bits); the second word's cell plus one, or 0 for a word alone (14 bits);
/// marks of the first, marks of the second (6 bits each); weight (2 bits): 3 in title or number, else
/// 0 to 2 by how often it stands in how long a text; of a pair only whether it is 3 is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term(u64);

impl Term {
    pub(super) fn first(self) -> u32 {
        (self.0 >> 28) as u32
    }

    /// All but the first word (28 bits).
    pub(super) fn tail(self) -> u32 {
        self.0 as u32 & 0x0FFF_FFFF
    }
}

/// The terms of a record in order, each once, and its words without a cell of their own.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub list: Vec<Term>,
    pub words: Vec<String>,
}

impl Terms {
    /// The first word of a term.
    pub(super) fn word(&self, first: u32, rules: &Rules) -> String {
        match first.checked_sub(rules.cells.owned()) {
            Some(at) => self.words.get(at as usize).cloned().unwrap_or_default(),
            None => rules.cells.word(first),
        }
    }

    /// Those whose first word is in a range.
    pub(super) fn between(&self, firsts: &Range<u32>) -> &[Term] {
        let from = self.list.partition_point(|term| term.first() < firsts.start);
        let length = self.list[from..].partition_point(|term| term.first() < firsts.end);
        &self.list[from..from + length]
    }
}

/// The mark of a word or pair of title or own number while terms are gathered.
const IN_TITLE: u64 = 1;

impl Terms {
    pub(super) fn of(record: &Record, rules: &Rules) -> Self {
        let mut gathering =
            Gathering { rules, terms: Self::default(), known: FxHashMap::default() };
        let (mut all, mut length) = (Vec::with_capacity(1024), 0);
        for title in [&record.title, &record.number] {
            gathering.text(title, IN_TITLE, &mut all, &mut length);
        }
        for text in [&record.text, &record.unit] {
            gathering.text(text, 0, &mut all, &mut length);
        }
        all.sort_unstable();
        let mut terms = gathering.terms;
        // Equal terms stand together, those of the title last among them.
        for same in all.chunk_by(|a, b| a >> 1 == b >> 1) {
            let in_title = same.last().is_some_and(|last| last & IN_TITLE > 0);
            let weight = if in_title { 3 } else { weight(same.len(), length) };
            terms.list.push(Term(same[0] >> 1 << 2 | u64::from(weight)));
        }
        terms
    }
}

/// BM25's part that depends on the text (k1 = 1.2, b = 0.75), in three steps. The mean length is
/// taken as 300 words whatever the site: or an edit would change the weights of every other page.
fn weight(count: usize, length: usize) -> u8 {
    let (count, length) = (count as f64, length as f64);
    let score = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / 300.0));
    if score < 0.9 {
        0
    } else if score < 1.4 {
        1
    } else {
        2
    }
}

struct Gathering<'a> {
    rules: &'a Rules,
    terms: Terms,
    known: FxHashMap<String, u32>,
}

/// The number of a document under way: its tokens glued.
#[derive(Default)]
struct Number {
    /// Whether it begins with a digit; else it is none, and nothing is glued.
    is_number: bool,
    whole: String,
    code: String,
    /// How many tokens it has.
    length: usize,
    /// The first one: cell and marks.
    first: (u32, u8),
    /// Whether it stands where a text gives its own number.
    is_early: bool,
}

/// What a text rests on: from "Căn cứ" to the end of the sentence numbers are those of others
/// (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5).
#[derive(Default)]
struct Basis {
    is_named: bool,
    is_beginning: bool,
}

impl Basis {
    fn hear(&mut self, token: &Token) {
        self.is_named = match token.gap {
            Gap::Break => false,
            _ => self.is_named || self.is_beginning && token.word == "cu",
        };
        self.is_beginning = token.gap == Gap::Break && token.word == "can";
    }
}

/// Among its first words a text gives its own number, further on those of others.
const EARLY: usize = 40;
/// How often the parts of an early number count.
const AS_OFTEN: usize = 3;

impl Gathering<'_> {
    fn text(&mut self, text: &str, mark: u64, all: &mut Vec<u64>, length: &mut usize) {
        let rules = self.rules;
        let mut last: Option<(u32, u8)> = None;
        let mut number = Number::default();
        let begin = *length;
        let mut basis = Basis::default();
        rules.tokens.each(text, |token| {
            *length += 1;
            basis.hear(token);
            number.is_early = *length - begin <= EARLY && !basis.is_named;
            let own = rules.cells.own(&token.word);
            let first = own.unwrap_or_else(|| self.other(&token.word));
            let marks = u64::from(token.marks);
            all.push((u64::from(first) << 26 | marks << 6) << 1 | mark);
            if let Some(before) = last.filter(|_| token.gap != Gap::Break) {
                let second = own.unwrap_or_else(|| rules.cells.of(&token.word));
                all.push(pair(before, (second, token.marks)) << 1 | mark);
            }
            if let Some((before, marks)) =
                last.filter(|_| token.gap == Gap::Joint && number.is_early)
            {
                let alone = (u64::from(before) << 26 | u64::from(marks) << 6) << 1 | mark;
                all.extend([alone; AS_OFTEN - 1]);
            }
            if token.gap != Gap::Joint {
                self.number(&number, last, mark, all);
                number.begin(token, first);
            }
            last = Some((first, token.marks));
            number.add(token);
        });
        self.number(&number, last, mark, all);
    }

    /// `147/KH-SYT` is also found as `147khsyt` and as `khsyt`, and by its ends: `147 syt`.
    fn number(&mut self, number: &Number, last: Option<(u32, u8)>, mark: u64, all: &mut Vec<u64>) {
        let Number { whole, code, is_early, length, first: (first, marks), .. } = number;
        if !number.is_number || code.len() < 2 {
            return;
        }
        // A text's own number says as much of it as its title.
        let mark = if *is_early { IN_TITLE } else { mark };
        if let Some((end, end_marks)) = last.filter(|_| *length > 2) {
            all.push(pair((*first, *marks), (self.cell(end), end_marks)) << 1 | mark);
        }
        for glued in [whole, code] {
            let own = self.rules.cells.own(glued);
            let first = own.unwrap_or_else(|| self.other(glued));
            all.push(u64::from(first) << 27 | mark);
        }
    }

    /// The cell of a first word.
    fn cell(&self, first: u32) -> u32 {
        let other = first.checked_sub(self.rules.cells.owned());
        let word = other.and_then(|at| self.terms.words.get(at as usize));
        word.map_or(first, |word| self.rules.cells.of(word))
    }

    /// The place of a word without a cell of its own.
    fn other(&mut self, word: &str) -> u32 {
        if let Some(place) = self.known.get(word) {
            return *place;
        }
        let place = self.rules.cells.owned() + self.terms.words.len() as u32;
        self.terms.words.push(word.to_owned());
        self.known.insert(word.to_owned(), place);
        place
    }
}

/// A pair of words, both with their marks, the first as terms have it, the second by its cell.
fn pair((first, marks): (u32, u8), (second, second_marks): (u32, u8)) -> u64 {
    let rest = (u64::from(second) + 1) << 12 | u64::from(marks) << 6 | u64::from(second_marks);
    u64::from(first) << 26 | rest
}

impl Number {
    fn begin(&mut self, token: &Token, first: u32) {
        self.is_number = is_digits(token);
        (self.first, self.length) = ((first, token.marks), 0);
        self.whole.clear();
        self.code.clear();
    }

    fn add(&mut self, token: &Token) {
        if !self.is_number {
            return;
        }
        self.length += 1;
        if !is_digits(token) || !self.code.is_empty() {
            self.code.push_str(&token.word);
        }
        self.whole.push_str(&token.word);
    }
}

fn is_digits(token: &Token) -> bool {
    token.word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str, text: &str) -> Vec<String> {
        let rules = Rules::default();
        let record = Record { title: title.into(), text: text.into(), ..Record::default() };
        let terms = Terms::of(&record, &rules);
        let mut words: Vec<String> = terms
            .list
            .iter()
            .map(|term| {
                let second = (term.tail() >> 14).checked_sub(1).map_or_else(String::new, |cell| {
                    if cell < rules.cells.owned() {
                        format!(" {}", rules.cells.word(cell))
                    } else {
                        " *".into()
                    }
                });
                let first = terms.word(term.first(), &rules);
                format!("{first}{second} {}", term.tail() & 3)
            })
            .collect();
        words.sort();
        words
    }

    #[test]
    fn a_phrase_ends_with_its_sentence() {
        assert_eq!(
            words("", "Thi đua. Lan, tỏa"),
            ["dua 2", "lan 2", "lan toa 2", "thi 2", "thi dua 2", "toa 2"]
        );
    }

    #[test]
    fn what_a_text_rests_on_is_not_its_own_number() {
        let of = |text: &str| words("", &format!("{text} {}", "và nhiều lời khác ".repeat(80)));
        assert!(of("Số 147/KH-SYT").contains(&"khsyt 3".to_owned()));
        assert!(of("Căn cứ Kế hoạch số 147/KH-SYT").contains(&"khsyt 1".to_owned()));
        assert!(of("Căn cứ Luật. Số 147/KH-SYT").contains(&"khsyt 3".to_owned()));
    }

    #[test]
    fn a_number_is_found_glued() {
        assert_eq!(
            words("147/KH-SYT", ""),
            ["147 * 3", "147 3", "147 syt 3", "147khsyt 3", "kh 3", "kh syt 3", "khsyt 3", "syt 3"]
        );
    }
}
