//! What differs between two stretches of words.

use imara_diff::{Algorithm, Diff, Interner, Token as Id};

use crate::compare::tokens::Token;
use crate::model::comparison::{Mark, Run};

/// Words that two changes may have between them and still be read as one: so many, and so many
/// letters.
const BETWEEN: (usize, usize) = (2, 8);

/// Stretches of tokens, each with what became of it: positions in the old and in the new words.
struct Stretch {
    mark: Mark,
    before: std::ops::Range<usize>,
    after: std::ops::Range<usize>,
}

/// The words of both, in the order in which a reader goes through them.
pub(super) fn runs(before: &[Token<'_>], after: &[Token<'_>]) -> Vec<Run> {
    let mut runs = Vec::new();
    for stretch in stretches(before, after) {
        match stretch.mark {
            Mark::Same => push(&after[stretch.after], Mark::Same, &mut runs),
            _ => {
                push(&before[stretch.before], Mark::Removed, &mut runs);
                push(&after[stretch.after], Mark::Added, &mut runs);
            }
        }
    }
    runs
}

/// All of some words under one mark.
pub(super) fn whole(tokens: &[Token<'_>], mark: Mark) -> Vec<Run> {
    let mut runs = Vec::new();
    push(tokens, mark, &mut runs);
    runs
}

fn push(tokens: &[Token<'_>], mark: Mark, runs: &mut Vec<Run>) {
    let Some(first) = tokens.first() else { return };
    let mut text = String::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.spaced && at > 0 {
            text.push(' ');
        }
        text.push_str(token.text);
    }
    runs.push(Run { text, spaced: first.spaced, mark });
}

/// Same and changed stretches by turns.
fn stretches(before: &[Token<'_>], after: &[Token<'_>]) -> Vec<Stretch> {
    let mut interner = Interner::new(before.len() + after.len());
    let mut ids = |tokens: &[Token<'_>]| -> Vec<Id> {
        tokens.iter().map(|token| interner.intern(token.text.to_owned())).collect()
    };
    let (old, new) = (ids(before), ids(after));
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Myers, &old, &new, interner.num_tokens());
    let mut stretches: Vec<Stretch> = Vec::new();
    let (mut from_old, mut from_new) = (0, 0);
    for hunk in diff.hunks() {
        let (old, new) = (range(&hunk.before), range(&hunk.after));
        let same = from_new..new.start;
        if !same.is_empty() && !is_between(&after[same.clone()], &stretches) {
            let before = from_old..old.start;
            stretches.push(Stretch { mark: Mark::Same, before, after: same });
            (from_old, from_new) = (old.start, new.start);
        }
        match stretches.last_mut().filter(|last| last.mark != Mark::Same) {
            // Joined over the few words between.
            Some(last) => (last.before.end, last.after.end) = (old.end, new.end),
            None => {
                let (before, after) = (from_old..old.end, from_new..new.end);
                stretches.push(Stretch { mark: Mark::Added, before, after });
            }
        }
        (from_old, from_new) = (old.end, new.end);
    }
    if from_new < after.len() {
        let (before, after) = (from_old..before.len(), from_new..after.len());
        stretches.push(Stretch { mark: Mark::Same, before, after });
    }
    stretches
}

fn range(range: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    range.start as usize..range.end as usize
}

/// Whether these words, the same in both, are so few that the changes around them read as one.
fn is_between(same: &[Token<'_>], stretches: &[Stretch]) -> bool {
    let letters: usize = same.iter().map(|token| token.text.chars().count()).sum();
    let is_plain = same.iter().all(|token| token.text.chars().all(char::is_alphabetic));
    stretches.last().is_some_and(|last| last.mark != Mark::Same)
        && same.len() <= BETWEEN.0
        && letters <= BETWEEN.1
        && is_plain
}

/// How much of two stretches of words is new: 0 for the same, 1 for nothing in common.
pub(super) fn share_of_change(runs: &[Run]) -> f64 {
    let letters = |mark: Option<Mark>| {
        let some = runs.iter().filter(|run| mark.is_none_or(|mark| run.mark == mark));
        some.map(|run| run.text.len()).sum::<usize>() as f64
    };
    let same = 2.0 * letters(Some(Mark::Same));
    let all = letters(None) + letters(Some(Mark::Same));
    if all > 0.0 { 1.0 - same / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::runs;
    use crate::compare::tokens::tokens;
    use crate::model::comparison::Mark;

    /// `-old-` and `+new+`.
    fn shown(before: &str, after: &str) -> String {
        let runs = runs(&tokens(before), &tokens(after));
        runs.iter().fold(String::new(), |mut text, run| {
            if run.spaced {
                text.push(' ');
            }
            let sign = match run.mark {
                Mark::Same => "",
                Mark::Removed => "-",
                Mark::Added => "+",
            };
            text + sign + &run.text + sign
        })
    }

    #[test]
    fn a_day_that_moves_is_one_change() {
        let found = shown("nộp trước 25/10/2021 tại đơn vị.", "nộp trước 01/11/2021 tại đơn vị.");
        assert_eq!(found, "nộp trước -25/10/2021- +01/11/2021+ tại đơn vị.");
    }

    #[test]
    fn changes_parted_by_short_words_are_one() {
        let found = shown("do Phòng A và Khoa B lo", "do Phòng C và Khoa D lo");
        assert_eq!(found, "do Phòng -A và Khoa B- +C và Khoa D+ lo");
    }

    #[test]
    fn what_stays_is_in_neither() {
        assert_eq!(shown("một hai", "một hai"), "một hai");
        assert_eq!(shown("", "một"), "+một+");
    }
}
