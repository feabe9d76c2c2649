//! Which item has this text?
//!
//! Programs that pass labels on change white space, so texts are compared without it. Invariant:
//! a text that several items have is nobody's.

use std::collections::HashMap;

use blake3::{Hash, Hasher};

use super::Items;
use crate::schema::ItemIndex;

/// BLAKE3 of a text in which every run of white space is one space, and none is at its ends.
pub fn content_hash(text: &str) -> Hash {
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
pub struct ContentIndex {
    by_hash: HashMap<Hash, Option<ItemIndex>>,
}

impl ContentIndex {
    /// Looks at every item once.
    pub fn of(items: &Items) -> Self {
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
    pub fn find(&self, text: &str) -> Option<Option<ItemIndex>> {
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
