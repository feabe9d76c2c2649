//! Reads and writes `pool/manifest.json`: what was imported, and what is held out.

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::atomic::write_atomically;
use crate::error::{Error, Place, Result};
use crate::pool::Columns;
use crate::regular_file;

/// The contents of `pool/manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this file's format.
    pub format: u32,
    /// The parts, in the order in which they were imported.
    pub parts: Vec<Part>,
    /// Ids of the items the learner never sees.
    pub holdout: Vec<String>,
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The file in `pool/`.
    pub file: String,
    /// BLAKE3 of its bytes.
    pub blake3: String,
    /// The name of the file it came from.
    pub source: String,
    /// When.
    pub imported_at: Timestamp,
    /// Rows read: accepted + rejected + blank.
    pub read: u64,
    /// Rows that became items.
    pub accepted: u64,
    /// Rows kept in `pool/rejects/`.
    pub rejected: u64,
    /// Rows without text.
    pub blank: u64,
    /// Which columns of that file were taken for what; absent in older projects. Those of numbers
    /// and vectors are in the config.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Columns>,
    /// BLAKE3 of the file that it came from, as it was then; absent in older projects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_blake3: Option<String>,
    /// The vectors that came with the items in a file of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vectors: Option<PartVectors>,
    /// The encoding of the file's text, if it was not UTF-8; the file as it was is kept in
    /// `pool/originals/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
}

/// The vectors of one import, in the order of its items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartVectors {
    /// The file in `pool/`.
    pub file: String,
    /// BLAKE3 of its bytes.
    pub blake3: String,
    /// How many numbers a vector has.
    pub width: usize,
    /// The name of the file they came from.
    pub source: String,
}

impl Manifest {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = regular_file::read_present(path, u64::MAX)?;
        serde_json::from_slice(&text).map_err(|wrong| {
            Error::input(
                Place::column(path, wrong.line() as u64, wrong.column() as u64),
                format!("the manifest cannot be read: {wrong}"),
                "restore pool/manifest.json from a copy; the items and labels are untouched",
            )
        })
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut text = serde_json::to_vec_pretty(self)
            .map_err(|wrong| Error::io(path, "write")(std::io::Error::other(wrong)))?;
        text.push(b'\n');
        write_atomically(path, &text)
    }

    /// Which columns the newest part that says so was read from.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        let mut newest_first = self.parts.iter().rev();
        newest_first.find_map(|part| part.columns.as_ref())
    }

    /// The held-out ids, for looking up.
    pub fn held_out(&self) -> HashSet<&str> {
        self.holdout.iter().map(String::as_str).collect()
    }
}
