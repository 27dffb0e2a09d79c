//! Where a row of things is cut into files of about one size.

use std::ops::Range;

/// Larger files are cut. In bytes before compression, of which about 60 % are left by it.
pub(super) const LARGEST: u64 = 7000;

/// Parts of a row of which each takes so many bytes: cut where halves are most alike, again and
/// again, until a part is small enough or a single thing. An edit moves a cut only near itself.
pub(super) fn cuts(costs: impl IntoIterator<Item = u64>) -> Vec<Range<usize>> {
    let mut sums = vec![0];
    let mut sum = 0;
    for cost in costs {
        sum += cost;
        sums.push(sum);
    }
    let mut parts = Vec::new();
    cut(&sums, 0..sums.len() - 1, &mut parts);
    parts
}

fn cut(sums: &[u64], part: Range<usize>, parts: &mut Vec<Range<usize>>) {
    if part.len() < 2 || sums[part.end] - sums[part.start] <= LARGEST {
        if !part.is_empty() {
            parts.push(part);
        }
        return;
    }
    let at = middle(sums, &part);
    cut(sums, part.start..at, parts);
    cut(sums, at..part.end, parts);
}

/// The place nearest to the middle of a part of two things at least; both sides hold something.
fn middle(sums: &[u64], part: &Range<usize>) -> usize {
    let half = sums[part.start] + (sums[part.end] - sums[part.start]) / 2;
    let inner = part.start + 1..part.end;
    let after = sums[inner.clone()].partition_point(|sum| *sum < half) + inner.start;
    let before = after.saturating_sub(1).max(inner.start);
    let after = after.min(inner.end - 1);
    if half.abs_diff(sums[before]) <= half.abs_diff(sums[after]) { before } else { after }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_no_part_can_be_cut() {
        let costs: Vec<u64> = (0..4000).map(|at| at * at % 300).collect();
        let parts = cuts(costs.iter().copied());
        assert!(parts.len() > 80);
        assert_eq!(parts.first().map(|part| part.start), Some(0));
        assert_eq!(parts.last().map(|part| part.end), Some(costs.len()));
        assert!(parts.windows(2).all(|two| two[0].end == two[1].start));
        let cost = |part: &Range<usize>| costs[part.clone()].iter().sum::<u64>();
        assert!(parts.iter().all(|part| cost(part) <= LARGEST));
    }

    #[test]
    fn what_is_large_alone_stands_alone() {
        assert_eq!(cuts([10, 90_000, 10, 10]), [0..1, 1..2, 2..4]);
        assert_eq!(cuts([90_000]).len(), 1);
        assert!(cuts([]).is_empty());
    }
}
