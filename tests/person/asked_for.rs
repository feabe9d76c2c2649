//! What a person declined is asked again once they go to it themselves, and their ledger says so.

use std::path::Path;
use std::sync::Arc;

use querist::clock::FixedClock;
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession};
use querist::wellbeing::ledger::Ledger;

use crate::support::projects::{
    CLASSES, ada, current, items, on_screen, open_as, project, saved, start, truth, verdict,
};

fn asked_for_in_ledger(folder: &Path) -> usize {
    let path = Ledger::open(&folder.join("user")).path().to_owned();
    let lines = std::fs::read_to_string(path).unwrap();
    lines.matches(r#""entry":"asked_for""#).count()
}

/// Why only sensitive items are left, when they are.
fn only_sensitive(reports: &[LabelingEvent]) -> Option<&str> {
    reports.iter().find_map(|report| match report {
        LabelingEvent::OnlySensitive(why, _) => Some(why.as_str()),
        _ => None,
    })
}

#[test]
fn who_goes_to_an_item_that_they_declined_asks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(folder.path(), items(12, 1), &CLASSES, 0, 1);
    let opened = open_as(&layout, &ada(), start());
    let ledger = Ledger::open(&folder.path().join("user"));
    let clock = Arc::new(FixedClock::at(start()));
    let mut session = LabelingSession::inline_with(opened, clock, Some(ledger)).unwrap();
    session.begin();
    let declined = current(&session);
    session.handle(LabelingCommand::MarkSensitive {
        item: declined,
        sensitive: true,
        category: None,
        read_seconds: 1.0,
    });
    let mut reports = session.handle(LabelingCommand::Defer(declined, None));
    while only_sensitive(&reports).is_none() {
        let item = current(&session);
        assert_ne!(item, declined);
        let class = truth(&session.items().get(item).text);
        let verdict = verdict(&session, class);
        reports = session.handle(LabelingCommand::Judge {
            item,
            verdict,
            time: on_screen(2.0),
        });
        assert!(saved(&reports), "{reports:?}");
    }
    // Lifting the order lifts nothing that was declined.
    let reports = session.handle(LabelingCommand::LiftOrder);
    let why = only_sensitive(&reports).unwrap_or_default();
    assert!(why.contains("you declined it"), "{reports:?}");
    assert_eq!(asked_for_in_ledger(folder.path()), 0);
    // It is shown, veiled, and stays in the queue when it is left without an answer.
    for command in [LabelingCommand::Show(declined), LabelingCommand::Next] {
        let reports = session.handle(command);
        let is_veiled = reports.iter().any(|report| match report {
            LabelingEvent::Ask { view, .. } => view.veil.is_some(),
            _ => false,
        });
        assert!(is_veiled, "{reports:?}");
        assert_eq!(current(&session), declined);
        assert_eq!(asked_for_in_ledger(folder.path()), 1);
    }
}
