//! Chooses which labels given while tired are asked again, and what the others count.
//!
//! They are kept. A fifth of them (ten at least), drawn within each class, and as many given while
//! fresh are asked again, blind, no sooner than the next day and 200 answers later. How much more
//! often tired answers change than fresh ones has an interval (Newcombe); only when it lies above
//! nothing do tired labels count less, by (1 − tired) / (1 − fresh) and never less than half, and
//! the rest of them are asked again, the closest calls first. Tired answers to held-out items are
//! asked again in any case, beside the sample: they are what accuracy is measured on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::repeats::spread;
use crate::numerics::{Difference, Proportion, SettingProblem, first_outside, newcombe, wilson};
use crate::rng::Seed;
use crate::schema::LabelId;

/// The settings for labels given while tired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TiredLabels {
    /// The share of them that is asked again.
    pub share: f64,
    /// How many at least, if there are as many.
    pub least: usize,
    /// Answers between an item and its repeat, at least.
    pub spacing: usize,
    /// Hours between them, at least.
    pub hours: f64,
}

impl Default for TiredLabels {
    fn default() -> Self {
        Self {
            share: 0.2,
            least: 10,
            spacing: 200,
            hours: 24.0,
        }
    }
}

/// A label that was given once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatCandidate<'a> {
    /// The item's id.
    pub id: &'a str,
    /// The label.
    pub label: LabelId,
    /// Whether the item is held out.
    pub held_out: bool,
    /// Answers given since.
    pub answers_since: usize,
    /// Hours since.
    pub hours_since: f64,
    /// How much likelier the model held its likeliest label than the next when it was asked.
    pub margin: f64,
}

/// One item to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reask {
    /// Whether it is among the tired or the fresh labels.
    pub tired: bool,
    /// Its place in that list.
    pub place: usize,
    /// Whether its answer counts in [`TiredGap`]; held-out items beside the sample do not.
    pub measures: bool,
}

impl TiredLabels {
    /// What is wrong with it: the setting, in words, and the next step.
    pub fn problem(&self) -> Option<SettingProblem> {
        if !(0.0..=1.0).contains(&self.share) {
            let what = format!("share = {} is not a share", self.share);
            return Some(("share", what, "give a number from 0 to 1, for example 0.2"));
        }
        let hours = [("hours", self.hours, 0.0..=8760.0)];
        first_outside(hours, "leave it out, or give one such as 24")
    }

    /// Whether enough came between for an item to be asked again.
    pub(crate) fn is_ripe(&self, given: &RepeatCandidate) -> bool {
        given.answers_since >= self.spacing && given.hours_since >= self.hours
    }

    /// How many of so many tired labels the sample holds.
    pub(crate) fn sample_size(&self, tired: usize) -> usize {
        let share = (self.share * tired as f64).ceil() as usize;
        share.max(self.least).min(tired)
    }

    /// The items to ask again, in an order that mixes tired and fresh and has no two of a label in
    /// a row where that is possible. The draw depends on ids and counts alone, so it stays the
    /// same as items ripen; what is not ripe ([`Self::is_ripe`]) is not in it yet.
    pub fn sample(
        &self,
        seed: Seed,
        tired: &[RepeatCandidate],
        fresh: &[RepeatCandidate],
    ) -> Vec<Reask> {
        let drawn = drawn(seed, tired, &quotas(tired, self.sample_size(tired.len())));
        let mut wanted: BTreeMap<LabelId, usize> = BTreeMap::new();
        for place in &drawn {
            *wanted.entry(tired[*place].label).or_default() += 1;
        }
        let controls = drawn_like(seed, fresh, &wanted, drawn.len());
        let held_out =
            (0..tired.len()).filter(|place| tired[*place].held_out && !drawn.contains(place));
        let reask = |tired, measures| {
            move |place| Reask {
                tired,
                place,
                measures,
            }
        };
        let asked: Vec<Reask> = (drawn.iter().copied().map(reask(true, true)))
            .chain(controls.into_iter().map(reask(false, true)))
            .chain(held_out.map(reask(true, false)))
            .filter(|reask| self.is_ripe(given(reask, tired, fresh)))
            .collect();
        let items: Vec<(&str, LabelId)> = asked
            .iter()
            .map(|reask| given(reask, tired, fresh))
            .map(|given| (given.id, given.label))
            .collect();
        let order = spread(seed, "order of asking again", &items);
        order.into_iter().map(|place| asked[place]).collect()
    }
}

fn given<'a, 'b>(
    reask: &Reask,
    tired: &'b [RepeatCandidate<'a>],
    fresh: &'b [RepeatCandidate<'a>],
) -> &'b RepeatCandidate<'a> {
    if reask.tired {
        &tired[reask.place]
    } else {
        &fresh[reask.place]
    }
}

/// How many of each label, in proportion, by largest remainders.
fn quotas(labels: &[RepeatCandidate], size: usize) -> BTreeMap<LabelId, usize> {
    let mut counts: BTreeMap<LabelId, usize> = BTreeMap::new();
    for given in labels {
        *counts.entry(given.label).or_default() += 1;
    }
    let all = labels.len().max(1);
    let mut quotas: BTreeMap<LabelId, usize> = counts
        .iter()
        .map(|(label, count)| (*label, count * size / all))
        .collect();
    let missing = size - quotas.values().sum::<usize>();
    let mut by_remainder: Vec<LabelId> = counts.keys().copied().collect();
    by_remainder.sort_by_key(|label| std::cmp::Reverse(counts[label] * size % all));
    for label in by_remainder.into_iter().take(missing) {
        *quotas.entry(label).or_default() += 1;
    }
    quotas
}

/// So many of each label, by chance.
fn drawn(seed: Seed, labels: &[RepeatCandidate], quotas: &BTreeMap<LabelId, usize>) -> Vec<usize> {
    let order = by_chance(seed, labels);
    let of = |label: LabelId, count: usize| {
        let these = order
            .iter()
            .copied()
            .filter(move |place| labels[*place].label == label);
        these.take(count).collect::<Vec<usize>>()
    };
    quotas
        .iter()
        .flat_map(|(label, count)| of(*label, *count))
        .collect()
}

/// As many of each label as wanted, and others in the place of those that are missing.
fn drawn_like(
    seed: Seed,
    labels: &[RepeatCandidate],
    wanted: &BTreeMap<LabelId, usize>,
    size: usize,
) -> Vec<usize> {
    let mut drawn = drawn(seed, labels, wanted);
    let others = by_chance(seed, labels)
        .into_iter()
        .filter(|place| !drawn.contains(place));
    let others: Vec<usize> = others.take(size.saturating_sub(drawn.len())).collect();
    drawn.extend(others);
    drawn
}

fn by_chance(seed: Seed, labels: &[RepeatCandidate]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|place| {
        let id = labels[*place].id;
        (seed.rank("asked again", id), id)
    });
    order
}

/// How much more often tired answers changed than fresh ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TiredGap {
    /// The share of tired labels that got another answer.
    pub tired: Proportion,
    /// The share of fresh labels that did.
    pub fresh: Proportion,
    /// The first minus the second.
    pub difference: Difference,
}

impl TiredGap {
    /// From (changed, asked again) of both; `None` while either is empty.
    pub(crate) fn of(tired: (usize, usize), fresh: (usize, usize)) -> Option<Self> {
        let (tired, fresh) = (wilson(tired.0, tired.1)?, wilson(fresh.0, fresh.1)?);
        Some(Self {
            tired,
            fresh,
            difference: newcombe(tired, fresh),
        })
    }

    /// Whether the interval lies above nothing: then the rest is worth asking again.
    pub(crate) fn is_certain(&self) -> bool {
        self.difference.low > 0.0
    }

    /// What a tired label counts for, .5 to 1: 1 unless the gap is certain.
    pub(crate) fn weight(&self) -> f64 {
        if self.is_certain() {
            ((1.0 - self.tired.value) / (1.0 - self.fresh.value)).clamp(0.5, 1.0)
        } else {
            1.0
        }
    }

    /// The order in which the remaining tired labels are asked again, by the model's margin of
    /// each: the closest calls first. Places; none unless the gap is certain.
    pub(crate) fn rest(&self, margins: &[f64]) -> Vec<usize> {
        if !self.is_certain() {
            return Vec::new();
        }
        let mut order: Vec<usize> = (0..margins.len()).collect();
        order.sort_by(|a, b| margins[*a].total_cmp(&margins[*b]).then(a.cmp(b)));
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ids: &[String], classes: usize) -> Vec<RepeatCandidate<'_>> {
        ids.iter()
            .enumerate()
            .map(|(at, id)| RepeatCandidate {
                id,
                label: LabelId((at % classes) as u16),
                held_out: false,
                answers_since: 500,
                hours_since: 30.0,
                margin: 0.5,
            })
            .collect()
    }

    fn ids(prefix: &str, count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{prefix}{at}")).collect()
    }

    #[test]
    fn a_fifth_of_the_tired_and_as_many_fresh_are_asked_again_class_by_class() {
        let (tired, fresh) = (ids("t", 100), ids("f", 300));
        let (tired, fresh) = (labels(&tired, 4), labels(&fresh, 4));
        let asked = TiredLabels::default().sample(Seed(1), &tired, &fresh);
        assert_eq!(asked.iter().filter(|reask| reask.tired).count(), 20);
        assert_eq!(asked.iter().filter(|reask| !reask.tired).count(), 20);
        for label in 0..4 {
            for (of_tired, list) in [(true, &tired), (false, &fresh)] {
                let count = asked
                    .iter()
                    .filter(|reask| reask.tired == of_tired)
                    .filter(|reask| list[reask.place].label == LabelId(label))
                    .count();
                assert_eq!(count, 5, "label {label}, tired {of_tired}");
            }
        }
        let mut places: Vec<(bool, usize)> = asked.iter().map(|r| (r.tired, r.place)).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 40, "none twice");
    }

    #[test]
    fn ten_at_least_are_asked_again_if_there_are_as_many() {
        let settings = TiredLabels::default();
        assert_eq!(
            [0, 4, 30, 50, 51, 200].map(|n| settings.sample_size(n)),
            [0, 4, 10, 10, 11, 40]
        );
    }

    #[test]
    fn what_is_too_recent_waits_without_changing_who_is_drawn() {
        let (tired, fresh) = (ids("t", 60), ids("f", 60));
        let (mut tired, fresh) = (labels(&tired, 3), labels(&fresh, 3));
        let settings = TiredLabels::default();
        let all = settings.sample(Seed(2), &tired, &fresh);
        let recent = all.iter().find(|reask| reask.tired).unwrap().place;
        tired[recent].hours_since = 23.9;
        let now = settings.sample(Seed(2), &tired, &fresh);
        let mut expected: Vec<Reask> = all.clone();
        expected.retain(|reask| !(reask.tired && reask.place == recent));
        let sorted = |mut list: Vec<Reask>| {
            list.sort_by_key(|reask| (reask.tired, reask.place));
            list
        };
        assert_eq!(sorted(now), sorted(expected));
        tired[recent].hours_since = 24.0;
        tired[recent].answers_since = 199;
        assert_eq!(
            settings.sample(Seed(2), &tired, &fresh).len(),
            all.len() - 1
        );
    }

    #[test]
    fn tired_answers_to_held_out_items_are_all_asked_again_beside_the_sample() {
        let (tired, fresh) = (ids("t", 80), ids("f", 80));
        let (mut tired, fresh) = (labels(&tired, 2), labels(&fresh, 2));
        for given in tired.iter_mut().step_by(8) {
            given.held_out = true;
        }
        let asked = TiredLabels::default().sample(Seed(3), &tired, &fresh);
        for place in (0..80).step_by(8) {
            assert!(
                asked
                    .iter()
                    .any(|reask| reask.tired && reask.place == place)
            );
        }
        let measured = |of_tired| {
            let these = asked.iter().filter(|reask| reask.tired == of_tired);
            these.filter(|reask| reask.measures).count()
        };
        assert_eq!((measured(true), measured(false)), (16, 16));
    }

    #[test]
    fn others_stand_in_for_a_class_that_has_no_fresh_label() {
        let (tired, fresh) = (ids("t", 50), ids("f", 50));
        let (tired, fresh) = (labels(&tired, 5), labels(&fresh, 2));
        let asked = TiredLabels::default().sample(Seed(4), &tired, &fresh);
        assert_eq!(asked.iter().filter(|reask| !reask.tired).count(), 10);
    }

    #[test]
    fn labels_lose_weight_only_when_the_gap_is_certain() {
        // 12 of 40 against 8 of 40: .1, but the interval holds nothing.
        let unsure = TiredGap::of((12, 40), (8, 40)).unwrap();
        assert!(!unsure.is_certain());
        assert!((unsure.weight() - 1.0).abs() < 1e-12);
        assert!(unsure.rest(&[0.3, 0.1]).is_empty());
        // 40 of 100 against 10 of 100: (1 − .4) / (1 − .1) = 2/3.
        let sure = TiredGap::of((40, 100), (10, 100)).unwrap();
        assert!(sure.is_certain());
        assert!((sure.weight() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(sure.rest(&[0.3, 0.1, 0.2]), [1, 2, 0]);
        // Never less than half.
        let awful = TiredGap::of((90, 100), (5, 100)).unwrap();
        assert!((awful.weight() - 0.5).abs() < 1e-12);
        assert_eq!(TiredGap::of((0, 0), (1, 9)), None);
    }
}
