//! Replays known labels under a strategy.
//!
//! The loop of the workstation with known labels as the oracle: the same state, trainer and decision,
//! without holdout and without the coins, but for a strategy to which the random draws belong. A
//! step is what a person would wait for: from an answer to the next query known (learn, score the
//! pool, rank, decide).

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::labeled_pool::LabeledPool;
use crate::error::{Error, Result};
use crate::evaluation::{Checkpoint, Confusion, StepTimes, accuracy, macro_f1};
use crate::features::PoolId;
use crate::journal::event::{Answer, Answered, QueryRecord};
use crate::journal::{Entry, Event};
use crate::learner::Settings;
use crate::pool::Split;
use crate::project::{Copies, QueryPolicy};
use crate::query::{NextQuery, QuerySelector, SeededDraws};
use crate::rng::Seed;
use crate::schema::{Annotator, Arm, LabelId, LabelSet};
use crate::state::State;
use crate::strategy::StrategySpec;
use crate::trainer::{Snapshot, Trainer, TrainerConfig, TrainingSetBuilder, Update};

/// Where checkpoints are made, up to the budget, and at the budget itself.
pub(crate) const CHECKPOINTS: &[usize] = &[
    10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 4_000,
    5_000, 7_500, 10_000,
];

/// How the first labels are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// By the product's own cold start.
    Own,
    /// That many random items, and more until two classes are met.
    Random(usize),
    /// One random item of each class.
    OnePerClass,
}

/// The strategy that the random draws and guards belong to: without them it would be another.
const WITH_RANDOM_ARM: &str = "auto";

/// One run of one strategy.
pub(crate) struct Simulation<'a> {
    /// What is labeled, and what is tested on.
    pub data: &'a LabeledPool,
    /// What chooses.
    pub strategy: &'static StrategySpec,
    /// How the first labels are chosen.
    pub start: Start,
    /// Labels to buy.
    pub budget: usize,
    /// The seed of the run.
    pub seed: Seed,
    /// The class to be found, if there is one.
    pub positive: Option<&'a str>,
    /// What stands between ranking and query, if it was chosen.
    pub query: Option<&'a QueryPolicy>,
    /// What is chosen about the learner.
    pub settings: Settings,
    /// Seconds that each pool item takes to answer, in pool order, if answers cost time.
    pub seconds: Option<&'a [f64]>,
}

/// One step of a run: an answer, and how long the next query took to be known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
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
pub(crate) struct Outcome {
    /// Where it stood at the checkpoints.
    pub checkpoints: Vec<Checkpoint>,
    /// Every step after the start.
    pub steps: Vec<Step>,
}

/// Runs the loop to its budget.
pub(crate) fn simulate(simulation: &Simulation<'_>) -> Result<Outcome> {
    Ok(Run::new(simulation)?.run())
}

impl Simulation<'_> {
    /// What stands between ranking and query: what was asked for, else for the strategy that
    /// stands for the whole product what a new project has, and nothing for the others, which are
    /// measured as they are. There is no holdout.
    fn policy(&self) -> QueryPolicy {
        let policy = match self.query {
            Some(policy) => policy.clone(),
            None if self.strategy.id == WITH_RANDOM_ARM => QueryPolicy::default(),
            None => QueryPolicy {
                random_share: 0.0,
                vary: false,
                guard: false,
                copies: Copies::Ask,
                ..QueryPolicy::default()
            },
        };
        QueryPolicy {
            holdout_share: 0.0,
            holdout_later_share: 0.0,
            ..policy
        }
    }
}

struct Run<'a> {
    simulation: &'a Simulation<'a>,
    annotator: Annotator,
    state: State,
    trainer: Trainer,
    draws: SeededDraws,
    policy: QueryPolicy,
    training_set: TrainingSetBuilder,
    asked: Vec<PoolId>,
    seconds: f64,
    times: Vec<Duration>,
    steps: Vec<Step>,
    found_at: Vec<usize>,
}

impl<'a> Run<'a> {
    fn new(simulation: &'a Simulation<'a>) -> Result<Self> {
        let annotator =
            Annotator::new("replay").map_err(|why| Error::usage(why, "report this as a bug"))?;
        let data = simulation.data;
        let labels = LabelSet::from_names(data.classes.iter().map(String::as_str));
        let state = State::new(labels, &data.items);
        let policy = simulation.policy();
        let positive = simulation.positive;
        let (items, place) = (&data.items, Path::new("--query"));
        let mut config =
            TrainerConfig::new(simulation.strategy, simulation.settings, simulation.seed)
                .asking(&annotator, items, &state, &policy, place)?;
        config.cold_start = simulation.start == Start::Own;
        config.positive = positive.and_then(|name| state.labels().find(name));
        let trainer = config.trainer(items, data.fitted.clone(), &[]);
        Ok(Self {
            state,
            trainer,
            draws: SeededDraws::new(items, simulation.seed, &annotator),
            annotator,
            policy,
            training_set: TrainingSetBuilder::default(),
            asked: Vec::new(),
            seconds: 0.0,
            times: Vec::new(),
            steps: Vec::new(),
            found_at: Vec::new(),
            simulation,
        })
    }

    fn run(mut self) -> Outcome {
        let pool = self.simulation.data.items.pool_len();
        let budget = self.simulation.budget.min(pool);
        let mut checkpoints = Vec::new();
        for item in self.first_items() {
            if self.asked.len() < budget {
                self.answer(item, Arm::Active);
                self.learn(item);
                self.reach(&mut checkpoints, budget);
            }
        }
        let first = self.trainer.snapshot();
        let mut next = self.decide(&first);
        while self.asked.len() < budget {
            let Some((item, arm)) = next else { break };
            self.answer(item, arm);
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
        let data = simulation.data;
        let mut order: Vec<PoolId> = data.items.pool().collect();
        simulation.seed.stream("start", "").shuffle(&mut order);
        let label = |id: &PoolId| &data.labels[id.index()];
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
    fn answer(&mut self, item: PoolId, arm: Arm) {
        let simulation = self.simulation;
        let data = simulation.data;
        let label = &data.labels[item.index()];
        let seconds = simulation.seconds.map_or(0.0, |all| all[item.index()]);
        self.seconds += seconds;
        self.asked.push(item);
        if simulation.positive == Some(label.as_str()) {
            self.found_at.push(self.asked.len());
        }
        let event = Event::Answered(Answered {
            session: None,
            annotator: self.annotator.clone(),
            item: data.items.pool_item(item).id.clone(),
            answer: Answer::Label(label.clone()),
            shown_at: Timestamp::UNIX_EPOCH,
            active_seconds: seconds,
            guidelines: String::new(),
            query: QueryRecord::of(arm),
            oracle: None,
            person: None,
        });
        let entry = Entry {
            at: Timestamp::UNIX_EPOCH,
            event,
        };
        self.state
            .apply(&data.items, 0, self.asked.len() as u64, &entry);
    }

    fn learn(&mut self, item: PoolId) {
        let targets = self.training_set.read(&self.state);
        let mut updates: Vec<Update> = targets.into_iter().map(Update::Learn).collect();
        updates.push(Update::Candidate(item, false));
        self.trainer.update(&updates);
    }

    fn decide(&self, snapshot: &Snapshot) -> Option<(PoolId, Arm)> {
        let items = &self.simulation.data.items;
        let selector = QuerySelector {
            state: &self.state,
            items,
            annotator: &self.annotator,
            policy: &self.policy,
            draws: &self.draws,
            snapshot,
            permission: &|_| Ok(()),
            effort: None,
            repeats: None,
        };
        let NextQuery::Ask(decision) = selector.next() else {
            return None;
        };
        match items.side(decision.item) {
            Split::Pool(id) => Some((id, decision.arm)),
            Split::Holdout(_) => None,
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
        let confusion = Confusion::of(self.simulation.data.test.iter().map(|item| {
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
            seconds: self.simulation.seconds.map(|_| self.seconds),
            found: self.simulation.positive.map(|_| self.found_at.len()),
            labels_to_95: None,
        });
        self.times.clear();
    }

    fn labels_to_95(&self) -> Option<usize> {
        let positive = self.simulation.positive?;
        let data = self.simulation.data;
        let all = data
            .items
            .pool()
            .filter(|id| data.labels[id.index()] == positive)
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
        milliseconds(times[rank.clamp(1, times.len()) - 1])
    };
    Some(StepTimes {
        p50: at(0.50),
        p95: at(0.95),
        p99: at(0.99),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::Inputs;
    use crate::simulation::labeled_pool::LabeledItems;
    use crate::strategy::REGISTRY;

    #[test]
    fn only_auto_keeps_random_draws_and_guards_unless_asked_for() {
        let none = LabeledItems::default;
        let data = LabeledPool::new(none(), none(), &Inputs::default(), Seed(1)).unwrap();
        let asked = QueryPolicy {
            random_share: 0.5,
            ..QueryPolicy::default()
        };
        for strategy in REGISTRY {
            let mut simulation = Simulation {
                data: &data,
                strategy,
                start: Start::Own,
                budget: 1,
                seed: Seed(1),
                positive: None,
                query: None,
                settings: Settings::default(),
                seconds: None,
            };
            let is_auto = strategy.id == "auto";
            let policy = simulation.policy();
            assert_eq!(policy.random_share > 0.0, is_auto, "{}", strategy.id);
            assert_eq!(policy.guard, is_auto);
            assert!(policy.holdout_share <= 0.0, "there is no holdout");
            simulation.query = Some(&asked);
            assert!((simulation.policy().random_share - 0.5).abs() < 1e-12);
        }
    }
}
