//! Lays out the learning curves that are drawn: what they show, and the ticks of their axes.

use crate::evaluation::{Comparison, Criterion, MeanCurve, MeanPoint, Run};

/// The curves to draw, best first.
#[derive(Debug, Clone)]
pub(super) struct Plot {
    /// What their height is.
    pub(super) of: &'static str,
    /// The highest it can be.
    pub(super) most: f64,
    /// How many seeds.
    pub(super) seeds: usize,
    pub(super) curves: Vec<MeanCurve>,
}

impl Plot {
    /// Of all runs, by their ranking.
    pub(super) fn of(runs: &[Run], comparison: &Comparison) -> Self {
        let (of, most) = match comparison.criterion {
            Criterion::Area(measure, ..) => (measure.name(), 1.0),
            Criterion::LabelsTo95 => ("found", f64::INFINITY),
        };
        Self {
            of,
            most,
            seeds: comparison.seeds,
            curves: comparison.curves(runs),
        }
    }

    /// All points of all curves.
    pub(super) fn points(&self) -> impl Iterator<Item = &MeanPoint> {
        self.curves.iter().flat_map(|curve| &curve.points)
    }

    /// The least and the greatest count of labels; `None` unless there is a stretch between them.
    pub(super) fn labels(&self) -> Option<(usize, usize)> {
        let low = self.points().map(|point| point.labels).min()?;
        let high = self.points().map(|point| point.labels).max()?;
        (low < high).then_some((low, high))
    }
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

/// The least and the greatest of some values.
pub(super) fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    values.fold(none, |(low, high), value| (low.min(value), high.max(value)))
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
        let (low, high) = ends(values);
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
    use super::*;

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
