//! All integration tests, in one binary.

mod architecture;
mod laws;
mod support;
