//! What does the model make of everything that nobody labeled?
//!
//! A committee is taught all training labels, as the workstation's is, and looks at the rest of
//! the items, or at others, which are transformed and never fitted. Invariant: what it predicts
//! follows from the journals, the items and the config alone.

use std::sync::Arc;

use rayon::prelude::*;

use super::core::{Trainer, TrainerConfig};
use super::fitted::FittedFeatures;
use super::init::settings_of;
use super::preparation::Preparation;
use super::training_set::TrainingSetBuilder;
use crate::error::{Error, Result};
use crate::learner::CommitteePrediction;
use crate::pool::{HoldoutId, Item, Items, Split, Vectors};
use crate::project::Project;
use crate::schema::{ItemIndex, LabelId};
use crate::state::State;
use crate::strategy::{FilterSettings, find};

/// The probabilities of one item's classes, likeliest first.
pub type Probabilities = Vec<(LabelId, f32)>;

/// A model that knows all training labels of a project.
pub struct Predictor {
    trainer: Trainer,
    fitted: FittedFeatures,
    vector_width: Option<usize>,
}

impl Predictor {
    /// Teaches the model; it takes as long as opening the project does.
    ///
    /// # Errors
    /// [`Error::Refused`] when fewer than two classes have a label in the pool.
    pub fn of(project: &Project, state: &State) -> Result<Self> {
        Self::teach(project, state, refuse_too_few)
    }

    /// The same, but where there is nothing to tell apart, a model that predicts nothing.
    pub fn of_any(project: &Project, state: &State) -> Result<Self> {
        Self::teach(project, state, |_, _| Ok(()))
    }

    fn teach(
        project: &Project,
        state: &State,
        check: impl FnOnce(&[LabelId], &State) -> Result<()>,
    ) -> Result<Self> {
        let config = &project.config;
        let mut curriculum = TrainingSetBuilder::new(config.learner.targets);
        let lessons = curriculum.read(state);
        check(&curriculum.classes(), state)?;
        let preparation = Preparation::of(&project.layout, config, &project.items)?;
        let vector_width = preparation.vector_width();
        // A watch that never stops the work always gets a result.
        let fitted = preparation.whole(&|_| true).unwrap_or_default();
        // Nothing is asked, so what stands between ranking and query is left out.
        let plan = TrainerConfig {
            strategy: find(&config.query.strategy)?,
            declared: state.labels().active().count(),
            cold_start: false,
            positive: None,
            guarding: FilterSettings::default(),
            serving: Arc::default(),
            settings: settings_of(&config.learner),
            seed: config.seed,
        };
        let mut trainer = Trainer::new(&project.items, fitted.clone(), plan);
        trainer.replay(&lessons);
        Ok(Self {
            trainer,
            fitted,
            vector_width,
        })
    }

    /// The likeliest label of a held-out item: for evaluation.
    pub fn predict_held_out(&self, item: HoldoutId) -> Option<LabelId> {
        self.trainer.predict_held_out(item)
    }

    /// How many numbers a vector must have; `None` when the model reads none.
    pub fn vector_width(&self) -> Option<usize> {
        self.vector_width
    }

    /// The classes that have a label, in id order: no other is ever predicted.
    pub fn classes(&self) -> &[LabelId] {
        self.trainer.committee().classes()
    }

    /// Every item without a label in force, in import order, held-out ones too.
    pub fn rest(&self, items: &Items, state: &State) -> Vec<(ItemIndex, Probabilities)> {
        let committee = self.trainer.committee();
        let open: Vec<ItemIndex> = items
            .iter()
            .map(|(index, _)| index)
            .filter(|index| state.item(*index).label().is_none())
            .collect();
        open.into_par_iter()
            .map(|index| {
                let opinion = match items.side(index) {
                    Split::Pool(id) => committee.prediction_of(id),
                    Split::Holdout(id) => {
                        let row = self.fitted.held_out.get(id.index());
                        row.and_then(|row| committee.prediction(row.as_row()))
                    }
                };
                (index, probabilities(opinion))
            })
            .collect()
    }

    /// Items that are not the project's, in their order; `vectors` has one for each.
    pub fn others(&self, items: &[Item], vectors: Option<&Vectors>) -> Vec<Probabilities> {
        let committee = self.trainer.committee();
        items
            .par_iter()
            .enumerate()
            .map(|(at, item)| {
                let vector = vectors.map(|vectors| vectors.row(at));
                let row = self.fitted.space().transform(item, vector);
                probabilities(committee.prediction(row.as_row()))
            })
            .collect()
    }
}

fn probabilities(opinion: Option<CommitteePrediction>) -> Probabilities {
    opinion.map_or_else(Vec::new, |opinion| opinion.probabilities)
}

/// Refuses where there is nothing to tell apart. Held-out labels teach nothing.
fn refuse_too_few(taught: &[LabelId], state: &State) -> Result<()> {
    let what = match taught {
        [] => "nothing is labeled yet that the model may learn from".to_owned(),
        [only] => format!(
            "only one class is labeled yet: {:?}",
            state.labels().name(*only)
        ),
        _ => return Ok(()),
    };
    Err(Error::refused(
        what,
        "label items of two classes at least, with `querist label` or `querist answer`",
    ))
}
