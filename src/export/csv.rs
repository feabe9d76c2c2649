//! How is a row written as CSV?
//!
//! The members of the JSON form as columns: those of every row first, then those of the view. What
//! is a map or a list there is JSON in its cell. A spreadsheet runs a cell that begins like a
//! formula, so such cells get a leading apostrophe (OWASP, CWE-1236) unless the exact bytes are
//! asked for.

use serde::Serialize;

use super::Row;
use super::row::{Beside, Likely, OneJudgement, WholeItem};
use crate::error::{Error, Result};

/// Columns of every row.
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

/// Further columns of a judgement.
const OF_JUDGEMENTS: [&str; 4] = ["current", "repeat", "imported_note", "source"];

/// Further columns of an item.
const OF_ITEMS: [&str; 12] = [
    "votes",
    "unsure",
    "distribution",
    "adjudicated",
    "ruling",
    "decided_label",
    "decided_by",
    "decided_at",
    "rationale",
    "question",
    "weighed",
    "earlier_adjudications",
];

/// Further columns of an item where it is asked what is likely.
const OF_LIKELY: [&str; 3] = ["probability", "method", "posterior"];

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
    let header = COLUMNS.iter().chain(further_columns(rows));
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect::<Result<_>>()?;
    write(
        header.map(|name| (*name).to_owned()),
        cells.into_iter(),
        spreadsheet,
    )
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

/// The columns that these rows have beyond those of every row.
fn further_columns(rows: &[Row<'_>]) -> impl Iterator<Item = &'static &'static str> {
    let (first, second): (&[&str], &[&str]) = match rows.first().map(|row| &row.beside) {
        None => (&[], &[]),
        Some(Beside::Judgement(_)) => (&OF_JUDGEMENTS, &[]),
        Some(Beside::Item(item)) if item.likely.is_some() => (&OF_ITEMS, &OF_LIKELY),
        Some(Beside::Item(_)) => (&OF_ITEMS, &[]),
    };
    first.iter().chain(second)
}

fn cells(row: &Row<'_>) -> Result<Vec<String>> {
    let of_row: [String; COLUMNS.len()] = [
        row.item.to_owned(),
        or_empty(row.label),
        row.verdict.to_owned(),
        row.annotator.to_owned(),
        // An annotator's name holds no semicolon.
        row.annotators.join(";"),
        row.judgements.to_string(),
        row.arm.to_owned(),
        or_empty(row.strategy),
        number(row.draw_probability),
        row.time.to_string(),
        or_empty(row.guidelines),
        row.flagged.to_string(),
        or_empty(row.note),
        row.text.to_owned(),
        or_empty(row.oracle),
    ];
    let mut cells = Vec::from(of_row);
    match &row.beside {
        Beside::Judgement(judgement) => cells.extend(of_judgement(judgement)),
        Beside::Item(item) => {
            cells.extend(of_item(item)?);
            if let Some(likely) = &item.likely {
                cells.extend(of_likely(likely)?);
            }
        }
    }
    Ok(cells)
}

fn of_judgement(judgement: &OneJudgement<'_>) -> [String; OF_JUDGEMENTS.len()] {
    [
        judgement.current.to_string(),
        or_empty(judgement.repeat),
        or_empty(judgement.imported_note),
        or_empty(judgement.source),
    ]
}

fn of_item(item: &WholeItem<'_>) -> Result<[String; OF_ITEMS.len()]> {
    let ruled = item.adjudication.as_ref();
    Ok([
        json(&item.votes)?,
        item.unsure.to_string(),
        json_or_empty(item.distribution.as_ref())?,
        item.adjudicated.to_string(),
        or_empty(ruled.map(|ruled| ruled.ruling)),
        or_empty(ruled.and_then(|ruled| ruled.label)),
        or_empty(ruled.map(|ruled| ruled.annotator)),
        ruled
            .map(|ruled| ruled.time.to_string())
            .unwrap_or_default(),
        or_empty(ruled.and_then(|ruled| ruled.rationale)),
        or_empty(ruled.and_then(|ruled| ruled.question)),
        json_or_empty(ruled.map(|ruled| ruled.weighed))?,
        json_or_empty(
            (!item.earlier_adjudications.is_empty()).then_some(&item.earlier_adjudications),
        )?,
    ])
}

fn of_likely(likely: &Likely<'_>) -> Result<[String; OF_LIKELY.len()]> {
    Ok([
        number(likely.probability),
        or_empty(likely.method),
        json_or_empty(likely.posterior.as_ref())?,
    ])
}

fn or_empty(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

fn number(value: Option<f64>) -> String {
    value.map(|number| number.to_string()).unwrap_or_default()
}

fn json_or_empty(value: Option<impl Serialize>) -> Result<String> {
    value.map_or(Ok(String::new()), |value| json(&value))
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|wrong| {
        Error::refused(
            format!("a cell cannot be written as JSON: {wrong}"),
            "this is a fault in querist; please report it",
        )
    })
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
            beside: Beside::Judgement(OneJudgement {
                current: true,
                repeat: None,
                imported_note: None,
                source: None,
            }),
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
                "'-1,spam,label,ada,ada;bob,3,active,margin,,1970-01-01T00:00:00Z,,true,'@you,'=1+1,,true,,,"
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
