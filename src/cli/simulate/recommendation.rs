//! Prints which strategy to take, and why.
//!
//! Where nothing is beyond chance, the default is recommended, and that is said. Invariant: the
//! words claim no more than was simulated.

use std::fmt::Write as _;

use super::arguments::{Simulate, start_word};
use super::data::Data;
use super::table::{counted, difference};
use crate::evaluation::{Comparison, Criterion, RANDOM, Recommendation, StrategyResult};

/// The recommendation in words; nothing unless strategies were held against random order.
pub(super) fn words(comparison: &Comparison, data: &Data, arguments: &Simulate) -> String {
    if comparison.compared() == 0 {
        let rest = if comparison.find(RANDOM).is_some() {
            "other strategies"
        } else {
            "random order"
        };
        return format!(
            "\nNothing is recommended: there is no comparison with {rest} (--strategy all makes one).\n"
        );
    }
    let test = data.pool.test.len();
    let pool = data.pool.items.pool_len();
    format!(
        "\n{}\n\nSimulated: up to {} of {}, start {}, answers from the file;\n\
         quality is measured on {} that are never learnt from. The intervals are over\n\
         the seeds (other starts on the same data): they say nothing of other data, and\n\
         a person errs where the file does not.\n",
        sentences(comparison),
        counted(arguments.budget.min(pool), "label"),
        counted(pool, "item"),
        start_word(arguments.start),
        counted(test, "item"),
    )
}

fn sentences(comparison: &Comparison) -> String {
    let recommendation = comparison.recommendation();
    let default = comparison.default;
    let taken = match recommendation {
        Recommendation::Take(it) => it.strategy.as_str(),
        Recommendation::Stay(..) | Recommendation::Unproven => default,
    };
    let is_default = if taken == default {
        " (the default)"
    } else {
        ""
    };
    let why = match recommendation {
        Recommendation::Take(it) => gain(it, comparison),
        Recommendation::Stay(it, other) if it.beats_random => format!(
            "{}\n{} came first, but by no more than chance.",
            gain(it, comparison),
            other.strategy
        ),
        Recommendation::Stay(it, other) => {
            let gains = it
                .against_random
                .map(|it| difference(comparison.criterion, &it));
            format!(
                "It stands above {}, the best that is better than random order by more than\n\
                 chance. Its own gain over random order, {}, may be chance among {} tried:\n\
                 more seeds may tell (--seeds {}).",
                other.strategy,
                gains.unwrap_or_default(),
                comparison.compared(),
                more_seeds(comparison),
            )
        }
        Recommendation::Unproven => unproven(comparison),
    };
    let mut out = format!("Recommended: {taken}{is_default}.\n{why}");
    if let Recommendation::Take(it) = recommendation
        && let Some(lead) = it.against_default
    {
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "\nAgainst the default, {default}, {} gains {}.",
            it.strategy,
            difference(comparison.criterion, &lead)
        );
    }
    let _ = write!(
        out,
        "\nTo use it: strategy = \"{taken}\" under [query] in querist.toml, or\n\
         querist label --strategy {taken}"
    );
    out
}

/// By how much a strategy beats random order.
fn gain(it: &StrategyResult, comparison: &Comparison) -> String {
    let Some(against) = it.against_random else {
        return String::new();
    };
    let interval = against.interval();
    let (low, high) = interval.unwrap_or((against.mean, against.mean));
    let seeds = counted(against.n, "seed");
    let what = match comparison.criterion {
        Criterion::Area(measure, from, to) => format!(
            "From {from} to {to} labels its {} was on average {:.1} points above that of\n\
             random order (95 % interval {:.1} to {:.1}, {seeds})",
            measure.name(),
            100.0 * against.mean,
            100.0 * low,
            100.0 * high,
        ),
        Criterion::LabelsTo95 => format!(
            "It found 95 % of the class with {:.0} fewer labels than random order\n\
             (95 % interval {low:.0} to {high:.0}, {seeds})",
            against.mean,
        ),
    };
    let also = match comparison.compared() {
        0 | 1 => String::new(),
        compared => format!(", even for the best of {compared} tried"),
    };
    format!("{what}:\nmore than chance{also}.")
}

fn unproven(comparison: &Comparison) -> String {
    let all_short = comparison.results.iter().all(|it| it.short > 0);
    if comparison.criterion == Criterion::LabelsTo95 && all_short {
        return "No strategy found 95 % of the class in every run: buy more labels with --budget."
            .into();
    }
    let why = match comparison.seeds {
        0 | 1 => "One seed says nothing of chance.",
        _ => "No strategy was better than random order by more than chance.",
    };
    format!(
        "{why} More seeds may tell more: --seeds {}.",
        more_seeds(comparison)
    )
}

fn more_seeds(comparison: &Comparison) -> usize {
    (comparison.seeds * 3).max(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::tests::compared;
    use crate::strategy::DEFAULT;

    const RANDOM_RUNS: (&str, [f64; 3]) = (RANDOM, [0.5, 0.6, 0.7]);

    #[test]
    fn the_best_is_recommended_when_it_leads_beyond_chance() {
        let words = sentences(&compared(&[
            RANDOM_RUNS,
            ("margin", [0.602, 0.700, 0.798]),
            (DEFAULT, [0.551, 0.650, 0.749]),
        ]));
        assert!(words.starts_with("Recommended: margin.\n"), "{words}");
        assert!(words.contains("on average 10.0 points above"), "{words}");
        assert!(words.contains("interval 9.5 to 10.5, 3 seeds"), "{words}");
        assert!(words.contains("even for the best of 2 tried"), "{words}");
        assert!(
            words.contains("strategy = \"margin\" under [query]"),
            "{words}"
        );
    }

    #[test]
    fn the_default_stays_when_another_leads_by_chance_alone() {
        let words = sentences(&compared(&[
            RANDOM_RUNS,
            ("margin", [0.602, 0.700, 0.798]),
            (DEFAULT, [0.600, 0.701, 0.796]),
        ]));
        assert!(
            words.starts_with(&format!("Recommended: {DEFAULT} (the default).")),
            "{words}"
        );
        assert!(
            words.contains("margin came first, but by no more than chance"),
            "{words}"
        );
    }

    #[test]
    fn a_default_that_stands_above_a_proven_one_stays_and_claims_nothing() {
        let words = sentences(&compared(&[
            RANDOM_RUNS,
            ("margin", [0.602, 0.700, 0.798]),
            (DEFAULT, [0.700, 0.700, 0.760]),
        ]));
        let start = format!("Recommended: {DEFAULT} (the default).\nIt stands above margin");
        assert!(words.starts_with(&start), "{words}");
        assert!(words.contains("may be chance among 2 tried"), "{words}");
    }

    #[test]
    fn where_nothing_is_beyond_chance_the_default_is_recommended_and_that_is_said() {
        let words = sentences(&compared(&[RANDOM_RUNS, ("margin", [0.9, 0.4, 0.8])]));
        assert!(
            words.starts_with(&format!("Recommended: {DEFAULT} (the default).")),
            "{words}"
        );
        assert!(words.contains("by more than chance"), "{words}");
        // Worse beyond chance is no reason to take it either.
        let words = sentences(&compared(&[RANDOM_RUNS, ("margin", [0.402, 0.5, 0.598])]));
        assert!(
            words.starts_with(&format!("Recommended: {DEFAULT} (the default).")),
            "{words}"
        );
    }
}
