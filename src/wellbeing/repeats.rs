//! Plants repeats of answered items, and measures how often a person agrees with themselves.
//!
//! A coin decides, keyed by what was handled before, so that replaying a journal plants the same
//! repeats. Only items that a uniform draw brought are repeated: the strategy's own are the hard
//! ones, on which anybody wavers. Each is repeated once, no sooner than after so many others, and
//! never right after an item that got the same label, since the answer before pulls at the next
//! (Mathur, Baldwin & Cohn 2017). Which of those that may be repeated comes is by chance alone.
//!
//! From items that were answered twice, the second time without knowing: the share of equal
//! answers with its Wilson interval, and Cohen's kappa, which takes off what two passes with these
//! class counts would share by chance. People give another answer to about one text in four
//! (Abercrombie 2025), so a share below one is no reproach. A repeat under other guidelines is no
//! inconsistency: the caller leaves such pairs out.

use serde::{Deserialize, Serialize};

use crate::numerics::{
    Proportion, SettingProblem, beyond_chance, first_outside, pair_agreement, wilson,
};
use crate::rng::Seed;
use crate::schema::LabelId;

/// The settings of planted repeats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RepeatPolicy {
    /// The share of queries that are repeats; 0 plants none.
    pub share: f64,
    /// Answers between an item and its repeat, at least.
    pub spacing: usize,
}

impl Default for RepeatPolicy {
    fn default() -> Self {
        Self {
            share: 0.03,
            spacing: 100,
        }
    }
}

/// An item of the random arm that has one answer and was not repeated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeatable<'a> {
    /// Its id.
    pub id: &'a str,
    /// The label it got.
    pub label: LabelId,
    /// Answers given since.
    pub answers_since: usize,
}

impl RepeatPolicy {
    /// What is wrong with it: the setting, in words, and the next step.
    pub fn problem(&self) -> Option<SettingProblem> {
        let share = [("share", self.share, 0.0..=0.5)];
        first_outside(share, "leave it out, or give one such as 0.03").or_else(|| {
            let what = format!("spacing = {} would be remembered", self.spacing);
            let next = "give 10 or more, for example 100";
            (self.spacing < 10).then_some(("spacing", what, next))
        })
    }

    /// Whether an item may come again now: not too soon, and not after one of its own label.
    pub fn fits(&self, item: &Repeatable, label_before: Option<LabelId>) -> bool {
        item.answers_since >= self.spacing && Some(item.label) != label_before
    }

    /// Which item comes again now, as its place among the candidates; mostly `None`.
    ///
    /// `draw_key` names the moment (what was handled before, and how often); `label_before` is the
    /// label given last.
    pub fn next(
        &self,
        seed: Seed,
        draw_key: &str,
        candidates: &[Repeatable],
        label_before: Option<LabelId>,
    ) -> Option<usize> {
        if !seed.coin("repeat", draw_key, self.share) {
            return None;
        }
        candidates
            .iter()
            .enumerate()
            .filter(|(_, item)| self.fits(item, label_before))
            .min_by_key(|(_, item)| (seed.rank("repeated item", item.id), item.id))
            .map(|(place, _)| place)
    }
}

/// Puts repeats (ids and first labels) into a batch order by chance in which none directly follows
/// one of the same label, as long as the labels allow it; gives places among `items`.
pub(super) fn spread<'a>(seed: Seed, purpose: &str, items: &[(&'a str, LabelId)]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..items.len()).collect();
    left.sort_by_key(|place| {
        let id: &'a str = items[*place].0;
        (seed.rank(purpose, id), id)
    });
    let mut order: Vec<usize> = Vec::new();
    while !left.is_empty() {
        let before = order.last().map(|place| items[*place].1);
        let at = next_of(&left, items, before);
        order.push(left.remove(at));
    }
    order
}

/// The first that differs from the one before; but a label that fills more than half of what is
/// left comes while it can.
fn next_of(left: &[usize], items: &[(&str, LabelId)], before: Option<LabelId>) -> usize {
    let label = |at: &usize| items[left[*at]].1;
    let count = |wanted: LabelId| (0..left.len()).filter(|at| label(at) == wanted).count();
    let pressing = (0..left.len()).find(|at| 2 * count(label(at)) > left.len());
    pressing
        .filter(|at| Some(label(at)) != before)
        .or_else(|| (0..left.len()).find(|at| Some(label(at)) != before))
        .unwrap_or(0)
}

/// Agreement of a person with themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Consistency {
    /// The share of repeats that got the same label again.
    pub agreement: Proportion,
    /// Cohen's kappa; `None` when both passes held one class only, where it is not defined.
    pub kappa: Option<f64>,
}

impl Consistency {
    /// From (first label, label of the repeat); `None` when nothing was repeated.
    pub fn of(pairs: &[(LabelId, LabelId)]) -> Option<Self> {
        let same = pairs.iter().filter(|(first, second)| first == second);
        Some(Self {
            agreement: wilson(same.count(), pairs.len())?,
            kappa: kappa(pairs),
        })
    }

    /// In words.
    pub fn words(&self) -> String {
        let Self { agreement, kappa } = self;
        let percent = |share: f64| (100.0 * share).round();
        let kappa = kappa.map_or_else(
            || "no kappa: only one class was given".to_owned(),
            |kappa| format!("kappa {kappa:.2}"),
        );
        format!(
            "same answer {:.0} of {} times, {:.0}% [{:.0}–{:.0}], {kappa}",
            agreement.value * agreement.n as f64,
            agreement.n,
            percent(agreement.value),
            percent(agreement.low),
            percent(agreement.high),
        )
    }
}

/// Cohen's kappa; `None` without pairs, or where both sides are one class.
fn kappa(pairs: &[(LabelId, LabelId)]) -> Option<f64> {
    let pairs = pairs.iter();
    let (observed, by_chance) =
        pair_agreement(pairs.map(|(first, second)| (first.index(), second.index(), 1.0)));
    beyond_chance(observed, by_chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: &str, label: u16, answers_since: usize) -> Repeatable<'_> {
        Repeatable {
            id,
            label: LabelId(label),
            answers_since,
        }
    }

    fn always() -> RepeatPolicy {
        RepeatPolicy {
            share: 1.0,
            ..RepeatPolicy::default()
        }
    }

    #[test]
    fn three_in_a_hundred_queries_are_repeats() {
        let candidates = [candidate("a", 0, 500), candidate("b", 1, 500)];
        let planted = (0..20_000).filter(|toss: &u32| {
            let next = RepeatPolicy::default().next(Seed(1), &toss.to_string(), &candidates, None);
            next.is_some()
        });
        // Four standard deviations around 600 are 97.
        let planted = planted.count();
        assert!((503..=697).contains(&planted), "{planted}");
    }

    #[test]
    fn a_repeat_is_never_too_soon_and_never_follows_its_own_label() {
        let policy = always();
        let next = |candidates: &[Repeatable], before: u16| {
            policy.next(Seed(2), "x", candidates, Some(LabelId(before)))
        };
        assert_eq!(next(&[candidate("a", 0, 99)], 1), None);
        assert_eq!(next(&[candidate("a", 0, 100)], 1), Some(0));
        assert_eq!(next(&[candidate("a", 0, 100)], 0), None);
        let both = [candidate("a", 0, 100), candidate("b", 1, 100)];
        assert_eq!(next(&both, 0), Some(1));
    }

    #[test]
    fn the_order_of_the_candidates_changes_no_choice() {
        let mut candidates: Vec<Repeatable> = ["a", "b", "c", "d"]
            .map(|id| candidate(id, 0, 200))
            .to_vec();
        let chosen = |candidates: &[Repeatable]| {
            let place = always().next(Seed(3), "x", candidates, None).unwrap();
            candidates[place].id.to_owned()
        };
        let first = chosen(&candidates);
        candidates.reverse();
        assert_eq!(chosen(&candidates), first);
    }

    #[test]
    fn a_batch_holds_no_two_of_a_label_in_a_row_where_the_labels_allow_it() {
        let ids: Vec<String> = (0..40).map(|at| at.to_string()).collect();
        for seed in 0..50 {
            let labels = |at: usize| {
                LabelId(if at.is_multiple_of(2) {
                    0
                } else {
                    1 + at as u16 % 3
                })
            };
            let items: Vec<(&str, LabelId)> = ids
                .iter()
                .enumerate()
                .map(|(at, id)| (id.as_str(), labels(at)))
                .collect();
            let order = spread(Seed(seed), "batch", &items);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..40).collect::<Vec<_>>());
            for pair in order.windows(2) {
                assert_ne!(items[pair[0]].1, items[pair[1]].1, "{order:?}");
            }
        }
    }

    #[test]
    fn settings_that_would_measure_memory_are_refused() {
        assert_eq!(RepeatPolicy::default().problem(), None);
        let soon = RepeatPolicy {
            spacing: 3,
            ..RepeatPolicy::default()
        };
        assert_eq!(soon.problem().unwrap().0, "spacing");
        assert_eq!(always().problem().unwrap().0, "share");
    }

    fn pairs(counts: [[usize; 2]; 2]) -> Vec<(LabelId, LabelId)> {
        let mut pairs = Vec::new();
        for (first, row) in counts.iter().enumerate() {
            for (second, count) in row.iter().enumerate() {
                let pair = (LabelId(first as u16), LabelId(second as u16));
                pairs.extend(std::iter::repeat_n(pair, *count));
            }
        }
        pairs
    }

    #[test]
    fn kappa_is_that_of_a_hand_computed_table() {
        // 20 + 15 of 50 agree: .7; by chance .5 · .6 + .5 · .4 = .5; kappa .4.
        let consistency = Consistency::of(&pairs([[20, 5], [10, 15]])).unwrap();
        assert!((consistency.agreement.value - 0.7).abs() < 1e-12);
        assert!((consistency.kappa.unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(
            consistency.words(),
            "same answer 35 of 50 times, 70% [56–81], kappa 0.40"
        );
    }

    #[test]
    fn what_is_not_defined_is_said_in_words() {
        assert_eq!(Consistency::of(&[]), None);
        let one_class = Consistency::of(&pairs([[8, 0], [0, 0]])).unwrap();
        assert_eq!(one_class.kappa, None);
        assert!(one_class.words().contains("no kappa"));
    }

    #[test]
    fn full_agreement_over_two_classes_is_one_and_full_disagreement_is_minus_one() {
        assert!((kappa(&pairs([[5, 0], [0, 5]])).unwrap() - 1.0).abs() < 1e-12);
        assert!((kappa(&pairs([[0, 5], [5, 0]])).unwrap() + 1.0).abs() < 1e-12);
    }
}
