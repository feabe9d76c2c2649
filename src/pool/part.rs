//! Keeps imported items.
//!
//! Each import is one immutable part: JSON lines in import order, known by the hash of their bytes.
//! Invariant: what [`read_items`] returns under a hash is what [`write_items`] was given.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Item;
use crate::error::{Error, Place, Result};
use crate::line_ends;
use crate::regular_file;

/// Writes items into a new file and returns its blake3 hash once it is on disk.
///
/// An existing file is never touched: parts are immutable.
pub(crate) fn write_items(path: &Path, items: &[Item]) -> Result<String> {
    let line = |item: &Item| {
        let mut line = serde_json::to_vec(item)?;
        line.push(b'\n');
        Ok(line)
    };
    write_new(path, items.iter().map(line))
}

/// Writes blocks of bytes into a new file and returns its blake3 hash once it is on disk.
pub(super) fn write_new(
    path: &Path,
    blocks: impl Iterator<Item = io::Result<Vec<u8>>>,
) -> Result<String> {
    let file = File::create_new(path).map_err(Error::io(path, "create"))?;
    let written = || -> io::Result<String> {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        let mut hasher = blake3::Hasher::new();
        for block in blocks {
            let block = block?;
            hasher.update(&block);
            out.write_all(&block)?;
        }
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(hasher.finalize().to_hex().to_string())
    };
    written().map_err(Error::io(path, "write"))
}

/// Items as they were read back.
#[derive(Debug)]
pub(crate) struct ReadItems {
    /// The items.
    pub(crate) items: Vec<Item>,
    /// Whether they are those that were written but for lines that end in CRLF.
    pub(crate) has_crlf: bool,
}

/// Reads items back, checking them against the hash when one is given.
///
/// # Errors
/// [`Error::Damaged`] with the first line that fails, or with the file when every line reads
/// well and the whole is still not what was written.
pub(crate) fn read_items(path: &Path, expected_hash: Option<&str>) -> Result<ReadItems> {
    let bytes = regular_file::read_present(path, u64::MAX)?;
    let (items, found) = rayon::join(|| parse(path, &bytes), || blake3::hash(&bytes).to_hex());
    let items = items?;
    let as_written = || blake3::hash(&line_ends::unix(&bytes)).to_hex();
    match expected_hash {
        Some(expected) if found.as_str() != expected && as_written().as_str() == expected => {
            Ok(ReadItems {
                items,
                has_crlf: true,
            })
        }
        Some(expected) if found.as_str() != expected => Err(Error::Damaged {
            place: Place::file(path),
            byte: 0,
            what: format!("holds other items than were imported (hash {found}, not {expected})"),
        }),
        _ => Ok(ReadItems {
            items,
            has_crlf: false,
        }),
    }
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    let mut begin = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let damaged = |what: String| Error::Damaged {
            place: Place::line(path, index as u64 + 1),
            byte: begin as u64,
            what,
        };
        if !line.ends_with(b"\n") {
            return Err(damaged("the last line is cut off".into()));
        }
        let item = serde_json::from_slice(line)
            .map_err(|error| damaged(format!("not an item: {error}")))?;
        items.push(item);
        begin += line.len();
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn items(count: usize) -> Vec<Item> {
        (0..count)
            .map(|number| Item {
                id: number.to_string(),
                text: format!("text \u{0}\r\n\u{1b}[31m \u{202e} ö {number}"),
                fields: vec![("b".into(), "2".into()), ("a".into(), " 1 ".into())],
            })
            .collect()
    }

    #[test]
    fn items_come_back_as_they_went() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("items.jsonl");
        let items = items(100);
        let hash = write_items(&path, &items).unwrap();
        assert_eq!(
            hash,
            blake3::hash(&fs::read(&path).unwrap()).to_hex().as_str()
        );
        assert_eq!(read_items(&path, Some(&hash)).unwrap().items, items);
        assert_eq!(read_items(&path, None).unwrap().items, items);
        let crlf = String::from_utf8(fs::read(&path).unwrap()).unwrap();
        fs::write(&path, crlf.replace('\n', "\r\n")).unwrap();
        let read = read_items(&path, Some(&hash)).unwrap();
        assert!(read.has_crlf);
        assert_eq!(read.items, items);
        assert!(write_items(&path, &items).is_err(), "a part is immutable");
    }

    #[test]
    fn damage_is_reported_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("items.jsonl");
        let hash = write_items(&path, &items(3)).unwrap();
        let good = fs::read(&path).unwrap();
        let second = good.iter().position(|byte| *byte == b'\n').unwrap() + 1;

        let mut broken = good.clone();
        broken[second] = b'x';
        fs::write(&path, &broken).unwrap();
        let error = read_items(&path, Some(&hash)).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("items.jsonl:2"), "{message}");
        assert!(message.contains(&format!("byte {second}")), "{message}");

        fs::write(&path, &good[..good.len() - 1]).unwrap();
        let error = read_items(&path, None).unwrap_err();
        assert!(error.to_string().contains("cut off"));

        let other = String::from_utf8(good).unwrap().replace("ö 1", "ö 7");
        fs::write(&path, other).unwrap();
        assert!(read_items(&path, None).is_ok());
        let error = read_items(&path, Some(&hash)).unwrap_err();
        assert!(error.to_string().contains("other items"));
    }
}
