//! Reads label files.
//!
//! Who said what of which item, row by row, and nothing of what it means here: whether the item
//! is known and the class exists is for [`crate::project`] to find out. Invariant: rows read =
//! rows with a label + rejects + blank, and a reject keeps its bytes.

mod columns;
mod names;
mod reading;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::Reject;
use crate::schema::Annotator;

pub use columns::LabelChoice;
pub use reading::read_labels;

/// A label file, or anything else that labels come from, as it was read.
#[derive(Debug)]
pub struct LabelFile {
    /// Its name, for people.
    pub name: String,
    /// BLAKE3 of its bytes, in hex.
    pub hash: String,
    /// How it was read, so that the same bytes read in another way are another source.
    pub reading: String,
    /// The rows that say something, in file order.
    pub rows: Vec<LabelRow>,
    /// The rows that cannot be used, in file order.
    pub rejects: Vec<Reject>,
    /// Rows without a label.
    pub blank: u64,
    /// Rows in all.
    pub read: u64,
    /// Whether an id alone is not enough where texts differ: another project's ids are its own.
    pub is_foreign: bool,
    /// Which columns were taken and why, and what else a person should know.
    pub notes: Vec<String>,
}

/// What one row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelRow {
    /// Its line.
    pub line: u64,
    /// The item's id there; empty when the row has none.
    pub item: String,
    /// The item's text there.
    pub text: Option<String>,
    /// Who said what: at least one.
    pub labels: Vec<LabelCell>,
    /// When.
    pub given_at: Option<Timestamp>,
    /// A note that came with it.
    pub note: Option<String>,
}

/// One label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelCell {
    /// Whose.
    pub annotator: Annotator,
    /// The class's name there, fit to be one here.
    pub label: String,
}

impl LabelFile {
    /// Whether every row that was read is accounted for.
    pub fn adds_up(&self) -> bool {
        self.read == (self.rows.len() + self.rejects.len()) as u64 + self.blank
    }

    /// How many labels the rows hold.
    pub fn labels(&self) -> usize {
        self.rows.iter().map(|row| row.labels.len()).sum()
    }
}
