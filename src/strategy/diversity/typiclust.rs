//! Asks the most typical item of the largest group without an answer.
//!
//! As published, the pool is cut into as many groups as there are labels, and one more; groups
//! come by how few labels they have, then by size, those of at most 5 items last, and of each the
//! most typical item is asked, then of each the next. Here the number of groups is the next of
//! 10, 20, 40, 80, 160, 320 and 500, so that groups are found seven times in a session and kept
//! between. Typicality is the density (mean cosine to the 20 nearest of the pool, not of the group
//! alone); while that is unknown, the cosine to the group's middle. Groups are fitted on at most
//! 20,000 items, which takes up to half a second for 500 groups. Copies share their place.

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::scene::RankingContext;
use super::own_order::Shuffled;
use crate::features::Groups;

/// How many groups there may be.
const GRID: [usize; 7] = [10, 20, 40, 80, 160, 320, 500];
/// Groups of no more items stand for too little.
const SMALL: usize = 5;

pub(in super::super) struct TypiClust;

impl Strategy for TypiClust {
    fn info(&self) -> &'static Info {
        &Info {
            id: "typiclust",
            title: "TypiClust",
            family: Family::Diversity,
            doc: "asks the most typical item of the largest group of items without an answer; far \
                  ahead of margin on short questions, no better than random on spam",
            formula: "1 / (1 + place in the group + place of the group / groups)",
            source: "Hacohen, Dekel & Weinshall 2022",
            cost: "n C + n; groups of at most 20,000 items, 7 times in a session",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        let wanted = groups_for(scene.labels());
        let clusters = scene.memo.fitting(
            |known: &Clusters| known.wanted == wanted && known.groups() == scene.rows().len(),
            || Clusters::find(scene, wanted),
        );
        let mut labels = vec![0; clusters.members.len()];
        for (item, _) in scene.committee.labeled() {
            labels[clusters.group[item.index()] as usize] += 1;
        }
        Box::new(Typical(utilities(
            &clusters.members,
            &labels,
            scene.candidates.open,
        )))
    }

    fn explain(&self, _seen: &ExplainInput<'_>) -> String {
        "typical of a large group of items that has the fewest answers".into()
    }
}

struct Typical(Vec<f32>);

impl Scorer for Typical {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        out.copy_from_slice(&self.0[glance.block.start..][..out.len()]);
    }
}

/// How many groups that many labels call for.
fn groups_for(labels: usize) -> usize {
    let enough = GRID.iter().find(|groups| **groups > labels);
    enough.copied().unwrap_or(GRID[GRID.len() - 1])
}

/// Groups and their members with their typicality, the most typical first.
struct Clusters {
    wanted: usize,
    group: Vec<u32>,
    members: Vec<Vec<(u32, f32)>>,
}

impl Clusters {
    fn find(scene: &RankingContext<'_>, wanted: usize) -> Self {
        let rows = scene.rows();
        let mut stream = scene.seed.stream("typiclust", &wanted.to_string());
        let order = Shuffled::of(scene);
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

    fn groups(&self) -> usize {
        self.group.len()
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
}
