//! How unsure is the choosing model?

mod entropy;
mod least_confidence;
mod margin;

pub(super) use entropy::Entropy;
pub(super) use least_confidence::LeastConfidence;
pub(super) use margin::{Margin, torn};
