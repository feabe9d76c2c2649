//! Which item is worth another opinion, and is a new one worth more?
//!
//! ActiveLab scores say how well an item is known by now; the least known comes first, labeled or
//! not. Without a model, entropy and the number of labels order the labeled ones. Invariant: an
//! order is a function of votes and probabilities alone, and equals stand by item.

mod active_lab;
mod orders;

pub use active_lab::{Worth, active_lab};
pub use orders::{by_entropy, by_expected_value};
