//! Reads bibliographic records: RIS, and the nbib files of PubMed.
//!
//! A record is a row; its well-known fields become columns with plain names, and the whole record
//! stays in its bytes. What screening tools write into the notes (`ASReview_relevant`) is a label.
//! Invariant: a record that does not end is rejected, never joined with the next.

use super::bytes::{as_text, counted, newlines, position_in};
use super::format::Format;
use super::reading::Reading;
use super::rows::{Position, Rows};

/// Columns in order, each with the fields it is made of, the better first, and whether all count.
type Fields = [(&'static str, &'static [&'static str], bool)];

const RIS: &Fields = &[
    ("id", &["ID"], false),
    ("title", &["TI", "T1"], false),
    ("abstract", &["AB", "N2"], false),
    ("authors", &["AU", "A1"], true),
    ("keywords", &["KW"], true),
    ("year", &["PY", "Y1"], false),
    ("doi", &["DO"], false),
    ("url", &["UR"], true),
    ("journal", &["JO", "JF", "T2", "JA"], false),
    ("notes", &["N1"], true),
];
const NBIB: &Fields = &[
    ("pmid", &["PMID"], false),
    ("title", &["TI"], false),
    ("abstract", &["AB"], false),
    ("authors", &["FAU", "AU"], true),
    ("keywords", &["MH", "OT"], true),
    ("year", &["DP"], false),
    ("doi", &["LID", "AID"], true),
    ("journal", &["JT", "TA"], false),
];
/// What ASReview writes into the notes, and the label that it is.
const SCREENED: [(&str, Option<&str>); 3] = [
    ("ASReview_relevant", Some("relevant")),
    ("ASReview_irrelevant", Some("irrelevant")),
    ("ASReview_not_seen", None),
];

/// The format of a text that begins with a record.
pub(super) fn format_of(text: &[u8]) -> Option<Format> {
    if text.starts_with(b"TY  - ") {
        Some(Format::Ris)
    } else if text.starts_with(b"PMID- ") {
        Some(Format::Nbib)
    } else {
        None
    }
}

/// Reads the records of `source` from `start` on.
pub(super) fn read(rows: &mut Rows, source: &[u8], start: usize, reading: &Reading) {
    let is_ris = rows.format == Format::Ris;
    let mut screened = 0;
    let (mut begin, mut at, mut line) = (None, start, 1);
    let mut begin_line = 1;
    for raw in source[start..].split_inclusive(|byte| *byte == b'\n') {
        let end = at + raw.len();
        let plain = raw.trim_ascii_end();
        let is_first = plain.starts_with(if is_ris { b"TY  -" } else { b"PMID-" });
        if is_first && let Some(from) = begin.take() {
            let missing = is_ris.then_some("the record has no end (a line \"ER  - \")");
            screened += record(rows, source, (from, at, begin_line), missing, reading);
        }
        if begin.is_none() && !plain.is_empty() {
            begin = Some(at);
            begin_line = line;
        }
        let is_last = if is_ris {
            plain.starts_with(b"ER  -")
        } else {
            plain.is_empty()
        };
        if is_last && let Some(from) = begin.take() {
            screened += record(rows, source, (from, end, begin_line), None, reading);
        }
        line += newlines(raw);
        at = end;
    }
    // Of a beginning, the last record may be cut off.
    if let Some(from) = begin.filter(|_| !reading.is_beginning) {
        let missing = is_ris.then_some("the record has no end (a line \"ER  - \")");
        screened += record(rows, source, (from, at, begin_line), missing, reading);
    }
    if screened > 0 {
        rows.notes.push(format!(
            "{} with a decision of ASReview in the notes: the column \"label\" holds it \
             (relevant, irrelevant)",
            counted(screened, "record")
        ));
    }
}

/// Takes one record; how many labels it brought.
fn record(
    rows: &mut Rows,
    source: &[u8],
    (from, to, line): (usize, usize, u64),
    missing: Option<&str>,
    reading: &Reading,
) -> u64 {
    let raw = source[from..to].trim_ascii_end();
    let position = Position {
        line,
        column: 1,
        byte: from as u64,
    };
    rows.read += 1;
    let too_long = reading.limits.refuse_length(raw.len());
    if let Some(reason) = too_long.or(missing.map(str::to_owned)) {
        rows.reject(position, reason, raw);
        return 0;
    }
    let text = match as_text(raw, from as u64) {
        Ok(text) => text,
        Err(fault) => {
            rows.reject(position_in(position, raw, fault.offset), fault.reason, raw);
            return 0;
        }
    };
    let columns = columns(text, rows.format).and_then(|columns| {
        let has_text = |name: &str| columns.iter().any(|(column, _)| column == name);
        if has_text("title") || has_text("abstract") {
            Ok(columns)
        } else {
            Err("the record has neither a title nor an abstract".to_owned())
        }
    });
    match columns {
        Ok(columns) => {
            let labels = u64::from(columns.iter().any(|(name, _)| name == "label"));
            rows.accept(columns, position, from..from + raw.len());
            labels
        }
        Err(reason) => {
            rows.reject(position, reason, raw);
            0
        }
    }
}

fn columns(text: &str, format: Format) -> std::result::Result<Vec<(String, String)>, String> {
    let is_ris = format == Format::Ris;
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match (field(line, is_ris), fields.last_mut()) {
            (Some((tag, value)), _) => fields.push((tag, value.trim().to_owned())),
            (None, Some((_, value))) if !line.trim().is_empty() => {
                // nbib breaks lines by their width, RIS where its text does.
                value.push(if is_ris { '\n' } else { ' ' });
                value.push_str(line.trim());
            }
            (None, Some(_)) => {}
            (None, None) => {
                let first = if is_ris { "TY  - " } else { "PMID- " };
                return Err(format!("the record does not begin with \"{first}\""));
            }
        }
    }
    let label = if is_ris {
        take_label(&mut fields)?
    } else {
        None
    };
    let mut columns = Vec::new();
    for (name, tags, is_list) in if is_ris { RIS } else { NBIB } {
        let of = |tag: &str| {
            let same = fields.iter().filter(|(known, _)| *known == tag);
            let values = same.map(|(_, value)| value.as_str());
            values
                .filter(|value| !value.is_empty())
                .collect::<Vec<&str>>()
        };
        let mut found = if *name == "keywords" {
            tags.iter().flat_map(|tag| of(tag)).collect()
        } else {
            tags.iter()
                .map(|tag| of(tag))
                .find(|found| !found.is_empty())
                .unwrap_or_default()
        };
        if *name == "doi" && !is_ris {
            let all = tags.iter().flat_map(|tag| of(tag));
            found = all
                .filter_map(|id| id.strip_suffix("[doi]"))
                .map(str::trim)
                .take(1)
                .collect();
        }
        if !is_list {
            found.truncate(1);
        }
        let value = found.join(if *name == "notes" { "\n" } else { "; " });
        let value = if *name == "year" { year(&value) } else { value };
        if !value.is_empty() {
            columns.push(((*name).to_owned(), value));
        }
    }
    columns.extend(label.map(|label| ("label".to_owned(), label.to_owned())));
    Ok(columns)
}

/// The tag and the value of a line that begins a field.
fn field(line: &str, is_ris: bool) -> Option<(&str, &str)> {
    let (tag, after) = line.split_at_checked(if is_ris { 2 } else { 4 })?;
    let value = after.strip_prefix(if is_ris { "  -" } else { "-" })?;
    let tag = tag.trim_end();
    let is_tag = tag.starts_with(|c: char| c.is_ascii_uppercase())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_tag && (value.is_empty() || value.starts_with(' '))).then_some((tag, value))
}

/// The year that a date begins with, or else the date.
fn year(date: &str) -> String {
    match date.split_at_checked(4) {
        Some((year, _)) if year.bytes().all(|byte| byte.is_ascii_digit()) => year.to_owned(),
        _ => date.to_owned(),
    }
}

/// Takes the decision of a screening tool out of the notes, where nobody should see it first.
fn take_label(fields: &mut [(&str, String)]) -> std::result::Result<Option<&'static str>, String> {
    let mut found: Vec<Option<&str>> = Vec::new();
    for (_, note) in fields.iter_mut().filter(|(tag, _)| *tag == "N1") {
        for (word, label) in SCREENED {
            while let Some(at) = note.find(word) {
                found.push(label);
                note.replace_range(at..at + word.len(), "");
            }
        }
        if !found.is_empty() {
            // Zotero keeps its notes as HTML.
            let left = note.replace("<p>", "").replace("</p>", "");
            left.trim().clone_into(note);
        }
    }
    found.dedup();
    match found.as_slice() {
        [] => Ok(None),
        [label] => Ok(*label),
        _ => Err("the notes hold several decisions of ASReview".to_owned()),
    }
}

#[cfg(test)]
mod tests;
