//! Makes features of the numbers and vectors that were given with the items.
//!
//! One dense block beside the text's: the scaled numbers, then the vector (as the text's own dense
//! blocks: minus the pool's mean, to unit length, times √2; an item without a vector, all zero, or at
//! the mean stays zero). Fitted on the pool alone; the pool's rows are held as bytes and everything
//! else is rounded as they were. Invariant: transforming a pool item gives its row again, and fitting
//! is equal at any number of threads. Memory while fitting: 8 bytes a number of the pool; afterwards
//! one byte a feature, and no copy of the vectors.

use rayon::prelude::*;

use super::DenseRows;
use crate::pool::{Cell, Inputs, Item, Items, NumberColumns, Vectors};
use numbers::{NumberScaler, NumberTable};

mod numbers;

/// What turns the numbers and the vector of an item into features.
#[derive(Debug, Clone)]
pub(crate) struct ExternalFeatures {
    columns: NumberColumns,
    numbers: NumberScaler,
    vectors: Option<VectorBlock>,
    /// The pool's rows without the items: what rounds others as they were rounded.
    rounding: DenseRows,
}

impl ExternalFeatures {
    /// Fits on the pool and gives its rows; `None` when nothing was given.
    ///
    /// `vectors` has one row for each of `items`, holdout included, of which the pool's are used.
    pub(crate) fn fit(
        items: &Items,
        inputs: &Inputs,
        vectors: Option<&Vectors>,
    ) -> Option<(Self, DenseRows)> {
        if inputs.numbers.is_empty() && vectors.is_none() {
            return None;
        }
        let pool = items.pool().map(|id| items.pool_item(id));
        let columns = NumberColumns::of(&pool, &inputs.numbers);
        let table = number_table(&columns, items);
        let places = items.pool().map(|id| items.pool_index(id).index());
        let places: Vec<usize> = places.collect();
        let vector_of = |row: usize| vectors.map_or(&[][..], |vectors| vectors.row(places[row]));
        let mut external = Self {
            numbers: NumberScaler::fit(&table),
            vectors: vectors
                .map(|vectors| VectorBlock::fit(vectors.width(), items.pool_len(), vector_of)),
            columns,
            rounding: DenseRows::default(),
        };
        let width = external.width();
        let write = |row: usize, out: &mut [f32]| {
            let (numbers, vector) = out.split_at_mut(external.numbers.width());
            external.numbers.write_row(&table, row, numbers);
            if let Some(block) = &external.vectors {
                block.write(vector_of(row), vector);
            }
        };
        let rows = DenseRows::written(items.pool_len(), width, write);
        external.rounding = rows.without_rows();
        Some((external, rows))
    }

    /// How many features an item gets.
    pub(crate) fn width(&self) -> usize {
        self.numbers.width() + self.vectors.as_ref().map_or(0, VectorBlock::width)
    }

    /// Any item's features, with the vector given with it.
    pub(crate) fn transform(&self, item: &Item, vector: Option<&[f32]>) -> Vec<f32> {
        let cells = self.columns.read(item);
        let numbers: Vec<Option<f64>> = cells.into_iter().map(Cell::number).collect();
        let mut features = self.numbers.transform(&numbers);
        if let Some(block) = &self.vectors {
            let begin = features.len();
            features.resize(begin + block.width(), 0.0);
            block.write(vector.unwrap_or_default(), &mut features[begin..]);
        }
        self.rounding.rounded(&features)
    }
}

/// The numbers of the pool's items.
fn number_table(columns: &NumberColumns, items: &Items) -> NumberTable {
    let mut table = NumberTable::new(columns.width());
    let ids: Vec<_> = items.pool().collect();
    // In parallel by blocks, because reading numbers takes longer than all that follows.
    for block in ids.chunks(READ_TOGETHER) {
        let rows: Vec<Vec<Option<f64>>> = block
            .par_iter()
            .map(|id| {
                let cells = columns.read(items.pool_item(*id));
                cells.into_iter().map(Cell::number).collect()
            })
            .collect();
        for row in rows {
            table.push(row);
        }
    }
    table
}

/// Items read before their numbers go into the table.
const READ_TOGETHER: usize = 8_192;
/// Two blocks of the same items as one: each row of the left, then that of the right. `None` when
/// they have not as many rows.
pub(crate) fn side_by_side(left: &DenseRows, right: &DenseRows) -> Option<DenseRows> {
    if left.len() != right.len() {
        return None;
    }
    let width = left.width() + right.width();
    let mut bytes = Vec::with_capacity(left.len() * width);
    for index in 0..left.len() {
        bytes.extend_from_slice(left.row(index));
        bytes.extend_from_slice(right.row(index));
    }
    let scales = [left.scales(), right.scales()].concat();
    DenseRows::from_parts(left.len(), bytes, scales)
}

/// A vector's length among the features.
const LENGTH: f64 = std::f64::consts::SQRT_2;
/// Rows summed by one task: sums of sums in a fixed order.
const SUMMED_TOGETHER: usize = 4_096;
/// A centred vector shorter than this share of the mean's length is rounding.
const LEAST_LENGTH: f64 = 1e-6;

/// What turns a given vector into features.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VectorBlock {
    mean: Vec<f64>,
    /// Centred vectors must be longer than this.
    least: f64,
}

impl VectorBlock {
    /// Fits on the pool's vectors of `width` numbers: `row` gives one by its place.
    pub(crate) fn fit<'a>(
        width: usize,
        count: usize,
        row: impl Fn(usize) -> &'a [f32] + Sync,
    ) -> Self {
        let chunks = count.div_ceil(SUMMED_TOGETHER);
        let sums: Vec<(Vec<f64>, usize)> = (0..chunks)
            .into_par_iter()
            .map(|chunk| {
                let from = chunk * SUMMED_TOGETHER;
                let mut sum = vec![0.0; width];
                let mut present = 0;
                for index in from..(from + SUMMED_TOGETHER).min(count) {
                    let vector = row(index);
                    present += usize::from(vector.iter().any(|value| *value != 0.0));
                    for (sum, value) in sum.iter_mut().zip(vector) {
                        *sum += f64::from(*value);
                    }
                }
                (sum, present)
            })
            .collect();
        let mut mean = vec![0.0; width];
        let mut present = 0;
        for (sum, some) in &sums {
            present += some;
            for (mean, sum) in mean.iter_mut().zip(sum) {
                *mean += sum;
            }
        }
        for value in &mut mean {
            *value /= present.max(1) as f64;
        }
        let least = LEAST_LENGTH * mean.iter().map(|value| value * value).sum::<f64>().sqrt();
        Self { mean, least }
    }

    /// How many numbers a vector has, before and after.
    pub(crate) fn width(&self) -> usize {
        self.mean.len()
    }

    /// Writes a vector's features; one of another width counts as none.
    pub(crate) fn write(&self, vector: &[f32], out: &mut [f32]) {
        let is_given = vector.len() == self.mean.len() && vector.iter().any(|x| *x != 0.0);
        let centred = || {
            let pairs = vector.iter().zip(&self.mean);
            pairs.map(|(value, mean)| f64::from(*value) - mean)
        };
        let length = centred().map(|value| value * value).sum::<f64>().sqrt();
        if !is_given || length <= self.least {
            out.fill(0.0);
            return;
        }
        for (out, value) in out.iter_mut().zip(centred()) {
            *out = (value * LENGTH / length) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: usize, fields: &[(&str, String)]) -> Item {
        Item {
            id: number.to_string(),
            text: String::new(),
            fields: fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }

    fn items(count: usize, held_out: impl Fn(usize) -> bool) -> Items {
        let items = (0..count).map(|n| {
            let age = if n % 5 == 0 {
                "NA".to_owned()
            } else {
                (n % 7).to_string()
            };
            let list = format!("[{n}, 1, {}]", n * n);
            item(n, &[("age", age), ("x", list)])
        });
        Items::new(items.collect(), |item| held_out(item.id.parse().unwrap()))
    }

    fn vectors(count: usize) -> Vectors {
        let value = |n: usize| ((n * 37) % 11) as f32 - 5.0;
        Vectors::new(2, (0..2 * count).map(value).collect()).unwrap()
    }

    fn inputs() -> Inputs {
        Inputs {
            numbers: vec!["age".into(), "x".into()],
            ..Inputs::default()
        }
    }

    #[test]
    fn transforming_a_pool_item_gives_the_row_it_was_fitted_with() {
        let items = items(50, |n| n % 4 == 0);
        let vectors = vectors(50);
        let (external, rows) = ExternalFeatures::fit(&items, &inputs(), Some(&vectors)).unwrap();
        // Age, its "missing", two of the list's three, and the vector's two.
        assert_eq!((external.width(), rows.width()), (6, 6));
        assert_eq!(rows.len(), items.pool_len());
        for (row, id) in items.pool().enumerate() {
            let vector = vectors.row(items.pool_index(id).index());
            let again = external.transform(items.pool_item(id), Some(vector));
            assert_eq!(again, rows.values(row));
        }
    }

    #[test]
    fn the_holdout_changes_nothing() {
        let all = items(60, |n| n >= 40);
        let pool_alone = items(40, |_| false);
        let vectors = vectors(60);
        let (_, with) = ExternalFeatures::fit(&all, &inputs(), Some(&vectors)).unwrap();
        let first = vectors.select((0..40).map(Some));
        let (_, without) = ExternalFeatures::fit(&pool_alone, &inputs(), Some(&first)).unwrap();
        assert_eq!(with.bytes(), without.bytes());
        assert_eq!(with.scales(), without.scales());
    }

    #[test]
    fn rows_are_the_same_at_any_number_of_threads() {
        let items = items(3_000, |_| false);
        let vectors = vectors(3_000);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let (_, rows) = pool
                .build()
                .unwrap()
                .install(|| ExternalFeatures::fit(&items, &inputs(), Some(&vectors)))
                .unwrap();
            (rows.bytes().to_vec(), rows.scales().to_vec())
        };
        assert_eq!(with(1), with(3));
    }

    #[test]
    fn nothing_given_is_no_block_and_no_items_are_no_trouble() {
        assert!(ExternalFeatures::fit(&items(3, |_| false), &Inputs::default(), None).is_none());
        let (external, rows) =
            ExternalFeatures::fit(&items(0, |_| false), &inputs(), None).unwrap();
        assert_eq!((external.width(), rows.len()), (0, 0));
        let (external, rows) = ExternalFeatures::fit(&items(2, |_| true), &inputs(), None).unwrap();
        assert_eq!((external.width(), rows.len()), (0, 0));
        assert!(external.transform(&item(0, &[]), None).is_empty());
    }

    #[test]
    fn blocks_stand_side_by_side() {
        let left = DenseRows::quantised(&[1.0, -2.0], 1, 2);
        let right = DenseRows::quantised(&[1.0, 2.0, 3.0, 4.0], 2, 2);
        let both = side_by_side(&left, &right).unwrap();
        let expected = [left.values(1), right.values(1)].concat();
        assert_eq!(both.values(1), expected);
        let none = DenseRows::without_columns(2);
        assert_eq!(side_by_side(&none, &right).unwrap().bytes(), right.bytes());
        let empty = side_by_side(&none, &none).unwrap();
        assert_eq!((empty.len(), empty.width()), (2, 0));
        assert!(side_by_side(&left, &DenseRows::without_columns(3)).is_none());
    }

    fn block(rows: &[Vec<f32>]) -> VectorBlock {
        VectorBlock::fit(rows.first().map_or(0, Vec::len), rows.len(), |row| {
            &rows[row]
        })
    }

    fn features(block: &VectorBlock, vector: &[f32]) -> Vec<f32> {
        let mut out = vec![9.0; block.width()];
        block.write(vector, &mut out);
        out
    }

    #[test]
    fn vectors_are_centred_and_have_the_length_of_the_texts() {
        // The row of zeros has no vector: the mean of the others is (1, 1).
        let block = block(&[vec![4.0, 1.0], vec![0.0, 0.0], vec![-2.0, 1.0]]);
        let root = 2_f32.sqrt();
        assert_eq!(features(&block, &[4.0, 1.0]), [root, 0.0]);
        assert_eq!(features(&block, &[-2.0, 1.0]), [-root, 0.0]);
        assert_eq!(features(&block, &[2.0, 2.0]), [1.0, 1.0]);
        for nothing in [&[0.0, 0.0][..], &[1.0, 1.0], &[1.0], &[]] {
            assert_eq!(features(&block, nothing), [0.0, 0.0], "{nothing:?}");
        }
    }

    #[test]
    fn extremes_are_no_trouble() {
        let large = block(&[vec![f32::MAX, 0.0], vec![0.0, f32::MAX]]);
        for value in features(&large, &[f32::MAX, 0.0]) {
            assert!((value.abs() - 1.0).abs() < 1e-6, "{value}");
        }
        let equal = block(&vec![vec![0.1, 0.7, 0.3]; 9_000]);
        assert_eq!(features(&equal, &[0.1, 0.7, 0.3]), [0.0; 3]);
        assert_eq!(block(&[]).width(), 0);
        let none = VectorBlock::fit(2, 1, |_| &[0.0, 0.0]);
        assert_eq!(features(&none, &[0.0, 3.0]), [0.0, 2_f32.sqrt()]);
    }

    #[test]
    fn the_mean_is_the_same_at_any_number_of_threads() {
        let rows: Vec<Vec<f32>> = (0..10_000)
            .map(|n| vec![(n as f32).sin(), 1e6 * (n as f32).cos()])
            .collect();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build().unwrap().install(|| block(&rows))
        };
        assert_eq!(with(1), with(3));
    }
}
