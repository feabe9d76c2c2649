//! Looks at the bytes of a source.
//!
//! Byte order marks, places of faults and the words for them, shared by every importer.
//! Invariant: bytes are only ever looked at here, never changed.

use std::path::Path;

use super::rows::Position;
use crate::error::{Error, Place, Result};

pub(super) use crate::text::{counted, grouped};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why bytes are not text, and the first of them that is not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) reason: String,
}

/// Where the text begins: after a UTF-8 byte order mark, when there is one.
pub(super) fn text_start(bytes: &[u8]) -> usize {
    if bytes.starts_with(UTF8_MARK) {
        UTF8_MARK.len()
    } else {
        0
    }
}

/// Refuses a whole file that is not in an encoding whose rows could be told apart.
pub(super) fn refuse_unreadable(path: &Path, bytes: &[u8]) -> Result<()> {
    if bytes[text_start(bytes)..].is_empty() {
        return Err(Error::input(
            Place::file(path),
            "the file is empty",
            "check that it was written completely",
        ));
    }
    Ok(())
}

/// Refuses a file of many rows and not one line feed; only the whole file can tell.
pub(super) fn refuse_lone_returns(path: &Path, bytes: &[u8]) -> Result<()> {
    let lone_return = bytes.iter().position(|byte| *byte == b'\r');
    if let Some(first) = lone_return
        && first + 1 < bytes.len()
        && !bytes.contains(&b'\n')
    {
        return Err(Error::input(
            Place::column(path, 1, 1),
            "rows end in a carriage return alone, as on old Macs",
            "convert the row ends (`tr '\\r' '\\n' < FILE > NEW`)",
        ));
    }
    Ok(())
}

/// The bytes as text; `base` is their place in the file, for the words of a fault.
pub(super) fn as_text(raw: &[u8], base: u64) -> std::result::Result<&str, Fault> {
    if let Some(offset) = raw.iter().position(|byte| *byte == 0) {
        return Err(Fault {
            offset,
            reason: "holds a NUL byte: is this a text file?".into(),
        });
    }
    std::str::from_utf8(raw).map_err(|error| {
        let offset = error.valid_up_to();
        let byte = raw.get(offset).copied().unwrap_or_default();
        let at = grouped(base + offset as u64);
        Fault {
            offset,
            reason: format!("text is not valid UTF-8 (byte 0x{byte:02X} at file offset {at})"),
        }
    })
}

/// The place of a byte of a row, in lines and characters; the row's own first byte is kept.
pub(super) fn position_in(row: Position, raw: &[u8], offset: usize) -> Position {
    let before = &raw[..offset.min(raw.len())];
    let newline = before.iter().rposition(|byte| *byte == b'\n');
    let in_line = &before[newline.map_or(0, |newline| newline + 1)..];
    let characters = String::from_utf8_lossy(in_line).chars().count();
    Position {
        line: row.line + newlines(before),
        column: characters as u64 + 1,
        byte: row.byte,
    }
}

/// How often a byte occurs.
pub(super) fn occurrences(bytes: &[u8], wanted: u8) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == wanted)).sum()
}

/// How many line feeds there are.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    occurrences(bytes, b'\n')
}

/// A size in the largest unit that divides it.
pub(super) fn size(bytes: u64) -> String {
    for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] {
        if bytes >= unit && bytes.is_multiple_of(unit) {
            return format!("{} {name}", bytes / unit);
        }
    }
    counted(bytes, "byte")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_the_byte_and_its_place_in_the_file() {
        let raw = "añ\nüb\u{FF}".replace('\u{FF}', "").into_bytes();
        let raw = [raw.as_slice(), b"\xFFz"].concat();
        let fault = as_text(&raw, 1_684_294).unwrap_err();
        assert_eq!(
            fault.reason,
            "text is not valid UTF-8 (byte 0xFF at file offset 1,684,301)"
        );
        let row = Position {
            line: 7,
            column: 1,
            byte: 50,
        };
        let place = position_in(row, &raw, fault.offset);
        assert_eq!((place.line, place.column, place.byte), (8, 3, 50));
    }

    #[test]
    fn overlong_forms_and_surrogates_are_not_text() {
        for bad in [b"\xC0\x80".as_slice(), b"\xED\xA0\x80", b"ab\xE2\x82"] {
            assert!(as_text(bad, 0).is_err(), "{bad:?}");
        }
        assert!(as_text(b"a\0b", 0).unwrap_err().reason.contains("NUL"));
    }

    #[test]
    fn files_without_rows_to_tell_apart_are_refused_with_a_next_step() {
        let path = Path::new("f.csv");
        let refusals: [(&[u8], &str); 2] = [(b"", "empty"), (b"\xEF\xBB\xBF", "empty")];
        for (bytes, word) in refusals {
            let error = refuse_unreadable(path, bytes).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
            assert!(!error.next_step().is_empty());
        }
        let error = refuse_lone_returns(path, b"a,b\r1,2\r").unwrap_err();
        assert!(error.to_string().contains("old Macs"));
        assert!(refuse_lone_returns(path, b"a,b\r\n1,2\r\n").is_ok());
        assert!(refuse_lone_returns(path, b"{}\r").is_ok());
    }

    #[test]
    fn numbers_and_sizes_are_written_for_people() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_684_301), "1,684,301");
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(size(16 << 20), "16 MiB");
        assert_eq!(size(100), "100 bytes");
    }
}
