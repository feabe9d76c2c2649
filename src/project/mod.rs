//! Reads and writes the project folder.
//!
//! One folder a project (see [`Layout`]). [`Project`] is what can be read of it by anyone at any
//! time; [`OpenProject`] is the one writer, behind a lock, with a journal of its own. Invariant:
//! imported items are never rewritten, journals only grow, and everything else in the folder is
//! either the person's own text (`querist.toml`, `guidelines.md`) or can be deleted.

mod atomic;
mod config;
mod config_edit;
mod create;
mod guidelines_edit;
mod inputs;
pub(crate) mod label_import;
mod layout;
mod manifest;
mod open;
mod policy;
mod read;

pub(crate) use atomic::{write_atomically, write_new};
pub(crate) use config::ProjectSetting;
pub use config::{Config, OpinionMode};
pub(crate) use create::{LabelsOf, SAMPLES, check_free};
pub use create::{NewProject, Sample, create};
pub(crate) use inputs::{FeatureCache, check_inputs, check_numbers, read_vectors};
pub use layout::Layout;
pub(crate) use manifest::{Manifest, Part, PartVectors};
pub use open::OpenProject;
pub(crate) use policy::{
    ClassWeighting, Copies, CostSource, Draw, LearnerPolicy, RANDOM_STRATEGY, ReviewKind,
};
pub use policy::{QueryPolicy, TrainingTargets};
pub(crate) use read::Guidelines;
pub use read::Project;
