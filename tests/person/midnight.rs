//! A session that runs across midnight: the minutes of yesterday are not those of today.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use querist::clock::FixedClock;
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession};
use querist::wellbeing::ledger::Ledger;

use crate::support::projects::{
    CLASSES, ada, current, items, on_screen, open_as, project, saved, start, truth, verdict,
};

/// A session that began twenty minutes before midnight, with the person's ledger in `folder`.
fn late_session(folder: &Path) -> (LabelingSession, Arc<FixedClock>, Date) {
    let zone = TimeZone::system();
    let today = start().to_zoned(zone.clone()).date();
    let midnight = today.tomorrow().unwrap().to_zoned(zone).unwrap();
    let late = midnight
        .timestamp()
        .checked_sub(Duration::from_secs(1_200))
        .unwrap();
    let clock = Arc::new(FixedClock::at(late));
    let layout = project(folder, items(60, 1), &CLASSES, 0, 1);
    let opened = open_as(&layout, &ada(), late);
    let ledger = Ledger::open(&folder.join("user"));
    let mut session = LabelingSession::inline_with(opened, clock.clone(), Some(ledger)).unwrap();
    session.begin();
    (session, clock, today)
}

/// Answers what is asked after so many seconds at work on it.
fn answer(session: &mut LabelingSession, clock: &FixedClock, seconds: f64) {
    clock.advance(Duration::from_secs_f64(seconds));
    let item = current(session);
    let class = truth(&session.items().get(item).text);
    let verdict = verdict(session, class);
    let time = on_screen(seconds);
    let reports = session.handle(LabelingCommand::Judge {
        item,
        verdict,
        time,
    });
    assert!(saved(&reports), "{reports:?}");
}

fn worked_today(session: &mut LabelingSession) -> f64 {
    let reports = session.handle(LabelingCommand::HowAmI);
    let today = reports.iter().find_map(|report| match report {
        LabelingEvent::Person(report) => Some(report.today),
        _ => None,
    });
    today.expect("a report")
}

fn in_ledger(folder: &Path, day: Date) -> f64 {
    let ledger = Ledger::open(&folder.join("user"));
    ledger.record().day(day).active_seconds
}

#[test]
fn yesterdays_minutes_are_not_todays() {
    let folder = tempfile::tempdir().unwrap();
    let (mut session, clock, day) = late_session(folder.path());
    answer(&mut session, &clock, 600.0);
    answer(&mut session, &clock, 300.0);
    assert!((worked_today(&mut session) - 900.0).abs() < 1e-9);
    clock.advance(Duration::from_secs(600));
    answer(&mut session, &clock, 30.0);
    assert!((worked_today(&mut session) - 30.0).abs() < 1e-9);
    answer(&mut session, &clock, 15.0);
    session.handle(LabelingCommand::Close);
    assert!((in_ledger(folder.path(), day) - 900.0).abs() < 1e-9);
    let next = day.tomorrow().unwrap();
    assert!((in_ledger(folder.path(), next) - 45.0).abs() < 1e-9);
}

#[test]
fn a_session_left_open_overnight_counts_on_the_day_of_its_work() {
    let folder = tempfile::tempdir().unwrap();
    let (mut session, clock, day) = late_session(folder.path());
    answer(&mut session, &clock, 600.0);
    clock.advance(Duration::from_secs(9 * 3_600));
    assert!(worked_today(&mut session).abs() < 1e-9);
    session.handle(LabelingCommand::Close);
    assert!((in_ledger(folder.path(), day) - 600.0).abs() < 1e-9);
    let next = day.tomorrow().unwrap();
    assert!(in_ledger(folder.path(), next).abs() < 1e-9);
}
