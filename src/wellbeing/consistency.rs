//! How often does a person agree with themselves?
//!
//! From items that were answered twice, the second time without knowing: the share of equal
//! answers with its Wilson interval, and Cohen's kappa, which takes off what two passes with these
//! class counts would share by chance. People give another answer to about one text in four
//! (Abercrombie 2025), so a share below one is no reproach. A repeat under other guidelines is no
//! inconsistency: the caller leaves such pairs out.

use std::collections::BTreeMap;

use crate::numerics::{Proportion, wilson};
use crate::schema::LabelId;

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

    /// In words, for a figure that may not exist.
    pub fn words(consistency: Option<&Self>) -> String {
        let Some(Self { agreement, kappa }) = consistency else {
            return "n/a: no item was answered twice yet".to_owned();
        };
        let percent = |share: f64| (100.0 * share).round();
        let kappa = kappa.map_or_else(
            || "kappa n/a: only one class was given".to_owned(),
            |kappa| format!("kappa {kappa:.2}"),
        );
        format!(
            "same answer {:.0}% [{:.0}–{:.0}] of {} repeats, {kappa}",
            percent(agreement.value),
            percent(agreement.low),
            percent(agreement.high),
            agreement.n
        )
    }
}

/// Cohen's kappa, (pₒ − pₑ) / (1 − pₑ); `None` without pairs, or where both sides are one class.
pub fn kappa(pairs: &[(LabelId, LabelId)]) -> Option<f64> {
    let mut counts: BTreeMap<LabelId, (usize, usize)> = BTreeMap::new();
    let mut same = 0;
    for (first, second) in pairs {
        counts.entry(*first).or_default().0 += 1;
        counts.entry(*second).or_default().1 += 1;
        same += usize::from(first == second);
    }
    let n = pairs.len();
    // In whole numbers, so that "by chance alone" is found exactly.
    let by_chance: usize = counts.values().map(|(first, second)| first * second).sum();
    (by_chance < n * n).then(|| {
        let observed = same as f64 / n as f64;
        let by_chance = by_chance as f64 / (n * n) as f64;
        (observed - by_chance) / (1.0 - by_chance)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            Consistency::words(Some(&consistency)),
            "same answer 70% [56–81] of 50 repeats, kappa 0.40"
        );
    }

    #[test]
    fn what_is_not_defined_is_said_in_words() {
        assert_eq!(Consistency::of(&[]), None);
        assert!(Consistency::words(None).starts_with("n/a"));
        let one_class = Consistency::of(&pairs([[8, 0], [0, 0]])).unwrap();
        assert_eq!(one_class.kappa, None);
        assert!(Consistency::words(Some(&one_class)).contains("kappa n/a"));
    }

    #[test]
    fn full_agreement_over_two_classes_is_one_and_full_disagreement_is_minus_one() {
        assert!((kappa(&pairs([[5, 0], [0, 5]])).unwrap() - 1.0).abs() < 1e-12);
        assert!((kappa(&pairs([[0, 5], [5, 0]])).unwrap() + 1.0).abs() < 1e-12);
    }
}
