//! Reads JSON, one object a line.
//!
//! Invariant: a line that is not one object never stops the lines after it.

use super::mend::Mended;
use super::object::read_object;
use crate::pool::bytes::position_in;
use crate::pool::rows::{Limits, Position, Rows};

/// Reads the lines of `source` from `start` on.
pub(in crate::pool) fn read_lines(rows: &mut Rows, source: &[u8], start: usize, limits: &Limits) {
    let mut begin = start;
    let mut mended = Mended::default();
    for (index, line) in source[start..]
        .split_inclusive(|byte| *byte == b'\n')
        .enumerate()
    {
        let position = Position {
            line: index as u64 + 1,
            column: 1,
            byte: begin as u64,
        };
        let raw = line.strip_suffix(b"\n").unwrap_or(line);
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        rows.read += 1;
        if let Some(reason) = limits.refuse_length(raw.len()) {
            rows.reject(position, reason, raw);
        } else if raw.trim_ascii().is_empty() {
            rows.blank += 1;
        } else {
            match read_object(raw, begin as u64, limits, &mut mended) {
                Ok(columns) => {
                    rows.accept(columns, position, begin..begin + raw.len());
                }
                Err(fault) => {
                    rows.reject(position_in(position, raw, fault.offset), fault.reason, raw);
                }
            }
        }
        begin += line.len();
    }
    rows.notes.extend(mended.told());
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::object::depth;
    use super::*;
    use crate::pool::format::Format;
    use crate::pool::rows::{Row, rows_of};

    fn rows(source: &[u8]) -> Rows {
        let limits = Limits {
            max_record_bytes: 400,
            ..Limits::default()
        };
        let rows = rows_of(Path::new("r.jsonl"), Format::Jsonl, source.into(), &limits).unwrap();
        assert!(rows.adds_up());
        rows
    }

    fn reason(line: &[u8]) -> (u64, u64, String) {
        let source = [
            b"{\"text\":\"before\"}\n",
            line,
            b"\n{\"text\":\"after\"}\n",
        ]
        .concat();
        let rows = rows(&source);
        assert_eq!(rows.rows.len(), 2, "the lines around are read");
        let reject = &rows.rejects[0];
        assert_eq!(reject.raw, line);
        assert_eq!(reject.position.byte, 18);
        (
            reject.position.line,
            reject.position.column,
            reject.reason.clone(),
        )
    }

    fn pairs(row: &Row) -> Vec<(&str, &str)> {
        row.columns
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    #[test]
    fn values_keep_their_text_and_their_order() {
        let rows = rows(
            br#"{"z":123456789012345678901234567890,"text":"a\u0000\u001b\n\u00e9","n":null,"o":{"a" : [1]},"t":true,"e":1e400}"#,
        );
        assert_eq!(
            pairs(&rows.rows[0]),
            [
                ("z", "123456789012345678901234567890"),
                ("text", "a\0\u{1b}\né"),
                ("o", r#"{"a" : [1]}"#),
                ("t", "true"),
                ("e", "1e400"),
            ]
        );
    }

    #[test]
    fn a_mark_carriage_returns_and_blank_lines_are_not_content() {
        let rows = rows(b"\xEF\xBB\xBF{\"text\":\"a\\r\"}\r\n\r\n  \t\n{\"text\":\"b\"}");
        assert_eq!((rows.read, rows.blank, rows.rows.len()), (4, 2, 2));
        assert_eq!(rows.rows[0].get("text"), Some("a\r"));
        assert_eq!(rows.rows[0].position.byte, 3);
        assert_eq!(rows.raw(&rows.rows[1]), b"{\"text\":\"b\"}");
        assert_eq!(rows.rows[1].position.line, 4);
        assert_eq!(rows.notes.len(), 1);
    }

    #[test]
    fn a_line_that_is_not_one_strict_object_is_rejected_with_its_place() {
        let cases: [(&[u8], &str); 11] = [
            (br#"{"text":"a","text":"b"}"#, "duplicate key \"text\""),
            (br#"["a"]"#, "the line is not a JSON object"),
            (br"42", "the line is not a JSON object"),
            (br#"{"text":"a"} {}"#, "trailing characters"),
            (br#"{"text":"\ux800"}"#, "escape"),
            (br#"{"text":Nope}"#, "expected"),
            (b"{\"text\":\"a\tb\"}", "control character"),
            (b"{\"text\":\"a\0b\"}", "NUL byte"),
            (br#"{"text":"a""#, "EOF"),
            (b"{\"text\":\"\xC0\x80\"}", "byte 0xC0 at file offset 27"),
            (b"{\"text\":\"\xFF\"}", "byte 0xFF at file offset 27"),
        ];
        for (line, words) in cases {
            let (number, _, reason) = reason(line);
            assert!(reason.contains(words), "{reason}");
            assert!(!reason.contains(" at line "), "{reason}");
            assert_eq!(number, 2);
        }
        assert_eq!(reason("{\"é\":\"é\\ux800\"}".as_bytes()).1, 13);
        assert_eq!(reason(b"{\"text\":\"\xFF\"}").1, 10);
    }

    #[test]
    fn a_giant_line_is_rejected_whole_and_reading_goes_on() {
        let giant = format!("{{\"text\":\"{}\"}}", "x".repeat(500));
        let (_, column, reason) = reason(giant.as_bytes());
        assert_eq!(column, 1);
        assert_eq!(reason, "record is over 400 bytes (limit max_record_bytes)");
        let limits = Limits::default();
        assert!(
            limits
                .refuse_length((16 << 20) + 1)
                .unwrap()
                .contains("over 16 MiB")
        );
    }

    #[test]
    fn nesting_is_taken_to_a_depth_and_no_further() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(rows(nested(127).as_bytes()).rows.len(), 1);
        assert!(reason(nested(128).as_bytes()).2.contains("128 levels"));
        assert_eq!(depth(r#"["[[[\"[[",{"a":[]}]"#), 3);
        let limits = Limits::default();
        let deep = nested(100_000).into_bytes();
        let rows = rows_of(Path::new("d.jsonl"), Format::Jsonl, deep, &limits).unwrap();
        assert_eq!(rows.rejects.len(), 1);
    }
}
