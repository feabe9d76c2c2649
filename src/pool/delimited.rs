//! Reads comma- and tab-separated rows.
//!
//! They have a header and a fixed number of fields, and nothing is guessed of what a broken row
//! meant. A reader of delimited text takes a quote that nobody closed as the start of a field that
//! runs over all following rows, and says nothing; so the quoted fields of a row are found again
//! here, by the same rules, and a quote that takes in other rows stops the whole import, because
//! what it hides cannot be counted. Invariant: the text of a field is the bytes of the file,
//! doubled quotes aside.

use csv::ByteRecord;

use super::bytes::{Fault, as_text, counted, newlines, occurrences, position_in};
use super::reading::Reading;
use super::rows::{Limits, Position, Row, Rows};
use crate::error::{Error, Place, Result};
use crate::pool::Format;

mod header;
mod layout;

pub(super) use layout::is_table;

use layout::{Layout, Names};

/// Reads the records of `source` from `start` on.
pub(super) fn read(rows: &mut Rows, source: &[u8], start: usize, reading: &Reading) -> Result<()> {
    let limits = &reading.limits;
    let layout = Layout::of(rows, &source[start..], reading)?;
    let (delimiter, skipped) = (layout.delimiter, layout.skipped);
    let start = start + skipped.bytes;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(&source[start..]);
    let mut cursor = Cursor {
        source,
        at: start,
        line: 1 + skipped.lines,
        blank: 0,
    };
    let mut record = ByteRecord::new();
    let mut names: Option<Vec<String>> = None;
    let mut vast = None;
    loop {
        let more = reader.read_byte_record(&mut record).map_err(|error| {
            let place = Place::line(&rows.path, cursor.line);
            Error::input(place, error.to_string(), "check the row")
        })?;
        let (position, raw) = cursor.advance(start + reader.position().byte() as usize);
        if !more {
            break;
        }
        let quoted = quoted_fields(raw, delimiter);
        for field in &quoted {
            let opened = position_in(position, raw, field.opened);
            if field.swallows() {
                // Once a quote is open, how far it would have gone can only be told by lines.
                return Err(swallowing(rows, opened, field.lines));
            }
            if vast.is_none() && field.is_vast(raw) {
                vast = Some((opened, field.lines));
            }
        }
        if names.is_none() {
            if layout.names == Names::Made {
                let made: Vec<String> = (0..record.len()).map(numbered).collect();
                for name in &made {
                    rows.add_column(name);
                }
                names = Some(made);
            } else {
                names = Some(header(rows, position, raw, &record, limits)?);
                continue;
            }
        }
        let names = names.as_deref().unwrap_or_default();
        rows.read += 1;
        if raw.iter().all(u8::is_ascii_whitespace) {
            rows.blank += 1;
            continue;
        }
        match fields(&record, names, position, raw, &quoted, limits) {
            Ok(columns) => {
                let begin = position.byte as usize;
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
    if let Some((opened, lines)) = vast
        && occurrences(source, b'"') % 2 == 1
    {
        return Err(swallowing(rows, opened, lines));
    }
    if names.is_none() {
        return Err(Error::input(
            Place::file(&rows.path),
            "holds nothing but line ends",
            "check that it was written completely",
        ));
    }
    rows.read += cursor.blank;
    rows.blank += cursor.blank;
    Ok(())
}

/// Walks over the source record by record, because the reader skips empty lines and counts a
/// CR LF as the start of the next record.
struct Cursor<'a> {
    source: &'a [u8],
    at: usize,
    line: u64,
    blank: u64,
}

impl<'a> Cursor<'a> {
    /// The record that ends at `end`, without its line end.
    fn advance(&mut self, end: usize) -> (Position, &'a [u8]) {
        let source = self.source;
        if self.at > 0 && self.at < end && source[self.at - 1] == b'\r' && source[self.at] == b'\n'
        {
            self.at += 1;
            self.line += 1;
        }
        while self.at < end && matches!(source[self.at], b'\r' | b'\n') {
            let width = if source[self.at..end].starts_with(b"\r\n") {
                2
            } else {
                1
            };
            self.line += newlines(&source[self.at..self.at + width]);
            self.at += width;
            self.blank += 1;
        }
        let position = Position {
            line: self.line,
            column: 1,
            byte: self.at as u64,
        };
        let record = &source[self.at..end];
        self.line += newlines(record);
        self.at = end;
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        (position, record.strip_suffix(b"\r").unwrap_or(record))
    }
}

fn swallowing(rows: &Rows, opened: Position, lines: u64) -> Error {
    let next = if rows.format == Format::Tsv {
        // Many tab-separated files know no quoting; this puts every field into quotes.
        "close that quote, or, if quotes are plain text in this file, quote all fields: \
         `sed 's/\"/\"\"/g; s/\\t/\"\\t\"/g; s/^/\"/; s/$/\"/' FILE > NEW`"
    } else {
        "close that quote, or, if it belongs to the text, put the field in quotes and write it \
         twice (\"\")"
    };
    Error::input(
        Place::column(&rows.path, opened.line, opened.column),
        format!(
            "opened quote at line {} never closes; {} would be swallowed",
            opened.line,
            counted(lines, "line")
        ),
        next,
    )
}

/// The columns' names of a record; of one that is a row itself, made ones.
fn header(
    rows: &mut Rows,
    position: Position,
    raw: &[u8],
    record: &ByteRecord,
    limits: &Limits,
) -> Result<Vec<String>> {
    let place = Place::line(&rows.path, position.line);
    if let Some(reason) = limits.refuse_length(raw.len()) {
        return Err(Error::input(
            place,
            reason,
            "the first line must name the columns",
        ));
    }
    if let Err(fault) = as_text(raw, position.byte) {
        let next =
            "the first line must name the columns, in UTF-8 (--encoding NAME if it is another)";
        return Err(Error::input(place, fault.reason, next));
    }
    let mut names = Vec::with_capacity(record.len());
    for (index, cell) in record.iter().enumerate() {
        let cell = String::from_utf8_lossy(cell);
        let name = cell.trim();
        let name = if name.is_empty() {
            let name = numbered(index);
            rows.notes
                .push(format!("a column without a name is called {name:?} here"));
            name
        } else {
            name.to_owned()
        };
        if !rows.add_column(&name) {
            let what = format!("two columns are called {name:?}");
            let next = "give each column its own name, or say that the first line is a row: \
                        --header none";
            return Err(Error::input(place, what, next));
        }
        names.push(name);
    }
    Ok(names)
}

/// What a column without a name is called.
fn numbered(index: usize) -> String {
    format!("column {}", index + 1)
}

fn fields(
    record: &ByteRecord,
    names: &[String],
    position: Position,
    raw: &[u8],
    quoted: &[Quoted],
    limits: &Limits,
) -> std::result::Result<Vec<(String, String)>, Fault> {
    let whole = |reason| Fault { offset: 0, reason };
    if let Some(reason) = limits.refuse_length(raw.len()) {
        return Err(whole(reason));
    }
    as_text(raw, position.byte)?;
    for field in quoted {
        let Some(closed) = field.closed else {
            return Err(Fault {
                offset: field.opened,
                reason: "the quote opened here never closes".into(),
            });
        };
        if field.trailing {
            return Err(Fault {
                offset: closed + 1,
                reason: "text follows a closing quote; a quote within a text is written twice"
                    .into(),
            });
        }
    }
    if record.len() != names.len() {
        return Err(whole(format!(
            "{} where the header has {}",
            counted(record.len() as u64, "field"),
            names.len()
        )));
    }
    names
        .iter()
        .zip(record)
        .map(|(name, field)| {
            // A row that is text has fields that are: delimiters and quotes are one byte each.
            let text = std::str::from_utf8(field)
                .map_err(|_| whole("a field is not valid UTF-8".into()))?;
            Ok((name.clone(), text.to_owned()))
        })
        .collect()
}

/// More line feeds in one quoted field than a person would mean.
const MANY_LINES: u64 = 20;
/// More bytes in one quoted field than a person would mean.
const MANY_BYTES: usize = 64 * 1024;

/// A field that begins with a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quoted {
    /// The offset of the opening quote.
    opened: usize,
    /// The offset of the closing quote; without one, the field runs to the end of the file.
    closed: Option<usize>,
    /// Something other than a delimiter or row end follows the closing quote.
    trailing: bool,
    /// The line feeds within.
    lines: u64,
}

impl Quoted {
    /// Whether the quote has surely taken in rows that are not its own.
    fn swallows(&self) -> bool {
        self.lines > 0 && (self.closed.is_none() || self.trailing)
    }

    /// Whether it may have, if the quotes of the whole file do not pair up.
    fn is_vast(&self, row: &[u8]) -> bool {
        let end = self.closed.unwrap_or(row.len());
        self.lines > MANY_LINES || end - self.opened > MANY_BYTES
    }
}

/// The quoted fields of one row, in order.
fn quoted_fields(row: &[u8], delimiter: u8) -> Vec<Quoted> {
    let mut fields = Vec::new();
    // Most rows have no quote.
    let mut at = if row.contains(&b'"') { 0 } else { row.len() };
    while at < row.len() {
        if row[at] == b'"' {
            let field = quoted_field(row, at, delimiter);
            fields.push(field);
            let Some(closed) = field.closed else { break };
            at = closed + 1;
        }
        // On to the next delimiter: a quote inside an unquoted field is text.
        match row[at..].iter().position(|byte| *byte == delimiter) {
            Some(distance) => at += distance + 1,
            None => break,
        }
    }
    fields
}

fn quoted_field(row: &[u8], opened: usize, delimiter: u8) -> Quoted {
    let mut at = opened + 1;
    let mut closed = None;
    while at < row.len() {
        if row[at] != b'"' {
            at += 1;
        } else if row.get(at + 1) == Some(&b'"') {
            at += 2;
        } else {
            closed = Some(at);
            break;
        }
    }
    let next = closed.and_then(|end| row.get(end + 1));
    Quoted {
        opened,
        closed,
        trailing: next.is_some_and(|byte| *byte != delimiter && !matches!(byte, b'\r' | b'\n')),
        lines: newlines(&row[opened..closed.unwrap_or(row.len())]),
    }
}

#[cfg(test)]
mod tests;
