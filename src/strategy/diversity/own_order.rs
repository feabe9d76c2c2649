//! In which order are items taken that must not be taken as they stand?
//!
//! By their tie numbers: a random order of the items themselves, so that what is drawn from its
//! beginning is a sample of the pool and the same wherever the items stand.

use std::sync::Arc;

use super::super::scene::RankingContext;

/// All rows, by rising tie number.
#[derive(Debug)]
pub(super) struct Shuffled(pub(super) Vec<u32>);

impl Shuffled {
    /// Of a scene's pool; sorted once.
    pub(super) fn of(scene: &RankingContext<'_>) -> Arc<Self> {
        let ties = scene.candidates.ties;
        scene.memo.fitting(
            |known: &Self| known.0.len() == ties.len(),
            || {
                let mut rows: Vec<u32> = (0..ties.len() as u32).collect();
                rows.sort_unstable_by_key(|row| (ties[*row as usize], *row));
                Self(rows)
            },
        )
    }
}
