//! Which labels deserve a second look, and why?
//!
//! Each finder looks at one kind of evidence and names the labels it speaks against; [`ranked()`]
//! puts all reasons against one label together, the strongest first. What other rooms know —
//! probabilities, near-copies, neighbours, how someone was, the order of guidelines — comes in as
//! plain values. Invariant: a suspicion is a question to a person; nothing here changes a label.

mod confident;
mod copies;
mod instructions;
mod outlying;
mod ranked;
mod reason;
mod strained;

pub use confident::confident;
pub use copies::contradictions;
pub use instructions::under_older_guidelines;
pub use outlying::outlying;
pub use ranked::{Suspicion, ranked};
pub use reason::{Finding, Reason};
pub use strained::{Strain, strained};
