//! Decides which item is asked now, by which arm, and with which chance.
//!
//! Coins and the strategy's ranking choose ([`decide`]); what is chosen becomes a [`Query`], of
//! which the screen is given what it may paint and the journal everything. Invariant: the same
//! state, snapshot and seed give the same query.

mod asked;
mod draws;
mod repeats;
mod requests;
mod selection;
mod view;

pub use crate::content_safety::schedule::NextQuery;
pub use asked::Query;
pub use draws::SeededDraws;
pub use repeats::Repeats;
pub use selection::{Decision, QuerySelector, decide};
pub use view::{Explanation, NearestLabeled, QueryView, Revealed};

pub(crate) use selection::REVISIT;
