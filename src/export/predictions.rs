//! Writes what the model predicts.
//!
//! One row an item: the label unless the model is less confident than asked for, its confidence,
//! and the probability of each class. Probabilities are rounded to six digits.

use serde_json::{Map, json};

use super::csv::{Spreadsheet, write};
use super::jsonl::lines;
use crate::error::Result;

/// One predicted item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Predicted<'a> {
    /// The item's id.
    pub(crate) item: &'a str,
    /// The likeliest class; `None` when the model is not confident enough.
    pub(crate) label: Option<&'a str>,
    /// The probability of the likeliest class.
    pub(crate) confidence: f64,
    /// The probability of each class, in the order of the classes.
    pub(crate) probabilities: Vec<f64>,
}

/// The rows as CSV with a header: `item`, `label`, `confidence`, and `p_CLASS` for each class; how
/// many cells were quoted.
pub(crate) fn predictions_csv(
    rows: &[Predicted<'_>],
    classes: &[&str],
    spreadsheet: Spreadsheet,
) -> Result<(Vec<u8>, usize)> {
    let header = ["item", "label", "confidence"].map(str::to_owned);
    let header = header
        .into_iter()
        .chain(classes.iter().map(|class| format!("p_{class}")));
    let cells = rows.iter().map(|row| {
        let label = row.label.unwrap_or_default();
        let first = [row.item.to_owned(), label.to_owned()];
        let numbers = std::iter::once(&row.confidence).chain(&row.probabilities);
        first.into_iter().chain(numbers.map(f64::to_string))
    });
    write(header, cells, spreadsheet)
}

/// The rows as JSON lines: `item`, `label` (null below the confidence), `confidence` and
/// `probabilities` by class.
pub(crate) fn predictions_jsonl(rows: &[Predicted<'_>], classes: &[&str]) -> Result<Vec<u8>> {
    lines(rows.iter().map(|row| {
        let probabilities = classes.iter().zip(&row.probabilities);
        let probabilities = probabilities.map(|(class, p)| ((*class).to_owned(), json!(p)));
        let object = json!({
            "item": row.item,
            "label": row.label,
            "confidence": row.confidence,
            "probabilities": probabilities.collect::<Map<_, _>>(),
        });
        (row.item, object)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Predicted<'static>> {
        let row = |item, label, confidence| Predicted {
            item,
            label,
            confidence,
            probabilities: vec![confidence, 1.0 - confidence],
        };
        vec![row("=1", Some("a,b"), 0.75), row("m2", None, 0.5)]
    }

    #[test]
    fn an_unconfident_row_has_no_label_and_cells_that_would_run_are_quoted() {
        let (bytes, quoted) = predictions_csv(&rows(), &["a,b", "=c"], Spreadsheet::Safe).unwrap();
        assert_eq!(quoted, 1);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "item,label,confidence,\"p_a,b\",p_=c\n'=1,\"a,b\",0.75,0.75,0.25\nm2,,0.5,0.5,0.5\n"
        );
    }

    #[test]
    fn json_has_the_probabilities_by_class() {
        let bytes = predictions_jsonl(&rows(), &["a,b", "=c"]).unwrap();
        let line = bytes.split(|byte| *byte == b'\n').nth(1).unwrap();
        let row: serde_json::Value = serde_json::from_slice(line).unwrap();
        assert_eq!(row["item"], "m2");
        assert!(row["label"].is_null());
        assert_eq!(row["probabilities"]["=c"], 0.5);
    }
}
