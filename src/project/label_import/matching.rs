//! Finds the item that a row speaks of.
//!
//! It is the one with its id, or else the only one with its text. Ids of another project are its own:
//! there an id counts only as far as the texts agree.

use std::cell::OnceCell;

use crate::pool::{ContentIndex, Items, LabelFile, LabelRow, content_hash};
use crate::schema::ItemIndex;

/// A source whose rows were looked up among the items.
#[derive(Debug)]
pub(crate) struct MatchedFile {
    /// The source.
    pub(crate) file: LabelFile,
    /// The item of each row.
    pub(super) items: Vec<Option<ItemIndex>>,
    /// Rows that were found by their texts.
    pub(crate) by_content: u64,
    /// Rows whose id is that of an item with another text, taken all the same.
    pub(crate) other_text: u64,
    /// The line of the first of those.
    pub(crate) first_other_text: Option<u64>,
    /// Rows that speak of no item here.
    pub(crate) unmatched: Vec<UnmatchedRow>,
}

/// A row that speaks of no item here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnmatchedRow {
    /// Its line.
    pub(crate) line: u64,
    /// The id there.
    pub(crate) item: String,
    /// Why no item is meant.
    pub(crate) why: &'static str,
}

impl MatchedFile {
    /// How many rows speak of an item here.
    pub(crate) fn matched(&self) -> u64 {
        (self.file.rows.len() - self.unmatched.len()) as u64
    }

    /// The rows that speak of an item, with it.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&LabelRow, ItemIndex)> {
        let rows = self.file.rows.iter().zip(&self.items);
        rows.filter_map(|(row, item)| Some((row, (*item)?)))
    }
}

/// Looks up the rows of all sources.
pub(crate) fn match_rows(files: Vec<LabelFile>, items: &Items) -> Vec<MatchedFile> {
    let contents = OnceCell::new();
    files
        .into_iter()
        .map(|file| {
            let mut matched = MatchedFile {
                items: Vec::with_capacity(file.rows.len()),
                by_content: 0,
                other_text: 0,
                first_other_text: None,
                unmatched: Vec::new(),
                file,
            };
            matched.look_up(items, &contents);
            matched
        })
        .collect()
}

impl MatchedFile {
    fn look_up(&mut self, items: &Items, contents: &OnceCell<ContentIndex>) {
        for row in &self.file.rows {
            let by_id = find_id(items, &row.item);
            let differs = by_id.is_some_and(|index| differs(items, index, row));
            if let Some(index) = by_id
                && !(differs && self.file.is_foreign)
            {
                if differs {
                    self.other_text += 1;
                    self.first_other_text.get_or_insert(row.line);
                }
                self.items.push(Some(index));
                continue;
            }
            let by_content = row.text.as_ref().map(|text| {
                let index = contents.get_or_init(|| ContentIndex::of(items));
                index.find(text)
            });
            let why = match by_content {
                Some(Some(Some(index))) => {
                    self.by_content += 1;
                    self.items.push(Some(index));
                    continue;
                }
                Some(Some(None)) => "several items have its text",
                _ if differs => "the item with its id has another text",
                Some(None) => "no item has its id or its text",
                None => "no item has its id",
            };
            self.items.push(None);
            self.unmatched.push(UnmatchedRow {
                line: row.line,
                item: row.item.clone(),
                why,
            });
        }
    }
}

fn find_id(items: &Items, id: &str) -> Option<ItemIndex> {
    items.find(id).or_else(|| items.find(id.trim()))
}

fn differs(items: &Items, index: ItemIndex, row: &LabelRow) -> bool {
    let here = &items.get(index).text;
    row.text
        .as_ref()
        .is_some_and(|there| there != here && content_hash(there) != content_hash(here))
}
