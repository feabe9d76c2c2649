//! Reads and writes the files in which features are kept: arrays of numbers behind a short header.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic: which kind of file |
//! | 4 | version of the format |
//! | 32 | what it was made from, as its maker names it: a hash of the pool |
//! | … | the arrays: 8 bytes for the number of elements, then these, little-endian |
//! | 32 | BLAKE3 of all before it |
//!
//! Invariant: what is written comes back bit by bit; a damaged or foreign file is an error, never a
//! panic; and no array is allocated that is longer than what is left of the file.
//!
//! Why not `safetensors` (0.6.2 and 0.8.0 were tried): it has no checksum, so that the BLAKE3 and
//! its checks stay ours; it reads from one buffer that holds the whole file and writes to another,
//! so that with a million items of 128 columns and 10 neighbours (182 MB) writing takes 359 MB of
//! memory where this takes 181, and reading 359 where this takes 211; and 0.8 brings a second
//! `hashbrown`.

use std::fs::File;
use std::io;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use crate::error::{Error, Place, Result};

/// Bytes of the hashes: of what a file was made from, and of the file.
pub(super) const HASH_BYTES: usize = 32;
/// Bytes before the first array.
pub(super) const HEADER_BYTES: usize = 8 + 4 + HASH_BYTES;
/// Numbers that are written at a time.
const BLOCK: usize = 1 << 14;

/// A kind of file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    pub(super) magic: &'static [u8; 8],
    pub(super) version: u32,
}

/// A number with a fixed place on the disk.
pub(super) trait Number: bytemuck::Pod {
    /// To or from little-endian order.
    #[must_use]
    fn little_endian(self) -> Self;
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Number for $number {
            fn little_endian(self) -> Self {
                Self::from_ne_bytes(self.to_le_bytes())
            }
        })*
    };
}

numbers!(i8, u8, u32, u64, f32);

/// Writes one file, array after array.
pub(super) struct ArrayWriter<W> {
    out: W,
    hasher: blake3::Hasher,
}

impl<W: Write> ArrayWriter<W> {
    /// Begins a file.
    pub(super) fn new(format: Format, made_from: &[u8; HASH_BYTES], out: W) -> io::Result<Self> {
        let mut writer = Self {
            out,
            hasher: blake3::Hasher::new(),
        };
        writer.put(format.magic)?;
        writer.put(&format.version.to_le_bytes())?;
        writer.put(made_from)?;
        Ok(writer)
    }

    /// Adds an array.
    pub(super) fn write<N: Number>(&mut self, array: &[N]) -> io::Result<()> {
        self.put(&(array.len() as u64).to_le_bytes())?;
        for block in array.chunks(BLOCK) {
            let block: Vec<N> = block.iter().map(|number| number.little_endian()).collect();
            self.put(bytemuck::cast_slice(&block))?;
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.write_all(self.hasher.finalize().as_bytes())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.out.write_all(bytes)
    }
}

/// Why a file gives no arrays.
#[derive(Debug)]
pub(super) enum Fault {
    Io(io::Error),
    Unusable(&'static str),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

pub(super) const DAMAGED: Fault = Fault::Unusable("the stored features are damaged");
const FOREIGN: Fault = Fault::Unusable("this file holds no stored features");
const OTHER_VERSION: Fault =
    Fault::Unusable("the stored features are of another version of querist");
const OTHER_POOL: Fault = Fault::Unusable("the stored features are of another pool");

/// Reads a file's arrays in the order in which they were written.
pub(super) struct ArrayReader<R> {
    input: R,
    hasher: blake3::Hasher,
    /// Bytes between here and the hash.
    left: u64,
}

/// Reads the file at `path` of a format and made from `made_from`: `arrays` takes its arrays, and what it
/// makes of them counts once the hash is right.
pub(super) fn read_file<T>(
    path: &Path,
    format: Format,
    made_from: &[u8; HASH_BYTES],
    arrays: impl FnOnce(&mut ArrayReader<BufReader<File>>) -> std::result::Result<T, Fault>,
) -> Result<T> {
    let failed = Error::io(path, "read");
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    read(BufReader::new(file), length, format, made_from, arrays).map_err(|fault| match fault {
        Fault::Io(source) => failed(source),
        Fault::Unusable(what) => Error::input(
            Place::file(path),
            what,
            "delete the file; it is made again from the pool",
        ),
    })
}

/// As [`read_file`], from what is `length` bytes long.
pub(super) fn read<R: Read, T>(
    input: R,
    length: u64,
    format: Format,
    made_from: &[u8; HASH_BYTES],
    arrays: impl FnOnce(&mut ArrayReader<R>) -> std::result::Result<T, Fault>,
) -> std::result::Result<T, Fault> {
    let around = (HEADER_BYTES + HASH_BYTES) as u64;
    let mut reader = ArrayReader {
        input,
        hasher: blake3::Hasher::new(),
        left: length.checked_sub(around).ok_or(FOREIGN)?,
    };
    let mut header = [0_u8; HEADER_BYTES];
    reader.take(&mut header)?;
    let (magic, rest) = header.split_at(8);
    let (version, stored_for) = rest.split_at(4);
    if magic != format.magic {
        return Err(FOREIGN);
    }
    if version != format.version.to_le_bytes() {
        return Err(OTHER_VERSION);
    }
    if stored_for != made_from {
        return Err(OTHER_POOL);
    }
    let read = arrays(&mut reader)?;
    let mut hash = [0; HASH_BYTES];
    reader.input.read_exact(&mut hash)?;
    if reader.left > 0 || reader.hasher.finalize() != hash {
        return Err(DAMAGED);
    }
    Ok(read)
}

impl<R: Read> ArrayReader<R> {
    /// The next array.
    pub(super) fn array<N: Number>(&mut self) -> std::result::Result<Vec<N>, Fault> {
        let mut length = [0; 8];
        self.left = self.left.checked_sub(8).ok_or(DAMAGED)?;
        self.take(&mut length)?;
        let length = u64::from_le_bytes(length);
        let bytes = length.checked_mul(size_of::<N>() as u64);
        let left = bytes.and_then(|bytes| self.left.checked_sub(bytes));
        self.left = left.ok_or(DAMAGED)?;
        let mut array = vec![N::zeroed(); usize::try_from(length).map_err(|_| DAMAGED)?];
        self.take(bytemuck::cast_slice_mut(&mut array))?;
        for number in &mut array {
            *number = number.little_endian();
        }
        Ok(array)
    }

    fn take(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.input.read_exact(bytes)?;
        self.hasher.update(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: Format = Format {
        magic: b"qrsttest",
        version: 3,
    };

    #[test]
    fn numbers_come_back_bit_by_bit_from_little_endian_bytes() {
        let whole: Vec<u32> = (0..40_000).map(|n| n * 77_777).collect();
        let floats = [0.1, -0.0, f32::NAN, f32::MIN_POSITIVE / 3.0];
        let mut bytes = Vec::new();
        let mut writer = ArrayWriter::new(FORMAT, &[7; HASH_BYTES], &mut bytes).unwrap();
        writer.write(&whole).unwrap();
        writer.write(&floats).unwrap();
        writer.write(&[-3_i8]).unwrap();
        writer.finish().unwrap();
        assert_eq!(
            bytes[HEADER_BYTES..][8 + 4..][..4],
            77_777_u32.to_le_bytes()
        );
        let length = bytes.len() as u64;
        let read_back = |made_from: u8| {
            read(
                bytes.as_slice(),
                length,
                FORMAT,
                &[made_from; HASH_BYTES],
                |arrays| Ok((arrays.array()?, arrays.array()?, arrays.array()?)),
            )
        };
        let (again, floats_again, byte): (Vec<u32>, Vec<f32>, Vec<i8>) = read_back(7).unwrap();
        assert_eq!((again, byte), (whole, vec![-3]));
        assert_eq!(
            floats_again.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
            floats.map(f32::to_bits)
        );
        assert!(matches!(read_back(8), Err(Fault::Unusable(what)) if what.contains("pool")));
    }

    #[test]
    fn an_array_longer_than_the_file_is_refused_before_it_is_allocated() {
        for length in [2_u64, u64::MAX, u64::MAX / 4, 1 << 60] {
            let mut bytes = Vec::new();
            let writer = ArrayWriter::new(FORMAT, &[7; HASH_BYTES], &mut bytes).unwrap();
            writer.finish().unwrap();
            let end = bytes.len() - HASH_BYTES;
            bytes.splice(end..end, length.to_le_bytes());
            let read = read(
                bytes.as_slice(),
                bytes.len() as u64,
                FORMAT,
                &[7; HASH_BYTES],
                ArrayReader::array::<u32>,
            );
            assert!(matches!(read, Err(Fault::Unusable(_))), "{length}");
        }
    }
}
