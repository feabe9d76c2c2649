//! How do arrays of numbers go to the disk and come back?
//!
//! Little-endian, one after the other, converted a buffer at a time, and hashed as they pass.

use std::io::{self, Read, Write};

/// Bytes that are converted at a time.
const BUFFER: usize = 1 << 16;

/// A number with a fixed place on the disk.
pub(super) trait Plain: Copy {
    const WIDTH: usize;
    fn put(self, out: &mut Vec<u8>);
    /// From exactly `WIDTH` bytes.
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! plain {
    ($number:ty) => {
        impl Plain for $number {
            const WIDTH: usize = size_of::<$number>();
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn get(bytes: &[u8]) -> Self {
                let mut number = [0; size_of::<$number>()];
                number.copy_from_slice(bytes);
                Self::from_le_bytes(number)
            }
        }
    };
}

plain!(u64);
plain!(u32);
plain!(f32);

/// Writes the numbers one after the other.
pub(super) fn write_array<N: Plain>(array: &[N], out: &mut impl Write) -> io::Result<()> {
    let mut buffer = Vec::with_capacity(BUFFER);
    for part in array.chunks(BUFFER / N::WIDTH) {
        buffer.clear();
        for number in part {
            number.put(&mut buffer);
        }
        out.write_all(&buffer)?;
    }
    Ok(())
}

/// Reads as many numbers; the caller has checked that the input is that long.
pub(super) fn read_array<N: Plain>(length: usize, input: &mut impl Read) -> io::Result<Vec<N>> {
    let mut array = Vec::with_capacity(length);
    let mut buffer = vec![0; BUFFER];
    while array.len() < length {
        let part = (length - array.len()).min(BUFFER / N::WIDTH);
        let bytes = &mut buffer[..part * N::WIDTH];
        input.read_exact(bytes)?;
        array.extend(bytes.chunks_exact(N::WIDTH).map(N::get));
    }
    Ok(array)
}

/// Hashes what passes to or from `inner`.
pub(super) struct Hashing<T> {
    pub inner: T,
    pub hasher: blake3::Hasher,
}

impl<T> Hashing<T> {
    pub(super) fn new(inner: T) -> Self {
        Self {
            inner,
            hasher: blake3::Hasher::new(),
        }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.hasher.update(&bytes[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_from_little_endian_bytes() {
        let numbers: Vec<u32> = (0..40_000).map(|n| n * 77_777).collect();
        let mut bytes = Vec::new();
        write_array(&numbers, &mut bytes).unwrap();
        assert_eq!(bytes[4..8], 77_777_u32.to_le_bytes());
        let mut hashing = Hashing::new(bytes.as_slice());
        assert_eq!(
            read_array::<u32>(numbers.len(), &mut hashing).unwrap(),
            numbers
        );
        assert_eq!(hashing.hasher.finalize(), blake3::hash(&bytes));
        assert!(read_array::<u32>(10, &mut [0; 39].as_slice()).is_err());
    }
}
