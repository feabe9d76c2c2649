//! The laws of `src/lib.rs`, held.

mod blind;
mod edges;
mod features;
mod holdout;
mod kill;
mod lessons;
mod person;
mod replay;
mod script;
mod serving;
mod shares;
mod state;
