//! Computes beside the screen what takes longer than a screen may wait.
//!
//! A [`BackgroundAnalysis`] holds what it needs of the project and publishes its results one after
//! the other: who is probably right; what a model predicts that never saw an item's label; from
//! both, which labels look wrong and where one more label is worth most. It is made while the
//! project is opened. Invariant: a result depends on the votes, the labels in force when the
//! analysis was made, and the config alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cross_validation::CrossValidation;
use super::label_errors::{Evidence, LabelErrorEvidence, in_words};
use super::vote_table::VoteTable;
use crate::agreement::consensus::{Probable, Reliability, active_lab, probable, reliability};
use crate::agreement::label_errors::under_older_guidelines;
use crate::agreement::{Consensus, Probabilities, Votes};
use crate::pool::{Items, PoolId, Split};
use crate::project::{Config, Layout, OpenProject};
use crate::schema::{ItemIndex, LabelId, LabelSet};
use crate::state::State;
use crate::trainer::{Preparation, settings_of};

/// What was found, or in words why it cannot be told.
type Outcome<T> = std::result::Result<T, String>;

/// One thing that was found out.
#[derive(Debug, Clone)]
pub enum AnalysisResult {
    /// Who is probably right, and how reliable each annotator is; or why that cannot be told.
    Probable(Outcome<(Consensus, Vec<Reliability>)>),
    /// What the model predicts for pool items whose label it never saw; or why there is no model.
    Model(Outcome<Probabilities>),
    /// Where one more label is worth most.
    Worth(Worth),
    /// Which labels look wrong, each with its reasons.
    LabelErrors(HashMap<ItemIndex, LabelErrorEvidence>),
    /// There is no more to come.
    Complete,
}

/// How good the consensus on items is, as ActiveLab sees it: one more label is worth most where
/// this is lowest.
#[derive(Debug, Clone, Default)]
pub struct Worth {
    /// Of items with labels.
    pub labeled: HashMap<ItemIndex, f64>,
    /// Of the best item without one, if there is any.
    pub new: Option<f64>,
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct AnalysisResults {
    pub(super) probable: Option<Outcome<Consensus>>,
    /// By annotator id, where a consensus is identified.
    pub(super) reliability: Vec<Reliability>,
    pub(super) model: Option<Outcome<Probabilities>>,
    pub(super) worth: Option<Worth>,
    pub(super) label_errors: HashMap<ItemIndex, LabelErrorEvidence>,
    pub(super) is_complete: bool,
}

impl AnalysisResults {
    /// Takes in what was found.
    pub(super) fn add(&mut self, result: AnalysisResult) {
        match result {
            AnalysisResult::Probable(Ok((consensus, reliability))) => {
                self.probable = Some(Ok(consensus));
                self.reliability = reliability;
            }
            AnalysisResult::Probable(Err(why)) => self.probable = Some(Err(why)),
            AnalysisResult::Model(found) => self.model = Some(found),
            AnalysisResult::Worth(worth) => self.worth = Some(worth),
            AnalysisResult::LabelErrors(found) => self.label_errors = found,
            AnalysisResult::Complete => self.is_complete = true,
        }
    }

    /// The quality of the consensus on an item.
    pub(super) fn worth(&self, item: ItemIndex) -> Option<f64> {
        self.worth.as_ref()?.labeled.get(&item).copied()
    }

    /// How much speaks against the labels of an item, 0 to 1.
    pub(super) fn label_error_strength(&self, item: ItemIndex) -> f64 {
        let found = self.label_errors.get(&item);
        found.map_or(0.0, |found| found.strength)
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
pub struct BackgroundAnalysis {
    items: Arc<Items>,
    votes: Arc<Votes>,
    layout: Layout,
    config: Config,
    folds: CrossValidation,
    labels: LabelSet,
    /// Hashes of the guidelines, from the oldest to those in force.
    versions: Vec<String>,
    /// Items that nobody has spoken of.
    is_new: Vec<bool>,
}

impl BackgroundAnalysis {
    /// Of a project as it is now.
    pub(super) fn of(project: &OpenProject, vote_table: &VoteTable) -> Self {
        let (state, items) = (project.state(), &project.items);
        Self {
            layout: project.layout.clone(),
            config: project.config.clone(),
            folds: CrossValidation {
                items: items.clone(),
                labeled: in_force(state, items),
                settings: settings_of(&project.config.learner),
                seed: project.config.seed,
                classes: state.labels().len(),
            },
            is_new: items
                .iter()
                .map(|(index, _)| !state.item(index).is_answered())
                .collect(),
            labels: state.labels().clone(),
            versions: versions(state, &project.guidelines.hash),
            votes: vote_table.votes.clone(),
            items: items.clone(),
        }
    }

    /// Runs. Each result is handed to `publish`, which says whether anyone still listens;
    /// `stopped` ends it early.
    pub fn run(self, stopped: &AtomicBool, publish: impl Fn(AnalysisResult) -> bool) {
        if self.results(stopped, &publish).is_some() {
            let _ = publish(AnalysisResult::Complete);
        }
    }

    /// Everything, one after the other; `None` when it was stopped or nobody listens any more.
    fn results(
        self,
        stopped: &AtomicBool,
        publish: &impl Fn(AnalysisResult) -> bool,
    ) -> Option<()> {
        let send = |result| publish(result).then_some(());
        let first = who_is_right(&self.votes, None);
        let identified = first.is_ok();
        send(AnalysisResult::Probable(first))?;
        let older = under_older_guidelines(&self.votes, &self.versions);
        let is_idle = if !self.config.learns() {
            Some("nothing is learnt from images")
        } else if !self.folds.can_be_fitted() {
            Some("fewer than two classes have a label in force that a model may learn from")
        } else {
            None
        };
        if let Some(why) = is_idle {
            send(AnalysisResult::Model(Err(why.into())))?;
            let found = in_words(older, &self.labels, &self.items);
            return send(AnalysisResult::LabelErrors(found));
        }
        let prepared = Preparation::of(&self.layout, &self.config, self.items.clone());
        let fitted = match prepared {
            Ok(prepared) => prepared.whole(&|_| !stopped.load(Ordering::Relaxed))?,
            Err(problem) => return send(AnalysisResult::Model(Err(problem.to_string()))),
        };
        let (items, folds) = (&self.items, &self.folds);
        // What the model predicts for a held-out item is asked by nobody.
        let in_pool = |item| matches!(items.side(item), Split::Pool(_));
        let votes = self.votes.only(|vote| in_pool(vote.item));
        let model = folds.probabilities(&fitted, votes.items(), stopped)?;
        if !identified {
            let helped = who_is_right(&votes, Some(&model));
            if helped.is_ok() {
                send(AnalysisResult::Probable(helped))?;
            }
        }
        send(AnalysisResult::Model(Ok(model.clone())))?;
        let new = folds.of_new_items(&fitted, |item| self.is_new[item.index()]);
        send(AnalysisResult::Worth(worth(&votes, &model, &new)))?;
        let evidence = Evidence {
            items,
            votes: &votes,
            model: &model,
            rows: &fitted.rows,
        };
        let found = evidence.findings().into_iter().chain(older).collect();
        send(AnalysisResult::LabelErrors(in_words(
            found,
            &self.labels,
            items,
        )))
    }
}

/// The hashes of all guidelines that labels or decisions were made under, those in force last.
fn versions(state: &State, in_force: &str) -> Vec<String> {
    let known = state.guideline_versions().iter();
    let older = known.filter(|hash| *hash != in_force).cloned();
    older.chain([in_force.to_owned()]).collect()
}

/// ActiveLab's scores of labeled items, and the best of the new ones.
fn worth(votes: &Votes, model: &Probabilities, new: &Probabilities) -> Worth {
    let rows = model.iter().chain(new.iter());
    let all = Probabilities::new(rows.map(|(item, shares)| (item, shares.to_vec())));
    let mut worth = Worth::default();
    // Where it cannot be told, nothing is.
    for known in active_lab(votes, &all).unwrap_or_default() {
        if known.labels > 0 {
            worth.labeled.insert(known.item, known.score);
        } else if worth.new.is_none() {
            worth.new = Some(known.score);
        }
    }
    worth
}

/// Who is probably right, by the method that the rule of [`probable`] chooses.
fn who_is_right(
    votes: &Votes,
    model: Option<&Probabilities>,
) -> Outcome<(Consensus, Vec<Reliability>)> {
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
