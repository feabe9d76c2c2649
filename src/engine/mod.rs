//! How does the loop turn?
//!
//! Coins and strategy decide which item is asked ([`decide`]); the answer goes to the journal,
//! then to the trainer, which learns it and publishes a new [`Snapshot`]; the next query comes
//! from the newest one. [`Engine`] is that loop for a person at the keys, with the trainer in a
//! thread of its own; [`simulate()`] is the same loop with a file as the oracle. Invariant: which
//! question comes next follows from the state and the snapshot it is asked from; the journal
//! records how much that snapshot knew. What people labeled differently is looked at from another
//! desk, [`ReviewDesk`].

mod beginning;
mod beside;
mod candidates;
mod curriculum;
mod decision;
mod desk;
mod engine_loop;
mod fitted;
mod gaps;
mod hall;
mod labeled_pool;
mod messages;
mod predict;
mod preparation;
mod protection;
mod query;
mod reliability;
mod repeats;
mod requests;
mod review;
mod serving;
mod simulate;
mod sitting;
mod snapshot;
mod targets;
mod tired;
mod trainer;

pub use beginning::settings_of;
pub use candidates::Chance;
pub use curriculum::Curriculum;
pub use decision::{Asking, Decision, Displaced, Next, decide};
pub use desk::{Desk, refuse_a_programs_name};
pub use engine_loop::Engine;
pub use fitted::Fitted;
pub use gaps::gaps_of;
pub use hall::News;
pub use labeled_pool::{LabeledItems, LabeledPool, TestItem};
pub use messages::{
    Closing, Face, Found, InSight, Nearest, OnScreen, Order, PersonReport, PersonView, Preparing,
    Progress, Report, Revealed, Uncover, Why,
};
pub use predict::{Predictor, Probabilities};
pub use preparation::Preparation;
pub use query::Query;
pub use repeats::Repeats;
pub use review::{
    Addressee, Decided, Filter, Finding, Gap, Likely, Listed, PairCell, ReviewDesk, ReviewEngine,
    ReviewFace, ReviewOrder, ReviewProgress, ReviewReport, Scope, Selection, Shows, Sort, Study,
    Suspicion, Tables, Voice,
};
pub use simulate::{
    CHECKPOINTS, Checkpoint, Outcome, Simulation, Start, Step, StepTimes, simulate,
};
pub use snapshot::Snapshot;
pub use targets::TiredWeights;
pub use trainer::{Plan, Trainer, Update};
