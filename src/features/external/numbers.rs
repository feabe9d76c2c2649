//! Makes features of columns of numbers.
//!
//! Fitted on the pool alone: each number minus its mean, over its standard deviation, at most
//! [`FURTHEST`] deviations from it; a missing one is the mean, and where the pool lacks any, a
//! 0/1 "missing" is a number of its own, standardised likewise. A number with heavy tails
//! (kurtosis above [`HEAVY`]) is first squashed: asinh((x − median) / mean distance from the
//! median), which is linear near the median and logarithmic far from it. The whole is scaled so
//! that a row's mean squared length over the pool is [`SQUARED_LENGTH`]. A number without spread
//! is left out. Invariant: every feature is finite, whatever the numbers are.
//!
//! Measured with softmax regression (C = 2, a bias of 0.3) on 20 to 500 random labels: on Spambase
//! (57 columns, most of kurtosis above 50) the mean accuracy is .900 so and .877 without the
//! squash, for .870 of scikit-learn's standardised logistic regression; on four sets of milder
//! columns the squash costs at most .003. A squared length of 4 is best over the five; 2 is .004
//! better on Spambase and .009 worse on handwritten digits.

use rayon::prelude::*;

/// A number is at most so many standard deviations from its mean.
const FURTHEST: f64 = 8.0;
/// A fourth standardised moment above this is a heavy tail; a normal number's is 3.
const HEAVY: f64 = 30.0;
/// Mean squared length of a row over the pool.
const SQUARED_LENGTH: f64 = 4.0;
/// A spread below this share of the largest value is rounding.
const LEAST_SPREAD: f64 = 1e-12;

/// The numbers of many items, by rows; NaN is missing. Memory: 8 bytes a number.
#[derive(Debug, Clone, Default)]
pub(crate) struct NumberTable {
    width: usize,
    cells: Vec<f64>,
}

impl NumberTable {
    /// A table of that many numbers a row, without rows.
    pub(crate) fn new(width: usize) -> Self {
        Self {
            width,
            cells: Vec::new(),
        }
    }

    /// Adds a row, cut or filled up to the width.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = Option<f64>>) {
        let end = self.cells.len() + self.width;
        let row = row.into_iter().take(self.width);
        let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
        self.cells
            .extend(row.map(|number| finite(number).unwrap_or(f64::NAN)));
        self.cells.resize(end, f64::NAN);
    }

    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }

    /// A row; NaN is missing.
    fn row(&self, index: usize) -> &[f64] {
        &self.cells[index * self.width..][..self.width]
    }

    fn column(&self, column: usize) -> impl Iterator<Item = f64> + '_ {
        self.cells.iter().skip(column).step_by(self.width).copied()
    }
}

/// What turns an item's numbers into features.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberScaler {
    columns: Vec<Column>,
    scale: f64,
}

/// One number, as it was fitted.
#[derive(Debug, Clone, PartialEq)]
struct Column {
    /// `None` when it has no spread.
    value: Option<Standard>,
    squash: Option<Squash>,
    /// Of the 0/1 "missing"; `None` when none or all are.
    missing: Option<Standard>,
}

/// Centre and unit of a standardised number.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Standard {
    mean: f64,
    deviation: f64,
}

/// Centre and unit before a heavy tail is drawn in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Squash {
    centre: f64,
    spread: f64,
}

impl Standard {
    /// Mean and deviation, unless there is no spread.
    fn of(values: &[f64]) -> Option<Self> {
        let largest = values.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        if largest < f64::MIN_POSITIVE / LEAST_SPREAD {
            return None;
        }
        // In units of the largest value nothing overflows.
        let count = values.len() as f64;
        let mean = values.iter().map(|x| x / largest).sum::<f64>() / count;
        let square = |x: &f64| (x / largest - mean).powi(2);
        let deviation = (values.iter().map(square).sum::<f64>() / count).sqrt();
        let standard = Self {
            mean: mean * largest,
            deviation: deviation * largest,
        };
        (deviation > LEAST_SPREAD && standard.deviation > 0.0).then_some(standard)
    }

    fn apply(self, value: f64) -> f64 {
        // Halves, so that the difference of the two largest numbers does not overflow.
        let steps = (0.5 * value - 0.5 * self.mean) / self.deviation * 2.0;
        steps.clamp(-FURTHEST, FURTHEST)
    }

    /// The fourth standardised moment.
    fn kurtosis(self, values: &[f64]) -> f64 {
        let fourth = |x: &f64| ((0.5 * x - 0.5 * self.mean) / self.deviation * 2.0).powi(4);
        values.iter().map(fourth).sum::<f64>() / values.len() as f64
    }
}

impl Squash {
    fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let half = sorted.len() / 2;
        let centre = if sorted.len() % 2 == 1 {
            sorted[half]
        } else {
            0.5 * sorted[half - 1] + 0.5 * sorted[half]
        };
        let share = 1.0 / values.len() as f64;
        let away = |x: &f64| 2.0 * share * (0.5 * x - 0.5 * centre).abs();
        let spread: f64 = values.iter().map(away).sum();
        (spread > 0.0 && spread.is_finite()).then_some(Self { centre, spread })
    }

    fn apply(self, value: f64) -> f64 {
        ((0.5 * value - 0.5 * self.centre) / self.spread * 2.0).asinh()
    }
}

impl Column {
    fn fit(cells: impl Iterator<Item = f64>) -> Self {
        let mut present = Vec::new();
        let mut rows = 0_usize;
        for cell in cells {
            rows += 1;
            if !cell.is_nan() {
                present.push(cell);
            }
        }
        let missing = (rows - present.len()) as f64 / rows.max(1) as f64;
        let mut column = Self {
            value: Standard::of(&present),
            squash: None,
            missing: (missing > 0.0 && missing < 1.0).then(|| Standard {
                mean: missing,
                deviation: (missing * (1.0 - missing)).sqrt(),
            }),
        };
        let heavy = |plain: Standard| plain.kurtosis(&present) > HEAVY;
        if column.value.is_some_and(heavy)
            && let Some(squash) = Squash::of(&present)
        {
            for value in &mut present {
                *value = squash.apply(*value);
            }
            column.squash = Some(squash);
            column.value = Standard::of(&present);
        }
        column
    }

    fn width(&self) -> usize {
        usize::from(self.value.is_some()) + usize::from(self.missing.is_some())
    }

    fn apply(&self, cell: Option<f64>) -> impl Iterator<Item = f64> {
        let value = self.value.map(|standard| {
            let squashed = |x: f64| self.squash.map_or(x, |squash| squash.apply(x));
            cell.map_or(0.0, |x| standard.apply(squashed(x)))
        });
        let missing = self.missing.map(|standard| {
            let is_missing = f64::from(u8::from(cell.is_none()));
            standard.apply(is_missing)
        });
        value.into_iter().chain(missing)
    }
}

impl NumberScaler {
    /// Fits on the rows of the pool.
    pub(crate) fn fit(pool: &NumberTable) -> Self {
        let columns = (0..pool.width).into_par_iter();
        let mut scaler = Self {
            columns: columns
                .map(|column| Column::fit(pool.column(column)))
                .collect(),
            scale: 1.0,
        };
        let squares = (0..pool.len()).map(|row| scaler.squared_length(pool.row(row)));
        let sum: f64 = squares.sum();
        let mean = sum / pool.len().max(1) as f64;
        if mean > 0.0 {
            scaler.scale = (SQUARED_LENGTH / mean).sqrt();
        }
        scaler
    }

    /// How many features an item gets.
    pub(crate) fn width(&self) -> usize {
        self.columns.iter().map(Column::width).sum()
    }

    /// An item's features: of each number its value and, if the pool lacks any, whether it is
    /// missing. Numbers beyond those given are missing; numbers that are not finite, too.
    pub(crate) fn transform(&self, row: &[Option<f64>]) -> Vec<f32> {
        let cells = row.iter().copied().chain(std::iter::repeat(None));
        self.features(cells).collect()
    }

    /// The features of a row of a table, as [`NumberScaler::transform`] gives them.
    pub(super) fn write_row(&self, table: &NumberTable, row: usize, out: &mut [f32]) {
        let cells = table.row(row).iter().map(|cell| Some(*cell));
        for (feature, value) in out.iter_mut().zip(self.features(cells)) {
            *feature = value;
        }
    }

    fn features(&self, cells: impl Iterator<Item = Option<f64>>) -> impl Iterator<Item = f32> {
        self.columns.iter().zip(cells).flat_map(|(column, cell)| {
            let finite = cell.filter(|number| number.is_finite());
            let scaled = column
                .apply(finite)
                .map(|value| (value * self.scale) as f32);
            scaled.collect::<Vec<_>>()
        })
    }

    fn squared_length(&self, row: &[f64]) -> f64 {
        let cells = row.iter().map(|cell| Some(*cell).filter(|x| x.is_finite()));
        let each = self.columns.iter().zip(cells);
        each.flat_map(|(column, cell)| column.apply(cell).map(|value| value * value))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(rows: &[&[Option<f64>]]) -> NumberTable {
        let mut table = NumberTable::new(rows.first().map_or(0, |row| row.len()));
        for row in rows {
            table.push(row.iter().copied());
        }
        table
    }

    fn close(found: &[f32], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(
                (f64::from(*found) - wanted).abs() < 1e-5,
                "{found} {wanted}"
            );
        }
    }

    #[test]
    fn numbers_are_standardised_and_the_block_has_its_length() {
        // Means 2 and 20, deviations 1 and 10: each value is ±1 before the block is scaled to a
        // squared length of 4 for its 2 columns.
        let scaler = NumberScaler::fit(&table(&[
            &[Some(1.0), Some(10.0)],
            &[Some(3.0), Some(30.0)],
        ]));
        let scale = 2_f64.sqrt();
        close(
            &scaler.transform(&[Some(1.0), Some(30.0)]),
            &[-scale, scale],
        );
        close(&scaler.transform(&[Some(2.0), None]), &[0.0, 0.0]);
        close(
            &scaler.transform(&[Some(1e9), Some(f64::INFINITY)]),
            &[8.0 * scale, 0.0],
        );
        close(&scaler.transform(&[Some(3.0)]), &[scale, 0.0]);
    }

    #[test]
    fn what_is_missing_is_the_mean_and_a_number_of_its_own() {
        let rows: [&[Option<f64>]; 4] = [&[Some(1.0)], &[Some(3.0)], &[None], &[Some(f64::NAN)]];
        let scaler = NumberScaler::fit(&table(&rows));
        // Half are missing: mean ½, deviation ½, so ±1. Squared lengths 2, 2, 1, 1: mean 1.5.
        let scale = (4.0_f64 / 1.5).sqrt();
        close(&scaler.transform(&[Some(3.0)]), &[scale, -scale]);
        close(&scaler.transform(&[None]), &[0.0, scale]);
    }

    #[test]
    fn a_number_without_spread_is_left_out() {
        let rows: [&[Option<f64>]; 3] = [
            &[Some(0.1), None, Some(1.0), Some(5.0)],
            &[Some(0.1), None, Some(2.0), None],
            &[Some(0.1), None, Some(2.0), Some(5.0)],
        ];
        let scaler = NumberScaler::fit(&table(&rows));
        assert!(scaler.columns[..2].iter().all(|column| column.width() == 0));
        // The value of the third, and whether the fourth is missing.
        assert_eq!(scaler.width(), 2);
        assert_eq!(scaler.transform(&[]).len(), 2);
    }

    #[test]
    fn a_heavy_tail_is_drawn_in_and_a_light_one_is_not() {
        // 99 values around 0 and one of 1000: kurtosis near 98.
        let mut table = NumberTable::new(2);
        for n in 0..100 {
            let light = f64::from(n % 10);
            let heavy = if n == 99 { 1000.0 } else { light };
            table.push([Some(light), Some(heavy)]);
        }
        let scaler = NumberScaler::fit(&table);
        assert_eq!(scaler.columns[0].squash, None);
        let squash = scaler.columns[1].squash.unwrap();
        // The median of 0..=9 repeated, with one 9 made 1000.
        assert!((squash.centre - 4.5).abs() < 1e-12);
        // Distances .5, 1.5, 2.5, 3.5, 4.5 twenty times each, but one 4.5 is 995.5.
        assert!((squash.spread - (250.0 - 4.5 + 995.5) / 100.0).abs() < 1e-9);
        assert!((squash.apply(4.5 + squash.spread) - 1.0_f64.asinh()).abs() < 1e-12);
        // What the plain deviation (99 or so) hides is told apart again.
        let standard = scaler.columns[1].value.unwrap();
        let steps = |x: f64| standard.apply(squash.apply(x));
        assert!(steps(9.0) - steps(0.0) > 0.5 && steps(9.0) < steps(100.0));
    }

    #[test]
    fn an_empty_pool_and_the_largest_numbers_are_no_trouble() {
        let none = NumberScaler::fit(&NumberTable::new(2));
        assert_eq!(none.width(), 0);
        assert!(
            NumberScaler::fit(&NumberTable::new(0))
                .transform(&[])
                .is_empty()
        );
        let rows: [&[Option<f64>]; 3] = [&[Some(f64::MAX)], &[Some(f64::MIN)], &[Some(f64::MIN)]];
        let scaler = NumberScaler::fit(&table(&rows));
        let features = scaler.transform(&[Some(f64::MAX)]);
        assert!(features[0].is_finite() && features[0] > 1.0, "{features:?}");
    }

    proptest! {
        #[test]
        fn features_are_finite_and_have_the_stated_mean_length(
            rows in prop::collection::vec(
                prop::collection::vec(prop::option::of(any::<f64>()), 3),
                0..40,
            ),
            other in prop::collection::vec(prop::option::of(any::<f64>()), 3),
        ) {
            let mut table = NumberTable::new(3);
            for row in &rows {
                table.push(row.iter().copied());
            }
            let scaler = NumberScaler::fit(&table);
            let mut sum = 0.0;
            for (index, row) in rows.iter().enumerate() {
                let features = scaler.transform(row);
                let mut same = vec![0.0; scaler.width()];
                scaler.write_row(&table, index, &mut same);
                prop_assert_eq!(&features, &same);
                sum += features.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
            }
            if scaler.width() > 0 {
                let mean = sum / rows.len() as f64;
                prop_assert!((mean - SQUARED_LENGTH).abs() < 1e-3, "{}", mean);
            }
            let features = scaler.transform(&other);
            prop_assert_eq!(features.len(), scaler.width());
            prop_assert!(features.iter().all(|x| x.is_finite()));
        }
    }
}
