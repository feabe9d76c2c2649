//! How much would the label change the model?

mod gradient_length;

pub(super) use gradient_length::GradientLength;
