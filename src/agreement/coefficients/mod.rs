//! How well do the voices agree?
//!
//! Coefficients over all annotators ([`Agreement`]), per pair, per annotator, per class, over time
//! and of one person with themselves. All are computed from counts of labels per item; chance is
//! taken out by each coefficient's own formula. Invariant: each is a [`super::Figure`] with its
//! interval, or says in words why there is none.

mod annotators;
mod cells;
mod formulas;
mod over_time;
mod overall;
mod pairs;
mod passes;
mod scale;
mod sums;

pub use annotators::{WithOthers, with_others};
pub use cells::{ClassMatrix, class_matrix, disputed_rows, rows_of_pair};
pub use over_time::{Span, over_time, spans};
pub use overall::{Agreement, ClassAgreement};
pub use pairs::{ENOUGH_MET, Pair, PairFigures, pair, pairs, worst_first};
pub use passes::{SelfAgreement, self_agreement};
pub use scale::Scale;
