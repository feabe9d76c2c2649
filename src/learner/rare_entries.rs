//! Lists where the rare features with a weight stand in the pool.
//!
//! Entries (row, kind) in row order, where a kind is a slot with a factor: the rows that a scan
//! passes and the entries it must add come in one order, so both are read once, forwards. New
//! entries are kept apart until there are many of them, then merged. Memory: 8 bytes an entry;
//! the entries are those of rare features of labeled items alone.

use std::collections::HashMap;

use crate::features::CountRows;

/// Fresh entries are merged into the settled ones beyond this number, or a fourth of those.
const MOST_FRESH: usize = 1 << 14;

/// A slot and what an entry of it is worth.
#[derive(Debug, Clone, Copy)]
pub(super) struct RareKind {
    pub(super) slot: u32,
    pub(super) factor: f32,
}

/// Rare entries in row order.
#[derive(Debug, Default)]
pub(super) struct RareEntries {
    pub(super) kinds: Vec<RareKind>,
    settled: Vec<(u32, u32)>,
    fresh: Vec<(u32, u32)>,
}

impl RareEntries {
    /// Adds a feature's entries: (row, count), rows rising.
    pub(super) fn add(&mut self, slot: u32, idf: f32, postings: impl Iterator<Item = (u32, u32)>) {
        let mut kind_of: HashMap<u32, u32> = HashMap::new();
        for (row, count) in postings {
            let kind = *kind_of.entry(count).or_insert_with(|| {
                self.kinds.push(RareKind {
                    slot,
                    factor: CountRows::sublinear(CountRows::entry(0, count)) * idf,
                });
                self.kinds.len() as u32 - 1
            });
            self.fresh.push((row, kind));
        }
    }

    /// Puts what was added into order.
    pub(super) fn settle(&mut self) {
        self.fresh.sort_unstable();
        if self.fresh.len() > MOST_FRESH.max(self.settled.len() / 4) {
            self.settled.append(&mut self.fresh);
            #[expect(
                clippy::stable_sort_primitive,
                reason = "the stable sort merges two sorted runs in one pass"
            )]
            self.settled.sort();
        }
    }

    /// The entries of a stretch of rows, as two lists in row order.
    pub(super) fn between(&self, start: usize, end: usize) -> [&[(u32, u32)]; 2] {
        [&self.settled, &self.fresh].map(|entries| {
            let from = entries.partition_point(|(row, _)| (*row as usize) < start);
            let to = from + entries[from..].partition_point(|(row, _)| (*row as usize) < end);
            &entries[from..to]
        })
    }

    /// Bytes held.
    pub(super) fn memory(&self) -> usize {
        8 * (self.settled.len() + self.fresh.len()) + size_of_val(self.kinds.as_slice())
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.settled.len() + self.fresh.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_in_row_order_and_none_is_lost() {
        let mut rare = RareEntries::default();
        for slot in 0..200_u32 {
            let postings = (0..300_u32).map(|at| (at * 7 + slot % 7, at % 2 + 1));
            rare.add(slot, 1.0, postings);
            rare.settle();
        }
        assert_eq!(rare.len(), 200 * 300);
        assert!(!rare.settled.is_empty());
        let mut seen = 0;
        for start in (0..2_100).step_by(100) {
            for part in rare.between(start, start + 100) {
                assert!(part.windows(2).all(|pair| pair[0] <= pair[1]));
                assert!(
                    part.iter()
                        .all(|(row, _)| (start..start + 100).contains(&(*row as usize)))
                );
                seen += part.len();
            }
        }
        assert_eq!(seen, rare.len());
    }
}
