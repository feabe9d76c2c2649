//! Are caps and spacing kept over a thousand items, and is anything lost?

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{World, mixed_risks, moment};
use crate::content_safety::schedule::{How, NextQuery};
use crate::content_safety::{Action, Exposure, ExposurePolicy, ExposureTotals, PolicyContext};
use crate::rng::Seed;
use crate::schema::{Arm, ItemIndex, ViewLevel};

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
        let mut exposure = Exposure::new(policy.clone(), (today, before), BTreeSet::new());
        let mut place = 0;
        while place < SESSION {
            let now = PolicyContext {
                tired: (60..90).contains(&place),
                items_left: Some(SESSION - place),
                ..moment(clock)
            };
            let standing = |item| exposure.standing(item, world.risk(item), &now);
            let turn = world.turn(&world.coins(), &standing);
            let ask = match turn {
                NextQuery::Ask(ask) => ask,
                NextQuery::Done => return (seen, world),
                NextQuery::OnlySensitive(left)
                    if left.can_be_lifted() > 0 && !exposure.is_lifted() =>
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
            exposure.show(ask.item, risk, &now);
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
                order_lifted: exposure.is_lifted(),
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
