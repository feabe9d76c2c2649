//! Tells the format of a file.
//!
//! Its name decides; where it does not, the first bytes do. What cannot be read is refused with
//! the command that makes it readable. Invariant: only regular files and folders are opened, so
//! nothing here waits on a pipe or reads a device without end.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::bytes::{occurrences, refuse_unreadable, text_start};
use crate::error::{Error, Place, Result};

/// How much of a file is looked at to tell its format.
const SNIFFED_BYTES: u64 = 64 * 1024;

/// The formats that items are imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// A folder whose `.txt` files are one item each.
    TextFolder,
}

impl Format {
    /// The format of a file or folder.
    pub fn of(path: &Path) -> Result<Self> {
        let metadata = fs::metadata(path).map_err(Error::io(path, "read"))?;
        if metadata.is_dir() {
            return Ok(Self::TextFolder);
        }
        if !metadata.is_file() {
            return Err(refusal(
                path,
                "not a regular file",
                "write its content to a file first",
            ));
        }
        let head = read_head(path)?;
        refuse_unreadable(path, &head)?;
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "tsv" | "tab" => Ok(Self::Tsv),
            "jsonl" | "ndjson" | "json-lines" | "jsonlines" => Ok(Self::Jsonl),
            "json" => json(path, &head),
            other => refuse_known(path, other, &head).and_then(|()| sniff(path, &head)),
        }
    }

    /// Whether a file is called like one that can be read as rows.
    pub(crate) fn is_named(path: &Path) -> bool {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let known = ["csv", "tsv", "tab", "jsonl", "ndjson", "json", "txt"];
        known.contains(&extension.to_lowercase().as_str())
    }

    /// Its name on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Jsonl => "JSON lines",
            Self::TextFolder => "folder of text files",
        }
    }
}

fn read_head(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(SNIFFED_BYTES).read_to_end(&mut head))
        .map_err(Error::io(path, "read"))?;
    Ok(head)
}

fn refusal(path: &Path, what: &str, next: &str) -> Error {
    Error::input(Place::file(path), what, next)
}

/// Some data sets call JSON lines `.json`, so one complete object on the first line is enough.
fn json(path: &Path, head: &[u8]) -> Result<Format> {
    let text = head[text_start(head)..].trim_ascii_start();
    if text.starts_with(b"[") {
        return Err(refusal(
            path,
            "a JSON array, not one object a line",
            "turn it into JSON lines: `jq -c '.[]' FILE.json > FILE.jsonl`",
        ));
    }
    let first = first_lines(text).next().unwrap_or_default();
    let cut_off = first.len() == text.len() && head.len() as u64 == SNIFFED_BYTES;
    let object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(first);
    if text.starts_with(b"{") && (cut_off || object.is_ok()) {
        return Ok(Format::Jsonl);
    }
    Err(refusal(
        path,
        "JSON that is not one object a line",
        "turn it into JSON lines with jq: one object for each item, `jq -c` writes one a line",
    ))
}

/// Formats that are known and not read, by extension or first bytes.
fn refuse_known(path: &Path, extension: &str, head: &[u8]) -> Result<()> {
    let sheet = matches!(extension, "xlsx" | "xls" | "xlsm" | "ods" | "numbers");
    let packed = matches!(
        extension,
        "gz" | "zst" | "zip" | "bz2" | "xz" | "tgz" | "tar" | "7z" | "rar"
    );
    let packed_head = [b"\x1F\x8B".as_slice(), b"PK\x03\x04", b"\x28\xB5\x2F\xFD"]
        .iter()
        .any(|magic| head.starts_with(magic));
    if extension == "parquet" || head.starts_with(b"PAR1") {
        return Err(refusal(
            path,
            "Parquet is not read",
            "convert it: `duckdb -c \"copy (from 'FILE.parquet') to 'FILE.csv' (header)\"`",
        ));
    }
    if sheet {
        return Err(refusal(
            path,
            "spreadsheets are not read",
            "save it as \"CSV UTF-8\" from the spreadsheet program",
        ));
    }
    if packed || packed_head {
        return Err(refusal(
            path,
            "compressed files are not read",
            "unpack it first (`gunzip -k FILE.gz`, `zstd -d FILE.zst`, `unzip FILE.zip`)",
        ));
    }
    Ok(())
}

fn sniff(path: &Path, head: &[u8]) -> Result<Format> {
    if head.contains(&0) {
        return Err(refusal(
            path,
            "holds NUL bytes: is this a text file?",
            "give a CSV, TSV or JSON lines file, or a folder of .txt files",
        ));
    }
    let text = head[text_start(head)..].trim_ascii_start();
    if text.starts_with(b"{") {
        return json(path, head);
    }
    for (delimiter, format) in [(b'\t', Format::Tsv), (b',', Format::Csv)] {
        let mut counts = first_lines(text).map(|line| occurrences(line, delimiter));
        if let (Some(header), Some(first)) = (counts.next(), counts.next())
            && header > 0
            && header == first
        {
            return Ok(format);
        }
    }
    Err(refusal(
        path,
        "not recognisable as CSV, TSV or JSON lines",
        "name it .csv, .tsv or .jsonl after what it is, or put text files into a folder and give \
         the folder",
    ))
}

fn first_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format_of(name: &str, content: &[u8]) -> Result<Format> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        Format::of(&path)
    }

    #[test]
    fn the_name_decides() {
        for (name, format) in [
            ("a.csv", Format::Csv),
            ("a.CSV", Format::Csv),
            ("a.tsv", Format::Tsv),
            ("a.tab", Format::Tsv),
            ("a.jsonl", Format::Jsonl),
            ("a.ndjson", Format::Jsonl),
            ("a.json-lines", Format::Jsonl),
        ] {
            assert_eq!(format_of(name, b"x\n").unwrap(), format, "{name}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Format::of(folder.path()).unwrap(), Format::TextFolder);
    }

    #[test]
    fn without_a_telling_name_the_first_bytes_decide() {
        for (content, format) in [
            ("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", Format::Jsonl),
            ("\u{FEFF}id\ttext\n1\tgood, really\n", Format::Tsv),
            ("id,text\n1,good\n", Format::Csv),
        ] {
            assert_eq!(format_of("data", content.as_bytes()).unwrap(), format);
        }
        assert_eq!(
            format_of("reviews.json", b"{\"a\":1}\n{\"a\":2}\n").unwrap(),
            Format::Jsonl
        );
    }

    #[test]
    fn what_is_not_read_is_refused_with_what_to_do() {
        for (name, content, next) in [
            ("a.json", b"[{\"a\":1}]".as_slice(), "jq -c"),
            ("a.json", b"{\n \"a\": 1\n}", "jq"),
            ("a.parquet", b"PAR1....", "duckdb"),
            ("a", b"PAR1....", "duckdb"),
            ("a.xlsx", b"PK\x03\x04..", "CSV UTF-8"),
            ("a.csv.gz", b"\x1F\x8B..", "gunzip"),
            ("a", b"\x1F\x8B..", "gunzip"),
            ("a", b"ab\0c", "CSV"),
            ("a", b"just prose\nwithout columns\n", ".csv"),
            ("a.csv", b"", "completely"),
            ("a.csv", b"\xFF\xFEa\0", "UTF-8"),
        ] {
            let error = format_of(name, content).unwrap_err();
            assert!(error.next_step().contains(next), "{name}: {error}");
        }
        assert!(matches!(
            Format::of(Path::new("/nowhere/a.csv")),
            Err(Error::Io { .. })
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_read() {
        let error = Format::of(Path::new("/dev/zero")).unwrap_err();
        assert!(error.to_string().contains("regular file"));
    }
}
