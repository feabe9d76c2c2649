//! Keeps a pool's dense part on the disk, with the densities and neighbours as far as they are known.
//!
//! The number of items and the places of a list of neighbours, then a scale per column, a byte per
//! number, a density per item, a row and a byte per neighbour. Invariant: what comes back is bit by
//! bit what was kept, and fits together.

use std::io;
use std::io::Write;
use std::path::Path;

use super::array_file::{ArrayReader, ArrayWriter, DAMAGED, Fault, Format, HASH_BYTES, read_file};
use super::{DenseRows, NearestLists, Rows};
use crate::error::Result;

const FORMAT: Format = Format {
    magic: b"qrstrows",
    version: 3,
};

/// Writes the dense part, and the densities and neighbours as far as they are known.
///
/// # Errors
/// When the file cannot be written.
pub fn save_dense(
    rows: &Rows,
    made_from: &[u8; HASH_BYTES],
    out: &mut impl Write,
) -> io::Result<()> {
    let Rows {
        dense,
        density,
        nearest,
        ..
    } = rows;
    let mut out = ArrayWriter::new(FORMAT, made_from, out)?;
    out.write(&[dense.len() as u64, nearest.places as u64])?;
    out.write(dense.scales())?;
    out.write(dense.bytes())?;
    out.write(density)?;
    out.write(&nearest.rows)?;
    out.write(&nearest.bytes)?;
    out.finish()
}

/// Reads what [`save_dense`] wrote for the same `made_from`: rows without their sparse parts.
///
/// # Errors
/// When the file cannot be read, is damaged, or of another pool or version.
pub fn restore_dense(path: &Path, made_from: &[u8; HASH_BYTES]) -> Result<Rows> {
    read_file(path, FORMAT, made_from, read_rows)
}

fn read_rows(arrays: &mut ArrayReader<impl io::Read>) -> std::result::Result<Rows, Fault> {
    let lengths: Vec<u64> = arrays.array()?;
    let (scales, bytes) = (arrays.array()?, arrays.array()?);
    let density: Vec<f32> = arrays.array()?;
    let (near, cosines) = (arrays.array()?, arrays.array()?);
    let saved = || {
        let lengths = lengths.iter().map(|length| u32::try_from(*length).ok());
        let [items, places] = lengths.collect::<Option<Vec<u32>>>()?[..] else {
            return None;
        };
        let items = items as usize;
        let saved = Rows {
            dense: DenseRows::from_parts(items, bytes, scales)?,
            density,
            nearest: NearestLists::from_parts(places as usize, near, cosines)?,
            ..Rows::default()
        };
        let all_or_none = |known: usize| known == 0 || known == items;
        let fits = all_or_none(saved.density.len()) && all_or_none(saved.nearest.len());
        fits.then_some(saved)
    };
    saved().ok_or(DAMAGED)
}

#[cfg(test)]
mod tests {
    use super::super::array_file::read;
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
        save_dense(rows, &[7; HASH_BYTES], &mut out).unwrap();
        out
    }

    fn read_back(bytes: &[u8], made_from: u8) -> Option<Rows> {
        let made_from = [made_from; HASH_BYTES];
        read(bytes, bytes.len() as u64, FORMAT, &made_from, read_rows).ok()
    }

    #[test]
    fn what_was_kept_comes_back() {
        let kept = rows();
        let saved = read_back(&file(&kept), 7).unwrap();
        assert_eq!(saved.dense, kept.dense);
        assert_eq!(saved.density, kept.density);
        assert_eq!(saved.nearest, kept.nearest);
        assert_eq!(saved.nearest.of(2).count(), 1);
        assert!(
            read_back(&file(&kept), 8).is_none(),
            "made from something else"
        );
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
            assert!(read_back(&damaged, 7).is_none(), "byte {at}");
            assert!(read_back(&whole[..at], 7).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn lengths_that_no_pool_has_are_refused() {
        let most = u64::MAX;
        let read_with = |[items, width, densities, lists, places]: [u64; 5]| {
            let mut bytes = Vec::new();
            let mut out = ArrayWriter::new(FORMAT, &[7; HASH_BYTES], &mut bytes).unwrap();
            out.write(&[items, places]).unwrap();
            out.write(&vec![1.0_f32; width as usize]).unwrap();
            out.write(&[0_i8; 6]).unwrap();
            out.write(&vec![0.5_f32; densities as usize]).unwrap();
            out.write(&vec![u32::MAX; lists as usize * 2]).unwrap();
            out.write(&vec![0_u8; lists as usize * 2]).unwrap();
            out.finish().unwrap();
            read_back(&bytes, 7)
        };
        assert!(read_with([3, 2, 3, 3, 2]).is_some());
        assert!(read_with([3, 2, 0, 0, 0]).is_some());
        for lengths in [
            [3, 2, 2, 3, 2],
            [3, 2, 3, 2, 2],
            [3, 2, 3, 3, 0],
            [3, 2, 3, 3, most],
            [3, 1, 3, 3, 2],
            [most, 0, 0, 0, 0],
            [most, 2, 0, 0, 0],
            [most / 4, 4, 0, 0, 0],
        ] {
            assert!(read_with(lengths).is_none(), "{lengths:?}");
        }
    }

    #[test]
    fn a_file_of_an_older_version_is_refused() {
        let mut bytes = file(&rows());
        bytes[FORMAT.magic.len()] -= 1;
        let made_from = [7; HASH_BYTES];
        let read = read(
            bytes.as_slice(),
            bytes.len() as u64,
            FORMAT,
            &made_from,
            read_rows,
        );
        assert!(matches!(read, Err(Fault::Unusable(what)) if what.contains("another version")));
    }

    #[test]
    fn neighbours_beyond_the_pool_are_refused() {
        let mut kept = rows();
        kept.nearest = NearestLists::from_parts(1, vec![3, 0, 0, 0], vec![0; 4]).unwrap();
        assert!(
            read_back(&file(&kept), 7).is_none(),
            "four lists for three items"
        );
    }
}
