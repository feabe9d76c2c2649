//! Compiles loops for the widest vectors of the machine, and holds the float kernels that features
//! and strategies share.
//!
//! [`simd_dispatch`] runs its closure compiled for AVX-512, AVX2 or what every machine of the target
//! has, whichever this processor offers. What is to gain must be inlined into the closure
//! (`#[inline(always)]`, on the closure and on closures within it too), or it is compiled for the
//! least. Invariant: the answers are the same on all three, for a compiler neither reorders nor fuses
//! floating point operations unasked; sums run in an order that the arguments alone fix.

#![expect(
    clippy::inline_always,
    reason = "loops are compiled for the widest vectors only where they are inlined"
)]

/// Runs `work`, compiled for the widest vectors that this processor has.
#[inline(always)]
pub(crate) fn simd_dispatch<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    {
        if let Some(processor) = pulp::x86::V4::try_new() {
            return processor.vectorize(work);
        }
        if let Some(processor) = pulp::x86::V3::try_new() {
            return processor.vectorize(work);
        }
    }
    work()
}

/// The dot product of two vectors of one length, summed in `LANES` lanes: in the same order on any
/// machine.
#[inline(always)]
pub(crate) fn dot<const LANES: usize>(a: &[f32], b: &[f32]) -> f32 {
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f32>() + rest
}

/// Adds Σ weight · row `index` of `dense` (rows of `out.len()` values) to `out`.
pub(super) fn add_rows(out: &mut [f32], dense: &[f32], rows: impl Iterator<Item = (usize, f32)>) {
    simd_dispatch(
        #[inline(always)]
        || add_rows_here(out, dense, rows),
    );
}

/// Four at a time, so that the sums are loaded and stored once for four rows, and the rows come from
/// memory side by side. The order of the additions depends on the order of the rows alone.
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
    fn the_answer_is_that_of_the_closure() {
        let values: Vec<f32> = (0..1000_u16).map(|n| f32::from(n) * 0.37).collect();
        let plain: f32 = values.iter().map(|value| value * value).sum();
        let wide: f32 = simd_dispatch(
            #[inline(always)]
            || values.iter().map(|value| value * value).sum(),
        );
        assert_eq!(plain.to_bits(), wide.to_bits());
    }

    #[test]
    fn dot_products_by_hand() {
        let a: Vec<f32> = (0..11_u8).map(f32::from).collect();
        for length in 1..11 {
            let known: f32 = a[..length].iter().map(|value| value * value).sum();
            assert_eq!(
                dot::<4>(&a[..length], &a[..length]).to_bits(),
                known.to_bits()
            );
        }
    }

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
