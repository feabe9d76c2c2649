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
pub use overall::{Agreement, ClassAgreement};
pub(crate) use pairs::{ENOUGH_MET, class_matrix, disputed_rows, worst_first};
pub use pairs::{Pair, PairFigures, pair, pairs};
pub use scale::Scale;
pub(crate) use self_agreement::{SelfAgreement, self_agreement};
pub use with_others::{WithOthers, with_others};
