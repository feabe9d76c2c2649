//! Makes projects of files: what was found, what is proposed, and what a person makes of it.
//!
//! [`Choices`] are what a person says, by flags of `querist new` or by keys of the wizard, and can
//! be written as the command that says the same. A [`Proposal`] is what they come to for a file:
//! columns with the reason for each, classes, holdout, name and folder; it is told in lines and
//! becomes a project. Invariant: nothing is written before a proposal is created, and the same
//! choices, file and seed make the same project.

mod choices;
mod holdout;
mod naming;
mod preview;
mod proposal;
mod sensitive;

pub(crate) use choices::Choices;
pub(crate) use holdout::Holdout;
pub(crate) use proposal::Proposal;
