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

pub use adjudication::{
    Addressee, Decided, Filter, Finding, Gap, Likely, Listed, PairCell, ReviewDesk, ReviewEngine,
    ReviewFace, ReviewOrder, ReviewProgress, ReviewReport, Scope, Selection, Shows, Sort, Study,
    Suspicion, Tables, Voice, gaps_of,
};
pub use labeling::{
    Closing, Desk, Engine, Found, InSight, OnScreen, Order, PersonReport, PersonView, Progress,
    Report, Uncover, refuse_a_programs_name,
};
