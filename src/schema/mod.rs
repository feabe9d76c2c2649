//! Defines what may be said of an item.
//!
//! One label of a declared set, or that one is unsure. This module holds the words of a judgement
//! (ids, labels and their keys, arms) and nothing about where they are stored or who said
//! them. Invariant: a [`LabelId`] means the same class for as long as a project is open.

mod adjudication;
mod ids;
mod key;
mod keys;
mod label_names;
mod labels;
mod query;

pub use adjudication::Adjudication;
pub use ids::{Annotator, ItemIndex, LabelId};
pub use key::Key;
#[cfg(test)]
pub(crate) use keys::RESERVED_KEYS;
pub(crate) use keys::{KEY_ORDER, check_key};
pub(crate) use label_names::{WrittenLabel, is_missing_word, label_name, read_label, spelling_key};
pub use labels::LabelSet;
pub(crate) use labels::{Label, NameProblem};
pub use query::{Arm, FatigueState, RepeatPurpose, ViewLevel};
