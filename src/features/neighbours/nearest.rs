//! Holds which items are each item's nearest, and how near they are.
//!
//! Up to 20 neighbours an item, nearest first; equal cosines by row. Above [`WHOLE`] items up to
//! 10: at a million, that is 50 MB kept for good instead of 100, and the first 10 hold what lies
//! nearest. A cosine is one byte, round(255 · √((1 − cos) / 2)): the sine of half the angle, which
//! is finest where items are nearly alike. It comes back as 1 − 2·(byte / 255)², wrong by at most
//! .0056 (at 0), .0018 at .9, .0006 at .99, and not at all for items alike.
//! Memory: 5 bytes a neighbour, so at most 100 an item.
//! Invariant: neighbours are rows of the pool, never the item itself.

use super::NEIGHBOURS;

/// Up to how many items each has [`NEIGHBOURS`] places.
const WHOLE: usize = 500_000;
/// Places an item has above.
const FEW: usize = 10;
/// Marks places of an item that has fewer neighbours.
const NOBODY: u32 = u32::MAX;

/// The nearest neighbours of every pool item, in row order; empty while they are unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NearestLists {
    /// Places each item has.
    pub(in crate::features) places: usize,
    /// The neighbours' rows by places.
    pub(in crate::features) rows: Vec<u32>,
    /// The cosines as bytes by places.
    pub(in crate::features) bytes: Vec<u8>,
}

impl NearestLists {
    /// Lists of nobody for `count` items, to be [`set`](Self::set).
    pub(super) fn unset(count: usize) -> Self {
        let places = places(count);
        Self {
            places,
            rows: vec![NOBODY; count * places],
            bytes: vec![u8::MAX; count * places],
        }
    }

    /// From parts that were saved; `None` when they do not fit together.
    pub(in crate::features) fn from_parts(
        places: usize,
        rows: Vec<u32>,
        bytes: Vec<u8>,
    ) -> Option<Self> {
        let count = rows.len() / places.max(1);
        let known = |(at, row): (usize, &u32)| {
            *row == NOBODY || ((*row as usize) < count && *row as usize != at / places)
        };
        let fits = rows.len() == bytes.len()
            && rows.len() == count * places
            && places <= NEIGHBOURS
            && rows.iter().enumerate().all(known);
        fits.then_some(Self {
            places,
            rows,
            bytes,
        })
    }

    /// How many items have a list: all of the pool, or none while neighbours are unknown.
    pub fn len(&self) -> usize {
        self.rows.len() / self.places.max(1)
    }

    /// Whether neighbours are unknown.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// An item's nearest neighbours: their rows and cosines, nearest first. None while unknown.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let range = row.saturating_mul(self.places)..row.saturating_add(1) * self.places;
        let rows = self.rows.get(range.clone()).unwrap_or_default();
        let bytes = self.bytes.get(range).unwrap_or_default();
        rows.iter()
            .zip(bytes)
            .take_while(|(row, _)| **row != NOBODY)
            .map(|(row, byte)| (*row as usize, cosine(*byte)))
    }

    /// Bytes held.
    pub fn memory(&self) -> usize {
        size_of_val(self.rows.as_slice()) + self.bytes.len()
    }

    /// Writes an item's list, nearest first; what finds no place is dropped.
    pub(super) fn set(&mut self, row: usize, nearest: &[(u32, f32)]) {
        let range = row * self.places..(row + 1) * self.places;
        let places = self.rows[range.clone()]
            .iter_mut()
            .zip(&mut self.bytes[range]);
        for ((row, byte), (other, cosine)) in places.zip(nearest) {
            *row = *other;
            *byte = rounded(*cosine);
        }
    }
}

/// How many neighbours each of `count` items keeps: a function of the pool's size alone.
fn places(count: usize) -> usize {
    let most = if count <= WHOLE { NEIGHBOURS } else { FEW };
    count.saturating_sub(1).clamp(1, most)
}

/// A cosine as a byte.
fn rounded(cosine: f32) -> u8 {
    (255.0 * ((1.0 - cosine) / 2.0).clamp(0.0, 1.0).sqrt()).round() as u8
}

/// The cosine of a byte.
fn cosine(byte: u8) -> f32 {
    let sine = f32::from(byte) / 255.0;
    1.0 - 2.0 * sine * sine
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> NearestLists {
        let mut lists = NearestLists::unset(3);
        lists.set(0, &[(2, 1.0), (1, 0.5)]);
        lists.set(2, &[(0, 1.0)]);
        lists
    }

    #[test]
    fn lists_have_as_many_as_were_found() {
        let lists = three();
        assert_eq!((lists.len(), lists.places, lists.memory()), (3, 2, 30));
        let first: Vec<(usize, f32)> = lists.of(0).collect();
        assert_eq!((first[0].0, first[1].0), (2, 1));
        assert!((first[0].1 - 1.0).abs() < f32::EPSILON);
        assert!((first[1].1 - 0.5).abs() < 0.004);
        assert_eq!(lists.of(1).count(), 0);
        assert_eq!(lists.of(2).count(), 1);
        assert_eq!(lists.of(3).count(), 0, "beyond the pool");
        assert_eq!(NearestLists::default().of(0).count(), 0);
        assert!(NearestLists::default().is_empty());
        assert_eq!(NearestLists::unset(1).len(), 1, "known to have none");
    }

    #[test]
    fn large_pools_keep_fewer() {
        assert_eq!([places(1), places(7), places(21)], [1, 6, 20]);
        assert_eq!([places(WHOLE), places(WHOLE + 1)], [NEIGHBOURS, FEW]);
    }

    #[test]
    fn cosines_come_back_as_near_as_is_said() {
        for step in 0..=2_000 {
            let value = step as f32 / 1_000.0 - 1.0;
            // Half a step of the sine s, where cos = 1 - 2s²: an error of 2s/255 and a little.
            let sine = ((1.0 - value) / 2.0).sqrt();
            let most = 2.0 * sine / 255.0 + 1e-5;
            let error = (cosine(rounded(value)) - value).abs();
            assert!(error <= most, "{value}: {error}");
        }
        assert_eq!(
            [rounded(1.0), rounded(1.000_001), rounded(-1.0)],
            [0, 0, 255]
        );
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let lists = three();
        let from = |places, rows: &[u32], bytes: &[u8]| {
            NearestLists::from_parts(places, rows.to_vec(), bytes.to_vec())
        };
        assert_eq!(from(2, &lists.rows, &lists.bytes), Some(lists.clone()));
        assert_eq!(from(0, &[], &[]), Some(NearestLists::default()));
        assert_eq!(from(4, &lists.rows, &lists.bytes), None, "6 places");
        assert_eq!(from(2, &lists.rows, &[0; 5]), None, "a cosine is missing");
        assert_eq!(from(0, &[1], &[0]), None, "no places");
        assert_eq!(from(1, &[1, 2], &[0; 2]), None, "there is no row 2");
        assert_eq!(from(1, &[1, 1], &[0; 2]), None, "its own neighbour");
    }
}
