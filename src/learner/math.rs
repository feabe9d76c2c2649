//! Calculates with distributions: a fast exponential, softmax, entropies, argmax.
//!
//! Entropies and divergences are scaled to 0..1 so that numbers on the screen compare across class
//! counts.

/// e^x for x in −87..=88; values outside are cut to it.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    // Adding 1.5·2²³ rounds to an integer, which then stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    // e^rest for |rest| ≤ ln 2 / 2: its Taylor series to the 7th power.
    let mut sum = 1.0 / 5_040.0;
    sum = sum * rest + 1.0 / 720.0;
    sum = sum * rest + 1.0 / 120.0;
    sum = sum * rest + 1.0 / 24.0;
    sum = sum * rest + 1.0 / 6.0;
    sum = sum * rest + 0.5;
    sum = sum * rest + 1.0;
    sum = sum * rest + 1.0;
    let power = shifted
        .to_bits()
        .wrapping_sub(ROUND.to_bits())
        .wrapping_add(127)
        << 23;
    sum * f32::from_bits(power)
}

/// Turns scores into probabilities in place, by softmax.
pub(super) fn softmax_in_place(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - highest);
        total += *score;
    }
    for score in scores {
        *score /= total;
    }
}

/// The first of the largest values.
pub(crate) fn argmax(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

/// Entropy of a distribution over its maximum, ln(classes).
pub(crate) fn entropy(p: &[f32]) -> f32 {
    if p.len() < 2 {
        return 0.0;
    }
    raw_entropy(p) / (p.len() as f32).ln()
}

/// Jensen–Shannon divergence of several distributions: H(mean) − mean H, over its maximum
/// ln(min(voters, classes)). 0: they agree to the last digit; 1: each is certain of another.
pub(crate) fn jensen_shannon<'a>(voters: impl IntoIterator<Item = &'a [f32]>) -> f32 {
    let voters: Vec<&[f32]> = voters.into_iter().collect();
    let mean = mean_of(voters.iter().copied());
    if voters.len() < 2 || mean.len() < 2 {
        return 0.0;
    }
    let entropies: f32 = voters.iter().map(|voter| raw_entropy(voter)).sum();
    let most = (voters.len().min(mean.len()) as f32).ln();
    ((raw_entropy(&mean) - entropies / voters.len() as f32) / most).clamp(0.0, 1.0)
}

/// The mean of several distributions; empty without any.
pub(crate) fn mean_of<'a>(voters: impl IntoIterator<Item = &'a [f32]>) -> Vec<f32> {
    let mut mean: Vec<f32> = Vec::new();
    let mut count = 0.0;
    for voter in voters {
        mean.resize(voter.len(), 0.0);
        for (sum, p) in mean.iter_mut().zip(voter) {
            *sum += p;
        }
        count += 1.0;
    }
    for sum in &mut mean {
        *sum /= count;
    }
    mean
}

/// Entropy of the votes over its maximum, ln(min(members, classes)) (Dagan & Engelson 1995).
pub(crate) fn vote_entropy(votes: &[usize], classes: usize) -> f32 {
    if votes.len() < 2 || classes < 2 {
        return 0.0;
    }
    let mut counts = vec![0_u32; classes];
    for vote in votes {
        counts[*vote] += 1;
    }
    let shares: Vec<f32> = counts
        .iter()
        .map(|count| *count as f32 / votes.len() as f32)
        .collect();
    raw_entropy(&shares) / (votes.len().min(classes) as f32).ln()
}

fn raw_entropy(p: &[f32]) -> f32 {
    -p.iter()
        .filter(|p| **p > 0.0)
        .map(|p| p * p.ln())
        .sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential() {
        let mut worst = 0.0_f64;
        for step in -80_000..=80_000 {
            let x = step as f32 * 1e-3;
            let expected = f64::from(x).exp();
            worst = worst.max((f64::from(exp(x)) / expected - 1.0).abs());
        }
        assert!(worst < 2e-7, "{worst:e}");
        assert!(exp(-500.0) > 0.0 && exp(500.0).is_finite());
    }

    fn close(a: f32, b: f32) -> bool {
        (a - b).abs() < 1e-5
    }

    #[test]
    fn entropy_runs_from_certain_to_even() {
        assert!(close(entropy(&[1.0, 0.0, 0.0]), 0.0));
        assert!(close(entropy(&[0.25; 4]), 1.0));
        // −(.5 ln .5 + .25 ln .25 · 2) / ln 3.
        assert!(close(
            entropy(&[0.5, 0.25, 0.25]),
            1.039_720_8 / 1.098_612_3
        ));
    }

    #[test]
    fn members_certain_of_different_classes_disagree_fully() {
        let members: [&[f32]; 2] = [&[1.0, 0.0], &[0.0, 1.0]];
        assert!(close(jensen_shannon(members), 1.0));
        let members: [&[f32]; 2] = [&[0.7, 0.3], &[0.7, 0.3]];
        assert!(close(jensen_shannon(members), 0.0));
    }

    #[test]
    fn votes_by_hand() {
        assert!(close(vote_entropy(&[0, 1, 2], 5), 1.0));
        assert!(close(vote_entropy(&[1, 1, 1], 5), 0.0));
        // Two to one among three members: .636514 / ln 3.
        assert!(close(vote_entropy(&[0, 0, 1], 3), 0.636_514 / 1.098_612_3));
        assert!(close(vote_entropy(&[0], 3), 0.0));
    }
}
