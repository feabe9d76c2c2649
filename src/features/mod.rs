//! How does an item become numbers?
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

mod count_rows;
mod dense_rows;
mod given;
mod little_endian;
mod near_copies;
mod neighbours;
mod progress;
mod rows;
mod saved_rows;
mod space;
mod text_rows;
mod typical;
mod widest;
mod words;

pub use crate::pool::{HoldoutId, PoolId};
pub use count_rows::CountRows;
pub use dense_rows::{DenseRows, quantise};
pub use given::{ExternalFeatures, NumberScaler, NumberTable, VectorBlock, side_by_side};
pub use near_copies::NearCopies;
pub use neighbours::{
    Balls, Directions, EXACT, FITTED_ON, Groups, NEIGHBOURS, NearestLists, Neighbourhood, Probes,
    Recall,
};
pub use progress::{Progress, Stage, Watch};
pub use rows::{BIAS, Row, RowBuf, Rows};
pub use saved_rows::{SavedRows, restore_dense, save_dense};
pub use space::{FeatureSpace, Source};
pub use text_rows::{CELLS, TextRows};
pub use typical::{Typical, typical_order};
pub use widest::widest;
pub use words::TextSpace;
