//! Prints what strategies reached as tables: by checkpoint, ranked, and to a target.

use std::fmt::Write as _;

use super::arguments::Simulate;
use super::runs_csv::Columns;
use crate::evaluation::{
    Comparison, Criterion, Effort, Run, SeedMean, StrategyResult, by_strategy, effort_to_target,
    mean_checkpoints,
};

/// Means over the seeds, one line per strategy and checkpoint.
pub(super) fn checkpoints(runs: &[Run], columns: Columns) -> String {
    let width = runs.iter().map(|run| run.strategy.len() + 2).max();
    let width = width.unwrap_or(0).max(18);
    let mut out = format!(
        "{:<width$}{:>7}{:>10}{:>10}{:>9}{:>9}",
        "strategy", "labels", "accuracy", "macro F1", "p50 ms", "p99 ms"
    );
    for (is_there, name) in [(columns.positive, "found"), (columns.seconds, "minutes")] {
        if is_there {
            // Writing to a string does not fail.
            let _ = write!(out, "{name:>9}");
        }
    }
    out.push('\n');
    let share = |value: Option<f64>| {
        let measured = value.filter(|value| value.is_finite());
        or_dash(measured.map(|value| format!("{value:.3}")))
    };
    let time = |value: Option<f64>| or_dash(value.map(|value| format!("{value:.2}")));
    for (strategy, runs) in by_strategy(runs) {
        for at in mean_checkpoints(runs) {
            let _ = write!(
                out,
                "{strategy:<width$}{:>7}{:>10}{:>10}{:>9}{:>9}",
                at.labels,
                share(at.accuracy),
                share(at.macro_f1),
                time(at.p50),
                time(at.p99),
            );
            for (is_there, mean) in [(columns.positive, at.found), (columns.seconds, at.minutes)] {
                if is_there {
                    let _ = write!(out, "{:>9.1}", mean.unwrap_or(0.0));
                }
            }
            out.push('\n');
        }
    }
    out
}

/// The ranking.
pub(super) fn ranking(comparison: &Comparison) -> String {
    let criterion = comparison.criterion;
    let width = name_width(comparison.results.iter().map(|it| it.strategy.as_str()));
    let (title, better) = match criterion {
        Criterion::Area(measure, from, to) => (
            format!(
                "Ranking: mean {} from {from} to {to} labels, over ln(labels)",
                measure.name()
            ),
            "more than random",
        ),
        Criterion::LabelsTo95 => (
            "Ranking: labels until 95 % of the class were found".to_owned(),
            "fewer than random",
        ),
    };
    let mut out = format!(
        "\n{title}\n({}, 95 % intervals over them)\n\n     {:<width$}  {:<20}  {better:<22} {:>7} {:>7}\n",
        counted(comparison.seeds, "seed"),
        "strategy",
        "mean",
        "p50 ms",
        "p95 ms",
    );
    for (rank, result) in comparison.results.iter().enumerate() {
        let against = or_dash(result.against_random.map(|it| difference(criterion, &it)));
        let step = |step: Option<f64>| or_dash(step.map(|step| format!("{step:.2}")));
        let mean = with_interval(&result.mean, |value| match criterion {
            Criterion::Area(..) => share(value),
            Criterion::LabelsTo95 => format!("{value:.1}"),
        });
        let _ = writeln!(
            out,
            "{:>3}  {:<width$}  {mean:<20}  {against:<22} {:>7} {:>7}{}",
            rank + 1,
            result.strategy,
            step(result.step.map(|step| step.0)),
            step(result.step.map(|step| step.1)),
            short_note(result)
        );
    }
    out
}

fn short_note(result: &StrategyResult) -> String {
    match result.short {
        0 => String::new(),
        short => format!("  (at least: {} ended before)", counted(short, "run")),
    }
}

/// What it took to reach the target, in labels and in minutes; nothing without a target.
pub(super) fn targets(runs: &[Run], arguments: &Simulate, columns: Columns) -> String {
    let Some(target) = arguments.target else {
        return String::new();
    };
    let mut out = one_target(runs, target, Effort::Labels);
    if columns.seconds {
        out.push_str(&one_target(runs, target, Effort::Minutes));
    }
    out
}

fn one_target(runs: &[Run], target: f64, effort: Effort) -> String {
    let rows = effort_to_target(runs, target, effort);
    let width = name_width(rows.iter().map(|row| row.strategy));
    let name = match effort {
        Effort::Labels => "Labels",
        Effort::Minutes => "Minutes",
    };
    let mut out = format!(
        "\n{name} to an accuracy of {target} (95 % intervals over the seeds)\n\n  {:<width$}  {:>7}  {:<22}  fewer than random\n",
        "strategy", "reached", "mean"
    );
    for row in rows {
        let mean = row
            .mean
            .map(|mean| with_interval(&mean, |value| format!("{value:.1}")));
        let fewer = row.fewer.map(|mean| {
            let seeds = if mean.n == 1 { " (1 seed)" } else { "" };
            with_interval(&mean, |value| format!("{value:+.1}")) + seeds
        });
        let line = format!(
            "  {:<width$}  {:>7}  {:<22}  {}",
            row.strategy,
            format!("{}/{}", row.reached, row.runs),
            or_dash(mean),
            or_dash(fewer),
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// The width of a column of strategies.
fn name_width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(str::len).max().unwrap_or(0).max("strategy".len())
}

fn or_dash(words: Option<String>) -> String {
    words.unwrap_or_else(|| "—".into())
}

/// A mean with its interval, if there is one.
fn with_interval(mean: &SeedMean, number: impl Fn(f64) -> String) -> String {
    let interval = mean.interval();
    let interval = interval.map(|(low, high)| format!(" [{} {}]", number(low), number(high)));
    number(mean.mean) + &interval.unwrap_or_default()
}

/// A difference of what ranks, with its interval.
pub(super) fn difference(criterion: Criterion, mean: &SeedMean) -> String {
    with_interval(mean, |value| match criterion {
        Criterion::Area(..) => signed_share(value),
        Criterion::LabelsTo95 => format!("{value:+.1}"),
    })
}

/// A share to three places, without the zero before the point.
fn share(value: f64) -> String {
    let words = format!("{value:.3}");
    words.replacen("0.", ".", usize::from(value.abs() < 0.9995))
}

/// The same, with its sign.
fn signed_share(value: f64) -> String {
    let share = share(value);
    let sign = if share.starts_with('-') { "" } else { "+" };
    format!("{sign}{share}")
}

/// A count with its word.
pub(super) fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::tests::{compared, labels_to_95, level, rising};

    #[test]
    fn a_ranking_has_its_intervals() {
        let table = ranking(&compared(&[
            ("random", [0.5, 0.6, 0.7]),
            ("margin", [0.602, 0.7, 0.798]),
        ]));
        assert!(table.contains("  1  margin    .700 ["), "{table}");
        assert!(table.contains("+.100 [+.095 +.105]"), "{table}");
        assert!(ranking(&labels_to_95()).contains("1 run ended before"));
        let one = Comparison::of(&[level("margin", 0, 0.5)], Criterion::LabelsTo95, "auto");
        assert!(ranking(&one).contains("—"));
    }

    #[test]
    fn only_seeds_that_both_reached_are_compared() {
        let runs = [
            rising("margin", 0, 0.8),
            rising("margin", 1, 0.8),
            rising("random", 0, 0.65),
            rising("random", 1, 0.7),
        ];
        // Margin after 3.5 minutes; random in the second run alone, after 5.
        let table = one_target(&runs, 0.7, Effort::Minutes);
        assert!(
            table.contains("margin        2/2  3.5 [3.5 3.5]           +1.5 (1 seed)"),
            "{table}"
        );
        assert!(table.contains("random        1/2  5.0 "), "{table}");
    }

    #[test]
    fn shares_are_written_short() {
        let written = [0.5, 1.0, -0.0125, 0.0, 0.9996].map(share);
        assert_eq!(written, [".500", "1.000", "-.013", ".000", "1.000"]);
        assert_eq!([0.5, -0.5].map(signed_share), ["+.500", "-.500"]);
    }
}
