//! Asks items whose gradients are long and unlike those of the answers just given.
//!
//! As published, a batch is drawn by k-means++ on gradient embeddings (see `gradients`): first the
//! longest, then each with a chance that rises with the squared distance to the picks so far. Here
//! one item is asked at a time and a batch is ten answers in a row (see `batch`): the picks so far
//! are the items answered in it, by the model as it is now. The ranking goes on drawing 16 times,
//! for those who answer faster than it is made.
//!
//! The draw is a race: each item has an exponential number of its own (by its tie number; copies
//! have that of the first of them), which runs down at the rate of its squared distance, and who
//! is first through is picked. That draws in proportion to the rates, goes on exactly when the
//! rates fall after a pick, and gives the others a place too. The 4,096 longest gradients take
//! part; who they are is judged by ‖p − e_ŷ‖ alone, for rows of text are about equally long.

use std::collections::HashMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use super::super::uncertainty::torn;
use super::batch::chosen;
use super::gradients::Gradients;
use crate::features::PoolId;
use crate::learner::BLOCK;

/// Items that take part.
const LONGEST: usize = 4_096;
/// Draws that are made ahead.
const AHEAD: usize = 16;

pub(in super::super) struct Badge;

impl Strategy for Badge {
    fn info(&self) -> &'static Info {
        &Info {
            id: "badge",
            title: "BADGE",
            family: Family::Diversity,
            doc: "draws items that would move the model far, and elsewhere than the last answers; on \
                  text about as good as margin",
            formula: "draw ~ min over picks j of ‖g − g_j‖², g = (p − e_ŷ) ⊗ x, for the 4,096 \
                      longest",
            source: "Ash, Zhang, Krishnamurthy, Langford & Agarwal 2020",
            cost: "n C + 25 · 4,096 (C + d)",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        Box::new(Drawn(scene))
    }

    fn shortlist(&self) -> usize {
        LONGEST
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        format!("{}, in another way than the last answers", torn(seen))
    }
}

struct Drawn<'a>(&'a RankingContext<'a>);

impl Scorer for Drawn<'_> {
    /// ‖p − e_ŷ‖² = Σ p² + 1 − 2 p_ŷ.
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        let mut most = [0.0_f32; BLOCK];
        out.fill(1.0);
        for class in glance.block.each_class() {
            for ((p, out), most) in class.iter().zip(out.iter_mut()).zip(&mut most) {
                *out += p * p;
                *most = most.max(*p);
            }
        }
        for (out, most) in out.iter_mut().zip(&most) {
            *out -= 2.0 * most;
        }
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        let scene = self.0;
        let mut items: Vec<PoolId> = shortlist.iter().map(|leader| leader.item).collect();
        let prints: Vec<u64> = items.par_iter().map(|item| print(scene, *item)).collect();
        let lots = lots(scene, &items, &prints);
        items.extend(chosen(scene));
        let gradients = Gradients::of(scene, &items);
        let mut race = Race {
            lots,
            prints,
            rates: vec![f32::INFINITY; shortlist.len()],
            clock: 0.0,
            arrivals: vec![None; shortlist.len()],
        };
        for answered in shortlist.len()..items.len() {
            race.keep_away_from(&gradients.squared_distances(answered));
        }
        let mut ahead = AHEAD;
        if items.len() == shortlist.len() {
            let squares: Vec<f32> = gradients.squares().take(shortlist.len()).collect();
            if let Some(longest) = first_longest(&squares) {
                race.arrive(longest);
                race.keep_away_from(&gradients.squared_distances(longest));
                ahead -= 1;
            }
        }
        for _ in 0..ahead {
            let Some(next) = race.run() else { break };
            race.keep_away_from(&gradients.squared_distances(next));
        }
        race.utilities()
    }
}

/// A number that copies share and others hardly ever.
fn print(scene: &RankingContext<'_>, item: PoolId) -> u64 {
    let mut hasher = Xxh3::new();
    let rows = scene.rows();
    hasher.update(bytemuck::cast_slice(rows.dense.row(item.index())));
    if !rows.text.is_empty() {
        let (columns, values) = rows.text.row(item.index());
        hasher.update(bytemuck::cast_slice(&columns));
        hasher.update(bytemuck::cast_slice(&values));
    }
    hasher.digest()
}

/// An exponential number for each item, that of the lowest tie number among its copies.
fn lots(scene: &RankingContext<'_>, items: &[PoolId], prints: &[u64]) -> Vec<f64> {
    let tie = |item: &PoolId| scene.candidates.ties[item.index()];
    let mut first: HashMap<u64, u64> = HashMap::new();
    for (item, print) in items.iter().zip(prints) {
        let least = first.entry(*print).or_insert(u64::MAX);
        *least = tie(item).min(*least);
    }
    let labels = scene.labels();
    prints
        .par_iter()
        .map(|print| {
            let key = format!("{labels} {}", first[print]);
            -(1.0 - scene.seed.stream("badge", &key).next_f64()).ln()
        })
        .collect()
}

/// The first of the longest.
fn first_longest(squares: &[f32]) -> Option<usize> {
    (0..squares.len()).reduce(|best, next| {
        if squares[next] > squares[best] {
            next
        } else {
            best
        }
    })
}

/// A race of exponential numbers that run down at changing rates.
struct Race {
    /// What each has left to run.
    lots: Vec<f64>,
    prints: Vec<u64>,
    /// Squared distance to the nearest pick; infinite before the first.
    rates: Vec<f32>,
    clock: f64,
    arrivals: Vec<Option<f64>>,
}

impl Race {
    /// Lowers the rates by the distances to one more pick.
    fn keep_away_from(&mut self, distances: &[f32]) {
        for (rate, distance) in self.rates.iter_mut().zip(distances) {
            *rate = rate.min(*distance);
        }
    }

    /// Runs until the next is through; `None` when nobody runs any more.
    fn run(&mut self) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for (at, (lot, rate)) in self.lots.iter().zip(&self.rates).enumerate() {
            let time = lot / f64::from(*rate);
            let running = *rate > 0.0 && self.arrivals[at].is_none();
            if running && best.is_none_or(|(least, _)| time < least) {
                best = Some((time, at));
            }
        }
        let (time, next) = best?;
        self.clock += time;
        for (lot, rate) in self.lots.iter_mut().zip(&self.rates) {
            *lot = (*lot - time * f64::from(*rate)).max(0.0);
        }
        self.arrive(next);
        Some(next)
    }

    /// One is through, and its copies with it.
    fn arrive(&mut self, at: usize) {
        for (arrival, print) in self.arrivals.iter_mut().zip(&self.prints) {
            if *print == self.prints[at] && arrival.is_none() {
                *arrival = Some(self.clock);
            }
        }
    }

    /// 1 / (1 + time), where one is expected through in the first unit of it; those still running
    /// as if the rates stayed.
    fn utilities(&self) -> Vec<f32> {
        let whole: f64 = self
            .rates
            .iter()
            .filter(|rate| rate.is_finite())
            .map(|rate| f64::from(*rate))
            .sum();
        let runners = self.lots.iter().zip(&self.rates).zip(&self.arrivals);
        runners
            .map(|((lot, rate), arrival)| {
                let time = match arrival {
                    Some(time) => *time,
                    None if *rate > 0.0 => self.clock + lot / f64::from(*rate),
                    None => return 0.0,
                };
                (1.0 / (1.0 + time * whole)) as f32
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;
    use crate::rng::Seed;

    #[test]
    fn a_batch_begins_with_the_longest_gradient() {
        let mut stream = Seed(6).stream("points", "");
        let points: Vec<[f32; 3]> = (0..60)
            .map(|n| {
                let mut point = [(); 3].map(|()| 0.5 * stream.next_normal() as f32);
                point[n % 3] += 1.0;
                point
            })
            .collect();
        let labels: Vec<(usize, u16)> = (0..10).map(|n| (n, (n % 3) as u16)).collect();
        let stage = Stage::new(&points, &labels);
        let open = &stage.ids()[10..];
        let gradients = Gradients::of(&stage.scene(), open);
        let squares: Vec<f32> = gradients.squares().collect();
        let longest = first_longest(&squares).unwrap();
        assert_eq!(stage.rank(&Badge, 1)[0].item, open[longest]);
    }

    fn race(lots: &[f64], rates: &[f32]) -> Race {
        Race {
            lots: lots.to_vec(),
            prints: (0..lots.len() as u64).collect(),
            rates: rates.to_vec(),
            clock: 0.0,
            arrivals: vec![None; lots.len()],
        }
    }

    #[test]
    fn the_first_through_is_picked_by_hand() {
        let mut race = race(&[1.0, 3.0, 2.0, 5.0], &[1.0, 4.0, 1.0, 0.0]);
        // Times 1, .75, 2 and never.
        assert_eq!(race.run(), Some(1));
        assert!((race.clock - 0.75).abs() < 1e-12);
        // Left: .25 and 1.25; the rate of the first falls to a tenth.
        race.keep_away_from(&[0.1, 0.0, 1.0, 0.0]);
        assert_eq!(race.run(), Some(2));
        assert!((race.clock - 2.0).abs() < 1e-12);
        race.keep_away_from(&[0.1, 0.0, 0.0, 0.0]);
        // Left: .25 − .125 at a rate of .1.
        let times: Vec<f64> = race
            .utilities()
            .iter()
            .map(|utility| (1.0 / f64::from(*utility) - 1.0) / 0.1)
            .collect();
        assert!((times[0] - 3.25).abs() < 1e-3);
        assert!((times[1] - 0.75).abs() < 1e-3 && (times[2] - 2.0).abs() < 1e-3);
        assert_eq!(race.utilities()[3].to_bits(), 0.0_f32.to_bits());
        assert_eq!(race.run(), Some(0));
        assert_eq!(race.run(), None);
    }

    #[test]
    fn copies_are_through_together() {
        let mut race = race(&[1.0, 1.0, 9.0], &[1.0, 1.0, 1.0]);
        race.prints = vec![4, 4, 5];
        assert_eq!(race.run(), Some(0));
        race.keep_away_from(&[0.0, 0.0, 1.0]);
        let utilities = race.utilities();
        assert_eq!(utilities[0].to_bits(), utilities[1].to_bits());
        assert!(utilities[2] < utilities[1]);
    }

    #[test]
    fn draws_are_in_proportion_to_the_rates_also_after_they_fell() {
        let mut stream = Seed(4).stream("test", "");
        let (mut first, mut second) = ([0; 3], [0; 3]);
        for _ in 0..20_000 {
            let lots: Vec<f64> = (0..3).map(|_| -(1.0 - stream.next_f64()).ln()).collect();
            let mut race = race(&lots, &[1.0, 2.0, 5.0]);
            let picked = race.run().unwrap();
            first[picked] += 1;
            if picked == 2 {
                race.keep_away_from(&[1.0, 0.5, 0.0]);
                second[race.run().unwrap()] += 1;
            }
        }
        let share = |count: i32, of: &[i32]| f64::from(count) / f64::from(of.iter().sum::<i32>());
        for (count, rate) in first.iter().zip([1.0, 2.0, 5.0]) {
            assert!(
                (share(*count, &first) - rate / 8.0).abs() < 0.015,
                "{first:?}"
            );
        }
        assert!(
            (share(second[0], &second) - 2.0 / 3.0).abs() < 0.02,
            "{second:?}"
        );
    }
}
