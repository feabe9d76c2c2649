//! How long will this person take for an item?
//!
//! A line through log seconds against log words of what they answered so far; the expected time
//! is exp(μ + σ²/2), the mean of a log-normal. It is believed only when there are at least 50
//! answers and the line predicts answers it was not fitted on (five-fold, R² ≥ .1); else every
//! item is taken to cost the same. Answers of more than ten minutes and of less than a third of a
//! second are not readings and are left out.

/// A line through log seconds against log words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeCost {
    intercept: f64,
    slope: f64,
    variance: f64,
}

/// Answers from which a line is believed.
pub const ENOUGH: usize = 50;
const FOLDS: usize = 5;
const LEAST_FIT: f64 = 0.1;

impl TimeCost {
    /// Fits on (words, seconds) of answers, oldest first. `None` while there are too few, or
    /// the number of words says too little.
    pub fn fit(answers: &[(usize, f64)]) -> Option<Self> {
        let points: Vec<(f64, f64)> = answers
            .iter()
            .filter(|(_, seconds)| (1.0 / 3.0..=600.0).contains(seconds))
            .map(|(words, seconds)| (logarithm(*words), seconds.ln()))
            .collect();
        if points.len() < ENOUGH || fit_to_others(&points)? < LEAST_FIT {
            return None;
        }
        line(points.iter().copied())
    }

    /// The expected seconds for a text of that many words.
    pub fn expected(&self, words: usize) -> f64 {
        (self.intercept + self.slope * logarithm(words) + self.variance / 2.0).exp()
    }
}

fn logarithm(words: usize) -> f64 {
    (words.max(1) as f64).ln()
}

/// Least squares.
fn line(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<TimeCost> {
    let count = points.clone().count() as f64;
    let mean = |of: fn((f64, f64)) -> f64| points.clone().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let (mut xx, mut xy) = (0.0, 0.0);
    for point in points.clone() {
        xx += (point.0 - x).powi(2);
        xy += (point.0 - x) * (point.1 - y);
    }
    if count < 3.0 || xx <= 0.0 {
        return None;
    }
    let slope = xy / xx;
    let intercept = y - slope * x;
    let left: f64 = points
        .map(|p| (p.1 - intercept - slope * p.0).powi(2))
        .sum();
    Some(TimeCost {
        intercept,
        slope,
        variance: left / (count - 2.0),
    })
}

/// R² of lines on the points they were not fitted on; `None` when there is no line.
fn fit_to_others(points: &[(f64, f64)]) -> Option<f64> {
    let mean = points.iter().map(|p| p.1).sum::<f64>() / points.len() as f64;
    let (mut left, mut all) = (0.0, 0.0);
    for fold in 0..FOLDS {
        let is_in = |place: usize| place % FOLDS == fold;
        let others = points.iter().enumerate();
        let fitted = line(
            others
                .filter(|(at, _)| !is_in(*at))
                .map(|(_, point)| *point),
        )?;
        for (_, point) in points.iter().enumerate().filter(|(at, _)| is_in(*at)) {
            left += (point.1 - fitted.intercept - fitted.slope * point.0).powi(2);
            all += (point.1 - mean).powi(2);
        }
    }
    (all > 0.0).then(|| 1.0 - left / all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Seed;

    /// Answers that take 3 · words^.5 seconds, times noise.
    fn answers(count: usize, noise: f64) -> Vec<(usize, f64)> {
        let mut stream = Seed(3).stream("times", "");
        (0..count)
            .map(|_| {
                let words = 5 + stream.below(80);
                let seconds = 3.0 * (words as f64).sqrt() * (noise * stream.next_normal()).exp();
                (words, seconds)
            })
            .collect()
    }

    #[test]
    fn times_that_follow_the_length_are_learnt() {
        let model = TimeCost::fit(&answers(200, 0.3)).unwrap();
        // The mean of a log-normal lies above its median.
        let expected = 3.0 * 5.0 * (0.3_f64 * 0.3 / 2.0).exp();
        assert!((model.expected(25) / expected - 1.0).abs() < 0.08);
        assert!(model.expected(80) > 1.5 * model.expected(20));
    }

    #[test]
    fn too_few_answers_and_times_without_pattern_are_not_believed() {
        assert_eq!(TimeCost::fit(&answers(ENOUGH - 1, 0.1)), None);
        let mut stream = Seed(4).stream("times", "");
        let random: Vec<(usize, f64)> = (0..200)
            .map(|_| {
                (
                    5 + stream.below(80),
                    (1.0 + stream.next_normal().abs()) * 4.0,
                )
            })
            .collect();
        assert_eq!(TimeCost::fit(&random), None);
        assert_eq!(TimeCost::fit(&[(10, 3.0); 80]), None, "all of one length");
    }

    #[test]
    fn absences_are_no_readings() {
        let mut answers = answers(100, 0.2);
        let before = TimeCost::fit(&answers).unwrap();
        answers.extend([(10, 4_000.0), (10, 0.01)]);
        let after = TimeCost::fit(&answers).unwrap();
        assert!((before.expected(20) - after.expected(20)).abs() < 1e-9);
    }
}
