//! Finds out how a table is laid out: what separates its columns, and where their names stand.
//!
//! The content decides: what cuts most lines into the same number of fields separates them. Titles
//! above the names are not read over, for nobody knows what else they are: they are refused with the
//! line of the names. Invariant: what was not as the file's name promises is told.

use super::header::{Evidence, evidence};
use crate::error::{Error, Place, Result};
use crate::pool::Format;
use crate::pool::bytes::newlines;
use crate::pool::reading::{Delimiter, Header, Reading};
use crate::pool::rows::Rows;

/// How many bytes are looked at, and how many records.
const LOOKED_AT: usize = 256 * 1024;
const MOST_RECORDS: usize = 200;
/// What may separate columns, the most frequent first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Names stand no lower than this.
const LOWEST_HEADER: usize = 30;

/// How a table is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) skipped: Skipped,
    pub(super) names: Names,
}

/// What stands before the names and is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Skipped {
    pub(super) bytes: usize,
    pub(super) lines: u64,
}

/// Where the columns' names come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// The first record.
    First,
    /// There are none: the columns are numbered.
    Made,
}

impl Layout {
    /// Looks at the beginning of a text, and tells in the rows' notes what it finds.
    ///
    /// # Errors
    /// When lines stand before the names that are no part of the table.
    pub(super) fn of(rows: &mut Rows, text: &[u8], reading: &Reading) -> Result<Self> {
        let expected = if rows.format == Format::Tsv {
            b'\t'
        } else {
            b','
        };
        let mut skipped = Skipped::default();
        let mut delimiter = reading.delimiter.map(|delimiter| delimiter.0);
        if let Some((said, length)) = separator_line(text) {
            rows.notes.push(
                "the first line says what separates the columns (sep=), and was left out".into(),
            );
            delimiter = delimiter.or(Some(said));
            skipped = skip(text, length);
        }
        if let Header::Line(line) = reading.header {
            skipped = skip(text, start_of_line(text, line));
        }
        let sample = Sample::of(&text[skipped.bytes..]);
        let delimiter = delimiter.unwrap_or_else(|| sample.delimiter(expected));
        if delimiter != expected {
            let named = Delimiter(delimiter).named();
            rows.notes.push(format!("columns are separated by {named}"));
        }
        let records = sample.records(delimiter);
        let names = match reading.header {
            Header::None => Names::Made,
            Header::Line(_) => Names::First,
            Header::Found => {
                refuse_titles(rows, &records, skipped.lines)?;
                found_names(rows, &records)
            }
        };
        Ok(Self {
            delimiter,
            skipped,
            names,
        })
    }
}

/// The delimiter of a text that is clearly a table.
pub(in crate::pool) fn is_table(text: &[u8]) -> Option<u8> {
    let sample = Sample::of(text);
    let fits = DELIMITERS
        .iter()
        .map(|delimiter| (sample.fit(*delimiter), *delimiter));
    let clear = fits.filter(|(fit, _)| fit.is_clear());
    clear
        .max_by(|(a, _), (b, _)| a.share.total_cmp(&b.share))
        .map(|(_, delimiter)| delimiter)
}

/// The delimiter that a first line `sep=;` names, and that line's length.
fn separator_line(text: &[u8]) -> Option<(u8, usize)> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let line = text[..end].trim_ascii();
    let line = line
        .strip_prefix(b"\"")
        .and_then(|line| line.strip_suffix(b"\""))
        .unwrap_or(line);
    let said = match line
        .get(..4)?
        .eq_ignore_ascii_case(b"sep=")
        .then_some(&line[4..])?
    {
        // A tab at the end is trimmed.
        b"" => b'\t',
        [said] => *said,
        _ => return None,
    };
    (!said.is_ascii_alphanumeric()).then_some((said, end + 1))
}

fn skip(text: &[u8], bytes: usize) -> Skipped {
    Skipped {
        bytes,
        lines: newlines(&text[..bytes]),
    }
}

fn start_of_line(text: &[u8], line: u64) -> usize {
    let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let before = usize::try_from(line)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    match before {
        0 => 0,
        _ => ends
            .map(|(at, _)| at + 1)
            .nth(before - 1)
            .unwrap_or(text.len()),
    }
}

/// One record, with the line it begins in.
pub(super) struct Record {
    line: u64,
    pub(super) cells: Vec<String>,
}

/// The beginning of a text.
struct Sample<'a>(&'a [u8]);

/// How well a delimiter cuts a text into records of one length.
struct Fit {
    /// The number of fields that most records have.
    fields: usize,
    /// The share of records that have it.
    share: f64,
    /// Whether the first record is one of those.
    has_header: bool,
    records: usize,
}

impl Fit {
    fn is_clear(&self) -> bool {
        self.fields > 1 && self.has_header && self.share >= 0.8 && self.records > 1
    }

    fn score(&self) -> f64 {
        if self.fields < 2 {
            return 0.0;
        }
        self.share + if self.has_header { 0.5 } else { 0.0 }
    }
}

impl<'a> Sample<'a> {
    fn of(text: &'a [u8]) -> Self {
        let head = &text[..text.len().min(LOOKED_AT)];
        if head.len() == text.len() {
            return Self(head);
        }
        let end = head.iter().rposition(|byte| *byte == b'\n');
        Self(&head[..end.map_or(head.len(), |end| end + 1)])
    }

    fn records(&self, delimiter: u8) -> Vec<Record> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.0);
        let records = reader.byte_records().map_while(std::result::Result::ok);
        let line_of = |record: &csv::ByteRecord| {
            let at = record
                .position()
                .map_or(0, |position| position.byte() as usize);
            // Empty lines before it are taken as its own by the reader.
            let rest = self.0.get(at..).unwrap_or_default();
            let ends = |byte: &&u8| matches!(byte, b'\r' | b'\n');
            let blank = rest.iter().take_while(ends).count();
            newlines(&self.0[..at + blank]) + 1
        };
        let records = records.map(|record| Record {
            line: line_of(&record),
            cells: record
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect(),
        });
        records.take(MOST_RECORDS).collect()
    }

    fn fit(&self, delimiter: u8) -> Fit {
        let records = self.records(delimiter);
        let counts: Vec<usize> = records.iter().map(|record| record.cells.len()).collect();
        let fields = most_frequent(&counts);
        let having = counts.iter().filter(|count| **count == fields).count();
        Fit {
            fields,
            share: having as f64 / counts.len().max(1) as f64,
            has_header: counts.first() == Some(&fields),
            records: counts.len(),
        }
    }

    /// What separates the columns: what is expected, unless something else does so far better.
    fn delimiter(&self, expected: u8) -> u8 {
        let fits = DELIMITERS.map(|delimiter| (self.fit(delimiter), delimiter));
        let score = |wanted: u8| {
            let found = fits.iter().find(|(_, delimiter)| *delimiter == wanted);
            found.map_or(0.0, |(fit, _)| fit.score())
        };
        let first = self
            .0
            .split(|byte| *byte == b'\n')
            .find(|line| !line.trim_ascii().is_empty());
        let first = first.unwrap_or_default();
        if first.contains(&expected) && score(expected) >= 1.0 {
            return expected;
        }
        let mut best = (expected, score(expected) + 0.05);
        for (fit, delimiter) in &fits {
            if fit.score() > best.1 && fit.share >= 0.5 {
                best = (*delimiter, fit.score());
            }
        }
        if best.0 == expected && best.1 < 0.5 && !first.contains(&expected) {
            // A header alone, or rows that fit nowhere: its own delimiter is still one.
            let others = DELIMITERS
                .iter()
                .find(|delimiter| first.contains(delimiter));
            return others.copied().unwrap_or(expected);
        }
        best.0
    }
}

/// The number that occurs most often; of several, the greatest.
fn most_frequent(counts: &[usize]) -> usize {
    let often = |wanted: usize| counts.iter().filter(|count| **count == wanted).count();
    let most = counts
        .iter()
        .copied()
        .max_by_key(|count| (often(*count), *count));
    most.unwrap_or(0)
}

/// Refuses a text whose first lines are no records of its table.
fn refuse_titles(rows: &Rows, records: &[Record], skipped: u64) -> Result<()> {
    let counts: Vec<usize> = records.iter().map(|record| record.cells.len()).collect();
    let fields = most_frequent(&counts);
    if fields < 2 || records.len() < 3 {
        return Ok(());
    }
    let filled = |record: &Record| {
        record
            .cells
            .iter()
            .filter(|cell| !cell.trim().is_empty())
            .count()
    };
    let is_title = |record: &&Record| {
        let (filled, count) = (filled(record), record.cells.len());
        let is_padded = count == fields && fields > 2;
        let is_sentence = count <= 2 && fields >= 4;
        count < fields && (filled <= 1 || is_sentence) || is_padded && filled <= 1
    };
    let titles = records.iter().take_while(is_title).count();
    let Some(header) = records
        .get(titles)
        .filter(|record| record.cells.len() == fields)
    else {
        return Ok(());
    };
    let rest = &counts[titles..];
    let fitting = rest.iter().filter(|count| **count == fields).count();
    if titles == 0 || titles > LOWEST_HEADER || rest.len() < 2 || fitting * 5 < rest.len() * 4 {
        return Ok(());
    }
    let (first, line) = (records[0].line + skipped, header.line + skipped);
    Err(Error::input(
        Place::line(&rows.path, first),
        format!(
            "{:?} names no columns: the column names seem to stand in line {line}",
            records[0]
                .cells
                .iter()
                .find(|cell| !cell.trim().is_empty())
                .map_or("", |cell| cell.trim())
        ),
        format!("delete the lines before, or pass over them with --header {line}"),
    ))
}

/// Whether the first record names the columns.
fn found_names(rows: &mut Rows, records: &[Record]) -> Names {
    let Some((first, others)) = records.split_first() else {
        return Names::First;
    };
    let others: Vec<&[String]> = others
        .iter()
        .filter(|record| record.cells.len() == first.cells.len())
        .map(|record| record.cells.as_slice())
        .collect();
    match evidence(&first.cells, &others) {
        Evidence::Names => Names::First,
        Evidence::Data(why) => {
            rows.notes.push(format!(
                "the first line names no columns, for {why}: it is taken as a row, and the columns \
                 are called \"column 1\", \"column 2\" and so on; --header 1 takes it as names"
            ));
            Names::Made
        }
        Evidence::Doubtful => {
            rows.notes.push(
                "the first line is taken as column names, though it looks like a row of data; \
                 --header none takes it as a row"
                    .into(),
            );
            Names::First
        }
    }
}

#[cfg(test)]
mod tests;
