//! Does what a person asks for while they work: labeling, and adjudication of what people labeled
//! differently.
//!
//! A session takes commands and gives events; [`SessionHandle`] runs either kind in a thread of its
//! own beside the screen. Invariant: it records first and learns after, so that nothing is told as
//! saved before it is on the disk.

mod actor;
mod adjudication;
mod labeling;
mod request;
mod safety;
mod shared;
mod undo;

pub(crate) use actor::SessionHandle;
pub use actor::{SessionCommand, SessionEvent};
pub use adjudication::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationSession, AnalysisResult, Assignee, Filter,
    QueueEntry, Scope, Selection, Sort,
};
pub(crate) use adjudication::{
    AdjudicationProgress, AdjudicationView, Annotation, CurrentAdjudication, Likely, ListedCounts,
    PairCell, Tables, TakenBack,
};
pub use labeling::{
    Chosen, Insights, ItemListing, ItemQuery, ItemView, LabelingCommand, LabelingEvent,
    LabelingSession,
};
pub(crate) use labeling::{
    ItemRow, PacePoint, PersonReport, PersonView, Progress, RevealAction, RevealState, SearchHit,
    SessionWork,
};
pub use request::{SessionRequest, Start};
pub(crate) use shared::{
    GuidelineQuestion, SessionSummary, guideline_questions, refuse_a_programs_name,
};
pub use shared::{Notice, ResponseTiming};
