//! What is there to learn about the class that is looked for?
//!
//! The labels, each of the class or not, as the items' numbers. Invariant: at most
//! [`MOST_LESSONS`], in the order in which they were labeled, the found ones first.

use rayon::prelude::*;

use super::super::scene::RankingContext;
use crate::features::RowBuf;

/// Lessons at most, half of them found items at most: the newest of each side.
const MOST_LESSONS: usize = 1_500;

/// An item to learn from.
pub(super) struct Lesson {
    pub(super) row: RowBuf,
    pub(super) is_found: bool,
}

/// The labels of a scene: one class against the rest.
pub(super) fn lessons(scene: &RankingContext<'_>, class: usize) -> Vec<Lesson> {
    let rows = scene.rows();
    let (found, rest): (Vec<_>, Vec<_>) = scene
        .committee
        .labeled()
        .partition(|(_, column)| *column == class);
    let found = newest(&found, MOST_LESSONS / 2);
    let rest = newest(&rest, MOST_LESSONS - found.len());
    found
        .par_iter()
        .chain(rest)
        .map(|(item, column)| Lesson {
            row: rows.row(item.index()),
            is_found: *column == class,
        })
        .collect()
}

/// The last `most`.
fn newest<T>(all: &[T], most: usize) -> &[T] {
    &all[all.len().saturating_sub(most)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept() {
        assert_eq!(newest(&[1, 2, 3], 2), [2, 3]);
        assert_eq!(newest(&[1], 2), [1]);
    }
}
