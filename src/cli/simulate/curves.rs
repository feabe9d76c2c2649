//! Which learning curves are drawn?
//!
//! The best three, the default and random order: more cannot be told apart. Each is a mean over
//! the seeds with its interval, at the checkpoints that all of its runs have.

use super::arguments::Measure;
use super::comparison::{Comparison, Figure, RANDOM, by_strategy};
use super::rows::Run;
use crate::evaluation::SeedMean;
use crate::simulation::Checkpoint;
use crate::strategy::DEFAULT;

/// How many of the best are drawn.
const BEST: usize = 3;

/// The curves to draw, best first.
#[derive(Debug, Clone)]
pub(super) struct Curves {
    /// What their height is.
    pub(super) of: &'static str,
    /// The highest it can be.
    pub(super) most: f64,
    /// How many seeds.
    pub(super) seeds: usize,
    pub(super) curves: Vec<Curve>,
}

/// One strategy's curve.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    /// The sign it is drawn with: its rank, `d` for the default or `r` for random order.
    pub(super) mark: char,
    /// The strategy, and whether it is the default.
    pub(super) name: String,
    pub(super) points: Vec<Mean>,
}

/// A mean over seeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean {
    pub(super) labels: usize,
    pub(super) mean: f64,
    /// The interval of the mean, if there is one.
    pub(super) interval: Option<(f64, f64)>,
}

impl Curves {
    /// Of all runs, by their ranking.
    pub(super) fn of(runs: &[Run], comparison: &Comparison) -> Self {
        let (of, value): (_, fn(&Checkpoint) -> Option<f64>) = match comparison.figure {
            Figure::Area(Measure::MacroF1, ..) => ("macro-F1", |at| Some(at.macro_f1)),
            Figure::Area(Measure::Accuracy, ..) => ("accuracy", |at| Some(at.accuracy)),
            Figure::LabelsTo95 => ("found", |at| at.found.map(|found| found as f64)),
        };
        let groups = by_strategy(runs);
        let mut curves = Vec::new();
        for (rank, standing) in comparison.standings.iter().enumerate() {
            let strategy = standing.strategy.as_str();
            let mark = match strategy {
                _ if rank < BEST => char::from(b'1' + rank as u8),
                DEFAULT => 'd',
                RANDOM => 'r',
                _ => continue,
            };
            let Some((_, runs)) = groups.iter().find(|group| group.0 == strategy) else {
                continue;
            };
            let is_default = if strategy == DEFAULT {
                " (default)"
            } else {
                ""
            };
            curves.push(Curve {
                mark,
                name: format!("{strategy}{is_default}"),
                points: means(runs, value),
            });
        }
        let most = match comparison.figure {
            Figure::Area(..) => 1.0,
            Figure::LabelsTo95 => f64::INFINITY,
        };
        Self {
            of,
            most,
            seeds: comparison.seeds,
            curves,
        }
    }

    /// All points of all curves.
    pub(super) fn points(&self) -> impl Iterator<Item = &Mean> {
        self.curves.iter().flat_map(|curve| &curve.points)
    }

    /// The least and the greatest count of labels; `None` unless there is a stretch between them.
    pub(super) fn labels(&self) -> Option<(usize, usize)> {
        let low = self.points().map(|point| point.labels).min()?;
        let high = self.points().map(|point| point.labels).max()?;
        (low < high).then_some((low, high))
    }
}

/// Means over runs at the checkpoints that all of them have.
fn means(runs: &[Run], value: fn(&Checkpoint) -> Option<f64>) -> Vec<Mean> {
    let Some(first) = runs.first() else {
        return Vec::new();
    };
    first
        .checkpoints
        .iter()
        .filter_map(|at| {
            let labels = at.labels;
            let values = runs.iter().map(|run| {
                let at = run.checkpoints.iter().find(|at| at.labels == labels)?;
                value(at)
            });
            let mean = SeedMean::of(&values.collect::<Option<Vec<f64>>>()?)?;
            Some(Mean {
                labels,
                mean: mean.mean,
                interval: mean.interval(),
            })
        })
        .collect()
}

/// Counts of labels for the ticks of an axis: 1, 2 and 5 of each decade.
pub(super) fn ticks(from: usize, to: usize) -> Vec<usize> {
    let decades = (0..).map_while(|power| 10_usize.checked_pow(power));
    decades
        .take_while(|decade| *decade <= to)
        .flat_map(|decade| [1, 2, 5].map(|step| decade.saturating_mul(step)))
        .filter(|tick| (from..=to).contains(tick))
        .collect()
}

/// The axis of heights: from one round number to another, in round steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Heights {
    from: f64,
    to: f64,
    step: f64,
}

impl Heights {
    /// An axis that holds these values.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        // A flat curve lies in the middle of something.
        let span = (high - low).max(0.01);
        let middle = f64::midpoint(low, high);
        let decade = 10_f64.powf((span / 5.0).log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * decade);
        let step = steps.into_iter().find(|step| span / step <= 5.0);
        let step = step.unwrap_or(span);
        // Not a step more for an error of rounding.
        let round = |value: f64| (value / step * 1e6).round() / 1e6;
        Self {
            from: round(middle - span / 2.0).floor() * step,
            to: round(middle + span / 2.0).ceil() * step,
            step,
        }
    }

    /// How far up a value lies, 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// The round values, from below, and how they are written.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, String)> + use<> {
        let Self { from, to, step } = *self;
        let places = (-step.log10()).ceil().max(0.0) as usize;
        let count = ((to - from) / step).round() as usize;
        (0..=count).map(move |at| {
            let value = from + at as f64 * step;
            // No zero with a sign.
            let written = format!("{:.places$}", value + 0.0);
            (value, written)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::comparison::tests::{compared, levels};
    use super::*;

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
        let curves = Curves::of(&levels(&heights), &compared(&heights));
        let drawn: Vec<(char, &str)> = curves
            .curves
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
        let point = curves.curves[0].points[0];
        assert_eq!(point.labels, 10);
        assert!((point.mean - 0.91).abs() < 1e-9);
        // Error .01, t₂ = 4.303.
        assert!((point.interval.unwrap().1 - 0.953).abs() < 1e-4);
        assert_eq!(curves.labels(), Some((10, 50)));
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(ticks(10, 300), [10, 20, 50, 100, 200]);
        assert_eq!(ticks(3, 4), Vec::<usize>::new());
        let written = |values: &[f64]| {
            let heights = Heights::of(values.iter().copied());
            heights.ticks().map(|tick| tick.1).collect::<Vec<_>>()
        };
        assert_eq!(
            written(&[0.43, 0.91]),
            ["0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]
        );
        assert_eq!(
            written(&[0.9, 0.95]),
            ["0.90", "0.91", "0.92", "0.93", "0.94", "0.95"]
        );
        assert_eq!(written(&[0.0, 95.0]), ["0", "20", "40", "60", "80", "100"]);
        // A flat curve lies in the middle of something.
        let flat = written(&[0.5]);
        assert!(
            flat.len() > 2 && flat[flat.len() / 2] == "0.500",
            "{flat:?}"
        );
        let heights = Heights::of([0.0, 1.0].into_iter());
        assert!((heights.share(0.25) - 0.25).abs() < 1e-12);
    }
}
