//! Says what the journals mean.
//!
//! [`State`] is a pure fold of the journals over the imported items: who said what of each item,
//! what was taken back, which classes there are, and the sequence of training changes that the
//! learner must see. Nothing is edited in place. Invariant: `state == fold(journals)`, always,
//! and the fold has no clock, no randomness and no I/O.

mod deferred_draws;
mod fold;
mod imports;
mod item_state;
mod responses;
mod review;
mod training;
mod views;

pub use crate::journal::event::FatigueRecord;
pub use deferred_draws::DeferredDraw;
pub use fold::{State, WriterJournal, fold};
pub use item_state::{Asked, ItemState, Judgement, Verdict};
pub use responses::{Session, TimedJudgement};
pub use review::{AdjudicationEntry, GuidelineGap, RequestedJudgement, SensitiveMark};
pub use training::{CurrentAnnotation, TrainingChange};
pub use views::{Counts, HeldOutAnswers, LastAnswer};
