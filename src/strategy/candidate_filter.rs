//! Excludes items that a label would not help with.
//!
//! Near-copies of answered items; items that no density supports (among the least dense twentieth
//! and 1.5 times sparser than their neighbours: LOF, Breunig et al. 2000); items whose neighbours
//! were answered and that the committee still splits over; and, while half of what was asked
//! around them was declined, whole neighbourhoods (Karamcheti et al. 2021 found that such items
//! use up the budget of every uncertainty strategy). They are listed with the reason and asked when
//! the rest is done; the random arm does not know of the filter. Invariant: what is excluded
//! follows from the features and from which items were answered or declined, in any order.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::committee::largest_party;
use super::context::RankingContext;
use super::ranking::Ranked;
use crate::features::{NEIGHBOURS, NearCopies, PoolId, Rows};

/// Why an item is excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExclusionReason {
    /// It is nearly the same as this answered item.
    NearCopy(PoolId),
    /// Hardly anything is like it.
    Unsupported,
    /// Its neighbours were answered, and the members still split over it.
    Disputed,
    /// Of what was asked around it, half or more was declined.
    Paused,
}

/// What is excluded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FilterSettings {
    /// Whether near-copies are found.
    pub copies: bool,
    /// Whether these are excluded, or only known.
    pub skips_copies: bool,
    /// Whether the others are.
    pub outliers: bool,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It has a label.
    Answered,
    /// It was put off, or judged impossible to tell.
    Declined,
}

/// What is known of the pool for excluding items.
#[derive(Debug, Clone, Default)]
pub(crate) struct CandidateFilter {
    facts: Arc<PoolFacts>,
    outcomes: HashMap<PoolId, Outcome>,
    /// Answered items by their group of near-copies, where a group has more than one.
    answered_copies: HashMap<u32, Vec<PoolId>>,
}

/// What follows from the features alone.
#[derive(Debug, Default)]
struct PoolFacts {
    settings: FilterSettings,
    copies: NearCopies,
    /// Rising; empty when outliers are not excluded.
    unsupported: Vec<PoolId>,
}

/// The share of the pool, at most, that counts as alone.
const SPARSEST: f32 = 0.05;
/// Neighbours that an item's support is taken from: few, so that a small group of a rare class
/// supports itself.
const SUPPORT: usize = 5;
const LOCAL_OUTLIER: f32 = 1.5;
/// The distance of a cosine of .995: nearer neighbours, as of a text with many copies, are no
/// reason to call what is beside them alone.
const LEAST_SPREAD: f32 = 0.1;
/// Cosine from which a neighbour counts as near.
const NEAR: f32 = 0.8;
/// Near neighbours that must have been answered before an item counts as disputed for good.
const ANSWERED_NEAR: usize = 3;
/// Neighbours with an outcome from which on declining counts.
const OUTCOMES_NEAR: usize = 4;
/// How many of the best are checked.
const CHECKED: usize = 64;

impl CandidateFilter {
    /// What follows from the features of a pool; nothing has an outcome yet.
    pub(crate) fn new(rows: &Rows, ids: &[PoolId], settings: FilterSettings) -> Self {
        let copies = settings.copies.then(|| NearCopies::of(rows));
        let unsupported = settings.outliers.then(|| unsupported(rows, ids));
        Self {
            facts: Arc::new(PoolFacts {
                settings,
                copies: copies.unwrap_or_default(),
                unsupported: unsupported.unwrap_or_default(),
            }),
            ..Self::default()
        }
    }

    /// Records what became of an item; `None`: it is open again.
    pub(crate) fn record(&mut self, item: PoolId, how: Option<Outcome>) {
        let before = match how {
            Some(how) => self.outcomes.insert(item, how),
            None => self.outcomes.remove(&item),
        };
        let Some(group) = self.group(item) else {
            return;
        };
        let answered = Some(Outcome::Answered);
        if before == answered && how != answered {
            if let Some(items) = self.answered_copies.get_mut(&group) {
                items.retain(|known| *known != item);
            }
        } else if how == answered && before != answered {
            self.answered_copies.entry(group).or_default().push(item);
        }
    }

    /// The item's group of near-copies, if it has any.
    fn group(&self, item: PoolId) -> Option<u32> {
        let copies = &self.facts.copies;
        let row = item.index();
        (self.facts.settings.copies && copies.copies_of(row).next().is_some())
            .then(|| copies.group(row))
    }

    /// The answered item that an item is nearly the same as, the one that came first.
    pub(crate) fn copy_of(&self, item: PoolId) -> Option<PoolId> {
        let answered = self.answered_copies.get(&self.group(item)?)?;
        let others = answered.iter().filter(|other| **other != item);
        others.min().copied()
    }

    /// The items that are excluded whatever the model thinks of them, answered ones among them.
    pub(crate) fn excluded<'a>(
        &'a self,
        ids: &'a [PoolId],
    ) -> impl Iterator<Item = (PoolId, ExclusionReason)> + 'a {
        let groups = self
            .answered_copies
            .values()
            .filter(|_| self.facts.settings.skips_copies);
        let first_ones = groups.filter_map(|answered| answered.iter().copied().min());
        let copies = first_ones.flat_map(move |first| {
            let others = self.facts.copies.copies_of(first.index());
            others.map(move |row| (ids[row], ExclusionReason::NearCopy(first)))
        });
        let alone = self.facts.unsupported.iter();
        copies.chain(alone.map(|item| (*item, ExclusionReason::Unsupported)))
    }

    /// Takes out of a ranking those that are excluded for what the committee thinks of them
    /// or for what became of their neighbours; they are returned. The last item stays.
    /// Only the first few are checked, unless any of them may be asked.
    pub(crate) fn exclude(
        &self,
        context: &RankingContext<'_>,
        ranking: &mut Vec<Ranked>,
        any: bool,
    ) -> Vec<(PoolId, ExclusionReason)> {
        let mut excluded = Vec::new();
        if !self.facts.settings.outliers {
            return excluded;
        }
        let mut checked = 0;
        let most = ranking.len().saturating_sub(1);
        ranking.retain(|ranked| {
            checked += 1;
            if (checked > CHECKED && !any) || excluded.len() >= most {
                return true;
            }
            let reason = self.reason_by_neighbours(context, ranked.item);
            excluded.extend(reason.map(|reason| (ranked.item, reason)));
            reason.is_none()
        });
        excluded
    }

    fn reason_by_neighbours(
        &self,
        context: &RankingContext<'_>,
        item: PoolId,
    ) -> Option<ExclusionReason> {
        let (mut answered_near, mut answered, mut declined) = (0, 0, 0);
        for (row, cosine) in context.rows().nearest.of(item.index()) {
            match self.outcomes.get(&context.candidates.ids[row]) {
                Some(Outcome::Answered) => {
                    answered += 1;
                    answered_near += usize::from(cosine >= NEAR);
                }
                Some(Outcome::Declined) => declined += 1,
                None => {}
            }
        }
        if answered + declined >= OUTCOMES_NEAR && declined >= answered {
            return Some(ExclusionReason::Paused);
        }
        (answered_near >= ANSWERED_NEAR && is_split(context, item))
            .then_some(ExclusionReason::Disputed)
    }
}

/// Whether no label has two thirds of the votes.
fn is_split(context: &RankingContext<'_>, item: PoolId) -> bool {
    let votes = context.committee.votes_on(item);
    3 * largest_party(&votes) < 2 * votes.len()
}

/// The items that are among the sparsest and local outliers besides; none while neighbours are
/// unknown.
fn unsupported(rows: &Rows, ids: &[PoolId]) -> Vec<PoolId> {
    let lists = &rows.nearest;
    if lists.is_empty() || rows.len() <= NEIGHBOURS {
        return Vec::new();
    }
    let distance = |cosine: f32| (2.0 - 2.0 * cosine).max(0.0).sqrt();
    let near = |row: usize| lists.of(row).take(SUPPORT);
    let support: Vec<f32> = (0..rows.len())
        .into_par_iter()
        .map(|row| near(row).map(|(_, cosine)| cosine).sum())
        .collect();
    let mut sorted = support.clone();
    sorted.sort_unstable_by(f32::total_cmp);
    let sparse = sorted[(SPARSEST * sorted.len() as f32) as usize];
    let reach: Vec<f32> = (0..rows.len())
        .into_par_iter()
        .map(|row| {
            near(row)
                .map(|(_, cosine)| distance(cosine))
                .fold(0.0, f32::max)
        })
        .collect();
    // The mean reachability distance: 1 / lrd.
    let spread: Vec<f32> = (0..rows.len())
        .into_par_iter()
        .map(|row| {
            let all = near(row).map(|(other, cosine)| distance(cosine).max(reach[other]));
            all.sum::<f32>() / SUPPORT as f32
        })
        .collect();
    (0..rows.len())
        .into_par_iter()
        // Of equally sparse ones none is among the sparsest.
        .filter(|row| support[*row] < sparse)
        .filter(|row| {
            let sum: f32 = near(*row)
                .map(|(other, _)| spread[*row] / spread[other].max(LEAST_SPREAD))
                .sum();
            sum > LOCAL_OUTLIER * SUPPORT as f32
        })
        .map(|row| ids[row])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Stage;
    use super::*;

    const ALL: FilterSettings = FilterSettings {
        copies: true,
        skips_copies: true,
        outliers: true,
    };

    /// Forty-four items close together in eight dimensions, the last two the same; then one alone.
    fn points() -> Vec<[f32; 8]> {
        let mut stream = crate::rng::Seed(8).stream("points", "");
        let mut points: Vec<[f32; 8]> = (0..44)
            .map(|_| {
                let mut point: [f32; 8] =
                    std::array::from_fn(|_| 0.15 * stream.next_normal() as f32);
                point[0] += 1.0;
                point
            })
            .collect();
        points[43] = points[42];
        points.push([-1.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        points
    }

    fn ranking(stage: &Stage, rows: &[usize]) -> Vec<Ranked> {
        let ranked = |row: &usize| Ranked {
            item: stage.ids()[*row],
            score: 1.0,
        };
        rows.iter().map(ranked).collect()
    }

    #[test]
    fn what_is_alone_is_excluded_and_what_is_a_copy_of_an_answered_item() {
        let stage = Stage::new(&points(), &[]);
        let ids = stage.ids();
        let mut filter = CandidateFilter::new(stage.context().rows(), ids, ALL);
        let excluded = |filter: &CandidateFilter| filter.excluded(ids).collect::<Vec<_>>();
        let before = excluded(&filter);
        assert!(before.contains(&(ids[44], ExclusionReason::Unsupported)));
        assert!(before.len() <= 2, "a twentieth of 45: {before:?}");
        filter.record(ids[42], Some(Outcome::Answered));
        assert_eq!(filter.copy_of(ids[43]), Some(ids[42]));
        assert!(excluded(&filter).contains(&(ids[43], ExclusionReason::NearCopy(ids[42]))));
        filter.record(ids[42], None);
        assert_eq!(excluded(&filter), before);
        filter.record(ids[42], Some(Outcome::Declined));
        assert_eq!(
            filter.copy_of(ids[43]),
            None,
            "a copy of what nobody answered"
        );
    }

    #[test]
    fn a_small_group_of_its_own_supports_itself() {
        // Seven of fifty are alike and like no other.
        let mut points = points();
        points.truncate(43);
        points.extend([[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]; 7]);
        let stage = Stage::new(&points, &[]);
        let filter = CandidateFilter::new(stage.context().rows(), stage.ids(), ALL);
        let excluded: Vec<usize> = filter
            .excluded(stage.ids())
            .map(|(item, _)| item.index())
            .collect();
        assert!(excluded.iter().all(|row| *row < 43), "{excluded:?}");
    }

    #[test]
    fn a_neighbourhood_that_is_declined_pauses_and_comes_back() {
        let stage = Stage::new(&points(), &[(0, 0), (1, 1)]);
        let ids = stage.ids();
        let mut filter = CandidateFilter::new(stage.context().rows(), ids, ALL);
        let context = stage.context();
        let near: Vec<usize> = context
            .rows()
            .nearest
            .of(5)
            .map(|(row, _)| row)
            .take(4)
            .collect();
        for row in &near {
            filter.record(ids[*row], Some(Outcome::Declined));
        }
        let mut order = ranking(&stage, &[5, 44]);
        let excluded = filter.exclude(&context, &mut order, false);
        assert_eq!(excluded, [(ids[5], ExclusionReason::Paused)]);
        assert_eq!(order.len(), 1);
        // The last one stays, whatever speaks against it.
        let mut last = ranking(&stage, &[5]);
        assert!(filter.exclude(&context, &mut last, false).is_empty());
        for row in &near {
            filter.record(ids[*row], None);
        }
        assert!(
            filter
                .exclude(&context, &mut ranking(&stage, &[5, 44]), false)
                .is_empty()
        );
    }

    #[test]
    fn nothing_is_excluded_when_the_settings_are_off() {
        let stage = Stage::new(&points(), &[]);
        let mut filter = CandidateFilter::new(
            stage.context().rows(),
            stage.ids(),
            FilterSettings::default(),
        );
        filter.record(stage.ids()[42], Some(Outcome::Answered));
        assert_eq!(filter.excluded(stage.ids()).count(), 0);
        assert_eq!(filter.copy_of(stage.ids()[43]), None);
    }
}
