//! What may leave?
//!
//! The judgements, with how each came about, as one row a judgement or one row an item by one of
//! several views ([`View`]), and what the model predicts for the rest, written as JSON lines or
//! CSV. Invariant: no view loses what another shows of its items, what a view leaves out is counted
//! in [`Export`], and a JSON line holds the item's text byte for byte.

mod csv;
mod jsonl;
mod predictions;
mod raw;
mod row;
mod rows;
mod ruled;
#[cfg(test)]
mod tests;
mod whole;

pub use csv::{Spreadsheet, csv};
pub use jsonl::jsonl;
pub use predictions::{Predicted, predictions_csv, predictions_jsonl};
pub use row::{Beside, ByLabel, Likely, OneJudgement, Row, WholeItem};
pub use rows::{Export, LeftOut, View, rows};
pub use ruled::Ruled;
