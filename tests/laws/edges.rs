//! The ends of things: no items left, no classes, keys pressed too late.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use querist::project::Layout;
use querist::schema::{Arm, ItemIndex, LabelId};
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession};
use querist::state::Verdict;
use querist::trainer::{Snapshot, TrainerEvent};

use crate::support::projects::{
    CLASSES, Ticking, ada, answer, current, desk, face, item, items, judge, on_screen, project,
    refused, saved, set, skip, verdict,
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
    let desk = desk(&layout, &Ticking::new());
    (folder, layout, desk)
}

/// A desk whose trainer has a thread of its own, and the snapshots that it publishes.
fn threaded(layout: &Layout) -> (LabelingSession, Receiver<Arc<Snapshot>>) {
    let (sender, snapshots) = channel();
    let opened = crate::support::projects::open(layout);
    let publish = move |news| match news {
        TrainerEvent::Snapshot(snapshot) => sender.send(snapshot).is_ok(),
        TrainerEvent::Preparing(_) => true,
        TrainerEvent::Gone => false,
    };
    let desk = LabelingSession::threaded(opened, Ticking::new(), None, publish).unwrap();
    (desk, snapshots)
}

fn is_done(reports: &[LabelingEvent]) -> bool {
    reports.contains(&LabelingEvent::Done)
}

#[test]
fn after_the_last_answer_all_is_done_and_a_late_key_answers_nothing() {
    let (_folder, layout, mut desk) = made(25, &CLASSES, 5);
    let mut last = Vec::new();
    let mut items = HashSet::new();
    for _ in 0..25 {
        items.insert(current(&desk));
        last = answer(&mut desk);
    }
    assert!(is_done(&last));
    assert_eq!(items.len(), 25);
    for index in items {
        let late = LabelingCommand::Judge {
            item: index,
            verdict: Verdict::Unsure,
            time: on_screen(1.0),
        };
        assert!(refused(&desk.handle(late)));
    }
    desk.handle(LabelingCommand::AddClass("new".into()));
    assert!(desk.current().is_none());
    assert!(is_done(&desk.handle(LabelingCommand::Next)));
    assert!(face(&desk.handle(LabelingCommand::Undo)).is_some());
    answer(&mut desk);
    drop(desk);
    let mut again =
        LabelingSession::inline(crate::support::projects::open(&layout), Ticking::new()).unwrap();
    assert!(is_done(&again.begin()));
}

#[test]
fn one_class_two_items_and_equal_texts_are_enough() {
    let (_folder, _, mut desk) = made(12, &["billing"], 2);
    while desk.current().is_some() {
        let only = verdict(&desk, "billing");
        assert!(saved(&judge(&mut desk, only)));
    }
    assert_eq!(desk.snapshot().unwrap().model, None);

    let (_folder, _, mut desk) = made(2, &CLASSES, 1);
    answer(&mut desk);
    assert!(is_done(&answer(&mut desk)));

    let folder = tempfile::tempdir().unwrap();
    let equal = (0..30)
        .map(|n| item(n.to_string(), "the very same"))
        .collect();
    let layout = project(&folder.path().join("p"), equal, &CLASSES, 0, 1);
    let mut desk = crate::support::projects::desk(&layout, &Ticking::new());
    for n in 0..30 {
        let any = verdict(&desk, CLASSES[n % 3]);
        assert!(saved(&judge(&mut desk, any)));
    }
    for id in desk.items().pool() {
        let opinion = desk.snapshot().unwrap().prediction(id).unwrap();
        assert!(opinion.probabilities.iter().all(|(_, p)| p.is_finite()));
    }
}

#[test]
fn a_project_without_classes_gets_its_first_by_the_keyboard() {
    let (_folder, layout, mut desk) = made(20, &[], 2);
    let on_screen = current(&desk);
    let late = Verdict::Label(LabelId(0));
    assert!(refused(&judge(&mut desk, late)), "there is no such class");
    for class in CLASSES {
        let reports = desk.handle(LabelingCommand::AddClass(class.into()));
        assert_eq!(face(&reports).unwrap().item, on_screen);
    }
    for _ in 0..15 {
        answer(&mut desk);
    }
    assert_eq!(desk.state().labels().len(), 3);
    let config = querist::project::Config::read(&layout.config()).unwrap();
    assert_eq!(config.labels.active().count(), 3);
}

#[test]
fn what_was_put_off_comes_back_in_turn_and_never_twice_running() {
    let (_folder, _, mut desk) = made(15, &CLASSES, 3);
    let mut seen = Vec::new();
    for _ in 0..60 {
        seen.push(current(&desk));
        skip(&mut desk);
    }
    assert!(seen.windows(2).all(|pair| pair[0] != pair[1]));
    for index in 0..15 {
        let times = seen.iter().filter(|at| **at == ItemIndex(index)).count();
        assert!((3..=5).contains(&times), "item {index}: {times} times");
    }
    while desk.current().is_some() {
        answer(&mut desk);
    }
    assert_eq!(desk.state().counts().labeled, 15);
}

#[test]
fn unsure_on_every_item_ends() {
    let (_folder, _, mut desk) = made(20, &CLASSES, 4);
    for _ in 0..20 {
        assert!(saved(&judge(&mut desk, Verdict::Unsure)));
    }
    assert!(desk.current().is_none());
    assert_eq!(desk.state().counts().unsure, 20);
    assert!(desk.state().training_changes().is_empty());
}

#[test]
fn two_hundred_classes_are_classes() {
    let names: Vec<String> = (0..200).map(|n| format!("class {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (_folder, _, mut desk) = made(240, &names, 10);
    for n in 0..90 {
        let given = verdict(&desk, names[(n * 7) % 200]);
        assert!(saved(&judge(&mut desk, given)));
    }
    assert!(desk.snapshot().unwrap().model.is_some());
}

#[test]
fn an_undo_right_after_opening_takes_back_the_last_answer() {
    let (_folder, layout, mut first) = made(30, &CLASSES, 4);
    for _ in 0..12 {
        answer(&mut first);
    }
    let last = first.state().last_answer(first.project().writer()).unwrap();
    first.handle(LabelingCommand::Close);
    drop(first);
    let mut desk = desk(&layout, &Ticking::new());
    let reports = desk.handle(LabelingCommand::Undo);
    assert!(reports.contains(&LabelingEvent::Undone(last.item)));
    assert_eq!(current(&desk), last.item);
    assert_eq!(desk.state().counts().labeled, 11);
    assert!(face(&reports).unwrap().previous.is_some());
    for _ in 0..11 {
        desk.handle(LabelingCommand::Undo);
    }
    assert!(refused(&desk.handle(LabelingCommand::Undo)));
    assert_eq!(desk.state().counts().labeled, 0);
    assert_eq!(desk.snapshot().unwrap().model, None);
}

#[test]
fn an_undone_check_comes_back_as_a_check_and_a_relabel_keeps_its_arm() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(80, 6), &CLASSES, 20, 6);
    set(&layout, "holdout_share", "0.3");
    set(&layout, "random_share", "0.3");
    let mut desk = desk(&layout, &Ticking::new());
    let mut checked = HashSet::new();
    for _ in 0..45 {
        let decision = desk.current().unwrap().decision().clone();
        answer(&mut desk);
        if !checked.insert(decision.arm) {
            continue;
        }
        let arm_of = |desk: &LabelingSession| {
            let said = desk.state().item(decision.item);
            let own = said.judgement_of(&ada()).unwrap();
            (own.arm, own.draw_probability, own.strategy.clone())
        };
        let before = arm_of(&desk);
        desk.handle(LabelingCommand::Undo);
        assert_eq!(desk.current().unwrap().decision().arm, decision.arm);
        answer(&mut desk);
        assert_eq!(arm_of(&desk), before);
        desk.handle(LabelingCommand::Show(decision.item));
        judge(&mut desk, Verdict::Unsure);
        assert_eq!(arm_of(&desk), before);
    }
    assert_eq!(
        checked,
        HashSet::from([Arm::Active, Arm::Random, Arm::Holdout])
    );
}

#[test]
fn an_item_that_is_not_on_the_screen_cannot_be_judged() {
    let (_folder, _, mut desk) = made(20, &CLASSES, 4);
    let before = desk.state().clone();
    let other = ItemIndex(u32::from(current(&desk) == ItemIndex(0)));
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
        assert!(refused(&desk.handle(order)));
    }
    assert_eq!(*desk.state(), before);
}

#[test]
fn a_key_of_a_class_that_was_merged_away_brings_nothing_back() {
    let (_folder, _, mut desk) = made(30, &CLASSES, 4);
    for _ in 0..12 {
        answer(&mut desk);
    }
    let on_screen = current(&desk);
    let labels = desk.state().labels().clone();
    let (from, into) = (
        labels.find("billing").unwrap(),
        labels.find("outage").unwrap(),
    );
    let reports = desk.handle(LabelingCommand::MergeClass(from, into));
    assert_eq!(face(&reports).unwrap().item, on_screen);
    assert!(refused(&judge(&mut desk, Verdict::Label(from))));
    assert!(refused(
        &desk.handle(LabelingCommand::RenameClass(from, "money".into()))
    ));
    assert!(refused(
        &desk.handle(LabelingCommand::MergeClass(from, into))
    ));
    assert!(refused(
        &desk.handle(LabelingCommand::MergeClass(into, from))
    ));
    assert_eq!(desk.state().labels().active().count(), 2);
    assert!(saved(&judge(&mut desk, Verdict::Label(into))));
}

#[test]
fn an_answer_taken_back_stays_in_sight_while_a_class_is_added() {
    let (_folder, _, mut desk) = made(30, &CLASSES, 4);
    answer(&mut desk);
    desk.handle(LabelingCommand::Undo);
    let reports = desk.handle(LabelingCommand::AddClass("spam".into()));
    assert!(face(&reports).unwrap().previous.is_some());
}

#[test]
fn seconds_that_are_no_number_do_no_harm() {
    let (_folder, layout, mut desk) = made(10, &CLASSES, 2);
    for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -3.0, 1e300] {
        let item = current(&desk);
        let verdict = Verdict::Unsure;
        let reports = desk.handle(LabelingCommand::Judge {
            item,
            verdict,
            time: on_screen(seconds),
        });
        assert!(saved(&reports));
        desk.handle(LabelingCommand::Rested(seconds));
    }
    desk.handle(LabelingCommand::Close);
    drop(desk);
    let again = crate::support::projects::open(&layout);
    assert_eq!(again.read_only(), None);
    assert_eq!(again.state().counts().unsure, 5);
    assert!(again.state().sessions()[0].active_seconds.is_finite());
}

#[test]
fn a_second_key_while_the_trainer_works_answers_nothing() {
    let (_folder, layout, desk) = made(30, &CLASSES, 4);
    drop(desk);
    let (mut desk, snapshots) = threaded(&layout);
    desk.begin();
    desk.take_snapshot(snapshots.recv().unwrap());
    let first = current(&desk);
    let order = LabelingCommand::Judge {
        item: first,
        verdict: verdict(&desk, "billing"),
        time: on_screen(1.0),
    };
    assert!(saved(&desk.handle(order.clone())));
    assert!(desk.is_waiting());
    assert!(refused(&desk.handle(order)), "the same key again");
    desk.handle(LabelingCommand::AddClass("spam".into()));
    desk.take_snapshot(snapshots.recv().unwrap());
    desk.ask_anyway();
    assert_ne!(current(&desk), first, "it was answered");
}

#[test]
fn a_class_made_before_the_first_query_does_not_keep_it_from_coming() {
    let (_folder, layout, desk) = made(30, &[], 4);
    drop(desk);
    let (mut desk, snapshots) = threaded(&layout);
    assert!(desk.begin().contains(&LabelingEvent::Preparing));
    desk.handle(LabelingCommand::AddClass("billing".into()));
    assert!(desk.is_waiting());
    let reports = desk.take_snapshot(snapshots.recv().unwrap());
    assert!(face(&reports).is_some(), "{reports:?}");
}

#[test]
fn a_trainer_that_panics_says_so() {
    let (_folder, layout, desk) = made(30, &CLASSES, 4);
    drop(desk);
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
    let (_folder, layout, mut desk) = made(30, &CLASSES, 4);
    assert!(saved(&answer(&mut desk)));
    // Another program cuts the journal while it is open.
    let path = layout.journal(&ada());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 40]).unwrap();
    let label = verdict(&desk, "billing");
    let reports = judge(&mut desk, label);
    assert!(!saved(&reports));
    let read_only = reports.iter().find_map(|report| match report {
        LabelingEvent::Progress(progress) => Some(progress.read_only.is_some()),
        _ => None,
    });
    assert_eq!(read_only, Some(true), "{reports:?}");
    assert_eq!(desk.state().counts().labeled, 1);
}
