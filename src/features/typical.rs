//! Which items stand for many others?
//!
//! Spherical k-means over the dense part finds k groups; the items are then listed in rounds,
//! the most central of each group first, larger groups before smaller ones. Read from the top,
//! the list spreads over the pool and prefers what is typical (after TypiClust, Hacohen et al.
//! 2022). Groups are found on at most [`SAMPLE`] items, then every item joins its nearest.

use ndarray::Array2;
use rayon::prelude::*;

use super::{PoolId, Rows};
use crate::rng::Seed;

const SAMPLE: usize = 20_000;
const ROUNDS: usize = 12;

/// An item and the group it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Typical {
    /// The item.
    pub item: PoolId,
    /// How many items its group has.
    pub group_size: u32,
    /// Cosine to the centre of its group.
    pub typicality: f32,
}

/// All pool items, those first that stand for the most others.
///
/// `ids` are the pool's ids in row order; without a dense part the order is a seeded shuffle.
pub fn typical_order(rows: &Rows, ids: &[PoolId], groups: usize, seed: Seed) -> Vec<Typical> {
    let groups = groups.min(ids.len());
    if rows.dense_width() == 0 || groups < 2 {
        let mut shuffled: Vec<PoolId> = ids.to_vec();
        seed.stream("typical", "").shuffle(&mut shuffled);
        let whole = ids.len() as u32;
        return shuffled
            .into_iter()
            .map(|item| Typical {
                item,
                group_size: whole,
                typicality: 0.0,
            })
            .collect();
    }
    let centres = centres(rows, groups, seed);
    let nearest: Vec<(usize, f32)> = (0..ids.len())
        .into_par_iter()
        .map(|row| nearest_centre(&centres, &rows.dense.values(row)))
        .collect();
    let mut members: Vec<Vec<(PoolId, f32)>> = vec![Vec::new(); groups];
    for (id, (group, cosine)) in ids.iter().zip(&nearest) {
        members[*group].push((*id, *cosine));
    }
    for group in &mut members {
        group.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }
    members.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let rounds = members.first().map_or(0, Vec::len);
    let mut order = Vec::with_capacity(ids.len());
    for round in 0..rounds {
        for group in &members {
            if let Some((item, cosine)) = group.get(round) {
                order.push(Typical {
                    item: *item,
                    group_size: group.len() as u32,
                    typicality: *cosine,
                });
            }
        }
    }
    order
}

/// Group centres, one unit vector a row.
fn centres(rows: &Rows, groups: usize, seed: Seed) -> Array2<f32> {
    let mut stream = seed.stream("typical", "centres");
    let mut sample: Vec<usize> = (0..rows.len()).collect();
    if sample.len() > SAMPLE {
        stream.shuffle(&mut sample);
        sample.truncate(SAMPLE);
    }
    let width = rows.dense_width();
    let mut centres = Array2::zeros((groups, width));
    // k-means++ on cosine distance.
    let mut distance = vec![1.0_f32; sample.len()];
    for group in 0..groups {
        let chosen = draw_proportional(&distance, stream.next_f64());
        let point = &rows.dense.values(sample[chosen]);
        let length = dot(point, point).sqrt().max(1e-6);
        for (to, from) in centres.row_mut(group).iter_mut().zip(point) {
            *to = from / length;
        }
        let centre = centres.row(group).to_vec();
        for (best, row) in distance.iter_mut().zip(&sample) {
            *best = best.min((1.0 - cosine(&rows.dense.values(*row), &centre)).max(0.0));
        }
    }
    for _ in 0..ROUNDS {
        let nearest: Vec<usize> = sample
            .par_iter()
            .map(|row| nearest_centre(&centres, &rows.dense.values(*row)).0)
            .collect();
        let mut sums = Array2::<f32>::zeros((groups, width));
        for (row, group) in sample.iter().zip(&nearest) {
            for (sum, value) in sums.row_mut(*group).iter_mut().zip(rows.dense.values(*row)) {
                *sum += value;
            }
        }
        for group in 0..groups {
            let length = sums.row(group).dot(&sums.row(group)).sqrt();
            // A group that lost all its members keeps its old centre.
            if length > 1e-6 {
                let scaled = &sums.row(group) / length;
                centres.row_mut(group).assign(&scaled);
            }
        }
    }
    centres
}

fn nearest_centre(centres: &Array2<f32>, point: &[f32]) -> (usize, f32) {
    let length = dot(point, point).sqrt();
    let mut best = (0, f32::NEG_INFINITY);
    for (group, centre) in centres.rows().into_iter().enumerate() {
        let similarity = centre.iter().zip(point).map(|(x, y)| x * y).sum::<f32>();
        if similarity > best.1 {
            best = (group, similarity);
        }
    }
    let cosine = if length > 1e-6 { best.1 / length } else { 0.0 };
    (best.0, cosine)
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
    weights.len() - 1
}

fn cosine(point: &[f32], unit: &[f32]) -> f32 {
    let length = dot(point, point).sqrt();
    if length > 1e-6 {
        dot(point, unit) / length
    } else {
        0.0
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
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
}
