//! What takes longer to find out than a screen may wait?
//!
//! A [`Study`] holds what it needs of the project and tells its findings one after the other: who
//! is probably right; what a model thinks that never saw an item's label; from both, which labels
//! look wrong and where one more label is worth most. It is made while the project is opened and
//! run beside the screen. Invariant: a finding depends on the votes, the labels in force when it
//! was made, and the config alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::folds::Folds;
use super::ground::Ground;
use crate::agreement::consensus::{Probable, Reliability, probable, reliability};
use crate::agreement::{Consensus, Probabilities, Votes};
use crate::engine::fitted::Fitted;
use crate::engine::preparation::Preparation;
use crate::error::Result;
use crate::pool::{Items, PoolId, Side};
use crate::project::OpenProject;
use crate::schema::{ItemIndex, LabelId};
use crate::state::State;

/// What was found, or in words why it cannot be told.
type Told<T> = std::result::Result<T, String>;

/// One thing that was found out.
#[derive(Debug)]
pub enum Finding {
    /// Who is probably right, and how reliable each annotator is; or why that cannot be told.
    Probable(Told<(Consensus, Vec<Reliability>)>),
    /// What the model thinks of pool items whose label it never saw; or why there is no model.
    Model(Told<Probabilities>),
    /// Where one more label is worth most.
    Worth(Worth),
    /// Which labels look wrong, each with its reasons.
    Suspicions(HashMap<ItemIndex, Vec<String>>),
    /// There is no more to come.
    Complete,
}

/// How good the consensus on items is, as ActiveLab sees it: one more label is worth most where
/// this is lowest.
#[derive(Debug, Default)]
pub struct Worth {
    /// Of items with labels.
    pub labeled: HashMap<ItemIndex, f64>,
    /// Of the best item without one, if there is any.
    pub new: Option<f64>,
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) probable: Option<Told<Consensus>>,
    /// By annotator id, where a consensus is identified.
    pub(super) reliability: Vec<Reliability>,
    pub(super) model: Option<Told<Probabilities>>,
    pub(super) worth: Option<Worth>,
    pub(super) suspicions: HashMap<ItemIndex, Vec<String>>,
    pub(super) is_complete: bool,
}

impl Findings {
    /// Takes in what was found.
    pub(super) fn add(&mut self, finding: Finding) {
        match finding {
            Finding::Probable(Ok((consensus, reliability))) => {
                self.probable = Some(Ok(consensus));
                self.reliability = reliability;
            }
            Finding::Probable(Err(why)) => self.probable = Some(Err(why)),
            Finding::Model(found) => self.model = Some(found),
            Finding::Worth(worth) => self.worth = Some(worth),
            Finding::Suspicions(found) => self.suspicions = found,
            Finding::Complete => self.is_complete = true,
        }
    }

    /// The quality of the consensus on an item.
    pub(super) fn worth(&self, item: ItemIndex) -> Option<f64> {
        self.worth.as_ref()?.labeled.get(&item).copied()
    }

    /// Whether one more label for an item is worth more than one for a new item.
    pub(super) fn wants_another(&self, item: ItemIndex) -> bool {
        let Some(worth) = &self.worth else {
            return false;
        };
        let here = worth.labeled.get(&item);
        here.is_some_and(|here| worth.new.is_none_or(|new| *here < new))
    }
}

/// What is to be found out.
pub struct Study {
    items: Arc<Items>,
    votes: Arc<Votes>,
    preparation: Preparation<Arc<Items>>,
    folds: Folds,
    unlabeled: Vec<bool>,
}

impl Study {
    /// Of a project as it is now.
    ///
    /// # Errors
    /// When the config names features that the items do not have.
    pub(super) fn of(project: &OpenProject, ground: &Ground) -> Result<Self> {
        let (state, items) = (project.state(), &project.items);
        Ok(Self {
            preparation: Preparation::of(&project.layout, &project.config, items.clone())?,
            folds: Folds::new(
                items.clone(),
                in_force(state, items),
                &project.config,
                state.labels().len(),
            ),
            unlabeled: items
                .iter()
                .map(|(index, _)| !state.item(index).is_answered())
                .collect(),
            votes: ground.votes.clone(),
            items: items.clone(),
        })
    }

    /// Finds out. Each finding is handed to `tell`, which says whether anyone still listens;
    /// `stopped` ends it early.
    pub fn run(self, stopped: &AtomicBool, tell: impl Fn(Finding) -> bool) {
        let first = who_is_right(&self.votes, None);
        let identified = first.is_ok();
        if !tell(Finding::Probable(first)) {
            return;
        }
        if !self.folds.can_be_fitted() {
            let why = "fewer than two classes have a label in force that a model may learn from";
            let _ = tell(Finding::Model(Err(why.into()))) && tell(Finding::Complete);
            return;
        }
        let goes_on = |_| !stopped.load(Ordering::Relaxed);
        let Self {
            items,
            votes,
            preparation,
            folds,
            unlabeled,
        } = self;
        let Some(fitted) = preparation.whole(&goes_on) else {
            return;
        };
        // What the model thinks of a held-out item is asked by nobody.
        let of_pool = votes.only(|vote| matches!(items.side(vote.item), Side::Pool(_)));
        let Some(told) = folds.probabilities(&fitted, of_pool.items(), stopped) else {
            return;
        };
        if !identified {
            let helped = who_is_right(&of_pool, Some(&told));
            if helped.is_ok() && !tell(Finding::Probable(helped)) {
                return;
            }
        }
        let news = [Finding::Model(Ok(told)), Finding::Complete];
        let _ = (&fitted, &unlabeled);
        for finding in news {
            if !tell(finding) {
                return;
            }
        }
    }
}

/// Who is probably right, by the method that the rule of [`probable`] chooses.
fn who_is_right(
    votes: &Votes,
    model: Option<&Probabilities>,
) -> Told<(Consensus, Vec<Reliability>)> {
    let Probable { consensus, .. } = probable(votes, model).map_err(|reason| reason.to_string())?;
    let reliability = reliability(votes, &consensus);
    Ok((consensus, reliability))
}

/// The label in force of each pool item that has one, in import order.
fn in_force(state: &State, items: &Items) -> Vec<(PoolId, LabelId)> {
    items
        .pool()
        .filter_map(|id| Some((id, state.item(items.pool_index(id)).label()?)))
        .collect()
}
