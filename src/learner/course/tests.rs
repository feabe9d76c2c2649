//! Does a committee follow from its changes alone?

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

    fn beginning(&self) -> Committee {
        let keys = (0..self.ids.len())
            .map(|n| Seed(3).rank("key", &n.to_string()))
            .collect();
        Committee::new(self.rows.clone(), keys, Settings::default())
    }

    fn course(&self) -> CommitteeHistory {
        CommitteeHistory::new(self.beginning())
    }

    fn opinion(&self, course: &CommitteeHistory, at: usize) -> Option<CommitteePrediction> {
        course.current().opinion_of(self.ids[at])
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
    let mut live = pool.course();
    for (step, change) in changes.iter().enumerate() {
        live.learn(change);
        let replayed = CommitteeHistory::replay(pool.beginning(), &changes[..=step]);
        assert_eq!(
            replayed.current().model_id(),
            live.current().model_id(),
            "step {}",
            step + 1
        );
        assert_eq!(pool.opinion(&replayed, 5), pool.opinion(&live, 5));
        assert_eq!(replayed.told(), live.told());
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
                let course = CommitteeHistory::replay(pool.beginning(), &changes);
                course.current().model_id()
            })
        })
        .into();
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_label_taken_back_leaves_the_committee_as_it_was() {
    let pool = Pool::new();
    let mut course = pool.course();
    for at in 0..70 {
        course.learn(&pool.teach(at));
    }
    let (model, opinion) = (course.current().model_id(), pool.opinion(&course, 99));
    // Further back than committees are kept.
    for at in 70..80 {
        course.learn(&TargetUpdate::to(pool.ids[at], Some(LabelId(2))));
    }
    assert_ne!(course.current().model_id(), model);
    for at in (70..80).rev() {
        course.learn(&TargetUpdate::to(pool.ids[at], None));
    }
    assert_eq!(course.current().model_id(), model);
    assert_eq!(pool.opinion(&course, 99), opinion);
    assert_eq!(course.told(), 90);
}

#[test]
fn a_slip_put_right_is_as_if_it_had_not_been() {
    let pool = Pool::new();
    let (mut slipped, mut sure) = (pool.course(), pool.course());
    for at in 0..25 {
        slipped.learn(&TargetUpdate::to(pool.ids[at], Some(LabelId(1))));
        slipped.learn(&pool.teach(at));
        sure.learn(&pool.teach(at));
    }
    assert_eq!(slipped.current().model_id(), sure.current().model_id());
}

#[test]
fn what_was_foreseen_is_what_would_have_been_learnt() {
    let pool = Pool::new();
    let (mut foreseeing, mut plain) = (pool.course(), pool.course());
    let mut hits = 0;
    for at in 0..90 {
        for guess in 0..2 {
            foreseeing.foresee(&TargetUpdate::to(pool.ids[at], Some(LabelId(guess))));
        }
        hits += u32::from(foreseeing.learn(&pool.teach(at)));
        plain.learn(&pool.teach(at));
        assert_eq!(
            foreseeing.current().model_id(),
            plain.current().model_id(),
            "step {at}"
        );
        assert_eq!(pool.opinion(&foreseeing, 120), pool.opinion(&plain, 120));
    }
    assert_eq!(hits, 60, "two of three classes were foreseen");
}

#[test]
fn the_committee_learns_what_it_is_told() {
    let pool = Pool::new();
    let mut course = pool.course();
    assert!(!course.current().is_ready());
    assert_eq!(pool.opinion(&course, 0), None);
    for at in 0..30 {
        course.learn(&pool.teach(at));
    }
    assert_eq!(course.current().members().len(), 3, "the SVM has joined");
    let right = (30..150)
        .filter(|at| {
            let opinion = pool.opinion(&course, *at);
            opinion.and_then(|o| o.likeliest()).map(|(l, _)| l) == Some(Pool::label(*at))
        })
        .count();
    assert!(right >= 118, "{right} of 120");
}

#[test]
fn a_class_that_loses_its_last_label_is_forgotten() {
    let pool = Pool::new();
    let mut course = pool.course();
    course.learn(&pool.teach(0));
    course.learn(&pool.teach(1));
    course.learn(&pool.teach(3));
    assert!(course.current().is_ready());
    course.learn(&TargetUpdate::to(pool.ids[1], None));
    assert!(!course.current().is_ready());
    assert_eq!(course.current().classes(), [LabelId(0)]);
}

#[test]
fn people_who_differ_are_learnt_as_they_differ() {
    let pool = Pool::new();
    let mut course = pool.course();
    for at in 0..30 {
        course.learn(&pool.teach(at));
    }
    let sure = pool.opinion(&course, 33).unwrap().probability(LabelId(0));
    let mut torn = pool.course();
    for at in 0..30 {
        let shares = [(Pool::label(at), 0.5), (Pool::label(at + 1), 0.5)];
        torn.learn(&TargetUpdate {
            item: pool.ids[at],
            teaching: Target::shares(shares),
        });
    }
    let opinion = pool.opinion(&torn, 33).unwrap();
    assert!(sure > 0.8, "{sure}");
    for label in [LabelId(0), LabelId(1)] {
        let p = opinion.probability(label);
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
    let mut live = pool.course();
    for (step, change) in changes.iter().enumerate() {
        live.learn(change);
        if [321, 334].contains(&step) {
            let replayed = CommitteeHistory::replay(pool.beginning(), &changes[..=step]);
            let (replayed, live) = (replayed.current().model_id(), live.current().model_id());
            assert_eq!(replayed, live, "step {}", step + 1);
        }
    }
}

#[test]
fn what_was_foreseen_can_be_forgotten() {
    let pool = Pool::new();
    let mut course = pool.course();
    for at in 0..10 {
        course.learn(&pool.teach(at));
    }
    for at in 20..40 {
        course.foresee(&pool.teach(at));
        course.foresee(&pool.teach(at));
        assert_eq!(course.foreseen.len(), 1, "once, and none of before");
        course.forget_foreseen();
    }
    assert!(!course.learn(&pool.teach(39)));
}

#[test]
fn many_changes_learnt_together_are_as_if_learnt_one_by_one() {
    let pool = Pool::new();
    let changes = pool.changes();
    let (mut together, mut single) = (pool.course(), pool.course());
    for part in changes.chunks(WORTH_A_REPLAY + 7) {
        together.learn_all(part);
        for change in part {
            single.learn(change);
        }
        assert_eq!(together.current().model_id(), single.current().model_id());
        assert_eq!(pool.opinion(&together, 5), pool.opinion(&single, 5));
        assert_eq!(together.told(), single.told());
    }
    // What was learnt together is taken back like anything else.
    let change = pool.teach(149);
    let model = together.current().model_id();
    together.learn(&change);
    together.learn(&TargetUpdate::to(change.item, None));
    assert_eq!(together.current().model_id(), model);
}
