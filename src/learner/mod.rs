//! Predicts: a committee of learners that differ in kind.
//!
//! A [`Committee`] has a softmax regression solved in the dual, a naive Bayes, and a linear SVM over
//! the dense part. The first two learn one label at a time; the SVM is refitted in the background
//! and takes effect at a fixed later step. Invariant: the committee after a sequence of training
//! changes depends on that sequence alone, never on timing or on how often it was reopened in
//! between.

mod active;
mod bayes;
mod committee;
mod history;
mod math;
mod member;
mod platt_svm;
mod prediction;
mod rare_entries;
mod scan;
mod schedule;
mod softmax;
mod training_set;

pub use committee::Committee;
pub use history::CommitteeHistory;
pub(crate) use math::{argmax, entropy, exp, jensen_shannon, mean_of, vote_entropy};
pub use member::Settings;
pub(crate) use member::{ClassWeights, MEMBER_KINDS, MemberKind};
pub(crate) use prediction::CommitteePrediction;
pub use scan::Cancel;
pub(crate) use scan::{BLOCK, Block};

pub use training_set::{Target, TargetUpdate};
