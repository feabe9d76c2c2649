//! A committee follows from its changes alone.

use super::*;
use crate::features::{FeatureSpace, PoolId, Rows};
use crate::learner::{CommitteePrediction, Settings};
use crate::pool::{Item, Items};
use crate::rng::Seed;
use crate::schema::LabelId;

struct Pool {
    ids: Vec<PoolId>,
    rows: Arc<Rows>,
}

impl Pool {
    fn new() -> Self {
        Self::of(150)
    }

    fn of(count: usize) -> Self {
        let topics = [
            "invoice payment refund charge",
            "login password account name",
            "server outage slow down",
        ];
        let items = (0..count)
            .map(|n| Item {
                id: n.to_string(),
                text: format!("{} case{} of week{}", topics[n % 3], n % 11, n % 7),
                fields: Vec::new(),
            })
            .collect();
        let items = Items::new(items, |_| false);
        let texts = items.pool().map(|id| items.pool_item(id).text.as_str());
        let rows = FeatureSpace::fit(texts, Seed(1)).1;
        Self {
            ids: items.pool().collect(),
            rows: Arc::new(rows),
        }
    }

    fn initial(&self) -> Committee {
        let keys = (0..self.ids.len())
            .map(|n| Seed(3).rank("key", &n.to_string()))
            .collect();
        Committee::new(self.rows.clone(), keys, Settings::default())
    }

    fn history(&self) -> CommitteeHistory {
        CommitteeHistory::new(self.initial())
    }

    fn prediction(&self, history: &CommitteeHistory, at: usize) -> Option<CommitteePrediction> {
        history.current().prediction_of(self.ids[at])
    }

    /// The true label of an item.
    fn label(at: usize) -> LabelId {
        LabelId((at % 3) as u16)
    }

    fn teach(&self, at: usize) -> TargetUpdate {
        TargetUpdate::to(self.ids[at], Some(Self::label(at)))
    }

    /// Labels, slips put right, relabels and takings back.
    fn changes(&self) -> Vec<TargetUpdate> {
        let mut stream = Seed(9).stream("changes", "");
        let mut changes: Vec<TargetUpdate> = Vec::new();
        while changes.len() < 160 {
            let at = stream.below(self.ids.len());
            match (stream.below(8), changes.last()) {
                (0, _) => changes.push(TargetUpdate::to(self.ids[at], None)),
                (1, Some(last)) => changes.push(TargetUpdate::to(last.item, None)),
                (2, Some(last)) => changes.push(TargetUpdate::to(last.item, Some(LabelId(0)))),
                _ => changes.push(self.teach(at)),
            }
        }
        changes
    }
}

#[test]
fn replaying_gives_the_same_committee_bit_for_bit_at_every_step() {
    let pool = Pool::new();
    let changes = pool.changes();
    let mut live = pool.history();
    for (step, change) in changes.iter().enumerate() {
        live.learn(change);
        let replayed = CommitteeHistory::replay(pool.initial(), &changes[..=step]);
        assert_eq!(
            replayed.current().model_id(),
            live.current().model_id(),
            "step {}",
            step + 1
        );
        assert_eq!(pool.prediction(&replayed, 5), pool.prediction(&live, 5));
        assert_eq!(replayed.version(), live.version());
    }
}

#[test]
fn threads_change_nothing() {
    let pool = Pool::new();
    let changes = pool.changes();
    let ids: Vec<String> = [1, 2]
        .map(|threads| {
            let threads = rayon::ThreadPoolBuilder::new().num_threads(threads);
            threads.build().unwrap().install(|| {
                let history = CommitteeHistory::replay(pool.initial(), &changes);
                history.current().model_id()
            })
        })
        .into();
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_label_taken_back_leaves_the_committee_as_it_was() {
    let pool = Pool::new();
    let mut history = pool.history();
    for at in 0..70 {
        history.learn(&pool.teach(at));
    }
    let (model, prediction) = (history.current().model_id(), pool.prediction(&history, 99));
    // Further back than committees are kept.
    for at in 70..80 {
        history.learn(&TargetUpdate::to(pool.ids[at], Some(LabelId(2))));
    }
    assert_ne!(history.current().model_id(), model);
    for at in (70..80).rev() {
        history.learn(&TargetUpdate::to(pool.ids[at], None));
    }
    assert_eq!(history.current().model_id(), model);
    assert_eq!(pool.prediction(&history, 99), prediction);
    assert_eq!(history.version(), 90);
}

#[test]
fn a_slip_put_right_is_as_if_it_had_not_been() {
    let pool = Pool::new();
    let (mut slipped, mut sure) = (pool.history(), pool.history());
    for at in 0..25 {
        slipped.learn(&TargetUpdate::to(pool.ids[at], Some(LabelId(1))));
        slipped.learn(&pool.teach(at));
        sure.learn(&pool.teach(at));
    }
    assert_eq!(slipped.current().model_id(), sure.current().model_id());
}

#[test]
fn what_was_speculated_is_what_would_have_been_learnt() {
    let pool = Pool::new();
    let (mut speculating, mut plain) = (pool.history(), pool.history());
    let mut hits = 0;
    for at in 0..90 {
        for guess in 0..2 {
            speculating.speculate(&TargetUpdate::to(pool.ids[at], Some(LabelId(guess))));
        }
        hits += u32::from(speculating.learn(&pool.teach(at)));
        plain.learn(&pool.teach(at));
        assert_eq!(
            speculating.current().model_id(),
            plain.current().model_id(),
            "step {at}"
        );
        assert_eq!(
            pool.prediction(&speculating, 120),
            pool.prediction(&plain, 120)
        );
    }
    assert_eq!(hits, 60, "two of three classes were speculated");
}

#[test]
fn the_committee_learns_what_it_is_told() {
    let pool = Pool::new();
    let mut history = pool.history();
    assert!(!history.current().is_ready());
    assert_eq!(pool.prediction(&history, 0), None);
    for at in 0..30 {
        history.learn(&pool.teach(at));
    }
    assert_eq!(history.current().members().len(), 3, "the SVM has joined");
    let right = (30..150)
        .filter(|at| {
            let prediction = pool.prediction(&history, *at);
            prediction.and_then(|o| o.likeliest()).map(|(l, _)| l) == Some(Pool::label(*at))
        })
        .count();
    assert!(right >= 118, "{right} of 120");
}

#[test]
fn a_class_that_loses_its_last_label_is_forgotten() {
    let pool = Pool::new();
    let mut history = pool.history();
    history.learn(&pool.teach(0));
    history.learn(&pool.teach(1));
    history.learn(&pool.teach(3));
    assert!(history.current().is_ready());
    history.learn(&TargetUpdate::to(pool.ids[1], None));
    assert!(!history.current().is_ready());
    assert_eq!(history.current().classes(), [LabelId(0)]);
}

#[test]
fn people_who_differ_are_learnt_as_they_differ() {
    let pool = Pool::new();
    let mut history = pool.history();
    for at in 0..30 {
        history.learn(&pool.teach(at));
    }
    let sure = pool
        .prediction(&history, 33)
        .unwrap()
        .probability(LabelId(0));
    let mut torn = pool.history();
    for at in 0..30 {
        let shares = [(Pool::label(at), 0.5), (Pool::label(at + 1), 0.5)];
        torn.learn(&TargetUpdate {
            item: pool.ids[at],
            target: Target::from_shares(shares),
        });
    }
    let prediction = pool.prediction(&torn, 33).unwrap();
    assert!(sure > 0.8, "{sure}");
    for label in [LabelId(0), LabelId(1)] {
        let p = prediction.probability(label);
        assert!((0.3..0.6).contains(&p), "{label:?} {p}");
    }
}

#[test]
fn replaying_many_classes_gives_the_same_committee() {
    // More labels than a background fit of so many classes takes.
    let pool = Pool::of(340);
    let changes: Vec<TargetUpdate> = (0..335)
        .map(|at| TargetUpdate::to(pool.ids[at], Some(LabelId((at * 7 % 25) as u16))))
        .collect();
    let mut live = pool.history();
    for (step, change) in changes.iter().enumerate() {
        live.learn(change);
        if [321, 334].contains(&step) {
            let replayed = CommitteeHistory::replay(pool.initial(), &changes[..=step]);
            let (replayed, live) = (replayed.current().model_id(), live.current().model_id());
            assert_eq!(replayed, live, "step {}", step + 1);
        }
    }
}

#[test]
fn what_was_speculated_can_be_forgotten() {
    let pool = Pool::new();
    let mut history = pool.history();
    for at in 0..10 {
        history.learn(&pool.teach(at));
    }
    for at in 20..40 {
        history.speculate(&pool.teach(at));
        history.speculate(&pool.teach(at));
        assert_eq!(history.speculated.len(), 1, "once, and none of before");
        history.forget_speculated();
    }
    assert!(!history.learn(&pool.teach(39)));
}

#[test]
fn many_changes_learnt_together_are_as_if_learnt_one_by_one() {
    let pool = Pool::new();
    let changes = pool.changes();
    let (mut together, mut single) = (pool.history(), pool.history());
    for part in changes.chunks(WORTH_A_REPLAY + 7) {
        together.learn_all(part);
        for change in part {
            single.learn(change);
        }
        assert_eq!(together.current().model_id(), single.current().model_id());
        assert_eq!(pool.prediction(&together, 5), pool.prediction(&single, 5));
        assert_eq!(together.version(), single.version());
    }
    // What was learnt together is taken back like anything else.
    let change = pool.teach(149);
    let model = together.current().model_id();
    together.learn(&change);
    together.learn(&TargetUpdate::to(change.item, None));
    assert_eq!(together.current().model_id(), model);
}
