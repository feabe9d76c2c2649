//! Draws random numbers from named streams.
//!
//! From named streams: a seed, a purpose and a key always give the same numbers, whatever else
//! was drawn before, on any machine and at any thread count. Streams are keyed by item ids,
//! never by position, so that removing one item changes no other item's luck. BLAKE3 in
//! extendable-output mode is the generator: its output is fixed by its specification, which no
//! release of a random-number crate can change under us.

use blake3::OutputReader;

/// The seed of a project or a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seed(pub u64);

impl Seed {
    /// The stream for one purpose and key.
    pub fn stream(self, purpose: &str, key: &str) -> Stream {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0.to_le_bytes());
        hasher.update(&(purpose.len() as u64).to_le_bytes());
        hasher.update(purpose.as_bytes());
        hasher.update(key.as_bytes());
        Stream(hasher.finalize_xof())
    }

    /// One number for one purpose and key: the rank of that key in a random order.
    pub fn rank(self, purpose: &str, key: &str) -> u64 {
        self.stream(purpose, key).next_u64()
    }

    /// A coin for one purpose and key that comes up with the given probability.
    pub fn coin(self, purpose: &str, key: &str, probability: f64) -> bool {
        self.stream(purpose, key).next_f64() < probability
    }
}

/// An endless sequence of random numbers.
pub struct Stream(OutputReader);

impl Stream {
    /// Uniform over all 64-bit numbers.
    pub(crate) fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// Uniform in [0, 1), with 53 bits.
    pub fn next_f64(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in 0..bound (bound > 0), by multiply-shift; the bias is below bound / 2^64.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next_u64()) * bound as u128) >> 64) as usize
    }

    /// A standard normal number (Box–Muller).
    pub fn next_normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.next_f64()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.next_f64()).cos()
    }

    /// Puts a slice into a uniformly random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// A bijection of the 64-bit numbers that mixes all bits (the finaliser of `SplitMix64`; Steele,
/// Lea & Flood 2014): a cheap number of an item's own from another.
pub(crate) fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The first number of `SplitMix64` with this seed.
pub(crate) fn split_mix(seed: u64) -> u64 {
    mixed(seed.wrapping_add(0x9E37_79B9_7F4A_7C15))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_purpose_and_key_alone() {
        let seed = Seed(7);
        assert_eq!(seed.rank("tie", "a"), seed.rank("tie", "a"));
        assert_ne!(seed.rank("tie", "a"), seed.rank("tie", "b"));
        assert_ne!(seed.rank("tie", "a"), seed.rank("holdout", "a"));
        assert_ne!(seed.rank("tie", "a"), Seed(8).rank("tie", "a"));
        // The purpose's length is part of the stream: "ab"+"c" is not "a"+"bc".
        assert_ne!(seed.rank("ab", "c"), seed.rank("a", "bc"));
    }

    #[test]
    fn coins_come_up_as_often_as_asked() {
        let heads = (0..20_000)
            .filter(|key| Seed(1).coin("coin", &key.to_string(), 0.1))
            .count();
        // Four standard deviations of a binomial with n = 20,000 and p = .1 are 170.
        assert!((1_830..=2_170).contains(&heads), "{heads}");
    }

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let mut stream = Seed(3).stream("normal", "");
        let numbers: Vec<f64> = (0..20_000).map(|_| stream.next_normal()).collect();
        let mean = numbers.iter().sum::<f64>() / 20_000.0;
        let variance = numbers.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }

    #[test]
    fn a_shuffle_keeps_every_element() {
        let mut items: Vec<u32> = (0..100).collect();
        Seed(5).stream("shuffle", "").shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
