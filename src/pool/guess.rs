//! Guesses which column is the text, the id and the label.
//!
//! Names that data sets use for texts, ids and labels come first, then what the values look
//! like. Invariant: a guess is one of the file's columns that nobody has taken yet.

use std::collections::{HashMap, HashSet};

use super::bytes::counted;
use super::folder::FOLDER;
use super::format::Format;
use super::numbers::{Cell, read_cell, read_list};
use super::rows::Rows;

/// Names of text columns, the more telling first.
const TEXT_NAMES: &str = "\
    text body abstract message content review review_text comment tweet post sentence \
    utterance question prompt query document description summary headline title";
/// Text columns that are read together with a title.
const TITLED_NAMES: &str = "abstract body content description";
const TITLE_NAMES: &str = "title subject headline";
const ID_NAMES: &str = "\
    id _id uuid guid key item_id doc_id docid document_id row_id record_id idx index pmid \
    doi";
const LABEL_NAMES: &str = "\
    label label_text label_name class category target intent tag topic sentiment gold \
    included";
/// Shorter values are names and words rather than texts, in bytes.
const SHORTEST_PROSE: f64 = 30.0;

/// The free columns with one of these names, in the order of the names.
fn named<'a>(rows: &'a Rows, names: &str, taken: &[&str]) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> = rows
        .columns
        .iter()
        .filter(|column| !taken.contains(&column.as_str()))
        .filter_map(|column| {
            let plain = column.trim().to_lowercase().replace([' ', '-'], "_");
            let rank = names.split(' ').position(|name| name == plain)?;
            Some((rank, column.as_str()))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, column)| column).collect()
}

/// The first column with an id's name whose values are there and differ in every row.
pub(super) fn guess_id(rows: &Rows, taken: &[&str], reasons: &mut Vec<String>) -> Option<String> {
    let mut candidates = named(rows, ID_NAMES, taken);
    candidates.extend(
        rows.columns
            .iter()
            .map(String::as_str)
            .filter(|name| name.to_lowercase().ends_with("_id") && !taken.contains(name)),
    );
    let all = rows.rows.len();
    // The column with the most different values; a few rows that repeat one are mistakes in the
    // rows, not a reason to drop everybody's ids.
    let distinct = |name: &str| {
        let values: HashSet<&str> = rows
            .rows
            .iter()
            .filter_map(|row| row.get(name))
            .filter(|id| !id.trim().is_empty())
            .collect();
        values.len()
    };
    let first = candidates.first().copied();
    let found = candidates
        .into_iter()
        .map(|name| (distinct(name), name))
        .find(|(distinct, _)| *distinct * 10 >= all * 9);
    reasons.push(match (found, first) {
        (Some((distinct, name)), _) if distinct == all => {
            format!("id: {name:?} has a different value in every row")
        }
        (Some((distinct, name)), _) => format!(
            "id: {name:?}, though {} repeat or lack a value",
            counted((all - distinct) as u64, "row")
        ),
        (None, Some(name)) => format!(
            "id: {name:?} repeats or lacks many values, so ids are made from the text; \
             --id {name} takes it and rejects such rows"
        ),
        (None, None) => "id: no column, so ids are made from the text".into(),
    });
    found.map(|(_, name)| name.to_owned())
}

/// The first column with a label's name and few values; of text files, their folder.
pub(super) fn guess_label(
    rows: &Rows,
    stats: &HashMap<&str, ColumnStats<'_>>,
    taken: &[&str],
    reasons: &mut Vec<String>,
) -> Option<String> {
    let count = |name: &str| {
        let distinct = stats.get(name).and_then(|stats| stats.distinct.as_ref());
        distinct.map_or(0, HashSet::len)
    };
    let found = if rows.format == Format::TextFolder {
        named(rows, FOLDER, taken).into_iter().next()
    } else {
        named(rows, LABEL_NAMES, taken)
            .into_iter()
            .find(|name| stats.get(name).is_some_and(ColumnStats::has_few_values))
    };
    reasons.push(match found {
        Some(name) => format!("label: {name:?} by its name, {} values", count(name)),
        None => "label: no column".into(),
    });
    found.map(str::to_owned)
}

/// Beside numbers or vectors: the first column with a text's name, else the one with the longest
/// values if they are long enough to be read; else none.
pub(super) fn guess_text_beside(
    rows: &Rows,
    stats: &HashMap<&str, ColumnStats<'_>>,
    taken: &[&str],
    reasons: &mut Vec<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    let text = guess_text(rows, stats, taken, &mut found);
    let is_text = |name: &String| {
        let named = named(rows, TEXT_NAMES, taken).contains(&name.as_str())
            || named(rows, TITLE_NAMES, taken).contains(&name.as_str());
        stats.get(name.as_str()).is_some_and(|stats| {
            let numbers = stats.is_numeric() || stats.holds_numbers();
            !numbers && (named || stats.mean_length() >= SHORTEST_PROSE)
        })
    };
    if text.first().is_some_and(is_text) {
        reasons.append(&mut found);
        return text;
    }
    reasons.push(
        "text: no column reads like one, so an item is shown as its columns; --text COL takes one"
            .into(),
    );
    Vec::new()
}

/// The first column with a text's name, with its title if it has one; else the longest values.
pub(super) fn guess_text(
    rows: &Rows,
    stats: &HashMap<&str, ColumnStats<'_>>,
    taken: &[&str],
    reasons: &mut Vec<String>,
) -> Vec<String> {
    let wordy = |name: &&str| {
        stats
            .get(name)
            .is_some_and(|stats| stats.present > 0 && !stats.is_numeric())
    };
    let by_name = named(rows, TEXT_NAMES, taken).into_iter().find(wordy);
    if let Some(name) = by_name {
        let title = named(rows, TITLE_NAMES, taken)
            .into_iter()
            .find(|title| *title != name && wordy(title));
        let titled = TITLED_NAMES
            .split(' ')
            .any(|titled| titled == name.to_lowercase());
        if let Some(title) = title.filter(|_| titled) {
            reasons.push(format!("text: {title:?} and {name:?} by their names"));
            return vec![title.to_owned(), name.to_owned()];
        }
        reasons.push(format!("text: {name:?} by its name"));
        return vec![name.to_owned()];
    }
    let free = || {
        rows.columns
            .iter()
            .map(String::as_str)
            .filter(|name| !taken.contains(name))
    };
    // Of equal ones the first, so the file's order decides; numbers only when there is no else.
    let longest = |candidates: &mut dyn Iterator<Item = &'_ str>| {
        let mut best: Option<(f64, String)> = None;
        for name in candidates {
            let length = stats.get(name).map_or(0.0, ColumnStats::mean_length);
            if length > best.as_ref().map_or(0.0, |(longest, _)| *longest) {
                best = Some((length, name.to_owned()));
            }
        }
        best
    };
    let Some((length, name)) = longest(&mut free().filter(wordy)).or_else(|| longest(&mut free()))
    else {
        reasons.push("text: no column holds any".into());
        return Vec::new();
    };
    reasons.push(format!(
        "text: {name:?} has the longest values, {length:.0} bytes on average"
    ));
    vec![name]
}

/// More distinct values than this are not classes that one person tells apart.
const MOST_LABELS: usize = 200;

/// What the values of one column look like.
#[derive(Default)]
pub(super) struct ColumnStats<'a> {
    /// Values that are not blank.
    present: u64,
    bytes: u64,
    numbers: u64,
    /// Values that say that there is none, such as `NA`.
    nothing: u64,
    lists: Lists,
    /// Given up, as `None`, beyond [`MOST_LABELS`].
    distinct: Option<HashSet<&'a str>>,
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
    fn mean_length(&self) -> f64 {
        self.bytes as f64 / (self.present.max(1)) as f64
    }

    fn is_numeric(&self) -> bool {
        self.numbers + self.nothing == self.present
    }

    /// Whether nine values of ten are numbers, or lists of as many numbers each.
    pub(super) fn holds_numbers(&self) -> bool {
        let most = |count: u64| count > 0 && count * 10 >= (self.present - self.nothing) * 9;
        most(self.numbers) || (most(self.lists.count) && self.lists.are_equal)
    }

    fn has_few_values(&self) -> bool {
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
        match read_cell(value) {
            // A longer row of digits is rather an identifier.
            Cell::Number(_) => stats.numbers += u64::from(value.len() < 40),
            Cell::Missing => stats.nothing += 1,
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
