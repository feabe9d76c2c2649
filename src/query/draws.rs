//! Which items may be asked, and in which order would chance draw them?

use crate::pool::{HoldoutId, Items, PoolId};
use crate::rng::Seed;
use crate::schema::{Annotator, ItemIndex};
use crate::state::State;

/// The seeded random order of one annotator over the project's items.
///
/// Two annotators of one project draw in different orders, so that they do not ask the same.
#[derive(Debug, Clone)]
pub struct SeededDraws {
    seed: Seed,
    annotator: String,
    pool: Vec<u64>,
    holdout: Vec<u64>,
}

impl SeededDraws {
    /// The order of one annotator.
    pub fn new(items: &Items, seed: Seed, annotator: &Annotator) -> Self {
        let rank = |id: &str| seed.rank("draw", &format!("{annotator} {id}"));
        Self {
            seed,
            annotator: annotator.to_string(),
            pool: items
                .pool()
                .map(|id| rank(&items.pool_item(id).id))
                .collect(),
            holdout: items
                .holdout()
                .map(|id| rank(&items.holdout_item(id).id))
                .collect(),
        }
    }

    /// A number of an item drawn for one turn alone.
    pub(crate) fn afresh(&self, turn: &str, item: &str) -> u64 {
        let key = format!("{} {turn} {item}", self.annotator);
        self.seed.rank("afresh", &key)
    }

    /// The seed, for coins that another room tosses by [`SeededDraws::toss`].
    pub(crate) fn seed(&self) -> Seed {
        self.seed
    }

    /// This annotator's name of a turn.
    pub(crate) fn toss(&self, after: &str) -> String {
        format!("{} {after}", self.annotator)
    }

    /// A coin of this annotator, keyed by the item handled before.
    pub(crate) fn coin(&self, purpose: &str, after: &str, probability: f64) -> bool {
        self.seed
            .coin(purpose, &format!("{} {after}", self.annotator), probability)
    }

    pub(crate) fn of_pool(&self, id: PoolId) -> u64 {
        self.pool[id.index()]
    }

    pub(crate) fn of_holdout(&self, id: HoldoutId) -> u64 {
        self.holdout[id.index()]
    }
}

/// The item that this annotator put off the fewest times, earliest imported first: what is asked
/// when the rest is done. The one just put off comes last, or skipping would show it again at
/// once. Which of the pool's items comes first depends on the pool alone.
pub(crate) fn first_skipped(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    last: Option<ItemIndex>,
    last_of_pool: Option<ItemIndex>,
    is_allowed: impl Fn(ItemIndex) -> bool,
) -> Option<ItemIndex> {
    let put_off = |index: &ItemIndex| {
        let item = state.item(*index);
        !item.is_answered() && item.is_skipped_by(annotator) && is_allowed(*index)
    };
    let order = |index: ItemIndex, avoid: Option<ItemIndex>| {
        let skips = state.item(index).skips_by(annotator);
        (Some(index) == avoid, skips, index)
    };
    let of_pool = items
        .pool()
        .map(|id| items.pool_index(id))
        .filter(put_off)
        .min_by_key(|index| order(*index, last_of_pool));
    let of_holdout = items
        .holdout()
        .map(|id| items.holdout_index(id))
        .filter(put_off)
        .min_by_key(|index| order(*index, last));
    of_pool
        .into_iter()
        .chain(of_holdout)
        .min_by_key(|index| order(*index, last))
}
