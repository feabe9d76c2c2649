//! What stands for a row where every number costs?
//!
//! The dense part and the constant, as they are, up to 256 columns. A wider dense part, or the
//! words where there is no dense part, is folded into 256: each column is added to one of them
//! with a sign of its own, which keeps inner products in expectation (feature hashing, Weinberger
//! et al. 2009). Invariant: a row's numbers follow from the row alone.

use crate::features::{BIAS, Rows};

/// Columns at most, the constant apart.
const WIDEST: usize = 256;

/// A row in few numbers, the constant last.
pub(super) fn condensed(rows: &Rows, index: usize) -> Vec<f64> {
    let mut row = match rows.dense_width() {
        0 => {
            let (columns, values) = rows.text.row(index);
            folded(columns.into_iter().zip(values))
        }
        1..=WIDEST => rows
            .dense
            .values(index)
            .into_iter()
            .map(f64::from)
            .collect(),
        _ => folded((0..).zip(rows.dense.values(index))),
    };
    row.push(f64::from(BIAS));
    row
}

fn folded(entries: impl Iterator<Item = (u32, f32)>) -> Vec<f64> {
    let mut row = vec![0.0; WIDEST];
    for (column, value) in entries {
        let mixed = mixed(u64::from(column));
        let place = mixed as usize % WIDEST;
        let sign = if mixed >> 63 == 0 { 1.0 } else { -1.0 };
        row[place] += sign * f64::from(value);
    }
    row
}

/// A number whose every bit depends on every bit of another (the finaliser of `SplitMix64`).
pub(super) fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::DenseRows;
    use crate::rng::Seed;

    #[test]
    fn few_columns_stay_as_they_are() {
        let rows = Rows {
            dense: DenseRows::quantised(&[1.0, 0.5], 2, 1),
            ..Rows::default()
        };
        let row = condensed(&rows, 0);
        assert_eq!(row.len(), 3);
        assert!((row[0] - 1.0).abs() < 1e-6 && (row[1] - 0.5).abs() < 1e-6);
        assert!((row[2] - f64::from(BIAS)).abs() < 1e-9);
    }

    #[test]
    fn folding_keeps_inner_products_nearly() {
        let mut stream = Seed(3).stream("test", "");
        let mut drawn = || -> Vec<f32> {
            (0..2_000)
                .map(|_| stream.next_normal() as f32 / 2_000.0_f32.sqrt())
                .collect()
        };
        let (a, b) = (drawn(), drawn());
        // Half of it is shared, so that the inner product is near ½.
        let b: Vec<f32> = a
            .iter()
            .zip(b)
            .enumerate()
            .map(|(n, (a, b))| if n % 2 == 0 { *a } else { b })
            .collect();
        let fold = |values: &[f32]| folded((0..).zip(values.iter().copied()));
        let folded: f64 = fold(&a).iter().zip(fold(&b)).map(|(a, b)| a * b).sum();
        let exact: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
        // The standard deviation of the folded product is about 1 / √256.
        assert!((folded - f64::from(exact)).abs() < 0.25, "{folded} {exact}");
    }
}
