//! Holds the sparse part so that a million rows can be scored between two frames.
//!
//! Most of what texts hold are a few frequent grams. Each frequent (gram, count) pair gets a
//! 16-bit number, a *cell*; a row lists its cells, and a model becomes one table of numbers per
//! cell. All other entries are *rare*: a row keeps them too, but the scan reaches them from the
//! other side, through the [`Postings`] of the few rare grams that have a weight at all.
//! Memory: about 2 bytes per frequent entry and 9 per rare one, 16 a row.

use super::CountRows;
use super::words::smoothed_idf;

/// How many cells there can be: what 16 bits can number.
pub(crate) const CELLS: usize = 1 << 16;

/// The sparse part of many items.
#[derive(Debug, Clone, Default)]
pub struct TextRows {
    /// The weight of each column.
    pub idf: Vec<f32>,
    /// The packed (column, count) of each cell, most frequent first.
    pub cells: Vec<u32>,
    cell_offsets: Vec<u32>,
    row_cells: Vec<u16>,
    rare_offsets: Vec<u32>,
    rare: Vec<u32>,
    /// One over the length of each row's weights.
    pub(crate) inverse_lengths: Vec<f32>,
    /// One over the length that each row's weights would have if grams of one text alone had columns,
    /// too; 0 where no gram has. Such grams are in no other text, so that the products of two rows'
    /// weights, scaled by these, sum to the cosine over all grams: texts that differ by a name that
    /// comes once are not alike.
    pub(crate) whole_inverse_lengths: Vec<f32>,
    postings: Postings,
}

/// For each gram, in which rows it stands as a rare entry.
#[derive(Debug, Clone, Default)]
struct Postings {
    offsets: Vec<u32>,
    rows: Vec<u32>,
    counts: Vec<u8>,
}

impl TextRows {
    /// Arranges counted rows; `idf` has one entry per column.
    pub fn new(counts: &CountRows, idf: Vec<f32>) -> Self {
        let cells = most_frequent_cells(counts);
        let cell_of = CellIndex::new(&cells, idf.len());
        let heaviest = smoothed_idf(counts.len(), 1);
        let mut rows = Self {
            cell_offsets: Vec::with_capacity(counts.len() + 1),
            rare_offsets: Vec::with_capacity(counts.len() + 1),
            ..Self::default()
        };
        rows.cell_offsets.push(0);
        rows.rare_offsets.push(0);
        for index in 0..counts.len() {
            let row = counts.row(index);
            let start = rows.row_cells.len();
            for packed in row {
                match cell_of.find(*packed) {
                    Some(cell) => rows.row_cells.push(cell),
                    None => rows.rare.push(*packed),
                }
            }
            // Rising numbers: neighbouring rows of a weight table are read one after the other.
            rows.row_cells[start..].sort_unstable();
            rows.cell_offsets.push(rows.row_cells.len() as u32);
            rows.rare_offsets.push(rows.rare.len() as u32);
            let inverse = CountRows::inverse_length(row, &idf);
            let lacking = counts.lacking.get(index).copied().unwrap_or(0.0);
            rows.inverse_lengths.push(inverse);
            rows.whole_inverse_lengths
                .push(inverse / (1.0 + lacking * (heaviest * inverse).powi(2)).sqrt());
        }
        rows.row_cells.shrink_to_fit();
        rows.rare.shrink_to_fit();
        rows.postings = Postings::of(&rows.rare_offsets, &rows.rare, idf.len());
        rows.cells = cells;
        rows.idf = idf;
        rows
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.inverse_lengths.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.inverse_lengths.is_empty()
    }

    /// How many columns.
    pub fn width(&self) -> usize {
        self.idf.len()
    }

    /// The cells of a row, rising.
    pub(crate) fn cells_of(&self, row: usize) -> &[u16] {
        &self.row_cells[self.cell_offsets[row] as usize..self.cell_offsets[row + 1] as usize]
    }

    /// Where a gram stands as a rare entry: (row, count), rows rising.
    pub(crate) fn postings(&self, column: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let range = self.postings.range(column);
        let counts = &self.postings.counts[range.clone()];
        let entries = self.postings.rows[range].iter().zip(counts);
        entries.map(|(row, count)| (*row, u32::from(*count)))
    }

    /// The unit-length weights of a row: (column, value), columns rising.
    pub fn row(&self, index: usize) -> (Vec<u32>, Vec<f32>) {
        let mut entries: Vec<u32> = self.entries(index).collect();
        entries.sort_unstable();
        let inverse = self.inverse_lengths[index];
        let weighed = |entry| (CountRows::split(entry).0, self.weight(entry) * inverse);
        entries.into_iter().map(weighed).unzip()
    }

    /// The entries of a row, as [`CountRows::entry`] packs them: cells first, then rare ones.
    pub fn entries(&self, index: usize) -> impl Iterator<Item = u32> + '_ {
        let rare = self.rare_offsets[index] as usize..self.rare_offsets[index + 1] as usize;
        let cells = self.cells_of(index).iter();
        let frequent = cells.map(|cell| self.cells[usize::from(*cell)]);
        frequent.chain(self.rare[rare].iter().copied())
    }

    /// What an entry weighs before its row is scaled to unit length.
    pub fn weight(&self, entry: u32) -> f32 {
        CountRows::sublinear(entry) * self.idf[CountRows::split(entry).0 as usize]
    }

    /// Bytes held.
    pub fn memory(&self) -> usize {
        size_of_val(self.row_cells.as_slice())
            + size_of_val(self.rare.as_slice())
            + size_of_val(self.postings.rows.as_slice())
            + self.postings.counts.len()
            + size_of_val(self.postings.offsets.as_slice())
            + size_of_val(self.idf.as_slice())
            + 16 * self.len()
    }
}

impl Postings {
    fn of(offsets: &[u32], rare: &[u32], columns: usize) -> Self {
        let mut starts = vec![0_u32; columns + 1];
        for packed in rare {
            starts[CountRows::split(*packed).0 as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut postings = Self {
            rows: vec![0; rare.len()],
            counts: vec![0; rare.len()],
            offsets: starts,
        };
        for row in 0..offsets.len().saturating_sub(1) {
            for packed in &rare[offsets[row] as usize..offsets[row + 1] as usize] {
                let (column, count) = CountRows::split(*packed);
                let place = next[column as usize] as usize;
                next[column as usize] += 1;
                postings.rows[place] = row as u32;
                postings.counts[place] = count as u8;
            }
        }
        postings
    }

    fn range(&self, column: u32) -> std::ops::Range<usize> {
        self.offsets[column as usize] as usize..self.offsets[column as usize + 1] as usize
    }
}

/// The cell of a packed entry. Columns with a cell for count 1 are looked up directly; the few
/// others by binary search.
struct CellIndex {
    once: Vec<u32>,
    repeated: Vec<(u32, u16)>,
}

impl CellIndex {
    const NONE: u32 = u32::MAX;

    fn new(cells: &[u32], columns: usize) -> Self {
        let mut index = Self {
            once: vec![Self::NONE; columns],
            repeated: Vec::new(),
        };
        for (cell, packed) in cells.iter().enumerate() {
            let (column, count) = CountRows::split(*packed);
            if count == 1 {
                index.once[column as usize] = cell as u32;
            } else {
                index.repeated.push((*packed, cell as u16));
            }
        }
        index.repeated.sort_unstable();
        index
    }

    fn find(&self, packed: u32) -> Option<u16> {
        let (column, count) = CountRows::split(packed);
        if count == 1 {
            let cell = self.once[column as usize];
            return (cell != Self::NONE).then_some(cell as u16);
        }
        let place = self.repeated.binary_search_by_key(&packed, |known| known.0);
        Some(self.repeated[place.ok()?].1)
    }
}

/// The most frequent (column, count) pairs, at most [`CELLS`], most frequent first.
fn most_frequent_cells(counts: &CountRows) -> Vec<u32> {
    // Columns come in falling document frequency: a pair whose column comes after the first few
    // times [`CELLS`] is hardly ever among the most frequent, and is only slower to score if it is.
    let reach = (4 * CELLS) as u32;
    let mut once = vec![0_u32; reach as usize];
    let mut repeated: std::collections::HashMap<u32, u32> = std::collections::HashMap::new();
    for packed in &counts.entries {
        let (column, count) = CountRows::split(*packed);
        if column >= reach {
            continue;
        }
        if count == 1 {
            once[column as usize] += 1;
        } else {
            *repeated.entry(*packed).or_default() += 1;
        }
    }
    let singles = (0..reach)
        .zip(once)
        .map(|(column, rows)| (rows, CountRows::entry(column, 1)));
    let repeated = repeated.into_iter().map(|(packed, rows)| (rows, packed));
    let pairs = repeated.chain(singles).filter(|(rows, _)| *rows > 0);
    let mut pairs: Vec<(u32, u32)> = pairs.collect();
    pairs.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    pairs.truncate(CELLS);
    pairs.into_iter().map(|(_, packed)| packed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More pairs than there are cells, so that some entries are rare.
    fn counted() -> (CountRows, Vec<f32>) {
        let columns = 70_000_u32;
        let mut counts = CountRows::default();
        for row in 0..columns {
            // Column 0 in every row with counts 1 to 3, one column of its own and its neighbour.
            let own = row.max(1);
            let more = own % (columns - 1) + 1;
            let mut entries = vec![(0, row % 3 + 1), (own, 1)];
            if more != own {
                entries.push((more, row % 2 + 1));
            }
            entries.sort_unstable();
            counts
                .entries
                .extend(entries.into_iter().map(|(c, tf)| CountRows::entry(c, tf)));
            counts.offsets.push(counts.entries.len() as u32);
        }
        let idf = (0..columns).map(|c| 1.0 + c as f32 / 1e5).collect();
        (counts, idf)
    }

    #[test]
    fn a_row_has_the_weights_of_its_counts() {
        let (counts, idf) = counted();
        let rows = TextRows::new(&counts, idf.clone());
        assert_eq!(rows.cells.len(), CELLS);
        assert_eq!(
            CountRows::split(rows.cells[0]).0,
            0,
            "the most frequent gram comes first"
        );
        for index in [0, 1, 77, 30_000, 69_999] {
            let (columns, values) = rows.row(index);
            let (known, expected) = CountRows::weigh(counts.row(index), &idf);
            assert_eq!(columns, known);
            for (value, expected) in values.iter().zip(expected) {
                assert!((value - expected).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn grams_of_one_text_alone_make_a_row_longer() {
        let counts = CountRows {
            offsets: vec![0, 2, 3, 3],
            entries: [0, 1, 1].map(|column| CountRows::entry(column, 1)).to_vec(),
            lacking: vec![0.0, 3.0, 2.0],
        };
        let rows = TextRows::new(&counts, vec![3.0, 4.0]);
        let heaviest = 2_f32.ln() + 1.0;
        let known = [5.0, (16.0 + 3.0 * heaviest * heaviest).sqrt()];
        for (whole, length) in rows.whole_inverse_lengths.iter().zip(known) {
            assert!((whole - 1.0 / length).abs() < 1e-6);
        }
        let none = rows.whole_inverse_lengths[2];
        assert!(none.abs() < f32::EPSILON, "no gram has a column");
        assert!((rows.inverse_lengths[1] - 0.25).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_cell_is_found_by_its_postings() {
        let (counts, idf) = counted();
        let rows = TextRows::new(&counts, idf);
        let cells: usize = (0..rows.len()).map(|row| rows.cells_of(row).len()).sum();
        let rare: usize = (0..rows.width() as u32)
            .map(|column| rows.postings(column).count())
            .sum();
        assert!(rare > 0);
        assert_eq!(cells + rare, counts.entries.len());
        for column in 0..rows.width() as u32 {
            for (row, count) in rows.postings(column) {
                let packed = CountRows::entry(column, count);
                assert!(counts.row(row as usize).contains(&packed));
            }
        }
    }
}
