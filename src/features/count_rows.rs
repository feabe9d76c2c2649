//! Which grams does each item hold, how often?
//!
//! The stored sparse part: 4 bytes an entry, its column and its count in one word, and 8 bytes a
//! row. The weights are not stored. The value of an entry is (1 + ln tf) · idf\[column\] /
//! ‖row‖, which whoever reads a row computes. Invariant: in a row columns rise, and every tf is
//! at least 1 (counts above 255 are 255).

use std::sync::LazyLock;

/// The bits of a count.
const TF_BITS: u32 = 8;
/// The largest count.
const MOST_TF: u32 = (1 << TF_BITS) - 1;

/// 1 + ln tf for every tf that an entry can have (0 for tf 0, which none has).
static SUBLINEAR: LazyLock<[f32; 1 << TF_BITS]> = LazyLock::new(|| {
    std::array::from_fn(|tf| {
        if tf == 0 {
            0.0
        } else {
            1.0 + (tf as f64).ln() as f32
        }
    })
});

/// Gram counts of many items.
#[derive(Debug, Clone, PartialEq)]
pub struct CountRows {
    /// Row i is `entries[offsets[i]..offsets[i + 1]]`; one more than there are rows.
    pub offsets: Vec<u32>,
    /// Entries as [`CountRows::entry`] packs them.
    pub entries: Vec<u32>,
    /// What each row lacks: Σ (1 + ln tf)² over its grams that have no column, as a rule because no
    /// other text has them. As many as there are rows, or none where nothing is lacking.
    pub lacking: Vec<f32>,
}

impl Default for CountRows {
    fn default() -> Self {
        Self {
            offsets: vec![0],
            entries: Vec::new(),
            lacking: Vec::new(),
        }
    }
}

impl CountRows {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries of a row, columns rising.
    pub fn row(&self, index: usize) -> &[u32] {
        &self.entries[self.offsets[index] as usize..self.offsets[index + 1] as usize]
    }

    /// Packs a column (below 2^24) and a count (1 to 255, larger ones are 255).
    pub fn entry(column: u32, tf: u32) -> u32 {
        column << TF_BITS | tf.min(MOST_TF)
    }

    /// The column and the count of an entry.
    pub fn split(entry: u32) -> (u32, u32) {
        (entry >> TF_BITS, entry & MOST_TF)
    }

    /// 1 + ln tf of an entry.
    pub fn sublinear(entry: u32) -> f32 {
        SUBLINEAR[(entry & MOST_TF) as usize]
    }

    /// The factor that scales a row to unit length: 1 / ‖row‖, or 0 for a row without entries.
    /// Columns beyond `idf` are left out.
    pub fn inverse_length(row: &[u32], idf: &[f32]) -> f32 {
        let mut square = 0.0_f32;
        for entry in row {
            let (column, _) = Self::split(*entry);
            let weight = idf
                .get(column as usize)
                .map_or(0.0, |idf| Self::sublinear(*entry) * idf);
            square += weight * weight;
        }
        if square > 0.0 {
            1.0 / square.sqrt()
        } else {
            0.0
        }
    }

    /// The unit-length TF-IDF row: columns, rising, and values.
    pub fn weigh(row: &[u32], idf: &[f32]) -> (Vec<u32>, Vec<f32>) {
        let scale = Self::inverse_length(row, idf);
        row.iter()
            .map(|entry| {
                let (column, _) = Self::split(*entry);
                (
                    column,
                    Self::sublinear(*entry) * idf[column as usize] * scale,
                )
            })
            .unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_holds_a_column_and_a_count() {
        assert_eq!(CountRows::split(CountRows::entry(70_000, 3)), (70_000, 3));
        assert_eq!(
            CountRows::split(CountRows::entry((1 << 24) - 1, 999)).1,
            255
        );
        assert!((CountRows::sublinear(CountRows::entry(5, 7)) - (1.0 + 7_f32.ln())).abs() < 1e-6);
    }

    #[test]
    fn a_weighed_row_has_unit_length() {
        let row = [CountRows::entry(0, 1), CountRows::entry(2, 2)];
        let (columns, values) = CountRows::weigh(&row, &[3.0, 9.0, 2.0]);
        let second = 2.0 * (1.0 + 2_f32.ln());
        let length = (9.0 + second * second).sqrt();
        assert_eq!(columns, [0, 2]);
        assert!((values[0] - 3.0 / length).abs() < 1e-6);
        assert!((values[1] - second / length).abs() < 1e-6);
        assert_eq!(CountRows::weigh(&[], &[1.0]), (vec![], vec![]));
    }
}
