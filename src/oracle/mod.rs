//! Answers queries in a person's place.
//!
//! A program stands in for the person at the screen. Invariant: an answer belongs to the question
//! that was put, names a class on offer, or is no answer.

mod answer;
mod command;
mod process;
mod streams;

pub(crate) use answer::{Answer, Fault, Question, Verdict};
pub(crate) use command::{CommandOracle, Outcome};
pub(crate) use process::CommandLine;
