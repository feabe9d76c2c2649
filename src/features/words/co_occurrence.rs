//! Counts which words stand near which more often than by chance, as a sparse matrix.
//!
//! Positive pointwise mutual information of word pairs within [`WINDOW`] words, a pair at distance
//! d counting 1/d: M(w, c) = max(0, ln(#(w,c) · Σ#^α / (#(w) · #(c)^α))), with the context
//! distribution smoothed by α = 0.75 (Levy, Goldberg & Dagan 2015). A row is counted by visiting
//! each place where its word stands, so no table of pairs is ever held but the result. Counts are
//! in sixtieths (60/d is whole for every d ≤ 5), so they are exact in any order.

use rayon::prelude::*;

use super::svd::Matrix;
use crate::features::simd::add_rows;

/// Words to each side.
const WINDOW: usize = 5;
/// 60 / distance.
const SIXTIETHS: [u32; WINDOW] = [60, 30, 20, 15, 12];
const SMOOTHING: f64 = 0.75;
/// Words whose rows one thread counts at a time.
const CHUNK: usize = 128;

/// Stands in a sequence for a word that is not looked at; it keeps its place.
pub(super) const OTHER: u32 = u32::MAX;

/// M, and its transpose to multiply with.
pub(super) struct CoOccurrence {
    by_contexts: SparseRows,
    by_words: SparseRows,
}

impl CoOccurrence {
    /// Counts the words 0..`words` in sequences.
    pub(super) fn count<'a>(sequences: impl Iterator<Item = &'a [u32]>, words: usize) -> Self {
        let places = Places::new(sequences, words);
        let ids: Vec<u32> = (0..words as u32).collect();
        let totals: Vec<u64> = ids
            .par_iter()
            .map(|word| {
                let mut total = 0;
                places.each_neighbour(*word, |_, count| total += u64::from(count));
                total
            })
            .collect();
        let smoothed = totals.iter().map(|total| (*total as f64).powf(SMOOTHING));
        let smoothed: Vec<f64> = smoothed.collect();
        let smoothed_total: f64 = smoothed.iter().sum();
        let rows: Vec<Vec<Vec<(u32, f32)>>> = ids
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut counts = vec![0_u32; words];
                let row = |word: &u32| {
                    let total = totals[*word as usize] as f64;
                    let mut contexts = Vec::new();
                    places.each_neighbour(*word, |context, count| {
                        if counts[context as usize] == 0 {
                            contexts.push(context);
                        }
                        counts[context as usize] += count;
                    });
                    contexts.sort_unstable();
                    let row = contexts.into_iter().filter_map(|context| {
                        let count = f64::from(std::mem::take(&mut counts[context as usize]));
                        let information = (count * smoothed_total
                            / (total * smoothed[context as usize]))
                            .ln() as f32;
                        (information > 0.0).then_some((context, information))
                    });
                    row.collect()
                };
                chunk.iter().map(row).collect()
            })
            .collect();
        let by_words = SparseRows::new(rows.into_iter().flatten(), words);
        Self {
            by_contexts: by_words.transposed(),
            by_words,
        }
    }
}

/// The transpose of M: its right singular directions are the left ones of M, those of the words.
impl Matrix for CoOccurrence {
    fn columns(&self) -> usize {
        self.by_words.len()
    }

    fn rows(&self) -> usize {
        self.by_words.width
    }

    fn times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
        self.by_contexts.times(dense, lanes)
    }

    fn transposed_times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
        self.by_words.times(dense, lanes)
    }
}

/// Sequences in one, and where each word stands in it.
struct Places {
    /// Between two sequences, and at both ends, there are gaps as long as the window.
    sequence: Vec<u32>,
    places: Vec<u32>,
    /// Word w stands at the places from `offsets[w]` to `offsets[w + 1]`.
    offsets: Vec<usize>,
}

impl Places {
    fn new<'a>(sequences: impl Iterator<Item = &'a [u32]>, words: usize) -> Self {
        let gap = [OTHER; WINDOW];
        let mut sequence = gap.to_vec();
        for words in sequences {
            sequence.extend_from_slice(words);
            sequence.extend_from_slice(&gap);
        }
        let known = sequence.iter().filter(|word| **word != OTHER);
        let offsets = starts_of(words, known.map(|word| *word as usize));
        let mut next = offsets.clone();
        let mut places = vec![0; offsets[words]];
        for (at, word) in sequence.iter().enumerate() {
            if *word != OTHER {
                places[next[*word as usize]] = at as u32;
                next[*word as usize] += 1;
            }
        }
        Self {
            sequence,
            places,
            offsets,
        }
    }

    /// Calls `take` with each neighbour of each place of a word, and its count in sixtieths.
    fn each_neighbour(&self, word: u32, mut take: impl FnMut(u32, u32)) {
        let word = word as usize;
        for place in &self.places[self.offsets[word]..self.offsets[word + 1]] {
            let place = *place as usize;
            for (distance, count) in SIXTIETHS.into_iter().enumerate() {
                for neighbour in [place - distance - 1, place + distance + 1] {
                    let neighbour = self.sequence[neighbour];
                    if neighbour != OTHER {
                        take(neighbour, count);
                    }
                }
            }
        }
    }
}

/// Where each of `groups` begins when things lie group by group, and where the last ends.
pub(super) fn starts_of(groups: usize, things: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut starts = vec![0; groups + 1];
    for group in things {
        starts[group + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    starts
}

/// A sparse matrix by compressed rows: those of row i are between `offsets[i]` and `offsets[i + 1]`,
/// columns rising. Memory: 8 bytes a non-zero plus 8 a row.
#[derive(Debug, Clone)]
pub(super) struct SparseRows {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl SparseRows {
    /// Collects rows of (column, value), columns rising and below `width`.
    pub(super) fn new(rows: impl IntoIterator<Item = Vec<(u32, f32)>>, width: usize) -> Self {
        let mut matrix = Self {
            offsets: vec![0],
            columns: Vec::new(),
            values: Vec::new(),
            width,
        };
        for row in rows {
            for (column, value) in row {
                matrix.columns.push(column);
                matrix.values.push(value);
            }
            matrix.offsets.push(matrix.columns.len());
        }
        matrix
    }

    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The columns and values of a row.
    pub(super) fn row(&self, index: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[index]..self.offsets[index + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// The same matrix by columns, as the rows of its transpose.
    pub(super) fn transposed(&self) -> Self {
        let columns = self.columns.iter().map(|column| *column as usize);
        let offsets = starts_of(self.width, columns);
        let mut next = offsets.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut values = vec![0.0; self.values.len()];
        for row in 0..self.len() {
            let (row_columns, row_values) = self.row(row);
            for (column, value) in row_columns.iter().zip(row_values) {
                let at = next[*column as usize];
                columns[at] = row as u32;
                values[at] = *value;
                next[*column as usize] += 1;
            }
        }
        Self {
            offsets,
            columns,
            values,
            width: self.len(),
        }
    }

    /// This matrix (n × m) times a dense one (m × l, by rows), as a dense n × l by rows.
    ///
    /// Each output row is summed by one thread in column order, so the result is the same at any
    /// thread count.
    pub(super) fn times(&self, dense: &[f32], lanes: usize) -> Vec<f32> {
        let mut product = vec![0.0; self.len() * lanes];
        let rows = product.par_chunks_mut(lanes.max(1)).enumerate();
        rows.for_each(|(row, out)| {
            let (columns, values) = self.row(row);
            let columns = columns.iter().map(|column| *column as usize);
            add_rows(out, dense, columns.zip(values.iter().copied()));
        });
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn information_by_hand() {
        // "0 1 . 2" and "0 1": #(0,1) = 60 + 60, #(0,2) = 60/3, #(1,2) = 60/2.
        let sequences = [vec![0, 1, OTHER, 2], vec![0, 1]];
        let found = CoOccurrence::count(sequences.iter().map(Vec::as_slice), 3);
        let totals = [140.0_f64, 150.0, 50.0];
        let smoothed: f64 = totals.iter().map(|total| total.powf(0.75)).sum();
        let expected = |word: usize, context: usize, count: f64| {
            (count * smoothed / (totals[word] * totals[context].powf(0.75))).ln() as f32
        };
        let (contexts, values) = found.by_words.row(0);
        assert_eq!(contexts, [1]);
        assert!((values[0] - expected(0, 1, 120.0)).abs() < 1e-6);
        assert!(expected(0, 2, 20.0) < 0.0);
        let (contexts, values) = found.by_words.row(2);
        assert_eq!(contexts, [0, 1]);
        assert!((values[0] - expected(2, 0, 20.0)).abs() < 1e-6);
        assert!((values[1] - expected(2, 1, 30.0)).abs() < 1e-6);
        // By contexts: the column of word 0.
        assert_eq!(found.by_contexts.row(0).0, [1, 2]);
    }

    #[test]
    fn the_window_ends_after_five_words() {
        let sequence: Vec<u32> = (0..7).collect();
        let places = Places::new([sequence.as_slice(), &[0]].into_iter(), 7);
        let mut found = Vec::new();
        places.each_neighbour(0, |word, count| found.push((word, count)));
        assert_eq!(found, [(1, 60), (2, 30), (3, 20), (4, 15), (5, 12)]);
        assert_eq!(CoOccurrence::count(std::iter::empty(), 0).by_words.len(), 0);
    }

    fn small() -> SparseRows {
        // [1 0 2]
        // [0 0 0]
        // [0 3 4]
        SparseRows::new(
            [vec![(0, 1.0), (2, 2.0)], vec![], vec![(1, 3.0), (2, 4.0)]],
            3,
        )
    }

    #[test]
    fn transposing_swaps_rows_and_columns() {
        let transposed = small().transposed();
        assert_eq!(transposed.row(2), (&[0, 2][..], &[2.0, 4.0][..]));
        assert_eq!(transposed.row(1), (&[2][..], &[3.0][..]));
    }

    #[test]
    fn times_a_dense_matrix_by_hand() {
        // Times [1 0; 0 1; 1 1].
        let product = small().times(&[1.0, 0.0, 0.0, 1.0, 1.0, 1.0], 2);
        assert_eq!(product, [3.0, 2.0, 0.0, 0.0, 4.0, 7.0]);
    }
}
