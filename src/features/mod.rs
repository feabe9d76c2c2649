//! Turns items into numbers.
//!
//! A [`FeatureSpace`] is fitted once on the pool and transforms anything. A row is
//! x = [ s ; √2·u ; √2·v ; g ; 0.3 ]: s the word 1–2-gram TF-IDF (sparse, unit norm), u the LSA
//! vector and v the mean of word embeddings made from the pool (dense, centred, unit norm each),
//! g what was given with the items (numbers, vectors), and a constant that serves as a penalised
//! bias (a free intercept collapses to the majority class on imbalanced data at few labels).
//! Invariant: no word and no number of a holdout item enters anything that is fitted.
//!
//! Memory: about 580 bytes an item of 60 grams stay (the sparse part about 310, one byte per dense
//! number, a density, 100 for the nearest neighbours, 50 in pools above 500,000). While a million
//! texts are fitted, 1.2 GB are held beside them at most: the counts, the dense features' sample of
//! 100,000 texts, and the neighbours' candidates.

mod array_file;
mod external;
mod near_copies;
mod neighbours;
mod progress;
mod rows;
mod saved_rows;
mod simd;
mod space;
mod text_rows;
mod typical;
mod words;

pub(crate) use crate::pool::HoldoutId;
pub use crate::pool::PoolId;
pub(crate) use near_copies::NearCopies;
pub use neighbours::Neighbourhood;
pub(crate) use neighbours::{Balls, Directions, Groups, NEIGHBOURS, NearestLists};
pub use progress::Progress;
pub(crate) use progress::Watch;
pub(crate) use rows::{BIAS, Row, RowBuf};
pub use rows::{DenseRows, Rows};
pub use saved_rows::{restore_dense, save_dense};
pub(crate) use simd::{dot, simd_dispatch};
pub use space::{FeatureSpace, Source};
pub(crate) use text_rows::CELLS;
pub use text_rows::TextRows;
pub(crate) use typical::{Typical, typical_order};
pub use words::{CountRows, TextSpace};
