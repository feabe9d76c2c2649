//! How well would the labeled items stand for the pool?

mod information_density;

pub(super) use information_density::{InformationDensity, weigh_by_density};
