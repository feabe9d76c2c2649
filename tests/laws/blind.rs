//! What a blind query shows: nothing.

use querist::journal::{Event, read};
use querist::pool::Split;
use querist::project::OpinionMode;
use querist::schema::Arm;
use querist::session::{LabelingCommand, LabelingEvent};

use crate::support::projects::{
    CLASSES, Ticking, ada, answer, current, face, items, project, refused, saved, session, set,
    skip,
};

#[test]
fn holdout_random_and_a_share_of_the_active_queries_show_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(140, 2), &CLASSES, 30, 2);
    set(&layout, "holdout_share", "0.2");
    set(&layout, "random_share", "0.2");
    set(&layout, "blind_share", "0.3");
    let mut session = session(&layout, &Ticking::new());
    let mut reports = session.begin();
    let mut shown = Vec::new();
    let mut met = Vec::new();
    for _ in 0..70 {
        let cold = session.snapshot().unwrap().cold;
        let arm = session.current().unwrap().decision.arm;
        let face = face(&reports).unwrap();
        if arm != Arm::Active {
            assert_eq!((&face.opinion, &face.why), (&None, &None), "{arm:?}");
        }
        if face.why.is_none() {
            assert_eq!(
                face.opinion, None,
                "an opinion without a reason is no blind face"
            );
        }
        met.push((arm, face.why.is_some()));
        shown.push(face.opinion.is_some());
        let sees = face.opinion.is_some();
        reports = answer(&mut session);
        let told = reports.iter().find_map(|report| match report {
            LabelingEvent::Saved { revealed, .. } => Some(*revealed),
            _ => None,
        });
        let told = told.unwrap();
        assert_eq!(told.arm, arm);
        if !cold {
            // A check may still be corrected, so what the model thinks of it stays untold.
            assert_eq!(told.likeliest.is_some(), !sees && arm != Arm::Holdout);
        }
    }
    for wanted in [
        (Arm::Holdout, false),
        (Arm::Random, false),
        (Arm::Active, false),
        (Arm::Active, true),
    ] {
        assert!(met.contains(&wanted), "{wanted:?}");
    }
    let journal = read(&layout.journal(&ada())).unwrap();
    let recorded: Vec<bool> = journal
        .records
        .iter()
        .filter_map(|record| match &record.entry.event {
            Event::Answered(answered) => Some(answered.query.opinion_shown),
            _ => None,
        })
        .collect();
    assert_eq!(recorded, shown);
}

#[test]
fn in_never_mode_nothing_is_told_and_in_after_mode_only_after() {
    for (mode, tells) in [(OpinionMode::Never, false), (OpinionMode::After, true)] {
        let folder = tempfile::tempdir().unwrap();
        let layout = project(&folder.path().join("p"), items(60, 4), &CLASSES, 10, 4);
        let mut session = session(&layout, &Ticking::new());
        session.handle(LabelingCommand::Opinion(mode));
        answer(&mut session);
        let mut told = 0;
        for _ in 0..25 {
            let reports = answer(&mut session);
            let face = face(&reports).unwrap();
            assert_eq!((&face.opinion, &face.why), (&None, &None));
            for report in &reports {
                if let LabelingEvent::Saved { revealed, .. } = report {
                    told += usize::from(revealed.likeliest.is_some());
                }
            }
        }
        assert_eq!(told > 0, tells);
    }
}

/// Answers until an item of the holdout is asked.
fn until_holdout(session: &mut querist::session::LabelingSession) {
    while session.current().unwrap().decision.arm != Arm::Holdout {
        answer(session);
    }
}

#[test]
fn a_check_that_is_put_off_is_not_told_and_comes_back_as_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(60, 4), &CLASSES, 15, 4);
    set(&layout, "holdout_share", "0.4");
    let mut session = session(&layout, &Ticking::new());
    until_holdout(&mut session);
    let check = session.current().unwrap().decision.clone();
    let reports = skip(&mut session);
    assert!(saved(&reports));
    for report in &reports {
        if let LabelingEvent::Saved { revealed, .. } = report {
            assert_eq!((revealed.arm, revealed.likeliest), (Arm::Active, None));
        }
    }
    // By undo, and by going to it.
    for order in [LabelingCommand::Undo, LabelingCommand::Show(check.item)] {
        let reports = session.handle(order);
        let face = face(&reports).unwrap();
        assert_eq!(face.item, check.item);
        assert_eq!((&face.opinion, &face.why), (&None, &None));
        let again = &session.current().unwrap().decision;
        assert_eq!(again.arm, Arm::Holdout);
        assert_eq!(again.draw_probability, check.draw_probability);
        skip(&mut session);
    }
}

#[test]
fn a_held_out_item_that_is_looked_up_shows_no_opinion() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(60, 4), &CLASSES, 15, 4);
    let mut session = session(&layout, &Ticking::new());
    for _ in 0..15 {
        answer(&mut session);
    }
    let all = session.items();
    for (index, _) in all.iter() {
        if session.state().item(index).is_answered() {
            continue;
        }
        let held_out = matches!(all.side(index), Split::Holdout(_));
        let reports = session.handle(LabelingCommand::Show(index));
        if held_out {
            assert_eq!(face(&reports).unwrap().opinion, None);
        }
        assert!(!refused(&reports));
        assert_eq!(current(&session), index);
    }
}
