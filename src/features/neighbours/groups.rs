//! Groups items by spherical k-means over the dense part.
//!
//! The start is k-means++ on the cosine distance (Arthur and Vassilvitskii 2007), then rounds of
//! assigning each row to the centre of highest cosine and moving each centre to the mean direction of
//! its rows (Dhillon and Modha 2001). Centres are fitted on few rows by one thread, at most
//! [`FITTED_ON`]; [`assign`] then gives every item its group by all threads. [`Groups::join`] takes
//! groups that were found otherwise on some of the items. Invariant: the same rows in the same order
//! and the same stream give the same groups at any thread count; with items named in an order of
//! their own, wherever they stand.

use rayon::prelude::*;

use super::lanes::{LANES, Panel};
use super::unit_rows::{CHUNK, UnitRows};
use crate::features::DenseRows;
use crate::features::simd::simd_dispatch;
use crate::rng::Stream;

/// How many items centres are fitted on at most.
pub(in crate::features) const FITTED_ON: usize = 20_000;
const ROUNDS: usize = 12;

/// A group for every item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    /// How many groups; some may be empty.
    pub count: usize,
    /// The group of each row.
    pub group: Vec<u32>,
    /// The cosine of each row to the mean direction of its group.
    pub cosine: Vec<f32>,
}

impl Groups {
    /// Finds `count` groups; `order` lists all rows, and centres are fitted on the first of them.
    /// One group when there are no columns.
    pub(crate) fn find(
        dense: &DenseRows,
        order: &[u32],
        count: usize,
        stream: &mut Stream,
    ) -> Self {
        if dense.width() == 0 || count < 2 {
            return Self {
                count: 1,
                group: vec![0; dense.len()],
                cosine: vec![0.0; dense.len()],
            };
        }
        let sample = UnitRows::gather(dense, &order[..order.len().min(FITTED_ON)]);
        Self::around(dense, &centres(&sample, count, ROUNDS, stream))
    }

    /// Every row joins the nearest of these groups: lists of rows, one at least, none empty.
    pub(crate) fn join(dense: &DenseRows, groups: &[Vec<u32>]) -> Self {
        let width = dense.width();
        let mut sums = vec![0.0; groups.len() * width];
        for (sum, members) in sums.chunks_mut(width.max(1)).zip(groups) {
            let members = UnitRows::gather(dense, members);
            for member in 0..members.len() {
                members.add_to(member, sum);
            }
        }
        Self::around(dense, &UnitRows::from_values(&sums, width))
    }

    fn around(dense: &DenseRows, centres: &UnitRows) -> Self {
        let all: Vec<u32> = (0..dense.len() as u32).collect();
        let (group, cosine) = assign(dense, &all, centres).into_iter().unzip();
        Self {
            count: centres.len(),
            group,
            cosine,
        }
    }

    /// The rows of each group, rising.
    pub(crate) fn members(&self) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.count];
        for (row, group) in self.group.iter().enumerate() {
            members[*group as usize].push(row as u32);
        }
        members
    }
}

/// `groups` centres of `rows`; fewer only when there are fewer rows.
pub(super) fn centres(
    rows: &UnitRows,
    groups: usize,
    rounds: usize,
    stream: &mut Stream,
) -> UnitRows {
    let groups = groups.min(rows.len());
    let width = rows.width;
    let mut sums = start(rows, groups, stream);
    let mut centres = UnitRows::from_values(&sums, width);
    for _ in 0..rounds {
        let nearest = nearest(&Panel::split(&centres), rows);
        let mut moved = vec![0.0; groups * width];
        for (row, (group, _)) in nearest.iter().enumerate() {
            rows.add_to(row, &mut moved[*group as usize * width..][..width]);
        }
        for (old, new) in sums
            .chunks_mut(width.max(1))
            .zip(moved.chunks(width.max(1)))
        {
            // A group that lost all its rows keeps its old centre.
            if new.iter().any(|value| *value != 0.0) {
                old.copy_from_slice(new);
            }
        }
        centres = UnitRows::from_values(&sums, width);
    }
    centres
}

/// The first centres: each a row drawn with a chance that rises with its distance to those
/// before it.
fn start(rows: &UnitRows, groups: usize, stream: &mut Stream) -> Vec<f32> {
    let width = rows.width;
    let mut sums = vec![0.0; groups * width];
    let mut distance = vec![1.0_f32; rows.len()];
    for sum in sums.chunks_mut(width.max(1)).take(groups) {
        let chosen = draw_proportional(&distance, stream.next_f64());
        rows.add_to(chosen, sum);
        simd_dispatch(
            #[inline(always)]
            || {
                for (row, nearest) in distance.iter_mut().enumerate() {
                    let away = 1.0 - rows.cosine(chosen, rows, row);
                    *nearest = nearest.min(away.max(0.0));
                }
            },
        );
    }
    sums
}

fn draw_proportional(weights: &[f32], uniform: f64) -> usize {
    let total: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
    let mut left = uniform * total;
    for (index, weight) in weights.iter().enumerate() {
        left -= f64::from(*weight);
        if left < 0.0 {
            return index;
        }
    }
    weights.len().saturating_sub(1)
}

/// The nearest centre of each row and the cosine to it; the first of equals.
fn nearest(centres: &[Panel], rows: &UnitRows) -> Vec<(u32, f32)> {
    let mut best = vec![(0, f32::NEG_INFINITY); rows.len()];
    for (panel, centres) in centres.iter().enumerate() {
        let first = panel * LANES;
        centres.scan(
            rows,
            0..rows.len(),
            #[inline(always)]
            |row, scores| {
                let cosines = centres.cosines(scores);
                for (lane, cosine) in cosines.iter().enumerate().take(centres.count) {
                    if *cosine > best[row].1 {
                        best[row] = ((first + lane) as u32, *cosine);
                    }
                }
            },
        );
    }
    best
}

/// The nearest centre of each of `items` and the cosine to it.
pub(super) fn assign(dense: &DenseRows, items: &[u32], centres: &UnitRows) -> Vec<(u32, f32)> {
    let panels = Panel::split(centres);
    items
        .par_chunks(CHUNK)
        .flat_map_iter(|items| nearest(&panels, &UnitRows::gather(dense, items)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Seed;

    /// Four items around each of three axes.
    fn dense() -> DenseRows {
        let values: Vec<f32> = (0..12)
            .flat_map(|item| {
                let mut value = [0.0; 3];
                value[item % 3] = 1.0;
                value[(item + 1) % 3] = 0.05 * (item / 3) as f32;
                value
            })
            .collect();
        DenseRows::quantised(&values, 3, 12)
    }

    #[test]
    fn items_around_an_axis_are_a_group() {
        let order: Vec<u32> = (0..12).collect();
        let mut stream = Seed(1).stream("test", "");
        let groups = Groups::find(&dense(), &order, 3, &mut stream);
        let mut members = groups.members();
        members.sort_unstable();
        assert_eq!(members, [[0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]]);
        assert!(groups.cosine.iter().all(|cosine| *cosine > 0.98));
    }

    #[test]
    fn the_others_join_the_nearest() {
        let groups = Groups::join(&dense(), &[vec![1], vec![3, 0], vec![5]]);
        let expected: Vec<u32> = (0..12).map(|item| [1, 0, 2][item % 3]).collect();
        assert_eq!(groups.group, expected);
    }

    #[test]
    fn without_columns_there_is_one_group() {
        let none = DenseRows::without_columns(3);
        let mut stream = Seed(1).stream("test", "");
        let groups = Groups::find(&none, &[2, 0, 1], 2, &mut stream);
        assert_eq!((groups.count, groups.group), (1, vec![0; 3]));
    }
}
