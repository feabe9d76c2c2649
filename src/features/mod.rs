//! How does an item become numbers?
//!
//! A [`TextSpace`] is fitted once on the pool's texts and transforms anything. A row is
//! x = [ s ; √2·u ; √2·v ; 0.3 ]: s the word 1–2-gram TF-IDF (sparse, unit norm), u the LSA vector
//! and v the mean of word embeddings made from the pool (dense, centred, unit norm each), and a
//! constant that serves as a penalised bias (a free intercept collapses to the majority class on
//! imbalanced data at few labels).
//! Invariant: no word of a holdout item enters the vocabulary, its weights or its projection.

mod characters;
mod co_occurrence;
mod count_rows;
mod document_frequency;
mod embeddings;
mod grams;
mod kernel;
mod key_table;
mod little_endian;
mod lsa;
mod packed_counts;
mod progress;
mod rows;
mod sample;
mod saved;
mod seen_twice;
mod space;
mod sparse;
mod svd;
mod text_space;
mod typical;
mod vocabulary;

pub use crate::pool::{HoldoutId, PoolId};
pub use count_rows::CountRows;
pub use lsa::LSA_DIMENSIONS;
pub use progress::{Progress, Stage, Watch};
pub use rows::{Row, RowBuf, Rows};
pub use space::{BIAS, FeatureSpace};
pub use sparse::SparseRows;
pub use text_space::TextSpace;
pub use typical::{Typical, typical_order};
