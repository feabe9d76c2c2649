//! Which answers are asked again on a later day, because of how they were given?

use super::Desk;
use crate::schema::{ItemIndex, RepeatPurpose};

impl Desk {
    /// Items that are due, in the order in which they come.
    pub(super) fn samples(&self) -> Vec<(ItemIndex, RepeatPurpose)> {
        Vec::new()
    }
}
