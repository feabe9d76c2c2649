//! Writes rows as JSON lines.
//!
//! One object a line, every member always there, nothing changed: this is the canonical form.

use serde::Serialize;

use super::Row;
use crate::error::{Error, Result};

/// The rows, one JSON object a line.
pub(crate) fn jsonl(rows: &[Row<'_>]) -> Result<Vec<u8>> {
    lines(rows.iter().map(|row| (row.item, row)))
}

/// Objects by the item that they are of, one a line.
pub(super) fn lines<'a>(rows: impl Iterator<Item = (&'a str, impl Serialize)>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for (item, row) in rows {
        serde_json::to_writer(&mut out, &row).map_err(|wrong| {
            Error::refused(
                format!("item {item:?} cannot be written as JSON: {wrong}"),
                "this is a fault in querist; please report it",
            )
        })?;
        out.push(b'\n');
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::row::{JudgementExport, RowDetail};

    #[test]
    fn absent_texts_are_empty_and_text_reads_back_exactly() {
        let row = Row {
            item: "1",
            label: None,
            verdict: "unsure",
            annotator: "ada",
            annotators: vec!["ada"],
            judgements: 1,
            arm: "random",
            strategy: None,
            draw_probability: Some(0.1 / 3.0),
            time: jiff::Timestamp::UNIX_EPOCH,
            oracle: None,
            guidelines: None,
            flagged: false,
            note: None,
            text: "=a\u{1b}[2J\r\n\"",
            detail: RowDetail::Judgement(JudgementExport {
                current: false,
                repeat: Some("planted"),
                imported_note: None,
                source: None,
            }),
        };
        let line = jsonl(std::slice::from_ref(&row)).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(read["text"], row.text);
        assert!(read["label"].is_null());
        assert!(
            read["strategy"] == "" && read["note"] == "",
            "one type in all rows"
        );
        assert_eq!(read["draw_probability"].as_f64(), row.draw_probability);
        assert_eq!(read["repeat"], "planted");
        assert!(read["source"] == "" && read.get("beside").is_none());
        assert_eq!(
            line.iter().position(|byte| *byte == b'\n'),
            Some(line.len() - 1)
        );
    }
}
