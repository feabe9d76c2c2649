//! Measures agreement beyond chance.

/// Observed agreement of two annotators and their agreement by chance, p_e = Σ_k p_A(k) p_B(k),
/// from (class by the first, class by the second, weight). Not numbers where there are no pairs.
pub(crate) fn pair_agreement(pairs: impl Iterator<Item = (usize, usize, f64)>) -> (f64, f64) {
    let mut first: Vec<f64> = Vec::new();
    let mut second: Vec<f64> = Vec::new();
    let (mut all, mut same) = (0.0, 0.0);
    for (a, b, weight) in pairs {
        all += weight;
        same += if a == b { weight } else { 0.0 };
        add(&mut first, a, weight);
        add(&mut second, b, weight);
    }
    let chance: f64 = first.iter().zip(&second).map(|(a, b)| a * b).sum();
    (same / all, chance / (all * all))
}

fn add(sums: &mut Vec<f64>, class: usize, weight: f64) {
    if sums.len() <= class {
        sums.resize(class + 1, 0.0);
    }
    sums[class] += weight;
}

/// (observed − chance) / (1 − chance), the form of Cohen's kappa and its kin; `None` where chance
/// is certain, or not a number.
pub(crate) fn beyond_chance(observed: f64, chance: f64) -> Option<f64> {
    ratio(observed - chance, 1.0 - chance)
}

/// A quotient, where there is one: what is nothing but rounding counts as zero.
pub(crate) fn ratio(above: f64, below: f64) -> Option<f64> {
    (below > 1e-12).then(|| above / below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_by_hand() {
        // 20 + 15 of 50 agree: .7; by chance .5 · .6 + .5 · .4 = .5; kappa .4.
        let table = [(0, 0, 20.0), (0, 1, 5.0), (1, 0, 10.0), (1, 1, 15.0)];
        let (observed, chance) = pair_agreement(table.into_iter());
        assert!((observed - 0.7).abs() < 1e-12 && (chance - 0.5).abs() < 1e-12);
        assert!((beyond_chance(observed, chance).unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn where_chance_is_certain_or_unknown_there_is_no_kappa() {
        for pairs in [vec![], vec![(1, 1, 8.0)]] {
            let (observed, chance) = pair_agreement(pairs.into_iter());
            assert_eq!(beyond_chance(observed, chance), None);
        }
    }
}
