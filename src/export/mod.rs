//! What may leave?
//!
//! The judgements, with how each came about, as one row an item ([`View::Majority`]) or one row
//! a judgement ([`View::Raw`]), and what the model predicts for the rest, written as JSON lines or
//! CSV. Invariant: what a view leaves out
//! is counted in [`Export`], and a JSON line holds the item's text byte for byte.

mod csv;
mod jsonl;
mod predictions;
mod rows;

pub use csv::{Spreadsheet, csv};
pub use jsonl::jsonl;
pub use predictions::{Predicted, predictions_csv, predictions_jsonl};
pub use rows::{Export, Row, View, rows};
