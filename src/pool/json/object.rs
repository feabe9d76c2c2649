//! Reads one JSON object as the columns of a row.
//!
//! Invariant: a value is the bytes of the file, or the words of a fault say where it is none.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::mend::{Mended, mend};
use crate::pool::bytes::{Fault, as_text};
use crate::pool::rows::Limits;

/// The columns of an object that begins at `base` in its file; what had to be mended is counted.
pub(super) fn read_object(
    raw: &[u8],
    base: u64,
    limits: &Limits,
    mended: &mut Mended,
) -> std::result::Result<Vec<(String, String)>, Fault> {
    let text = as_text(raw, base)?;
    let fault = match columns_of(text, limits) {
        Ok(columns) => return Ok(columns),
        Err(fault) => fault,
    };
    let Some((text, found)) = mend(text) else {
        return Err(fault);
    };
    // What is wrong is told of the text as it stands in the file.
    let columns = columns_of(&text, limits).map_err(|_| fault)?;
    mended.add(found);
    Ok(columns)
}

fn columns_of(line: &str, limits: &Limits) -> std::result::Result<Vec<(String, String)>, Fault> {
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

/// The text of a value that stands at `offset`; a null is none.
pub(super) fn text_of(
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
pub(super) fn depth(json: &str) -> usize {
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
pub(in crate::pool) struct Object<'a>(pub(in crate::pool) Vec<(String, &'a RawValue)>);

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
