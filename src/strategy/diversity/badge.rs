//! Draws items whose gradients are long and unlike those of the answers just given.

use std::collections::HashMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::super::context::{RankingContext, ScoreBatch, Scorer};
use super::super::ranking::Ranked;
use super::super::registry::{Family, StrategySpec};
use super::super::uncertainty::margin_and;
use super::chosen;
use crate::features::{BIAS, PoolId, RowBuf, dot};
use crate::learner::{BLOCK, argmax};

/// Items that take part.
const LONGEST: usize = 4_096;
/// Draws that are made ahead.
const AHEAD: usize = 16;

/// Asks items whose gradients are long and unlike those of the answers just given.
///
/// As published, a batch is drawn by k-means++ on gradient embeddings (see [`Gradients`]): first the
/// longest, then each with a chance that rises with the squared distance to the picks so far. Here
/// one item is asked at a time and a batch is ten answers in a row (see [`super`]): the picks so far
/// are the items answered in it, by the model as it is now. The ranking goes on drawing 16 times,
/// for those who answer faster than it is made.
///
/// The draw is a race: each item has an exponential number of its own (by its tie number; copies
/// have that of the first of them), which runs down at the rate of its squared distance, and who
/// is first through is picked. That draws in proportion to the rates, goes on exactly when the
/// rates fall after a pick, and gives the others a place too. The 4,096 longest gradients take
/// part; who they are is judged by ‖p − e_ŷ‖ alone, for rows of text are about equally long.
pub(in super::super) static BADGE: StrategySpec = StrategySpec {
    id: "badge",
    title: "BADGE",
    family: Family::Diversity,
    doc: "draws items that would move the model far, and elsewhere than the last answers; on \
          text about as good as margin",
    formula: "draw ~ min over picks j of ‖g − g_j‖², g = (p − e_ŷ) ⊗ x, for the 4,096 \
              longest",
    source: "Ash, Zhang, Krishnamurthy, Langford & Agarwal 2020",
    cost: "n C + 25 · 4,096 (C + d)",
    prepare: |context| {
        Scorer::new(score_by_square).then(LONGEST, |shortlist| draw(context, shortlist))
    },
    explain: |input| margin_and(input, ", in another way than the last answers"),
};

/// ‖p − e_ŷ‖² = Σ p² + 1 − 2 p_ŷ.
fn score_by_square(batch: &ScoreBatch<'_>, out: &mut [f32]) {
    let mut most = [0.0_f32; BLOCK];
    out.fill(1.0);
    for class in batch.block.each_class() {
        for ((p, out), most) in class.iter().zip(out.iter_mut()).zip(&mut most) {
            *out += p * p;
            *most = most.max(*p);
        }
    }
    for (out, most) in out.iter_mut().zip(&most) {
        *out -= 2.0 * most;
    }
}

fn draw(context: &RankingContext<'_>, shortlist: &[Ranked]) -> Vec<f32> {
    let mut items: Vec<PoolId> = shortlist.iter().map(|ranked| ranked.item).collect();
    let prints: Vec<u64> = items.par_iter().map(|item| print(context, *item)).collect();
    let lots = lots(context, &items, &prints);
    items.extend(chosen(context));
    let gradients = Gradients::of(context, &items);
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
        if !squares.is_empty() {
            let longest = argmax(&squares);
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

/// A number that copies share and others hardly ever.
fn print(context: &RankingContext<'_>, item: PoolId) -> u64 {
    let mut hasher = Xxh3::new();
    let rows = context.rows();
    hasher.update(bytemuck::cast_slice(rows.dense.row(item.index())));
    if !rows.text.is_empty() {
        let (columns, values) = rows.text.row(item.index());
        hasher.update(bytemuck::cast_slice(&columns));
        hasher.update(bytemuck::cast_slice(&values));
    }
    hasher.digest()
}

/// An exponential number for each item, that of the lowest tie number among its copies.
fn lots(context: &RankingContext<'_>, items: &[PoolId], prints: &[u64]) -> Vec<f64> {
    let tie = |item: &PoolId| context.candidates.ties[item.index()];
    let mut first: HashMap<u64, u64> = HashMap::new();
    for (item, print) in items.iter().zip(prints) {
        let least = first.entry(*print).or_insert(u64::MAX);
        *least = tie(item).min(*least);
    }
    let labels = context.labels();
    prints
        .par_iter()
        .map(|print| {
            let key = format!("{labels} {}", first[print]);
            -(1.0 - context.seed.stream("badge", &key).next_f64()).ln()
        })
        .collect()
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

/// Differences smaller than this share of the two lengths are rounding.
const ROUNDING: f32 = 1e-5;
/// Sums of dense products run in this many lanes.
const LANES: usize = 16;

/// The gradients of some items, in factors.
pub(super) struct Gradients {
    each: Vec<Gradient>,
    /// Width of the sparse part.
    columns: usize,
}

struct Gradient {
    /// p − e_ŷ.
    residual: Vec<f32>,
    row: RowBuf,
    /// ‖g‖².
    square: f32,
}

impl Gradients {
    /// Of these items, by the choosing model.
    pub(super) fn of(context: &RankingContext<'_>, items: &[PoolId]) -> Self {
        let gradient = |item: &PoolId| {
            let p = context.committee.choosing(*item);
            Gradient::new(p, context.rows().row(item.index()))
        };
        Self {
            each: items.par_iter().map(gradient).collect(),
            columns: context.rows().text.width(),
        }
    }

    /// ‖g‖² of each.
    pub(super) fn squares(&self) -> impl Iterator<Item = f32> + '_ {
        self.each.iter().map(|gradient| gradient.square)
    }

    /// ‖g − g_c‖² of each and the gradient of number `center`; 0 where rounding leaves hardly
    /// anything, as between copies.
    pub(super) fn squared_distances(&self, center: usize) -> Vec<f32> {
        let center = &self.each[center];
        let mut sparse = vec![0.0; self.columns];
        for (column, value) in center.row.columns.iter().zip(&center.row.values) {
            sparse[*column as usize] = *value;
        }
        self.each
            .par_iter()
            .map(|gradient| {
                let whole = gradient.square + center.square;
                let distance = whole - 2.0 * gradient.inner(center, &sparse);
                if distance > ROUNDING * whole {
                    distance
                } else {
                    0.0
                }
            })
            .collect()
    }
}

impl Gradient {
    fn new(p: Vec<f32>, row: RowBuf) -> Self {
        let mut residual = p;
        let likeliest = argmax(&residual);
        residual[likeliest] -= 1.0;
        Self {
            square: dot::<LANES>(&residual, &residual) * row.as_row().squared_norm(),
            residual,
            row,
        }
    }

    /// ⟨g, g_c⟩; `sparse` is the center's sparse part written out.
    fn inner(&self, center: &Self, sparse: &[f32]) -> f32 {
        let row = &self.row;
        let words: f32 = row
            .columns
            .iter()
            .zip(&row.values)
            .map(|(column, value)| sparse[*column as usize] * value)
            .sum();
        let rows = words + dot::<LANES>(&row.dense, &center.row.dense) + BIAS * BIAS;
        dot::<LANES>(&self.residual, &center.residual) * rows
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
        let gradients = Gradients::of(&stage.context(), open);
        let squares: Vec<f32> = gradients.squares().collect();
        let longest = argmax(&squares);
        assert_eq!(stage.rank(&BADGE, 1)[0].item, open[longest]);
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

    fn gradients() -> Gradients {
        let row = |columns: &[u32], values: &[f32], dense: &[f32]| RowBuf {
            columns: columns.to_vec(),
            values: values.to_vec(),
            dense: dense.to_vec(),
        };
        let gradient = |p: &[f32], row| Gradient::new(p.to_vec(), row);
        Gradients {
            each: vec![
                gradient(&[0.5, 0.3, 0.2], row(&[0, 4], &[0.6, 0.8], &[1.0, 0.0])),
                gradient(&[0.1, 0.7, 0.2], row(&[4, 5], &[0.8, 0.6], &[0.5, -1.0])),
                gradient(&[0.5, 0.3, 0.2], row(&[0, 4], &[0.6, 0.8], &[1.0, 0.0])),
            ],
            columns: 6,
        }
    }

    #[test]
    fn lengths_and_distances_by_hand() {
        let gradients = gradients();
        let squares: Vec<f32> = gradients.squares().collect();
        // a = (−.5, .3, .2), |a|² = .38, |x|² = 1 + 1 + .09.
        assert!((squares[0] - 0.38 * 2.09).abs() < 1e-5);
        // a = (.1, −.3, .2), |a|² = .14, |x|² = 1 + 1.25 + .09.
        assert!((squares[1] - 0.14 * 2.34).abs() < 1e-5);
        let distances = gradients.squared_distances(0);
        // a · a' = −.05 − .09 + .04 = −.1; x · x' = .64 + .5 + .09 = 1.23.
        let expected = 0.38 * 2.09 + 0.14 * 2.34 + 2.0 * 0.1 * 1.23;
        assert!((distances[1] - expected).abs() < 1e-5);
        assert_eq!((distances[0], distances[2]), (0.0, 0.0));
    }

    #[test]
    fn distances_are_those_of_products_written_out() {
        let gradients = gradients();
        let whole = |gradient: &Gradient| -> Vec<f32> {
            let mut x = [0.0; 9];
            for (column, value) in gradient.row.columns.iter().zip(&gradient.row.values) {
                x[*column as usize] = *value;
            }
            x[6..8].copy_from_slice(&gradient.row.dense);
            x[8] = BIAS;
            let residual = &gradient.residual;
            residual
                .iter()
                .flat_map(|a| x.iter().map(move |x| a * x))
                .collect()
        };
        let (a, b) = (whole(&gradients.each[0]), whole(&gradients.each[1]));
        let distance: f32 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
        assert!((gradients.squared_distances(1)[0] - distance).abs() < 1e-5);
    }
}
