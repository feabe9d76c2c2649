//! The laws of DESIGN §5 and §6, held.

mod blind;
mod edges;
mod holdout;
mod kill;
mod replay;
mod shares;
mod state;
