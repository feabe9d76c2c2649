//! What may leave?
//!
//! The judgements, with how each came about, as one row an item ([`View::Majority`]) or one row
//! a judgement ([`View::Raw`]), written as JSON lines or CSV. Invariant: what a view leaves out
//! is counted in [`Export`], and a JSON line holds the item's text byte for byte.

mod csv;
mod jsonl;
mod rows;

pub use csv::{Spreadsheet, csv};
pub use jsonl::jsonl;
pub use rows::{Export, Row, View, rows};
