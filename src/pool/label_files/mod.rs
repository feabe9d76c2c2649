//! Reads label files.
//!
//! Who said what of which item, row by row, and nothing of what it means here: whether the item
//! is known and the class exists is for [`crate::project`] to find out. Invariant: rows read =
//! rows with a label + rejects + blank + kept out, and a reject keeps its bytes.

mod columns;
mod names;
mod reading;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::Reject;
use crate::schema::Annotator;

pub(crate) use columns::LabelChoice;
pub(super) use columns::{
    ANNOTATOR as ANNOTATOR_COLUMNS, LABEL as LABEL_COLUMNS, named as column_named,
};
pub(crate) use reading::read_labels;

/// A label file, or anything else that labels come from, as it was read.
#[derive(Debug)]
pub(crate) struct LabelFile {
    /// Its name, for people.
    pub(crate) name: String,
    /// BLAKE3 of its bytes, in hex.
    pub(crate) hash: String,
    /// How it was read, so that the same bytes read in another way are another source.
    pub(crate) reading: String,
    /// The rows that say something, in file order.
    pub(crate) rows: Vec<LabelRow>,
    /// The rows that cannot be used, in file order.
    pub(crate) rejects: Vec<Reject>,
    /// Rows without a label.
    pub(crate) blank: u64,
    /// Rows whose label does not count: rejected, put off or not asked for.
    pub(crate) kept_out: u64,
    /// Rows in all.
    pub(crate) read: u64,
    /// Whether an id alone is not enough where texts differ: another project's ids are its own.
    pub(crate) is_foreign: bool,
    /// Which columns were taken and why, and what else a person should know.
    pub(crate) notes: Vec<String>,
}

/// What one row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabelRow {
    /// Its line.
    pub(crate) line: u64,
    /// The item's id there; empty when the row has none.
    pub(crate) item: String,
    /// The item's text there.
    pub(crate) text: Option<String>,
    /// Who said what: at least one.
    pub(crate) labels: Vec<LabelCell>,
    /// When.
    pub(crate) given_at: Option<Timestamp>,
    /// A note that came with it.
    pub(crate) note: Option<String>,
}

/// One label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabelCell {
    /// Whose.
    pub(crate) annotator: Annotator,
    /// The class's name there, fit to be one here.
    pub(crate) label: String,
}

impl LabelFile {
    /// Whether every row that was read is accounted for.
    pub(crate) fn adds_up(&self) -> bool {
        self.read == (self.rows.len() + self.rejects.len()) as u64 + self.blank + self.kept_out
    }
}
