//! Says what the journals mean.
//!
//! [`State`] is a pure fold of the journals over the imported items: who said what of each item,
//! what was taken back, which classes there are, and the sequence of training changes that the
//! learner must see. Nothing is edited in place. Invariant: `state == fold(journals)`, always,
//! and the fold has no clock, no randomness and no I/O.

mod acts;
mod classes;
mod deferred_draws;
mod fold;
mod imports;
mod item_state;
mod responses;
mod review;
mod training;
mod views;

pub(crate) use crate::journal::event::FatigueRecord;
pub(crate) use acts::Undoable;
pub use acts::UndoableAct;
pub(crate) use classes::ClassChange;
pub(crate) use deferred_draws::DeferredDraw;
pub use fold::{State, fold};
pub(crate) use item_state::Asked;
pub use item_state::{ItemState, Judgement, Verdict};
pub(crate) use responses::{Session, TimedJudgement};
pub(crate) use review::{AdjudicationEntry, RequestedJudgement, SensitiveMark, WAS_SPLIT};
pub(crate) use training::{CurrentAnnotation, TrainingChange};
pub(crate) use views::{Counts, HeldOutAnswers};
