//! How are a row's integers summed, sixteen at a time?
//!
//! The sparse part of a score is a sum of table entries, the dense part a dot product, each per
//! class. Compilers use half of the vector width for the one and none for the other where there
//! are more than four classes, so there is a version written for AVX2, through `pulp`'s safe view
//! of the instructions, beside the plain one that it is tested against. Both give the same
//! integers.

use crate::features::CELLS;

/// Columns are taken in chunks of this many; the last chunk of the weights is filled with zeros.
pub(super) const CHUNK: usize = 16;

/// The weights of one class, in chunks of columns.
pub(super) type Weights = Vec<[i16; CHUNK]>;

/// A way to multiply.
pub(super) trait Dot: Copy + Send + Sync {
    /// Adds the entries of a row's cells, class by class.
    fn add_cells<const L: usize>(
        self,
        cells: &[u16],
        table: &[[i16; L]; CELLS],
        sums: &mut [i32; L],
    );

    /// Writes the dot product of a row with each class's weights.
    fn products(self, row: &[i8], classes: &[Weights], out: &mut [i32]);
}

/// Any machine's way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain;

impl Dot for Plain {
    #[expect(
        clippy::inline_always,
        reason = "compiled for wider vectors with its caller"
    )]
    #[inline(always)]
    fn add_cells<const L: usize>(
        self,
        cells: &[u16],
        table: &[[i16; L]; CELLS],
        sums: &mut [i32; L],
    ) {
        for cell in cells {
            let weights = &table[usize::from(*cell)];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(*weight);
            }
        }
    }

    #[expect(
        clippy::inline_always,
        reason = "compiled for wider vectors with its caller"
    )]
    #[inline(always)]
    fn products(self, row: &[i8], classes: &[Weights], out: &mut [i32]) {
        for (weights, out) in classes.iter().zip(out) {
            let mut sum = 0;
            for (byte, weight) in row.iter().zip(weights.as_flattened()) {
                sum += i32::from(*byte) * i32::from(*weight);
            }
            *out = sum;
        }
    }
}

#[cfg(target_arch = "x86_64")]
impl Dot for pulp::x86::V3 {
    #[inline(always)]
    fn add_cells<const L: usize>(
        self,
        cells: &[u16],
        table: &[[i16; L]; CELLS],
        sums: &mut [i32; L],
    ) {
        use std::arch::x86_64::__m256i;

        let (eights, rest) = sums.as_chunks_mut::<8>();
        let [first, more @ ..] = eights else {
            return Plain.add_cells(cells, table, sums);
        };
        debug_assert!(rest.is_empty() && more.len() <= 1);
        let zero: __m256i = pulp::cast([0_i32; 8]);
        let mut added = [zero; 2];
        for cell in cells {
            let (weights, _) = table[usize::from(*cell)].as_chunks::<8>();
            for (added, weights) in added.iter_mut().zip(weights) {
                let wide = self.avx2._mm256_cvtepi16_epi32(pulp::cast(*weights));
                *added = self.avx2._mm256_add_epi32(*added, wide);
            }
        }
        let eights = std::iter::once(first).chain(more);
        for (sums, added) in eights.zip(added) {
            let added: [i32; 8] = pulp::cast(added);
            for (sum, added) in sums.iter_mut().zip(added) {
                *sum += added;
            }
        }
    }

    #[expect(
        clippy::inline_always,
        reason = "compiled for wider vectors with its caller"
    )]
    #[inline(always)]
    fn products(self, row: &[i8], classes: &[Weights], out: &mut [i32]) {
        let mut at = 0;
        while at + 4 <= classes.len() {
            let sums = several::<4>(self, row, &classes[at..at + 4]);
            out[at..at + 4].copy_from_slice(&sums);
            at += 4;
        }
        while at < classes.len() {
            let sums = several::<1>(self, row, &classes[at..=at]);
            out[at] = sums[0];
            at += 1;
        }
    }
}

/// The products with `N` classes at once: each chunk of the row is widened once for all.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn several<const N: usize>(simd: pulp::x86::V3, row: &[i8], classes: &[Weights]) -> [i32; N] {
    use std::arch::x86_64::__m256i;

    let avx2 = simd.avx2;
    let (chunks, rest) = row.as_chunks::<CHUNK>();
    let mut sums: [__m256i; N] = [pulp::cast([0_i32; 8]); N];
    for (at, chunk) in chunks.iter().enumerate() {
        let wide = avx2._mm256_cvtepi8_epi16(pulp::cast(*chunk));
        for (sum, weights) in sums.iter_mut().zip(classes) {
            let products = avx2._mm256_madd_epi16(wide, pulp::cast(weights[at]));
            *sum = avx2._mm256_add_epi32(*sum, products);
        }
    }
    let mut out = [0_i32; N];
    for ((out, sum), weights) in out.iter_mut().zip(sums).zip(classes) {
        let lanes: [i32; 8] = pulp::cast(sum);
        *out = lanes.iter().sum();
        let tail = weights.get(chunks.len()).into_iter().flatten();
        for (byte, weight) in rest.iter().zip(tail) {
            *out += i32::from(*byte) * i32::from(*weight);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Seed;

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn every_way_adds_the_same_cells() {
        fn check<const L: usize>(simd: pulp::x86::V3, stream: &mut crate::rng::Stream) {
            let mut table: Box<[[i16; L]]> = vec![[0; L]; CELLS].into();
            for weights in &mut table {
                *weights =
                    std::array::from_fn(|_| i16::try_from(stream.below(60_000)).unwrap_or(-30_000));
            }
            let table: Box<[[i16; L]; CELLS]> = table.try_into().unwrap();
            let cells: Vec<u16> = (0..500).map(|_| stream.below(CELLS) as u16).collect();
            let (mut plain, mut wide) = ([7; L], [7; L]);
            Plain.add_cells(&cells, &table, &mut plain);
            simd.add_cells(&cells, &table, &mut wide);
            assert_eq!(plain, wide, "{L} lanes");
        }
        let Some(simd) = pulp::x86::V3::try_new() else {
            return;
        };
        let mut stream = Seed(2).stream("cells", "");
        check::<4>(simd, &mut stream);
        check::<8>(simd, &mut stream);
        check::<16>(simd, &mut stream);
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn every_way_gives_the_same_integers() {
        let Some(simd) = pulp::x86::V3::try_new() else {
            return;
        };
        let mut stream = Seed(1).stream("dot", "");
        for width in [0_usize, 1, 15, 16, 17, 128, 300] {
            let row: Vec<i8> = (0..width)
                .map(|_| i8::try_from(stream.below(255)).unwrap_or(-100))
                .collect();
            let classes: Vec<Weights> = (0..7)
                .map(|_| {
                    (0..width.div_ceil(CHUNK))
                        .map(|_| {
                            std::array::from_fn(|_| {
                                i16::try_from(stream.below(60_000)).unwrap_or(-30_000)
                            })
                        })
                        .collect()
                })
                .collect();
            let (mut plain, mut wide) = ([0; 7], [1; 7]);
            Plain.products(&row, &classes, &mut plain);
            simd.products(&row, &classes, &mut wide);
            assert_eq!(plain, wide, "width {width}");
        }
    }
}
