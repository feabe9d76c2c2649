//! Statistics that several modules share: intervals of a proportion and of the difference of two,
//! and the special functions and distributions of `statrs`.
//!
//! Pure arithmetic; a figure that cannot be had is `None`, never a made-up one.

mod bounds;
mod interval;
mod kappa;
mod special;

pub(crate) use bounds::{SettingProblem, first_outside};
pub(crate) use interval::{Difference, Proportion};
pub use interval::{newcombe, wilson};
pub(crate) use kappa::{beyond_chance, pair_agreement, ratio};
pub use special::ln_gamma;
pub(crate) use special::{beta_quantile, digamma, t_beyond, t_quantile};
