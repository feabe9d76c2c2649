//! Reads data sets into immutable items, and separates the pool from the holdout.
//!
//! Files are read once: what was read is accepted, rejected or blank, and nothing falls between.
//! Invariant: the bytes of an accepted text are the bytes of the file.

mod accept;
mod bytes;
mod column_stats;
mod columns;
mod commas;
mod dataset;
mod delimited;
mod folder;
mod format;
mod given_vectors;
mod guess;
mod images;
mod import_preview;
mod item;
mod json;
mod judgements;
mod label_files;
mod label_studio;
mod misfits;
mod npy;
mod numbers;
mod parquet_rows;
mod part;
mod qualifiers;
mod reading;
mod references;
mod reject;
mod rows;
mod settle_labels;
mod source;
mod split;
mod spreadsheet;
mod vectors;

pub(crate) use accept::accept;
pub use accept::{Import, Origin};
pub(crate) use columns::{ColumnGuess, VectorSource, choose_columns};
pub use columns::{Columns, Inputs};
pub(crate) use dataset::Dataset;
pub use format::Format;
pub(crate) use given_vectors::{GivenVectors, RowNames};
pub use images::ImageColumn;
pub(crate) use images::{is_address, way_between};
pub(crate) use import_preview::ImportPreview;
pub(crate) use item::{ContentIndex, HoldoutId, content_hash};
pub use item::{Item, Items, PoolId, Split};
pub(crate) use judgements::{Judgements, choose_folded};
pub(crate) use label_files::{LabelCell, LabelChoice, LabelFile, LabelRow, read_labels};
pub(crate) use npy::{read_written_vectors, write_vectors};
pub(crate) use numbers::{Cell, NumberColumns, NumberSummary, count_numbers, summarize_numbers};
pub(crate) use part::{read_items, write_items};
pub use qualifiers::QualifierRules;
pub(crate) use reading::encoding_named;
pub use reading::{Delimiter, Header, Reading};
pub(crate) use reject::{Reject, describe_rejects, write_rejects};
pub(crate) use rows::{Limits, Position, Row, Rows, peek_rows, read_rows};
pub use source::Original;
pub(crate) use source::write_original;
pub(crate) use split::{MOST_HELD_OUT, draw_holdout};
pub(crate) use vectors::{Unfit, Vectors};
