//! Prints what `querist agreement` tells people.
//!
//! At most 80 columns wide, the worst first. What cannot be computed is n/a, and the line below
//! the table says why.

use std::cmp::Ordering;

use super::super::output::shell_word;
use super::report::{AgreementReport, ConsensusView};
use crate::agreement::Measured;
use crate::agreement::coefficients::ENOUGH_MET;
use crate::agreement::consensus::{Probable, Unidentified};
use crate::numerics::Proportion;
use crate::project::Project;
use crate::schema::LabelId;
use crate::text::{Shown, counted, grouped};

/// Rows of a table; all of them are in the JSON.
const ROWS: usize = 12;
/// Pairs of classes that are named.
const CONFUSED: usize = 3;
/// Columns of an annotator's name.
const NAME: usize = 12;
/// Columns of a class's name.
const CLASS: usize = 22;

/// All lines.
pub(super) fn lines(report: &AgreementReport, project: &Project) -> Vec<String> {
    let mut lines = heading(report, &project.config.name);
    if !report.votes.is_empty() {
        lines.extend(overall(report));
        lines.extend(pairs(report));
        lines.extend(annotators(report));
        lines.extend(classes(report));
        lines.extend(over_time(report));
        lines.extend(themselves(report));
        lines.extend(who_is_right(&report.consensus));
    }
    lines.extend(next(report, project));
    lines
}

fn heading(report: &AgreementReport, project: &str) -> Vec<String> {
    let overall = &report.overall;
    let mut lines = vec![format!(
        "{project}: {}, {}, {}",
        counted(overall.annotators as u64, "annotator"),
        counted(overall.items as u64, "item"),
        counted(overall.labels as u64, "label"),
    )];
    if report.votes.is_empty() {
        lines.push("nobody has labeled anything yet".into());
        return lines;
    }
    lines.push(match report.shared {
        1 => "1 item has labels of two annotators or more".into(),
        items => format!(
            "{} items have labels of two annotators or more",
            grouped(items as u64)
        ),
    });
    if report.question.class.is_some() {
        lines.push(format!(
            "asked of one class alone: {:?}, or any other",
            report.class(LabelId(0))
        ));
    }
    if !report.programs.is_empty() {
        lines.push(format!(
            "programs are {}: {}",
            if report.question.with_programs {
                "heard"
            } else {
                "left out (--with-programs hears them)"
            },
            report.programs.join(", ")
        ));
    }
    lines
}

/// A table whose figures may be missing for reasons.
#[derive(Default)]
struct Table {
    lines: Vec<String>,
    reasons: Vec<String>,
}

impl Table {
    fn titled(title: impl Into<String>) -> Self {
        Self {
            lines: vec![String::new(), title.into()],
            reasons: Vec::new(),
        }
    }

    /// A value with its interval, 21 columns wide.
    fn figure(&mut self, measured: &Measured) -> String {
        match measured {
            Ok(Proportion {
                value, low, high, ..
            }) => interval(*value, *low, *high),
            Err(reason) => format!("{:<21}", self.missing(reason)),
        }
    }

    /// Stands for a figure that cannot be had.
    fn missing(&mut self, reason: &dyn ToString) -> String {
        let reason = reason.to_string();
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
        "   n/a".to_owned()
    }

    fn row(&mut self, row: &str) {
        self.lines.push(format!("  {}", row.trim_end()));
    }

    /// Says how many rows are not shown.
    fn more(&mut self, all: usize) {
        if all > ROWS {
            let more = grouped((all - ROWS) as u64);
            self.row(&format!("… and {more} more; --json has all of them"));
        }
    }

    fn finished(self) -> Vec<String> {
        let reasons = self.reasons.into_iter();
        let mut lines = self.lines;
        lines.extend(reasons.map(|reason| format!("  n/a: {reason}")));
        lines
    }
}

fn interval(value: f64, low: f64, high: f64) -> String {
    format!("{value:>6.2} {:<14}", format!("[{low:.2}, {high:.2}]"))
}

fn overall(report: &AgreementReport) -> Vec<String> {
    let agreement = &report.overall;
    let mut table = Table::titled("agreement                        value [95% interval]   items");
    let alpha = match report.question.class {
        Some(_) => "Krippendorff's alpha".to_owned(),
        None => format!("Krippendorff's alpha, {}", report.question.metric.as_str()),
    };
    for (name, measured) in [
        ("observed", &agreement.observed),
        ("Fleiss' kappa", &agreement.fleiss_kappa),
        (&*alpha, &agreement.krippendorff_alpha),
        ("Gwet's AC1", &agreement.gwet_ac1),
    ] {
        let items = match measured {
            Ok(figure) => grouped(figure.n as u64),
            Err(_) => String::new(),
        };
        let cell = table.figure(measured);
        table.row(&format!("{name:<30}{cell}{items:>7}"));
    }
    table.finished()
}

fn pairs(report: &AgreementReport) -> Vec<String> {
    if report.pairs.is_empty() {
        return Vec::new();
    }
    let both = |one: &crate::agreement::Pair| {
        let name = |who| cut(report.name(who), NAME);
        format!("{} and {}", name(one.a), name(one.b))
    };
    let shown = &report.pairs[..report.pairs.len().min(ROWS)];
    let width = widest(shown.iter().map(both), "pairs, worst first");
    let mut table = Table::titled(format!(
        "{}  Cohen's kappa        observed               items",
        padded("pairs, worst first", width)
    ));
    for one in shown {
        let (kappa, observed) = if let Some(figures) = report.intervals(one) {
            (
                table.figure(&figures.cohen_kappa),
                table.figure(&figures.observed),
            )
        } else {
            let kappa = match &one.cohen_kappa {
                Ok(kappa) => format!("{kappa:>6.2}"),
                Err(reason) => table.missing(reason),
            };
            (
                format!("{kappa:<21}"),
                format!("{:<21}", format!("{:>6.2}", one.observed)),
            )
        };
        let items = grouped(one.n as u64);
        table.row(&format!(
            "{}{kappa}{observed}{items:>7}",
            padded(&both(one), width)
        ));
    }
    table.more(report.pairs.len());
    let mut lines = table.finished();
    if shown.iter().any(|one| one.n < ENOUGH_MET) {
        lines.push(format!(
            "  with fewer than {ENOUGH_MET} items in common, figures say little; such pairs stand last"
        ));
    }
    if !report.question.with_pair_intervals {
        lines.push("  --pairs gives these figures intervals".into());
    }
    lines
}

fn annotators(report: &AgreementReport) -> Vec<String> {
    let mut people: Vec<_> = report
        .with_others
        .iter()
        .filter(|one| one.labels > 0)
        .collect();
    let agreement = |measured: &Measured| measured.as_ref().map_or(f64::INFINITY, |it| it.value);
    people.sort_by(|one, other| agreement(&one.observed).total_cmp(&agreement(&other.observed)));
    let is_told = report.consensus.is_ok();
    let mut table = Table::titled(format!(
        "annotators      labels   as the others say     beyond chance{}",
        if is_told { "  probably right" } else { "" }
    ));
    for one in people.iter().take(ROWS) {
        let observed = table.figure(&one.observed);
        let kappa = match &one.kappa {
            Ok(kappa) => format!("{:>6.2}", kappa.value),
            Err(reason) => table.missing(reason),
        };
        let right = report.reliability(one.annotator);
        let right = right
            .and_then(|known| known.right)
            .map(|right| interval(right.value, right.low, right.high))
            .unwrap_or_default();
        table.row(&format!(
            "{}{:>7}  {observed}   {kappa:<12} {right}",
            padded(&cut(report.name(one.annotator), NAME), NAME + 1),
            grouped(one.labels as u64),
        ));
    }
    table.more(people.len());
    table.finished()
}

fn classes(report: &AgreementReport) -> Vec<String> {
    let given = report.votes.labels_per_class();
    let mut classes: Vec<_> = report.overall.classes.iter().collect();
    let alpha = |measured: &Measured| measured.as_ref().map_or(f64::INFINITY, |it| it.value);
    classes.sort_by(|one, other| {
        let order = alpha(&one.alpha).partial_cmp(&alpha(&other.alpha));
        order.unwrap_or(Ordering::Equal)
    });
    let mut table = Table::titled(
        "classes, worst first    labels   given by the next    alpha against the rest",
    );
    for class in classes.iter().take(ROWS) {
        let (specific, alpha) = (table.figure(&class.specific), table.figure(&class.alpha));
        table.row(&format!(
            "{}{:>7}  {specific}{alpha}",
            padded(&cut(report.class(class.label), CLASS - 1), CLASS),
            grouped(given[class.label.index()] as u64),
        ));
    }
    table.more(classes.len());
    for one in report.confused.iter().take(CONFUSED) {
        table.row(&format!(
            "{} or {}? on {}",
            cut(report.class(one.a), CLASS),
            cut(report.class(one.b), CLASS),
            counted(one.items as u64, "item"),
        ));
    }
    table.finished()
}

fn over_time(report: &AgreementReport) -> Vec<String> {
    let Ok(spans) = report.over_time.as_ref().map(Vec::as_slice) else {
        return Vec::new();
    };
    // Labels of one moment, as of a file without times, say nothing of time.
    if spans.len() < 2 {
        return Vec::new();
    }
    let mut table =
        Table::titled("over time, from                 labels   as the others say    items");
    for span in spans {
        let observed = table.figure(&span.observed);
        let items = span.observed.as_ref().map_or(0, |figure| figure.n);
        table.row(&format!(
            "{:<28}{:>8}  {observed}{:>6}",
            format!("{:.0}", span.from),
            grouped(span.labels as u64),
            grouped(items as u64),
        ));
    }
    table.finished()
}

fn themselves(report: &AgreementReport) -> Vec<String> {
    let people = match &report.themselves {
        Ok(people) => people,
        Err(reason) => {
            return vec![
                String::new(),
                "each with themselves".to_owned(),
                format!("  n/a: {reason}"),
            ];
        }
    };
    let mut table =
        Table::titled("each with themselves   the same again        alpha                  items");
    for one in people.iter().take(ROWS) {
        let (observed, alpha) = (table.figure(&one.observed), table.figure(&one.alpha));
        let items = one.observed.as_ref().map_or(0, |figure| figure.n);
        table.row(&format!(
            "{}{observed}{alpha}{:>7}",
            padded(&cut(report.name(one.annotator), NAME), 20),
            grouped(items as u64),
        ));
    }
    table.more(people.len());
    table.finished()
}

fn who_is_right(right: &Result<ConsensusView, Unidentified>) -> Vec<String> {
    let mut lines = vec![String::new()];
    match right {
        Err(reason) => lines.extend([
            "who is probably right cannot be told:".to_owned(),
            format!("  {reason}"),
        ]),
        Ok(ConsensusView { probable, .. }) => lines.extend(chosen(probable)),
    }
    lines
}

/// Which method says who is right, and why that one.
fn chosen(probable: &Probable) -> Vec<String> {
    let method = probable.consensus.method;
    let mut lines = vec![
        format!(
            "probably right by {}: of these the simplest that foretells",
            method.as_str()
        ),
        "hidden labels within one standard error of the best (mean ln probability)".to_owned(),
    ];
    lines.extend(probable.candidates.iter().map(|candidate| {
        let mark = if candidate.method == method { "*" } else { " " };
        format!(
            "  {mark} {:<20}{:>8.4}   {:.4} ± {:.4} behind",
            candidate.method.as_str(),
            candidate.log_likelihood,
            candidate.behind,
            candidate.error
        )
    }));
    lines.push("where annotators share an error, no method sees it".to_owned());
    lines
}

fn next(report: &AgreementReport, project: &Project) -> Vec<String> {
    let dir = shell_word(&project.layout.root().display().to_string());
    let steps = if report.shared == 0 {
        vec![
            format!("querist import {dir} FILE…"),
            "    brings in what others said of the same items".to_owned(),
        ]
    } else {
        vec![
            format!("querist review {dir}"),
            "    shows the items on which they differ, and takes decisions".to_owned(),
            format!("querist export {dir} --view soft -o soft.jsonl"),
            "    writes each item's distribution, with every annotation and decision".to_owned(),
        ]
    };
    let mut lines = vec![String::new(), "next:".to_owned()];
    lines.extend(steps.into_iter().map(|step| format!("  {step}")));
    lines
}

/// A name as it may be shown, at most so wide.
fn cut(name: &str, columns: usize) -> String {
    let shown = Shown::line(name).truncate_to_width(columns);
    shown.as_str().to_owned()
}

fn padded(name: &str, columns: usize) -> String {
    Shown::line(name).pad_to_width(columns).as_str().to_owned()
}

fn widest(names: impl Iterator<Item = String>, title: &str) -> usize {
    let widths = names.map(|name| Shown::line(&name).width());
    widths.max().unwrap_or(0).max(title.len())
}
