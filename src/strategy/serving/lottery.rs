//! How are labels bought that can be reweighted later?
//!
//! By drawing among the leaders instead of taking the first: the k-th of M leaders has the logit
//! β·(1 − k/M), and Gumbel noise decides, which draws without replacement in the proportion of
//! exp(logit) (Gumbel top-k; Kool, van Hoof & Welling 2019). Beyond the leaders the random arm
//! reaches every item. The noise belongs to the item and to the number of labels, so that undoing
//! an answer undoes its luck. Invariant: the chances told are those drawn by.

use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use super::Reranked;
use crate::rng::mixed;

/// How sharply the lottery prefers the leaders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GumbelTopK {
    /// β: 0 draws evenly among the leaders; at 10 the first tenth has two thirds of the chance.
    pub sharpness: f64,
}

impl GumbelTopK {
    /// How many leaders take part.
    pub const LEADERS: usize = 1_024;

    /// Draws an order among leaders, best first.
    pub(super) fn draw(self, scene: &RankingContext<'_>, leaders: &[Ranked]) -> Reranked {
        let count = leaders.len() as f64;
        let mut drawn: Vec<(f64, f64, usize)> = leaders
            .iter()
            .enumerate()
            .map(|(place, leader)| {
                let logit = -self.sharpness * place as f64 / count;
                let tie = scene.candidates.ties[leader.item.index()];
                (logit + gumbel(tie, scene.labels() as u64), logit, place)
            })
            .collect();
        drawn.sort_by(|a, b| b.0.total_cmp(&a.0));
        Reranked {
            ranking: drawn.iter().map(|(_, _, place)| leaders[*place]).collect(),
            weights: drawn.iter().map(|(_, logit, _)| logit.exp()).collect(),
            weight_below: 0.0,
            places: drawn
                .iter()
                .map(|(_, _, place)| *place as u32 + 1)
                .collect(),
        }
    }
}

/// Standard Gumbel noise of an item's number and a turn.
fn gumbel(tie: u64, turn: u64) -> f64 {
    let bits = mixed(tie ^ mixed(turn.wrapping_add(0x9E37_79B9_7F4A_7C15)));
    // In the open interval, so that both logarithms exist.
    let unit = ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    -(-unit.ln()).ln()
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;
    use crate::rng::Seed;

    fn leaders(stage: &Stage) -> Vec<Ranked> {
        let ids = stage.ids().iter();
        ids.map(|item| Ranked {
            item: *item,
            score: 1.0,
        })
        .collect()
    }

    #[test]
    fn the_chances_told_are_those_drawn_by() {
        let mut stage = Stage::new(&[[1.0_f32, 0.0]; 5], &[]);
        let lottery = GumbelTopK { sharpness: 2.0 };
        let (mut first, mut second) = ([0_u32; 5], 0_u32);
        let mut told = [0.0; 5];
        let mut told_second = 0.0;
        let rounds = 20_000;
        for round in 0..rounds {
            // Other numbers, as another seed would give.
            stage.renumber_with(|row| Seed(round).rank("tie", &row.to_string()));
            let served = lottery.draw(&stage.scene(), &leaders(&stage));
            let row = served.ranking[0].item.index();
            first[row] += 1;
            told[row] = Reranked::chance(&served.weights, 0.0, 0, |_| true).unwrap();
            if served.ranking[1].item.index() == 0 {
                second += 1;
            }
            // The chance that item 0 is second is the mean of its chance given the first.
            if row != 0 {
                let weights: Vec<f64> = (0..5)
                    .map(|k| (2.0 * (1.0 - f64::from(k) / 5.0)).exp())
                    .collect();
                let left: f64 = weights.iter().sum::<f64>() - weights[row];
                told_second += weights[0] / left;
            }
        }
        let rounds = rounds as f64;
        assert!((told.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        for (count, told) in first.iter().zip(told) {
            let error = (f64::from(*count) / rounds - told) / (told * (1.0 - told) / rounds).sqrt();
            assert!(error.abs() < 4.0, "{count} drawn, {told} told");
        }
        assert!((f64::from(second) - told_second).abs() / rounds < 0.015);
    }

    #[test]
    fn the_same_labels_draw_the_same() {
        let stage = Stage::new(&[[1.0_f32, 0.0]; 5], &[]);
        let lottery = GumbelTopK { sharpness: 5.0 };
        let leaders = leaders(&stage);
        assert_eq!(
            lottery.draw(&stage.scene(), &leaders),
            lottery.draw(&stage.scene(), &leaders)
        );
        let served = lottery.draw(&stage.scene(), &leaders);
        let chance = |place, open: &dyn Fn(usize) -> bool| {
            Reranked::chance(&served.weights, served.weight_below, place, open).unwrap()
        };
        // Whoever is left has all the chance, also when those below were answered meanwhile.
        assert!((chance(4, &|_| true) - 1.0).abs() < 1e-12);
        assert!((chance(2, &|place| place == 2) - 1.0).abs() < 1e-12);
        let cut = served.clone().cut(2);
        let before = chance(1, &|_| true);
        let after = Reranked::chance(&cut.weights, cut.weight_below, 1, |_| true).unwrap();
        assert!((before - after).abs() < 1e-12);
    }
}
