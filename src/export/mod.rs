//! Exports judgements and predictions.
//!
//! The judgements, with how each came about, as one row a judgement or one row an item by one of
//! several views ([`View`]), and what the model predicts for the rest, written as JSON lines or
//! CSV. Invariant: no view loses what another shows of its items, what a view leaves out is counted
//! in [`Export`], and a JSON line holds the item's text byte for byte.

mod csv;
mod items;
mod jsonl;
mod predictions;
mod row;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use csv::{Spreadsheet, csv};
pub(crate) use jsonl::jsonl;
pub(crate) use predictions::{Predicted, predictions_csv, predictions_jsonl};
pub(crate) use row::Row;
pub(crate) use rows::{Export, LeftOut, View, rows};
