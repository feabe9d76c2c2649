//! How soon are the items of a rare class found?
//!
//! All of them look for one class: the declared one, else the one that is estimated to be rarest
//! (see `sought`).

mod active_search;
mod bisection;
mod lesson;
mod likely_positive;
mod rare_mix;
mod separator;
mod sought;
mod word_counts;

pub(super) use active_search::ActiveSearch;
pub(super) use bisection::Bisection;
pub(super) use likely_positive::LikelyPositive;
pub(super) use rare_mix::RareMix;
