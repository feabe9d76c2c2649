//! Law 2: the state is a fold of the journals, whatever they hold.

use jiff::Timestamp;
use querist::journal::Event;
use querist::journal::event::{
    AdjudicationRecord, Answer, ClassMerged, ClassRenamed, ImportFinished, ImportStarted,
    ImportedLabel, Undone,
};
use querist::pool::Split;
use querist::schema::{Adjudication, Annotator, ItemIndex, LabelSet};
use querist::state::State;

use super::script::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn folding_the_journals_is_applying_their_events_in_order(ops in ops()) {
        let items = all_items();
        let (script, _) = play(&ops);
        let folded = script.fold(&NAMES[..3], &items);
        prop_assert_eq!(&folded, &script.applied(&NAMES[..3], &items));
        prop_assert_eq!(&folded, &script.fold(&NAMES[..3], &items));
    }

    #[test]
    fn the_state_says_what_a_plain_model_says(ops in ops()) {
        let items = all_items();
        let (script, plain) = play(&ops);
        let state = script.fold(&NAMES[..3], &items);
        let mut sides = (0, 0);
        let (mut labeled, mut skipped, mut other) = (0, 0, 0);
        for item in 0..ITEMS {
            let index = ItemIndex(item as u32);
            let mut judged: Vec<(Annotator, Option<String>)> = state
                .item(index)
                .judgements()
                .iter()
                .map(|j| (j.annotator.clone(), name_of(&state, j.verdict)))
                .collect();
            judged.sort();
            let wanted: Vec<_> = plain
                .current(item)
                .into_iter()
                .map(|(who, verdict)| (person(who), verdict))
                .collect();
            prop_assert_eq!(&judged, &wanted);
            prop_assert_eq!(label_of(&state, item), plain.label(item));
            let done = !wanted.is_empty() || plain.ruling(item).is_some();
            prop_assert_eq!(state.item(index).is_answered(), done);
            let put_off = plain.spoken.iter().any(|s| s.item == item && !s.undone);
            prop_assert_eq!(state.item(index).is_skipped(), put_off && !done);
            match items.side(index) {
                Split::Pool(_) => sides.0 += usize::from(done),
                Split::Holdout(_) => sides.1 += usize::from(done),
            }
            labeled += usize::from(plain.label(item).is_some());
            skipped += usize::from(put_off && !done);
            other += usize::from(done && plain.label(item).is_none());
        }
        prop_assert_eq!((state.pool_answered(), state.holdout_answered()), sides);
        let counts = state.counts();
        prop_assert_eq!((counts.labeled, counts.skipped), (labeled, skipped));
        prop_assert_eq!(counts.unsure + counts.disputed, other);
        prop_assert_eq!(state.labeled_per_class().iter().sum::<usize>(), labeled);
    }

    #[test]
    fn repeats_decisions_and_requests_are_what_a_plain_model_says(ops in ops()) {
        let items = all_items();
        let (script, plain) = play(&ops);
        let state = script.fold(&NAMES[..3], &items);
        for item in 0..ITEMS {
            let known = state.item(ItemIndex(item as u32));
            for who in 0..2 {
                let again: Vec<_> = known
                    .repeats_of(&person(who))
                    .map(|repeat| name_of(&state, repeat.verdict))
                    .collect();
                let wanted: Vec<_> = plain
                    .spoken
                    .iter()
                    .filter(|s| s.repeat && s.item == item && s.who == who && !s.undone)
                    .filter_map(|s| s.said.clone().ok())
                    .collect();
                prop_assert_eq!(again, wanted);
            }
            let ruling = known.adjudication().map(|decision| match &decision.decision {
                Adjudication::Label(label) => {
                    AdjudicationRecord::Label(state.labels().name(*label).into())
                }
                Adjudication::KeepDistribution => AdjudicationRecord::KeepDistribution,
                Adjudication::GuidelineGap(question) => {
                    AdjudicationRecord::GuidelineGap(question.clone())
                }
            });
            prop_assert_eq!(ruling.as_ref(), plain.ruling(item));
        }
        let gaps: Vec<_> = state.guideline_gaps().iter().map(|gap| gap.item.index()).collect();
        let mut wanted: Vec<_> = (0..ITEMS)
            .filter(|item| {
                matches!(plain.ruling(*item), Some(AdjudicationRecord::GuidelineGap(_)))
            })
            .collect();
        prop_assert_eq!(gaps.len(), wanted.len());
        wanted.retain(|item| !gaps.contains(item));
        prop_assert!(wanted.is_empty(), "no gap for {:?}", wanted);
        let requested: Vec<_> = state
            .requested()
            .iter()
            .map(|known| (known.item.index(), known.by.clone(), known.of.clone()))
            .collect();
        let wanted: Vec<_> = plain
            .requested
            .iter()
            .filter(|known| !known.undone)
            .map(|known| (known.item, person(known.what.0), person(known.what.1)))
            .collect();
        prop_assert_eq!(requested, wanted);
    }

    #[test]
    fn the_changes_teach_exactly_the_labels_in_force_of_pool_items(ops in ops()) {
        let items = all_items();
        let (script, _) = play(&ops);
        let state = script.fold(&NAMES[..3], &items);
        let taught = taught(&state, &items);
        for (index, _) in items.iter() {
            let wanted = match items.side(index) {
                Split::Pool(_) => label_of(&state, index.index()),
                Split::Holdout(_) => None,
            };
            prop_assert_eq!(&taught[index.index()], &wanted);
        }
        // No change says nothing.
        let nothing = (None, Vec::new());
        let mut known = vec![nothing; items.pool_len()];
        for change in state.training_changes() {
            let now = (change.adjudication(), change.annotations().to_vec());
            prop_assert_ne!(&known[change.item().index()], &now);
            known[change.item().index()] = now;
        }
    }

    #[test]
    fn undoing_a_review_step_by_step_leads_back_through_every_state(ops in ops()) {
        let items = all_items();
        let is_review = |op: &Op| matches!(op, Op::Adjudicate(..) | Op::Request(..));
        // First what is to be reviewed, then the review: undo in the review goes no further.
        let (review, before): (Vec<_>, Vec<_>) =
            ops.into_iter().partition(|(writer, op)| *writer == 0 && is_review(op));
        let (mut script, _) = play(&before);
        let mut state = script.fold(&NAMES, &items);
        let reviewed = state.last_in_review(0);
        let begun = script.order.len();
        for (writer, op) in &review {
            let event = match op {
                Op::Adjudicate(item, ruling) => adjudicated(*writer, *item, ruling.clone()),
                Op::Request(item, of) => requested(*writer, *item, *of),
                _ => continue,
            };
            script.push(*writer, event);
        }
        let view = |state: &State| {
            let each: Vec<_> = items
                .iter()
                .map(|(index, _)| {
                    let item = state.item(index);
                    (item.label(), item.adjudication().cloned(), item.is_answered())
                })
                .collect();
            (each, state.counts(), state.requested().to_vec(), taught(state, &items))
        };
        let mut views = vec![view(&state)];
        for (writer, seq, entry) in &script.order[begun..] {
            state.apply(&items, *writer, *seq, entry);
            views.push(view(&state));
        }
        while views.len() > 1 {
            prop_assert_eq!(views.pop().unwrap(), view(&state));
            let (_, seq) = state.last_in_review(0).unwrap();
            let seq = script.push(0, Event::Undone(Undone { seq }));
            state.apply(&items, 0, seq, &script.order.last().unwrap().2);
        }
        prop_assert_eq!(views.pop().unwrap(), view(&state));
        prop_assert_eq!(state.last_in_review(0), reviewed);
    }

    #[test]
    fn undoing_all_answers_one_by_one_leads_back_through_every_state(ops in ops()) {
        let items = all_items();
        // Classes as they are: a rename is not undone by Backspace.
        let ops: Vec<_> = ops
            .into_iter()
            .filter(|(writer, op)| {
                *writer == 0 && matches!(op, Op::Answer(..) | Op::Repeat(..))
            })
            .collect();
        let (mut script, _) = play(&ops);
        let mut state = State::new(LabelSet::from_names(NAMES), &items);
        let view = |state: &State| {
            let each: Vec<String> = items
                .iter()
                .map(|(index, _)| {
                    let item = state.item(index);
                    let skips = item.skips_by(&person(0));
                    format!("{:?} {:?} {skips}", item.judgements(), item.label())
                })
                .collect();
            (each, state.counts(), state.pool_answered(), state.holdout_answered(),
             state.last_answer(0), taught(state, &items))
        };
        let mut views = vec![view(&state)];
        for (writer, seq, entry) in &script.order {
            state.apply(&items, *writer, *seq, entry);
            views.push(view(&state));
        }
        while let Some((_, seq)) = state.last_answer(0) {
            prop_assert_eq!(views.pop().unwrap(), view(&state));
            let seq = script.push(0, Event::Undone(Undone { seq }));
            state.apply(&items, 0, seq, &script.order.last().unwrap().2);
        }
        prop_assert_eq!(views.len(), 1);
        prop_assert_eq!(views.pop().unwrap(), view(&state));
        prop_assert_eq!(state, script.fold(&NAMES, &items));
    }
}

#[test]
fn annotators_who_differ_teach_nothing_until_they_agree() {
    let items = all_items();
    let mut script = Script::of(vec![(0, said(0, 0, "a")), (1, said(1, 0, "b"))]);
    let state = script.fold(&NAMES, &items);
    assert_eq!(label_of(&state, 0), None);
    assert_eq!(state.counts().disputed, 1);
    assert_eq!(taught(&state, &items)[0], None);
    script.push(1, said(1, 0, "a"));
    let state = script.fold(&NAMES, &items);
    assert_eq!(taught(&state, &items)[0].as_deref(), Some("a"));
}

#[test]
fn an_unsure_voice_neither_blocks_nor_teaches() {
    let items = all_items();
    let script = Script::of(vec![
        (0, answered(0, 0, Answer::Unsure)),
        (0, answered(0, 1, Answer::Unsure)),
        (1, said(1, 1, "b")),
    ]);
    let state = script.fold(&NAMES, &items);
    assert_eq!((label_of(&state, 0), state.counts().unsure), (None, 1));
    assert_eq!(label_of(&state, 1).as_deref(), Some("b"));
    assert!(state.item(ItemIndex(0)).is_answered());
}

#[test]
fn a_config_that_was_edited_by_a_rename_gives_the_same_ids_and_lessons() {
    let items = all_items();
    let rename = |from: &str, to: &str| {
        Event::ClassRenamed(ClassRenamed {
            from: from.into(),
            to: to.into(),
        })
    };
    let script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, said(0, 1, "b")),
        (0, rename("a", "alpha")),
        (0, said(0, 3, "alpha")),
        (0, rename("alpha", "omega")),
        (0, said(0, 4, "omega")),
    ]);
    let live = script.applied(&["a", "b"], &items);
    assert_eq!(live.training_changes().len(), 4);
    assert_eq!(script.fold(&["omega", "b"], &items), live);
    // A config that missed the last edit, or both, is caught up with.
    assert_eq!(script.fold(&["alpha", "b"], &items), live);
    assert_eq!(script.fold(&["a", "b"], &items), live);
}

#[test]
fn a_config_that_was_edited_by_a_merge_keeps_every_label() {
    let items = all_items();
    let script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, said(0, 1, "b")),
        (
            0,
            Event::ClassMerged(ClassMerged {
                from: "a".into(),
                into: "b".into(),
            }),
        ),
        (0, said(0, 3, "c")),
    ]);
    for config in [&["a", "b", "c"][..], &["b", "c"], &[]] {
        let state = script.fold(config, &items);
        let labels: Vec<_> = [0, 1, 3].map(|item| label_of(&state, item)).into();
        assert_eq!(
            labels,
            [Some("b".into()), Some("b".into()), Some("c".into())]
        );
        assert_eq!(state.labels().active().count(), 2);
        assert_eq!(state.training_changes().len(), 4);
    }
}

#[test]
fn a_rename_to_a_class_that_another_writer_had_is_a_merge_that_keeps_its_key() {
    let items = all_items();
    let script = Script::of(vec![
        (0, said(0, 0, "a")),
        (1, said(1, 1, "d")),
        (
            1,
            Event::ClassRenamed(ClassRenamed {
                from: "d".into(),
                to: "a".into(),
            }),
        ),
    ]);
    let state = script.fold(&["a", "b"], &items);
    assert_eq!(state.labels().by_key('1'), state.labels().find("a"));
    assert_eq!(label_of(&state, 0), label_of(&state, 1));
}

#[test]
fn a_source_of_several_annotators_counts_once_for_each() {
    let items = all_items();
    let import = |labels: &[(usize, usize)]| {
        let mut events = vec![Event::ImportStarted(ImportStarted {
            annotator: person(0),
            source: "long.csv".into(),
            hash: "h".into(),
        })];
        events.extend(labels.iter().map(|(whose, item)| {
            Event::ImportedLabel(ImportedLabel {
                annotator: person(*whose),
                item: item.to_string(),
                label: "a".into(),
                given_at: None::<Timestamp>,
                note: None,
                source: "h".into(),
            })
        }));
        events.push(Event::ImportFinished(ImportFinished {
            source: "h".into(),
            labels: labels.len() as u64,
        }));
        events
    };
    let mut script = Script::default();
    for event in import(&[(0, 0)]) {
        script.push(0, event);
    }
    for event in import(&[(0, 1), (1, 3)]) {
        script.push(1, event);
    }
    let state = script.fold(&NAMES, &items);
    assert_eq!(label_of(&state, 0).as_deref(), Some("a"));
    assert_eq!(label_of(&state, 1), None, "counted already");
    assert_eq!(label_of(&state, 3).as_deref(), Some("a"), "bob's is new");
}
