//! Measures how agreement changes as time goes by.
//!
//! Labels are put into spans by when they were given. A label agrees with its item as far as the
//! other labels of the item, whenever they were given, are the same: so a drift of one person
//! against labels that stood before is seen, too.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::agreement::measured::{
    Measured, Patterns, Resampling, Undefined, unanimous_floor, with_interval,
};
use crate::agreement::votes::{AnnotatorId, Vote, Votes, alike};

/// The labels of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span {
    /// From here on.
    pub(crate) from: Timestamp,
    /// Before this; `None` in the last span.
    pub(crate) until: Option<Timestamp>,
    /// Labels given in it.
    pub(crate) labels: usize,
    /// The mean share of an item's other labels that are the same; n counts the items.
    pub(crate) observed: Measured,
}

/// Where to cut so that each of at most `count` spans holds about as many labels: the first
/// moment of each span, rising.
pub(crate) fn spans(votes: &Votes, count: usize) -> Vec<Timestamp> {
    let mut times: Vec<Timestamp> = votes.all.iter().filter_map(|vote| vote.given_at).collect();
    times.sort_unstable();
    let count = count.min(times.len());
    let mut cuts: Vec<Timestamp> = (0..count)
        .map(|span| times[span * times.len() / count])
        .collect();
    cuts.dedup();
    cuts
}

/// Agreement in each span, of all annotators or of one; `cuts` are the spans' first moments,
/// rising, and labels before the first of them or without a time are left out.
///
/// # Errors
/// When no label says when it was given.
pub(crate) fn over_time(
    votes: &Votes,
    cuts: &[Timestamp],
    annotator: Option<AnnotatorId>,
    how: Resampling,
) -> Result<Vec<Span>, Undefined> {
    if votes.all.iter().all(|vote| vote.given_at.is_none()) {
        return Err(Undefined::NoTimes);
    }
    let spoken = |vote: &&Vote| annotator.is_none_or(|one| vote.annotator == one);
    let mut labels = vec![0; cuts.len()];
    // Per span and row: labels that agree with a partner, and partners, in all.
    let mut met: Vec<BTreeMap<usize, (u32, u32)>> = vec![BTreeMap::new(); cuts.len()];
    for (row, cast) in votes.rows().enumerate() {
        for vote in cast.iter().filter(spoken) {
            let Some(span) = vote.given_at.and_then(|at| span_of(cuts, at)) else {
                continue;
            };
            labels[span] += 1;
            if cast.len() > 1 {
                let same = alike(cast, vote.label) - 1;
                let sum = met[span].entry(row).or_default();
                sum.0 += same as u32;
                sum.1 += cast.len() as u32 - 1;
            }
        }
    }
    let spans = met.into_iter().enumerate().map(|(span, met)| Span {
        from: cuts[span],
        until: cuts.get(span + 1).copied(),
        labels: labels[span],
        observed: observed(met.into_values().collect(), &cuts[span].to_string(), how),
    });
    Ok(spans.collect())
}

fn span_of(cuts: &[Timestamp], at: Timestamp) -> Option<usize> {
    cuts.partition_point(|cut| *cut <= at).checked_sub(1)
}

/// The mean over items of the share of agreeing partners.
fn observed(items: Vec<(u32, u32)>, purpose: &str, how: Resampling) -> Measured {
    let sample = Patterns::of(items);
    let n = sample.len();
    if n == 0 {
        return Err(Undefined::NoOverlap);
    }
    let mean = |weights: &[u32]| {
        let shares = sample.patterns.iter().zip(weights);
        let sum: f64 = shares
            .map(|((same, partners), weight)| {
                f64::from(*weight) * f64::from(*same) / f64::from(*partners)
            })
            .sum();
        sum / n as f64
    };
    let value = mean(&sample.weights());
    let draws = sample.resampled(how, purpose, |weights| Some(mean(weights)));
    let floor = (value > 1.0 - 1e-12).then(|| unanimous_floor(n));
    with_interval(value, draws, n, floor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::annotation;
    use crate::agreement::votes::Annotation;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Three people; the third comes late and differs twice.
    fn table() -> Votes {
        let timed = |item, name, label, second| Annotation {
            given_at: Some(at(second)),
            ..annotation(item, name, label)
        };
        Votes::new(
            2,
            [
                timed(0, "ada", 0, 10),
                timed(0, "bob", 0, 11),
                timed(1, "ada", 1, 12),
                timed(1, "bob", 1, 13),
                timed(0, "cy", 1, 100),
                timed(1, "cy", 0, 101),
            ],
        )
    }

    #[test]
    fn a_span_holds_what_was_given_in_it_beside_all_other_labels() {
        let all = over_time(&table(), &[at(0), at(50)], None, Resampling::default()).unwrap();
        assert_eq!((all[0].labels, all[1].labels), (4, 2));
        assert!((all[0].observed.unwrap().value - 0.5).abs() < 1e-12);
        assert!(all[1].observed.unwrap().value.abs() < 1e-12);
        assert_eq!((all[0].until, all[1].until), (Some(at(50)), None));
    }

    #[test]
    fn one_annotators_course_can_be_seen() {
        let table = table();
        let cy = table.annotators().len() as u32 - 1;
        let one = over_time(
            &table,
            &[at(0), at(50)],
            Some(AnnotatorId(cy)),
            Resampling::default(),
        );
        let one = one.unwrap();
        assert_eq!(one[0].observed, Err(Undefined::NoOverlap));
        assert_eq!(one[1].labels, 2);
    }

    #[test]
    fn cuts_share_the_labels_out() {
        assert_eq!(spans(&table(), 2), [at(10), at(13)]);
        assert_eq!(spans(&table(), 50).len(), 6);
        assert_eq!(spans(&Votes::default(), 3), []);
    }

    #[test]
    fn without_times_there_is_no_course() {
        let timeless = crate::agreement::tests::votes(2, &["01"]);
        let refused = over_time(&timeless, &[at(0)], None, Resampling::default());
        assert_eq!(refused, Err(Undefined::NoTimes));
    }
}
