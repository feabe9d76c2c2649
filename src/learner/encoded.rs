//! How does a member read an item?
//!
//! By slots: every feature of a labeled item has one, and only those ever have a weight. An
//! [`Encoded`] item lists its features by slot, so that all members look each feature up once.
//! What has no slot counts for nothing, but for the total that naive Bayes needs.

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
