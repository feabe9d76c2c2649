//! The laws of `src/lib.rs`, held.

mod blind;
mod edges;
mod features;
mod holdout;
mod kill;
mod person;
mod replay;
mod script;
mod serving;
mod shares;
mod state;
mod training_set;
mod undo;
mod undo_examples;
