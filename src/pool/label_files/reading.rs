//! What does each row say?

use std::path::Path;

use jiff::Timestamp;

use super::columns::{LabelColumns, Voices, choose};
use super::moment::moment;
use super::voices::VoiceNames;
use super::{LabelCell, LabelChoice, LabelFile, LabelRow};
use crate::error::{Error, Place, Result};
use crate::pool::bytes::counted;
use crate::pool::{Format, Limits, Reject, Row, Rows, read_rows};
use crate::schema::{Annotator, check_label_name};

/// Reads a file of labels; `texts` are the columns from which the project's texts were read.
///
/// # Errors
/// When it cannot be read at all, a column that is needed is not there, or no row says anything.
pub fn read_labels(
    path: &Path,
    choice: &LabelChoice,
    texts: &[String],
    limits: &Limits,
) -> Result<LabelFile> {
    let rows = read_rows(path, limits)?;
    if rows.format == Format::TextFolder {
        return Err(Error::usage(
            format!("{} is a folder of texts, no label file", path.display()),
            "name the label files in it",
        ));
    }
    if rows.rows.is_empty() {
        return Err(nothing_in(&rows));
    }
    let columns = choose(&rows, choice, texts)?;
    let mut reader = Reader {
        columns: &columns,
        names: VoiceNames::default(),
        odd_times: OddTimes::default(),
        blank: rows.blank,
        rows: Vec::new(),
        rejects: rows.rejects.clone(),
    };
    for row in &rows.rows {
        reader.row(row, rows.raw(row));
    }
    let file = reader.finish(&rows);
    debug_assert!(file.adds_up(), "a row fell between");
    if file.rows.is_empty() {
        return Err(nothing_said(path, &file));
    }
    Ok(file)
}

fn nothing_in(rows: &Rows) -> Error {
    match rows.rejects.first() {
        Some(first) => Error::input(
            Place::column(&rows.path, first.position.line, first.position.column),
            format!("no row can be read; first: {}", first.reason),
            "mend the rows and import the file again",
        ),
        None => Error::input(
            Place::file(&rows.path),
            "it holds no rows",
            "check that it was written completely",
        ),
    }
}

fn nothing_said(path: &Path, file: &LabelFile) -> Error {
    match file.rejects.first() {
        Some(first) => Error::input(
            Place::column(path, first.position.line, first.position.column),
            format!("no row can be used; first: {}", first.reason),
            "mend the rows, or name other columns",
        ),
        None => Error::input(
            Place::file(path),
            "no row has a label",
            "check which column holds the labels (--label COL)",
        ),
    }
}

/// Cells of the time column that are no time.
#[derive(Default)]
struct OddTimes {
    count: u64,
    first_line: u64,
}

struct Reader<'a> {
    columns: &'a LabelColumns,
    names: VoiceNames,
    odd_times: OddTimes,
    blank: u64,
    rows: Vec<LabelRow>,
    rejects: Vec<Reject>,
}

impl Reader<'_> {
    fn row(&mut self, row: &Row, raw: &[u8]) {
        let said = match self.said(row) {
            Ok(said) => said,
            Err(reason) => return self.reject(row, reason, raw),
        };
        if said.is_empty() {
            self.blank += 1;
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
            said,
            given_at,
            note: cell(row, self.columns.note.as_ref()).map(|note| note.trim().to_owned()),
        });
    }

    /// The labels of a row; none when there are none, or why it cannot be used.
    fn said(&mut self, row: &Row) -> std::result::Result<Vec<LabelCell>, String> {
        let label = |column: &String| -> std::result::Result<Option<String>, String> {
            let Some(written) = cell(row, Some(column)) else {
                return Ok(None);
            };
            let name = check_label_name(written).map_err(|problem| problem.to_string())?;
            Ok(Some(name.to_owned()))
        };
        let columns = self.columns;
        match &columns.voices {
            Voices::One {
                annotator,
                label: column,
            } => Ok(label(column)?
                .map(|label| LabelCell {
                    annotator: annotator.clone(),
                    label,
                })
                .into_iter()
                .collect()),
            Voices::Long {
                annotator,
                label: column,
            } => {
                let Some(label) = label(column)? else {
                    return Ok(Vec::new());
                };
                let annotator = self.names.find(row.get(annotator).unwrap_or_default())?;
                Ok(vec![LabelCell { annotator, label }])
            }
            Voices::Wide(voices) => {
                let mut said = Vec::new();
                for (column, annotator) in voices {
                    if let Some(label) = label(column)? {
                        said.push(LabelCell {
                            annotator: annotator.clone(),
                            label,
                        });
                    }
                }
                Ok(said)
            }
        }
    }

    fn text(&self, row: &Row) -> Option<String> {
        let texts = self
            .columns
            .text
            .iter()
            .filter_map(|column| cell(row, Some(column)));
        let text = texts.collect::<Vec<&str>>().join("\n\n");
        (!text.is_empty()).then_some(text)
    }

    fn given_at(&mut self, row: &Row) -> Option<Timestamp> {
        let written = cell(row, self.columns.time.as_ref())?;
        let given_at = moment(written);
        if given_at.is_none() {
            if self.odd_times.count == 0 {
                self.odd_times.first_line = row.position.line;
            }
            self.odd_times.count += 1;
        }
        given_at
    }

    fn reject(&mut self, row: &Row, reason: String, raw: &[u8]) {
        self.rejects.push(Reject {
            position: row.position,
            reason,
            raw: raw.to_vec(),
        });
    }

    fn finish(mut self, rows: &Rows) -> LabelFile {
        self.rejects.sort_by_key(|reject| reject.position.byte);
        let mut notes = rows.notes.clone();
        notes.extend(self.columns.reasons.iter().cloned());
        if let Voices::Wide(voices) = &self.columns.voices {
            let renamed = |(column, annotator): &(String, Annotator)| {
                (annotator.as_str() != column)
                    .then(|| format!("the column {column:?} is called {annotator} here"))
            };
            notes.extend(voices.iter().filter_map(renamed));
        }
        if self.odd_times.count > 0 {
            notes.push(format!(
                "{} no time and left out, the labels kept (first: line {})",
                match self.odd_times.count {
                    1 => "1 cell of the times is".to_owned(),
                    count => format!("{} of the times are", counted(count, "cell")),
                },
                self.odd_times.first_line
            ));
        }
        notes.extend(self.names.told());
        let LabelColumns {
            item,
            voices,
            text,
            time,
            note,
            ..
        } = self.columns;
        LabelFile {
            name: file_name(&rows.path),
            hash: blake3::hash(&rows.source).to_hex().to_string(),
            reading: format!("{item:?} {} {text:?} {time:?} {note:?}", voices.reading()),
            rows: self.rows,
            rejects: self.rejects,
            blank: self.blank,
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
