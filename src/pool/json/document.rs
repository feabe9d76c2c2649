//! Reads a JSON document: an array of objects, objects one after the other, or columns.
//!
//! Invariant: values are told apart by their brackets alone, so an object that is wrong within costs
//! one row; brackets that do not close refuse the whole.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::mend::{Mended, mend};
use super::object::{Object, read_object, text_of};
use crate::error::{Error, Place, Result};
use crate::pool::bytes::{newlines, position_in};
use crate::pool::reading::Reading;
use crate::pool::rows::{Position, Row, Rows};

/// Reads the document that begins at `start`.
pub(in crate::pool) fn read_document(
    rows: &mut Rows,
    source: &[u8],
    start: usize,
    reading: &Reading,
) -> Result<()> {
    let mut mended = Mended::default();
    let top = values(rows, source, start, source.len(), reading)?;
    if let [(begin, end)] = top.as_slice()
        && source[*begin] == b'['
    {
        let elements = values(rows, source, begin + 1, end - 1, reading)?;
        if elements.iter().any(|(begin, _)| source[*begin] == b'[') {
            return Err(refusal(
                rows,
                "a JSON array of lists, whose columns have no names",
                "write it as objects, `{\"text\": …}`, or as CSV with a line of names",
            ));
        }
        rows.notes
            .push("the file is a JSON array: each object is a row".into());
        read_objects(rows, source, &elements, reading, &mut mended);
    } else if let [(begin, end)] = top.as_slice()
        && let Some(table) = table_within(rows, &source[*begin..*end], reading)?
    {
        match table {
            Table::Objects(name, within) => {
                let offset = begin + within.0;
                let elements = values(rows, source, offset + 1, begin + within.1 - 1, reading)?;
                rows.notes.push(format!(
                    "the rows are those of {name:?} in the JSON document"
                ));
                read_objects(rows, source, &elements, reading, &mut mended);
            }
            Table::Columns(columns) => by_columns(rows, columns),
        }
    } else {
        read_objects(rows, source, &top, reading, &mut mended);
    }
    rows.notes.extend(mended.told());
    Ok(())
}

fn refusal(rows: &Rows, what: &str, next: &str) -> Error {
    Error::input(Place::file(&rows.path), what, next)
}

/// The places of the values between two bytes; commas and white space are between them.
fn values(
    rows: &Rows,
    source: &[u8],
    start: usize,
    end: usize,
    reading: &Reading,
) -> Result<Vec<(usize, usize)>> {
    let mut found = Vec::new();
    let mut at = start;
    while at < end {
        if matches!(source[at], b',' | b' ' | b'\t' | b'\r' | b'\n') {
            at += 1;
            continue;
        }
        let Some(length) = value_length(&source[at..end]) else {
            if reading.is_beginning {
                break;
            }
            let line = newlines(&source[..at]) + 1;
            return Err(Error::input(
                Place::line(&rows.path, line),
                "what begins here never closes: a bracket or a quote is missing",
                "mend it by hand, or copy the file again if it was cut off; JSON lines, one object a \
                 line, lose one row where an array loses all",
            ));
        };
        found.push((at, at + length));
        at += length;
    }
    Ok(found)
}

/// How long the value is that bytes begin with; `None` when it does not end.
fn value_length(bytes: &[u8]) -> Option<usize> {
    let mut open = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at += string_length(&bytes[at..])? - 1,
            bracket @ (b'{' | b'[') => open.push(bracket),
            bracket @ (b'}' | b']') => {
                let wanted = if bracket == b'}' { b'{' } else { b'[' };
                if open.pop() != Some(wanted) {
                    return None;
                }
            }
            b',' | b'\n' if open.is_empty() => return Some(at),
            _ => {}
        }
        at += 1;
        if open.is_empty() && matches!(bytes[at - 1], b'"' | b'}' | b']') {
            return Some(at);
        }
    }
    open.is_empty().then_some(at)
}

fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

fn read_objects(
    rows: &mut Rows,
    source: &[u8],
    places: &[(usize, usize)],
    reading: &Reading,
    mended: &mut Mended,
) {
    let mut counted = 0;
    let mut line = 1;
    for &(begin, end) in places {
        line += newlines(&source[counted..begin]);
        counted = begin;
        let position = Position {
            line,
            column: 1,
            byte: begin as u64,
        };
        let raw = &source[begin..end];
        rows.read += 1;
        if let Some(reason) = reading.limits.refuse_length(raw.len()) {
            rows.reject(position, reason, raw);
            continue;
        }
        match read_object(raw, begin as u64, &reading.limits, mended) {
            Ok(columns) => {
                rows.accept(columns, position, begin..end);
            }
            Err(fault) => {
                let reason = fault.reason.replace("the line is not", "the value is not");
                rows.reject(position_in(position, raw, fault.offset), reason, raw);
            }
        }
    }
}

/// A table in one object.
enum Table {
    /// The array of objects under this name, by its place in the object.
    Objects(String, (usize, usize)),
    /// Columns by name: row names, if any, with their values.
    Columns(Vec<Column>),
}

/// The table that one object holds, if it is more than one row.
fn table_within(rows: &Rows, raw: &[u8], reading: &Reading) -> Result<Option<Table>> {
    let Ok(text) = std::str::from_utf8(raw) else {
        return Ok(None);
    };
    let mended = mend(text).map(|(text, _)| text);
    let strict = serde_json::from_str::<Object>(text).ok();
    let is_strict = strict.is_some();
    let again = || serde_json::from_str::<Object>(mended.as_deref()?).ok();
    let Some(Object(members)) = strict.or_else(again) else {
        return Ok(None);
    };
    let text = if is_strict {
        text
    } else {
        mended.as_deref().unwrap_or(text)
    };
    let is = |value: &&RawValue, opening: char| value.get().starts_with(opening);
    let (lists, maps) = (
        members.iter().filter(|(_, value)| is(value, '[')).count(),
        members.iter().filter(|(_, value)| is(value, '{')).count(),
    );
    let of_objects = |value: &RawValue| {
        let inner = value.get()[1..].trim_start();
        inner.starts_with('{')
    };
    let tables: Vec<&(String, &RawValue)> = members
        .iter()
        .filter(|(_, value)| is(value, '[') && of_objects(value))
        .collect();
    match tables.as_slice() {
        [] => {}
        [(name, value)] if is_strict => {
            let offset = value.get().as_ptr().addr() - text.as_ptr().addr();
            let place = (offset, offset + value.get().len());
            return Ok(Some(Table::Objects(name.clone(), place)));
        }
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            return Err(refusal(
                rows,
                &format!(
                    "one JSON object with arrays of objects in it: {}",
                    names.join(", ")
                ),
                "take out the one that is meant: `jq -c '.NAME[]' FILE > NEW.jsonl`",
            ));
        }
    }
    if members.len() > 1 && lists == members.len() {
        return columns_of_lists(rows, text, &members, reading).map(Some);
    }
    if members.len() > 1 && maps == members.len() {
        return columns_of_maps(rows, text, &members, reading).map(Some);
    }
    Ok(None)
}

type Members<'a> = [(String, &'a RawValue)];

fn columns_of_lists(
    rows: &Rows,
    text: &str,
    members: &Members<'_>,
    reading: &Reading,
) -> Result<Table> {
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    if names.contains(&"columns") && names.contains(&"data") {
        return Err(refusal(
            rows,
            "a table in pandas' \"split\" form",
            "write it again with pandas: `frame.to_json(\"NEW.jsonl\", orient=\"records\", lines=True)`",
        ));
    }
    let mut columns = Vec::new();
    for (name, value) in members {
        let list: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap_or_default();
        let mut values = Vec::new();
        for value in &list {
            values.push((String::new(), plain(rows, text, value, reading)?));
        }
        columns.push((name.clone(), values));
    }
    let lengths: Vec<usize> = columns.iter().map(|(_, values)| values.len()).collect();
    if lengths.iter().any(|length| *length != lengths[0]) {
        return Err(refusal(
            rows,
            "one JSON object whose lists have different lengths",
            "give each row its own object, or lists of one length as columns",
        ));
    }
    Ok(Table::Columns(columns))
}

fn columns_of_maps(
    rows: &Rows,
    text: &str,
    members: &Members<'_>,
    reading: &Reading,
) -> Result<Table> {
    let mut outer = Vec::new();
    for (name, value) in members {
        let Ok(Object(inner)) = serde_json::from_str::<Object>(value.get()) else {
            return Err(refusal(
                rows,
                &format!("{name:?} is no object of values"),
                "mend it",
            ));
        };
        let mut values = Vec::new();
        for (key, value) in &inner {
            values.push((key.clone(), plain(rows, text, value, reading)?));
        }
        outer.push((name.clone(), values));
    }
    let is_number = |name: &str| name.parse::<u64>().is_ok();
    let outer_numbers = outer.iter().all(|(name, _)| is_number(name));
    let inner_numbers = outer
        .iter()
        .flat_map(|(_, values)| values)
        .all(|(key, _)| is_number(key));
    match (outer_numbers, inner_numbers) {
        (false, true) => Ok(Table::Columns(outer)),
        (true, false) => Ok(Table::Columns(turned(&outer))),
        _ => Err(refusal(
            rows,
            "one JSON object of objects: rows by name or columns by name, it does not say",
            "write one object for each row: `jq -c '.[]' FILE > NEW.jsonl` if the inner objects are rows",
        )),
    }
}

type Column = (String, Vec<(String, Option<String>)>);

/// Columns of what was given row by row.
fn turned(by_row: &[Column]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (row, values) in by_row {
        for (name, value) in values {
            let place = *places.entry(name.clone()).or_insert_with(|| {
                columns.push((name.clone(), Vec::new()));
                columns.len() - 1
            });
            columns[place].1.push((row.clone(), value.clone()));
        }
    }
    columns
}

fn plain(rows: &Rows, text: &str, value: &RawValue, reading: &Reading) -> Result<Option<String>> {
    let offset = value
        .get()
        .as_ptr()
        .addr()
        .saturating_sub(text.as_ptr().addr());
    text_of(value.get(), offset.min(text.len()), text, &reading.limits)
        .map_err(|fault| refusal(rows, &fault.reason, "mend the value"))
}

/// Makes rows of columns; values of one row have one name, or stand at one place.
fn by_columns(rows: &mut Rows, columns: Vec<Column>) {
    rows.notes
        .push("the file holds columns, not rows: each place in them is a row".into());
    let mut order: Vec<String> = Vec::new();
    let mut cells: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for (name, values) in columns {
        rows.add_column(&name);
        for (place, (key, value)) in values.into_iter().enumerate() {
            let key = if key.is_empty() {
                place.to_string()
            } else {
                key
            };
            let row = cells.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Vec::new()
            });
            row.extend(value.map(|value| (name.clone(), value)));
        }
    }
    for (place, key) in order.iter().enumerate() {
        rows.read += 1;
        rows.rows.push(Row {
            columns: cells.remove(key).unwrap_or_default(),
            // A row has no place of its own in such a file: its number stands for it.
            position: Position {
                line: place as u64 + 1,
                column: 1,
                byte: place as u64,
            },
            raw: 0..0,
        });
    }
}

#[cfg(test)]
mod tests;
