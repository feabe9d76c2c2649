//! Where do items come from?
//!
//! From files, read once and kept immutable: what was read is accepted, rejected or blank, and
//! nothing falls between. This room also draws the wall between pool and holdout. Invariant:
//! the bytes of an accepted text are the bytes of the file.

mod accept;
mod bytes;
mod columns;
mod content;
mod format;
mod given_vectors;
mod guess;
mod import;
mod import_delimited;
mod import_folder;
mod import_jsonl;
mod inputs;
mod item;
mod label_files;
mod look;
mod npy;
mod number;
mod number_columns;
mod part;
mod quotes;
mod reject;
mod rows;
mod split;
mod vectors;
mod walk;

pub use accept::accept;
pub use bytes::{counted, grouped};
pub use columns::{ColumnChoice, ColumnGuess, NumberChoice, choose_columns, guess_columns};
pub use content::{ContentIndex, content_hash};
pub use format::Format;
pub use given_vectors::{GivenVectors, RowNames};
pub use import::{Import, Origin};
pub use inputs::{Inputs, MOST_NUMBERS, VectorSource};
pub use item::{HoldoutId, Item, Items, PoolId, Split};
pub use label_files::{LabelCell, LabelChoice, LabelFile, LabelRow, plain_name, read_labels};
pub use npy::{read_written_vectors, write_vectors};
pub use number::{Cell, count_numbers};
pub use number_columns::{NumberColumns, NumberSummary, account};
pub use part::{read_items, write_items};
pub use reject::{Reject, describe_rejects, write_rejects};
pub use rows::{Limits, Position, Row, Rows, read_rows};
pub use split::{MOST_HELD_OUT, draw_holdout};
pub use vectors::{Unfit, Vectors};
