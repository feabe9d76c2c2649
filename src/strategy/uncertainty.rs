//! Scores items by how unsure the choosing model is: margin, least confidence, entropy.

use super::context::{ScoreBatch, Scorer};
use super::registry::{ExplainInput, Family, StrategySpec};
use crate::learner::BLOCK;

/// Writes 1 − (p₁ − p₂) of each item: how close its two likeliest labels are.
pub(super) fn score_by_margin(batch: &ScoreBatch<'_>, out: &mut [f32]) {
    let mut second = [0.0_f32; BLOCK];
    let second = &mut second[..out.len()];
    out.fill(0.0);
    for class in batch.block.each_class() {
        for ((p, first), second) in class.iter().zip(out.iter_mut()).zip(second.iter_mut()) {
            *second = second.max(first.min(*p));
            *first = first.max(*p);
        }
    }
    for (out, second) in out.iter_mut().zip(second) {
        *out = 1.0 - (*out - *second);
    }
}

/// Asks where the two likeliest labels are closest.
pub(super) static MARGIN: StrategySpec = StrategySpec {
    id: "margin",
    title: "margin",
    family: Family::Uncertainty,
    doc: "asks where the two likeliest labels are closest",
    formula: "1 − (p₁ − p₂)",
    source: "Scheffer, Decomain & Wrobel 2001",
    cost: "n C",
    prepare: |_| Scorer::new(score_by_margin),
    explain: margin_text,
};

/// From this lead on nobody would call it torn.
const SURE: f32 = 0.3;

/// The sentence for an item between two labels.
pub(super) fn margin_text(input: &ExplainInput<'_>) -> String {
    match (input.prediction.likeliest(), input.prediction.runner_up()) {
        (Some((first, p)), Some((second, q))) => {
            let (first, second) = ((input.names)(first), (input.names)(second));
            if p - q > SURE {
                format!("rather {first} than {second}")
            } else {
                format!("torn between {first} and {second}")
            }
        }
        _ => "the model has no second guess".into(),
    }
}

/// The same, and what more there is to say.
pub(super) fn margin_and(input: &ExplainInput<'_>, more: &str) -> String {
    margin_text(input) + more
}

/// Asks where even the likeliest label is unlikely.
pub(super) static LEAST_CONFIDENCE: StrategySpec = StrategySpec {
    id: "least-confidence",
    title: "least confidence",
    family: Family::Uncertainty,
    doc: "asks where even the likeliest label is unlikely",
    formula: "1 − p₁",
    source: "Lewis & Gale 1994; Culotta & McCallum 2005",
    cost: "n C",
    prepare: |_| Scorer::new(unlikely),
    explain: |input| {
        input.prediction.likeliest().map_or_else(
            || "the model has no guess".into(),
            |(label, p)| format!("even {} is at only {:.0}%", (input.names)(label), 100.0 * p),
        )
    },
};

fn unlikely(batch: &ScoreBatch<'_>, out: &mut [f32]) {
    out.fill(1.0);
    for class in batch.block.each_class() {
        for (p, out) in class.iter().zip(out.iter_mut()) {
            *out = out.min(1.0 - p);
        }
    }
}

/// Asks where the prediction is spread over the most labels.
pub(super) static ENTROPY: StrategySpec = StrategySpec {
    id: "entropy",
    title: "entropy",
    family: Family::Uncertainty,
    doc: "asks where the prediction is spread over the most labels",
    formula: "−Σ p ln p / ln C",
    source: "Shannon 1948; Dagan & Engelson 1995",
    cost: "n C",
    prepare: |_| Scorer::new(spread),
    explain: explain_entropy,
};

fn explain_entropy(input: &ExplainInput<'_>) -> String {
    let open: Vec<String> = input
        .prediction
        .probabilities
        .iter()
        .filter(|(_, p)| *p >= 0.1)
        .map(|(label, _)| (input.names)(*label))
        .collect();
    match open.len() {
        0 | 1 => margin_text(input),
        _ => format!("open between {}", open.join(", ")),
    }
}

fn spread(batch: &ScoreBatch<'_>, out: &mut [f32]) {
    out.fill(0.0);
    for class in batch.block.each_class() {
        for (p, out) in class.iter().zip(out.iter_mut()) {
            *out -= p * p.max(f32::MIN_POSITIVE).ln();
        }
    }
    let most = (batch.block.classes() as f32).ln();
    for out in out {
        *out /= most;
    }
}
