//! What lies on the disk?
//!
//! One folder a project (see [`Layout`]). [`Project`] is what can be read of it by anyone at any
//! time; [`OpenProject`] is the one writer, behind a lock, with a journal of its own. Invariant:
//! imported items are never rewritten, journals only grow, and everything else in the folder is
//! either the person's own text (`querist.toml`, `guidelines.md`) or can be deleted.

mod atomic;
mod cache;
mod config;
mod config_edit;
mod create;
pub mod gather;
mod given;
mod layout;
mod learner_policy;
mod manifest;
mod open;
mod query_policy;
mod read;
mod review_policy;
mod samples;
mod session_policy;

pub use atomic::{write_atomically, write_new};
pub use cache::FeatureCache;
pub use config::{Config, OpinionMode};
pub use create::{LabelsOf, NewProject, check_free, create};
pub use given::{check_inputs, check_numbers, read_vectors};
pub use layout::Layout;
pub use learner_policy::{ClassWeighting, LearnerPolicy, TrainingTargets};
pub use manifest::{Manifest, Part, PartColumns, PartVectors};
pub use open::{Access, OpenProject};
pub use query_policy::{Copies, CostPolicy, CostSource, Draw, QueryPolicy, QuotaPolicy};
pub use read::{Guidelines, JournalSummary, Project};
pub use review_policy::{ReviewKind, ReviewPolicy};
pub use samples::{SAMPLES, Sample};
pub use session_policy::SessionPolicy;
