//! Makes projects of files: what was found, what is proposed, and what a person makes of it.
//!
//! [`Choices`] are what a person says, by flags of `querist new` or by keys of the wizard, and can
//! be written as the command that says the same. A [`Proposal`] is what they come to for a file:
//! columns with the reason for each, classes, holdout, name and folder; it is told in lines and
//! becomes a project. A [`Survey`] is what the wizard shows of a file before. Invariant: nothing is
//! written before a proposal is created, and the same choices, file and seed make the same project.

mod browse;
mod choices;
mod gather;
mod holdout;
mod made_before;
mod naming;
mod preview;
mod proposal;
mod sensitive;
mod survey;
mod worker;

pub(crate) use browse::{Found, FoundKind, Listing, Peek, size};
pub(crate) use choices::{Choices, Guidelines};
pub(crate) use gather::{gather, take_sample};
pub(crate) use holdout::{Holdout, interval_width};
pub(crate) use proposal::Proposal;
pub(crate) use survey::{PERHAPS_ANSWERS, Role, Survey, SurveyedColumn, refuse_unreadable};
pub(crate) use worker::{STEPS, SetupCommand, SetupEvent, SetupHandle};
