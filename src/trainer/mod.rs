//! Keeps a model up with the answers, in a thread of its own.
//!
//! The [`Trainer`] owns features, committee and ranking; it takes training changes in and answers
//! with a [`Snapshot`]. [`TrainerHandle`] runs it in a thread. What is learnt of an item follows
//! from the state ([`TrainingSetBuilder`]), how a trainer is set up from the project's config
//! ([`TrainerConfig`]). Invariant: a snapshot is a function of the changes in their order; the
//! thread and speculation decide when it is there, never what is in it.

mod config;
mod evidence;
mod fitted_features;
mod incremental;
mod predictor;
mod preparation;
mod reliability;
mod reranking;
mod snapshot;
mod targets;
mod thread;
mod tired_weights;
mod training_set;

pub use config::TrainerConfig;
pub(crate) use config::Update;
pub use evidence::Evidence;
pub use fitted_features::FittedFeatures;
pub use incremental::Trainer;
pub(crate) use predictor::{Predictor, Probabilities};
pub(crate) use preparation::{Preparation, PreparationProgress};
pub use snapshot::Snapshot;
pub use targets::TiredWeights;
pub use thread::TrainerEvent;
pub use training_set::TrainingSetBuilder;

pub(crate) use config::{TrainerInit, nothing_learnt, settings_of};
pub(crate) use incremental::untrained;
pub(crate) use reranking::{reranker_of, timed_fifties};
pub(crate) use thread::TrainerHandle;
pub(crate) use tired_weights::{sampled, tired_gap};
