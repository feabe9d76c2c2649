//! How is disagreement reviewed?
//!
//! A [`AdjudicationSession`] puts items that several people judged before a reviewer, one at a time, and
//! records what they decide: for a label, for the distribution, for a gap in the guidelines, or
//! that somebody judges once more. It records first and shows after, as the labeling desk does.
//! Opening it only counts; what must be computed (who is probably right, what a model that never
//! saw an item's label thinks of it) comes from a [`BackgroundAnalysis`] beside it. Invariants: no judgement is
//! changed by a decision; names and opinions that a reviewer must not see yet are not in what the
//! screen is given; and what the model thinks of a held-out item is told nobody.

mod desk;
mod face;
mod folds;
pub(super) mod gaps;
mod ground;
mod lists;
pub(super) mod messages;
mod queue;
mod ranks;
mod ruling;
mod second_look;
mod selection;
mod study;
mod tables;
mod veiled;

pub use desk::AdjudicationSession;
pub use gaps::gaps_of;
pub use messages::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationProgress, AdjudicationView, Annotation,
    Assignee, CurrentAdjudication, DisplayOptions, GuidelineQuestion, Likely, QueueEntry,
};
pub use second_look::LabelErrorEvidence;
pub use selection::{Filter, Scope, Selection, Sort};
pub use study::{AnalysisResult, BackgroundAnalysis};
pub use tables::{PairCell, Tables};
