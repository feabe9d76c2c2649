//! Asks among the closest calls the one of the rarest kind.
//!
//! As published: the pool is clustered once by average linkage; of the candidates of lowest margin,
//! ten times as many as a batch has, those of the smallest cluster come first, one of each cluster
//! in turn. A batch is ten answers in a row (see `batch`): a cluster that had its turn in the
//! present one waits for the others. Of a cluster the lowest margin is asked (published: any), and
//! copies share their place. Clusters are found on at most 2,000 items, one for every 10 of them
//! (16 MB, .1 s); the others join the nearest.

use std::collections::HashMap;

use super::super::acquisition::{
    ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy, margin_uncertainty,
};
use super::super::coverage::directions;
use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use super::super::uncertainty::torn;
use super::batch::{BATCH, chosen};
use super::linkage::average_linkage;
use super::own_order::Shuffled;
use crate::features::Groups;

/// Candidates of lowest margin that are looked at.
const CLOSEST: usize = 10 * BATCH;
/// Items that clusters are found on.
const SAMPLE: usize = 2_000;
/// Items of a cluster in the sample, in the mean.
const TOGETHER: usize = 10;

pub(in super::super) struct ClusterMargin;

impl Strategy for ClusterMargin {
    fn info(&self) -> &'static Info {
        &Info {
            id: "cluster-margin",
            title: "cluster-margin",
            family: Family::Diversity,
            doc: "asks the closest calls in turn over clusters of the pool, the smallest first; on \
                  text little better than random",
            formula: "1 / (1 + turn of the cluster + its place by size / clusters), for the 100 of \
                      least p₁ − p₂",
            source: "Citovsky et al. 2021",
            cost: "n C; m² d once, m at most 2,000",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        let rows = scene.rows().len();
        let clusters = scene.memo.fitting(
            |known: &Clusters| known.0.len() == rows,
            || Clusters::find(scene),
        );
        let cluster = |row: usize| clusters.0[row];
        let mut turns: HashMap<u32, usize> = HashMap::new();
        for item in chosen(scene) {
            *turns.entry(cluster(item.index())).or_default() += 1;
        }
        Box::new(InTurn { clusters, turns })
    }

    fn shortlist(&self) -> usize {
        CLOSEST
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        format!("{}, and of a kind that is rare among such", torn(seen))
    }
}

/// The cluster of every row.
struct Clusters(Vec<u32>);

impl Clusters {
    fn find(scene: &RankingContext<'_>) -> Self {
        let dense = &scene.rows().dense;
        let order = Shuffled::of(scene);
        let sample = &order.0[..order.0.len().min(SAMPLE)];
        let directions = directions(scene.memo, scene.rows());
        let probes = directions.probes(dense, sample);
        let mut distances = vec![0.0; sample.len() * sample.len()];
        let rows = sample.iter().map(|row| *row as usize);
        directions.cosines(dense, rows, &probes, &mut distances);
        // Rounding differs a little between the two sides of a pair.
        for a in 0..sample.len() {
            for b in 0..a {
                let distance = 1.0 - distances[a * sample.len() + b];
                distances[a * sample.len() + b] = distance;
                distances[b * sample.len() + a] = distance;
            }
        }
        let wanted = sample.len().div_ceil(TOGETHER);
        let found = average_linkage(distances, sample.len(), wanted);
        let count = found.iter().max().map_or(0, |most| *most as usize + 1);
        let mut members = vec![Vec::new(); count];
        for (row, cluster) in sample.iter().zip(&found) {
            members[*cluster as usize].push(*row);
        }
        let mut clusters = Groups::join(dense, &members).group;
        // What was clustered stays where it was put.
        for (row, cluster) in sample.iter().zip(found) {
            clusters[*row as usize] = cluster;
        }
        Self(clusters)
    }
}

struct InTurn {
    clusters: std::sync::Arc<Clusters>,
    /// How often each cluster had its turn in the present batch.
    turns: HashMap<u32, usize>,
}

impl Scorer for InTurn {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        margin_uncertainty(glance, out);
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        let leaders: Vec<(u32, f32)> = shortlist
            .iter()
            .map(|leader| (self.clusters.0[leader.item.index()], leader.score))
            .collect();
        round_robin(&leaders, &self.turns)
    }
}

/// The utilities of leaders, given as clusters and scores, best first; `turns` are those that the
/// clusters had.
fn round_robin(leaders: &[(u32, f32)], turns: &HashMap<u32, usize>) -> Vec<f32> {
    let mut clusters: Vec<(u32, Vec<usize>)> = Vec::new();
    for (at, (cluster, _)) in leaders.iter().enumerate() {
        match clusters.iter_mut().find(|(known, _)| known == cluster) {
            Some((_, members)) => members.push(at),
            None => clusters.push((*cluster, vec![at])),
        }
    }
    // Of equally large clusters the one with the better leader stays first.
    clusters.sort_by_key(|(_, members)| members.len());
    let mut utilities = vec![0.0; leaders.len()];
    for (place, (cluster, members)) in clusters.iter().enumerate() {
        let behind = place as f32 / clusters.len() as f32;
        let mut turn = turns.get(cluster).copied().unwrap_or(0);
        for alike in members.chunk_by(|a, b| leaders[*a].1.total_cmp(&leaders[*b].1).is_eq()) {
            for at in alike {
                utilities[*at] = 1.0 / (1.0 + turn as f32 + behind);
            }
            turn += alike.len();
        }
    }
    utilities
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_cluster_comes_first_and_each_has_its_turn() {
        let leaders = [
            (7, 0.9),
            (7, 0.8),
            (3, 0.7),
            (5, 0.6),
            (7, 0.5),
            (3, 0.4),
            (3, 0.4),
        ];
        let no_turns = HashMap::new();
        // By size: 5 (one), then 7 before 3 (three each, 7 with the better leader).
        let close = |found: &[f32], places: [(f32, f32); 7]| {
            for (found, (turn, place)) in found.iter().zip(places) {
                assert!((found - 1.0 / (1.0 + turn + place / 3.0)).abs() < 1e-6);
            }
        };
        let first = [
            (0.0, 1.0),
            (1.0, 1.0),
            (0.0, 2.0),
            (0.0, 0.0),
            (2.0, 1.0),
            (1.0, 2.0),
            (1.0, 2.0),
        ];
        close(&round_robin(&leaders, &no_turns), first);
        let mut later = first;
        later[3].0 = 2.0;
        close(&round_robin(&leaders, &HashMap::from([(5, 2)])), later);
    }
}
