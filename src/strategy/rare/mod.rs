//! How soon are the items of a rare class found?
//!
//! All of them look for one class: the declared one, else the one that is estimated to be rarest
//! (see `sought`).

mod likely_positive;
mod separator;
mod sought;

pub(super) use likely_positive::LikelyPositive;
