//! Shorter names for what only the engine's own parts know, so that it is small on a slow line.

use std::collections::{BTreeMap, BTreeSet};

use crate::search::client::{literal, opens};

/// Names of the engine's parts that neither the index, nor who calls, nor the language knows. Each
/// means one thing or several, but nowhere anything that is not the engine's.
const OWN: &str = "Digits EARLIER EMPTY FACETS Index LONGEST NOTHING NUMBER NUMBERED OTHER_MARKS OVER PAIR \
                   PAIR_WEIGHT PART PREFIX QUALITIES Question SILENT SYNONYM Stale TONES TYPO WEIGHT WORDS above \
                   after alone answer asked back before beginning begins best between bits block bounded broken \
                   changed choice choices close code common countOf counts cover deep digits document documents \
                   done earlier empty end ended error escaped facet factor failed failures file filtered first \
                   flags found frequency fresh gain gains gap given glued grade grades hasMarks hasNeighbour \
                   hasPair hash hashed high hits html idf idfs index isAsked isBeside isCommon isKnown isLast \
                   isNear isOpen isOver isPair isPhrase isSaid isTypo isWhole joints json kept key kindOf last \
                   least left letter likely line list lists load loadSynonyms loaded long longestRun lost low \
                   makeCells mark marked marks mask masks matching mixed more most near next one onsets options \
                   other others own packed page pair pairs part parts pass passed passes path place places posting \
                   postings prefixes query question rank ranked ranks read readEntry readFilters readRecords \
                   readShard record records response result rime rimes room root row run runs scanned scores second \
                   seen shard share shared shares short show shown side sides simple skip slot spread start step \
                   steps suggestion sum table tables token tokens tone top touched twins typed typos used usual \
                   variants wanted whole withBefore withMark word worth";

/// The same script with short names for its own, where they stand in no text of it.
pub(super) fn shortened(script: &str) -> String {
    let pieces = pieces(script);
    let said: BTreeSet<&str> =
        pieces.iter().filter(|piece| !piece.is_code).flat_map(|piece| words(piece.text)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| piece.is_code) {
        *counts.entry(piece.text).or_default() += 1;
    }
    let mut own: Vec<&str> = OWN.split(' ').filter(|name| counts.contains_key(name)).collect();
    own.retain(|name| !said.contains(name));
    // The most frequent ones get one letter.
    own.sort_by_key(|name| std::cmp::Reverse(counts[name]));
    let free = candidates().filter(|name| !counts.contains_key(name.as_str()) && !is_kept(name));
    let short: BTreeMap<&str, String> = own.into_iter().zip(free).collect();
    let named = |piece: &Piece<'_>| match short.get(piece.text) {
        Some(name) if piece.is_code => name.clone(),
        // One word for all that is declared compresses better than two.
        _ if piece.is_code && piece.text == "const" => "let".to_owned(),
        _ => piece.text.to_owned(),
    };
    pieces.iter().map(named).collect()
}

/// Words of the language with two letters.
fn is_kept(name: &str) -> bool {
    matches!(name, "as" | "do" | "if" | "in" | "of")
}

/// `a` to `Z`, then `aa` to `ZZ`.
fn candidates() -> impl Iterator<Item = String> {
    let letters = || ('a'..='z').chain('A'..='Z');
    let two = letters().flat_map(move |a| letters().map(move |b| format!("{a}{b}")));
    letters().map(String::from).chain(two)
}

/// A word or sign of the script, or a text or regular expression (of which nothing is code).
struct Piece<'a> {
    text: &'a str,
    is_code: bool,
}

fn pieces(script: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut rest, mut before) = (script, None);
    while let Some(c) = rest.chars().next() {
        let (length, is_code) = match c {
            '"' | '\'' | '`' => (literal(rest, c), false),
            '/' if opens(before) => (literal(rest, '/'), false),
            _ if is_word(c) => (rest.find(|c| !is_word(c)).unwrap_or(rest.len()), true),
            _ => (c.len_utf8(), true),
        };
        let (text, after) = rest.split_at(length);
        pieces.push(Piece { text, is_code });
        (rest, before) = (after, text.chars().next_back());
    }
    pieces
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_are_short_everywhere_and_the_same() {
        assert_eq!(shortened("let word=a.word;f({word});"), "let b=a.b;f({b});");
        assert_eq!(shortened("word+word+marks"), "a+a+b");
    }

    #[test]
    fn declarations_begin_with_the_same_word() {
        assert_eq!(shortened("const word=\"const\";let hits=word;"), "let a=\"const\";let b=a;");
    }

    #[test]
    fn what_a_text_says_keeps_its_name() {
        assert_eq!(shortened(r#"word="word";marks=1"#), r#"word="word";a=1"#);
        assert_eq!(shortened("`${word}`+word"), "`${word}`+word");
        assert_eq!(shortened("x=/word/;y=word/marks"), "x=/word/;y=word/a");
    }

    #[test]
    fn every_own_name_is_one_of_the_scripts() {
        let scripts = [
            include_str!("../../themes/lan-toa/scripts/search/rules.js"),
            include_str!("../../themes/lan-toa/scripts/search/read.js"),
            include_str!("../../themes/lan-toa/scripts/search/engine.js"),
            include_str!("../../themes/lan-toa/scripts/search/answer.js"),
            include_str!("../../themes/lan-toa/scripts/search/open.js"),
        ];
        let known: BTreeSet<&str> = scripts.iter().flat_map(|script| words(script)).collect();
        let unknown: Vec<&str> = OWN.split(' ').filter(|name| !known.contains(name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn other_names_and_numbers_stay() {
        assert_eq!(shortened("words.length+0xword1"), "words.length+0xword1");
    }
}
