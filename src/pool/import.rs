//! What did a source bring in?
//!
//! Items, the labels that came with them, and an account of every row that is not an item.
//! Invariant: rows read = items + rejects + blank.

use std::path::Path;

use super::Item;
use super::bytes::grouped;
use super::columns::ColumnChoice;
use super::format::Format;
use super::reject::Reject;
use super::rows::Position;
use crate::error::{Error, Place};

/// Where an item came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Its line.
    pub line: u64,
    /// The number of its row among those that hold anything, from 0 on; `None` in a folder of
    /// which some files could not be read.
    pub row: Option<u64>,
}

/// What one source brought in.
#[derive(Debug)]
pub struct Import {
    /// What is new, in file order.
    pub items: Vec<Item>,
    /// The label that came with each item.
    pub labels: Vec<Option<String>>,
    /// Where each item came from.
    pub origins: Vec<Origin>,
    /// What cannot be an item, in file order.
    pub rejects: Vec<Reject>,
    /// Rows without a text.
    pub blank: u64,
    /// Rows in all.
    pub read: u64,
    /// What a person should know.
    pub notes: Vec<String>,
    /// What the source was.
    pub format: Format,
    /// Which of its columns were taken for what.
    pub columns: ColumnChoice,
}

impl Import {
    /// Whether every row that was read is accounted for.
    pub fn adds_up(&self) -> bool {
        let kept = self.items.len() as u64 + self.rejects.len() as u64;
        self.items.len() == self.labels.len()
            && self.items.len() == self.origins.len()
            && self.read == kept + self.blank
    }

    /// The sum a person can check.
    pub fn counts(&self) -> String {
        format!(
            "read {} = accepted {} + rejected {} + blank {}",
            grouped(self.read),
            grouped(self.items.len() as u64),
            grouped(self.rejects.len() as u64),
            grouped(self.blank),
        )
    }

    /// Why there is nothing in it, when there is not.
    pub(super) fn refusal(&self, path: &Path) -> Error {
        let counts = self.counts();
        let Some(first) = self.rejects.first() else {
            let (why, next) = if self.blank > 0 {
                (
                    "no row has a text",
                    "check which column holds the text (--text COLUMN)",
                )
            } else {
                ("it holds no rows", "check that it was written completely")
            };
            let what = format!("nothing to import: {why} ({counts})");
            return Error::input(Place::file(path), what, next);
        };
        let Position { line, column, .. } = first.position;
        let place = if self.format == Format::TextFolder {
            Place::file(path)
        } else {
            Place::column(path, line, column)
        };
        let what = format!("nothing to import ({counts}); first: {}", first.reason);
        Error::input(place, what, "mend the rows and import the file again")
    }
}
