//! Which features come from numbers and vectors that were given with the items?
//!
//! One dense block beside the text's: the scaled numbers, then the vector. Fitted on the pool
//! alone; the pool's rows are held as bytes and everything else is rounded as they were.
//! Invariant: transforming a pool item gives its row again. Memory while fitting: 8 bytes a
//! number of the pool; afterwards one byte a feature, and no copy of the vectors.

mod numbers;
mod vectors;

use rayon::prelude::*;

use super::dense_rows::{DenseRows, quantise};
use crate::pool::{Cell, Inputs, Item, Items, NumberColumns, Vectors};
pub use numbers::{NumberScaler, NumberTable};
pub use vectors::VectorBlock;

/// What turns the numbers and the vector of an item into features.
#[derive(Debug, Clone)]
pub struct ExternalFeatures {
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
    pub fn fit(
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
        let places: Vec<usize> = items
            .pool()
            .map(|id| items.pool_index(id).index())
            .collect();
        let vector_of = |row: usize| vectors.map_or(&[][..], |vectors| vectors.row(places[row]));
        let mut given = Self {
            numbers: NumberScaler::fit(&table),
            vectors: vectors
                .map(|vectors| VectorBlock::fit(vectors.width(), items.pool_len(), vector_of)),
            columns,
            rounding: DenseRows::default(),
        };
        let width = given.width();
        let write = |row: usize, out: &mut [f32]| {
            let (numbers, vector) = out.split_at_mut(given.numbers.width());
            given.numbers.write_row(&table, row, numbers);
            if let Some(block) = &given.vectors {
                block.write(vector_of(row), vector);
            }
        };
        let rows = quantised(items.pool_len(), width, write);
        given.rounding =
            DenseRows::from_parts(0, Vec::new(), rows.scales().to_vec()).unwrap_or_default();
        Some((given, rows))
    }

    /// How many features an item gets.
    pub fn width(&self) -> usize {
        self.numbers.width() + self.vectors.as_ref().map_or(0, VectorBlock::width)
    }

    /// How many numbers a vector must have; `None` when there are no vectors.
    pub fn vector_width(&self) -> Option<usize> {
        self.vectors.as_ref().map(VectorBlock::width)
    }

    /// The names of the numbers that are left out because they have no spread in the pool.
    pub fn left_out(&self) -> Vec<String> {
        let names = self.columns.names();
        let left_out = self.numbers.left_out();
        left_out
            .filter_map(|index| names.get(index).cloned())
            .collect()
    }

    /// Any item's features, with the vector given with it.
    pub fn transform(&self, item: &Item, vector: Option<&[f32]>) -> Vec<f32> {
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
/// Rows rounded by one task.
const ROUNDED_TOGETHER: usize = 1_024;

/// Rows of bytes of what `write` writes, which is asked twice for each row: for the columns'
/// largest values, and for the bytes.
fn quantised(count: usize, width: usize, write: impl Fn(usize, &mut [f32]) + Sync) -> DenseRows {
    if width == 0 {
        return DenseRows::without_columns(count);
    }
    let largest = (0..count.div_ceil(ROUNDED_TOGETHER))
        .into_par_iter()
        .map(|chunk| {
            let mut largest = vec![0.0_f32; width];
            let mut row = vec![0.0; width];
            let from = chunk * ROUNDED_TOGETHER;
            for index in from..(from + ROUNDED_TOGETHER).min(count) {
                write(index, &mut row);
                for (most, value) in largest.iter_mut().zip(&row) {
                    *most = most.max(value.abs());
                }
            }
            largest
        })
        // The order of a maximum does not matter.
        .reduce(
            || vec![0.0; width],
            |mut one, other| {
                for (most, value) in one.iter_mut().zip(other) {
                    *most = most.max(value);
                }
                one
            },
        );
    let mut rows = DenseRows::with_largest(count, &largest);
    let scales = rows.scales().to_vec();
    let mut bytes: Vec<&mut [i8]> = rows.rows_mut().collect();
    bytes
        .par_chunks_mut(ROUNDED_TOGETHER)
        .enumerate()
        .for_each(|(chunk, bytes)| {
            let mut row = vec![0.0; width];
            for (offset, bytes) in bytes.iter_mut().enumerate() {
                write(chunk * ROUNDED_TOGETHER + offset, &mut row);
                quantise(&row, &scales, bytes);
            }
        });
    rows
}

/// Two blocks of the same items as one: each row of the left, then that of the right. `None` when
/// they have not as many rows.
pub fn side_by_side(left: &DenseRows, right: &DenseRows) -> Option<DenseRows> {
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
    if width == 0 {
        return Some(DenseRows::without_columns(left.len()));
    }
    DenseRows::from_parts(left.len(), bytes, scales)
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
        let (given, rows) = ExternalFeatures::fit(&items, &inputs(), Some(&vectors)).unwrap();
        // Age, its "missing", two of the list's three, and the vector's two.
        assert_eq!((given.width(), rows.width()), (6, 6));
        assert_eq!(given.left_out(), ["x[1]"]);
        assert_eq!(rows.len(), items.pool_len());
        for (row, id) in items.pool().enumerate() {
            let vector = vectors.row(items.pool_index(id).index());
            let again = given.transform(items.pool_item(id), Some(vector));
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
        let (given, rows) = ExternalFeatures::fit(&items(0, |_| false), &inputs(), None).unwrap();
        assert_eq!((given.width(), rows.len()), (0, 0));
        let (given, rows) = ExternalFeatures::fit(&items(2, |_| true), &inputs(), None).unwrap();
        assert_eq!((given.width(), rows.len()), (0, 0));
        assert!(given.transform(&item(0, &[]), None).is_empty());
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
}
