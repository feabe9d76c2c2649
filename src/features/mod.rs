//! How does an item become numbers?
//!
//! A [`FeatureSpace`] is fitted once on the pool's texts and transforms anything. A row is
//! x = [ s ; √2·u ; 0.3 ]: s the word 1–2-gram TF-IDF (sparse, unit norm), u the LSA vector
//! (dense, centred, unit norm), and a constant that serves as a penalised bias (a free intercept
//! collapses to the majority class on imbalanced data at few labels).
//! Invariant: no word of a holdout item enters the vocabulary, its weights or its projection.

mod count_rows;
mod dense_rows;
mod grams;
mod neighbours;
mod rows;
mod space;
mod sparse;
mod svd;
mod text_rows;
mod typical;
mod vocabulary;
mod widest;

pub use crate::pool::{HoldoutId, PoolId};
pub use count_rows::{CountRows, split, sublinear};
pub use dense_rows::{DenseRows, quantise};
pub use neighbours::{EXACT, NEIGHBOURS, Neighbourhood, Recall};
pub use rows::{Row, RowBuf, Rows};
pub use space::{BIAS, FeatureSpace, LSA_DIMENSIONS};
pub use sparse::SparseRows;
pub use text_rows::{CELLS, TextRows};
pub use typical::{Typical, typical_order};
pub use widest::widest;
