//! How does a table get longer without becoming twice as long?
//!
//! Each committee is a copy that grows once, by one item's features: the doubling that suits a
//! vector that grows for ever would double the memory of all of them.

/// Lengthens a table to at least `wanted` zeros and values.
pub(super) fn grow<T: Default + Clone>(table: &mut Vec<T>, wanted: usize) {
    if let Some(more) = wanted.checked_sub(table.len()) {
        table.reserve_exact(more);
        table.resize(wanted, T::default());
    }
}
