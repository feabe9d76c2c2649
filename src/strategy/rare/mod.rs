//! Scores items by how soon they find those of a rare class.
//!
//! All of these strategies look for one class. It is the declared one, once it has a label; without
//! one it is the class that the choosing model expects least often among [`SAMPLE`] items of the
//! pool: its share is estimated where nothing was chosen, while the labels are a selection that a
//! search for a class itself makes richer in it. Invariant: neither the order of the pool nor the
//! ids of the classes matter.

mod classifiers;
mod search;

use rayon::prelude::*;

use super::context::{RankingContext, ScoreBatch, Scorer};
use super::registry::{ExplainInput, Family, StrategySpec};
use super::sampling::{RANDOM, drawn};
use classifiers::{Separator, WordCounts, examples};
pub(super) use search::{ACTIVE_SEARCH, BISECTION};

/// Items that estimate how frequent the classes are.
const SAMPLE: usize = 500;

/// The column of the class to be found; `None` before there are two classes.
pub(super) fn positive_or_rarest(context: &RankingContext<'_>) -> Option<usize> {
    context.positive_column().or_else(|| rarest(context))
}

/// The class with the smallest mean probability in the pool.
fn rarest(context: &RankingContext<'_>) -> Option<usize> {
    let sample = drawn(context, "rarest", SAMPLE);
    let mut totals = vec![0.0_f64; context.committee.classes().len()];
    for item in &sample {
        for (total, p) in totals.iter_mut().zip(context.committee.choosing(*item)) {
            *total += f64::from(p);
        }
    }
    (0..totals.len()).min_by(|a, b| totals[*a].total_cmp(&totals[*b]))
}

/// What is looked for, in a sentence.
pub(super) fn positive_name(input: &ExplainInput<'_>) -> String {
    match input.positive {
        Some(label) => (input.names)(label),
        None => "of the rarest class".into(),
    }
}

/// How many of the best by the first pass are scored again.
pub(super) const SHORTLIST: usize = 2_000;

/// Asks what is the likeliest to be of the class to be found.
///
/// The best by the choosing model are scored again by two models of the class against the
/// rest that let the few found items count as much as they need: a [`Separator`] and
/// [`WordCounts`]. Each model's decisions are standardised over the shortlist and averaged; together
/// they find the odd ones that either alone leaves to the end. On a review of 2,019 abstracts, 101
/// of them relevant, where the four constants were chosen, 384 labels found 95 % (mean of 10 starts)
/// where the choosing model alone needed 600.
pub(super) static LIKELY_POSITIVE: StrategySpec = StrategySpec {
    id: "likely-positive",
    title: "likely positive",
    family: Family::RareClass,
    doc: "asks what is the likeliest to be of the class to be found, or of the rarest",
    formula: "σ(mean z), z of p₊ by logistic regression (found : rest = 30 : 1) and naive Bayes",
    source: "Lewis & Gale 1994; Cormack & Grossman 2014 (CAL)",
    cost: "n C + fits to at most 1,500 labels + 2,000 items",
    prepare: prepare_likely_positive,
    explain: |input| {
        let sought = positive_name(input);
        format!("the likeliest to be {sought}, by what was found so far")
    },
};

fn prepare_likely_positive<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let class = positive_or_rarest(context);
    let examples = class.map_or(Vec::new(), |class| examples(context, class));
    let words = context.rows().text.width();
    let separator = Separator::of(words, context.rows().dense_width(), &examples);
    let counts = (words > 0).then(|| WordCounts::of(words, &examples));
    let first = move |batch: &ScoreBatch<'_>, out: &mut [f32]| probability(class, batch, out);
    Scorer::new(first).then(SHORTLIST, move |shortlist| {
        let decisions: Vec<(f32, f32)> = shortlist
            .par_iter()
            .map(|ranked| {
                let row = context.rows().row(ranked.item.index());
                let by_words = counts.as_ref().map(|counts| counts.decision(row.as_row()));
                let by_border = separator.decision(row.as_row());
                (by_border, by_words.unwrap_or(by_border))
            })
            .collect();
        let (by_border, by_words): (Vec<f32>, Vec<f32>) = decisions.into_iter().unzip();
        standardised(&by_border)
            .zip(standardised(&by_words))
            .map(|(border, words)| 1.0 / (1.0 + (-f32::midpoint(border, words)).exp()))
            .collect()
    })
}

/// How many standard deviations each value lies above the mean; 0 where all are the same.
fn standardised(values: &[f32]) -> impl Iterator<Item = f32> + '_ {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
    let squares = values.iter().map(|v| (f64::from(*v) - mean).powi(2));
    let deviation = (squares.sum::<f64>() / count).sqrt().max(1e-9);
    values
        .iter()
        .map(move |v| ((f64::from(*v) - mean) / deviation) as f32)
}

/// Writes the choosing model's probability of a class.
pub(super) fn probability(class: Option<usize>, batch: &ScoreBatch<'_>, out: &mut [f32]) {
    match class {
        Some(class) => out.copy_from_slice(batch.block.class(class)),
        None => out.fill(0.0),
    }
}

/// The parts, each with the share of draws below which it is chosen.
static PARTS: [(&StrategySpec, f64); 3] =
    [(&LIKELY_POSITIVE, 0.5), (&BISECTION, 0.8), (&RANDOM, 1.0)];

/// Finds, narrows down and looks around, drawn anew for each query.
///
/// Half of the queries ask the likeliest, three in ten halve a border, two in ten are random. The
/// draw is keyed by the number of labels, so an answer that is taken back takes back the draw. A
/// part's utility lies between 0 and 1; its number is added, so that the score says which part
/// chose.
pub(super) static RARE_MIX: StrategySpec = StrategySpec {
    id: "rare-mix",
    title: "rare-class mix",
    family: Family::RareClass,
    doc: "asks the likeliest (50 %), halves a border (30 %) or draws at random (20 %)",
    formula: "the drawn part's utility + 0, 1 or 2: which part it was",
    source: "likely-positive, bisection and random in turn",
    cost: "that of the part",
    prepare: prepare_rare_mix,
    explain: explain_rare_mix,
};

fn prepare_rare_mix<'a>(context: &'a RankingContext<'a>) -> Scorer<'a> {
    let number = part_at(context.stream("rare-mix").next_f64());
    let part = (PARTS[number].0.prepare)(context);
    // The longest shortlist of the parts'.
    Scorer::new(part.first).then(SHORTLIST, move |shortlist| {
        // What the part would not score again has no utility, and is not asked.
        let most = if part.shortlist > 0 {
            part.shortlist
        } else {
            SHORTLIST
        };
        let scores = (part.second)(&shortlist[..shortlist.len().min(most)]);
        let scores = scores.into_iter();
        scores.map(|utility| numbered(number, utility)).collect()
    })
}

fn explain_rare_mix(input: &ExplainInput<'_>) -> String {
    let number = part_of(input.score);
    let part = PARTS[number].0;
    let why = (part.explain)(&ExplainInput {
        score: input.score - number as f32,
        ..*input
    });
    format!("{}: {why}", part.title)
}

/// The part that a draw from 0 to 1 chooses.
fn part_at(draw: f64) -> usize {
    PARTS
        .iter()
        .position(|(_, below)| draw < *below)
        .unwrap_or(0)
}

/// The part that gave a score.
fn part_of(score: f32) -> usize {
    // A part's utility of exactly 1 is held below the next part's 0.
    (score.max(0.0) as usize).min(PARTS.len() - 1)
}

/// The highest utility of a part: with a part's number added it still rounds to less than the next.
const BELOW_ONE: f32 = 1.0 - 1.0 / (1_u32 << 22) as f32;

fn numbered(part: usize, utility: f32) -> f32 {
    part as f32 + utility.clamp(0.0, BELOW_ONE)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Stage;
    use super::*;

    #[test]
    fn values_in_standard_deviations() {
        // Mean 2, deviation √2.
        let z: Vec<f32> = standardised(&[0.0, 2.0, 2.0, 4.0]).collect();
        assert!((z[0] + 2.0_f32.sqrt()).abs() < 1e-6 && z[1].abs() < 1e-6);
        assert!(standardised(&[3.0, 3.0]).all(|z| z.abs() < 1e-6));
    }

    #[test]
    fn shares_and_numbers_of_the_parts() {
        let stage = Stage::new(&[[1.0], [-1.0], [0.2]], &[(0, 0), (1, 1)]);
        let context = stage.context();
        let shortlist = |part: &StrategySpec| (part.prepare)(&context).shortlist;
        assert!(
            PARTS
                .iter()
                .all(|(part, _)| shortlist(part) <= shortlist(&RARE_MIX))
        );
        assert_eq!(
            [0.0, 0.49, 0.5, 0.79, 0.8, 0.99].map(part_at),
            [0, 0, 1, 1, 2, 2]
        );
        for number in 0..PARTS.len() {
            let part = |utility: f32| part_of(numbered(number, utility));
            assert_eq!([0.0, 0.5, 1.0].map(part), [number; 3]);
        }
    }
}
