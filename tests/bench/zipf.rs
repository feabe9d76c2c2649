//! Words by Zipf's law.

/// How many different words.
pub(crate) const WORDS: usize = 50_000;

/// Cumulative probabilities of words by Zipf's law.
pub(crate) fn zipf() -> Vec<f64> {
    let mut sum = 0.0;
    let mut cumulative: Vec<f64> = (1..=WORDS)
        .map(|rank| {
            sum += 1.0 / (rank as f64).powf(1.07);
            sum
        })
        .collect();
    for value in &mut cumulative {
        *value /= sum;
    }
    cumulative
}

/// Quick pseudo-random numbers (splitmix64): a pool of a million texts wants a hundred million.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }
}
