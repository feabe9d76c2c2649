//! Keeps a model up with the answers, in a thread of its own.
//!
//! The [`Trainer`] owns features, committee and ranking; it is told of training changes and answers
//! with a [`Snapshot`]. [`TrainerHandle`] runs it beside whoever asks. What an item teaches follows
//! from the state ([`TrainingSetBuilder`]), what it starts from follows from the project's config
//! ([`TrainerInit`]). Invariant: a snapshot is a function of the changes in their order; the thread
//! and speculation decide when it is there, never what is in it.

mod core;
mod fitted;
mod init;
mod predictor;
mod preparation;
mod progress;
mod reliability;
mod reranking;
mod snapshot;
mod targets;
mod thread;
mod tired_weights;
mod training_set;

pub use core::{Trainer, TrainerConfig, Update};
pub use fitted::FittedFeatures;
pub use init::settings_of;
pub use predictor::{Predictor, Probabilities};
pub use preparation::Preparation;
pub use progress::PreparationProgress;
pub use snapshot::Snapshot;
pub use targets::TiredWeights;
pub use thread::TrainerEvent;
pub use training_set::TrainingSetBuilder;

pub(crate) use init::TrainerInit;
pub(crate) use reranking::{guarding_of, serving_of, timed_fifties};
pub(crate) use thread::TrainerHandle;
pub(crate) use tired_weights::{sampled, tired_gap};
