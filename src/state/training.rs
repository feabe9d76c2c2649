//! What must the learner be told?

use crate::pool::PoolId;
use crate::schema::LabelId;

/// The training label of a pool item was set, changed (`Some`) or taken back (`None`).
///
/// Only the fold makes these, and only for pool items: a held-out answer has no way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrainingChange {
    item: PoolId,
    label: Option<LabelId>,
}

impl TrainingChange {
    pub(super) fn new(item: PoolId, label: Option<LabelId>) -> Self {
        Self { item, label }
    }

    /// The pool item.
    pub fn item(self) -> PoolId {
        self.item
    }

    /// Its label from now on.
    pub fn label(self) -> Option<LabelId> {
        self.label
    }
}
