//! Planted repeats: how often, how far apart, and unseen.

use querist::journal::event::{Answer, Answered, FatigueRecord, PersonRecord, QueryRecord};
use querist::journal::{Entry, Event};
use querist::pool::Items;
use querist::project::QueryPolicy;
use querist::query::{Decision, NextQuery, QuerySelector, Repeats, SeededDraws};
use querist::rng::Seed;
use querist::schema::{Arm, FatigueState, LabelSet, RepeatPurpose};
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession};
use querist::state::State;
use querist::strategy::Ranked;
use querist::trainer::Snapshot;
use querist::wellbeing::RepeatPolicy;

use crate::support::projects::{
    CLASSES, Ticking, ada, answer, current, face, items, open, project, session, set, start,
};

/// The loop without a learner: decide, answer, again.
struct Loop {
    state: State,
    items: Items,
    chance: SeededDraws,
    snapshot: Snapshot,
    policy: RepeatPolicy,
    seq: u64,
}

impl Loop {
    fn new(pool: usize) -> Self {
        let items = Items::new(items(pool, 3), |_| false);
        let mut snapshot = Snapshot::default();
        snapshot.strategy = "margin";
        snapshot.ranking = items
            .pool()
            .map(|item| Ranked { item, score: 0.5 })
            .collect();
        Self {
            state: State::new(LabelSet::from_names(CLASSES), &items),
            chance: SeededDraws::new(&items, Seed(12), &ada()),
            items,
            snapshot,
            policy: RepeatPolicy::default(),
            seq: 0,
        }
    }

    fn decide(&self) -> Decision {
        let (state, items) = (&self.state, &self.items);
        let repeats = Repeats::due(state, items, &ada(), self.policy.clone(), Vec::new());
        let asking = QuerySelector {
            state,
            items,
            annotator: &ada(),
            policy: &QueryPolicy::default(),
            draws: &self.chance,
            snapshot: &self.snapshot,
            permission: &|_| Ok(()),
            effort: None,
            repeats: Some(&repeats),
        };
        match asking.next() {
            NextQuery::Ask(decision) => decision,
            other => panic!("{other:?}"),
        }
    }

    fn answer(&mut self, decision: &Decision, label: &str) {
        self.seq += 1;
        let event = Event::Answered(Answered {
            session: None,
            annotator: ada(),
            item: self.items.get(decision.item).id.clone(),
            answer: Answer::Label(label.into()),
            shown_at: start(),
            active_seconds: 1.0,
            guidelines: String::new(),
            query: QueryRecord {
                repeat: decision.repeat,
                draw_probability: decision.draw_probability,
                ..QueryRecord::of(decision.arm)
            },
            oracle: None,
            person: None,
        });
        let entry = Entry { at: start(), event };
        self.state.apply(&self.items, 0, self.seq, &entry);
    }
}

#[test]
fn three_in_a_hundred_queries_are_repeats_far_apart_and_change_no_label() {
    let mut turning = Loop::new(6_000);
    let mut answered_at = std::collections::HashMap::new();
    let (mut repeats, mut expected, mut variance, mut last) = (0_usize, 0.0, 0.0, String::new());
    let turns = 4_000;
    for turn in 0..turns {
        let decision = turning.decide();
        // Some of them change their mind.
        let label = CLASSES[(turn * 7 + turn / 11) % 3];
        // Before there is anything to repeat, no coin can fall.
        if turn > 400 {
            expected += 0.03;
            variance += 0.03 * 0.97;
        }
        if decision.arm == Arm::Repeat {
            repeats += 1;
            assert_eq!(decision.repeat, Some(RepeatPurpose::Planted));
            let first: usize = answered_at[&decision.item];
            assert!(turn - first >= 100, "{first} to {turn}");
            let chance = decision.draw_probability.unwrap();
            let share = chance * f64::from(decision.candidates);
            assert!((share - 0.03).abs() < 1e-9, "{share}");
            let before = turning.state.item(decision.item).label();
            let name = before.map(|label| turning.state.labels().name(label).to_owned());
            assert_ne!(
                name.as_deref(),
                Some(last.as_str()),
                "it follows its own label"
            );
            let changes = turning.state.training_changes().len();
            turning.answer(&decision, label);
            assert_eq!(turning.state.item(decision.item).label(), before);
            assert_eq!(turning.state.training_changes().len(), changes);
        } else {
            assert!(
                answered_at.insert(decision.item, turn).is_none(),
                "asked twice"
            );
            turning.answer(&decision, label);
        }
        last = label.to_owned();
    }
    // Four standard deviations; the few repeats among the first 400 are within them.
    let difference: f64 = repeats as f64 - expected;
    assert!(
        difference.abs() <= 4.0 * f64::sqrt(variance) + 9.0,
        "{repeats} of {turns}"
    );
    let pairs = turning.state.repeat_pairs(&ada());
    assert_eq!(pairs.len(), repeats);
    assert!(pairs.iter().any(|(first, then)| first != then));
}

#[test]
fn a_repeat_looks_like_any_blind_query_before_and_after_the_answer_and_comes_back_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(200, 4), &CLASSES, 0, 4);
    let config = std::fs::read_to_string(layout.config()).unwrap();
    let often = config.replace("\nshare = 0.03\n", "\nshare = 0.4\nspacing = 10\n");
    assert_ne!(config, often);
    std::fs::write(layout.config(), often).unwrap();
    set(&layout, "random_share", "0.5");
    let mut session = session(&layout, &Ticking::new());
    let mut reports = session.begin();
    let mut blind = Vec::new();
    for _ in 0..150 {
        let query = session.current().unwrap();
        let arm = query.decision.arm;
        let shown = face(&reports).unwrap().clone();
        let item = current(&session);
        let before = session.state().item(item).label();
        if arm == Arm::Random {
            blind.push(shown.clone());
        }
        if arm != Arm::Repeat || blind.is_empty() {
            reports = answer(&mut session);
            continue;
        }
        assert!(before.is_some());
        // Nothing tells it from a random draw but the item itself.
        let mut other = blind.pop().unwrap();
        other.item = shown.item;
        other.stale = shown.stale;
        other.speculated = shown.speculated;
        other.away_after = shown.away_after;
        assert_eq!(shown, other);
        let wrong = session
            .state()
            .labels()
            .active()
            .map(|(label, _)| label)
            .find(|label| Some(*label) != before)
            .unwrap();
        let told = session.handle(LabelingCommand::Judge {
            item,
            verdict: querist::state::Verdict::Label(wrong),
            time: crate::support::projects::on_screen(2.0),
        });
        let revealed = told.iter().find_map(|report| match report {
            LabelingEvent::Saved { revealed, .. } => Some(*revealed),
            _ => None,
        });
        let revealed = revealed.unwrap();
        assert_eq!((revealed.arm, revealed.likeliest), (Arm::Active, None));
        assert_eq!(
            session.state().item(item).label(),
            before,
            "it only measures"
        );
        // Taken back, it is asked as the same repeat.
        session.handle(LabelingCommand::Undo);
        assert_eq!(current(&session), item);
        assert_eq!(session.current().unwrap().decision.arm, Arm::Repeat);
        assert_eq!(session.state().item(item).label(), before);
        return;
    }
    panic!("no repeat came in 150 queries");
}

/// What is recorded of a label given in some state, and of the model's margin for it then.
fn labeled(at: usize, class: &str, state: FatigueState, margin: f64, query: QueryRecord) -> Event {
    let probabilities = [
        ("billing", 0.5 + margin / 2.0),
        ("account", 0.5 - margin / 2.0),
    ];
    let fatigue = FatigueRecord {
        state,
        slow: None,
        rush: None,
        variability: None,
        lapse: None,
        minutes_since_break: 0.0,
        detector: 1,
    };
    Event::Answered(Answered {
        session: None,
        annotator: ada(),
        item: items(400, 5)[at].id.clone(),
        answer: Answer::Label(class.into()),
        shown_at: start(),
        active_seconds: 2.0,
        guidelines: String::new(),
        query: QueryRecord {
            probabilities: Some(probabilities.map(|(name, p)| (name.into(), p)).into()),
            ..query
        },
        oracle: None,
        person: Some(Box::new(PersonRecord {
            fatigue: Some(fatigue),
            ..PersonRecord::default()
        })),
    })
}

#[test]
fn once_tired_labels_are_found_to_change_the_closest_calls_are_asked_again_first() {
    use FatigueState::{Fresh, Tired};
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(400, 5), &CLASSES, 0, 5);
    let mut config = std::fs::read_to_string(layout.config()).unwrap();
    config.push_str("\n[session.tired_labels]\nshare = 0\nleast = 0\nspacing = 0\nhours = 0\n");
    std::fs::write(layout.config(), config).unwrap();
    let mut opened = open(&layout);
    // Of twenty tired labels fifteen changed, of twenty fresh ones none.
    for at in 0..40 {
        let (state, purpose) = match at {
            0..20 => (Tired, RepeatPurpose::Tired),
            _ => (Fresh, RepeatPurpose::Fresh),
        };
        let first = labeled(at, "billing", state, 0.5, QueryRecord::of(Arm::Active));
        opened.record(start(), first).unwrap();
        let again = QueryRecord {
            repeat: Some(purpose),
            ..QueryRecord::of(Arm::Repeat)
        };
        let then = if at < 15 { "account" } else { "billing" };
        opened
            .record(start(), labeled(at, then, Fresh, 0.5, again))
            .unwrap();
    }
    let margins = [0.9, 0.1, 0.6, 0.3, 0.8, 0.2];
    for (at, margin) in margins.into_iter().enumerate() {
        let query = QueryRecord::of(Arm::Active);
        opened
            .record(start(), labeled(40 + at, "billing", Tired, margin, query))
            .unwrap();
    }
    let mut session = LabelingSession::inline(opened, Ticking::new()).unwrap();
    session.begin();
    let mut asked_again = Vec::new();
    // Fewer turns than lie between an item and its planted repeat.
    for _ in 0..95 {
        let item = current(&session);
        if session.current().unwrap().decision.arm == Arm::Repeat {
            asked_again.push(session.items().get(item).id.clone());
        }
        answer(&mut session);
    }
    let closest = [1, 5, 3, 2, 4, 0].map(|at| items(400, 5)[40 + at].id.clone());
    assert!(asked_again.len() >= 4, "{asked_again:?}");
    assert_eq!(asked_again, closest[..asked_again.len()]);
}
