//! What do the texts of a pool say in numbers?
//!
//! Word grams counted over the whole pool (`vocabulary`, `seen_twice`, `document_frequency`), the
//! topics of latent semantic analysis (`lsa`, over word and character grams), and word embeddings
//! from the pool's own words (`embeddings`, `co_occurrence`), both by the same truncated `svd`.
//! [`TextSpace`] holds what was fitted; `saved` keeps it on the disk. Invariant: what is fitted
//! depends on the texts and the seed alone, never on the number of threads.

mod characters;
mod co_occurrence;
mod document_frequency;
mod embeddings;
mod grams;
mod kernel;
mod key_table;
mod lsa;
mod packed_counts;
mod sample;
mod saved;
mod seen_twice;
mod sparse;
mod svd;
mod text_space;
mod vocabulary;

use super::{CountRows, RowBuf, little_endian, progress};
use sparse::SparseRows;
pub use text_space::TextSpace;
pub(super) use vocabulary::smoothed_idf;
