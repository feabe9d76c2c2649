//! How far from the truth are expected seconds, on answers that were not learnt from?

use querist::wellbeing::{Difficulty, TimeCost};

use super::tired_person::{Length, Person};

/// Errors on held-out answers: root mean square and mean absolute.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Errors {
    pub(crate) rms: f64,
    pub(crate) mean: f64,
}

/// Errors of the model and of the best constant, in log seconds (of the median) and in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    pub(crate) log: Errors,
    pub(crate) log_constant: Errors,
    pub(crate) seconds: Errors,
    pub(crate) seconds_constant: Errors,
    /// Expected over actual seconds, summed over all held-out answers.
    pub(crate) bias: f64,
    /// The same of exp(μ + σ²/2), with the robust line and the spread of what it leaves.
    pub(crate) bias_log_normal: f64,
}

/// A made-up person answers so many items in sessions of 50, then 500 more that are predicted.
/// With `words_only` the model is told of lengths alone.
pub(crate) fn held_out(seed: u64, learnt: usize, length: Length, words_only: bool) -> Costs {
    let mut person = Person::new(seed, "costs", length);
    // Practice is over, so that a later answer is like an earlier one.
    person.history(2_000);
    let mut answers = |count: usize| -> Vec<(Difficulty, f64)> {
        let sessions = (0..count / 50).flat_map(|_| person.rested(50));
        sessions
            .map(|reading| match reading.difficulty {
                known if words_only => (Difficulty::of_words(known.words), reading.seconds),
                known => (known, reading.seconds),
            })
            .collect()
    };
    let (train, test) = (answers(learnt), answers(500));
    let model = TimeCost::fit(&train).expect("times follow the length");
    let mean = average(train.iter().map(|(_, seconds)| *seconds));
    let log_mean = average(train.iter().map(|(_, seconds)| seconds.ln()));
    let spread = average(
        train
            .iter()
            .map(|(difficulty, seconds)| (seconds / model.typical(*difficulty)).ln().powi(2)),
    );
    let actual: f64 = test.iter().map(|(_, seconds)| seconds).sum();
    let medians: f64 = test
        .iter()
        .map(|(difficulty, _)| model.typical(*difficulty))
        .sum();
    let expected: f64 = test
        .iter()
        .map(|(difficulty, _)| model.expected(*difficulty))
        .sum();
    Costs {
        log: errors(&test, |difficulty, seconds| {
            model.typical(difficulty).ln() - seconds.ln()
        }),
        log_constant: errors(&test, |_, seconds| log_mean - seconds.ln()),
        seconds: errors(&test, |difficulty, seconds| {
            model.expected(difficulty) - seconds
        }),
        seconds_constant: errors(&test, |_, seconds| mean - seconds),
        bias: expected / actual,
        bias_log_normal: medians * (spread / 2.0).exp() / actual,
    }
}

fn errors(test: &[(Difficulty, f64)], error: impl Fn(Difficulty, f64) -> f64) -> Errors {
    let of = |test: &(Difficulty, f64)| error(test.0, test.1);
    Errors {
        rms: average(test.iter().map(|answer| of(answer).powi(2))).sqrt(),
        mean: average(test.iter().map(|answer| of(answer).abs())),
    }
}

fn average(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}
