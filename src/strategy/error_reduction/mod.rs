//! How much would the label lower the expected error on the rest of the pool?
//!
//! As published, the model is retrained with each label each candidate might have. Here one step
//! from the present model stands for that (`step`), taken in closed form under the posterior
//! covariance of the labeled items (`posterior`), for the leaders of a glance and on a sample of
//! the pool (`foresight`).

mod condensed;
mod foresight;
mod log_loss;
mod posterior;
mod step;
mod variance;
mod zero_one;

pub(super) use log_loss::ErrorReduction;
pub(super) use variance::VarianceReduction;
pub(super) use zero_one::ErrorReductionZeroOne;
