//! In which order are disputed items looked at?

use super::super::consensus::Consensus;
use super::super::votes::Votes;

/// Rows by the entropy of their distribution, most uncertain first.
pub fn by_entropy(consensus: &Consensus) -> Vec<usize> {
    ordered(consensus.items().len(), |row| -entropy(consensus.row(row)))
}

/// Rows by what another label would be worth without a model: the score of ActiveLab with equal
/// weights, (q n + 1/K)/(n + 1), lowest first. Of two that are equally uncertain the one with
/// fewer labels comes first.
pub fn by_expected_value(votes: &Votes, consensus: &Consensus) -> Vec<usize> {
    let classes = votes.classes().max(1) as f64;
    ordered(votes.len(), |row| {
        let labels = votes.row(row).len() as f64;
        let quality = consensus.row(row).iter().copied().fold(0.0, f64::max);
        (quality * labels + 1.0 / classes) / (labels + 1.0)
    })
}

/// In nats.
fn entropy(distribution: &[f64]) -> f64 {
    let terms = distribution.iter().filter(|p| **p > 0.0);
    -terms.map(|p| p * p.ln()).sum::<f64>()
}

fn ordered(rows: usize, score: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut order: Vec<(f64, usize)> = (0..rows).map(|row| (score(row), row)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order.into_iter().map(|(_, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::consensus::majority;
    use super::*;
    use crate::agreement::tests::toy::votes;

    #[test]
    fn the_most_divided_comes_first_and_of_equals_the_least_labeled() {
        let table = votes(2, &["0000", "0011", "01..", "0001"]);
        let consensus = majority(&table);
        assert_eq!(by_entropy(&consensus), [1, 2, 3, 0]);
        // q: 1, .5, .5, .75; scores .9, .5, .5, .7.
        assert_eq!(by_expected_value(&table, &consensus), [1, 2, 3, 0]);
        let table = votes(2, &["000", "0.."]);
        assert_eq!(by_expected_value(&table, &majority(&table)), [1, 0]);
    }
}
