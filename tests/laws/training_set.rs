//! What is learnt follows from the journals, under every setting of `targets`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use querist::journal::event::{AdjudicationRecord, Answer, FatigueRecord, PersonRecord, Undone};
use querist::journal::{Entry, Event};
use querist::learner::{Target, TargetUpdate};
use querist::pool::{Items, PoolId, Split};
use querist::project::TrainingTargets;
use querist::schema::{Annotator, Arm, FatigueState, ItemIndex, LabelId, LabelSet};
use querist::state::State;
use querist::trainer::{TiredWeights, TrainingSetBuilder};

use super::script::*;
use crate::support::projects::{item, start};

const ALL: [TrainingTargets; 3] = [
    TrainingTargets::Agreed,
    TrainingTargets::Counts,
    TrainingTargets::Posterior,
];

/// What is believed of each item after these updates.
fn beliefs(updates: &[TargetUpdate]) -> BTreeMap<PoolId, Target> {
    let mut beliefs = BTreeMap::new();
    for update in updates {
        match &update.target {
            Some(teaching) => beliefs.insert(update.item, teaching.clone()),
            None => beliefs.remove(&update.item),
        };
    }
    beliefs
}

/// The shares by class name.
fn named(state: &State, teaching: Option<&Target>) -> Vec<(String, f32)> {
    let target = teaching.map_or(&[][..], Target::shares);
    let mut shares: Vec<(String, f32)> = target
        .iter()
        .map(|(label, share)| (state.labels().name(*label).to_owned(), *share))
        .collect();
    shares.sort_by(|a, b| a.0.cmp(&b.0));
    shares
}

/// (c + 1 / m) / (n + 1) for each of the m names among n labels; all of it for a single name.
fn smoothed(labels: &[String]) -> Vec<(String, f32)> {
    let mut names = labels.to_vec();
    names.sort();
    names.dedup();
    let (n, m) = (labels.len() as f32, names.len() as f32);
    names
        .into_iter()
        .map(|name| {
            let count = labels.iter().filter(|label| **label == name).count() as f32;
            let prior = if m > 1.0 { 1.0 } else { 0.0 };
            let share = (count + prior / m) / (n + prior);
            (name, share)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn reading_after_each_event_teaches_what_one_reading_of_all_teaches(ops in ops()) {
        let items = all_items();
        let (script, _) = play(&ops);
        let folded = script.fold(&NAMES, &items);
        for targets in ALL {
            let mut live = TrainingSetBuilder::new(targets);
            let mut updates = Vec::new();
            let mut state = State::new(LabelSet::from_names(NAMES), &items);
            for (writer, seq, entry) in &script.order {
                state.apply(&items, *writer, *seq, entry);
                updates.extend(live.read(&state));
            }
            let mut replayed = TrainingSetBuilder::new(targets);
            prop_assert_eq!(&updates, &replayed.read(&folded));
            prop_assert_eq!(live.version(), replayed.version());
            prop_assert_eq!(live.version(), updates.len() as u64);
            prop_assert!(replayed.read(&folded).is_empty(), "all was read");
        }
    }

    #[test]
    fn counts_teach_the_shares_that_a_plain_model_counts(ops in ops()) {
        let items = all_items();
        let (script, plain) = play(&ops);
        let state = script.fold(&NAMES[..3], &items);
        let soft = beliefs(&TrainingSetBuilder::new(TrainingTargets::Counts).read(&state));
        let hard = beliefs(&TrainingSetBuilder::new(TrainingTargets::Agreed).read(&state));
        for id in items.pool() {
            let item = items.pool_index(id).index();
            let said: Vec<String> = plain.current(item).into_iter().filter_map(|j| j.1).collect();
            let wanted = match plain.ruling(item) {
                Some(AdjudicationRecord::Label(name)) => vec![(name.clone(), 1.0)],
                Some(AdjudicationRecord::GuidelineGap(_)) => Vec::new(),
                Some(AdjudicationRecord::KeepDistribution) | None => smoothed(&said),
            };
            let found = named(&state, soft.get(&id));
            prop_assert_eq!(found.len(), wanted.len());
            for ((name, share), (of, wanted)) in found.iter().zip(&wanted) {
                prop_assert_eq!(name, of);
                prop_assert!((share - wanted).abs() < 1e-6, "{} {}", share, wanted);
            }
            let label = plain.label(item).map(|name| (name, 1.0));
            prop_assert_eq!(named(&state, hard.get(&id)), Vec::from_iter(label));
        }
    }

    #[test]
    fn one_persons_project_is_taught_the_same_under_every_setting(ops in ops()) {
        let items = all_items();
        let ops: Vec<_> = ops
            .into_iter()
            .filter(|(writer, op)| *writer == 0 && !matches!(op, Op::Import { whose: 1, .. }))
            .filter(|(_, op)| !matches!(op, Op::Adjudicate(..)))
            .collect();
        let (script, _) = play(&ops);
        let state = script.fold(&NAMES, &items);
        let plain = TrainingSetBuilder::new(TrainingTargets::Agreed).read(&state);
        for targets in ALL {
            prop_assert_eq!(&TrainingSetBuilder::new(targets).read(&state), &plain);
        }
        let in_force = state.training_changes().iter();
        let labels: Vec<_> = in_force.map(|change| TargetUpdate::to(change.item(), change.label())).collect();
        prop_assert_eq!(plain, labels, "each change of a label is a update, and nothing else is");
    }

    #[test]
    fn what_is_said_of_held_out_items_changes_no_lesson(answers in crowd()) {
        let items = crowd_items();
        let in_pool = |answer: &(usize, usize, usize)| {
            matches!(items.side(ItemIndex(answer.1 as u32)), Split::Pool(_))
        };
        let without: Vec<_> = answers.iter().copied().filter(in_pool).collect();
        for targets in ALL {
            let read = |answers: &[(usize, usize, usize)]| {
                TrainingSetBuilder::new(targets).read(&crowd_state(&items, answers))
            };
            prop_assert_eq!(read(&answers), read(&without));
        }
    }

    #[test]
    fn taking_answers_back_restores_what_was_believed(answers in crowd()) {
        let items = crowd_items();
        for targets in ALL {
            let mut state = State::new(LabelSet::from_names(NAMES), &items);
            let mut curriculum = TrainingSetBuilder::new(targets);
            let mut updates = Vec::new();
            let mut views = Vec::new();
            let mut seq = 0;
            let mut apply = |state: &mut State, event: Event| {
                seq += 1;
                state.apply(&items, 0, seq, &Entry { at: start(), event });
                updates.extend(curriculum.read(state));
                beliefs(&updates)
            };
            let mut view = BTreeMap::new();
            for answer in &answers {
                views.push(view);
                view = apply(&mut state, crowd_answer(*answer));
            }
            while let Some((_, seq)) = state.last_answer(0) {
                let view = apply(&mut state, Event::Undone(Undone { seq }));
                prop_assert_eq!(&Some(view), &views.pop());
            }
            prop_assert!(views.is_empty());
        }
    }
}

/// Answers of four people, as person, item and class: enough for several fits of how reliable
/// they are.
fn crowd() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    let answer = (0..4_usize, 0..CROWD_ITEMS, 0..10_usize).prop_map(|(who, item, luck)| {
        // Mostly right; the fourth person rarely.
        let wrong = luck < if who == 3 { 8 } else { 2 };
        (who, item, (item + usize::from(wrong) * (1 + luck % 2)) % 3)
    });
    prop::collection::vec(answer, 0..200)
}

const CROWD_ITEMS: usize = 24;

fn crowd_items() -> Items {
    let all = (0..CROWD_ITEMS)
        .map(|n| item(n.to_string(), format!("text {n}")))
        .collect();
    Items::new(all, |item| item.id.ends_with('7'))
}

fn crowd_answer((who, item, class): (usize, usize, usize)) -> Event {
    let answer = Answer::Label(NAMES[class].into());
    let Event::Answered(mut answered) = asked(0, item, answer, Arm::Random) else {
        unreachable!("an answer is an answer")
    };
    answered.annotator = Annotator::new(&format!("p{who}")).unwrap();
    Event::Answered(answered)
}

fn crowd_state(items: &Items, answers: &[(usize, usize, usize)]) -> State {
    let mut state = State::new(LabelSet::from_names(NAMES), items);
    for (seq, answer) in answers.iter().enumerate() {
        let event = crowd_answer(*answer);
        state.apply(items, 0, seq as u64 + 1, &Entry { at: start(), event });
    }
    state
}

/// Three who are right and one who errs, on all items.
fn three_and_one() -> Vec<(usize, usize, usize)> {
    (0..CROWD_ITEMS)
        .flat_map(|item| (0..4).map(move |who| (who, item, (item + usize::from(who == 3)) % 3)))
        .collect()
}

#[test]
fn a_posterior_trusts_those_who_agree_with_others() {
    let items = crowd_items();
    let state = crowd_state(&items, &three_and_one());
    let counts = beliefs(&TrainingSetBuilder::new(TrainingTargets::Counts).read(&state));
    let posterior = beliefs(&TrainingSetBuilder::new(TrainingTargets::Posterior).read(&state));
    for id in items.pool() {
        let truth = LabelId((items.pool_index(id).index() % 3) as u16);
        let share = |beliefs: &BTreeMap<PoolId, Target>| {
            let target = beliefs[&id].shares();
            target.iter().find(|(label, _)| *label == truth).unwrap().1
        };
        // (3 + 1/2) / (4 + 1).
        assert!((share(&counts) - 0.7).abs() < 1e-6);
        assert!(share(&posterior) > 0.95, "{}", share(&posterior));
    }
}

#[test]
fn what_a_reviewer_keeps_as_a_distribution_is_taught_as_one() {
    let items = crowd_items();
    let mut answers = three_and_one();
    let mut state = crowd_state(&items, &answers);
    let rule = |state: &mut State, ruling| {
        let event = adjudicated(0, 0, ruling);
        state.apply(&items, 1, 1, &Entry { at: start(), event });
    };
    rule(&mut state, AdjudicationRecord::KeepDistribution);
    let taught = |targets: TrainingTargets, state: &State| {
        let beliefs = beliefs(&TrainingSetBuilder::new(targets).read(state));
        let Split::Pool(id) = items.side(ItemIndex(0)) else {
            unreachable!("the first item is in the pool")
        };
        named(state, beliefs.get(&id))
    };
    let shares = vec![("a".to_owned(), 0.7), ("b".to_owned(), 0.3)];
    assert_eq!(taught(TrainingTargets::Counts, &state), shares);
    assert_eq!(taught(TrainingTargets::Posterior, &state), shares);
    assert_eq!(taught(TrainingTargets::Agreed, &state), []);
    // A decision for a label overrules everybody; a gap leaves nothing to learn.
    answers.truncate(4);
    for (ruling, wanted) in [
        (
            AdjudicationRecord::Label("c".into()),
            vec![("c".to_owned(), 1.0)],
        ),
        (
            AdjudicationRecord::GuidelineGap("which?".into()),
            Vec::new(),
        ),
    ] {
        let mut state = crowd_state(&items, &answers);
        rule(&mut state, ruling);
        for targets in ALL {
            assert_eq!(taught(targets, &state), wanted);
        }
    }
}

#[test]
fn a_tired_judgement_counts_for_less_when_it_is_told_so_and_for_all_before() {
    let items = all_items();
    let tired = |who: usize, item: usize, class: &str, state: FatigueState| {
        let Event::Answered(mut answered) = said(who, item, class) else {
            unreachable!("an answer is an answer")
        };
        answered.person = Some(Box::new(PersonRecord {
            fatigue: Some(FatigueRecord {
                state,
                slow: None,
                rush: None,
                variability: None,
                lapse: None,
                minutes_since_break: 0.0,
                detector: 1,
            }),
            ..PersonRecord::default()
        }));
        Event::Answered(answered)
    };
    let script = Script::of(vec![
        (0, tired(0, 0, "a", FatigueState::Tired)),
        (0, tired(0, 1, "a", FatigueState::Steady)),
        (0, tired(0, 3, "a", FatigueState::Tired)),
        (1, said(1, 3, "b")),
    ]);
    let state = script.fold(&NAMES, &items);
    let mut curriculum = TrainingSetBuilder::new(TrainingTargets::Counts);
    let mut updates = curriculum.read(&state);
    assert!(
        beliefs(&updates)
            .values()
            .all(|teaching| teaching.weight().to_bits() == 1.0_f32.to_bits())
    );
    let later = curriculum.reweight(TiredWeights::new([(person(0), 0.5)]), &state);
    // The second item is as before, and no update.
    assert_eq!(later.len(), 2);
    updates.extend(later);
    assert_eq!(curriculum.version(), updates.len() as u64);
    let beliefs = beliefs(&updates);
    let of: Vec<_> = beliefs.values().map(Target::weight).collect();
    assert_eq!(of, [0.5, 1.0, 1.0]);
    // Of the third, (½ + ½) against (1 + ½).
    let shares = named(&state, beliefs.values().last());
    assert_eq!(shares, [("a".to_owned(), 0.4), ("b".to_owned(), 0.6)]);
    assert!(
        curriculum
            .reweight(TiredWeights::new([(person(0), 0.5)]), &state)
            .is_empty()
    );
}
