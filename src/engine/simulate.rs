//! How few labels would have been enough?
//!
//! The loop of the engine with known labels as the oracle: the same state, trainer and decision,
//! without holdout and without the coins. A step is what a person would wait for: from an answer
//! to the next query known (learn, score the pool, rank, decide).

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::candidates::Chance;
use super::decision::decide;
use super::fitted::Fitted;
use super::snapshot::Snapshot;
use super::trainer::{Plan, Trainer, Update};
use crate::error::{Error, Result};
use crate::evaluation::{Confusion, accuracy, macro_f1};
use crate::features::{PoolId, RowBuf};
use crate::journal::event::{Answer, Answered, QueryRecord};
use crate::journal::{Entry, Event};
use crate::learner::Settings;
use crate::oracle::Replay;
use crate::pool::{Items, Side};
use crate::project::QueryPolicy;
use crate::rng::Seed;
use crate::schema::{Annotator, Arm, LabelId, LabelSet};
use crate::state::State;
use crate::strategy::Strategy;

/// Where checkpoints are made, up to the budget.
const CHECKPOINTS: &[usize] = &[
    10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 4_000,
    5_000, 7_500, 10_000,
];

/// How the first labels are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// By the product's own cold start.
    Own,
    /// That many random items, and more until two classes are met.
    Random(usize),
    /// One random item of each class.
    OnePerClass,
}

/// A labeled item that is only predicted, never learnt from.
#[derive(Debug)]
pub struct TestItem {
    /// Its row.
    pub row: RowBuf,
    /// Its true label's name.
    pub label: String,
}

/// One run of one strategy.
pub struct Simulation<'a> {
    /// The items, all in the pool.
    pub items: &'a Items,
    /// Their features.
    pub fitted: &'a Fitted,
    /// Their labels.
    pub oracle: &'a Replay,
    /// What accuracy is measured on.
    pub test: &'a [TestItem],
    /// All class names, in a fixed order.
    pub classes: &'a [String],
    /// What chooses.
    pub strategy: &'static dyn Strategy,
    /// How the first labels are chosen.
    pub start: Start,
    /// Labels to buy.
    pub budget: usize,
    /// The seed of the run.
    pub seed: Seed,
    /// The class to be found, if there is one.
    pub positive: Option<&'a str>,
    /// What is chosen about the learner.
    pub settings: Settings,
}

/// Step times in a stretch of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepTimes {
    /// Median, in milliseconds.
    pub p50: f64,
    /// 95th percentile, in milliseconds.
    pub p95: f64,
    /// 99th percentile, in milliseconds.
    pub p99: f64,
}

/// Where a run stood after a number of labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Labels bought.
    pub labels: usize,
    /// Share of test items predicted right; not a number without test items.
    pub accuracy: f64,
    /// Mean F1 over the classes of the test items; not a number without test items.
    pub macro_f1: f64,
    /// Times of the steps since the last checkpoint; `None` when there were none.
    pub steps: Option<StepTimes>,
    /// Items of the positive class found.
    pub found: Option<usize>,
    /// On the last checkpoint: labels at which 95 % of the positive class were found.
    pub labels_to_95: Option<usize>,
}

/// One step of a run: an answer, and how long the next query took to be known.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Labels bought so far, this one counted.
    pub labels: usize,
    /// The item that was answered.
    pub item: PoolId,
    /// Milliseconds to learn it, score the pool, rank and decide.
    pub milliseconds: f64,
    /// Of these, to learn it.
    pub learn: f64,
    /// Of these, to score the pool and rank.
    pub rank: f64,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Where it stood at the checkpoints.
    pub checkpoints: Vec<Checkpoint>,
    /// Every step after the start.
    pub steps: Vec<Step>,
}

/// Runs the loop to its budget.
pub fn simulate(simulation: &Simulation<'_>) -> Result<Outcome> {
    Ok(Run::new(simulation)?.run())
}

struct Run<'a> {
    simulation: &'a Simulation<'a>,
    annotator: Annotator,
    state: State,
    trainer: Trainer,
    chance: Chance,
    policy: QueryPolicy,
    told: usize,
    asked: Vec<PoolId>,
    times: Vec<Duration>,
    steps: Vec<Step>,
    found_at: Vec<usize>,
}

impl<'a> Run<'a> {
    fn new(simulation: &'a Simulation<'a>) -> Result<Self> {
        let annotator =
            Annotator::new("replay").map_err(|why| Error::usage(why, "report this as a bug"))?;
        let labels = LabelSet::from_names(simulation.classes.iter().map(String::as_str));
        let plan = Plan {
            strategy: simulation.strategy,
            declared: simulation.classes.len(),
            cold_start: simulation.start == Start::Own,
            positive: simulation.positive.and_then(|name| labels.find(name)),
            serving: Arc::default(),
            settings: simulation.settings,
            seed: simulation.seed,
        };
        let trainer = Trainer::new(simulation.items, simulation.fitted.clone(), plan);
        Ok(Self {
            state: State::new(labels, simulation.items),
            trainer,
            chance: Chance::new(simulation.items, simulation.seed, &annotator),
            annotator,
            // Every query is the strategy's own: the coins are the product's, not the strategy's.
            policy: QueryPolicy {
                holdout_share: 0.0,
                holdout_later_share: 0.0,
                random_share: 0.0,
                ..QueryPolicy::default()
            },
            told: 0,
            asked: Vec::new(),
            times: Vec::new(),
            steps: Vec::new(),
            found_at: Vec::new(),
            simulation,
        })
    }

    fn run(mut self) -> Outcome {
        let budget = self.simulation.budget.min(self.simulation.items.pool_len());
        let mut checkpoints = Vec::new();
        for item in self.first_items() {
            if self.asked.len() < budget {
                self.answer(item);
                self.learn(item);
            }
        }
        self.reach(&mut checkpoints, budget);
        let first = self.trainer.snapshot();
        let mut next = self.decide(&first);
        while self.asked.len() < budget {
            let Some(item) = next else { break };
            self.answer(item);
            let begun = Instant::now();
            self.learn(item);
            let learnt = begun.elapsed();
            let snapshot = self.trainer.snapshot();
            let ranked = begun.elapsed();
            next = self.decide(&snapshot);
            let took = begun.elapsed();
            self.times.push(took);
            self.steps.push(Step {
                labels: self.asked.len(),
                item,
                milliseconds: milliseconds(took),
                learn: milliseconds(learnt),
                rank: milliseconds(ranked.saturating_sub(learnt)),
            });
            self.reach(&mut checkpoints, budget);
        }
        if let Some(last) = checkpoints.last_mut() {
            last.labels_to_95 = self.labels_to_95();
        }
        Outcome {
            checkpoints,
            steps: self.steps,
        }
    }

    fn first_items(&self) -> Vec<PoolId> {
        let simulation = self.simulation;
        let mut order: Vec<PoolId> = simulation.items.pool().collect();
        simulation.seed.stream("start", "").shuffle(&mut order);
        let label = |id: &PoolId| simulation.oracle.answer(*id);
        match simulation.start {
            Start::Own => Vec::new(),
            Start::Random(count) => {
                let second = order
                    .iter()
                    .position(|id| label(id) != label(&order[0]))
                    .unwrap_or(0);
                order.truncate(count.max(second + 1));
                order
            }
            Start::OnePerClass => {
                let mut met = std::collections::HashSet::new();
                order.retain(|id| met.insert(label(id)));
                order
            }
        }
    }

    /// The oracle's answer becomes an event and the event becomes state, as with a person.
    fn answer(&mut self, item: PoolId) {
        let simulation = self.simulation;
        let label = simulation.oracle.answer(item);
        self.asked.push(item);
        if simulation.positive == Some(label) {
            self.found_at.push(self.asked.len());
        }
        let event = Event::Answered(Answered {
            session: None,
            annotator: self.annotator.clone(),
            item: simulation.items.pool_item(item).id.clone(),
            answer: Answer::Label(label.to_owned()),
            shown_at: Timestamp::UNIX_EPOCH,
            active_seconds: 0.0,
            guidelines: String::new(),
            query: QueryRecord::of(Arm::Active),
        });
        let entry = Entry {
            at: Timestamp::UNIX_EPOCH,
            event,
        };
        self.state
            .apply(simulation.items, 0, self.asked.len() as u64, &entry);
    }

    fn learn(&mut self, item: PoolId) {
        let mut updates: Vec<Update> = self.state.training_changes()[self.told..]
            .iter()
            .map(|change| Update::Learn(change.item(), change.label()))
            .collect();
        self.told = self.state.training_changes().len();
        updates.push(Update::Candidate(item, false));
        self.trainer.update(&updates);
    }

    fn decide(&self, snapshot: &Snapshot) -> Option<PoolId> {
        let items = self.simulation.items;
        let decision = decide(
            &self.state,
            items,
            &self.annotator,
            &self.policy,
            &self.chance,
            snapshot,
        )?;
        match items.side(decision.item) {
            Side::Pool(id) => Some(id),
            Side::Holdout(_) => None,
        }
    }

    /// Makes a checkpoint if this is the place for one.
    fn reach(&mut self, checkpoints: &mut Vec<Checkpoint>, budget: usize) {
        let labels = self.asked.len();
        let due = CHECKPOINTS.contains(&labels) || labels == budget;
        let known = checkpoints.last().is_some_and(|last| last.labels == labels);
        if !due || known || labels == 0 {
            return;
        }
        let committee = self.trainer.committee();
        let names = self.state.labels();
        let truth = |name: &str| names.find(name).unwrap_or(LabelId(u16::MAX));
        let only = committee.classes().first().copied();
        let confusion = Confusion::of(self.simulation.test.iter().map(|item| {
            let predicted = committee.predict(item.row.as_row()).or(only);
            (truth(&item.label), predicted)
        }));
        let measured = |value: f64| match confusion.total() {
            0 => f64::NAN,
            _ => value,
        };
        checkpoints.push(Checkpoint {
            labels,
            accuracy: measured(accuracy(&confusion)),
            macro_f1: measured(macro_f1(&confusion)),
            steps: step_times(&mut self.times),
            found: self.simulation.positive.map(|_| self.found_at.len()),
            labels_to_95: None,
        });
        self.times.clear();
    }

    fn labels_to_95(&self) -> Option<usize> {
        let positive = self.simulation.positive?;
        let items = self.simulation.items;
        let all = items
            .pool()
            .filter(|id| self.simulation.oracle.answer(*id) == positive)
            .count();
        let wanted = (0.95 * all as f64).ceil() as usize;
        self.found_at.get(wanted.checked_sub(1)?).copied()
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Percentiles by the nearest rank.
fn step_times(times: &mut [Duration]) -> Option<StepTimes> {
    if times.is_empty() {
        return None;
    }
    times.sort_unstable();
    let at = |share: f64| {
        let rank = (share * times.len() as f64).ceil() as usize;
        times[rank.clamp(1, times.len()) - 1].as_secs_f64() * 1e3
    };
    Some(StepTimes {
        p50: at(0.50),
        p95: at(0.95),
        p99: at(0.99),
    })
}
