//! What do the values of a column look like?
//!
//! How many there are, how long, and whether they repeat. Invariant: one pass over all cells,
//! and a bounded number of values remembered for each column.

use std::collections::{HashMap, HashSet};

use super::number::{Cell, read_cell, read_list};
use super::rows::Rows;

/// More distinct values than this are not classes that one person tells apart.
const MOST_LABELS: usize = 200;
/// What the values of one column look like.
#[derive(Default)]
pub(super) struct ColumnStats<'a> {
    /// Values that are not blank.
    pub(super) present: u64,
    bytes: u64,
    numbers: u64,
    /// Values that say that there is none, such as `NA`.
    nothing: u64,
    lists: Lists,
    /// Given up, as `None`, beyond [`MOST_LABELS`].
    pub(super) distinct: Option<HashSet<&'a str>>,
}

/// Values that are lists of numbers.
#[derive(Default)]
struct Lists {
    count: u64,
    /// The length of the first, and whether all others have it.
    length: usize,
    are_equal: bool,
}

impl Lists {
    fn add(&mut self, length: usize) {
        if self.count == 0 {
            self.length = length;
            self.are_equal = length > 0;
        }
        self.are_equal &= length == self.length;
        self.count += 1;
    }
}

impl ColumnStats<'_> {
    pub(super) fn mean_length(&self) -> f64 {
        self.bytes as f64 / (self.present.max(1)) as f64
    }

    pub(super) fn is_numeric(&self) -> bool {
        self.numbers + self.nothing == self.present
    }

    /// Whether nine values of ten are numbers, or lists of as many numbers each.
    pub(super) fn holds_numbers(&self) -> bool {
        let most = |count: u64| count > 0 && count * 10 >= (self.present - self.nothing) * 9;
        most(self.numbers) || (most(self.lists.count) && self.lists.are_equal)
    }

    pub(super) fn has_few_values(&self) -> bool {
        self.distinct
            .as_ref()
            .is_some_and(|values| !values.is_empty() && (values.len() as u64) * 2 < self.present)
    }
}

/// One pass over all cells, so that a file of many columns costs no more than its size.
pub(super) fn look(rows: &Rows) -> HashMap<&str, ColumnStats<'_>> {
    let mut looks: HashMap<&str, ColumnStats> = HashMap::new();
    for (name, value) in rows.rows.iter().flat_map(|row| &row.columns) {
        let look = looks.entry(name).or_insert_with(|| ColumnStats {
            distinct: Some(HashSet::new()),
            ..ColumnStats::default()
        });
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        look.present += 1;
        look.bytes += value.len() as u64;
        match read_cell(value) {
            // A longer row of digits is rather an identifier.
            Cell::Number(_) => look.numbers += u64::from(value.len() < 40),
            Cell::Missing => look.nothing += 1,
            Cell::Odd => {
                if let Some(list) = read_list(value) {
                    look.lists.add(list.len());
                }
            }
        }
        if let Some(distinct) = &mut look.distinct {
            distinct.insert(value);
            if distinct.len() > MOST_LABELS {
                look.distinct = None;
            }
        }
    }
    looks
}
