//! Who predicts?
//!
//! A [`Committee`] of members that differ in kind: a softmax regression solved in the dual, a
//! naive Bayes, and a linear SVM over the dense part. The first two learn one label at a time;
//! the SVM is refitted in the background and takes effect at a fixed later step. Invariant: the
//! committee after a sequence of training changes depends on that sequence alone, never on
//! timing or on how often it was reopened in between.

mod active;
mod background;
mod bayes;
mod committee;
mod course;
mod encoded;
mod fast_math;
mod grow;
mod measures;
mod member;
mod opinion;
mod platt_svm;
mod rare;
mod scan;
mod schedule;
mod settings;
mod softmax;
mod taught;
mod teaching;

pub use committee::Committee;
pub use course::CommitteeHistory;
pub use encoded::Encoded;
pub use fast_math::exp;
pub use measures::{entropy, jensen_shannon, mean_of, vote_entropy};
pub use member::{MEMBER_KINDS, Member, MemberKind};
pub use opinion::{CommitteePrediction, Vote, argmax};
pub use scan::{BLOCK, Block, Cancel};
pub use settings::{ClassWeights, Settings};
pub use softmax::penalty_for;
pub use teaching::{Target, TargetUpdate};
