//! Holds the items, each in the pool or in the holdout.
//!
//! [`Items`] holds everything imported. Each item is either in the pool, which the learner may
//! ask about and fit on, or in the holdout, which it may not. The two kinds of id are different
//! types, made only here, so that a held-out item cannot reach a learner by mistake (law 4).
//!
//! [`ContentIndex`] finds items by their texts. Programs that pass labels on change white space, so
//! texts are compared without it. Invariant: a text that several items have is nobody's.

use std::collections::HashMap;
use std::path::PathBuf;

use blake3::{Hash, Hasher};
use serde::{Deserialize, Serialize};

use super::images::ImageColumn;
use crate::schema::ItemIndex;

/// One example, as imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The person's id for it, or one derived from its content.
    pub id: String,
    /// The text to judge, byte-exact; of a row without a text column, its columns, one a line.
    pub text: String,
    /// The other columns, byte-exact, in file order; kept as pairs, for names may repeat.
    pub fields: Vec<(String, String)>,
}

impl Item {
    /// What another column holds.
    pub fn field(&self, column: &str) -> Option<&str> {
        value_of(&self.fields, column)
    }
}

/// The columns that every one of several items has with the same value.
fn constant_columns(items: &[Item]) -> Vec<String> {
    let Some((first, others)) = items.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Vec::new();
    };
    let is_same = |(name, value): &&(String, String)| {
        let mut others = others.iter();
        others.all(|item| item.field(name) == Some(value))
    };
    let same = first.fields.iter().filter(is_same);
    same.map(|(name, _)| name.clone()).collect()
}

/// What stands in a column.
pub(super) fn value_of<'a>(columns: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let (_, value) = columns.iter().find(|(column, _)| column == name)?;
    Some(value)
}

/// A pool item, as its place among the pool's items: the row number of every feature matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolId(u32);

impl PoolId {
    /// As an index into a slice with one entry per pool item.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A holdout item, as its place among the holdout's items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoldoutId(u32);

impl HoldoutId {
    /// As an index into a slice with one entry per holdout item.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which side of the wall an item is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// The learner may ask about it and fit on it.
    Pool(PoolId),
    /// The learner never sees it.
    Holdout(HoldoutId),
}

/// Everything imported, split into pool and holdout.
#[derive(Debug, Default)]
pub struct Items {
    items: Vec<Item>,
    sides: Vec<Split>,
    pool: Vec<ItemIndex>,
    holdout: Vec<ItemIndex>,
    by_id: HashMap<String, ItemIndex>,
    /// Columns that are kept and not shown.
    hidden: Vec<String>,
    /// Columns that say the same of every item.
    constant: Vec<String>,
    /// Where the images are.
    images: Option<ImageColumn>,
}

impl Items {
    /// Splits the items: `held_out` says of each whether it belongs to the holdout.
    ///
    /// Ids are expected to be unique, which import sees to; of two equal ones the first is found.
    pub fn new(items: Vec<Item>, mut held_out: impl FnMut(&Item) -> bool) -> Self {
        let mut sides = Vec::with_capacity(items.len());
        let mut pool = Vec::new();
        let mut holdout = Vec::new();
        let mut by_id = HashMap::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let index = ItemIndex(position as u32);
            if held_out(item) {
                sides.push(Split::Holdout(HoldoutId(holdout.len() as u32)));
                holdout.push(index);
            } else {
                sides.push(Split::Pool(PoolId(pool.len() as u32)));
                pool.push(index);
            }
            by_id.entry(item.id.clone()).or_insert(index);
        }
        Self {
            items,
            sides,
            pool,
            holdout,
            by_id,
            hidden: Vec::new(),
            constant: Vec::new(),
            images: None,
        }
    }

    /// The same, with images.
    #[must_use]
    pub(crate) fn with_images(self, images: Option<ImageColumn>) -> Self {
        Self { images, ..self }
    }

    /// The path of an item's image as its row has it, and where that is; nothing where it has none.
    pub(crate) fn image(&self, index: ItemIndex) -> Option<(&str, PathBuf)> {
        let images = self.images.as_ref()?;
        let path = self.get(index).field(&images.column)?.trim();
        (!path.is_empty()).then(|| (path, images.place(path)))
    }

    /// Whether items have images.
    pub(crate) fn has_images(&self) -> bool {
        self.images.is_some()
    }

    /// The same, with columns that are not shown beside the text. Neither are those that say the
    /// same of every item.
    #[must_use]
    pub(crate) fn hiding(self, hidden: Vec<String>) -> Self {
        let constant = constant_columns(&self.items);
        Self {
            hidden,
            constant,
            ..self
        }
    }

    /// The columns of an item that may be shown beside its text, with their values.
    pub(crate) fn shown_fields(&self, index: ItemIndex) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.get(index).fields.iter();
        fields
            .filter(|(name, _)| !self.hidden.contains(name) && !self.constant.contains(name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many items there are in all.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many items the learner may ask about.
    pub fn pool_len(&self) -> usize {
        self.pool.len()
    }

    /// How many items it may not.
    pub fn holdout_len(&self) -> usize {
        self.holdout.len()
    }

    /// An item. Indices come from this struct, so they are in range.
    pub fn get(&self, index: ItemIndex) -> &Item {
        &self.items[index.index()]
    }

    /// Which side an item is on.
    pub fn side(&self, index: ItemIndex) -> Split {
        self.sides[index.index()]
    }

    /// The item with the person's id.
    pub fn find(&self, id: &str) -> Option<ItemIndex> {
        self.by_id.get(id).copied()
    }

    /// All items in import order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ItemIndex, &Item)> + Clone {
        let items = self.items.iter().enumerate();
        items.map(|(index, item)| (ItemIndex(index as u32), item))
    }

    /// The pool's ids, in import order.
    pub fn pool(&self) -> impl ExactSizeIterator<Item = PoolId> + Clone + use<> {
        (0..self.pool.len() as u32).map(PoolId)
    }

    /// The holdout's ids, in import order.
    pub fn holdout(&self) -> impl ExactSizeIterator<Item = HoldoutId> + use<> {
        (0..self.holdout.len() as u32).map(HoldoutId)
    }

    /// A pool item.
    pub fn pool_item(&self, id: PoolId) -> &Item {
        self.get(self.pool_index(id))
    }

    /// A holdout item.
    pub fn holdout_item(&self, id: HoldoutId) -> &Item {
        self.get(self.holdout_index(id))
    }

    /// The place of a pool item among all items.
    pub fn pool_index(&self, id: PoolId) -> ItemIndex {
        self.pool[id.index()]
    }

    /// The place of a holdout item among all items.
    pub(crate) fn holdout_index(&self, id: HoldoutId) -> ItemIndex {
        self.holdout[id.index()]
    }
}

/// BLAKE3 of a text in which every run of white space is one space, and none is at its ends.
pub(crate) fn content_hash(text: &str) -> Hash {
    let mut hasher = Hasher::new();
    for (place, word) in text.split_whitespace().enumerate() {
        if place > 0 {
            hasher.update(b" ");
        }
        hasher.update(word.as_bytes());
    }
    hasher.finalize()
}

/// The items by their texts.
#[derive(Debug)]
pub(crate) struct ContentIndex {
    by_hash: HashMap<Hash, Option<ItemIndex>>,
}

impl ContentIndex {
    /// Looks at every item once.
    pub(crate) fn of(items: &Items) -> Self {
        let mut by_hash = HashMap::with_capacity(items.len());
        for (index, item) in items.iter() {
            by_hash
                .entry(content_hash(&item.text))
                .and_modify(|known| *known = None)
                .or_insert(Some(index));
        }
        Self { by_hash }
    }

    /// The only item with this text; `Some(None)` when there are several.
    #[expect(
        clippy::option_option,
        reason = "no item, several, or the one: three answers"
    )]
    pub(crate) fn find(&self, text: &str) -> Option<Option<ItemIndex>> {
        self.by_hash.get(&content_hash(text)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::Item;

    fn items(texts: &[&str]) -> Items {
        let all = texts.iter().enumerate().map(|(number, text)| Item {
            id: number.to_string(),
            text: (*text).to_owned(),
            fields: Vec::new(),
        });
        Items::new(all.collect(), |_| false)
    }

    #[test]
    fn white_space_makes_no_other_text_and_everything_else_does() {
        let hash = content_hash("a b\u{a0}c");
        assert_eq!(content_hash("  a\r\n b \t c\n"), hash);
        for other in ["ab c", "a b C", "a b c.", "a  b", ""] {
            assert_ne!(content_hash(other), hash, "{other}");
        }
    }

    #[test]
    fn a_text_that_several_items_have_is_nobodys() {
        let index = ContentIndex::of(&items(&["one", "two", " two"]));
        assert_eq!(index.find("one "), Some(Some(ItemIndex(0))));
        assert_eq!(index.find("two"), Some(None));
        assert_eq!(index.find("three"), None);
    }
}
