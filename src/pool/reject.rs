//! Keeps rows that cannot be imported: its bytes, where it was and why, one JSON object a line. Invariant: the bytes of
//! a rejected row can be had back from what is written, whatever they are.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::bytes::counted;
use super::rows::Position;
use crate::error::{Error, Result};

/// The longest name of a source that goes into a file name.
const LONGEST_NAME: usize = 100;

/// A row that was read and cannot be an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Where the problem is; its `byte` is the row's first.
    pub position: Position,
    /// What is wrong, in words.
    pub reason: String,
    /// The row as it is in the file, without the line end.
    pub raw: Vec<u8>,
}

impl Reject {
    /// A row with what is wrong with it.
    pub(super) fn new(position: Position, reason: impl Into<String>, raw: &[u8]) -> Self {
        Self {
            position,
            reason: reason.into(),
            raw: raw.to_vec(),
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    line: u64,
    column: u64,
    byte: u64,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_hex: Option<String>,
}

/// Writes the rejects of one source into a new file in `dir`; without rejects, none.
///
/// Only the owner may read it: rejected rows are as private as accepted ones.
pub(crate) fn write_rejects(
    dir: &Path,
    source_name: &str,
    rejects: &[Reject],
) -> Result<Option<PathBuf>> {
    if rejects.is_empty() {
        return Ok(None);
    }
    fs::create_dir_all(dir).map_err(Error::io(dir, "create"))?;
    let (path, file) = create_new(dir, &safe_name(source_name))?;
    write_lines(file, rejects).map_err(Error::io(&path, "write"))?;
    Ok(Some(path))
}

/// The sentence a person reads: the first reject, where they are all kept, and how many.
pub(crate) fn describe_rejects(
    source_name: &str,
    rejects: &[Reject],
    kept: &Path,
) -> Option<String> {
    let first = rejects.first()?;
    let Position { line, column, .. } = first.position;
    Some(format!(
        "{source_name}:{line}:{column}: {}. Row kept in {}; {} rejected in all.",
        first.reason,
        kept.display(),
        counted(rejects.len() as u64, "row"),
    ))
}

fn write_lines(file: File, rejects: &[Reject]) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    for reject in rejects {
        let raw = std::str::from_utf8(&reject.raw).ok();
        let line = Line {
            line: reject.position.line,
            column: reject.position.column,
            byte: reject.position.byte,
            reason: &reject.reason,
            raw,
            raw_hex: raw.is_none().then(|| hex(&reject.raw)),
        };
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            // Writing into a string cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// A name from outside never becomes a path: only letters, digits, `-`, `_` and `.` stay.
pub(super) fn safe_name(source_name: &str) -> String {
    let name: String = source_name
        .chars()
        .take(LONGEST_NAME)
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => c,
            _ => '_',
        })
        .collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() {
        "rows".into()
    } else {
        name.to_owned()
    }
}

/// A file that was not there before: `NAME.rejects.jsonl`, or with the next free number.
fn create_new(dir: &Path, name: &str) -> Result<(PathBuf, File)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut number = 1_u32;
    loop {
        let path = dir.join(if number == 1 {
            format!("{name}.rejects.jsonl")
        } else {
            format!("{name}.{number}.rejects.jsonl")
        });
        match options.open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(Error::io(&path, "create")(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reject(raw: &[u8]) -> Reject {
        Reject {
            position: Position {
                line: 4212,
                column: 17,
                byte: 1_684_285,
            },
            reason: "text is not valid UTF-8 (byte 0xFF at file offset 1,684,301)".into(),
            raw: raw.to_vec(),
        }
    }

    #[test]
    fn every_byte_can_be_had_back() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("rejects");
        let all: Vec<u8> = (0..=255).collect();
        let rejects = [reject(&all), reject("tab\t\"ö\"\0\r\n".as_bytes())];
        let path = write_rejects(&dir, "r.jsonl", &rejects).unwrap().unwrap();
        let written = fs::read_to_string(&path).unwrap();
        let lines: Vec<serde_json::Value> = written
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let hex = lines[0]["raw_hex"].as_str().unwrap();
        let back: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        assert_eq!(back, all);
        assert_eq!(lines[1]["raw"], "tab\t\"ö\"\0\r\n");
        assert_eq!(lines[1]["line"], 4212);
        assert_eq!(lines[1]["byte"], 1_684_285);
        assert!(lines[1].get("raw_hex").is_none());
    }

    #[test]
    fn a_file_is_never_overwritten_and_never_outside() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let rejects = [reject(b"a")];
        let first = write_rejects(dir, "../../etc/x y", &rejects)
            .unwrap()
            .unwrap();
        let second = write_rejects(dir, "../../etc/x y", &rejects)
            .unwrap()
            .unwrap();
        assert_eq!(first.parent(), Some(dir));
        assert_ne!(first, second);
        assert_eq!(write_rejects(dir, "x", &[]).unwrap(), None);
        assert_eq!(safe_name(".."), "rows");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&first).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn the_sentence_says_where_why_and_how_many() {
        let rejects = vec![reject(b"a"); 17];
        let kept = Path::new("rejects/r.rejects.jsonl");
        assert_eq!(
            describe_rejects("reviews.jsonl", &rejects, kept).unwrap(),
            "reviews.jsonl:4212:17: text is not valid UTF-8 (byte 0xFF at file offset 1,684,301). \
             Row kept in rejects/r.rejects.jsonl; 17 rows rejected in all."
        );
        assert_eq!(describe_rejects("r", &[], kept), None);
    }
}
