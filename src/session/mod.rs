//! Does what a person asks at the desk: labeling, and adjudication of what people labeled
//! differently.
//!
//! A session takes commands and gives events; each runs in a thread of its own beside the screen.
//! Invariant: it records first and learns after, so that nothing is told as saved before it is on
//! the disk.

mod actor;
mod adjudication;
mod labeling;
mod protection;
mod sitting;

pub use actor::{SessionCommand, SessionEvent, SessionHandle};
pub use adjudication::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationProgress, AdjudicationSession,
    AdjudicationView, AnalysisResult, Annotation, Assignee, BackgroundAnalysis,
    CurrentAdjudication, DisplayOptions, Filter, GuidelineQuestion, LabelErrorEvidence, Likely,
    PairCell, QueueEntry, Scope, Selection, Sort, Tables, gaps_of,
};
pub use labeling::{
    LabelingCommand, LabelingEvent, LabelingSession, PersonReport, PersonView, Progress,
    ResponseTiming, RevealAction, RevealState, SearchHit, SessionSummary, refuse_a_programs_name,
};
