//! Whatever changes labels or classes can be undone and redone, in any order of merged journals.

use querist::journal::Event;
use querist::journal::event::{ClassRetired, Grouped, Restored, Reversed, Undone};
use querist::pool::{Items, Split};
use querist::schema::{Adjudication, LabelSet};
use querist::state::State;

use super::script::*;
use proptest::prelude::*;

/// What somebody does; undo and redo of any earlier events, too.
#[derive(Debug, Clone)]
enum Step {
    Do(Op),
    Retire(usize),
    Group(u64),
    Reverse(Vec<u64>),
    Restore(Vec<u64>),
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let back = || {
        let back = prop::collection::btree_set(0..20_u64, 1..4);
        back.prop_map(|back| back.into_iter().collect::<Vec<_>>())
    };
    let step = prop_oneof![
        16 => any_op().prop_map(Step::Do),
        1 => (0..NAMES.len()).prop_map(Step::Retire),
        1 => (1..4_u64).prop_map(Step::Group),
        3 => back().prop_map(Step::Reverse),
        3 => back().prop_map(Step::Restore),
    ];
    prop::collection::vec((0..2_usize, step), 0..50)
}

/// Writes the steps down.
fn write(steps: &[(usize, Step)]) -> Script {
    let mut script = Script::default();
    let mut plain = Plain::default();
    for (n, (writer, step)) in steps.iter().enumerate() {
        let written = script.journals[*writer].len() as u64;
        let earlier = |back: &Vec<u64>| {
            let mut seqs: Vec<u64> = back
                .iter()
                .filter_map(|b| written.checked_sub(*b))
                .collect();
            seqs.sort_unstable();
            seqs
        };
        let event = match step {
            Step::Do(op) => {
                play_one(&mut script, &mut plain, n, *writer, op);
                continue;
            }
            Step::Retire(name) => Event::ClassRetired(ClassRetired {
                name: NAMES[*name].into(),
            }),
            Step::Group(count) => Event::Grouped(Grouped { count: *count }),
            Step::Reverse(back) => Event::Reversed(Reversed {
                events: earlier(back),
            }),
            Step::Restore(back) => Event::Restored(Restored {
                events: earlier(back),
            }),
        };
        script.push(*writer, event);
    }
    script
}

/// What a person sees of the labels, by name, and what is taught.
fn view(state: &State, items: &Items) -> Vec<String> {
    let taught = taught(state, items);
    let each = items.iter().map(|(index, _)| {
        let item = state.item(index);
        let mut said: Vec<_> = item
            .all_judgements()
            .map(|known| (known.annotator.clone(), name_of(state, known.verdict)))
            .collect();
        said.sort();
        let decided = item.adjudication().map(|known| match &known.decision {
            Adjudication::Label(label) => state.labels().name(*label).to_owned(),
            other => format!("{other:?}"),
        });
        let label = label_of(state, index.index());
        let skips: Vec<usize> = (0..2).map(|who| item.skips_by(&person(who))).collect();
        let taught = &taught[index.index()];
        format!(
            "{said:?} {decided:?} {label:?} {skips:?} {} {taught:?}",
            item.flagged
        )
    });
    let mut view: Vec<String> = each.collect();
    view.push(format!(
        "{:?} {:?}",
        state.counts(),
        state.requested().len()
    ));
    view
}

/// Applies an event of writer 0.
fn push(script: &mut Script, state: &mut State, items: &Items, event: Event) {
    let seq = script.push(0, event);
    state.apply(items, 0, seq, &script.order.last().unwrap().2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn undo_of_anything_by_anybody_is_folded_as_it_happened(steps in steps()) {
        let items = all_items();
        let script = write(&steps);
        let state = script.fold(&NAMES[..3], &items);
        prop_assert_eq!(&state, &script.applied(&NAMES[..3], &items));
        // What is taught is the labels in force of pool items, without retired classes.
        let taught = taught(&state, &items);
        let mut labeled = 0;
        for (index, _) in items.iter() {
            let label = state.item(index).label();
            labeled += usize::from(label.is_some());
            let kept = label.filter(|label| !state.labels().get(*label).unwrap().retired);
            let wanted = match items.side(index) {
                Split::Pool(_) => kept.map(|label| state.labels().name(label).to_owned()),
                Split::Holdout(_) => None,
            };
            // A retired label may leave others in force that agree.
            if label == kept && label.is_some() {
                prop_assert_eq!(&taught[index.index()], &wanted);
            }
            if let Some(taught) = &taught[index.index()] {
                prop_assert!(state.labels().find(taught).is_some(), "{} is not offered", taught);
            }
        }
        prop_assert_eq!(state.counts().labeled, labeled);
        prop_assert_eq!(state.labeled_per_class().iter().sum::<usize>(), labeled);
        let flagged = items.iter().filter(|(index, _)| state.item(*index).flagged).count();
        prop_assert_eq!(state.counts().flagged, flagged);
        // No change says nothing.
        let mut known = vec![(None, Vec::new()); items.pool_len()];
        for change in state.training_changes() {
            let now = (change.adjudication(), change.annotations().to_vec());
            prop_assert_ne!(&known[change.item().index()], &now);
            known[change.item().index()] = now;
        }
    }

    #[test]
    fn reversed_and_restored_is_as_before(steps in steps(), depth in 1..6_usize) {
        let items = all_items();
        let mut script = write(&steps);
        let mut state = script.fold(&NAMES, &items);
        let before = view(&state, &items);
        let mut undone = Vec::new();
        for _ in 0..depth {
            let Some(act) = state.next_undo(0) else { break };
            push(&mut script, &mut state, &items, Event::Reversed(Reversed {
                events: act.events.clone(),
            }));
            undone.push(act.events);
        }
        while let Some(events) = undone.pop() {
            prop_assert_eq!(&state.next_redo(0).unwrap().events, &events);
            push(&mut script, &mut state, &items, Event::Restored(Restored { events }));
        }
        prop_assert_eq!(before, view(&state, &items));
        prop_assert_eq!(state, script.fold(&NAMES, &items));
    }

    #[test]
    fn undo_leads_back_through_every_state_and_redo_forward_again(steps in steps()) {
        let items = all_items();
        // One person's own acts: only then is the one before what undo leads back to.
        let own = |(writer, step): &(usize, Step)| {
            *writer == 0 && match step {
                Step::Do(op) => !matches!(op, Op::Undo(_)),
                Step::Retire(_) => true,
                _ => false,
            }
        };
        let steps: Vec<_> = steps.into_iter().filter(own).collect();
        let mut script = write(&steps);
        let mut state = State::new(LabelSet::from_names(NAMES), &items);
        let mut views = vec![view(&state, &items)];
        let mut acts = 0;
        for (writer, seq, entry) in script.order.clone() {
            let before = state.next_undo(0);
            state.apply(&items, writer, seq, &entry);
            if state.next_undo(0) == before {
                *views.last_mut().unwrap() = view(&state, &items);
            } else {
                views.push(view(&state, &items));
                acts += 1;
            }
        }
        for at in (0..acts).rev() {
            let act = state.next_undo(0).unwrap();
            let event = match act.events[..] {
                [seq] if at % 2 == 0 => Event::Undone(Undone { seq }),
                _ => Event::Reversed(Reversed { events: act.events.clone() }),
            };
            push(&mut script, &mut state, &items, event);
            if state.next_undo(0).as_ref() == Some(&act) {
                // The first journals undo answers, decisions and requests alone.
                let events = act.events;
                push(&mut script, &mut state, &items, Event::Reversed(Reversed { events }));
            }
            prop_assert_eq!(&views[at], &view(&state, &items));
        }
        prop_assert_eq!(state.next_undo(0), None);
        for known in &views[1..] {
            let events = state.next_redo(0).unwrap().events;
            push(&mut script, &mut state, &items, Event::Restored(Restored { events }));
            prop_assert_eq!(known, &view(&state, &items));
        }
        prop_assert_eq!(state.next_redo(0), None);
    }
}
