//! Where do items come from?
//!
//! From files, read once and kept immutable: what was read is accepted, rejected or blank, and
//! nothing falls between. This room also draws the wall between pool and holdout. Invariant:
//! the bytes of an accepted text are the bytes of the file.

mod item;

pub use item::{HoldoutId, Item, Items, PoolId, Side};
