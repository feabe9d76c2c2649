//! Builds trainers from a project's config: the one way to set one up.

use std::path::Path;
use std::sync::Arc;

use super::fitted_features::FittedFeatures;
use super::incremental::Trainer;
use super::reranking::{filter_settings, reranker_of};
use super::tired_weights::tired_weights;
use super::training_set::TrainingSetBuilder;
use crate::error::{Error, Place, Result};
use crate::features::PoolId;
use crate::learner::{ClassWeights, Settings, TargetUpdate};
use crate::pool::Items;
use crate::project::{
    ClassWeighting, Config, LearnerPolicy, OpenProject, QueryPolicy, RANDOM_STRATEGY,
};
use crate::rng::Seed;
use crate::schema::{Annotator, LabelId, LabelSet};
use crate::state::State;
use crate::strategy::{FilterSettings, Reranker, StrategySpec, find};

/// Something the trainer must know.
#[derive(Debug, Clone)]
pub enum Update {
    /// The target of an item changed, or was taken back.
    Learn(TargetUpdate),
    /// Whether an item may be asked.
    Candidate(PoolId, bool),
    /// How many classes are declared: the length of the cold start.
    Classes(usize),
    /// Which class is to be found from now on.
    Positive(Option<LabelId>),
    /// What ranks from now on.
    Strategy(&'static StrategySpec),
    /// What stands between the ranking and the query from now on.
    Rerank(Arc<Reranker>),
}

/// How a trainer learns and chooses.
#[derive(Clone)]
pub struct TrainerConfig {
    pub(super) strategy: &'static StrategySpec,
    /// How many classes are declared: the length of the cold start.
    pub(super) declared: usize,
    /// Whether the first queries are spread over the pool.
    pub(crate) cold_start: bool,
    /// The class to be found, if one is declared.
    pub(crate) positive: Option<LabelId>,
    /// What is set aside.
    pub(super) filter: FilterSettings,
    /// What stands between the strategy's ranking and the query.
    pub(super) reranker: Arc<Reranker>,
    /// What is chosen about the learner.
    pub(super) settings: Settings,
    /// All chance comes from this.
    pub(super) seed: Seed,
}

impl TrainerConfig {
    /// One that learns; what it ranks is asked of nobody.
    pub fn new(strategy: &'static StrategySpec, settings: Settings, seed: Seed) -> Self {
        Self {
            strategy,
            declared: 0,
            cold_start: false,
            positive: None,
            filter: FilterSettings::default(),
            reranker: Arc::default(),
            settings,
            seed,
        }
    }

    /// The same, by a project's config.
    pub(crate) fn of_project(config: &Config) -> Result<Self> {
        let strategy = find(&config.query.strategy).map_err(|unknown| {
            let place = Place::file(config.path());
            Error::config(place, unknown.to_string(), unknown.next_step())
        })?;
        if !config.learns() && strategy.id != RANDOM_STRATEGY {
            return Err(nothing_learnt(strategy));
        }
        let settings = settings_of(&config.learner);
        Ok(Self::new(strategy, settings, config.seed))
    }

    /// With a cold start, and what `policy` puts between the ranking and a query to this
    /// annotator; `config` is where the policy stands.
    pub(crate) fn asking(
        self,
        annotator: &Annotator,
        items: &Items,
        state: &State,
        policy: &QueryPolicy,
        config: &Path,
    ) -> Result<Self> {
        let reranker = reranker_of(items, policy, state, annotator, config)?;
        Ok(Self {
            declared: state.labels().active().count(),
            cold_start: true,
            filter: filter_settings(policy),
            reranker: Arc::new(reranker),
            ..self
        })
    }

    /// A trainer over these features that has learnt these targets.
    pub fn trainer(
        self,
        items: &Items,
        fitted: FittedFeatures,
        targets: &[TargetUpdate],
    ) -> Trainer {
        let mut trainer = Trainer::new(items, fitted, self);
        if !targets.is_empty() {
            trainer.replay(targets);
        }
        trainer
    }
}

/// What an open project gives its trainer, whatever the features.
pub(crate) struct TrainerInit {
    items: Arc<Items>,
    config: TrainerConfig,
    targets: Vec<TargetUpdate>,
    closed: Vec<Update>,
}

impl TrainerInit {
    /// As the project is now, with the reader that will go on from there.
    pub(crate) fn of(project: &OpenProject) -> Result<(Self, TrainingSetBuilder)> {
        let (config, state) = (&project.config, project.state());
        let (items, annotator) = (project.items.clone(), &project.annotator);
        let mut training_set = TrainingSetBuilder::new(config.learner.targets);
        let mut targets = training_set.read(state);
        if let Some(weights) = tired_weights(state) {
            targets.extend(training_set.reweight(weights, state));
        }
        let is_open = |id: PoolId| {
            let item = state.item(items.pool_index(id));
            item.is_open_for(annotator)
        };
        let closed = items.pool().filter(|id| !is_open(*id));
        let mut asking = TrainerConfig::of_project(config)?;
        asking = asking.asking(annotator, &items, state, &config.query, config.path())?;
        // Without features no item is more typical than another.
        asking.cold_start = config.learns();
        asking.positive = positive_of(config, state.labels())?;
        let init = Self {
            closed: closed.map(|id| Update::Candidate(id, false)).collect(),
            config: asking,
            targets,
            items,
        };
        Ok((init, training_set))
    }

    /// A trainer over these features, which knows all labels.
    pub(crate) fn trainer(self, fitted: FittedFeatures) -> Trainer {
        let mut trainer = self.config.trainer(&self.items, fitted, &self.targets);
        trainer.update(&self.closed);
        trainer
    }
}

/// Says why a project whose images alone are shown cannot have a strategy.
pub(crate) fn nothing_learnt(strategy: &StrategySpec) -> Error {
    Error::usage(
        format!(
            "{} has nothing to go by: nothing is learnt from images, so the order is random",
            strategy.id
        ),
        "make a project with vectors of the images to learn from: querist new FILE --vectors FILE",
    )
}

/// The class that the config says is to be found.
fn positive_of(config: &Config, labels: &LabelSet) -> Result<Option<LabelId>> {
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
pub(crate) fn settings_of(policy: &LearnerPolicy) -> Settings {
    Settings {
        class_weights: match policy.class_weights {
            ClassWeighting::Equal => ClassWeights::Equal,
            ClassWeighting::Balanced => ClassWeights::Balanced,
        },
        penalty: policy.penalty.map(|penalty| penalty as f32),
    }
}
