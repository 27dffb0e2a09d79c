//! Which block of one text is which of the other: the same, edited, moved, gone, new.

use std::collections::BTreeMap;

use imara_diff::{Algorithm, Diff, Hunk, Interner, Token as Id};

use crate::compare::blocks::Plain;
use crate::compare::tokens::{self, Token};
use crate::compare::words;
use crate::model::comparison::{Block, Change, Counts, Mark, Shape};

/// Two blocks with less in common than this are a removed and an added one.
const ALIKE: f64 = 0.25;

/// A block of which more than this is new is shown old, then new.
const REWRITTEN: f64 = 0.6;

/// Shorter blocks than this many words are not called moved: a repeated word is no journey.
const SHORTEST_MOVE: usize = 4;

/// More pairs than this are not all tried: each block then looks at its nearest only.
const MOST_PAIRS: usize = 4096;

/// How far a block looks where there are too many to try all.
const NEAREST: usize = 8;

/// The blocks of two texts as one row, in the order of the new text, what is gone where it stood.
pub fn aligned(before: &[Plain], after: &[Plain]) -> (Vec<Block>, Counts) {
    let texts = Texts::new(before, after);
    let mut interner = Interner::new(before.len() + after.len());
    let mut ids = |blocks: &[Plain]| -> Vec<Id> {
        blocks.iter().map(|block| interner.intern(block.clone())).collect()
    };
    let (old, new) = (ids(before), ids(after));
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Myers, &old, &new, interner.num_tokens());
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let moves = Moves::new(&hunks, (&old, &new), &texts);
    let mut row =
        Row { texts: &texts, moves: &moves, blocks: Vec::new(), counts: Counts::default() };
    let mut at = 0;
    for hunk in &hunks {
        row.same(at..hunk.after.start as usize);
        row.hunk(hunk);
        at = hunk.after.end as usize;
    }
    row.same(at..after.len());
    row.counts.moved = moves.away.len();
    (row.blocks, row.counts)
}

struct Texts<'t> {
    before: &'t [Plain],
    after: &'t [Plain],
    old: Vec<Vec<Token<'t>>>,
    new: Vec<Vec<Token<'t>>>,
}

impl<'t> Texts<'t> {
    fn new(before: &'t [Plain], after: &'t [Plain]) -> Self {
        let tokens = |blocks: &'t [Plain]| {
            blocks.iter().map(|(_, words)| tokens::tokens(words)).collect::<Vec<_>>()
        };
        Self { before, after, old: tokens(before), new: tokens(after) }
    }
}

/// Blocks that are the same but stand elsewhere, each with the number of its pair.
#[derive(Default)]
struct Moves {
    away: BTreeMap<usize, u32>,
    here: BTreeMap<usize, u32>,
}

impl Moves {
    fn new(hunks: &[Hunk], (old, new): (&[Id], &[Id]), texts: &Texts<'_>) -> Self {
        let removed = hunks.iter().flat_map(|hunk| hunk.before.clone());
        let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in removed.map(|at| at as usize) {
            if texts.old[at].len() >= SHORTEST_MOVE {
                places.entry(old[at].0).or_default().push(at);
            }
        }
        places.values_mut().for_each(|places| places.reverse());
        let mut moves = Self::default();
        for at in hunks.iter().flat_map(|hunk| hunk.after.clone()).map(|at| at as usize) {
            if let Some(from) = places.get_mut(&new[at].0).and_then(Vec::pop) {
                let pair = moves.away.len() as u32 + 1;
                moves.away.insert(from, pair);
                moves.here.insert(at, pair);
            }
        }
        moves
    }
}

struct Row<'r> {
    texts: &'r Texts<'r>,
    moves: &'r Moves,
    blocks: Vec<Block>,
    counts: Counts,
}

impl Row<'_> {
    fn push(&mut self, shape: Shape, change: Change, tokens: &[Token<'_>]) {
        let mark = match change {
            Change::Removed | Change::MovedAway(_) => Mark::Removed,
            Change::Added | Change::MovedHere(_) => Mark::Added,
            _ => Mark::Same,
        };
        self.blocks.push(Block { shape, change, runs: words::whole(tokens, mark) });
    }

    fn same(&mut self, range: std::ops::Range<usize>) {
        let texts = self.texts;
        for at in range {
            self.push(texts.after[at].0, Change::Same, &texts.new[at]);
        }
    }

    /// Blocks that differ: pairs side by side, the rest in the order of both texts.
    fn hunk(&mut self, hunk: &Hunk) {
        let texts = self.texts;
        let is_free = |at: &usize, moved: &BTreeMap<usize, u32>| !moved.contains_key(at);
        let old: Vec<usize> = hunk.before.clone().map(|at| at as usize).collect();
        let new: Vec<usize> = hunk.after.clone().map(|at| at as usize).collect();
        let free = |all: &[usize], moved| -> Vec<usize> {
            all.iter().copied().filter(|at| is_free(at, moved)).collect()
        };
        let pairs = pairs(texts, &free(&old, &self.moves.away), &free(&new, &self.moves.here));
        let (mut from_old, mut from_new) = (old.into_iter().peekable(), new.into_iter().peekable());
        for (left, right) in pairs {
            while let Some(at) = from_old.next_if(|at| *at < left) {
                self.gone(at);
            }
            while let Some(at) = from_new.next_if(|at| *at < right) {
                self.come(at);
            }
            from_old.next();
            from_new.next();
            self.edited(left, right);
        }
        from_old.for_each(|at| self.gone(at));
        from_new.for_each(|at| self.come(at));
    }

    fn gone(&mut self, at: usize) {
        let change = match self.moves.away.get(&at) {
            Some(pair) => Change::MovedAway(*pair),
            None => {
                self.counts.removed += 1;
                Change::Removed
            }
        };
        let texts = self.texts;
        self.push(texts.before[at].0, change, &texts.old[at]);
    }

    fn come(&mut self, at: usize) {
        let change = match self.moves.here.get(&at) {
            Some(pair) => Change::MovedHere(*pair),
            None => {
                self.counts.added += 1;
                Change::Added
            }
        };
        let texts = self.texts;
        self.push(texts.after[at].0, change, &texts.new[at]);
    }

    fn edited(&mut self, left: usize, right: usize) {
        let (old, new) = (&self.texts.old[left], &self.texts.new[right]);
        let shape = self.texts.after[right].0;
        let runs = words::runs(old, new);
        self.counts.edited += 1;
        if words::share_of_change(&runs) <= REWRITTEN {
            self.blocks.push(Block { shape, change: Change::Edited, runs });
            return;
        }
        let mut runs = words::whole(old, Mark::Removed);
        runs.extend(words::whole(new, Mark::Added));
        self.blocks.push(Block { shape, change: Change::Rewritten, runs });
    }
}

/// Pairs of an old and a new block that are alike, in the order of both, with the most in common.
fn pairs(texts: &Texts<'_>, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let is_narrow = old.len() * new.len() > MOST_PAIRS;
    let bags = |places: &[usize], tokens: &[Vec<Token<'_>>]| -> Vec<Vec<u64>> {
        places.iter().map(|at| bag(&tokens[*at])).collect()
    };
    let (left, right) = (bags(old, &texts.old), bags(new, &texts.new));
    let alike = |i: usize, j: usize| {
        let along = j * old.len() / new.len();
        let is_far = is_narrow && i.abs_diff(along) > NEAREST;
        let is_same_shape = class(texts.before[old[i]].0) == class(texts.after[new[j]].0);
        let share = if is_far || !is_same_shape { 0.0 } else { common(&left[i], &right[j]) };
        if share < ALIKE { 0.0 } else { share }
    };
    // The best sum of what pairs have in common, as in aligning two sequences.
    let width = new.len() + 1;
    let mut best = vec![0.0_f64; (old.len() + 1) * width];
    let mut shares = vec![0.0_f64; old.len() * new.len()];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let share = alike(i, j);
            shares[i * new.len() + j] = share;
            let paired = if share > 0.0 { share + best[(i + 1) * width + j + 1] } else { 0.0 };
            let skipped = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            best[i * width + j] = paired.max(skipped);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        let (here, share) = (best[i * width + j], shares[i * new.len() + j]);
        if share > 0.0 && here <= share + best[(i + 1) * width + j + 1] {
            pairs.push((old[i], new[j]));
            (i, j) = (i + 1, j + 1);
        } else if here <= best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Headings are compared with headings, whatever their level.
fn class(shape: Shape) -> Shape {
    match shape {
        Shape::Heading(_) => Shape::Heading(0),
        other => other,
    }
}

/// The words of a block as sorted numbers.
fn bag(tokens: &[Token<'_>]) -> Vec<u64> {
    let mut bag: Vec<u64> = tokens.iter().map(|token| number(token.text)).collect();
    bag.sort_unstable();
    bag
}

/// FNV-1a: the same everywhere. Two words with one number would only make two blocks more alike.
fn number(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |number, byte| {
        (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The share of words that two blocks have in common (Dice).
fn common(left: &[u64], right: &[u64]) -> f64 {
    let (mut i, mut j, mut same) = (0, 0, 0_usize);
    while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (same, i, j) = (same + 1, i + 1, j + 1),
        }
    }
    2.0 * same as f64 / (left.len() + right.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::aligned;
    use crate::compare::blocks::blocks;
    use crate::model::comparison::Counts;

    fn changes(before: &str, after: &str) -> (Vec<String>, Counts) {
        let (blocks, counts) = aligned(&blocks(before), &blocks(after));
        let keys = blocks.iter().map(|block| format!("{:?}", block.change));
        (keys.collect(), counts)
    }

    #[test]
    fn a_moved_block_is_named_as_moved() {
        let (a, b, c) = (
            "<p>Một hai ba bốn năm.</p>",
            "<p>Sáu bảy tám chín.</p>",
            "<p>Kết thúc ở đây nhé.</p>",
        );
        let (found, counts) = changes(&[a, b, c].concat(), &[b, c, a].concat());
        assert_eq!(found, ["MovedAway(1)", "Same", "Same", "MovedHere(1)"]);
        assert_eq!((counts.moved, counts.added, counts.removed), (1, 0, 0));
    }

    #[test]
    fn an_edited_block_stands_between_what_is_gone_and_what_is_new() {
        let before =
            "<p>Nộp bài trước ngày 25/10/2021 tại phòng A.</p><p>Bỏ đoạn này đi cho gọn.</p>";
        let after =
            "<p>Nộp bài trước ngày 01/11/2021 tại phòng A.</p><ul><li>Thêm một điểm mới.</li></ul>";
        let (found, counts) = changes(before, after);
        assert_eq!(found, ["Edited", "Removed", "Added"]);
        assert_eq!((counts.edited, counts.added, counts.removed), (1, 1, 1));
    }

    #[test]
    fn a_block_that_is_mostly_new_is_shown_old_then_new() {
        let before = "<p>Bài gửi về phòng hành chính trước ngày hết hạn.</p>";
        let after = "<p>Bài gửi qua trang điện tử trước ngày hội, kèm ảnh chụp phiếu đã ký.</p>";
        assert_eq!(changes(before, after).0, ["Rewritten"]);
    }
}
