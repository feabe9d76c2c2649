//! querist: a terminal workstation in which the model chooses which example to ask about next,
//! and one expert answers with one key.
pub mod cli;
pub mod clock;
pub mod engine;
pub mod error;
pub mod evaluation;
pub mod export;
pub mod features;
pub mod journal;
pub mod learner;
pub mod oracle;
pub mod pool;
pub mod project;
pub mod rng;
pub mod schema;
pub mod session;
pub mod state;
pub mod strategy;
pub mod text;
