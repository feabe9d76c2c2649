//! Where do items come from?
//!
//! From files, read once and kept immutable: what was read is accepted, rejected or blank, and
//! nothing falls between. This room also draws the wall between pool and holdout. Invariant:
//! the bytes of an accepted text are the bytes of the file.

mod accept;
mod bytes;
mod columns;
mod format;
mod guess;
mod import;
mod import_delimited;
mod import_folder;
mod import_jsonl;
mod item;
mod look;
mod part;
mod quotes;
mod reject;
mod rows;
mod split;
mod walk;

pub use accept::accept;
pub use columns::{ColumnChoice, ColumnGuess, choose_columns, guess_columns};
pub use format::Format;
pub use import::Import;
pub use item::{HoldoutId, Item, Items, PoolId, Side};
pub use part::{read_items, write_items};
pub use reject::{Reject, describe_rejects, write_rejects};
pub use rows::{Limits, Position, Row, Rows, read_rows};
pub use split::{MOST_HELD_OUT, draw_holdout};
