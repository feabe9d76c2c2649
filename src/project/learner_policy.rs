//! What does `querist.toml` say of the learner?

use serde::Deserialize;

/// The settings under `[learner]`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LearnerPolicy {
    /// How the classes count against each other.
    pub class_weights: ClassWeighting,
    /// The weight C of the labels against the penalty on weights; by the number of classes when
    /// not given.
    pub penalty: Option<f64>,
    /// What is learnt of an item whose annotators differ.
    pub targets: TrainingTargets,
}

/// What is learnt of an item whose annotators differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrainingTargets {
    /// Nothing, until they agree or a reviewer decides.
    #[default]
    Agreed,
    /// The shares of the labels given to it.
    Counts,
    /// How likely each label is, given how reliable each annotator is found to be. It presumes
    /// one true label an item, and took eight voices an item to be better than the majority in a
    /// simulation; with three it was worse.
    Posterior,
}

/// How the classes count against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeighting {
    /// Every label counts the same.
    #[default]
    Equal,
    /// Every class counts the same.
    Balanced,
}

impl LearnerPolicy {
    /// What is wrong with it, in words.
    pub(super) fn problem(&self) -> Option<String> {
        let penalty = self.penalty?;
        let fits = (1e-3..=1e3).contains(&penalty);
        (!fits).then(|| format!("penalty = {penalty} is not between 0.001 and 1000"))
    }
}
