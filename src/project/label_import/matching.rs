//! Finds the item that a row speaks of.
//!
//! It is the one with its id, or else the only one with its text. Ids of another project are its own:
//! there an id counts only as far as the texts agree. Where ids and texts of a file contradict each
//! other in more than a few rows, the ids are those of something else, and a person says which
//! counts.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::Path;

use crate::error::{Error, Place, Result};
use crate::pool::{ContentIndex, Items, LabelFile, LabelRow, content_hash};
use crate::schema::ItemIndex;

/// Rows whose id and text speak of two items: so many may be slips.
const FEW: u64 = 3;

/// What tells which item a row speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum MatchBy {
    /// The id, or else the text; both must agree.
    #[default]
    Both,
    /// The id, whatever the text.
    Id,
    /// The text.
    Text,
    /// The id as it was before a spreadsheet changed it.
    PlainId,
}

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
    /// Of those, the rows whose text is that of another item here.
    pub(crate) of_another_item: u64,
    /// What told which items are meant.
    by: MatchBy,
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
pub(crate) fn match_rows(files: Vec<LabelFile>, items: &Items, by: MatchBy) -> Vec<MatchedFile> {
    let contents = OnceCell::new();
    let plain = OnceCell::new();
    files
        .into_iter()
        .map(|file| {
            let mut matched = MatchedFile {
                items: Vec::with_capacity(file.rows.len()),
                by_content: 0,
                other_text: 0,
                first_other_text: None,
                of_another_item: 0,
                by,
                unmatched: Vec::new(),
                file,
            };
            matched.look_up(items, &contents, &plain);
            matched
        })
        .collect()
}

impl MatchedFile {
    /// Refuses a file whose ids and texts contradict each other: its ids are those of something
    /// else.
    ///
    /// # Errors
    /// With the first such line, and both ways to go on.
    pub(crate) fn refuse_contradictions(&self, path: &Path) -> Result<()> {
        let most = FEW.max(self.matched() / 10);
        let too_many = self.other_text > most || self.of_another_item > FEW;
        if self.by != MatchBy::Both || !too_many {
            return Ok(());
        }
        let elsewhere = match self.of_another_item {
            0 => String::new(),
            rows => format!(", and {rows} of the texts are those of other items"),
        };
        Err(Error::input(
            Place::line(path, self.first_other_text.unwrap_or(1)),
            format!(
                "{} of {} rows have the id of an item whose text is another here{elsewhere}",
                self.other_text,
                self.matched()
            ),
            "say what counts: --match text if the ids are those of another tool, --match id if the \
             texts were changed",
        ))
    }

    fn look_up(
        &mut self,
        items: &Items,
        contents: &OnceCell<ContentIndex>,
        plain: &OnceCell<PlainIds>,
    ) {
        let find_text = |text: &String| contents.get_or_init(|| ContentIndex::of(items)).find(text);
        for row in &self.file.rows {
            let by_id = match self.by {
                MatchBy::Text => None,
                MatchBy::PlainId => find_id(items, &row.item)
                    .or_else(|| plain.get_or_init(|| PlainIds::of(items)).find(&row.item)),
                MatchBy::Both | MatchBy::Id => find_id(items, &row.item),
            };
            let differs = by_id.is_some_and(|index| differs(items, index, row));
            if let Some(index) = by_id
                && !(differs && self.file.is_foreign)
            {
                if differs {
                    self.other_text += 1;
                    self.first_other_text.get_or_insert(row.line);
                    let other = row.text.as_ref().and_then(find_text).flatten();
                    self.of_another_item += u64::from(other.is_some_and(|other| other != index));
                }
                self.items.push(Some(index));
                continue;
            }
            let by_content = row.text.as_ref().map(find_text);
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

/// Ids without what spreadsheets add or take away, where that leaves them different.
#[derive(Debug)]
pub(crate) struct PlainIds(HashMap<String, Option<ItemIndex>>);

impl PlainIds {
    fn of(items: &Items) -> Self {
        let mut plain = HashMap::new();
        for (index, item) in items.iter() {
            let known = plain.entry(plain_id(&item.id)).or_insert(Some(index));
            if *known != Some(index) {
                *known = None;
            }
        }
        Self(plain)
    }

    fn find(&self, id: &str) -> Option<ItemIndex> {
        self.0.get(&plain_id(id)).copied().flatten()
    }
}

/// An id without zeros before it, `.0` behind it, spaces around it and the case of its letters.
fn plain_id(id: &str) -> String {
    let id = id.trim().to_lowercase();
    let whole = id
        .split_once('.')
        .filter(|(_, zeros)| zeros.bytes().all(|byte| byte == b'0'));
    let id = whole.map_or(id.as_str(), |(whole, _)| whole);
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    match id.trim_start_matches('0') {
        "" if is_number => "0".to_owned(),
        rest if is_number => rest.to_owned(),
        _ => id.to_owned(),
    }
}

/// What a spreadsheet did to the ids of rows that match nothing, by an example, if it did.
pub(crate) fn changed_ids(source: &MatchedFile, items: &Items) -> Option<String> {
    let plain = PlainIds::of(items);
    let first = source.unmatched.first()?;
    let index = plain.find(&first.item)?;
    let (here, there) = (&items.get(index).id, &first.item);
    let what = if here.trim_start_matches('0') == there.trim() {
        "without its zeros (a spreadsheet drops them)"
    } else if there.contains('.') && !here.contains('.') {
        "written as a decimal number (a spreadsheet or a data frame does that)"
    } else {
        "written otherwise"
    };
    Some(format!(
        "ids here look like {here}; {there} is {here} {what}"
    ))
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
