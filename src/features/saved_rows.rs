//! How is a pool's dense part kept on the disk?
//!
//! Magic, version, a hash of what it was made from, the numbers of items and columns, whether
//! densities and neighbours are known and how many of these an item has; then a scale per column,
//! a byte per number, a density per item, a row and a byte per neighbour; closed by a BLAKE3 of
//! all before it. Invariant: a damaged or foreign file is an error, never a panic, and nothing is
//! allocated before the lengths add up to the file's own.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use super::little_endian::{Hashing, read_array, write_array};
use super::{DenseRows, NearestLists, Rows};
use crate::error::{Error, Place, Result};

const MAGIC: &[u8; 8] = b"qrstrows";
const VERSION: u32 = 2;
const HASH: usize = 32;
/// Items, columns, densities, lists of neighbours, places of a list.
const LENGTHS: usize = 5;
const HEADER: usize = 8 + 4 + HASH + LENGTHS * 8;

/// A pool's rows without their sparse parts.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedRows {
    /// The dense parts.
    pub dense: DenseRows,
    /// As in [`Rows::density`].
    pub density: Vec<f32>,
    /// As in [`Rows::nearest`].
    pub nearest: NearestLists,
}

/// Writes the dense part, and the densities and neighbours as far as they are known.
pub fn save_dense(rows: &Rows, made_from: &[u8; HASH], out: &mut impl Write) -> io::Result<()> {
    let mut out = Hashing::new(out);
    out.write_all(MAGIC)?;
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(made_from)?;
    let Rows {
        dense,
        density,
        nearest,
        ..
    } = rows;
    let lengths: [usize; LENGTHS] = [
        dense.len(),
        dense.width(),
        density.len(),
        nearest.len(),
        nearest.places(),
    ];
    for length in lengths {
        out.write_all(&(length as u64).to_le_bytes())?;
    }
    write_array(dense.scales(), &mut out)?;
    out.write_all(bytemuck::cast_slice(dense.bytes()))?;
    write_array(density, &mut out)?;
    write_array(nearest.rows(), &mut out)?;
    out.write_all(nearest.bytes())?;
    let hash = out.hasher.finalize();
    out.inner.write_all(hash.as_bytes())
}

/// Reads what [`save_dense`] wrote for the same `made_from`.
pub fn restore_dense(path: &Path, made_from: &[u8; HASH]) -> Result<SavedRows> {
    let failed = |source| Error::io(path, "read", source);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let read = read(BufReader::with_capacity(1 << 20, file), length, made_from);
    read.map_err(failed)?.ok_or_else(|| {
        Error::input(
            Place::file(path),
            "the stored features are damaged or of another pool",
            "delete the file; it is made again from the pool",
        )
    })
}

fn read(
    input: impl Read,
    file_length: u64,
    made_from: &[u8; HASH],
) -> io::Result<Option<SavedRows>> {
    if file_length < (HEADER + HASH) as u64 {
        return Ok(None);
    }
    let mut input = Hashing::new(input);
    let mut header = [0; HEADER];
    input.read_exact(&mut header)?;
    let known = [&MAGIC[..], &VERSION.to_le_bytes(), made_from].concat();
    if header[..known.len()] != known {
        return Ok(None);
    }
    let number = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&header[known.len() + 8 * at..][..8]);
        u64::from_le_bytes(bytes)
    };
    let lengths: [u64; LENGTHS] = std::array::from_fn(number);
    if body(lengths) != Some(file_length) {
        return Ok(None);
    }
    let [items, width, densities, lists, places] = lengths.map(|length| length as usize);
    let scales = read_array::<f32>(width, &mut input)?;
    let mut bytes = vec![0_i8; items * width];
    input.read_exact(bytemuck::cast_slice_mut(&mut bytes))?;
    let density = read_array::<f32>(densities, &mut input)?;
    let near = read_array::<u32>(lists * places, &mut input)?;
    let mut cosines = vec![0_u8; near.len()];
    input.read_exact(&mut cosines)?;
    let expected = input.hasher.finalize();
    let mut hash = [0; HASH];
    input.inner.read_exact(&mut hash)?;
    if expected.as_bytes() != &hash {
        return Ok(None);
    }
    let saved = || {
        Some(SavedRows {
            dense: DenseRows::from_parts(items, bytes, scales)?,
            density,
            nearest: NearestLists::from_parts(places, near, cosines)?,
        })
    };
    Ok(saved())
}

/// How long a file of these lengths is; `None` when there is no such file.
fn body([items, width, densities, lists, places]: [u64; LENGTHS]) -> Option<u64> {
    let all_or_none = |known: u64| known == 0 || known == items;
    // Without columns the file's length says nothing of the number of items.
    let counted = width > 0 || items <= u64::from(u32::MAX);
    if !(all_or_none(densities) && all_or_none(lists) && counted && (lists == 0) == (places == 0)) {
        return None;
    }
    let numbers = items.checked_mul(width)?;
    let floats = width.checked_add(densities)?.checked_mul(4)?;
    let neighbours = lists.checked_mul(places)?.checked_mul(5)?;
    let parts = numbers.checked_add(floats)?.checked_add(neighbours)?;
    parts.checked_add((HEADER + HASH) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        let near = vec![1, 2, 0, 2, 1, u32::MAX];
        let cosines = vec![0, 9, 0, 200, 9, 255];
        Rows {
            dense: DenseRows::quantised(&[0.5, -1.0, 0.25, 1.0, 0.0, -0.5], 2, 3),
            density: vec![0.25, 0.75, 0.5],
            nearest: NearestLists::from_parts(2, near, cosines).unwrap(),
            ..Rows::default()
        }
    }

    fn file(rows: &Rows) -> Vec<u8> {
        let mut out = Vec::new();
        save_dense(rows, &[7; HASH], &mut out).unwrap();
        out
    }

    fn read_back(bytes: &[u8], made_from: u8) -> Option<SavedRows> {
        read(bytes, bytes.len() as u64, &[made_from; HASH])
            .ok()
            .flatten()
    }

    #[test]
    fn what_was_kept_comes_back() {
        let kept = rows();
        let saved = read_back(&file(&kept), 7).unwrap();
        assert_eq!(saved.dense, kept.dense);
        assert_eq!(saved.density, kept.density);
        assert_eq!(saved.nearest, kept.nearest);
        assert_eq!(saved.nearest.of(2).count(), 1);
        assert_eq!(read_back(&file(&kept), 8), None, "made from something else");
    }

    #[test]
    fn what_is_unknown_stays_unknown() {
        for kept in [
            Rows {
                nearest: NearestLists::default(),
                ..rows()
            },
            Rows {
                density: Vec::new(),
                ..rows()
            },
            Rows {
                dense: DenseRows::without_columns(3),
                ..Rows::default()
            },
            Rows::default(),
        ] {
            let saved = read_back(&file(&kept), 7).unwrap();
            assert_eq!(saved.dense, kept.dense);
            assert_eq!(saved.density, kept.density);
            assert_eq!(saved.nearest, kept.nearest);
        }
    }

    #[test]
    fn no_damage_goes_unseen() {
        let whole = file(&rows());
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert_eq!(read_back(&damaged, 7), None, "byte {at}");
            assert_eq!(read_back(&whole[..at], 7), None, "cut at {at}");
        }
    }

    #[test]
    fn lengths_that_no_pool_has_are_refused() {
        let most = u64::MAX;
        assert_eq!(body([3, 2, 3, 3, 2]), Some(HEADER as u64 + 32 + 56));
        assert_eq!(body([3, 2, 0, 0, 0]), Some(HEADER as u64 + 32 + 14));
        for lengths in [
            [3, 2, 2, 3, 2],
            [3, 2, 3, 2, 2],
            [3, 2, 3, 3, 0],
            [3, 2, 3, 0, 2],
            [3, 2, 3, 3, most],
            [most, 0, 0, 0, 0],
            [most, 2, 0, 0, 0],
            [most / 4, 4, most / 4, 0, 0],
        ] {
            assert_eq!(body(lengths), None, "{lengths:?}");
        }
    }

    #[test]
    fn neighbours_beyond_the_pool_are_refused() {
        let mut kept = rows();
        kept.nearest = NearestLists::from_parts(1, vec![3, 0, 0, 0], vec![0; 4]).unwrap();
        assert_eq!(
            read_back(&file(&kept), 7),
            None,
            "four lists for three items"
        );
    }
}
