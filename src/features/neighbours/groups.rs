//! Which group does each item belong to?
//!
//! Spherical k-means over the dense part, fitted on at most [`FITTED_ON`] items, or groups that
//! were found otherwise on some of the items; then every item joins the group whose mean direction
//! is nearest. Invariant: the same rows in the same order and the same stream give the same groups
//! at any thread count; with items named in an order of their own, wherever they stand.

use super::super::DenseRows;
use super::kmeans::{assign, centres};
use super::unit_rows::UnitRows;
use crate::rng::Stream;

/// How many items centres are fitted on at most.
pub const FITTED_ON: usize = 20_000;
const ROUNDS: usize = 12;

/// A group for every item.
#[derive(Debug, Clone, Default)]
pub struct Groups {
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
    pub fn find(dense: &DenseRows, order: &[u32], count: usize, stream: &mut Stream) -> Self {
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
    pub fn join(dense: &DenseRows, groups: &[Vec<u32>]) -> Self {
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
    pub fn members(&self) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.count];
        for (row, group) in self.group.iter().enumerate() {
            members[*group as usize].push(row as u32);
        }
        members
    }
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
