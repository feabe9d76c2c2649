//! How is a row written as CSV?
//!
//! The members of the JSON form as columns. A spreadsheet runs a cell that begins like a formula,
//! so such cells get a leading apostrophe (OWASP, CWE-1236) unless the exact bytes are asked for.

use super::Row;
use crate::error::{Error, Result};

const COLUMNS: [&str; 15] = [
    "item",
    "label",
    "verdict",
    "annotator",
    "annotators",
    "judgements",
    "arm",
    "strategy",
    "draw_probability",
    "time",
    "guidelines",
    "flagged",
    "note",
    "text",
    "oracle",
];

/// Whether the file is for a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spreadsheet {
    /// It may be opened in one: cells that would run are quoted.
    Safe,
    /// For programs only: cells are written as they are.
    Exact,
}

/// The rows with a header, and how many cells were quoted.
pub fn csv(rows: &[Row<'_>], spreadsheet: Spreadsheet) -> Result<(Vec<u8>, usize)> {
    let header = COLUMNS.map(str::to_owned);
    write(header, rows.iter().map(cells), spreadsheet)
}

/// Rows of cells with a header, and how many cells were quoted.
pub(super) fn write<R: IntoIterator<Item = String>>(
    header: impl IntoIterator<Item = String>,
    rows: impl Iterator<Item = R>,
    spreadsheet: Spreadsheet,
) -> Result<(Vec<u8>, usize)> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut quoted = write_row(&mut writer, header, spreadsheet)?;
    for row in rows {
        quoted += write_row(&mut writer, row, spreadsheet)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|wrong| unwritable(&wrong.into_error().into()))?;
    Ok((bytes, quoted))
}

/// One row; how many of its cells were quoted.
fn write_row(
    writer: &mut ::csv::Writer<Vec<u8>>,
    row: impl IntoIterator<Item = String>,
    spreadsheet: Spreadsheet,
) -> Result<usize> {
    let mut quoted = 0;
    for cell in row {
        let written = if spreadsheet == Spreadsheet::Safe && is_formula(&cell) {
            quoted += 1;
            writer.write_field(format!("'{cell}"))
        } else {
            writer.write_field(cell)
        };
        written.map_err(|wrong| unwritable(&wrong))?;
    }
    let end = writer.write_record(None::<&[u8]>);
    end.map_err(|wrong| unwritable(&wrong))?;
    Ok(quoted)
}

fn cells(row: &Row<'_>) -> [String; COLUMNS.len()] {
    let or_empty = |value: Option<&str>| value.unwrap_or_default().to_owned();
    [
        row.item.to_owned(),
        or_empty(row.label),
        row.verdict.to_owned(),
        row.annotator.to_owned(),
        // An annotator's name holds no semicolon.
        row.annotators.join(";"),
        row.judgements.to_string(),
        row.arm.to_owned(),
        or_empty(row.strategy),
        row.draw_probability
            .map(|chance| chance.to_string())
            .unwrap_or_default(),
        row.time.to_string(),
        or_empty(row.guidelines),
        row.flagged.to_string(),
        or_empty(row.note),
        row.text.to_owned(),
        or_empty(row.oracle),
    ]
}

/// Whether a spreadsheet may take the cell for a formula.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
}

fn unwritable(wrong: &::csv::Error) -> Error {
    Error::refused(
        format!("the rows cannot be written as CSV: {wrong}"),
        "export them with `--format jsonl`, and please report this",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Row<'_> {
        Row {
            item: "-1",
            label: Some("spam"),
            verdict: "label",
            annotator: "ada",
            annotators: vec!["ada", "bob"],
            judgements: 3,
            arm: "active",
            strategy: Some("margin"),
            draw_probability: None,
            time: jiff::Timestamp::UNIX_EPOCH,
            oracle: None,
            guidelines: None,
            flagged: true,
            note: Some("@you"),
            text,
        }
    }

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_quoted_and_counted() {
        let (bytes, quoted) = csv(&[row("=1+1"), row("plain")], Spreadsheet::Safe).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(quoted, 5);
        assert_eq!(
            text.lines().nth(1),
            Some(
                "'-1,spam,label,ada,ada;bob,3,active,margin,,1970-01-01T00:00:00Z,,true,'@you,'=1+1,"
            )
        );
    }

    #[test]
    fn exact_cells_read_back_as_they_were() {
        let wild = "=a,\"b\"\r\n\tc\0";
        let (bytes, quoted) = csv(&[row(wild)], Spreadsheet::Exact).unwrap();
        assert_eq!(quoted, 0);
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(&record[13], wild);
        assert_eq!(&record[0], "-1");
    }
}
