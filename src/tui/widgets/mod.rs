//! The visual parts of which screens are made, one file each.

pub(super) mod annotations;
pub(super) mod centred;
pub(super) mod class_table;
pub(super) mod empty;
pub(super) mod footer;
pub(super) mod header;
pub(super) mod lines;
pub(super) mod panel;
pub(super) mod shares;
pub(super) mod text;
