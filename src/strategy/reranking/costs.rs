//! Weighs what a label is worth against the time it takes.
//!
//! The best of a ranking are reordered by `u / E[t]^γ`, with u their place among them (1
//! for the first, falling evenly to 0) because utilities have units of their own, and `E[t]` the
//! expected seconds, cut to the pool's 10–90 % so that a wrong estimate at the ends cannot decide
//! (Settles, Craven & Friedland 2008; Haertel et al. 2008). Short items would win for ever:
//! strata of the expected seconds keep a floor (see [`Costs::strata`]).

use super::super::ranking::Ranked;
use super::Quota;

/// Expected seconds of every pool item, and how much they count.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// Cut to the pool's 10–90 %, over their median.
    relative: Vec<f32>,
    /// As expected, in seconds.
    seconds: Vec<f32>,
    weight: f32,
}

/// The share of its share in the pool that each stratum keeps among the queries.
const STRATUM_FLOOR: f64 = 0.75;
const STRATA: usize = 4;

impl Costs {
    /// How many of the best are reordered.
    pub(crate) const SHORTLIST: usize = 1_024;

    /// `seconds` has an entry for each pool item; `weight` is γ: 0 ignores costs, 1 divides by
    /// them. `None` when there is no item or no finite positive number.
    pub fn new(seconds: Vec<f32>, weight: f32) -> Option<Self> {
        let is_known = |seconds: &f32| seconds.is_finite() && *seconds > 0.0;
        let mut known: Vec<f32> = seconds.iter().copied().filter(is_known).collect();
        known.sort_unstable_by(f32::total_cmp);
        let last = known.len().checked_sub(1)?;
        let at = |share: f32| known[(share * last as f32).round() as usize];
        let (low, median, high) = (at(0.1), at(0.5), at(0.9));
        let seconds: Vec<f32> = seconds
            .into_iter()
            // What costs nobody knows what is taken to cost what most do.
            .map(|seconds| Some(seconds).filter(is_known).unwrap_or(median))
            .collect();
        Some(Self {
            relative: seconds
                .iter()
                .map(|seconds| seconds.clamp(low, high) / median)
                .collect(),
            seconds,
            weight,
        })
    }

    /// The expected seconds of a pool item.
    pub fn expected(&self, row: usize) -> f32 {
        self.seconds.get(row).copied().unwrap_or(1.0)
    }

    /// Four strata by expected seconds, each with a floor of three quarters of its share in the
    /// pool.
    pub(crate) fn strata(&self) -> Option<Quota> {
        let mut order: Vec<u32> = (0..self.seconds.len() as u32).collect();
        order.sort_by(|a, b| {
            let seconds = |row: u32| self.seconds[row as usize];
            seconds(*a).total_cmp(&seconds(*b))
        });
        let mut stratum = vec![0_u16; order.len()];
        for (place, row) in order.iter().enumerate() {
            stratum[*row as usize] = (place * STRATA / order.len()) as u16;
        }
        let names = ["shortest", "shorter", "longer", "longest"].map(str::to_owned);
        Quota::of_groups("expected time", stratum, names.into(), STRATUM_FLOOR)
    }

    /// Reorders a ranking, best first, by what they are worth a second.
    pub(super) fn rerank(&self, ranking: &mut [Ranked]) {
        let count = ranking.len() as f32;
        let mut worth: Vec<(f32, Ranked)> = ranking
            .iter()
            .enumerate()
            .map(|(place, ranked)| {
                let utility = 1.0 - place as f32 / count;
                let cost = self
                    .relative
                    .get(ranked.item.index())
                    .copied()
                    .unwrap_or(1.0);
                (utility / cost.powf(self.weight), *ranked)
            })
            .collect();
        worth.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (place, (_, ranked)) in ranking.iter_mut().zip(worth) {
            *place = ranked;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;

    #[test]
    fn worth_a_second_by_hand() {
        let stage = Stage::new(&[[0.0, 1.0]; 4], &[]);
        let ranked = |row: usize, score| Ranked {
            item: stage.ids()[row],
            score,
        };
        let mut ranking = vec![
            ranked(0, 0.9),
            ranked(1, 0.8),
            ranked(2, 0.7),
            ranked(3, 0.1),
        ];
        // Cut to 4..16 s and over the median of 4 (rank 1.5 of 3 rounds to the third: 4).
        let costs = Costs::new(vec![16.0, 4.0, 4.0, 4.0], 0.5).unwrap();
        costs.rerank(&mut ranking);
        // 1 / 2, .75 / 1, .5 / 1, .25 / 1.
        let order: Vec<usize> = ranking.iter().map(|r| r.item.index()).collect();
        assert_eq!(order, [1, 0, 2, 3]);
        let none = Costs::new(vec![16.0, 4.0, 4.0, 4.0], 0.0).unwrap();
        let mut same = vec![ranked(0, 0.9), ranked(1, 0.8)];
        none.rerank(&mut same);
        assert_eq!(same[0].item.index(), 0);
    }

    #[test]
    fn unknown_costs_are_taken_for_the_median_and_none_at_all_refused() {
        let costs = Costs::new(vec![2.0, f32::NAN, 4.0, -1.0, 4.0], 1.0).unwrap();
        assert!((costs.expected(1) - 4.0).abs() < 1e-6);
        assert!((costs.expected(3) - 4.0).abs() < 1e-6);
        assert_eq!(Costs::new(vec![f32::NAN, 0.0], 1.0), None);
        assert_eq!(Costs::new(Vec::new(), 1.0), None);
    }

    #[test]
    fn strata_hold_a_quarter_each() {
        let costs = Costs::new((1..=40).map(|n| n as f32).collect(), 0.5).unwrap();
        let strata = costs.strata().unwrap();
        let mut open = vec![true; 40];
        // Ten answers, all among the shortest: the others are deficit.
        open[..8].fill(false);
        let deficit = strata.deficit(&open, &open).unwrap();
        assert!(deficit.allows(39) || deficit.allows(19) || deficit.allows(29));
        assert!(!deficit.allows(9));
    }
}
