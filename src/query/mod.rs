//! Decides which item is asked now, by which arm, and with which chance.
//!
//! Coins and the strategy's ranking choose ([`QuerySelector::next`]); what is chosen becomes a [`Query`], of
//! which the screen is given what it may paint and the journal everything. Invariant: the same
//! state, snapshot and seed give the same query.

mod asked_again;
mod asked_query;
mod seeded_draws;
mod selector;
mod view;

pub use crate::content_safety::schedule::NextQuery;
pub use asked_again::Repeats;
pub(crate) use asked_query::Query;
pub use seeded_draws::SeededDraws;
pub use selector::{Decision, QuerySelector};
pub use view::QueryView;
pub(crate) use view::{NearestLabeled, Revealed};

pub(crate) use selector::REVISIT;
