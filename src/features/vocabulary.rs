//! Which grams count, and for how much?
//!
//! Those of at least two pool texts (in a pool of fewer than ten, all). The weight of a gram in
//! a text is (1 + ln tf) · (ln((N + 1) / (df + 1)) + 1), and a text's weights are scaled to unit
//! length (sublinear TF-IDF with smoothed idf). Columns are in falling order of document
//! frequency, so that the rows a learner touches most lie together in memory.

use std::collections::HashMap;

use super::grams::{GramKey, word_key};
use crate::text::words;

/// The grams that count, each with its column and inverse document frequency.
#[derive(Debug)]
pub(super) struct Vocabulary {
    columns: HashMap<GramKey, (u32, f32)>,
}

impl Vocabulary {
    /// Counts in how many of the texts each gram stands.
    pub(super) fn fit(texts: &[Vec<(GramKey, u32)>]) -> Self {
        let mut frequency: HashMap<GramKey, u32> = HashMap::new();
        for grams in texts {
            for (key, _) in grams {
                *frequency.entry(*key).or_default() += 1;
            }
        }
        let least = if texts.len() < 10 { 1 } else { 2 };
        let mut kept: Vec<(GramKey, u32)> = frequency
            .into_iter()
            .filter(|(_, texts)| *texts >= least)
            .collect();
        kept.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let total = texts.len() as f64;
        let columns = kept
            .into_iter()
            .enumerate()
            .map(|(column, (key, texts))| {
                let idf = ((total + 1.0) / (f64::from(texts) + 1.0)).ln() + 1.0;
                (key, (column as u32, idf as f32))
            })
            .collect();
        Self { columns }
    }

    /// How many grams count.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The column of each word of a text that counts, with the word's bytes in the text.
    pub(super) fn words_of(&self, text: &str) -> Vec<(std::ops::Range<usize>, u32)> {
        words(text)
            .filter_map(|token| {
                let (column, _) = self.columns.get(&word_key(&token.text))?;
                Some((token.range, *column))
            })
            .collect()
    }

    /// The grams of a text that count: (column, count), columns rising.
    pub(super) fn count(&self, grams: &[(GramKey, u32)]) -> Vec<(u32, u32)> {
        let mut row: Vec<(u32, u32)> = grams
            .iter()
            .filter_map(|(key, count)| Some((self.columns.get(key)?.0, *count)))
            .collect();
        row.sort_unstable();
        row
    }

    /// The weight of each column.
    pub(super) fn idf(&self) -> Vec<f32> {
        let mut idf = vec![0.0; self.len()];
        for (column, weight) in self.columns.values() {
            idf[*column as usize] = *weight;
        }
        idf
    }

    /// The unit-length row of a text; empty when none of its grams count.
    pub(super) fn weigh(&self, grams: &[(GramKey, u32)]) -> Vec<(u32, f32)> {
        let mut row: Vec<(u32, f32)> = grams
            .iter()
            .filter_map(|(key, count)| {
                let (column, idf) = self.columns.get(key)?;
                Some((*column, (1.0 + (*count as f32).ln()) * idf))
            })
            .collect();
        row.sort_unstable_by_key(|(column, _)| *column);
        let length = row
            .iter()
            .map(|(_, value)| value * value)
            .sum::<f32>()
            .sqrt();
        if length > 0.0 {
            for (_, value) in &mut row {
                *value /= length;
            }
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::super::grams::count_grams;
    use super::*;

    #[test]
    fn weights_are_those_of_the_formula() {
        let texts: Vec<_> = ["red red blue", "red green", "green grey"]
            .map(count_grams)
            .into();
        let vocabulary = Vocabulary::fit(&texts);
        // Fewer than ten texts: all 4 words and the 4 pairs count.
        assert_eq!(vocabulary.len(), 8);
        // "red red blue" by hand, N = 3: red tf 2 df 2, blue tf 1 df 1, "red red" and
        // "red blue" df 1.
        let common = (1.0 + 2_f64.ln()) * ((4.0 / 3.0_f64).ln() + 1.0);
        let rare = 2_f64.ln() + 1.0;
        let length = (common * common + 3.0 * rare * rare).sqrt();
        let row = vocabulary.weigh(&texts[0]);
        assert_eq!(row.len(), 4);
        let mut values: Vec<f64> = row.iter().map(|(_, value)| f64::from(*value)).collect();
        values.sort_by(f64::total_cmp);
        let mut expected = vec![common / length, rare / length, rare / length, rare / length];
        expected.sort_by(f64::total_cmp);
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{value} {expected}");
        }
    }

    #[test]
    fn a_gram_of_one_text_alone_does_not_count_in_a_larger_pool() {
        let texts: Vec<_> = (0..12)
            .map(|n| count_grams(&format!("same only{n}")))
            .collect();
        assert_eq!(Vocabulary::fit(&texts).len(), 1);
    }
}
