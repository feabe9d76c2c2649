//! Gives the features that can have a weight a slot, and encodes items by slot.
//!
//! Only features of labeled items can have a weight: a small share of all, which is the largest
//! saving of the whole scan. [`ActiveFeatures`] gives each a slot when its first item is taught and
//! lists the pool entries that the cells do not cover. It only grows, and is shared by all
//! committees of a session: a feature that no longer has a labeled item has a weight of zero. An
//! [`Encoded`] item lists its features by slot, so that all members look each feature up once; what
//! has no slot counts for nothing, but for the total that naive Bayes needs. Invariant: no result
//! depends on the order in which slots were given, because sums over them are taken in column order
//! or in integers.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::rare_entries::RareEntries;
use crate::features::{CountRows, PoolId, Row, Rows};

/// One item as the members read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// Slot and value of each sparse feature that has a slot, in column order.
    pub(super) features: Box<[(u32, f32)]>,
    /// The dense part.
    pub(super) dense: Box<[f32]>,
    /// Sum of all sparse values, those without a slot too.
    pub(super) mass: f64,
    /// Squared length, the constant feature and what has no slot included.
    pub(super) squared_norm: f32,
}

impl Encoded {
    /// One past the highest slot in use.
    pub(super) fn slots(&self) -> usize {
        self.features
            .iter()
            .map(|(slot, _)| *slot as usize + 1)
            .max()
            .unwrap_or(0)
    }
}

const NONE: u32 = u32::MAX;

/// The features in use, growing.
pub(super) struct ActiveFeatures {
    rows: Arc<Rows>,
    /// (column, cell) of every cell, sorted.
    cells_by_column: Vec<(u32, u16)>,
    inner: RwLock<Inner>,
}

/// What grows.
pub(super) struct Inner {
    /// By column.
    slot_of: Vec<u32>,
    slots: u32,
    examples: HashMap<PoolId, Arc<Encoded>>,
    /// What each cell with a slot is worth.
    pub(super) cells: Vec<ActiveCell>,
    /// Pool entries outside the cells whose feature has a slot.
    pub(super) rare: RareEntries,
}

/// A cell whose feature has a slot: its weight is `factor` times the slot's.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActiveCell {
    pub(super) cell: u16,
    pub(super) slot: u32,
    pub(super) factor: f32,
}

impl ActiveFeatures {
    pub(super) fn new(rows: Arc<Rows>) -> Self {
        let mut cells_by_column: Vec<(u32, u16)> = rows
            .text
            .cells
            .iter()
            .enumerate()
            .map(|(cell, packed)| (CountRows::split(*packed).0, cell as u16))
            .collect();
        cells_by_column.sort_unstable();
        Self {
            cells_by_column,
            inner: RwLock::new(Inner {
                slot_of: vec![NONE; rows.text.width()],
                slots: 0,
                examples: HashMap::new(),
                cells: Vec::new(),
                rare: RareEntries::default(),
            }),
            rows,
        }
    }

    /// The pool.
    pub(super) fn rows(&self) -> &Arc<Rows> {
        &self.rows
    }

    /// What is known now. A scan holds this; nothing is added meanwhile.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Inner> {
        // Writers only add: a panic among them leaves what was there.
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A pool item to learn from: all its features get slots.
    pub(super) fn example(&self, item: PoolId) -> Arc<Encoded> {
        if let Some(known) = self.read().examples.get(&item) {
            return known.clone();
        }
        let row = self.rows.row(item.index());
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        for column in &row.columns {
            self.activate(&mut inner, *column);
        }
        inner.rare.settle();
        let encoded = Arc::new(inner.encode(row.as_row()));
        inner.examples.insert(item, encoded.clone());
        encoded
    }

    /// Any item to predict.
    pub(super) fn encode(&self, row: Row<'_>) -> Encoded {
        self.read().encode(row)
    }

    /// A pool item to predict.
    pub(super) fn encode_item(&self, item: PoolId) -> Encoded {
        self.encode(self.rows.row(item.index()).as_row())
    }

    fn activate(&self, inner: &mut Inner, column: u32) {
        if inner.slot_of[column as usize] != NONE {
            return;
        }
        let slot = inner.slots;
        inner.slots += 1;
        inner.slot_of[column as usize] = slot;
        let text = &self.rows.text;
        let idf = text.idf[column as usize];
        let first = self
            .cells_by_column
            .partition_point(|(known, _)| *known < column);
        for (_, cell) in self.cells_by_column[first..]
            .iter()
            .take_while(|(known, _)| *known == column)
        {
            let packed = text.cells[usize::from(*cell)];
            inner.cells.push(ActiveCell {
                cell: *cell,
                slot,
                factor: CountRows::sublinear(packed) * idf,
            });
        }
        inner.rare.add(slot, idf, text.postings(column));
    }
}

impl Inner {
    /// The slot of a column, if it has one.
    pub(super) fn slot(&self, column: u32) -> Option<u32> {
        let slot = *self.slot_of.get(column as usize)?;
        (slot != NONE).then_some(slot)
    }

    /// Bytes that grow with labels.
    pub(super) fn memory(&self) -> usize {
        let examples: usize = self
            .examples
            .values()
            .map(|example| 8 * example.features.len() + 4 * example.dense.len() + 64)
            .sum();
        examples + self.rare.memory() + size_of_val(self.cells.as_slice())
    }

    /// How many slots there are.
    pub(super) fn slots(&self) -> usize {
        self.slots as usize
    }

    fn encode(&self, row: Row<'_>) -> Encoded {
        Encoded {
            features: row
                .columns
                .iter()
                .zip(row.values)
                .filter_map(|(column, value)| Some((self.slot(*column)?, *value)))
                .collect(),
            dense: row.dense.into(),
            mass: row.values.iter().map(|value| f64::from(*value)).sum(),
            squared_norm: row.squared_norm(),
        }
    }
}

/// Lengthens a table to at least `wanted` entries, by exactly as many as it lacks.
///
/// Each committee is a copy that grows once, by one item's features: the doubling that suits a
/// vector that grows for ever would double the memory of all of them.
pub(super) fn resize_exact<T: Default + Clone>(table: &mut Vec<T>, wanted: usize) {
    if let Some(more) = wanted.checked_sub(table.len()) {
        table.reserve_exact(more);
        table.resize(wanted, T::default());
    }
}
