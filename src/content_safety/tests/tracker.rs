//! Permission for one item, what looking at it costs, and caps and spacing over a thousand items.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{World, mixed_risks, moment, permissive, risk};
use crate::content_safety::permission::Reason;
use crate::content_safety::schedule::{How, NextQuery};
use crate::content_safety::{
    Action, Category, ExposurePolicy, ExposureTotals, ExposureTracker, PolicyContext, Severity,
    dose,
};
use crate::rng::Seed;
use crate::schema::{Arm, ItemIndex, ViewLevel};

const ITEM: ItemIndex = ItemIndex(7);

fn exposure(policy: ExposurePolicy) -> ExposureTracker {
    let day = (moment(0.0).today, ExposureTotals::default());
    ExposureTracker::new(policy, day, BTreeSet::new())
}

fn reason(exposure: &ExposureTracker, severity: u8, context: &PolicyContext) -> Option<Reason> {
    let risk = risk("violence", severity);
    exposure.permission(ITEM, Some(&risk), context).err()
}

/// Shows an item and, when sensitive, reads all of it.
fn pass(exposure: &mut ExposureTracker, severity: u8, seconds: f64) {
    let now = moment(0.0);
    let risk = (severity > 0).then(|| risk("violence", severity));
    exposure.show(ITEM, risk);
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
    assert_eq!(exposure.permission(ITEM, None, &now), Ok(()));
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
    let of_reveals = ExposureTracker::new(policy.clone(), (today.today, before), BTreeSet::new());
    assert_eq!(reason(&of_reveals, 1, &today), Some(Reason::DayReveals));
    assert_eq!(reason(&of_reveals, 1, &tomorrow), None);
    let before = ExposureTotals {
        revealed_seconds: 1_800.0,
        ..ExposureTotals::default()
    };
    let of_minutes = ExposureTracker::new(policy, (today.today, before), BTreeSet::new());
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
    let permission = exposure.permission(ITEM, Some(&mixed), &moment(0.0));
    assert_eq!(permission, Err(Reason::OptedOut));
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
    assert!(exposure.ask_for(ITEM));
    assert!(!exposure.ask_for(ITEM));
    assert_eq!(reason(&exposure, 1, &early), None);
}

#[test]
fn what_is_never_shown_can_be_neither_asked_nor_revealed() {
    let mut exposure = exposure(permissive());
    let now = moment(0.0);
    let mut stop = risk("csam", 3);
    stop.hard_stop = true;
    exposure.lift_order();
    let permission = exposure.permission(ITEM, Some(&stop), &now);
    assert_eq!(permission, Err(Reason::HardStop));
    exposure.show(ITEM, Some(stop));
    let refused = exposure.reveal(ViewLevel::Masked, 1, &now);
    assert_eq!(refused, Err(Reason::HardStop));
    assert_eq!(exposure.on_screen().unwrap().view, ViewLevel::Veiled);
}

#[test]
fn only_what_is_in_sight_is_read_and_an_item_is_one_reveal() {
    let mut exposure = exposure(permissive());
    let now = moment(0.0);
    exposure.show(ITEM, Some(risk("violence", 2)));
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
    assert_eq!((met.view_level, met.chars_revealed), (ViewLevel::Full, 100));
    assert!((met.running_dose_session - totals.dose).abs() < 1e-12);
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
    exposure.show(ITEM, Some(risk("violence", 1)));
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
    exposure.show(ITEM, Some(risk("violence", 1)));
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
    exposure.show(ITEM, None);
    exposure.missed(risk("violence", 3), 12.0, 40, &now);
    assert_eq!(exposure.on_screen().unwrap().view, ViewLevel::Veiled);
    let met = exposure.close(Action::Answered, &now).unwrap();
    assert!(met.missed);
    assert_eq!(met.view_level, ViewLevel::Full);
    assert_eq!(exposure.session_totals().reveals, 1);
    assert_eq!(reason(&exposure, 1, &now), Some(Reason::AfterSevere));
}

#[test]
fn benign_items_leave_nothing_in_the_ledger() {
    let mut exposure = exposure(permissive());
    let now = moment(0.0);
    exposure.show(ITEM, None);
    exposure.read(20.0, &now);
    assert_eq!(exposure.close(Action::Answered, &now), None);
    assert_eq!(exposure.session_totals(), ExposureTotals::default());
}

const ITEMS: usize = 1_000;
/// The goal of each session.
const SESSION: u32 = 120;

/// What an observer beside the person writes down.
struct Seen {
    session: u32,
    /// From 0, within the session.
    place: u32,
    day: Date,
    item: ItemIndex,
    arm: Arm,
    how: How,
    severity: u8,
    seconds: f64,
    tired: bool,
    order_lifted: bool,
}

/// Two sessions a day until nothing is left; the person reveals whatever is shown, reads for up to
/// a minute and a half, is tired in each session's third quarter, and lifts the order when asked.
fn label_all(seed: Seed, policy: &ExposurePolicy) -> (Vec<Seen>, World) {
    let mut world = World::new(seed, mixed_risks(seed, ITEMS), 100);
    let mut stream = seed.stream("reading", "");
    let (mut seen, mut days) = (Vec::new(), BTreeMap::<Date, ExposureTotals>::new());
    for session in 0..60 {
        let mut clock = f64::from(session / 2) * 86_400.0 + f64::from(session % 2) * 14_400.0;
        let today = moment(clock).today;
        let before = days.get(&today).copied().unwrap_or_default();
        let mut exposure = ExposureTracker::new(policy.clone(), (today, before), BTreeSet::new());
        let mut place = 0;
        while place < SESSION {
            let now = PolicyContext {
                tired: (60..90).contains(&place),
                items_left: Some(SESSION - place),
                ..moment(clock)
            };
            let permission = |item| exposure.permission(item, world.risk(item), &now);
            let turn = world.turn(&world.coins(), &permission);
            let ask = match turn {
                NextQuery::Ask(ask) => ask,
                NextQuery::Done => return (seen, world),
                NextQuery::OnlySensitive(left)
                    if left.can_be_lifted() > 0 && !exposure.is_lifted =>
                {
                    exposure.lift_order();
                    continue;
                }
                NextQuery::OnlySensitive(left) => {
                    assert!(left.items() > 0, "{}", left.in_words());
                    break;
                }
            };
            let risk = world.risk(ask.item).cloned();
            let severity = risk.as_ref().map_or(0, |risk| risk.severity.level());
            exposure.show(ask.item, risk);
            let mut seconds = 0.0;
            if severity > 0 {
                exposure.reveal(ViewLevel::Full, 200, &now).unwrap();
                seconds = (90.0 * stream.next_f64()).min(exposure.veil_again_after(&now));
                exposure.read(seconds, &now);
            }
            exposure.close(Action::Answered, &now);
            world.answered(ask.item, &ask.deferred);
            clock += 10.0 + seconds;
            seen.push(Seen {
                session,
                place,
                day: now.today,
                item: ask.item,
                arm: ask.arm,
                how: ask.how,
                severity,
                seconds,
                tired: now.tired,
                order_lifted: exposure.is_lifted,
            });
            place += 1;
        }
        days.insert(today, exposure.day_totals(today));
    }
    (seen, world)
}

/// Sums over the sensitive of each group.
fn sums<K: Ord>(seen: &[Seen], key: impl Fn(&Seen) -> K) -> Vec<(u32, f64)> {
    let mut sums: BTreeMap<K, (u32, f64)> = BTreeMap::new();
    for seen in seen.iter().filter(|seen| seen.severity > 0) {
        let sum = sums.entry(key(seen)).or_default();
        sum.0 += 1;
        sum.1 += seen.seconds;
    }
    sums.into_values().collect()
}

#[test]
fn caps_and_spacing_are_never_exceeded_over_a_thousand_items() {
    let policy = ExposurePolicy::default();
    for seed in [Seed(1), Seed(2), Seed(3)] {
        let (seen, _) = label_all(seed, &policy);
        assert_eq!(seen.len(), ITEMS, "all is asked in the end");
        for (reveals, seconds) in sums(&seen, |seen| seen.session) {
            assert!(reveals <= 30, "{reveals}");
            assert!(seconds <= 15.0 * 60.0 + 1e-6, "{seconds}");
        }
        for (reveals, seconds) in sums(&seen, |seen| seen.day) {
            assert!(reveals <= 60, "{reveals}");
            assert!(seconds <= 30.0 * 60.0 + 1e-6, "{seconds}");
        }
        // The caps did bind, or the test says nothing.
        let most = sums(&seen, |seen| seen.session);
        let at_cap = |(reveals, seconds): &(u32, f64)| *reveals == 30 || *seconds > 899.0;
        assert!(most.iter().any(at_cap));
        for (at, here) in seen
            .iter()
            .enumerate()
            .filter(|(_, seen)| seen.severity > 0)
        {
            assert!(!here.tired);
            if here.order_lifted {
                continue;
            }
            assert!((5..SESSION - 10).contains(&here.place), "{}", here.place);
            let earlier: Vec<&Seen> = seen[..at]
                .iter()
                .rev()
                .take_while(|seen| seen.session == here.session)
                .collect();
            let run = earlier.iter().take_while(|seen| seen.severity > 0).count();
            assert!(run < 3);
            let severe = earlier.iter().position(|seen| seen.severity == 3);
            if let Some(place) = severe {
                let benign = earlier[..place].iter().filter(|seen| seen.severity == 0);
                assert!(benign.count() >= 4);
            }
        }
    }
}

#[test]
fn what_was_drawn_and_waits_comes_and_nothing_comes_twice() {
    let (seen, world) = label_all(Seed(5), &ExposurePolicy::default());
    let items: BTreeSet<ItemIndex> = seen.iter().map(|seen| seen.item).collect();
    assert_eq!(items.len(), seen.len());
    assert!(world.waiting.is_empty());
    let waited = seen.iter().filter(|seen| seen.how == How::Waited).count();
    assert!(waited > 10, "{waited}");
    let of_holdout = seen.iter().filter(|seen| seen.arm == Arm::Holdout);
    assert_eq!(of_holdout.count(), 100, "each held-out item counts as one");
}

#[test]
fn a_cap_of_nothing_leaves_all_sensitive_items_unasked_and_says_so() {
    let policy = ExposurePolicy {
        session_reveals: 0,
        ..ExposurePolicy::default()
    };
    let (seen, world) = label_all(Seed(7), &policy);
    assert!(seen.iter().all(|seen| seen.severity == 0));
    let sensitive = world.risks.iter().flatten().count();
    assert_eq!(seen.len(), ITEMS - sensitive);
}
