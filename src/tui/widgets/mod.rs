//! Which parts do screens share? One file each.

pub(super) mod centred;
pub(super) mod footer;
pub(super) mod header;
pub(super) mod label_table;
pub(super) mod lines;
pub(super) mod passage;
pub(super) mod rule;
