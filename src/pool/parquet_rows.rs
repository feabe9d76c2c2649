//! Reads the rows of a Parquet file.
//!
//! Texts are UTF-8, whether the file says so or not; numbers, dates and times are written plainly;
//! lists and nested values are JSON. A missing value is absent. Invariant: what cannot be read stops
//! the reading with its reason: rows of a damaged file are not guessed at.

use std::path::Path;

use ::bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row as Record};
use serde_json::{Map, Value};

use super::rows::{Position, Row, Rows};
use crate::error::{Error, Place, Result};

/// Reads all rows; the bytes are the whole file.
pub(super) fn read(rows: &mut Rows, bytes: Vec<u8>) -> Result<()> {
    let path = rows.path.clone();
    let failed = |wrong: &dyn std::fmt::Display| refusal(&path, wrong);
    let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(|wrong| failed(&wrong))?;
    let schema = reader.metadata().file_metadata().schema();
    for column in schema.get_fields() {
        rows.add_column(column.name());
    }
    let records = reader.get_row_iter(None).map_err(|wrong| failed(&wrong))?;
    for (index, record) in records.enumerate() {
        let record = record.map_err(|wrong| failed(&wrong))?;
        let position = Position {
            line: index as u64 + 1,
            column: 1,
            byte: index as u64,
        };
        rows.read += 1;
        match columns(&record) {
            Ok(columns) => rows.rows.push(Row {
                columns,
                position,
                raw: 0..0,
            }),
            Err(reason) => rows.reject(position, reason, record.to_string().as_bytes()),
        }
    }
    Ok(())
}

fn refusal(path: &Path, wrong: &dyn std::fmt::Display) -> Error {
    let wrong = wrong.to_string();
    let next = if wrong.contains("Disabled feature") {
        "write it with another compression (zstd, snappy, gzip, lz4 or none)"
    } else {
        "copy the file again, or convert it: `duckdb -c \"copy (from 'FILE') to 'NEW.csv' (header)\"`"
    };
    Error::input(
        Place::file(path),
        format!("the Parquet file cannot be read: {wrong}"),
        next,
    )
}

fn columns(record: &Record) -> std::result::Result<Vec<(String, String)>, String> {
    let mut columns = Vec::with_capacity(record.len());
    for (name, field) in record.get_column_iter() {
        if let Some(text) = text_of(field).map_err(|why| format!("{name:?}: {why}"))? {
            columns.push((name.clone(), text));
        }
    }
    Ok(columns)
}

fn text_of(field: &Field) -> std::result::Result<Option<String>, String> {
    Ok(Some(match field {
        Field::Null => return Ok(None),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => std::str::from_utf8(bytes.data())
            .map(str::to_owned)
            .map_err(|_| "holds bytes that are no UTF-8 text".to_owned())?,
        Field::Float(number) if number.is_nan() => return Ok(None),
        Field::Double(number) if number.is_nan() => return Ok(None),
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => {
            json_of(field)?.to_string()
        }
        // Dates, times and decimals print as ISO 8601 and plain digits.
        other => other.to_string(),
    }))
}

fn json_of(field: &Field) -> std::result::Result<Value, String> {
    let number =
        |number: f64| serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number);
    Ok(match field {
        Field::Null => Value::Null,
        Field::Bool(truth) => Value::Bool(*truth),
        Field::Int(value) => Value::from(*value),
        Field::Long(value) => Value::from(*value),
        Field::Float(value) => number(f64::from(*value)),
        Field::Double(value) => number(*value),
        Field::ListInternal(list) => {
            let elements = list.elements().iter().map(json_of);
            Value::Array(elements.collect::<std::result::Result<_, _>>()?)
        }
        Field::Group(group) => {
            let mut members = Map::new();
            for (name, field) in group.get_column_iter() {
                members.insert(name.clone(), json_of(field)?);
            }
            Value::Object(members)
        }
        Field::MapInternal(map) => {
            let mut members = Map::new();
            for (key, value) in map.entries() {
                let key = text_of(key)?.unwrap_or_default();
                members.insert(key, json_of(value)?);
            }
            Value::Object(members)
        }
        other => text_of(other)?.map_or(Value::Null, Value::String),
    })
}

#[cfg(test)]
mod tests;
