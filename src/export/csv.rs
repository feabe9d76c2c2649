//! Writes rows as CSV.
//!
//! The members of the JSON form as columns: those of every row first, then those of the view. What
//! is a map or a list there is JSON in its cell. A spreadsheet runs a cell that begins like a
//! formula, so such cells get a leading apostrophe (OWASP, CWE-1236) unless the exact bytes are
//! asked for.

use serde::Serialize;

use super::Row;
use super::row::{AdjudicationExport, ItemExport, RowDetail};
use crate::error::{Error, Result};
use crate::text::escape_formula;

/// Whether the file is for a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spreadsheet {
    /// It may be opened in one: cells that would run are quoted.
    Safe,
    /// For programs only: cells are written as they are.
    Exact,
}

/// The rows with a header, and how many cells were quoted.
pub(crate) fn csv(rows: &[Row<'_>], spreadsheet: Spreadsheet) -> Result<(Vec<u8>, usize)> {
    let rows: Vec<Vec<Cell>> = rows.iter().map(cells).collect::<Result<_>>()?;
    let names = rows.first().into_iter().flatten();
    let header: Vec<String> = names.map(|(name, _)| (*name).to_owned()).collect();
    let rows = rows.into_iter();
    let rows = rows.map(|cells| cells.into_iter().map(|(_, cell)| cell));
    write(header, rows, spreadsheet)
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
        let safe = match spreadsheet {
            Spreadsheet::Safe => escape_formula(&cell),
            Spreadsheet::Exact => cell.as_str().into(),
        };
        quoted += usize::from(safe.len() > cell.len());
        let written = writer.write_field(safe.as_bytes());
        written.map_err(|wrong| unwritable(&wrong))?;
    }
    let end = writer.write_record(None::<&[u8]>);
    end.map_err(|wrong| unwritable(&wrong))?;
    Ok(quoted)
}

/// A column and what stands in it.
type Cell = (&'static str, String);

/// All cells of a row: all rows of a view have the same columns.
fn cells(row: &Row<'_>) -> Result<Vec<Cell>> {
    let mut cells = vec![
        ("item", row.item.to_owned()),
        ("label", or_empty(row.label)),
        ("verdict", row.verdict.to_owned()),
        ("annotator", row.annotator.to_owned()),
        // An annotator's name holds no semicolon.
        ("annotators", row.annotators.join(";")),
        ("judgements", row.judgements.to_string()),
        ("arm", row.arm.to_owned()),
        ("strategy", or_empty(row.strategy)),
        ("draw_probability", number(row.draw_probability)),
        ("time", row.time.to_string()),
        ("guidelines", or_empty(row.guidelines)),
        ("flagged", row.flagged.to_string()),
        ("note", or_empty(row.note)),
        ("text", row.text.to_owned()),
        ("oracle", or_empty(row.oracle)),
    ];
    match &row.detail {
        RowDetail::Judgement(judgement) => cells.extend([
            ("current", judgement.current.to_string()),
            ("repeat", or_empty(judgement.repeat)),
            ("imported_note", or_empty(judgement.imported_note)),
            ("source", or_empty(judgement.source)),
        ]),
        RowDetail::Item(item) => {
            cells.extend(of_item(item)?);
            if let Some(likely) = &item.likely {
                cells.extend([
                    ("probability", number(likely.probability)),
                    ("method", or_empty(likely.method)),
                    ("posterior", json_or_empty(likely.posterior.as_ref())?),
                ]);
            }
        }
    }
    Ok(cells)
}

fn of_item(item: &ItemExport<'_>) -> Result<[Cell; 12]> {
    let decision = item.adjudication.as_ref();
    let decided_at = decision.map(|decision| decision.time.to_string());
    let of = |member: for<'e> fn(&AdjudicationExport<'e>) -> Option<&'e str>| {
        or_empty(decision.and_then(member))
    };
    let earlier = &item.earlier_adjudications;
    let earlier = json_or_empty((!earlier.is_empty()).then_some(earlier))?;
    let weighed = json_or_empty(decision.map(|decision| decision.weighed))?;
    Ok([
        ("votes", json(&item.votes)?),
        ("unsure", item.unsure.to_string()),
        ("distribution", json_or_empty(item.distribution.as_ref())?),
        ("adjudicated", item.adjudicated.to_string()),
        ("ruling", of(|decision| Some(decision.ruling))),
        ("decided_label", of(|decision| decision.label)),
        ("decided_by", of(|decision| Some(decision.annotator))),
        ("decided_at", decided_at.unwrap_or_default()),
        ("rationale", of(|decision| decision.rationale)),
        ("question", of(|decision| decision.question)),
        ("weighed", weighed),
        ("earlier_adjudications", earlier),
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

fn unwritable(wrong: &::csv::Error) -> Error {
    Error::refused(
        format!("the rows cannot be written as CSV: {wrong}"),
        "export them with `--format jsonl`, and please report this",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::row::JudgementExport;

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
            detail: RowDetail::Judgement(JudgementExport {
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
        assert_eq!(quoted, 3);
        assert_eq!(
            text.lines().nth(1),
            Some(
                "-1,spam,label,ada,ada;bob,3,active,margin,,1970-01-01T00:00:00Z,,true,'@you,'=1+1,,true,,,"
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
