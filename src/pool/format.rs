//! Tells the format of a file by its content.
//!
//! Its name only settles what the content leaves open. What cannot be read is refused by its name,
//! with the command that makes it readable. Invariant: nothing is taken for a table that is
//! something else.

use std::path::Path;

use super::bytes::text_start;
use super::delimited::is_table;
use super::json::{self, Shape};
use super::reading::Reading;
use super::references;
use crate::error::{Error, Place, Result};

/// How much of a file is looked at to tell its format.
const LOOKED_AT: usize = 64 * 1024;

/// The formats that items are imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// A JSON document: an array of objects, objects one after the other, or columns.
    Json,
    /// A sheet of a spreadsheet (.xlsx, .xls, .ods).
    Spreadsheet,
    /// A Parquet file.
    Parquet,
    /// Bibliographic records as reference managers write them.
    Ris,
    /// Bibliographic records of PubMed.
    Nbib,
    /// A folder whose `.txt` files are one item each.
    TextFolder,
}

/// What a file can begin with that is no table, what that is, and what to do.
const OTHERS: &[(&[u8], &str, &str)] = &[
    (
        b"%PDF",
        "a PDF",
        "take its text out (`pdftotext FILE.pdf`), one .txt file for each item",
    ),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        "write a table of it: `sqlite3 -header -csv FILE 'select * from TABLE' > NEW.csv`",
    ),
    (
        b"\x80\x04\x95",
        "a Python pickle",
        "write the data with pandas: `frame.to_csv(\"NEW.csv\", index=False)`",
    ),
    (
        b"\x93NUMPY",
        "a NumPy array",
        "give it as --vectors beside a file of items",
    ),
    (
        b"ARROW1",
        "an Arrow file",
        "convert it with pandas: `pandas.read_feather(FILE).to_csv(\"NEW.csv\", index=False)`",
    ),
    (
        b"\x89HDF",
        "an HDF5 file",
        "write its table as CSV with the program that made it",
    ),
    (
        b"7z\xBC\xAF",
        "packed with 7-Zip",
        "unpack it first: `7z x FILE`",
    ),
    (
        b"Rar!",
        "packed with RAR",
        "unpack it first: `unrar x FILE`",
    ),
    (
        b"BZh",
        "packed with bzip2",
        "unpack it first: `bunzip2 -k FILE`",
    ),
    (
        b"\xFD7zXZ",
        "packed with xz",
        "unpack it first: `unxz -k FILE`",
    ),
    (
        b"\x89PNG",
        "an image",
        "give a table with a column of paths, and name that with --image COL",
    ),
    (
        b"\xFF\xD8\xFF",
        "an image",
        "give a table with a column of paths, and name that with --image COL",
    ),
    (
        b"version https://git-lfs",
        "a Git LFS pointer, not the file itself",
        "fetch the file: `git lfs pull`",
    ),
    (
        b"{\\rtf",
        "a formatted text (RTF)",
        "save it as plain text or as a table",
    ),
    (
        b"<!doctype",
        "an HTML page",
        "download the data themselves: this is a web page",
    ),
    (
        b"<html",
        "an HTML page",
        "download the data themselves: this is a web page",
    ),
    (
        b"<?xml",
        "XML",
        "write it as CSV or JSON with the program that made it",
    ),
    (
        b"#!",
        "a script",
        "run it, and give the file that it writes",
    ),
];

impl Format {
    /// The format of unpacked content; text is UTF-8.
    pub(super) fn of(path: &Path, content: &[u8], reading: &Reading) -> Result<Self> {
        if let Some(binary) = Self::of_binary(content) {
            return Ok(binary);
        }
        let text = content[text_start(content)..].trim_ascii_start();
        let head = &text[..text.len().min(LOOKED_AT)];
        if let Some(records) = references::format_of(head) {
            return Ok(records);
        }
        refuse_others(path, head)?;
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let extension = extension.to_lowercase();
        let extension = match extension.as_str() {
            // What it was called before it was packed.
            "gz" | "zst" | "zip" => {
                let inner = Path::new(path.file_stem().unwrap_or_default()).extension();
                inner.unwrap_or_default().to_string_lossy().to_lowercase()
            }
            _ => extension,
        };
        let table = match extension.as_str() {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            _ => None,
        };
        let is_json = matches!(
            extension.as_str(),
            "json" | "jsonl" | "ndjson" | "json-lines" | "jsonlines"
        );
        match json::shape(text, reading.is_beginning) {
            Shape::Lines if table.is_none() || json::is_surely(head) => return Ok(Self::Jsonl),
            Shape::Document if table.is_none() || json::is_surely(head) => return Ok(Self::Json),
            _ => {}
        }
        if let Some(table) = table {
            return Ok(table);
        }
        if let Some(delimiter) = is_table(text) {
            return Ok(if delimiter == b'\t' {
                Self::Tsv
            } else {
                Self::Csv
            });
        }
        if reading.delimiter.is_some() {
            return Ok(Self::Csv);
        }
        if extension == "json" {
            return Err(refusal(
                path,
                "not JSON: it begins neither with { nor with [",
                "check that it was written completely, or name it after what it is",
            ));
        }
        if is_json {
            return Ok(Self::Jsonl);
        }
        if head.contains(&0) {
            return Err(refusal(
                path,
                "holds NUL bytes: is this a text file?",
                "give a table (CSV, TSV), JSON, or a folder of .txt files",
            ));
        }
        Err(refusal(
            path,
            "not recognisable as a table or JSON",
            "say what separates its columns (--delimiter ';'), name it .csv if each line is one \
             text, or put text files into a folder and give the folder",
        ))
    }

    /// The format of bytes that are no text, by how they begin.
    pub(super) fn of_binary(content: &[u8]) -> Option<Self> {
        let is_sheet =
            content.starts_with(b"PK\x03\x04") || content.starts_with(b"\xD0\xCF\x11\xE0");
        match content {
            _ if is_sheet => Some(Self::Spreadsheet),
            _ if content.starts_with(b"PAR1") => Some(Self::Parquet),
            _ => None,
        }
    }

    /// Whether a file is called like one that can be read as rows.
    pub(crate) fn is_named(path: &Path) -> bool {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let known = [
            "csv", "tsv", "tab", "jsonl", "ndjson", "json", "txt", "gz", "zst", "zip", "xlsx",
            "xls", "ods", "parquet", "ris", "nbib",
        ];
        known.contains(&extension.to_lowercase().as_str())
    }

    /// Its name on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Jsonl => "JSON lines",
            Self::Json => "JSON",
            Self::Spreadsheet => "spreadsheet",
            Self::Parquet => "Parquet",
            Self::Ris => "RIS",
            Self::Nbib => "PubMed nbib",
            Self::TextFolder => "folder of text files",
        }
    }
}

fn refuse_others(path: &Path, head: &[u8]) -> Result<()> {
    let is_it = |magic: &[u8]| {
        let start = head.get(..magic.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(magic))
    };
    match OTHERS.iter().find(|(magic, _, _)| is_it(magic)) {
        Some((_, what, next)) => Err(refusal(path, what, next)),
        None => Ok(()),
    }
}

fn refusal(path: &Path, what: &str, next: &str) -> Error {
    Error::input(Place::file(path), what, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_of(name: &str, content: &[u8]) -> Result<Format> {
        Format::of(Path::new(name), content, &Reading::default())
    }

    #[test]
    fn the_content_decides_and_the_name_settles_the_rest() {
        let table = b"id,text\n1,good\n2,bad\n".as_slice();
        let lines = b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n".as_slice();
        let array = b"[{\"text\":\"a\"},\n{\"text\":\"b\"}]".as_slice();
        for (name, content, format) in [
            ("a.csv", table, Format::Csv),
            ("a.CSV", b"text\nalone\n", Format::Csv),
            ("a.tab", b"text\nalone\n", Format::Tsv),
            ("a.csv.gz", b"text\nalone\n", Format::Csv),
            ("a", table, Format::Csv),
            ("a.jsonl", table, Format::Csv),
            ("a.json", table, Format::Csv),
            (
                "a.txt",
                b"\xEF\xBB\xBFid\ttext\n1\tgood, really\n",
                Format::Tsv,
            ),
            ("a", lines, Format::Jsonl),
            ("a.json", lines, Format::Jsonl),
            ("a.csv", lines, Format::Jsonl),
            ("a.jsonl", array, Format::Json),
            ("a.csv", array, Format::Json),
            ("a.json", b"{\n \"a\": 1\n}", Format::Json),
            ("a.jsonl", b"oops\n{\"a\":1}\n", Format::Jsonl),
            ("a.csv", b"[note],text\n[x],a\n", Format::Csv),
        ] {
            let found = format_of(name, content).unwrap();
            assert_eq!(
                found,
                format,
                "{name} {:?}",
                String::from_utf8_lossy(content)
            );
        }
    }

    #[test]
    fn what_is_not_read_is_refused_by_its_name_with_what_to_do() {
        for (name, content, next) in [
            ("a.csv", b"%PDF-1.7".as_slice(), "pdftotext"),
            ("a.csv", b"<!DOCTYPE html>\n<html>", "web page"),
            (
                "a.csv",
                b"version https://git-lfs.github.com/spec/v1\n",
                "git lfs pull",
            ),
            ("a.db", b"SQLite format 3\0", "sqlite3"),
            ("a", b"ab\0c", "CSV"),
            ("a", b"just prose\nwithout columns\n", "--delimiter"),
            (
                "a.json",
                b"just prose\nwithout columns\n",
                "written completely",
            ),
            ("a.csv", b"\x89PNG\r\n", "--image"),
        ] {
            let error = format_of(name, content).unwrap_err();
            assert!(error.next_step().contains(next), "{name}: {error}");
        }
    }
}
