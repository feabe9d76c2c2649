//! Reads the rows of a file.
//!
//! Every importer fills the same [`Rows`]: columns of text in file order, what could not be
//! read, and what was blank. Invariant: a row that was read is a row, a reject or a blank, and
//! the bytes of each can still be shown.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::bytes::{refuse_lone_returns, refuse_unreadable, size, text_start};
use super::format::Format;
use super::item::value_of;
use super::reading::{Delimiter, Reading};
use super::reject::Reject;
use super::source::{Original, Source};
use super::{
    delimited, folder, json, label_studio, misfits, parquet_rows, references, spreadsheet,
};
use crate::error::{Error, Place, Result};

/// More columns than this are not listed in an error.
const MOST_LISTED: usize = 20;

/// Where something is in its file: line and column count from 1 (columns in characters).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The character in that line.
    pub column: u64,
    /// The first byte of the row, counted from 0.
    pub byte: u64,
}

/// One row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Name and text of each column, in file order, byte-exact. A JSON null is absent.
    pub(crate) columns: Vec<(String, String)>,
    /// Where the row begins.
    pub(crate) position: Position,
    /// Its bytes in the source, without the line end.
    pub(super) raw: Range<usize>,
}

impl Row {
    /// The text of a column.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        value_of(&self.columns, name)
    }
}

/// How much is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The longest row that is taken; a longer one is rejected and reading goes on after it.
    pub(crate) max_record_bytes: usize,
    /// The deepest nesting of arrays and objects in a JSON row.
    pub(crate) max_depth: usize,
    /// The largest file, or folder in all, that is read.
    pub(crate) max_source_bytes: u64,
    /// The deepest folder that is looked into.
    pub(crate) max_folder_depth: usize,
    /// The most files that a folder may hold.
    pub(crate) max_files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_record_bytes: 16 << 20,
            max_depth: 128,
            max_source_bytes: 4 << 30,
            max_folder_depth: 32,
            max_files: 1_000_000,
        }
    }
}

impl Limits {
    /// The reason for rejecting a row of this length, if it is too long.
    pub(super) fn refuse_length(&self, length: usize) -> Option<String> {
        (length > self.max_record_bytes).then(|| {
            let limit = size(self.max_record_bytes as u64);
            format!("record is over {limit} (limit max_record_bytes)")
        })
    }

    /// Refuses a source that would not fit into memory twice.
    pub(super) fn refuse_source(&self, path: &Path, bytes: u64) -> Result<()> {
        if bytes <= self.max_source_bytes {
            return Ok(());
        }
        Err(Error::input(
            Place::file(path),
            format!("holds more than {}", size(self.max_source_bytes)),
            "split it and import the parts one after the other",
        ))
    }
}

/// Everything a source holds.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The file or folder.
    pub(crate) path: PathBuf,
    /// What it is.
    pub(crate) format: Format,
    /// All columns met, in the order they were first met.
    pub(crate) columns: Vec<String>,
    /// What could be read.
    pub(crate) rows: Vec<Row>,
    /// What could not.
    pub(crate) rejects: Vec<Reject>,
    /// Rows with nothing in them.
    pub(crate) blank: u64,
    /// Rows in all, counted as they were met.
    pub(crate) read: u64,
    /// What a person should know about how the source was read.
    pub(crate) notes: Vec<String>,
    /// The bytes of the file, if its text had to be converted.
    pub(crate) original: Option<Original>,
    pub(super) source: Vec<u8>,
    known: HashSet<String>,
}

impl Rows {
    pub(super) fn new(path: &Path, format: Format) -> Self {
        Self {
            path: path.to_path_buf(),
            format,
            columns: Vec::new(),
            rows: Vec::new(),
            rejects: Vec::new(),
            blank: 0,
            read: 0,
            notes: Vec::new(),
            original: None,
            source: Vec::new(),
            known: HashSet::new(),
        }
    }

    /// The columns' names, for an error.
    pub(super) fn listed(&self) -> String {
        let shown = &self.columns[..self.columns.len().min(MOST_LISTED)];
        match self.columns.len() - shown.len() {
            0 => shown.join(", "),
            more => format!("{}, and {more} more", shown.join(", ")),
        }
    }

    /// The bytes of a row as they are in the file (as UTF-8, where it was converted), without the line end.
    pub(crate) fn raw(&self, row: &Row) -> &[u8] {
        self.source.get(row.raw.clone()).unwrap_or_default()
    }

    /// Whether every row that was read is a row, a reject or a blank.
    pub(crate) fn adds_up(&self) -> bool {
        self.read == self.rows.len() as u64 + self.rejects.len() as u64 + self.blank
    }

    /// Rows that hold anything, whether they could be read or not: empty lines are none.
    pub(crate) fn data_rows(&self) -> u64 {
        (self.rows.len() + self.rejects.len()) as u64
    }

    /// For each row that could be read, its number among the [`Rows::data_rows`], from 0 on;
    /// none where what could not be read has no place of its own.
    pub(super) fn numbered(&self) -> Vec<Option<u64>> {
        let all = 0..self.rows.len() as u64;
        if self.rejects.is_empty() {
            return all.map(Some).collect();
        }
        if self.format == Format::TextFolder {
            return all.map(|_| None).collect();
        }
        let mut rejected: Vec<u64> = self.rejects.iter().map(|row| row.position.byte).collect();
        rejected.sort_unstable();
        let before = |row: &Row| rejected.partition_point(|byte| *byte < row.position.byte);
        let numbers = all.zip(&self.rows);
        numbers
            .map(|(index, row)| Some(index + before(row) as u64))
            .collect()
    }

    /// Takes note of a column; whether it is a new one.
    pub(super) fn add_column(&mut self, name: &str) -> bool {
        let is_new = !self.known.contains(name);
        if is_new {
            self.known.insert(name.to_owned());
            self.columns.push(name.to_owned());
        }
        is_new
    }

    /// Takes a row that was read, and note of its columns.
    pub(super) fn accept(
        &mut self,
        columns: Vec<(String, String)>,
        position: Position,
        raw: Range<usize>,
    ) {
        for (name, _) in &columns {
            self.add_column(name);
        }
        self.rows.push(Row {
            columns,
            position,
            raw,
        });
    }

    pub(super) fn reject(&mut self, position: Position, reason: impl Into<String>, raw: &[u8]) {
        self.rejects.push(Reject::new(position, reason, raw));
    }
}

/// Reads a file, or a folder of text files.
///
/// # Errors
/// When it cannot be read as rows, or half of its rows or more do not fit.
pub(crate) fn read_rows(path: &Path, reading: &Reading) -> Result<Rows> {
    if is_folder(path)? {
        return folder::read(path, &reading.limits);
    }
    let rows = rows_in(path, Source::read(path, reading, None)?, reading)?;
    misfits::refuse_misfits(&rows)?;
    Ok(rows)
}

/// Reads the rows at the beginning of a file: whole lines, at most so many bytes.
pub(crate) fn peek_rows(path: &Path, bytes: u64) -> Result<Rows> {
    if is_folder(path)? {
        return Ok(Rows::new(path, Format::TextFolder));
    }
    let mut reading = Reading::default();
    let known = fs::metadata(path).map_err(Error::io(path, "read"))?.len();
    if known <= MOST_PEEKED && begins_binary(path)? {
        // Its rows cannot be told without its end.
        return rows_in(path, Source::read(path, &reading, None)?, &reading);
    }
    let mut source = Source::read(path, &reading, Some(bytes))?;
    if source.bytes.len() as u64 == bytes {
        reading.is_beginning = true;
        // What comes after the last line's end is a part of a row.
        let end = source.bytes.iter().rposition(|byte| *byte == b'\n');
        source
            .bytes
            .truncate(end.map_or(source.bytes.len(), |end| end + 1));
    }
    rows_in(path, source, &reading)
}

/// More of a file without rows at its beginning is not read only to show how it begins.
const MOST_PEEKED: u64 = 16 << 20;

fn begins_binary(path: &Path) -> Result<bool> {
    let mut head = Vec::new();
    let file = fs::File::open(path).map_err(Error::io(path, "read"))?;
    file.take(8)
        .read_to_end(&mut head)
        .map_err(Error::io(path, "read"))?;
    Ok(Format::of_binary(&head).is_some())
}

fn is_folder(path: &Path) -> Result<bool> {
    let metadata = fs::metadata(path).map_err(Error::io(path, "read"))?;
    if metadata.is_dir() || metadata.is_file() {
        return Ok(metadata.is_dir());
    }
    Err(Error::input(
        Place::file(path),
        "not a regular file",
        "write its content to a file first",
    ))
}

/// Reads content whose format is found out first.
fn rows_in(path: &Path, source: Source, reading: &Reading) -> Result<Rows> {
    refuse_unreadable(path, &source.bytes)?;
    let format = Format::of(path, &source.bytes, reading)?;
    rows_as(path, format, source, reading)
}

/// Reads content whose format is known.
fn rows_as(path: &Path, format: Format, source: Source, reading: &Reading) -> Result<Rows> {
    let Source {
        bytes,
        original,
        notes,
    } = source;
    refuse_unreadable(path, &bytes)?;
    let mut rows = Rows::new(path, format);
    rows.notes = notes;
    match format {
        Format::Spreadsheet => {
            let (table, notes) = spreadsheet::as_table(path, &bytes, reading)?;
            rows.notes.extend(notes);
            let reading = Reading {
                delimiter: Some(Delimiter::COMMA),
                ..reading.clone()
            };
            delimited::read(&mut rows, &table, 0, &reading)?;
            rows.source = table;
            return Ok(rows);
        }
        Format::Parquet => {
            // What it is known by must still be its bytes.
            rows.source.clone_from(&bytes);
            parquet_rows::read(&mut rows, bytes)?;
            return Ok(rows);
        }
        _ => {}
    }
    refuse_lone_returns(path, &bytes)?;
    let start = text_start(&bytes);
    rows.original = original;
    if start > 0 {
        rows.notes
            .push("the file begins with a UTF-8 byte order mark, which was left out".into());
    }
    match format {
        Format::Jsonl => json::read_lines(&mut rows, &bytes, start, &reading.limits),
        Format::Json => json::read_document(&mut rows, &bytes, start, reading)?,
        Format::Ris | Format::Nbib => references::read(&mut rows, &bytes, start, reading),
        Format::Csv | Format::Tsv => delimited::read(&mut rows, &bytes, start, reading)?,
        Format::TextFolder => return folder::read(path, &reading.limits),
        Format::Spreadsheet | Format::Parquet => {}
    }
    if matches!(format, Format::Json | Format::Jsonl) {
        label_studio::make_plain(&mut rows)?;
    }
    rows.source = bytes;
    debug_assert!(rows.adds_up(), "a row fell between");
    Ok(rows)
}

#[cfg(test)]
pub(super) fn rows_of(
    path: &Path,
    format: Format,
    bytes: Vec<u8>,
    limits: &Limits,
) -> Result<Rows> {
    let reading = Reading {
        limits: *limits,
        ..Reading::default()
    };
    let source = Source {
        bytes,
        ..Source::default()
    };
    rows_as(path, format, source, &reading)
}
