//! The entry of an index: what a browser must know before the first word is typed.

use serde_json::json;

use crate::search::Subject;
use crate::search::digits;
use crate::search::postings;
use crate::search::shards::front;
use crate::search::standing::{File, Tally};
use crate::search::terms::Rules;
use crate::text::cell;
use crate::text::synonym::SYNONYMS;

/// What an entry names.
pub(super) struct Entry<'a> {
    /// How many documents there are.
    pub count: usize,
    /// How many share a block of texts.
    pub per_block: usize,
    /// Names this state of the index.
    pub id: String,
    /// The shards in order.
    pub shards: &'a [File],
    /// Name of the file of filters.
    pub filters: &'a str,
}

/// The entry as JSON.
pub(super) fn text(
    entry: &Entry<'_>,
    words: &[Tally],
    rules: &Rules,
    subject: &Subject<'_>,
) -> String {
    let synonyms: Vec<String> =
        SYNONYMS.iter().map(|(short, long)| format!("{short} {long}")).collect();
    let json = json!({
        "v": 1,
        "id": entry.id,
        "n": entry.count,
        "g": entry.per_block,
        "kinds": subject.kinds,
        "filters": entry.filters,
        "shards": shards(entry.shards),
        "grid": grid(words, rules, entry.count),
        "words": others(words, rules, entry.count),
        "cells": cell::lists(),
        "synonyms": synonyms.join(","),
    });
    json.to_string()
}

/// Each shard: how much of its first word is that of the one before, the rest of the word, the
/// second word, the name.
fn shards(shards: &[File]) -> String {
    let mut text = String::new();
    let mut before = "";
    for File { word, second, name } in shards {
        front(before, word, &mut text);
        digits::push(*second, &mut text);
        text.push_str(name);
        before = word;
    }
    text
}

/// How often each syllable is found, by cell behind the numbers; 0 for never.
fn grid(words: &[Tally], rules: &Rules, count: usize) -> String {
    let mut grid = vec![0; (rules.cells.owned() - cell::NUMBERS) as usize];
    for word in words {
        let cell = rules.cells.own(&word.word).and_then(|cell| cell.checked_sub(cell::NUMBERS));
        if let Some(cell) = cell {
            grid[cell as usize] = step(word.frequency, count);
        }
    }
    let mut text = String::new();
    grid.into_iter().for_each(|step| digits::single(step, &mut text));
    text
}

/// Other words that are no numbers and not too rare to be meant by somebody who mistypes, each with
/// how often it is found.
fn others(words: &[Tally], rules: &Rules, count: usize) -> String {
    let least = (count / 2500).clamp(2, 20) as u32;
    let is_wanted = |word: &&Tally| {
        word.frequency >= least
            && word.word.chars().count() > 1
            && !word.word.contains(|c: char| c.is_ascii_digit())
            && rules.cells.own(&word.word).is_none()
    };
    let mut text = String::new();
    let mut before = "";
    for word in words.iter().filter(is_wanted) {
        front(before, &word.word, &mut text);
        digits::single(step(word.frequency, count), &mut text);
        before = &word.word;
    }
    text
}

/// A frequency in quarters of a doubling, from 1; 90 for a word that is too common to be asked.
fn step(frequency: u32, count: usize) -> u32 {
    if frequency == 0 {
        return 0;
    }
    if postings::is_too_common(frequency, count) {
        return 90;
    }
    let doublings = frequency.ilog2();
    let quarters = ((u64::from(frequency) * 4) >> doublings) as u32 & 3;
    doublings * 4 + quarters + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_are_told_in_steps() {
        assert_eq!([0, 1, 2, 3, 4, 7, 8].map(|n| step(n, 100_000)), [0, 1, 5, 7, 9, 12, 13]);
        assert_eq!(step(50, 60), 90);
    }
}
