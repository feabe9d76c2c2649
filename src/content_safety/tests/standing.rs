//! When may one item be asked, and what does looking at it cost?

use std::collections::BTreeSet;

use super::{moment, permissive, risk};
use crate::content_safety::{
    Action, Category, Exposure, ExposurePolicy, ExposureTotals, Permission, PolicyContext, Reason,
    Severity, dose,
};
use crate::schema::{ItemIndex, ViewLevel};

const ITEM: ItemIndex = ItemIndex(7);

fn exposure(policy: ExposurePolicy) -> Exposure {
    let day = (moment(0.0).today, ExposureTotals::default());
    Exposure::new(policy, day, BTreeSet::new())
}

fn reason(exposure: &Exposure, severity: u8, moment: &PolicyContext) -> Option<Reason> {
    match exposure.standing(ITEM, Some(&risk("violence", severity)), moment) {
        Permission::Allowed => None,
        Permission::Displaced(reason) => Some(reason),
    }
}

/// Shows an item and, when sensitive, reads all of it.
fn pass(exposure: &mut Exposure, severity: u8, seconds: f64) {
    let now = moment(0.0);
    let risk = (severity > 0).then(|| risk("violence", severity));
    exposure.show(ITEM, risk, &now);
    if severity > 0 {
        exposure.reveal(ViewLevel::Full, 100, &now).unwrap();
    }
    exposure.read(seconds, &now);
    exposure.close(Action::Answered, &now);
}

#[test]
fn a_session_begins_and_ends_with_benign_items() {
    let policy = ExposurePolicy {
        first_items: 2,
        last_items: 3,
        ..permissive()
    };
    let mut exposure = exposure(policy);
    let now = moment(0.0);
    assert_eq!(reason(&exposure, 1, &now), Some(Reason::FirstItems));
    assert_eq!(exposure.standing(ITEM, None, &now), Permission::Allowed);
    pass(&mut exposure, 0, 5.0);
    pass(&mut exposure, 0, 5.0);
    assert_eq!(reason(&exposure, 1, &now), None);
    let left = |left| PolicyContext {
        items_left: Some(left),
        ..now
    };
    assert_eq!(reason(&exposure, 1, &left(4)), None);
    assert_eq!(reason(&exposure, 1, &left(3)), Some(Reason::LastItems));
}

#[test]
fn benign_items_come_between_and_more_of_them_after_a_severe_one() {
    let policy = ExposurePolicy {
        in_a_row: 2,
        benign_after_severe: 3,
        ..permissive()
    };
    let mut exposure = exposure(policy);
    let now = moment(0.0);
    pass(&mut exposure, 1, 1.0);
    assert_eq!(reason(&exposure, 1, &now), None);
    pass(&mut exposure, 2, 1.0);
    assert_eq!(reason(&exposure, 1, &now), Some(Reason::InARow));
    pass(&mut exposure, 0, 1.0);
    assert_eq!(reason(&exposure, 1, &now), None);
    pass(&mut exposure, 3, 1.0);
    for _ in 0..3 {
        assert_eq!(reason(&exposure, 1, &now), Some(Reason::AfterSevere));
        pass(&mut exposure, 0, 1.0);
    }
    assert_eq!(reason(&exposure, 1, &now), None);
}

#[test]
fn caps_hold_and_cannot_be_lifted_but_order_can() {
    let policy = ExposurePolicy {
        session_reveals: 1,
        first_items: 50,
        ..permissive()
    };
    let mut exposure = exposure(policy);
    let now = moment(0.0);
    exposure.lift_order();
    assert_eq!(reason(&exposure, 1, &now), None);
    pass(&mut exposure, 1, 1.0);
    assert_eq!(reason(&exposure, 1, &now), Some(Reason::SessionReveals));
    assert!(!Reason::SessionReveals.can_be_lifted());
    let risk = risk("violence", 1);
    assert_eq!(
        exposure.may_reveal(&risk, &now),
        Err(Reason::SessionReveals),
        "in the queue and the history, too"
    );
}

#[test]
fn the_day_counts_other_sessions_and_ends() {
    let policy = ExposurePolicy {
        day_reveals: 60,
        day_minutes: 30.0,
        ..permissive()
    };
    let before = ExposureTotals {
        reveals: 60,
        ..ExposureTotals::default()
    };
    let today = moment(0.0);
    let tomorrow = moment(86_400.0);
    let of_reveals = Exposure::new(policy.clone(), (today.today, before), BTreeSet::new());
    assert_eq!(reason(&of_reveals, 1, &today), Some(Reason::DayReveals));
    assert_eq!(reason(&of_reveals, 1, &tomorrow), None);
    let before = ExposureTotals {
        revealed_seconds: 1_800.0,
        ..ExposureTotals::default()
    };
    let of_minutes = Exposure::new(policy, (today.today, before), BTreeSet::new());
    assert_eq!(reason(&of_minutes, 1, &today), Some(Reason::DayMinutes));
}

#[test]
fn tired_persons_are_spared_and_opting_out_needs_no_reason() {
    let mut exposure = exposure(permissive());
    let tired = PolicyContext {
        tired: true,
        ..moment(0.0)
    };
    assert_eq!(reason(&exposure, 1, &tired), Some(Reason::Tired));
    let violence = Category::named("violence").unwrap();
    exposure.opt_out(violence.clone());
    assert_eq!(reason(&exposure, 1, &moment(0.0)), Some(Reason::OptedOut));
    exposure.opt_in(&violence);
    assert_eq!(reason(&exposure, 1, &moment(0.0)), None);
    // Any of its categories is enough.
    let mut mixed = risk("hate", 1);
    mixed.others.push(violence.clone());
    exposure.opt_out(violence);
    let standing = exposure.standing(ITEM, Some(&mixed), &moment(0.0));
    assert_eq!(standing, Permission::Displaced(Reason::OptedOut));
}

#[test]
fn what_is_put_off_comes_back_and_what_is_declined_does_not() {
    let mut exposure = exposure(permissive());
    let until = moment(600.0).now;
    exposure.defer(ITEM, until);
    let (early, late) = (moment(599.0), moment(600.0));
    assert_eq!(reason(&exposure, 1, &early), Some(Reason::Deferred(until)));
    assert_eq!(reason(&exposure, 1, &late), None);
    exposure.decline(ITEM);
    assert_eq!(reason(&exposure, 1, &late), Some(Reason::Declined));
    exposure.ask_for(ITEM);
    assert_eq!(reason(&exposure, 1, &early), None);
}

#[test]
fn what_is_never_shown_can_be_neither_asked_nor_revealed() {
    let mut exposure = exposure(permissive());
    let now = moment(0.0);
    let mut stop = risk("csam", 3);
    stop.hard_stop = true;
    exposure.lift_order();
    let standing = exposure.standing(ITEM, Some(&stop), &now);
    assert_eq!(standing, Permission::Displaced(Reason::HardStop));
    exposure.show(ITEM, Some(stop), &now);
    let refused = exposure.reveal(ViewLevel::Masked, 1, &now);
    assert_eq!(refused, Err(Reason::HardStop));
    assert_eq!(exposure.on_screen().unwrap().view, ViewLevel::Veiled);
}

#[test]
fn only_what_is_in_sight_is_read_and_an_item_is_one_reveal() {
    let mut exposure = exposure(permissive());
    let now = moment(0.0);
    exposure.show(ITEM, Some(risk("violence", 2)), &now);
    exposure.read(30.0, &now);
    assert!(exposure.session_totals().revealed_seconds.abs() < 1e-12);
    exposure.reveal(ViewLevel::Masked, 80, &now).unwrap();
    exposure.read(4.0, &now);
    exposure.veil_again();
    exposure.read(30.0, &now);
    exposure.reveal(ViewLevel::Full, 100, &now).unwrap();
    exposure.read(5.0, &now);
    exposure.veil_again();
    let met = exposure.close(Action::Answered, &now).unwrap();
    let totals = exposure.session_totals();
    assert_eq!(totals.reveals, 1);
    assert!((totals.revealed_seconds - 9.0).abs() < 1e-12);
    // One dose for the item: 2 ln(1 + 9).
    assert!((totals.dose - dose(Severity::MIDDLE, 9.0)).abs() < 1e-9);
    assert_eq!((met.view, met.characters), (ViewLevel::Full, 100));
    assert!((met.session_dose - totals.dose).abs() < 1e-12);
    assert_eq!(totals, exposure.day_totals(now.today));
}

#[test]
fn when_the_minutes_are_read_the_item_is_veiled_again() {
    let policy = ExposurePolicy {
        session_minutes: 1.0,
        ..permissive()
    };
    let mut exposure = exposure(policy);
    let now = moment(0.0);
    exposure.show(ITEM, Some(risk("violence", 1)), &now);
    exposure.reveal(ViewLevel::Full, 9, &now).unwrap();
    exposure.read(50.0, &now);
    assert!((exposure.veil_again_after(&now) - 10.0).abs() < 1e-12);
    exposure.read(10.0, &now);
    assert_eq!(exposure.on_screen().unwrap().view, ViewLevel::Veiled);
    let refused = exposure.reveal(ViewLevel::Full, 9, &now);
    assert_eq!(refused, Err(Reason::SessionMinutes));
}

#[test]
fn a_last_reveal_that_the_cap_let_through_can_go_on() {
    let policy = ExposurePolicy {
        session_reveals: 1,
        ..permissive()
    };
    let mut exposure = exposure(policy);
    let now = moment(0.0);
    exposure.show(ITEM, Some(risk("violence", 1)), &now);
    exposure.reveal(ViewLevel::Partial, 9, &now).unwrap();
    exposure.reveal(ViewLevel::Full, 90, &now).unwrap();
    assert_eq!(exposure.session_totals().reveals, 1);
}

#[test]
fn what_should_have_been_veiled_counts_as_read() {
    let policy = ExposurePolicy {
        benign_after_severe: 1,
        ..permissive()
    };
    let mut exposure = exposure(policy);
    let now = moment(0.0);
    exposure.show(ITEM, None, &now);
    exposure.missed(risk("violence", 3), 12.0, 40, &now);
    assert_eq!(exposure.on_screen().unwrap().view, ViewLevel::Veiled);
    let met = exposure.close(Action::Answered, &now).unwrap();
    assert!(met.missed);
    assert_eq!(met.view, ViewLevel::Full);
    assert_eq!(exposure.session_totals().reveals, 1);
    assert_eq!(reason(&exposure, 1, &now), Some(Reason::AfterSevere));
}

#[test]
fn benign_items_leave_nothing_in_the_ledger() {
    let mut exposure = exposure(permissive());
    let now = moment(0.0);
    exposure.show(ITEM, None, &now);
    exposure.read(20.0, &now);
    assert_eq!(exposure.close(Action::Answered, &now), None);
    assert_eq!(exposure.session_totals(), ExposureTotals::default());
}
