//! Who answers?
//!
//! A person at the screen, or something that stands in for one: a replay of known labels, which
//! is how strategies are measured, or a program. Invariant: an answer belongs to the question
//! that was put, names a class on offer, or is no answer.

mod answer;
mod command;
mod command_line;
mod process;
mod replay;
mod streams;

pub use answer::{Answer, Fault, Question, Verdict};
pub use command::{CommandOracle, Outcome};
pub use command_line::CommandLine;
pub use replay::Replay;
