//! The ends of things: no items left, no classes, keys pressed too late.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use querist::project::Layout;
use querist::schema::{Arm, ItemIndex, LabelId};
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession, Notice};
use querist::state::Verdict;
use querist::trainer::{Snapshot, TrainerEvent};

use crate::support::projects::{
    CLASSES, Ticking, ada, answer, current, face, item, items, judge, on_screen, project, refused,
    saved, session, set, skip, verdict,
};

fn made(
    count: usize,
    classes: &[&str],
    holdout: usize,
) -> (tempfile::TempDir, Layout, LabelingSession) {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(
        &folder.path().join("p"),
        items(count, 6),
        classes,
        holdout,
        6,
    );
    let session = session(&layout, &Ticking::new());
    (folder, layout, session)
}

/// A session whose trainer has a thread of its own, and the snapshots that it publishes.
fn threaded(layout: &Layout) -> (LabelingSession, Receiver<Arc<Snapshot>>) {
    let (sender, snapshots) = channel();
    let opened = crate::support::projects::open(layout);
    let publish = move |news| match news {
        TrainerEvent::Snapshot(snapshot) => sender.send(snapshot).is_ok(),
        TrainerEvent::Preparing(_) => true,
        TrainerEvent::Gone => false,
    };
    let session = LabelingSession::threaded(opened, Ticking::new(), None, publish).unwrap();
    (session, snapshots)
}

/// Any two classes, so that something can be learnt.
fn either_class(item: ItemIndex) -> &'static str {
    CLASSES[item.0 as usize % 2]
}

fn is_done(reports: &[LabelingEvent]) -> bool {
    reports.contains(&LabelingEvent::Done)
}

#[test]
fn after_the_last_answer_all_is_done_and_a_late_key_answers_nothing() {
    let (_folder, layout, mut session) = made(25, &CLASSES, 5);
    let mut last = Vec::new();
    let mut items = HashSet::new();
    for _ in 0..25 {
        items.insert(current(&session));
        last = answer(&mut session);
    }
    assert!(is_done(&last));
    assert_eq!(items.len(), 25);
    for index in items {
        let late = LabelingCommand::Judge {
            item: index,
            verdict: Verdict::Unsure,
            time: on_screen(1.0),
        };
        assert!(refused(&session.handle(late)));
    }
    session.handle(LabelingCommand::AddClass("new".into()));
    assert!(session.current().is_none());
    assert!(is_done(&session.handle(LabelingCommand::Next)));
    // The class is the latest act; before it comes the last answer.
    assert!(is_done(&session.handle(LabelingCommand::Undo)));
    assert!(face(&session.handle(LabelingCommand::Undo)).is_some());
    answer(&mut session);
    drop(session);
    let mut again =
        LabelingSession::inline(crate::support::projects::open(&layout), Ticking::new()).unwrap();
    assert!(is_done(&again.begin()));
}

#[test]
fn one_class_two_items_and_equal_texts_are_enough() {
    let (_folder, _, mut session) = made(12, &["billing"], 2);
    while session.current().is_some() {
        let only = verdict(&session, "billing");
        assert!(saved(&judge(&mut session, only)));
    }
    assert_eq!(session.snapshot().unwrap().model, None);

    let (_folder, _, mut session) = made(2, &CLASSES, 1);
    answer(&mut session);
    assert!(is_done(&answer(&mut session)));

    let folder = tempfile::tempdir().unwrap();
    let equal = (0..30)
        .map(|n| item(n.to_string(), "the very same"))
        .collect();
    let layout = project(&folder.path().join("p"), equal, &CLASSES, 0, 1);
    let mut session = crate::support::projects::session(&layout, &Ticking::new());
    for n in 0..30 {
        let any = verdict(&session, CLASSES[n % 3]);
        assert!(saved(&judge(&mut session, any)));
    }
    for id in session.items().pool() {
        let opinion = session.snapshot().unwrap().prediction(id).unwrap();
        assert!(opinion.probabilities.iter().all(|(_, p)| p.is_finite()));
    }
}

#[test]
fn a_project_without_classes_gets_its_first_by_the_keyboard() {
    let (_folder, layout, mut session) = made(20, &[], 2);
    let on_screen = current(&session);
    let late = Verdict::Label(LabelId(0));
    assert!(
        refused(&judge(&mut session, late)),
        "there is no such class"
    );
    for class in CLASSES {
        let reports = session.handle(LabelingCommand::AddClass(class.into()));
        assert_eq!(face(&reports).unwrap().item, on_screen);
    }
    for _ in 0..15 {
        answer(&mut session);
    }
    assert_eq!(session.state().labels().len(), 3);
    let config = querist::project::Config::read(&layout.config()).unwrap();
    assert_eq!(config.labels.active().count(), 3);
}

#[test]
fn what_was_put_off_comes_back_in_turn_and_never_twice_running() {
    let (_folder, _, mut session) = made(15, &CLASSES, 3);
    let mut seen = Vec::new();
    for _ in 0..60 {
        seen.push(current(&session));
        skip(&mut session);
    }
    assert!(seen.windows(2).all(|pair| pair[0] != pair[1]));
    for index in 0..15 {
        let times = seen.iter().filter(|at| **at == ItemIndex(index)).count();
        assert!((3..=5).contains(&times), "item {index}: {times} times");
    }
    while session.current().is_some() {
        answer(&mut session);
    }
    assert_eq!(session.state().counts().labeled, 15);
}

#[test]
fn unsure_on_every_item_ends() {
    let (_folder, _, mut session) = made(20, &CLASSES, 4);
    for _ in 0..20 {
        assert!(saved(&judge(&mut session, Verdict::Unsure)));
    }
    assert!(session.current().is_none());
    assert_eq!(session.state().counts().unsure, 20);
    assert!(session.state().training_changes().is_empty());
}

#[test]
fn two_hundred_classes_are_classes() {
    let names: Vec<String> = (0..200).map(|n| format!("class {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (_folder, _, mut session) = made(240, &names, 10);
    for n in 0..90 {
        let given = verdict(&session, names[(n * 7) % 200]);
        assert!(saved(&judge(&mut session, given)));
    }
    assert!(session.snapshot().unwrap().model.is_some());
}

#[test]
fn an_undo_right_after_opening_takes_back_the_last_answer() {
    let (_folder, layout, mut first) = made(30, &CLASSES, 4);
    for _ in 0..12 {
        answer(&mut first);
    }
    let (last, _) = first.state().last_answer(first.project().writer()).unwrap();
    first.handle(LabelingCommand::Close);
    drop(first);
    let mut session = session(&layout, &Ticking::new());
    let reports = session.handle(LabelingCommand::Undo);
    let was = face(&reports).unwrap().previous;
    assert!(reports.contains(&LabelingEvent::Undone {
        item: last,
        stands: None,
        was,
    }));
    assert_eq!(current(&session), last);
    assert_eq!(session.state().counts().labeled, 11);
    assert!(face(&reports).unwrap().previous.is_some());
    for _ in 0..11 {
        session.handle(LabelingCommand::Undo);
    }
    assert!(refused(&session.handle(LabelingCommand::Undo)));
    assert_eq!(session.state().counts().labeled, 0);
    assert_eq!(session.snapshot().unwrap().model, None);
}

#[test]
fn an_undone_check_comes_back_as_a_check_and_a_relabel_keeps_its_arm() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(80, 6), &CLASSES, 20, 6);
    set(&layout, "holdout_share", "0.3");
    set(&layout, "random_share", "0.3");
    let mut session = session(&layout, &Ticking::new());
    let mut checked = HashSet::new();
    for _ in 0..45 {
        let decision = session.current().unwrap().decision.clone();
        answer(&mut session);
        if !checked.insert(decision.arm) {
            continue;
        }
        let arm_of = |session: &LabelingSession| {
            let said = session.state().item(decision.item);
            let own = said.judgement_of(&ada()).unwrap();
            (own.arm, own.draw_probability, own.strategy.clone())
        };
        let before = arm_of(&session);
        session.handle(LabelingCommand::Undo);
        assert_eq!(session.current().unwrap().decision.arm, decision.arm);
        answer(&mut session);
        assert_eq!(arm_of(&session), before);
        session.handle(LabelingCommand::Show(decision.item));
        judge(&mut session, Verdict::Unsure);
        assert_eq!(arm_of(&session), before);
    }
    assert_eq!(
        checked,
        HashSet::from([Arm::Active, Arm::Random, Arm::Holdout])
    );
}

#[test]
fn an_item_that_is_not_on_the_screen_cannot_be_judged() {
    let (_folder, _, mut session) = made(20, &CLASSES, 4);
    let before = session.state().clone();
    let other = ItemIndex(u32::from(current(&session) == ItemIndex(0)));
    for order in [
        LabelingCommand::Judge {
            item: other,
            verdict: Verdict::Unsure,
            time: on_screen(1.0),
        },
        LabelingCommand::Skip {
            item: other,
            time: on_screen(1.0),
        },
    ] {
        assert!(refused(&session.handle(order)));
    }
    assert_eq!(*session.state(), before);
}

#[test]
fn a_key_of_a_class_that_was_merged_away_brings_nothing_back() {
    let (_folder, _, mut session) = made(30, &CLASSES, 4);
    for _ in 0..12 {
        answer(&mut session);
    }
    let on_screen = current(&session);
    let labels = session.state().labels().clone();
    let (from, into) = (
        labels.find("billing").unwrap(),
        labels.find("outage").unwrap(),
    );
    let reports = session.handle(LabelingCommand::MergeClass(from, into));
    assert_eq!(face(&reports).unwrap().item, on_screen);
    assert!(refused(&judge(&mut session, Verdict::Label(from))));
    assert!(refused(
        &session.handle(LabelingCommand::RenameClass(from, "money".into()))
    ));
    assert!(refused(
        &session.handle(LabelingCommand::MergeClass(from, into))
    ));
    assert!(refused(
        &session.handle(LabelingCommand::MergeClass(into, from))
    ));
    assert_eq!(session.state().labels().active().count(), 2);
    assert!(saved(&judge(&mut session, Verdict::Label(into))));
}

#[test]
fn an_answer_taken_back_stays_in_sight_while_a_class_is_added() {
    let (_folder, _, mut session) = made(30, &CLASSES, 4);
    answer(&mut session);
    session.handle(LabelingCommand::Undo);
    let reports = session.handle(LabelingCommand::AddClass("spam".into()));
    assert!(face(&reports).unwrap().previous.is_some());
}

#[test]
fn seconds_that_are_no_number_do_no_harm() {
    let (_folder, layout, mut session) = made(10, &CLASSES, 2);
    for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -3.0, 1e300] {
        let item = current(&session);
        let verdict = Verdict::Unsure;
        let reports = session.handle(LabelingCommand::Judge {
            item,
            verdict,
            time: on_screen(seconds),
        });
        assert!(saved(&reports));
        session.handle(LabelingCommand::Rested(seconds));
    }
    session.handle(LabelingCommand::Close);
    drop(session);
    let again = crate::support::projects::open(&layout);
    assert_eq!(again.read_only(), None);
    assert_eq!(again.state().counts().unsure, 5);
    assert!(again.state().sessions()[0].active_seconds.is_finite());
}

#[test]
fn a_second_key_while_the_trainer_works_answers_nothing() {
    let (_folder, layout, session) = made(30, &CLASSES, 4);
    drop(session);
    let (mut session, snapshots) = threaded(&layout);
    session.begin();
    session.take_snapshot(snapshots.recv().unwrap());
    let first = current(&session);
    let order = LabelingCommand::Judge {
        item: first,
        verdict: verdict(&session, "billing"),
        time: on_screen(1.0),
    };
    assert!(saved(&session.handle(order.clone())));
    assert!(session.is_waiting());
    assert!(refused(&session.handle(order)), "the same key again");
    session.handle(LabelingCommand::AddClass("spam".into()));
    session.take_snapshot(snapshots.recv().unwrap());
    session.ask_anyway();
    assert_ne!(current(&session), first, "it was answered");
}

#[test]
fn the_end_of_the_first_questions_is_told_once() {
    let (_folder, layout, session) = made(60, &CLASSES, 4);
    drop(session);
    let (mut session, snapshots) = threaded(&layout);
    session.begin();
    session.take_snapshot(snapshots.recv().unwrap());
    let mut told = Vec::new();
    for answered in 1..=20 {
        let item = current(&session);
        let label = either_class(item);
        let verdict = verdict(&session, label);
        let time = on_screen(1.0);
        session.handle(LabelingCommand::Judge {
            item,
            verdict,
            time,
        });
        while session.is_waiting() {
            let events = session.take_snapshot(snapshots.recv().unwrap());
            let words = events.iter().filter_map(|event| match event {
                LabelingEvent::Notice(Notice::Done(words)) => Some(words),
                _ => None,
            });
            told.extend(words.map(|words| (answered, words.clone())));
        }
    }
    let starts = "the first questions are done: from here on the model chooses";
    let [(answered, words)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(words.starts_with(starts), "{told:?}");
    // Checks are none of the model's labels.
    assert!((10..=16).contains(answered), "{told:?}");
}

#[test]
fn a_class_made_before_the_first_query_does_not_keep_it_from_coming() {
    let (_folder, layout, session) = made(30, &[], 4);
    drop(session);
    let (mut session, snapshots) = threaded(&layout);
    assert!(session.begin().contains(&LabelingEvent::Preparing));
    session.handle(LabelingCommand::AddClass("billing".into()));
    assert!(session.is_waiting());
    let reports = session.take_snapshot(snapshots.recv().unwrap());
    assert!(face(&reports).is_some(), "{reports:?}");
}

#[test]
fn a_trainer_that_panics_says_so() {
    let (_folder, layout, session) = made(30, &CLASSES, 4);
    drop(session);
    let (sender, gone) = channel();
    let opened = crate::support::projects::open(&layout);
    // The listener is what panics: it runs in the trainer's thread.
    let first = std::sync::atomic::AtomicBool::new(true);
    let _desk = LabelingSession::threaded(opened, Ticking::new(), None, move |news| {
        if matches!(news, TrainerEvent::Preparing(_)) {
            return true;
        }
        let panics = first.swap(false, std::sync::atomic::Ordering::SeqCst);
        assert!(!panics, "as if the trainer had a bug");
        sender.send(matches!(news, TrainerEvent::Gone)).is_ok()
    })
    .unwrap();
    assert_eq!(gone.recv(), Ok(true));
}

#[test]
fn after_a_failed_write_the_project_is_read_only_and_says_so() {
    let (_folder, layout, mut session) = made(30, &CLASSES, 4);
    assert!(saved(&answer(&mut session)));
    // Another program cuts the journal while it is open.
    let path = layout.journal(&ada());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 40]).unwrap();
    let label = verdict(&session, "billing");
    let reports = judge(&mut session, label);
    assert!(!saved(&reports));
    let read_only = reports.iter().find_map(|report| match report {
        LabelingEvent::Progress(progress) => Some(progress.read_only.is_some()),
        _ => None,
    });
    assert_eq!(read_only, Some(true), "{reports:?}");
    assert_eq!(session.state().counts().labeled, 1);
}
