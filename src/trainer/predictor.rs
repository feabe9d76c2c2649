//! Predicts the labels of everything that nobody labeled.
//!
//! A committee learns all training labels, as the workstation's does, and predicts the rest of the
//! items, or others, which are transformed and never fitted. Invariant: what it predicts
//! follows from the journals, the items and the config alone.

use rayon::prelude::*;

use super::config::TrainerConfig;
use super::fitted_features::FittedFeatures;
use super::incremental::Trainer;
use super::preparation::Preparation;
use super::training_set::TrainingSetBuilder;
use crate::error::{Error, Result};
use crate::learner::CommitteePrediction;
use crate::pool::{HoldoutId, Item, Items, Split, Vectors};
use crate::project::Project;
use crate::schema::{ItemIndex, LabelId};
use crate::state::State;

/// The probabilities of one item's classes, likeliest first.
pub(crate) type Probabilities = Vec<(LabelId, f32)>;

/// A model that knows all training labels of a project.
pub(crate) struct Predictor {
    trainer: Trainer,
    fitted: FittedFeatures,
    /// How many numbers a vector must have; `None` when the model reads none.
    pub(crate) vector_width: Option<usize>,
}

impl Predictor {
    /// Fits the model; it takes as long as opening the project does.
    ///
    /// # Errors
    /// [`Error::Refused`] when fewer than two classes have a label in the pool.
    pub(crate) fn of(project: &Project, state: &State) -> Result<Self> {
        if !project.config.learns() {
            return Err(Error::refused(
                "nothing is learnt from images, so no label can be predicted",
                "make a project with vectors of the images: querist new FILE --vectors FILE",
            ));
        }
        Self::learn(project, state, refuse_too_few)
    }

    /// The same, but where there is nothing to tell apart, a model that predicts nothing.
    pub(crate) fn of_any(project: &Project, state: &State) -> Result<Self> {
        Self::learn(project, state, |_, _| Ok(()))
    }

    fn learn(
        project: &Project,
        state: &State,
        check: impl FnOnce(&[LabelId], &State) -> Result<()>,
    ) -> Result<Self> {
        let config = &project.config;
        let mut training_set = TrainingSetBuilder::new(config.learner.targets);
        let targets = training_set.read(state);
        check(&training_set.classes(), state)?;
        let preparation = Preparation::of(&project.layout, config, &project.items)?;
        let vector_width = preparation.vectors.as_ref().map(Vectors::width);
        // A watch that never stops the work always gets a result.
        let fitted = preparation.whole(&|_| true).unwrap_or_default();
        let config = TrainerConfig::of_project(config)?;
        Ok(Self {
            trainer: config.trainer(&project.items, fitted.clone(), &targets),
            fitted,
            vector_width,
        })
    }

    /// The likeliest label of a held-out item: for evaluation.
    pub(crate) fn predict_held_out(&self, item: HoldoutId) -> Option<LabelId> {
        self.trainer.predict_held_out(item)
    }

    /// The classes that have a label, in id order: no other is ever predicted.
    pub(crate) fn classes(&self) -> &[LabelId] {
        self.trainer.committee().classes()
    }

    /// Every item without a label in force, in import order, held-out ones too.
    pub(crate) fn rest(&self, items: &Items, state: &State) -> Vec<(ItemIndex, Probabilities)> {
        let committee = self.trainer.committee();
        let open: Vec<ItemIndex> = items
            .iter()
            .map(|(index, _)| index)
            .filter(|index| state.item(*index).label().is_none())
            .collect();
        open.into_par_iter()
            .map(|index| {
                let prediction = match items.side(index) {
                    Split::Pool(id) => committee.prediction_of(id),
                    Split::Holdout(id) => {
                        let row = self.fitted.held_out.get(id.index());
                        row.and_then(|row| committee.prediction(row.as_row()))
                    }
                };
                (index, probabilities(prediction))
            })
            .collect()
    }

    /// Items that are not the project's, in their order; `vectors` has one for each.
    pub(crate) fn others(&self, items: &[Item], vectors: Option<&Vectors>) -> Vec<Probabilities> {
        let committee = self.trainer.committee();
        let rows = self.fitted.transform_all(items, vectors);
        rows.par_iter()
            .map(|row| probabilities(committee.prediction(row.as_row())))
            .collect()
    }
}

fn probabilities(prediction: Option<CommitteePrediction>) -> Probabilities {
    prediction.map_or_else(Vec::new, |prediction| prediction.probabilities)
}

/// Refuses where there is nothing to tell apart. Nothing is learnt from held-out labels.
fn refuse_too_few(classes: &[LabelId], state: &State) -> Result<()> {
    let what = match classes {
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
