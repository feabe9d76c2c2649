//! What may be said of an item?
//!
//! One label of a declared set, or that one is unsure. This room holds the words of a judgement
//! — ids, labels and their keys, arms — and nothing about where they are stored or who said
//! them. Invariant: a [`LabelId`] means the same class for as long as a project is open.

mod adjudication;
mod arm;
mod ids;
mod keys;
mod labels;
mod person;
mod view_level;

pub use adjudication::Adjudication;
pub use arm::Arm;
pub use ids::{Annotator, ItemIndex, LabelId};
pub use keys::{KEY_ORDER, KeyProblem, RESERVED_KEYS, check_key};
pub use labels::{Label, LabelSet, NameProblem, check_label_name};
pub use person::{FatigueState, RepeatPurpose};
pub use view_level::ViewLevel;
