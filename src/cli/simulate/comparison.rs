//! Which strategy did best, and is that more than chance?
//!
//! Each run gives one figure; strategies are ranked by its mean over the seeds, and held against
//! random order (and the default) seed by seed. The intervals are over the seeds: other starts
//! and other ties on the same data, never other data.

use std::fmt::Write as _;

use super::arguments::{Measure, Simulate};
use super::rows::Run;
use crate::evaluation::{Point, SeedMean, normalised_area, stand_together};
use crate::simulation::Checkpoint;
use crate::strategy::DEFAULT;

/// The strategy that all others are held against.
pub(super) const RANDOM: &str = "random";

/// What ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// The normalised area under the curve of a measure between two counts of labels.
    Area(Measure, usize, usize),
    /// The labels at which 95 % of a class were found: fewer are better.
    LabelsTo95,
}

/// How one strategy did.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) strategy: String,
    /// The figure, over the seeds.
    pub(super) mean: SeedMean,
    /// How much better than random order, seed by seed.
    pub(super) against_random: Option<SeedMean>,
    /// How much better than the default, seed by seed.
    pub(super) against_default: Option<SeedMean>,
    /// Whether it is better than random beyond chance, with all others tested beside it.
    pub(super) beats_random: bool,
    /// In how many runs 95 % were not found: they count with the labels they bought.
    pub(super) short: usize,
    /// Median and 95th percentile of the steps of the last stretch, in milliseconds.
    pub(super) step: Option<(f64, f64)>,
}

/// The strategies, best first.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) figure: Figure,
    pub(super) seeds: usize,
    pub(super) standings: Vec<Standing>,
}

impl Comparison {
    /// Of runs that are in order of strategies, and of the same seeds for each.
    pub(super) fn of(runs: &[Run], arguments: &Simulate) -> Self {
        let figure = if arguments.positive.is_some() {
            Figure::LabelsTo95
        } else {
            let (from, to) = common_range(runs);
            Figure::Area(arguments.measure, from, to)
        };
        Self::by(runs, figure)
    }

    fn by(runs: &[Run], figure: Figure) -> Self {
        let groups = by_strategy(runs);
        let figures: Vec<Vec<f64>> = groups
            .iter()
            .map(|(_, runs)| runs.iter().filter_map(|run| figure.of(run)).collect())
            .collect();
        let against = |of: &[f64], id: &str| {
            let at = groups.iter().position(|(strategy, _)| *strategy == id)?;
            match figure {
                Figure::Area(..) => SeedMean::paired(of, &figures[at]),
                Figure::LabelsTo95 => SeedMean::paired(&figures[at], of),
            }
        };
        let mut standings: Vec<Standing> = groups
            .iter()
            .zip(&figures)
            .filter_map(|((strategy, runs), figures)| {
                Some(Standing {
                    strategy: (*strategy).to_owned(),
                    mean: SeedMean::of(figures)?,
                    against_random: against(figures, RANDOM).filter(|_| *strategy != RANDOM),
                    against_default: against(figures, DEFAULT).filter(|_| *strategy != DEFAULT),
                    beats_random: false,
                    short: runs.iter().filter(|run| figure.is_short(run)).count(),
                    step: last_steps(runs),
                })
            })
            .collect();
        let chances: Vec<Option<f64>> = standings
            .iter()
            .map(|standing| standing.against_random)
            .filter(Option::is_some)
            .map(|against| against?.by_chance())
            .collect();
        let mut stands = stand_together(&chances).into_iter();
        for standing in &mut standings {
            if let Some(against) = standing.against_random {
                let stands = stands.next().unwrap_or(false);
                standing.beats_random = stands && against.mean > 0.0 && standing.short == 0;
            }
        }
        // Stable: of two equal ones the first in the registry stays first.
        standings.sort_by(|a, b| match figure {
            Figure::Area(..) => b.mean.mean.total_cmp(&a.mean.mean),
            Figure::LabelsTo95 => a.mean.mean.total_cmp(&b.mean.mean),
        });
        Self {
            figure,
            seeds: groups.iter().map(|group| group.1.len()).max().unwrap_or(0),
            standings,
        }
    }

    /// The standing of a strategy.
    pub(super) fn find(&self, strategy: &str) -> Option<&Standing> {
        let mut standings = self.standings.iter();
        standings.find(|standing| standing.strategy == strategy)
    }

    /// How many strategies were held against random order.
    pub(super) fn compared(&self) -> usize {
        let standings = self.standings.iter();
        standings.filter_map(|it| it.against_random).count()
    }

    /// The ranking, for people.
    pub(super) fn table(&self) -> String {
        let names = self.standings.iter().map(|it| it.strategy.len());
        let width = names.max().unwrap_or(0).max("strategy".len());
        let (title, better) = match self.figure {
            Figure::Area(measure, from, to) => (
                format!(
                    "Ranking: mean {} from {from} to {to} labels, over ln(labels)",
                    measure.name()
                ),
                "more than random",
            ),
            Figure::LabelsTo95 => (
                "Ranking: labels until 95 % of the class were found".to_owned(),
                "fewer than random",
            ),
        };
        let mut out = format!(
            "\n{title}\n({}, 95 % intervals over them)\n\n     {:<width$}  {:<20}  {better:<22} {:>7} {:>7}\n",
            counted(self.seeds, "seed"),
            "strategy",
            "mean",
            "p50 ms",
            "p95 ms",
        );
        for (rank, standing) in self.standings.iter().enumerate() {
            let against = standing.against_random;
            let against = against.map_or_else(|| "—".into(), |it| self.figure.difference(&it));
            let step = |step: Option<f64>| step.map_or("—".into(), |step| format!("{step:.2}"));
            let line = format!(
                "{:>3}  {:<width$}  {:<20}  {against:<22} {:>7} {:>7}",
                rank + 1,
                standing.strategy,
                self.figure.mean(&standing.mean),
                step(standing.step.map(|step| step.0)),
                step(standing.step.map(|step| step.1)),
            );
            // Writing to a string does not fail.
            let _ = writeln!(out, "{line}{}", short_note(standing));
        }
        out
    }
}

fn short_note(standing: &Standing) -> String {
    match standing.short {
        0 => String::new(),
        short => format!("  (at least: {} ended before)", counted(short, "run")),
    }
}

impl Measure {
    /// In words.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MacroF1 => "macro-F1",
            Self::Accuracy => "accuracy",
        }
    }

    /// Its value at a checkpoint.
    pub(super) fn at(self, checkpoint: &Checkpoint) -> f64 {
        match self {
            Self::MacroF1 => checkpoint.macro_f1,
            Self::Accuracy => checkpoint.accuracy,
        }
    }
}

impl Figure {
    /// The figure of one run.
    fn of(self, run: &Run) -> Option<f64> {
        match self {
            Self::Area(measure, from, to) => normalised_area(&curve(run, measure), from, to),
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

    /// A mean with its interval, in words.
    fn mean(self, mean: &SeedMean) -> String {
        let number = |value: f64| match self {
            Self::Area(..) => share(value),
            Self::LabelsTo95 => format!("{value:.1}"),
        };
        let interval = mean.interval();
        let interval = interval.map(|(low, high)| format!(" [{} {}]", number(low), number(high)));
        number(mean.mean) + &interval.unwrap_or_default()
    }

    /// A difference with its interval, in words.
    pub(super) fn difference(self, mean: &SeedMean) -> String {
        let number = |value: f64| match self {
            Self::Area(..) => signed_share(value),
            Self::LabelsTo95 => format!("{value:+.1}"),
        };
        let interval = mean.interval();
        let interval = interval.map(|(low, high)| format!(" [{} {}]", number(low), number(high)));
        number(mean.mean) + &interval.unwrap_or_default()
    }
}

/// The curve of a run.
pub(super) fn curve(run: &Run, measure: Measure) -> Vec<Point> {
    let points = run.checkpoints.iter().map(|at| Point {
        labels: at.labels,
        value: measure.at(at),
    });
    points.collect()
}

/// Runs of one strategy, which stand together, in order of seeds.
pub(super) fn by_strategy(runs: &[Run]) -> Vec<(&str, &[Run])> {
    runs.chunk_by(|a, b| a.strategy == b.strategy)
        .map(|group| (group[0].strategy.as_str(), group))
        .collect()
}

/// From where to where every run has a curve.
fn common_range(runs: &[Run]) -> (usize, usize) {
    let first = runs.iter().filter_map(|run| run.checkpoints.first());
    let last = runs.iter().filter_map(|run| run.checkpoints.last());
    let from = first.map(|at| at.labels).max().unwrap_or(0);
    (from, last.map(|at| at.labels).min().unwrap_or(0))
}

/// Means over the runs of the last stretch that has steps.
fn last_steps(runs: &[Run]) -> Option<(f64, f64)> {
    let steps = runs
        .iter()
        .filter_map(|run| run.checkpoints.iter().rev().find_map(|at| at.steps));
    let (p50, p95): (Vec<f64>, Vec<f64>) = steps.map(|steps| (steps.p50, steps.p95)).unzip();
    Some((SeedMean::of(&p50)?.mean, SeedMean::of(&p95)?.mean))
}

/// A share to three places, without the zero before the point.
pub(super) fn share(value: f64) -> String {
    let words = format!("{value:.3}");
    words.replacen("0.", ".", usize::from(value.abs() < 0.9995))
}

/// The same, with its sign.
pub(super) fn signed_share(value: f64) -> String {
    let sign = if share(value).starts_with('-') {
        ""
    } else {
        "+"
    };
    format!("{sign}{}", share(value))
}

/// A count with its word.
pub(super) fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A run with a straight macro-F1 of this height.
    pub(in super::super) fn level(strategy: &str, seed: u64, height: f64) -> Run {
        let at = |labels| Checkpoint {
            labels,
            accuracy: 0.5,
            macro_f1: height,
            steps: None,
            seconds: Some(labels as f64 * 6.0),
            found: None,
            labels_to_95: None,
        };
        Run {
            strategy: strategy.into(),
            seed,
            checkpoints: vec![at(10), at(20), at(50)],
        }
    }

    /// Three seeds of each strategy.
    pub(in super::super) fn compared(heights: &[(&str, [f64; 3])]) -> Comparison {
        Comparison::by(&levels(heights), Figure::Area(Measure::MacroF1, 10, 50))
    }

    pub(in super::super) fn levels(heights: &[(&str, [f64; 3])]) -> Vec<Run> {
        let mut runs = Vec::new();
        for (strategy, heights) in heights {
            for (seed, height) in heights.iter().enumerate() {
                runs.push(level(strategy, seed as u64, *height));
            }
        }
        runs
    }

    #[test]
    fn the_best_comes_first_and_is_held_against_random_seed_by_seed() {
        let found = compared(&[
            ("random", [0.5, 0.6, 0.7]),
            ("margin", [0.602, 0.7, 0.798]),
            ("entropy", [0.9, 0.4, 0.6]),
        ]);
        let order: Vec<&str> = found
            .standings
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
        let table = found.table();
        assert!(table.contains("  1  margin    .700 ["), "{table}");
        assert!(table.contains("+.100 [+.095 +.105]"), "{table}");
    }

    #[test]
    fn fewer_labels_to_95_are_better_and_runs_that_fell_short_are_told() {
        let with = |strategy: &str, seed: u64, found: Option<usize>| {
            let mut run = level(strategy, seed, 0.5);
            run.checkpoints[2].labels_to_95 = found;
            run
        };
        let runs = [
            with("random", 0, Some(48)),
            with("random", 1, None),
            with("margin", 0, Some(20)),
            with("margin", 1, Some(24)),
        ];
        let found = Comparison::by(&runs, Figure::LabelsTo95);
        assert_eq!(found.standings[0].strategy, "margin");
        assert!((found.standings[0].against_random.unwrap().mean - 27.0).abs() < 1e-9);
        assert_eq!(found.standings[1].short, 1);
        assert!((found.standings[1].mean.mean - 49.0).abs() < 1e-9);
        assert!(found.table().contains("1 run ended before"));
    }

    #[test]
    fn one_strategy_one_seed_and_no_checkpoint_are_no_accident() {
        let one = Comparison::by(&[level("margin", 0, 0.5)], Figure::LabelsTo95);
        assert!(one.table().contains("—"));
        let mut none = level("margin", 0, 0.5);
        none.checkpoints.clear();
        assert!(
            Comparison::by(&[none], Figure::LabelsTo95)
                .standings
                .is_empty()
        );
        assert_eq!(common_range(&[]), (0, 0));
    }

    #[test]
    fn shares_are_written_short() {
        let written = [0.5, 1.0, -0.0125, 0.0, 0.9996].map(share);
        assert_eq!(written, [".500", "1.000", "-.013", ".000", "1.000"]);
        assert_eq!([0.5, -0.5].map(signed_share), ["+.500", "-.500"]);
    }
}
