//! The visual parts of which screens are made, one file each.

pub(super) mod annotations;
pub(super) mod centred;
pub(super) mod check_curve;
pub(super) mod class_counts;
pub(super) mod class_table;
pub(super) mod empty;
pub(super) mod footer;
pub(super) mod header;
pub(super) mod image;
pub(super) mod lines;
pub(super) mod panel;
pub(super) mod recent;
pub(super) mod shares;
pub(super) mod similar;
pub(super) mod text;
