//! How are many weighted rows of a dense matrix summed?
//!
//! The one loop in which fitting and projecting spend their time: out += Σ wᵢ · row(i) over the
//! non-zeros of a sparse row. Four at a time, so that the sums are loaded and stored once for four
//! rows, and the rows come from memory side by side. Invariant: the order of the additions
//! depends on the order of the non-zeros alone.

use crate::features::widest;

/// Adds Σ weight · row `index` of `dense` (rows of `out.len()` values) to `out`.
pub(super) fn add_rows(out: &mut [f32], dense: &[f32], rows: impl Iterator<Item = (usize, f32)>) {
    widest(
        #[inline(always)]
        || add_rows_here(out, dense, rows),
    );
}

#[expect(
    clippy::inline_always,
    reason = "compiled for wider vectors with its caller"
)]
#[inline(always)]
fn add_rows_here(out: &mut [f32], dense: &[f32], rows: impl Iterator<Item = (usize, f32)>) {
    let lanes = out.len();
    let row = |index: usize| &dense[index * lanes..(index + 1) * lanes];
    let mut waiting = [(0, 0.0); 4];
    let mut count = 0;
    for one in rows {
        waiting[count] = one;
        count += 1;
        if count == waiting.len() {
            count = 0;
            let [(a, p), (b, q), (c, r), (d, s)] = waiting;
            let four = row(a).iter().zip(row(b)).zip(row(c)).zip(row(d));
            for (sum, (((a, b), c), d)) in out.iter_mut().zip(four) {
                *sum += (p * a + q * b) + (r * c + s * d);
            }
        }
    }
    for (index, weight) in &waiting[..count] {
        for (sum, value) in out.iter_mut().zip(row(*index)) {
            *sum += weight * value;
        }
    }
}

/// Scales to a length; a vector next to zero becomes zero.
pub(super) fn scale_to(vector: &mut [f32], wanted: f32) {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 1e-6 {
        for value in vector {
            *value *= wanted / length;
        }
    } else {
        vector.fill(0.0);
    }
}

/// The mean row of a dense matrix of `lanes` columns; in f64 over fixed parts, in their order.
pub(super) fn mean_row(dense: &[f32], lanes: usize) -> Vec<f32> {
    const PART: usize = 1024;
    let mut total = vec![0.0_f64; lanes];
    if lanes == 0 || dense.is_empty() {
        return vec![0.0; lanes];
    }
    for part in dense.chunks(PART * lanes) {
        let mut sums = vec![0.0_f64; lanes];
        for row in part.chunks_exact(lanes) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += f64::from(*value);
            }
        }
        for (total, sum) in total.iter_mut().zip(sums) {
            *total += sum;
        }
    }
    let rows = (dense.len() / lanes) as f64;
    total.into_iter().map(|sum| (sum / rows) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_rows_by_hand() {
        let dense = [1.0, 2.0, 10.0, 20.0, 100.0, 200.0];
        for count in 0..7 {
            let mut out = [1.0, 1.0];
            let rows = [0, 1, 2, 0, 1, 2]
                .into_iter()
                .take(count)
                .map(|row| (row, 2.0));
            add_rows(&mut out, &dense, rows);
            let ones = [0.0, 1.0, 11.0, 111.0, 112.0, 122.0, 222.0][count];
            assert_eq!(out.to_vec(), [1.0 + 2.0 * ones, 1.0 + 4.0 * ones]);
        }
    }

    #[test]
    fn a_mean_row_by_hand() {
        assert_eq!(mean_row(&[1.0, 2.0, 3.0, 6.0], 2), [2.0, 4.0]);
        assert_eq!(mean_row(&[], 2), [0.0, 0.0]);
        assert!(mean_row(&[], 0).is_empty());
    }

    #[test]
    fn scaling_keeps_the_direction_and_nothing_stays_nothing() {
        let mut vector = [3.0, 4.0];
        scale_to(&mut vector, 10.0);
        assert_eq!(vector.to_vec(), [6.0, 8.0]);
        let mut nothing = [1e-9, 0.0];
        scale_to(&mut nothing, 1.0);
        assert_eq!(nothing.to_vec(), [0.0, 0.0]);
    }
}
