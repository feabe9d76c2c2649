//! Reads a sheet of a spreadsheet as the table that it is.
//!
//! Its cells become delimited text, so that titles above the names, missing names and the rest are
//! found as in any table. Whole numbers print as they are (an id is `1`, not `1.0`), dates as ISO 8601,
//! and cells that hold an error are empty and counted. Invariant: one sheet is read, and where
//! several hold something a person says which.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Range, Reader, SheetVisible, Sheets};

use super::bytes::counted;
use super::reading::Reading;
use crate::error::{Error, Place, Result};

/// A float holds whole numbers exactly up to here.
const EXACT: f64 = 9e15;

/// The sheet as comma-separated text, and what to tell.
pub(super) fn as_table(
    path: &Path,
    bytes: &[u8],
    reading: &Reading,
) -> Result<(Vec<u8>, Vec<String>)> {
    let refuse = |what: String, next: &str| Error::input(Place::file(path), what, next);
    let unreadable = |wrong: &dyn std::fmt::Display| {
        refuse(
            format!("the spreadsheet cannot be read: {wrong}"),
            "open it in a spreadsheet program and save it as \"CSV UTF-8\"",
        )
    };
    refuse_vast(path, bytes, reading)?;
    let opened = calamine::open_workbook_auto_from_rs(Cursor::new(bytes));
    let mut book = opened.map_err(|wrong| unreadable(&wrong))?;
    let (name, sheet) = chosen(path, &mut book, reading)?;
    let mut notes = vec![format!("the sheet {name:?} is read")];
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut errors = 0;
    // Empty rows above keep their place, so that a line is a row of the sheet.
    let above = sheet.start().map_or(0, |(row, _)| row);
    let mut text = "\n".repeat(above as usize).into_bytes();
    for row in sheet.rows() {
        let cells = row.iter().map(|cell| {
            errors += u64::from(matches!(cell, Data::Error(_)));
            written(cell)
        });
        writer
            .write_record(cells)
            .map_err(|wrong| unreadable(&wrong))?;
    }
    text.extend(writer.into_inner().map_err(|wrong| unreadable(&wrong))?);
    if errors > 0 {
        notes.push(format!(
            "{} of errors (#N/A …) read as empty",
            counted(errors, "cell")
        ));
    }
    Ok((text, notes))
}

/// The sheet that is asked for, or the only one that holds something and is seen.
fn chosen(
    path: &Path,
    book: &mut Sheets<Cursor<&[u8]>>,
    reading: &Reading,
) -> Result<(String, Range<Data>)> {
    let known: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let names = |sheets: &[(String, bool)]| {
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    };
    if let Some(asked) = &reading.sheet
        && !known.iter().any(|(name, _)| name == asked)
    {
        return Err(Error::usage(
            format!("--sheet {asked:?}: {} has no such sheet", path.display()),
            format!("its sheets are: {}", names(&known)),
        ));
    }
    let mut found = Vec::new();
    for (name, is_seen) in known {
        let is_asked = reading.sheet.as_ref() == Some(&name);
        if reading.sheet.is_none() && !is_seen || reading.sheet.is_some() && !is_asked {
            continue;
        }
        let range = book.worksheet_range(&name).map_err(|wrong| {
            Error::input(
                Place::file(path),
                format!("the sheet {name:?} cannot be read: {wrong}"),
                "save it as \"CSV UTF-8\" from a spreadsheet program",
            )
        })?;
        if !range.is_empty() {
            found.push((name, range));
        }
    }
    match found.len() {
        0 => Err(Error::input(
            Place::file(path),
            "no sheet holds anything",
            "check that it was saved; a hidden sheet is read when it is named: --sheet NAME",
        )),
        1 => Ok(found.swap_remove(0)),
        _ => {
            let listed: Vec<(String, bool)> =
                found.iter().map(|(name, _)| (name.clone(), true)).collect();
            Err(Error::input(
                Place::file(path),
                format!("several sheets hold something: {}", names(&listed)),
                "name the one that is meant: --sheet NAME",
            ))
        }
    }
}

/// Refuses a packed spreadsheet that would fill the memory.
fn refuse_vast(path: &Path, bytes: &[u8], reading: &Reading) -> Result<()> {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        // An old .xls is no archive.
        return Ok(());
    };
    let unpacked = archive.decompressed_size().unwrap_or(u128::MAX);
    let most =
        u128::from(reading.limits.max_source_bytes / 4).min(bytes.len() as u128 * 200 + (64 << 20));
    if unpacked > most {
        return Err(Error::input(
            Place::file(path),
            "the spreadsheet unpacks to far more than a sheet of texts holds",
            "open it in a spreadsheet program and save the sheet as \"CSV UTF-8\"",
        ));
    }
    Ok(())
}

fn written(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < EXACT => {
            format!("{number:.0}")
        }
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(at) if at.is_duration() => at.as_f64().to_string(),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        #[expect(
            unreachable_patterns,
            reason = "calamine may learn of more kinds of cells"
        )]
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
