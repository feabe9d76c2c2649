//! Does what a person asks for while they work: labeling, and adjudication of what people labeled
//! differently.
//!
//! A session takes commands and gives events; [`SessionHandle`] runs either kind in a thread of its
//! own beside the screen. Invariant: it records first and learns after, so that nothing is told as
//! saved before it is on the disk.

mod actor;
mod adjudication;
mod labeling;
mod safety;
mod shared;

pub use actor::{SessionCommand, SessionEvent, SessionHandle};
pub use adjudication::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationProgress, AdjudicationSession,
    AdjudicationView, AnalysisResult, Annotation, Assignee, BackgroundAnalysis,
    CurrentAdjudication, DisplayOptions, Filter, LabelErrorEvidence, Likely, PairCell, QueueEntry,
    Scope, Selection, Sort, Tables,
};
pub use labeling::{
    LabelingCommand, LabelingEvent, LabelingSession, PersonReport, PersonView, Progress,
    RevealAction, RevealState, SearchHit,
};
pub use shared::{
    GuidelineQuestion, Notice, ResponseTiming, SessionSummary, guideline_questions,
    refuse_a_programs_name,
};
