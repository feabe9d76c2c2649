//! Reads the rows of a label file.
//!
//! Times are RFC 3339 and its kin, dates with a time that name no zone (taken as UTC), and seconds
//! or milliseconds since 1970. Anything else is no time: a guess would put labels in a wrong order.

use std::path::Path;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::columns::{LabelColumns, LabelLayout, choose};
use super::names::AnnotatorNames;
use super::{LabelCell, LabelChoice, LabelFile, LabelRow};
use crate::error::{Error, Place, Result};
use crate::pool::bytes::counted;
use crate::pool::qualifiers::Qualifiers;
use crate::pool::{Format, Reject, Row, Rows, read_rows};
use crate::schema::{Annotator, WrittenLabel, read_label};
use crate::text::{escape_formula, unescape_formula};

/// How exports of ours begin: labels, and the model's.
const OURS: [&[&str]; 2] = [
    &["item", "label", "verdict", "annotator"],
    &["item", "label", "confidence"],
];

/// Reads a file of labels; `texts` are the columns from which the project's texts were read.
///
/// # Errors
/// When it cannot be read at all, a column that is needed is not there, or no row says anything.
pub(crate) fn read_labels(
    path: &Path,
    choice: &LabelChoice,
    texts: &[String],
) -> Result<LabelFile> {
    let mut rows = read_rows(path, &choice.reading)?;
    undo_escapes(&mut rows);
    if rows.format == Format::TextFolder {
        return Err(Error::usage(
            format!("{} is a folder of texts, no label file", path.display()),
            "name the label files in it",
        ));
    }
    if rows.rows.is_empty() {
        return Err(nothing(
            path,
            &rows.rejects,
            (
                "no row can be read",
                "mend the rows and import the file again",
            ),
            ("it holds no rows", "check that it was written completely"),
        ));
    }
    let columns = choose(&rows, choice, texts)?;
    let mut reader = Reader {
        columns: &columns,
        names: AnnotatorNames::default(),
        odd_times: Vec::new(),
        qualifiers: Qualifiers::of(&rows, &columns.taken(), &choice.reading.qualifiers)?,
        blank: rows.blank,
        rows: Vec::new(),
        rejects: rows.rejects.clone(),
    };
    for row in &rows.rows {
        reader.row(row, rows.raw(row));
    }
    let kept_out = reader.qualifiers.kept_out();
    let file = reader.finish(&rows);
    debug_assert!(file.adds_up(), "a row fell between");
    if file.rows.is_empty() {
        let next = if kept_out > 0 {
            "no label counts by the columns that say so; --ignore COLUMN takes them all the same"
        } else {
            "check which column holds the labels (--label COL)"
        };
        return Err(nothing(
            path,
            &file.rejects,
            ("no row can be used", "mend the rows, or name other columns"),
            ("no row has a label", next),
        ));
    }
    Ok(file)
}

/// Takes away what our own CSV put before cells that a spreadsheet would run.
fn undo_escapes(rows: &mut Rows) {
    let begins = |names: &[&str]| {
        let columns = rows.columns.iter().map(String::as_str);
        rows.columns.len() >= names.len()
            && columns.zip(names).all(|(column, name)| column == *name)
    };
    let mut cells = rows.rows.iter().flat_map(|row| &row.columns);
    // With --exact nothing was escaped: then a cell stands there that would have been.
    let is_exact =
        cells.any(|(_, cell)| !cell.starts_with('\'') && escape_formula(cell).len() > cell.len());
    if rows.format != Format::Csv || !OURS.iter().any(|names| begins(names)) || is_exact {
        return;
    }
    for (_, cell) in rows.rows.iter_mut().flat_map(|row| &mut row.columns) {
        let written = unescape_formula(cell);
        if written.len() < cell.len() {
            *cell = written.to_owned();
        }
    }
}

/// Why a file says nothing: the first of its rejects, with the next step, or else what it lacks.
fn nothing(
    path: &Path,
    rejects: &[Reject],
    (no_row, mend): (&str, &str),
    (lacks, next): (&str, &str),
) -> Error {
    let Some(first) = rejects.first() else {
        return Error::input(Place::file(path), lacks, next);
    };
    let place = Place::column(path, first.position.line, first.position.column);
    Error::input(place, format!("{no_row}; first: {}", first.reason), mend)
}

struct Reader<'a> {
    columns: &'a LabelColumns,
    names: AnnotatorNames,
    /// The lines whose cell of the time column is no time.
    odd_times: Vec<u64>,
    qualifiers: Qualifiers,
    blank: u64,
    rows: Vec<LabelRow>,
    rejects: Vec<Reject>,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row, raw: &[u8]) {
        let labels = match self.labels(row) {
            Ok(labels) => labels,
            Err(reason) => return self.reject(row, reason, raw),
        };
        if labels.is_empty() {
            self.blank += 1;
            return;
        }
        if !self.qualifiers.let_pass(row) {
            return;
        }
        let item = cell(row, self.columns.item.as_ref()).unwrap_or_default();
        let text = self.text(row);
        if item.is_empty() && text.is_none() {
            return self.reject(row, "names no item".into(), raw);
        }
        let given_at = self.given_at(row);
        self.rows.push(LabelRow {
            line: row.position.line,
            item: item.to_owned(),
            text,
            labels,
            given_at,
            note: cell(row, self.columns.note.as_ref()).map(|note| note.trim().to_owned()),
        });
    }

    /// The labels of a row; none when there are none, or why it cannot be used.
    fn labels(&mut self, row: &Row) -> std::result::Result<Vec<LabelCell>, String> {
        let said = |column: &String| match cell(row, Some(column)).map(read_label) {
            None | Some(WrittenLabel::Nothing) => Ok(None),
            Some(WrittenLabel::Name(name)) => Ok(Some(name)),
            Some(WrittenLabel::Several) => Err("more than one label; querist takes one".to_owned()),
            Some(WrittenLabel::Unfit(problem)) => Err(problem.to_string()),
        };
        let said_by = |annotator: &Annotator, column| {
            let annotator = annotator.clone();
            said(column).map(|label| {
                Some(LabelCell {
                    annotator,
                    label: label?,
                })
            })
        };
        let mut labels = Vec::new();
        match &self.columns.layout {
            LabelLayout::One { annotator, label } => labels.extend(said_by(annotator, label)?),
            LabelLayout::Long { annotator, label } => {
                if let Some(label) = said(label)? {
                    let annotator = self.names.find(row.get(annotator).unwrap_or_default())?;
                    labels.push(LabelCell { annotator, label });
                }
            }
            LabelLayout::Wide(layout) => {
                for (column, annotator) in layout {
                    labels.extend(said_by(annotator, column)?);
                }
            }
        }
        Ok(labels)
    }

    fn text(&self, row: &Row) -> Option<String> {
        let texts = self.columns.text.iter();
        let texts = texts.filter_map(|column| cell(row, Some(column)));
        let text = texts.collect::<Vec<&str>>().join("\n\n");
        (!text.is_empty()).then_some(text)
    }

    fn given_at(&mut self, row: &Row) -> Option<Timestamp> {
        let written = cell(row, self.columns.time.as_ref())?;
        let given_at = moment(written);
        if given_at.is_none() {
            self.odd_times.push(row.position.line);
        }
        given_at
    }

    fn reject(&mut self, row: &Row, reason: String, raw: &[u8]) {
        self.rejects.push(Reject::new(row.position, reason, raw));
    }

    fn finish(mut self, rows: &Rows) -> LabelFile {
        self.rejects.sort_by_key(|reject| reject.position.byte);
        let mut notes = rows.notes.clone();
        notes.extend(self.columns.reasons.iter().cloned());
        if let LabelLayout::Wide(layout) = &self.columns.layout {
            let renamed = |(column, annotator): &(String, Annotator)| {
                (annotator.as_str() != column)
                    .then(|| format!("the column {column:?} is called {annotator} here"))
            };
            notes.extend(layout.iter().filter_map(renamed));
        }
        if let Some(first) = self.odd_times.first() {
            notes.push(format!(
                "{} no time and left out, the labels kept (first: line {first})",
                match self.odd_times.len() {
                    1 => "1 cell of the times is".to_owned(),
                    count => format!("{} of the times are", counted(count, "cell")),
                },
            ));
        }
        notes.extend(self.qualifiers.told());
        notes.extend(self.names.told());
        let of = self.columns;
        let layout = of.layout.reading();
        LabelFile {
            name: file_name(&rows.path),
            hash: blake3::hash(&rows.source).to_hex().to_string(),
            reading: format!(
                "{:?} {layout} {:?} {:?} {:?}{}",
                of.item,
                of.text,
                of.time,
                of.note,
                self.qualifiers.reading()
            ),
            rows: self.rows,
            rejects: self.rejects,
            blank: self.blank,
            kept_out: self.qualifiers.kept_out(),
            read: rows.read,
            is_foreign: false,
            notes,
        }
    }
}

/// The file's name without its folders, for people.
fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// A cell that holds something.
fn cell<'a>(row: &'a Row, column: Option<&String>) -> Option<&'a str> {
    row.get(column?).filter(|cell| !cell.trim().is_empty())
}

/// Seconds since 1970 from 1973 to 5138: smaller numbers are durations or counts.
const SECONDS: std::ops::Range<f64> = 1e8..1e11;
/// The same in milliseconds.
const MILLISECONDS: std::ops::Range<f64> = 1e11..1e14;

/// The moment that a cell names.
pub(super) fn moment(cell: &str) -> Option<Timestamp> {
    let cell = cell.trim();
    let civil = || {
        let local: DateTime = cell.parse().ok()?;
        let at = TimeZone::UTC.to_zoned(local).ok()?;
        Some(at.timestamp())
    };
    let named = cell.parse().ok().or_else(civil);
    named.or_else(|| since_1970(cell))
}

fn since_1970(cell: &str) -> Option<Timestamp> {
    let number: f64 = cell.parse().ok()?;
    let seconds = if SECONDS.contains(&number) {
        number
    } else if MILLISECONDS.contains(&number) {
        number / 1000.0
    } else {
        return None;
    };
    // To the microsecond: a float holds no more of such a number.
    let micros = SignedDuration::from_micros((seconds * 1e6).round() as i64);
    Timestamp::from_duration(micros).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_the_forms_that_tools_write() {
        let wanted: Timestamp = "2026-02-10T08:41:28Z".parse().unwrap();
        for cell in [
            "2026-02-10T08:41:28Z",
            " 2026-02-10T09:41:28+01:00 ",
            "2026-02-10 08:41:28",
            "2026-02-10T08:41:28",
            "1770712888",
            "1770712888000",
            "1770712888.0",
        ] {
            assert_eq!(moment(cell), Some(wanted), "{cell}");
        }
        let day: Timestamp = "2026-02-10T00:00:00Z".parse().unwrap();
        assert_eq!(moment("2026-02-10"), Some(day));
    }

    #[test]
    fn what_names_no_moment_is_none() {
        for cell in [
            "",
            "soon",
            "12.5",
            "10/02/2026",
            "2026",
            "NaN",
            "inf",
            "-1",
            "1e300",
        ] {
            assert_eq!(moment(cell), None, "{cell}");
        }
    }
}
