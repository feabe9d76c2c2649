//! Which screens are there? One file each.

pub(super) mod farewell;
pub(super) mod label;
pub(super) mod page;
pub(super) mod picker;
pub(super) mod rest;
pub(super) mod tiny;
