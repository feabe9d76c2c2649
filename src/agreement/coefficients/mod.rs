//! Computes coefficients of agreement.
//!
//! Over all annotators ([`Agreement`]), per pair, per annotator, per class, over time and of one
//! person with themselves. All are computed from counts of labels per item; chance is taken out by
//! each coefficient's own formula. Invariant: each has its interval, or says in words why there is
//! none.

mod over_time;
mod overall;
mod pairs;
mod scale;
mod self_agreement;
mod sums;
mod with_others;

pub(crate) use over_time::{Span, over_time, spans};
pub use overall::Agreement;
pub(crate) use pairs::{ENOUGH_MET, Pair, PairFigures, class_matrix, disputed_rows, worst_first};
pub use pairs::{pair, pairs};
pub use scale::Scale;
pub(crate) use self_agreement::{SelfAgreement, self_agreement};
pub(crate) use with_others::WithOthers;
pub use with_others::with_others;
