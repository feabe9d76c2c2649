//! Reads and writes arrays in NumPy's format.
//!
//! `.npy`, versions 1 to 3 (numpy.lib.format): a magic word, a header that is a Python
//! dictionary, and the numbers. Two-dimensional arrays of floats, integers and booleans are read,
//! in C and Fortran order and either byte order; what is written is version 1, C order, little
//! endian, four bytes a number. Invariant: what is written comes back bit by bit, and a file of
//! any content is an array or an error.
//!
//! Why not `npyz` (0.9.1 was tried): it allocates as much as a header says that it is long, up to
//! 4 GB, and multiplies the sizes of a shape unchecked; it reads a type only as itself, so that the
//! eleven types, both orders and all words of the refusals would stay here; and its parser of the
//! header brings 14 crates, one of which needs an assembler, half precision yet another.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::iter;
use std::path::Path;

use super::part::write_new;
use super::vectors::{Vectors, check_width, to_f32};
use crate::error::{Error, Place, Result};

const MAGIC: &[u8] = b"\x93NUMPY";
/// A header is a hundred bytes or so; more is not an array's.
const LONGEST_HEADER: usize = 1 << 16;
/// Items are counted in 32 bits.
const MOST_ROWS: usize = u32::MAX as usize;

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Header {
    kind: Kind,
    big_endian: bool,
    fortran: bool,
    rows: usize,
    width: usize,
}

/// A type of number, with its size in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Float(usize),
    Signed(usize),
    Unsigned(usize),
}

impl Kind {
    fn size(self) -> usize {
        match self {
            Self::Float(size) | Self::Signed(size) | Self::Unsigned(size) => size,
        }
    }

    /// The number in these bytes, most significant first.
    fn number(self, bytes: &[u8]) -> f64 {
        let bits = bytes
            .iter()
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        match self {
            Self::Float(2) => half(bits as u16),
            Self::Float(4) => f64::from(f32::from_bits(bits as u32)),
            Self::Float(_) => f64::from_bits(bits),
            // Shifted up and back, so that the sign is kept.
            Self::Signed(size) => {
                let unused = 64 - 8 * size;
                ((bits << unused).cast_signed() >> unused) as f64
            }
            Self::Unsigned(_) => bits as f64,
        }
    }
}

/// A number of IEEE 754 binary16.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let fraction = f64::from(bits & 0x3FF) / 1024.0;
    match i32::from(bits >> 10 & 0x1F) {
        0 => sign * fraction * 2_f64.powi(-14),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        exponent => sign * (1.0 + fraction) * 2_f64.powi(exponent - 15),
    }
}

/// Reads an array of one row an item.
///
/// # Errors
/// When the file is not such an array, with what it is and the next step.
pub(super) fn read_npy(path: &Path) -> Result<Vectors> {
    let failed = Error::io(path, "read");
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let length = file.metadata().map_err(failed)?.len();
    read(&mut BufReader::new(file), length).map_err(|fault| match fault {
        Fault::Io(source) => failed(source),
        Fault::Content(what, next) => Error::input(Place::file(path), what, next),
    })
}

/// What is wrong with an array.
enum Fault {
    Io(io::Error),
    /// In words, with the next step.
    Content(String, &'static str),
}

impl From<io::Error> for Fault {
    fn from(source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::UnexpectedEof {
            return Self::Content("the array is cut off".into(), WRITE_AGAIN);
        }
        Self::Io(source)
    }
}

const WRITE_AGAIN: &str = "write it again: `numpy.save(\"FILE.npy\", array)`";
const WRITE_FLOATS: &str =
    "write the numbers as floats: `numpy.save(\"FILE.npy\", array.astype(\"float32\"))`";
const WRITE_ROWS: &str = "write one row of numbers an item: an array of shape (items, numbers)";

fn read(source: &mut impl Read, length: u64) -> std::result::Result<Vectors, Fault> {
    let content = |what: String, next| Fault::Content(what, next);
    let mut magic = [0; 8];
    source.read_exact(&mut magic)?;
    if !magic.starts_with(MAGIC) {
        return Err(content("not an array of NumPy (.npy)".into(), WRITE_AGAIN));
    }
    let size_bytes = match magic[6] {
        1 => 2,
        2 | 3 => 4,
        version => {
            let what = format!("version {version} of the .npy format is not known");
            return Err(content(what, WRITE_AGAIN));
        }
    };
    let mut size = [0; 4];
    source.read_exact(&mut size[..size_bytes])?;
    let size = u32::from_le_bytes(size) as usize;
    if size > LONGEST_HEADER {
        return Err(content("its header is too long".into(), WRITE_AGAIN));
    }
    let mut text = vec![0; size];
    source.read_exact(&mut text)?;
    let header = Header::parse(&String::from_utf8_lossy(&text))?;
    let numbers = header.rows.checked_mul(header.width);
    let bytes = numbers.and_then(|count| count.checked_mul(header.kind.size()));
    let begins = (8 + size_bytes + size) as u64;
    if bytes.is_none_or(|bytes| begins + bytes as u64 != length) {
        let what = format!(
            "its header promises {} rows of {} numbers, and the file is shorter or longer",
            header.rows, header.width
        );
        return Err(content(what, WRITE_AGAIN));
    }
    header.read_values(source)
}

impl Header {
    fn parse(text: &str) -> std::result::Result<Self, Fault> {
        let unreadable = || Fault::Content("its header cannot be read".into(), WRITE_AGAIN);
        let value = |key: &str| {
            let at = text.find(&format!("'{key}':"))?;
            Some(text[at + key.len() + 3..].trim_start())
        };
        let kind = value("descr").ok_or_else(unreadable)?;
        let (kind, big_endian) = parse_kind(kind)?;
        let fortran = match value("fortran_order") {
            Some(value) if value.starts_with("True") => true,
            Some(value) if value.starts_with("False") => false,
            _ => return Err(unreadable()),
        };
        let shape = value("shape").and_then(|value| value.strip_prefix('('));
        let (shape, _) = shape
            .and_then(|value| value.split_once(')'))
            .ok_or_else(unreadable)?;
        let sizes: Option<Vec<usize>> = shape
            .split(',')
            .map(str::trim)
            .filter(|size| !size.is_empty())
            .map(|size| size.parse().ok())
            .collect();
        let [rows, width] = sizes.ok_or_else(unreadable)?[..] else {
            let what = format!("its shape is ({shape}), which is not rows of numbers");
            return Err(Fault::Content(what, WRITE_ROWS));
        };
        check_width(width)
            .map_err(|what| Fault::Content(format!("a row of it {what}"), WRITE_ROWS))?;
        if rows > MOST_ROWS {
            return Err(Fault::Content("it has too many rows".into(), WRITE_ROWS));
        }
        Ok(Self {
            kind,
            big_endian,
            fortran,
            rows,
            width,
        })
    }

    fn read_values(&self, source: &mut impl Read) -> std::result::Result<Vectors, Fault> {
        let mut values = vec![0.0_f32; self.rows * self.width];
        let mut bytes = [0_u8; 8];
        let bytes = &mut bytes[..self.kind.size()];
        for at in 0..values.len() {
            source.read_exact(bytes)?;
            if !self.big_endian {
                bytes.reverse();
            }
            let (row, column) = if self.fortran {
                (at % self.rows, at / self.rows)
            } else {
                (at / self.width, at % self.width)
            };
            let value = to_f32(Some(self.kind.number(bytes))).map_err(|what| {
                let what = format!("row {}, number {} is {what}", row + 1, column + 1);
                Fault::Content(what, "give each row finite numbers, or zeros for no vector")
            })?;
            values[row * self.width + column] = value;
        }
        Vectors::new(self.width, values)
            .ok_or_else(|| Fault::Content("it has no rows".into(), WRITE_ROWS))
    }
}

/// The type of the numbers, and whether the first byte of one is the most significant.
fn parse_kind(text: &str) -> std::result::Result<(Kind, bool), Fault> {
    let refused = |name: &str| {
        let what = format!("its numbers are of the type {name}, which is not read");
        Fault::Content(what, WRITE_FLOATS)
    };
    let Some((name, _)) = text
        .strip_prefix('\'')
        .and_then(|text| text.split_once('\''))
    else {
        return Err(refused("\"structured\""));
    };
    let mut characters = name.chars();
    let big_endian = match characters.next() {
        Some('>') => true,
        Some('<' | '|') => false,
        Some('=') => cfg!(target_endian = "big"),
        _ => return Err(refused(&format!("{name:?}"))),
    };
    let kind = match characters.as_str() {
        "f2" => Kind::Float(2),
        "f4" => Kind::Float(4),
        "f8" => Kind::Float(8),
        "i1" => Kind::Signed(1),
        "i2" => Kind::Signed(2),
        "i4" => Kind::Signed(4),
        "i8" => Kind::Signed(8),
        "u1" | "b1" => Kind::Unsigned(1),
        "u2" => Kind::Unsigned(2),
        "u4" => Kind::Unsigned(4),
        "u8" => Kind::Unsigned(8),
        _ => return Err(refused(&format!("{name:?}"))),
    };
    Ok((kind, big_endian))
}

/// Writes vectors into a new file and returns its blake3 hash once it is on disk.
///
/// An existing file is never touched.
pub(crate) fn write_vectors(path: &Path, vectors: &Vectors) -> Result<String> {
    let rows = vectors.values().chunks(vectors.width().max(1));
    let rows = rows.map(|row| row.iter().flat_map(|value| value.to_le_bytes()).collect());
    write_new(path, iter::once(header_of(vectors)).chain(rows).map(Ok))
}

/// Everything before the numbers, padded so that they begin at a multiple of 64.
fn header_of(vectors: &Vectors) -> Vec<u8> {
    let mut text = format!(
        "{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}",
        vectors.len(),
        vectors.width()
    );
    let before = MAGIC.len() + 4;
    while !(before + text.len() + 1).is_multiple_of(64) {
        text.push(' ');
    }
    text.push('\n');
    let mut header = MAGIC.to_vec();
    header.extend([1, 0]);
    header.extend((text.len() as u16).to_le_bytes());
    header.extend(text.as_bytes());
    header
}

/// Reads what [`write_vectors`] wrote, checking it against its hash.
///
/// # Errors
/// [`Error::Damaged`] when it is not what was written.
pub(crate) fn read_written_vectors(path: &Path, expected_hash: &str) -> Result<Vectors> {
    let mut hasher = blake3::Hasher::new();
    File::open(path)
        .and_then(|file| hasher.update_reader(file).map(|_| ()))
        .map_err(Error::io(path, "read"))?;
    let found = hasher.finalize().to_hex();
    let damaged = |what: String| Error::Damaged {
        place: Place::file(path),
        byte: 0,
        what,
    };
    if found.as_str() != expected_hash {
        let what =
            format!("holds other vectors than were imported (hash {found}, not {expected_hash})");
        return Err(damaged(what));
    }
    read_npy(path).map_err(|error| match error {
        Error::Input { what, .. } => damaged(what),
        other => other,
    })
}

#[cfg(test)]
mod tests;
