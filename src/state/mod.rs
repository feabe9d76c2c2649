//! What does the journal mean?
//!
//! [`State`] is a pure fold of the journals over the imported items: who said what of each item,
//! what was taken back, which classes there are, and the sequence of training changes that the
//! learner must see. Nothing is edited in place. Invariant: `state == fold(journals)`, always,
//! and the fold has no clock, no randomness and no I/O.

mod fold;
mod handled;
mod imports;
mod item_state;
mod merge;
mod review;
mod sittings;
mod tally;
mod training;
mod views;
mod waiting;

pub use crate::journal::event::FatigueRecord;
pub use fold::State;
pub use handled::Reading;
pub use item_state::{Asked, ItemState, Judgement, Verdict};
pub use merge::{WriterJournal, fold};
pub use review::{AdjudicationEntry, GuidelineGap, RequestedJudgement, SensitiveMark};
pub use sittings::Sitting;
pub use tally::Counts;
pub use training::{TrainingChange, Voice};
pub use views::{HeldOutAnswers, LastAnswer};
pub use waiting::DeferredDraw;
