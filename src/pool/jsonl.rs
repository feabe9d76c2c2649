//! Reads JSON, one object a line.
//!
//! It is read strictly: a key said twice is an error, numbers stay the text they were (an id of thirty
//! digits is not a float), nested values stay their own JSON. Invariant: a line that is not one
//! object never stops the lines after it.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::bytes::{Fault, as_text, position_in};
use super::rows::{Limits, Position, Row, Rows};

/// Reads the lines of `source` from `start` on.
pub(super) fn read(rows: &mut Rows, source: &[u8], start: usize, limits: &Limits) {
    let mut begin = start;
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
            match read_line(raw, begin as u64, limits) {
                Ok(columns) => {
                    for (name, _) in &columns {
                        rows.add_column(name);
                    }
                    rows.rows.push(Row {
                        columns,
                        position,
                        raw: begin..begin + raw.len(),
                    });
                }
                Err(fault) => {
                    rows.reject(position_in(position, raw, fault.offset), fault.reason, raw);
                }
            }
        }
        begin += line.len();
    }
}

fn read_line(
    raw: &[u8],
    base: u64,
    limits: &Limits,
) -> std::result::Result<Vec<(String, String)>, Fault> {
    let line = as_text(raw, base)?;
    let object: Object = serde_json::from_str(line).map_err(|error| fault(0, line, &error))?;
    let mut columns = Vec::with_capacity(object.0.len());
    for (name, value) in object.0 {
        // The value is a slice of the line, so their distance is its place in the line.
        let offset = value.get().as_ptr().addr() - line.as_ptr().addr();
        if let Some(text) = text_of(value.get(), offset, line, limits)? {
            columns.push((name, text));
        }
    }
    Ok(columns)
}

fn text_of(
    value: &str,
    offset: usize,
    line: &str,
    limits: &Limits,
) -> std::result::Result<Option<String>, Fault> {
    match value.as_bytes().first() {
        Some(b'"') => serde_json::from_str(value)
            .map(Some)
            .map_err(|error| fault(offset, line, &error)),
        Some(b'n') => Ok(None),
        // The line's own object is the first level.
        Some(b'{' | b'[') if depth(value) + 1 > limits.max_depth => Err(Fault {
            offset,
            reason: format!(
                "nested deeper than {} levels (limit max_depth)",
                limits.max_depth
            ),
        }),
        _ => Ok(Some(value.to_owned())),
    }
}

/// `serde_json` puts the place into its message; here the place has a field of its own.
fn fault(base: usize, line: &str, error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    let reason = message
        .rfind(" at line ")
        .map_or(message.as_str(), |end| &message[..end]);
    let mut offset = (base + error.column().saturating_sub(1)).min(line.len());
    while !line.is_char_boundary(offset) {
        offset -= 1;
    }
    let reason = reason.strip_prefix("invalid type: ").map_or_else(
        || reason.to_owned(),
        |_| "the line is not a JSON object".into(),
    );
    Fault { offset, reason }
}

/// How deep arrays and objects go. Skipping a raw value has no limit of its own.
fn depth(json: &str) -> usize {
    let (mut now, mut deepest): (usize, usize) = (0, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json.bytes() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// One object, with its values untouched and its keys told apart.
pub(super) struct Object<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Strict)
    }
}

struct Strict;

impl<'de> Visitor<'de> for Strict {
    type Value = Object<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs: Vec<(String, &RawValue)> = Vec::new();
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("duplicate key {key:?}")));
            }
            pairs.push((key, map.next_value()?));
        }
        Ok(Object(pairs))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::format::Format;
    use super::super::rows::rows_of;
    use super::*;

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
            (br#"{"text":"\ud800"}"#, "hex escape"),
            (br#"{"text":NaN}"#, "expected"),
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
        assert_eq!(reason("{\"é\":\"é\\ud800\"}".as_bytes()).1, 14);
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
