//! What the values of each column look like: numbers, paths, short words, prose.
//!
//! Invariant: every cell is looked at once, so that many columns cost no more than the file's size.

use std::collections::{HashMap, HashSet};

use super::images::is_image_path;
use super::numbers::{Cell, is_number, read_cell, read_list};
use super::rows::Rows;

/// Longer values are no codes, in bytes on average.
const LONGEST_CODE: f64 = 40.0;
/// A single column of answers has no more different values, each in so many rows on average, and
/// none is longer, in characters.
const MOST_ANSWERS: usize = 12;
const ROWS_AN_ANSWER: usize = 5;
const LONGEST_ANSWER: usize = 30;
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
    /// Values with white space in them.
    pub(super) spaced: u64,
    /// Paths to images.
    images: u64,
    /// Numbers with a fraction.
    fractions: u64,
    /// Hashes of the values, to tell whether all differ.
    hashes: HashSet<u64>,
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

    /// Whether most values are several words.
    pub(super) fn is_spaced(&self) -> bool {
        self.spaced * 2 > self.present
    }

    /// Whether nine values of ten are paths to images.
    pub(super) fn holds_images(&self) -> bool {
        self.images > 0 && self.images * 10 >= self.present * 9
    }

    /// Whether every row has a value of its own.
    pub(super) fn differs_in_each(&self, rows: u64) -> bool {
        self.present == rows && self.hashes.len() as u64 == rows
    }

    /// Whether every row has a short word of its own.
    pub(super) fn is_code(&self, rows: u64) -> bool {
        self.differs_in_each(rows)
            && self.spaced == 0
            && self.fractions == 0
            && self.lists.count == 0
            && self.mean_length() <= LONGEST_CODE
    }

    /// Whether a few short words, none a number, stand in several rows each.
    pub(super) fn holds_few_short_words(&self) -> bool {
        self.distinct.as_ref().is_some_and(|values| {
            (2..=MOST_ANSWERS).contains(&values.len())
                && self.present >= (values.len() * ROWS_AN_ANSWER) as u64
                && self.numbers == 0
                && self.images == 0
                && self.lists.count == 0
                && values
                    .iter()
                    .all(|value| value.chars().count() <= LONGEST_ANSWER)
        })
    }

    pub(super) fn has_few_values(&self) -> bool {
        self.distinct
            .as_ref()
            .is_some_and(|values| !values.is_empty() && (values.len() as u64) * 2 < self.present)
    }
}

/// One pass over all cells, so that a file of many columns costs no more than its size.
pub(super) fn column_stats(rows: &Rows) -> HashMap<&str, ColumnStats<'_>> {
    let mut all: HashMap<&str, ColumnStats> = HashMap::new();
    for (name, value) in rows.rows.iter().flat_map(|row| &row.columns) {
        let stats = all.entry(name).or_insert_with(|| ColumnStats {
            distinct: Some(HashSet::new()),
            ..ColumnStats::default()
        });
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        stats.present += 1;
        stats.bytes += value.len() as u64;
        stats.spaced += u64::from(value.contains(char::is_whitespace));
        stats.images += u64::from(is_image_path(value));
        // A column with a value twice is no code: what follows need not be kept.
        if stats.hashes.len() as u64 + 1 == stats.present {
            stats
                .hashes
                .insert(xxhash_rust::xxh3::xxh3_64(value.as_bytes()));
        }
        match read_cell(value) {
            // A longer row of digits is rather an identifier.
            Cell::Number(_) => {
                stats.numbers += u64::from(value.len() < 40);
                stats.fractions += u64::from(value.contains(['.', ',']));
            }
            Cell::Missing => stats.nothing += 1,
            Cell::Odd if is_number(value) => {
                stats.numbers += 1;
                stats.fractions += 1;
            }
            Cell::Odd => {
                if let Some(list) = read_list(value) {
                    stats.lists.add(list.len());
                }
            }
        }
        if let Some(distinct) = &mut stats.distinct {
            distinct.insert(value);
            if distinct.len() > MOST_LABELS {
                stats.distinct = None;
            }
        }
    }
    all
}
