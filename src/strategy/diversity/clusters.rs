//! Scores items by groups of the pool: `TypiClust` and cluster-margin.

use std::collections::HashMap;

use super::super::context::{RankingContext, Scorer};
use super::super::coverage::directions;
use super::super::registry::{Family, StrategySpec};
use super::super::sampling::Shuffled;
use super::super::uncertainty::{margin_and, score_by_margin};
use super::linkage::average_linkage;
use super::{BATCH, chosen};
use crate::features::Groups;

/// How many groups there may be.
const GRID: [usize; 7] = [10, 20, 40, 80, 160, 320, 500];
/// Groups of no more items stand for too little.
const SMALL: usize = 5;

/// Asks the most typical item of the largest group without an answer.
///
/// As published, the pool is cut into as many groups as there are labels, and one more; groups
/// come by how few labels they have, then by size, those of at most 5 items last, and of each the
/// most typical item is asked, then of each the next. Here the number of groups is the next of
/// 10, 20, 40, 80, 160, 320 and 500, so that groups are found seven times in a session and kept
/// between. Typicality is the density (mean cosine to the 20 nearest of the pool, not of the group
/// alone); while that is unknown, the cosine to the group's middle. Groups are fitted on at most
/// 20,000 items, which takes up to half a second for 500 groups. Copies share their place.
pub(in super::super) static TYPICLUST: StrategySpec = StrategySpec {
    id: "typiclust",
    title: "TypiClust",
    family: Family::Diversity,
    doc: "asks the most typical item of the largest group of items without an answer; far \
          ahead of margin on short questions, no better than random on spam",
    formula: "1 / (1 + place in the group + place of the group / groups)",
    source: "Hacohen, Dekel & Weinshall 2022",
    cost: "n C + n; groups of at most 20,000 items, 7 times in a session",
    prepare: prepare_typiclust,
    explain: |_| "typical of a large group of items that has the fewest answers".into(),
};

fn prepare_typiclust<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let wanted = groups_for(context.labels());
    let groups = context.cache.valid_or_insert(
        |known: &TypicalGroups| known.wanted == wanted && known.group.len() == context.rows().len(),
        || TypicalGroups::find(context, wanted),
    );
    let mut labels = vec![0; groups.members.len()];
    for (item, _) in context.committee.labeled() {
        labels[groups.group[item.index()] as usize] += 1;
    }
    let open = context.candidates.open;
    Scorer::by_row(utilities(&groups.members, &labels, open))
}

/// How many groups that many labels call for.
fn groups_for(labels: usize) -> usize {
    let enough = GRID.iter().find(|groups| **groups > labels);
    enough.copied().unwrap_or(GRID[GRID.len() - 1])
}

/// Groups and their members with their typicality, the most typical first.
struct TypicalGroups {
    wanted: usize,
    group: Vec<u32>,
    members: Vec<Vec<(u32, f32)>>,
}

impl TypicalGroups {
    fn find(context: &RankingContext<'_>, wanted: usize) -> Self {
        let rows = context.rows();
        let mut stream = context.seed.stream("typiclust", &wanted.to_string());
        let order = Shuffled::of(context);
        let groups = Groups::find(&rows.dense, &order.0, wanted, &mut stream);
        let typicality = if rows.density.is_empty() {
            &groups.cosine
        } else {
            &rows.density
        };
        let with_typicality = |members: Vec<u32>| {
            let mut members: Vec<(u32, f32)> = members
                .into_iter()
                .map(|row| (row, typicality[row as usize]))
                .collect();
            members.sort_by(|a, b| b.1.total_cmp(&a.1));
            members
        };
        Self {
            wanted,
            members: groups.members().into_iter().map(with_typicality).collect(),
            group: groups.group,
        }
    }
}

/// The utility of every row: `members` are rows with their typicality, falling; `labels` how many
/// each group has.
fn utilities(members: &[Vec<(u32, f32)>], labels: &[usize], open: &[bool]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|group| {
        let size = members[*group].len();
        (size <= SMALL, labels[*group], std::cmp::Reverse(size))
    });
    let mut utilities = vec![0.0; open.len()];
    for (place, group) in order.into_iter().enumerate() {
        let behind = place as f32 / members.len() as f32;
        let mut before = 0;
        for alike in members[group].chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq()) {
            for (row, _) in alike {
                utilities[*row as usize] = 1.0 / (1.0 + before as f32 + behind);
            }
            before += alike.iter().filter(|(row, _)| open[*row as usize]).count();
        }
    }
    utilities
}

/// Candidates of lowest margin that are scored again.
const CLOSEST: usize = 10 * BATCH;
/// Items that clusters are found on.
const SAMPLE: usize = 2_000;
/// Items of a cluster in the sample, in the mean.
const TOGETHER: usize = 10;

/// Asks among the closest calls the one of the rarest kind.
///
/// As published: the pool is clustered once by average linkage; of the candidates of lowest margin,
/// ten times as many as a batch has, those of the smallest cluster come first, one of each cluster
/// in turn. A batch is ten answers in a row (see [`super`]): a cluster that had its turn in the
/// present one waits for the others. Of a cluster the lowest margin is asked (published: any), and
/// copies share their place. Clusters are found on at most 2,000 items, one for every 10 of them
/// (16 MB, .1 s); the others join the nearest.
pub(in super::super) static CLUSTER_MARGIN: StrategySpec = StrategySpec {
    id: "cluster-margin",
    title: "cluster-margin",
    family: Family::Diversity,
    doc: "asks the closest calls in turn over clusters of the pool, the smallest first; on \
          text little better than random",
    formula: "1 / (1 + turn of the cluster + its place by size / clusters), for the 100 of \
              least p₁ − p₂",
    source: "Citovsky et al. 2021",
    cost: "n C; m² d once, m at most 2,000",
    prepare: prepare_cluster_margin,
    explain: |input| margin_and(input, ", and of a kind that is rare among such"),
};

fn prepare_cluster_margin<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let rows = context.rows().len();
    let clusters = context.cache.valid_or_insert(
        |known: &Clusters| known.0.len() == rows,
        || Clusters::find(context),
    );
    // How often each cluster had its turn in the present batch.
    let mut turns: HashMap<u32, usize> = HashMap::new();
    for item in chosen(context) {
        *turns.entry(clusters.0[item.index()]).or_default() += 1;
    }
    Scorer::new(score_by_margin).then(CLOSEST, move |shortlist| {
        let clustered = shortlist.iter();
        let clustered = clustered.map(|ranked| (clusters.0[ranked.item.index()], ranked.score));
        round_robin(&clustered.collect::<Vec<_>>(), &turns)
    })
}

/// The cluster of every row.
struct Clusters(Vec<u32>);

impl Clusters {
    fn find(context: &RankingContext<'_>) -> Self {
        let dense = &context.rows().dense;
        let order = Shuffled::of(context);
        let sample = &order.0[..order.0.len().min(SAMPLE)];
        let directions = directions(context.cache, context.rows());
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

/// The utilities of a shortlist, given as clusters and scores, best first; `turns` are those that the
/// clusters had.
fn round_robin(shortlist: &[(u32, f32)], turns: &HashMap<u32, usize>) -> Vec<f32> {
    let mut clusters: Vec<(u32, Vec<usize>)> = Vec::new();
    for (at, (cluster, _)) in shortlist.iter().enumerate() {
        match clusters.iter_mut().find(|(known, _)| known == cluster) {
            Some((_, members)) => members.push(at),
            None => clusters.push((*cluster, vec![at])),
        }
    }
    // Of equally large clusters the one with the better item stays first.
    clusters.sort_by_key(|(_, members)| members.len());
    let mut utilities = vec![0.0; shortlist.len()];
    for (place, (cluster, members)) in clusters.iter().enumerate() {
        let behind = place as f32 / clusters.len() as f32;
        let mut turn = turns.get(cluster).copied().unwrap_or(0);
        for alike in members.chunk_by(|a, b| shortlist[*a].1.total_cmp(&shortlist[*b].1).is_eq()) {
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
    fn there_are_more_groups_than_labels_up_to_the_most() {
        let wanted: Vec<usize> = [0, 9, 10, 79, 80, 499, 4_000].map(groups_for).into();
        assert_eq!(wanted, [10, 10, 20, 80, 160, 500, 500]);
    }

    #[test]
    fn the_largest_group_with_the_fewest_labels_comes_first() {
        let group = |rows: std::ops::Range<u32>| -> Vec<(u32, f32)> {
            rows.map(|row| (row, 1.0 - row as f32 / 100.0)).collect()
        };
        // 8 with a label, 6, 7, and 2, which are too few.
        let mut members = vec![group(0..8), group(8..14), group(14..21), group(21..23)];
        // Rows 15 and 16 are equally typical.
        members[2][2].1 = members[2][1].1;
        let mut open = vec![true; 23];
        open[0] = false;
        let of = utilities(&members, &[1, 0, 0, 0], &open);
        let close = |row: usize, expected: f32| {
            assert!((of[row] - expected).abs() < 1e-6, "{row}: {}", of[row]);
        };
        // Order: 14.. (place 0), 8.. (1), 0.. (2), 21.. (3).
        close(14, 1.0);
        close(8, 1.0 / 1.25);
        close(1, 1.0 / 1.5);
        close(21, 1.0 / 1.75);
        close(15, 0.5);
        close(16, 0.5);
        close(17, 0.25);
        // The answered one is not counted.
        close(2, 1.0 / 2.5);
    }

    #[test]
    fn the_smallest_cluster_comes_first_and_each_has_its_turn() {
        let shortlist = [
            (7, 0.9),
            (7, 0.8),
            (3, 0.7),
            (5, 0.6),
            (7, 0.5),
            (3, 0.4),
            (3, 0.4),
        ];
        let no_turns = HashMap::new();
        // By size: 5 (one), then 7 before 3 (three each, 7 with the better item).
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
        close(&round_robin(&shortlist, &no_turns), first);
        let mut later = first;
        later[3].0 = 2.0;
        close(&round_robin(&shortlist, &HashMap::from([(5, 2)])), later);
    }
}
