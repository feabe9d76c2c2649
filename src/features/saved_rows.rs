//! How is a pool's dense part kept on the disk?
//!
//! Magic, version, a hash of what it was made from, the numbers of items and columns, whether
//! densities are known; then a scale per column, a byte per number, a density per item; closed by
//! a BLAKE3 of all before it. Invariant: a damaged or foreign file is an error, never a panic, and
//! nothing is allocated before the lengths add up to the file's own.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use super::DenseRows;
use super::little_endian::{Hashing, read_array, write_array};
use crate::error::{Error, Place, Result};

const MAGIC: &[u8; 8] = b"qrstrows";
const VERSION: u32 = 1;
const HASH: usize = 32;
const HEADER: usize = 8 + 4 + HASH + 3 * 8;

/// Writes the dense part and the densities, which may be empty.
pub fn save_dense(
    dense: &DenseRows,
    density: &[f32],
    made_from: &[u8; HASH],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut out = Hashing::new(out);
    out.write_all(MAGIC)?;
    out.write_all(&VERSION.to_le_bytes())?;
    out.write_all(made_from)?;
    for length in [dense.len(), dense.width(), density.len()] {
        out.write_all(&(length as u64).to_le_bytes())?;
    }
    write_array(dense.scales(), &mut out)?;
    out.write_all(bytemuck::cast_slice(dense.bytes()))?;
    write_array(density, &mut out)?;
    let hash = out.hasher.finalize();
    out.inner.write_all(hash.as_bytes())
}

/// Reads what [`save_dense`] wrote for the same `made_from`: the dense part and the densities.
pub fn restore_dense(path: &Path, made_from: &[u8; HASH]) -> Result<(DenseRows, Vec<f32>)> {
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
) -> io::Result<Option<(DenseRows, Vec<f32>)>> {
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
    let (items, width, densities) = (number(0), number(1), number(2));
    let body = items
        .checked_mul(width)
        .and_then(|bytes| bytes.checked_add(width.checked_mul(4)?))
        .and_then(|bytes| bytes.checked_add(densities.checked_mul(4)?))
        .and_then(|bytes| bytes.checked_add((HEADER + HASH) as u64));
    if body != Some(file_length) || !(densities == 0 || densities == items) {
        return Ok(None);
    }
    // Without columns the file's length says nothing of the number of items.
    if width == 0 && items > u64::from(u32::MAX) {
        return Ok(None);
    }
    let scales = read_array::<f32>(width as usize, &mut input)?;
    let mut bytes = vec![0_i8; (items * width) as usize];
    input.read_exact(bytemuck::cast_slice_mut(&mut bytes))?;
    let density = read_array::<f32>(densities as usize, &mut input)?;
    let expected = input.hasher.finalize();
    let mut hash = [0; HASH];
    input.inner.read_exact(&mut hash)?;
    if expected.as_bytes() != &hash {
        return Ok(None);
    }
    let dense = DenseRows::from_parts(items as usize, bytes, scales);
    Ok(dense.map(|dense| (dense, density)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let dense = DenseRows::quantised(&[0.5, -1.0, 0.25, 1.0, 0.0, -0.5], 3, 2);
        let mut out = Vec::new();
        save_dense(&dense, &[0.25, 0.75], &[7; HASH], &mut out).unwrap();
        out
    }

    fn read_back(bytes: &[u8], made_from: u8) -> Option<(DenseRows, Vec<f32>)> {
        read(bytes, bytes.len() as u64, &[made_from; HASH])
            .ok()
            .flatten()
    }

    #[test]
    fn what_was_kept_comes_back() {
        let (dense, density) = read_back(&file(), 7).unwrap();
        assert_eq!(
            dense,
            DenseRows::quantised(&[0.5, -1.0, 0.25, 1.0, 0.0, -0.5], 3, 2)
        );
        assert_eq!(density, [0.25, 0.75]);
        assert_eq!(read_back(&file(), 8), None, "made from something else");
    }

    #[test]
    fn no_damage_goes_unseen() {
        let whole = file();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert_eq!(read_back(&damaged, 7), None, "byte {at}");
            assert_eq!(read_back(&whole[..at], 7), None, "cut at {at}");
        }
    }
}
