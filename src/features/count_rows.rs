//! Which grams does each text hold, how often?
//!
//! One 32-bit entry per gram and text: its column and its count. The weights follow from the
//! counts, so nothing else is stored: 4 bytes an entry and 4 a row. Invariant: the columns of a
//! row rise.

/// Counts above this are held as this.
pub(super) const MOST_COUNTED: u32 = 255;

/// Gram counts of many texts, by rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRows {
    /// Row i is `entries[offsets[i]..offsets[i + 1]]`.
    pub offsets: Vec<u32>,
    /// Column in the upper 24 bits, count in the lower 8.
    pub entries: Vec<u32>,
}

impl Default for CountRows {
    fn default() -> Self {
        Self {
            offsets: vec![0],
            entries: Vec::new(),
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

    /// Adds a row of (column, count), columns rising.
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, u32)>) {
        self.entries
            .extend(row.into_iter().map(|(column, count)| entry(column, count)));
        self.offsets.push(self.entries.len() as u32);
    }
}

/// Packs a column (below 2^24) and a count.
pub(super) fn entry(column: u32, count: u32) -> u32 {
    (column << 8) | count.clamp(1, MOST_COUNTED)
}

/// The column and the count of an entry.
pub fn split(entry: u32) -> (u32, u32) {
    (entry >> 8, entry & 0xff)
}

/// Sublinear term frequency: 1 + ln count.
pub fn sublinear(count: u32) -> f32 {
    1.0 + (count as f32).ln()
}

/// The weights of a row, scaled to unit length: (columns, values). All zero rows stay empty.
pub(super) fn weigh(row: &[u32], idf: &[f32]) -> (Vec<u32>, Vec<f32>) {
    let (columns, mut values): (Vec<u32>, Vec<f32>) = row
        .iter()
        .map(|packed| {
            let (column, count) = split(*packed);
            (column, sublinear(count) * idf[column as usize])
        })
        .unzip();
    let inverse = inverse_length(row, idf);
    for value in &mut values {
        *value *= inverse;
    }
    (columns, values)
}

/// One over the length of a row's weights; 0 for an empty row.
pub(super) fn inverse_length(row: &[u32], idf: &[f32]) -> f32 {
    let square: f32 = row
        .iter()
        .map(|packed| {
            let (column, count) = split(*packed);
            (sublinear(count) * idf[column as usize]).powi(2)
        })
        .sum();
    if square > 0.0 {
        1.0 / square.sqrt()
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_formula() {
        let mut rows = CountRows::default();
        rows.push([(0, 2), (3, 1)]);
        rows.push([]);
        let idf = [1.5, 9.0, 9.0, 2.0];
        let (columns, values) = weigh(rows.row(0), &idf);
        let (a, b) = ((1.0 + 2_f32.ln()) * 1.5, 2.0_f32);
        let length = (a * a + b * b).sqrt();
        assert_eq!(columns, [0, 3]);
        assert!((values[0] - a / length).abs() < 1e-6 && (values[1] - b / length).abs() < 1e-6);
        assert!(weigh(rows.row(1), &idf).0.is_empty());
    }

    #[test]
    fn an_entry_keeps_column_and_count() {
        assert_eq!(split(entry(123_456, 7)), (123_456, 7));
        assert_eq!(split(entry(1, 9_999)), (1, MOST_COUNTED));
    }
}
