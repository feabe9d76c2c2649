//! Refuses a source of which half the rows or more do not fit.
//!
//! A project of the few rows that happen to fit is never what was meant. Invariant: a refusal names
//! a line, the likely cause and what mends it.

use super::bytes::grouped;
use super::format::Format;
use super::rows::Rows;
use crate::error::{Error, Place, Result};

/// Refuses rows of which half or more were rejected.
pub(super) fn refuse_misfits(rows: &Rows) -> Result<()> {
    let all = rows.data_rows();
    let misfits = rows.rejects.len() as u64;
    let Some(first) = rows.rejects.first() else {
        return Ok(());
    };
    if rows.format == Format::TextFolder || misfits * 2 < all || rows.rows.is_empty() {
        // Without any row left, what makes items of them says why.
        return Ok(());
    }
    let place = Place::column(&rows.path, first.position.line, first.position.column);
    let what = format!(
        "{} of {} rows do not fit; the first: {}",
        grouped(misfits),
        grouped(all),
        first.reason
    );
    Err(Error::input(place, what, next(rows, &first.reason)))
}

fn next(rows: &Rows, reason: &str) -> String {
    let is_table = matches!(rows.format, Format::Csv | Format::Tsv);
    if reason.contains("not valid UTF-8") {
        "name the encoding of the text: --encoding windows-1252, or another".into()
    } else if is_table && reason.contains("where the header has") {
        format!(
            "if the columns' names stand in a later line, name it (--header LINE); if something else \
             separates the columns, say what (--delimiter ';'); the columns read are: {}",
            rows.listed()
        )
    } else if is_table {
        "mend the rows, or write the file again with every text in quotes".into()
    } else if matches!(rows.format, Format::Ris | Format::Nbib) {
        "export the records again from the program that wrote them".into()
    } else {
        "write the file again as JSON, one object a line".into()
    }
}
