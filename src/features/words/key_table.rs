//! Which column has this key?
//!
//! Keys in column order, and an open table over them with linear probing. A slot holds the low 40
//! bits of a key and its column, so that a key which is not there is mostly told from one cache
//! line. Only the keys are worth storing: the table is rebuilt from them.

use super::grams::GramKey;

/// Columns that fit beside the tag in a slot; slot 0 is empty, so columns count from 1 there.
pub(super) const MOST_COLUMNS: usize = (1 << 24) - 2;

const COLUMN_BITS: u32 = 24;

/// Keys with their columns: column i has the i-th key.
#[derive(Debug)]
pub(super) struct KeyTable {
    keys: Vec<GramKey>,
    slots: Vec<u64>,
    /// A key's first slot is what remains when it is shifted right by this.
    shift: u32,
}

impl Default for KeyTable {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl KeyTable {
    /// Takes the keys in column order, at most [`MOST_COLUMNS`]; of equal keys the first counts.
    pub(super) fn new(mut keys: Vec<GramKey>) -> Self {
        keys.truncate(MOST_COLUMNS);
        let bits = (keys.len() * 2).next_power_of_two().trailing_zeros().max(1);
        let mut table = Self {
            slots: vec![0; 1 << bits],
            shift: 64 - bits,
            keys,
        };
        for column in 0..table.keys.len() {
            let key = table.keys[column];
            let mut at = table.first_slot(key);
            while table.slots[at] != 0 {
                at = table.next_slot(at);
            }
            table.slots[at] = key << COLUMN_BITS | (column as u64 + 1);
        }
        table
    }

    /// How many columns.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The keys in column order.
    pub(super) fn keys(&self) -> &[GramKey] {
        &self.keys
    }

    /// The column of a key.
    pub(super) fn find(&self, key: GramKey) -> Option<u32> {
        let mut at = self.first_slot(key);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if slot >> COLUMN_BITS == key << COLUMN_BITS >> COLUMN_BITS {
                let column = (slot & ((1 << COLUMN_BITS) - 1)) as u32 - 1;
                if self.keys[column as usize] == key {
                    return Some(column);
                }
            }
            at = self.next_slot(at);
        }
    }

    fn first_slot(&self, key: GramKey) -> usize {
        (key >> self.shift) as usize
    }

    fn next_slot(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Keys that fall into the same slots and share their low bits are still told apart.
        #[test]
        fn every_key_is_found_and_no_other(
            parts in prop::collection::vec((0..4_u64, 0..4_u64), 0..40), asked in (0..5_u64, 0..5_u64)
        ) {
            let join = |(high, low): (u64, u64)| high << 61 | low << 38;
            let mut keys: Vec<u64> = parts.into_iter().map(join).collect();
            keys.sort_unstable();
            keys.dedup();
            let known: HashMap<u64, u32> =
                keys.iter().enumerate().map(|(column, key)| (*key, column as u32)).collect();
            let table = KeyTable::new(keys);
            for (key, column) in &known {
                prop_assert_eq!(table.find(*key), Some(*column));
            }
            let asked = join(asked);
            prop_assert_eq!(table.find(asked), known.get(&asked).copied());
        }
    }
}
