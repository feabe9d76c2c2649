//! Which strategy should the person take?
//!
//! One that beats random order beyond chance, with all that were tried beside it. The default
//! stays where it does so, too, or stands above that one, unless the other beats the default
//! beyond chance: a setting is changed for a reason. Where nothing is beyond chance, the default,
//! and that is said. Invariant: the words
//! claim no more than was simulated.

use std::fmt::Write as _;

use super::arguments::{Simulate, start_word};
use super::comparison::{Comparison, Figure, RANDOM, Standing, counted};
use super::data::Data;
use crate::evaluation::CONFIDENCE;
use crate::strategy::DEFAULT;

/// What is recommended, and why.
#[derive(Debug, Clone, Copy)]
enum Advice<'a> {
    /// It beats random order beyond chance.
    Take(&'a Standing),
    /// The default; the other is the best that beats random order beyond chance.
    Stay(&'a Standing, &'a Standing),
    /// Nothing beats random order beyond chance.
    Unproven,
}

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
    let mut out = format!("\n{}\n", sentences(comparison));
    let test = data.pool.test.len();
    let pool = data.pool.items.pool_len();
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "\nSimulated: up to {} of {}, start {}, answers from the file;\n\
         quality is measured on {} that are never learnt from. The intervals are over\n\
         the seeds (other starts on the same data): they say nothing of other data, and\n\
         a person errs where the file does not.",
        counted(arguments.budget.min(pool), "label"),
        counted(pool, "item"),
        start_word(arguments.start),
        counted(test, "item"),
    );
    out
}

fn sentences(comparison: &Comparison) -> String {
    let advice = advice(comparison);
    let figure = comparison.figure;
    let taken = match advice {
        Advice::Take(it) => it.strategy.as_str(),
        Advice::Stay(..) | Advice::Unproven => DEFAULT,
    };
    let is_default = if taken == DEFAULT {
        " (the default)"
    } else {
        ""
    };
    let mut out = format!("Recommended: {taken}{is_default}.\n");
    let why = match advice {
        Advice::Take(it) => gain(it, comparison),
        Advice::Stay(it, other) if it.beats_random => format!(
            "{}\n{} came first, but by no more than chance.",
            gain(it, comparison),
            other.strategy
        ),
        Advice::Stay(it, other) => {
            let gains = it.against_random.map(|it| figure.difference(&it));
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
        Advice::Unproven => unproven(comparison),
    };
    out.push_str(&why);
    if let (Advice::Take(it), Some(lead)) = (advice, lead(advice)) {
        let _ = write!(
            out,
            "\nAgainst the default, {DEFAULT}, {} gains {}.",
            it.strategy,
            figure.difference(&lead)
        );
    }
    let _ = write!(
        out,
        "\nTo use it: strategy = \"{taken}\" under [query] in querist.toml, or\n\
         querist label --strategy {taken}"
    );
    out
}

fn lead(advice: Advice<'_>) -> Option<crate::evaluation::SeedMean> {
    match advice {
        Advice::Take(it) => it.against_default,
        Advice::Stay(..) | Advice::Unproven => None,
    }
}

fn advice(comparison: &Comparison) -> Advice<'_> {
    let Some(first) = comparison.standings.iter().find(|it| it.beats_random) else {
        return Advice::Unproven;
    };
    // Standings are in order, best first.
    let place = |id: &str| comparison.standings.iter().position(|it| it.strategy == id);
    let default = comparison
        .find(DEFAULT)
        .filter(|it| it.beats_random || place(DEFAULT) < place(&first.strategy));
    let leads = first.against_default.is_some_and(|lead| {
        let chance = lead.by_chance().unwrap_or(1.0);
        lead.mean > 0.0 && chance <= 1.0 - CONFIDENCE
    });
    match default {
        Some(default) if first.strategy != DEFAULT && !leads => Advice::Stay(default, first),
        _ => Advice::Take(first),
    }
}

/// By how much a strategy beats random order.
fn gain(it: &Standing, comparison: &Comparison) -> String {
    let Some(against) = it.against_random else {
        return String::new();
    };
    let interval = against.interval();
    let (low, high) = interval.unwrap_or((against.mean, against.mean));
    let what = match comparison.figure {
        Figure::Area(measure, from, to) => format!(
            "From {from} to {to} labels its {} was on average {:.1} points above that of\n\
             random order (95 % interval {:.1} to {:.1}, {})",
            measure.name(),
            100.0 * against.mean,
            100.0 * low,
            100.0 * high,
            counted(against.n, "seed"),
        ),
        Figure::LabelsTo95 => format!(
            "It found 95 % of the class with {:.0} fewer labels than random order\n\
             (95 % interval {low:.0} to {high:.0}, {})",
            against.mean,
            counted(against.n, "seed"),
        ),
    };
    let compared = comparison.compared();
    let also = if compared > 1 {
        format!(", even for the best of {compared} tried")
    } else {
        String::new()
    };
    format!("{what}:\nmore than chance{also}.")
}

fn unproven(comparison: &Comparison) -> String {
    let all_short = comparison.standings.iter().all(|it| it.short > 0);
    if comparison.figure == Figure::LabelsTo95 && all_short {
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
    use super::super::comparison::tests::compared;
    use super::*;

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
