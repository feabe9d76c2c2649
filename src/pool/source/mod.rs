//! Gets at the content of a file: unpacked, and as UTF-8.
//!
//! What was done on the way is told. Invariant: text that is UTF-8 already, and what is no text, are
//! the bytes of the file; what was converted keeps its original.

mod encoding;
mod original;
mod unpack;

pub(super) use encoding::decode;
pub use original::Original;
pub(crate) use original::write_original;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::reading::Reading;
use crate::error::{Error, Result};

/// The content of a file.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Its bytes, unpacked; those of a text as UTF-8.
    pub(super) bytes: Vec<u8>,
    /// The bytes before they were made UTF-8, if they were something else.
    pub(super) original: Option<Original>,
    /// What a person should know about how they were had.
    pub(super) notes: Vec<String>,
}

impl Source {
    /// Reads a regular file, or the first bytes of it.
    pub(super) fn read(path: &Path, reading: &Reading, most: Option<u64>) -> Result<Self> {
        let failed = Error::io(path, "read");
        let mut file = File::open(path).map_err(failed)?;
        let known = file.metadata().map_err(Error::io(path, "read"))?.len();
        let mut packed = Vec::new();
        let limit = most.unwrap_or(u64::MAX);
        if most.is_none() {
            reading.limits.refuse_source(path, known)?;
        }
        let read = Read::by_ref(&mut file).take(limit).read_to_end(&mut packed);
        read.map_err(Error::io(path, "read"))?;
        let mut notes = Vec::new();
        let bytes = unpack::unpack(path, packed, reading, most, &mut notes)?;
        Self::of_bytes(path, bytes, reading, notes)
    }

    /// Takes unpacked bytes.
    pub(super) fn of_bytes(
        path: &Path,
        bytes: Vec<u8>,
        reading: &Reading,
        mut notes: Vec<String>,
    ) -> Result<Self> {
        let decoded = decode(path, &bytes, reading)?;
        let Some(decoded) = decoded else {
            return Ok(Self {
                bytes,
                original: None,
                notes,
            });
        };
        notes.push(decoded.note);
        Ok(Self {
            bytes: decoded.text.into_bytes(),
            original: Some(Original {
                encoding: decoded.encoding,
                bytes,
            }),
            notes,
        })
    }
}
