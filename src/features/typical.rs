//! Lists the items that stand for many others first.
//!
//! Spherical k-means over the dense part finds k groups; the items are then listed in rounds,
//! the most typical of each group first, larger groups before smaller ones. Most typical is what
//! is most closely surrounded (density), or, while densities are unknown, nearest to the group's
//! centre. Read from the top, the list spreads over the pool and prefers what is typical (after
//! TypiClust, Hacohen et al. 2022). Groups are found on at most [`FITTED_ON`] items, then every item
//! joins its nearest. Invariant: every item is listed once, and the same seed gives the same
//! order at any thread count.

use rayon::prelude::*;

use super::neighbours::{FITTED_ON, Groups};
use super::{PoolId, Rows};
use crate::rng::Seed;

/// An item and the group it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Typical {
    /// The item.
    pub item: PoolId,
    /// How many items its group has.
    pub group_size: u32,
    /// Its density; while densities are unknown, the cosine to the centre of its group; 0 without
    /// groups.
    pub typicality: f32,
}

/// All pool items, those first that stand for the most others.
///
/// `ids` are the pool's ids in row order; without a dense part the order is a seeded shuffle.
pub(crate) fn typical_order(
    rows: &Rows,
    ids: &[PoolId],
    groups: usize,
    seed: Seed,
) -> Vec<Typical> {
    let groups = groups.min(ids.len());
    if rows.dense_width() == 0 || groups < 2 {
        return shuffled(ids, seed);
    }
    let mut stream = seed.stream("typical", "centres");
    let mut order: Vec<u32> = (0..ids.len() as u32).collect();
    if order.len() > FITTED_ON {
        stream.shuffle(&mut order);
    }
    let found = Groups::find(&rows.dense, &order, groups, &mut stream);
    let mut members: Vec<Vec<Member>> = vec![Vec::new(); groups];
    for (row, (group, cosine)) in found.group.into_iter().zip(found.cosine).enumerate() {
        members[group as usize].push(Member {
            item: ids[row],
            typicality: rows.density.get(row).copied().unwrap_or(cosine),
            cosine,
        });
    }
    members.par_iter_mut().for_each(|group| {
        group.sort_unstable_by(|a, b| {
            b.typicality
                .total_cmp(&a.typicality)
                .then(b.cosine.total_cmp(&a.cosine))
                .then(a.item.cmp(&b.item))
        });
    });
    members.sort_by_key(|group| std::cmp::Reverse(group.len()));
    in_rounds(&members, ids.len())
}

/// Every item in a random order, as one group.
fn shuffled(ids: &[PoolId], seed: Seed) -> Vec<Typical> {
    let mut shuffled: Vec<PoolId> = ids.to_vec();
    seed.stream("typical", "").shuffle(&mut shuffled);
    let whole = ids.len() as u32;
    let order = shuffled.into_iter().map(|item| Typical {
        item,
        group_size: whole,
        typicality: 0.0,
    });
    order.collect()
}

#[derive(Debug, Clone, Copy)]
struct Member {
    item: PoolId,
    typicality: f32,
    cosine: f32,
}

/// The first of each group, then the second of each, as long as a group has one.
fn in_rounds(groups: &[Vec<Member>], count: usize) -> Vec<Typical> {
    let rounds = groups.first().map_or(0, Vec::len);
    let mut order = Vec::with_capacity(count);
    for round in 0..rounds {
        for group in groups {
            // Groups fall in size: behind the first that is used up all are.
            let Some(member) = group.get(round) else {
                break;
            };
            order.push(Typical {
                item: member.item,
                group_size: group.len() as u32,
                typicality: member.typicality,
            });
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::super::FeatureSpace;
    use super::*;
    use crate::pool::{Item, Items};

    fn items(texts: &[String]) -> Items {
        let items = texts
            .iter()
            .enumerate()
            .map(|(at, text)| Item {
                id: at.to_string(),
                text: text.clone(),
                fields: Vec::new(),
            })
            .collect();
        Items::new(items, |_| false)
    }

    #[test]
    fn the_first_items_come_from_different_groups() {
        let topics = [
            "apple pear plum fruit",
            "bolt nut screw metal",
            "cello viola flute tune",
        ];
        let texts: Vec<String> = (0..60)
            .map(|n| format!("{} number{}", topics[n % 3], n / 6))
            .collect();
        let items = items(&texts);
        let ids: Vec<PoolId> = items.pool().collect();
        let (_, rows) = FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1));
        let order = typical_order(&rows, &ids, 3, Seed(1));
        let mut topics: Vec<usize> = order[..3].iter().map(|t| t.item.index() % 3).collect();
        topics.sort_unstable();
        assert_eq!(topics, [0, 1, 2]);
        let mut all: Vec<usize> = order.iter().map(|t| t.item.index()).collect();
        all.sort_unstable();
        assert_eq!(
            all,
            (0..60).collect::<Vec<_>>(),
            "every item is listed once"
        );
    }

    #[test]
    fn one_item_and_none_are_listed() {
        for count in 0..2 {
            let texts: Vec<String> = (0..count).map(|n| format!("text {n}")).collect();
            let items = items(&texts);
            let ids: Vec<PoolId> = items.pool().collect();
            let (_, rows) = FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1));
            assert_eq!(typical_order(&rows, &ids, 10, Seed(1)).len(), count);
        }
    }

    /// Rows with a dense part alone, and the ids of their items.
    fn dense_rows(values: &[[f32; 3]], density: Vec<f32>) -> (Rows, Vec<PoolId>) {
        let texts = vec![String::new(); values.len()];
        let rows = Rows {
            dense: super::super::DenseRows::quantised(values.as_flattened(), 3, values.len()),
            density,
            ..Rows::default()
        };
        (rows, items(&texts).pool().collect())
    }

    /// Three groups of 5, 3 and 2 items around the axes, the later the farther from theirs.
    fn three_groups() -> Vec<[f32; 3]> {
        let sizes = [5, 3, 2];
        let mut values = Vec::new();
        for (axis, size) in sizes.into_iter().enumerate() {
            for member in 0..size {
                let mut value = [0.0; 3];
                value[axis] = 1.0;
                value[(axis + 1) % 3] = 0.05 * member as f32;
                values.push(value);
            }
        }
        values
    }

    fn order(rows: &Rows, ids: &[PoolId]) -> Vec<usize> {
        let order = typical_order(rows, ids, 3, Seed(4));
        order.iter().map(|typical| typical.item.index()).collect()
    }

    #[test]
    fn larger_groups_come_first_and_the_densest_of_each() {
        let mut density = vec![0.1; 10];
        density[3] = 0.9;
        density[7] = 0.9;
        density[9] = 0.9;
        let (rows, ids) = dense_rows(&three_groups(), density);
        assert_eq!(order(&rows, &ids)[..3], [3, 7, 9]);
        let sizes: Vec<u32> = typical_order(&rows, &ids, 3, Seed(4))
            .iter()
            .map(|typical| typical.group_size)
            .collect();
        assert_eq!(sizes, [5, 3, 2, 5, 3, 2, 5, 3, 5, 5]);
    }

    #[test]
    fn while_densities_are_unknown_the_nearest_to_the_centre_comes_first() {
        let (rows, ids) = dense_rows(&three_groups(), Vec::new());
        // The middle of 0, .05 … .2 is the third.
        assert_eq!(order(&rows, &ids)[..2], [2, 6]);
    }

    #[test]
    fn the_order_is_the_same_at_one_thread_and_two() {
        let mut stream = Seed(6).stream("test", "");
        let values: Vec<[f32; 3]> = (0..9_000)
            .map(|_| std::array::from_fn(|_| stream.next_normal() as f32))
            .collect();
        let (rows, ids) = dense_rows(&values, Vec::new());
        let at = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap()
                .install(|| typical_order(&rows, &ids, 20, Seed(2)))
        };
        let order = at(1);
        assert_eq!(order, at(2));
        let mut listed: Vec<usize> = order.iter().map(|typical| typical.item.index()).collect();
        listed.sort_unstable();
        assert!(listed.into_iter().eq(0..9_000), "every item is listed once");
    }
}
