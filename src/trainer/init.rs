//! From what does a trainer start?

use std::sync::Arc;

use super::core::{Trainer, TrainerConfig, Update};
use super::fitted::FittedFeatures;
use super::reranking::{guarding_of, serving_of};
use super::tired_weights::tired_weights;
use super::training_set::TrainingSetBuilder;
use crate::error::{Error, Place, Result};
use crate::learner::{ClassWeights, Settings, TargetUpdate};
use crate::pool::Items;
use crate::project::{ClassWeighting, Config, LearnerPolicy, OpenProject};
use crate::rng::Seed;
use crate::schema::{LabelId, LabelSet};
use crate::strategy::{FilterSettings, Reranker, StrategySpec, find};

/// What an open project gives its trainer, whatever the features.
pub(crate) struct TrainerInit {
    items: Arc<Items>,
    strategy: &'static StrategySpec,
    declared: usize,
    changes: Vec<TargetUpdate>,
    closed: Vec<Update>,
    settings: Settings,
    serving: Arc<Reranker>,
    guarding: FilterSettings,
    positive: Option<LabelId>,
    seed: Seed,
}

impl TrainerInit {
    /// As the project is now, with the reader that will go on from there.
    pub(crate) fn of(project: &OpenProject) -> Result<(Self, TrainingSetBuilder)> {
        let strategy = find(&project.config.query.strategy).map_err(|unknown| {
            let place = Place::file(project.config.path());
            Error::config(place, unknown.to_string(), unknown.next_step())
        })?;
        let state = project.state();
        let items = project.items.clone();
        let mut curriculum = TrainingSetBuilder::new(project.config.learner.targets);
        let mut changes = curriculum.read(state);
        if let Some(weights) = tired_weights(state) {
            changes.extend(curriculum.weigh(weights, state));
        }
        let serving = serving_of(
            &items,
            &project.config.query,
            state,
            &project.annotator,
            project.config.path(),
        )?;
        let beginning = Self {
            strategy,
            serving: Arc::new(serving),
            guarding: guarding_of(&project.config.query),
            positive: positive_of(&project.config, state.labels())?,
            declared: state.labels().active().count(),
            changes,
            closed: items
                .pool()
                .filter(|id| {
                    !state
                        .item(items.pool_index(*id))
                        .is_open_for(&project.annotator)
                })
                .map(|id| Update::Candidate(id, false))
                .collect(),
            settings: settings_of(&project.config.learner),
            seed: project.config.seed,
            items,
        };
        Ok((beginning, curriculum))
    }

    /// A trainer over these features, which knows all labels.
    pub(crate) fn trainer(&self, fitted: FittedFeatures) -> Trainer {
        let plan = TrainerConfig {
            strategy: self.strategy,
            declared: self.declared,
            cold_start: true,
            positive: self.positive,
            guarding: self.guarding,
            serving: self.serving.clone(),
            settings: self.settings,
            seed: self.seed,
        };
        let mut trainer = Trainer::new(&self.items, fitted, plan);
        trainer.replay(&self.changes);
        trainer.update(&self.closed);
        trainer
    }
}

/// The class that the config says is to be found.
pub(crate) fn positive_of(config: &Config, labels: &LabelSet) -> Result<Option<LabelId>> {
    let Some(name) = config.query.positive.as_deref() else {
        return Ok(None);
    };
    labels.find(name).map(Some).ok_or_else(|| {
        Error::config(
            Place::file(config.path()),
            format!("the class to be found, {name:?}, is not one of the labels"),
            "correct `positive` under [query], or add the class under [[labels]]",
        )
    })
}

/// A project's settings as the learner takes them.
pub fn settings_of(policy: &LearnerPolicy) -> Settings {
    Settings {
        class_weights: match policy.class_weights {
            ClassWeighting::Equal => ClassWeights::Equal,
            ClassWeighting::Balanced => ClassWeights::Balanced,
        },
        penalty: policy.penalty.map(|penalty| penalty as f32),
    }
}
