//! Compares strategies by their runs, and tells which are better by more than chance.
//!
//! Each run gives one figure; strategies are ranked by its mean over the seeds, and held against
//! random order (and the default) seed by seed. The intervals are over the seeds: other starts
//! and other ties on the same data, never other data.

use super::curve::normalised_area;
use super::runs::{Checkpoint, MeanPoint, Measure, Run, by_strategy, mean_curve};
use super::seeds::{CONFIDENCE, SeedMean, stand_together};

/// The strategy that all others are held against.
pub(crate) const RANDOM: &str = "random";

/// How many of the best strategies have their curves drawn: more cannot be told apart.
const BEST: usize = 3;

/// The figure that ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Criterion {
    /// The normalised area under the curve of a measure between two counts of labels.
    Area(Measure, usize, usize),
    /// The labels at which 95 % of a class were found: fewer are better.
    LabelsTo95,
}

/// How one strategy did.
#[derive(Debug, Clone)]
pub(crate) struct StrategyResult {
    pub(crate) strategy: String,
    /// The figure, over the seeds.
    pub(crate) mean: SeedMean,
    /// How much better than random order, seed by seed.
    pub(crate) against_random: Option<SeedMean>,
    /// How much better than the default, seed by seed.
    pub(crate) against_default: Option<SeedMean>,
    /// Whether it is better than random beyond chance, with all others tested beside it.
    pub(crate) beats_random: bool,
    /// In how many runs 95 % were not found: they count with the labels they bought.
    pub(crate) short: usize,
    /// Median and 95th percentile of the steps of the last stretch, in milliseconds.
    pub(crate) step: Option<(f64, f64)>,
}

/// The strategies, best first.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(crate) criterion: Criterion,
    pub(crate) seeds: usize,
    pub(crate) results: Vec<StrategyResult>,
    /// The id of the strategy that is taken where none is proven better.
    pub(crate) default: &'static str,
}

/// The mean curve of a strategy that is drawn.
#[derive(Debug, Clone)]
pub(crate) struct MeanCurve {
    /// The sign it is drawn with: its rank, `d` for the default or `r` for random order.
    pub(crate) mark: char,
    /// The strategy, and whether it is the default.
    pub(crate) name: String,
    pub(crate) points: Vec<MeanPoint>,
}

/// Which strategy to take, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Recommendation<'a> {
    /// It beats random order beyond chance.
    Take(&'a StrategyResult),
    /// The default; the other is the best that beats random order beyond chance.
    Stay(&'a StrategyResult, &'a StrategyResult),
    /// Nothing beats random order beyond chance.
    Unproven,
}

impl Criterion {
    /// For these runs: the labels to 95 % where a class is to be found, else the area over the
    /// labels that every run has in its curve.
    pub(crate) fn of(runs: &[Run], measure: Measure, finds_a_class: bool) -> Self {
        if finds_a_class {
            return Self::LabelsTo95;
        }
        let first = runs.iter().filter_map(|run| run.checkpoints.first());
        let last = runs.iter().filter_map(|run| run.checkpoints.last());
        let from = first.map(|at| at.labels).max().unwrap_or(0);
        let to = last.map(|at| at.labels).min().unwrap_or(0);
        Self::Area(measure, from, to)
    }

    /// The figure of one run.
    fn figure(self, run: &Run) -> Option<f64> {
        match self {
            Self::Area(measure, from, to) => normalised_area(&run.curve(measure), from, to),
            Self::LabelsTo95 => {
                let last = run.checkpoints.last()?;
                Some(last.labels_to_95.unwrap_or(last.labels) as f64)
            }
        }
    }

    fn is_short(self, run: &Run) -> bool {
        let last = run.checkpoints.last();
        self == Self::LabelsTo95 && last.is_none_or(|last| last.labels_to_95.is_none())
    }

    /// By how much figures are better than others, seed by seed.
    fn gain(self, of: &[f64], over: &[f64]) -> Option<SeedMean> {
        match self {
            Self::Area(..) => SeedMean::paired(of, over),
            Self::LabelsTo95 => SeedMean::paired(over, of),
        }
    }
}

impl Comparison {
    /// Of runs that are in order of strategies, and of the same seeds for each.
    pub(crate) fn of(runs: &[Run], criterion: Criterion, default: &'static str) -> Self {
        let groups = by_strategy(runs);
        let figures: Vec<Vec<f64>> = groups
            .iter()
            .map(|(_, runs)| runs.iter().filter_map(|run| criterion.figure(run)))
            .map(Iterator::collect)
            .collect();
        let against = |strategy: &str, of: &[f64], id: &str| {
            let at = groups.iter().position(|group| group.0 == id)?;
            (strategy != id).then(|| criterion.gain(of, &figures[at]))?
        };
        let mut results: Vec<StrategyResult> = groups
            .iter()
            .zip(&figures)
            .filter_map(|((strategy, runs), figures)| {
                Some(StrategyResult {
                    strategy: (*strategy).to_owned(),
                    mean: SeedMean::of(figures)?,
                    against_random: against(strategy, figures, RANDOM),
                    against_default: against(strategy, figures, default),
                    beats_random: false,
                    short: runs.iter().filter(|run| criterion.is_short(run)).count(),
                    step: last_steps(runs),
                })
            })
            .collect();
        test_against_random(&mut results);
        // Stable: of two equal ones the first in the registry stays first.
        results.sort_by(|a, b| match criterion {
            Criterion::Area(..) => b.mean.mean.total_cmp(&a.mean.mean),
            Criterion::LabelsTo95 => a.mean.mean.total_cmp(&b.mean.mean),
        });
        Self {
            criterion,
            seeds: groups.iter().map(|group| group.1.len()).max().unwrap_or(0),
            results,
            default,
        }
    }

    /// The result of a strategy.
    pub(crate) fn find(&self, strategy: &str) -> Option<&StrategyResult> {
        self.results.iter().find(|it| it.strategy == strategy)
    }

    /// How many strategies were held against random order.
    pub(crate) fn compared(&self) -> usize {
        let results = self.results.iter();
        results.filter_map(|it| it.against_random).count()
    }

    /// The mean curves of the best three, the default and random order, best first.
    pub(crate) fn curves(&self, runs: &[Run]) -> Vec<MeanCurve> {
        let value: fn(&Checkpoint) -> Option<f64> = match self.criterion {
            Criterion::Area(Measure::MacroF1, ..) => |at| Some(at.macro_f1),
            Criterion::Area(Measure::Accuracy, ..) => |at| Some(at.accuracy),
            Criterion::LabelsTo95 => |at| at.found.map(|found| found as f64),
        };
        let groups = by_strategy(runs);
        let curve = |(rank, result): (usize, &StrategyResult)| {
            let strategy = result.strategy.as_str();
            let is_default = strategy == self.default;
            let mark = match strategy {
                _ if rank < BEST => char::from(b'1' + rank as u8),
                _ if is_default => 'd',
                RANDOM => 'r',
                _ => return None,
            };
            let (_, runs) = groups.iter().find(|group| group.0 == strategy)?;
            let note = if is_default { " (default)" } else { "" };
            Some(MeanCurve {
                mark,
                name: format!("{strategy}{note}"),
                points: mean_curve(runs, value),
            })
        };
        self.results.iter().enumerate().filter_map(curve).collect()
    }

    /// One that beats random order beyond chance, with all that were tried beside it. The default
    /// stays where it does so, too, or stands above that one, unless the other beats the default
    /// beyond chance: a setting is changed for a reason.
    pub(crate) fn recommendation(&self) -> Recommendation<'_> {
        let Some(first) = self.results.iter().find(|it| it.beats_random) else {
            return Recommendation::Unproven;
        };
        // Results are in order, best first.
        let place = |id: &str| self.results.iter().position(|it| it.strategy == id);
        let default = self
            .find(self.default)
            .filter(|it| it.beats_random || place(self.default) < place(&first.strategy));
        let leads = first.against_default.is_some_and(|lead| {
            let chance = lead.by_chance().unwrap_or(1.0);
            lead.mean > 0.0 && chance <= 1.0 - CONFIDENCE
        });
        match default {
            Some(default) if first.strategy != self.default && !leads => {
                Recommendation::Stay(default, first)
            }
            _ => Recommendation::Take(first),
        }
    }
}

/// Tests all strategies against random order at once.
fn test_against_random(results: &mut [StrategyResult]) {
    let against = results.iter().filter_map(|result| result.against_random);
    let chances: Vec<Option<f64>> = against.map(|against| against.by_chance()).collect();
    let mut stands = stand_together(&chances).into_iter();
    for result in results {
        if let Some(against) = result.against_random {
            let stands = stands.next().unwrap_or(false);
            result.beats_random = stands && against.mean > 0.0 && result.short == 0;
        }
    }
}

/// Means over the runs of the last stretch that has steps.
fn last_steps(runs: &[Run]) -> Option<(f64, f64)> {
    let steps = runs
        .iter()
        .filter_map(|run| run.checkpoints.iter().rev().find_map(|at| at.steps));
    let (p50, p95): (Vec<f64>, Vec<f64>) = steps.map(|steps| (steps.p50, steps.p95)).unzip();
    Some((SeedMean::of(&p50)?.mean, SeedMean::of(&p95)?.mean))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{DEFAULT, RANDOM_RUNS, compared, labels_to_95, level, levels};
    use super::*;

    #[test]
    fn the_best_comes_first_and_is_held_against_random_seed_by_seed() {
        let found = compared(&[
            RANDOM_RUNS,
            ("margin", [0.602, 0.7, 0.798]),
            ("entropy", [0.9, 0.4, 0.6]),
        ]);
        let order: Vec<&str> = found
            .results
            .iter()
            .map(|it| it.strategy.as_str())
            .collect();
        assert_eq!(order, ["margin", "entropy", "random"]);
        let margin = found.find("margin").unwrap();
        // .102 .1 .098: mean .1, error .002 / √3, t₂ = 4.303.
        let against = margin.against_random.unwrap();
        assert!((against.mean - 0.1).abs() < 1e-9);
        assert!((against.interval().unwrap().1 - 0.1 - 4.3027 * 0.002 / 3_f64.sqrt()).abs() < 1e-6);
        assert!(margin.beats_random);
        assert!(!found.find("entropy").unwrap().beats_random);
        assert!(found.find("random").unwrap().against_random.is_none());
        assert_eq!(found.compared(), 2);
    }

    #[test]
    fn fewer_labels_to_95_are_better_and_runs_that_fell_short_are_counted() {
        let found = labels_to_95();
        assert_eq!(found.results[0].strategy, "margin");
        assert!((found.results[0].against_random.unwrap().mean - 27.0).abs() < 1e-9);
        assert_eq!(found.results[1].short, 1);
        assert!((found.results[1].mean.mean - 49.0).abs() < 1e-9);
    }

    #[test]
    fn one_strategy_one_seed_and_no_checkpoint_are_no_accident() {
        let of = |run: Run| Comparison::of(&[run], Criterion::LabelsTo95, DEFAULT);
        assert_eq!(of(level("margin", 0, 0.5)).results[0].mean.interval(), None);
        let mut none = level("margin", 0, 0.5);
        none.checkpoints.clear();
        assert!(of(none).results.is_empty());
        let empty = Criterion::of(&[], Measure::MacroF1, false);
        assert_eq!(empty, Criterion::Area(Measure::MacroF1, 0, 0));
    }

    #[test]
    fn the_best_three_the_default_and_random_are_drawn() {
        let heights: Vec<(&str, [f64; 3])> = [
            ("random", 0.1),
            ("margin", 0.9),
            ("auto", 0.2),
            ("entropy", 0.8),
            ("consensus", 0.3),
            ("least-confidence", 0.7),
        ]
        .map(|(id, height)| (id, [height, height, height + 0.03]))
        .to_vec();
        let curves = compared(&heights).curves(&levels(&heights));
        let drawn: Vec<(char, &str)> = curves
            .iter()
            .map(|curve| (curve.mark, curve.name.as_str()))
            .collect();
        assert_eq!(
            drawn,
            [
                ('1', "margin"),
                ('2', "entropy"),
                ('3', "least-confidence"),
                ('d', "auto (default)"),
                ('r', "random"),
            ]
        );
        let point = curves[0].points[0];
        assert_eq!(point.labels, 10);
        assert!((point.mean - 0.91).abs() < 1e-9);
        // Error .01, t₂ = 4.303.
        assert!((point.interval.unwrap().1 - 0.953).abs() < 1e-4);
    }
}
