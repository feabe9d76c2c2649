//! Which item is asked, when some may not be asked now?
//!
//! Protection comes after acquisition: the strategy has ranked, the coins have fallen, and only
//! then is each candidate's [`Permission`] looked at.
//!
//! **Draws are delayed, never dropped.** A holdout or random coin draws among *all* open items, by
//! the annotator's fixed random order, as it would without protection. If the item may not be
//! asked now it *waits*: its draw, with the chance it had, is recorded with the query that is
//! asked in its place, it can be drawn no more, and it comes as soon as it may, before any coin is
//! tossed. So the sequence of draws, those that wait included, is a uniform sample without
//! replacement, and each chance is 1 / (open items not yet drawn), times the coins'. What is
//! missing from the sample at any time is the list of those that wait: counted, told, and bounded
//! by [`crate::evaluation`].
//!
//! Drawing among the allowed alone, by the same fixed order, would be wrong twice: it leaves the
//! sensitive out of the sample, and what was passed over stands at the front of the order, so that
//! its later draw is no draw.
//!
//! **One draw a coin.** After a draw that waits, the turn goes on to the next arm instead of
//! drawing again, so that the shares of the coins hold; and since that draw is by now part of what
//! went before, the chances that follow no longer carry its coin's factor.
//!
//! **The strategy's choice** is its best that may be asked. What is passed over stays in the
//! ranking and waits for nothing. Where chance decides among the leaders, it decides among those
//! allowed, and the chance that is recorded is that among them.
//!
//! **When the ranking holds none that may be asked**, one is drawn among the allowed of the pool,
//! by numbers drawn afresh for this turn (not by the fixed order, see above). It is no random
//! draw of the pool and does not pass for one: [`How::AmongAllowed`].
//!
//! **When nothing may be asked** the turn says so and why ([`Blocked`]); the person decides. Nothing
//! is asked beyond a cap.
//!
//! Law 4 under protection: held-out answers still reach nobody. But a person's dose is one, so a
//! sensitive held-out item can delay a sensitive item of the pool. Which items are *drawn* does
//! not change by it, and without sensitive items nothing changes.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::reason::{Permission, Reason};
use crate::schema::{Arm, ItemIndex};
use crate::state::DeferredDraw;

/// Calls back with each item of a set; with its place in a random order.
pub type Visit<'a> = &'a dyn Fn(&mut dyn FnMut(ItemIndex, u64));

/// What can be asked. Every item here is open: not judged and not put off by the annotator.
#[derive(Clone, Copy)]
pub struct CandidateSets<'a> {
    /// Items drawn earlier that wait, the longest first.
    pub waiting: &'a [DeferredDraw],
    /// The strategy's ranking, best first.
    pub ranked: &'a [ItemIndex],
    /// Pool items that do not wait, with their places in the annotator's fixed random order.
    pub pool: Visit<'a>,
    /// Holdout items that do not wait, likewise.
    pub holdout: Visit<'a>,
    /// A number of an item drawn for this turn alone.
    pub afresh: &'a dyn Fn(ItemIndex) -> u64,
}

/// How the coins fell, and with which chance. A share of what cannot be drawn is 0, of what alone
/// is left 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmDraw {
    /// The chance of a draw from the holdout.
    pub holdout_share: f64,
    /// Whether it fell so.
    pub holdout: bool,
    /// The chance of a draw from the pool, given none from the holdout.
    pub random_share: f64,
    /// Whether it fell so.
    pub random: bool,
}

/// How an item came to be the one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was drawn earlier and has waited.
    Waited,
    /// A coin drew it.
    Drawn,
    /// It is the first in the ranking that may be asked, at this place there, from 0.
    Ranked(usize),
    /// The ranking had none: it was drawn among those of the pool that may be asked.
    AmongAllowed,
}

/// An item to ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The item.
    pub item: ItemIndex,
    /// The arm that it counts for.
    pub arm: Arm,
    /// How it came to be the one.
    pub how: How,
    /// The chance of this draw given all before, the draws in `deferred` among it. Of a ranked
    /// item it is the chance of its arm alone: times the lottery's, where there is one, else
    /// there is no draw.
    pub chance: Option<f64>,
    /// How many could have been drawn; 1 for one that waited, 0 for a ranked one.
    pub candidates: u32,
    /// What was drawn before it in this turn and waits: to be recorded with it.
    pub deferred: Vec<DeferredDraw>,
    /// What the strategy would rather have asked, best first: it stays in the ranking and waits
    /// for nothing.
    pub passed_over: Vec<ItemIndex>,
}

/// What is left when nothing may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blocked {
    /// Why, with the number of items; the most frequent first. What was put off until different
    /// times stands together, under the earliest.
    pub reasons: Vec<(Reason, usize)>,
}

/// What comes next, of the questions that `Q` stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum NextQuery<Q> {
    /// This is asked.
    Ask(Q),
    /// Only items are left that may not be asked now.
    OnlySensitive(Blocked),
    /// There is no open item.
    Done,
}

/// Decides the turn. It depends on nothing but what it is given.
pub fn next_turn(
    field: &CandidateSets<'_>,
    coins: &ArmDraw,
    standing: &dyn Fn(ItemIndex) -> Permission,
) -> NextQuery<Ask> {
    if let Some(waited) = due(field.waiting, standing) {
        return NextQuery::Ask(waited);
    }
    let reserve = OnceCell::new();
    let reserve = || *reserve.get_or_init(|| drawn_among_allowed(field, standing));
    let mut ranked = field.ranked.iter();
    let place = ranked.position(|item| standing(*item).is_allowed());
    let pool_has_some = place.is_some() || reserve().is_some();
    let mut turn = Draws::default();
    // With nothing of the pool to ask, the coin decides nothing.
    let (holdout_share, holdout) = if pool_has_some {
        (coins.holdout_share, coins.holdout)
    } else {
        (1.0, true)
    };
    if let Some(ask) = turn.toss(
        Arm::Holdout,
        field.holdout,
        holdout_share,
        holdout,
        standing,
    ) {
        return NextQuery::Ask(ask);
    }
    if !pool_has_some {
        return nothing_allowed(field, standing);
    }
    if let Some(ask) = turn.toss(
        Arm::Random,
        field.pool,
        coins.random_share,
        coins.random,
        standing,
    ) {
        return NextQuery::Ask(ask);
    }
    let ask = |item, how, chance, candidates| Ask {
        item,
        arm: Arm::Active,
        how,
        chance: Some(chance),
        candidates,
        deferred: turn.deferred.clone(),
        passed_over: field.ranked[..place.unwrap_or(field.ranked.len())].to_vec(),
    };
    if let Some(place) = place {
        let item = field.ranked[place];
        return NextQuery::Ask(ask(item, How::Ranked(place), turn.chance, 0));
    }
    match reserve() {
        Some((item, allowed)) => NextQuery::Ask(ask(
            item,
            How::AmongAllowed,
            turn.chance / f64::from(allowed),
            allowed,
        )),
        None => nothing_allowed(field, standing),
    }
}

/// The draw that has waited longest and may be asked.
fn due(waiting: &[DeferredDraw], standing: &dyn Fn(ItemIndex) -> Permission) -> Option<Ask> {
    let waited = waiting
        .iter()
        .find(|waited| standing(waited.item).is_allowed())?;
    Some(Ask {
        item: waited.item,
        arm: waited.arm,
        how: How::Waited,
        chance: waited.draw_probability,
        candidates: 1,
        deferred: Vec::new(),
        passed_over: Vec::new(),
    })
}

/// One drawn among the pool's items that may be asked, and how many they are.
fn drawn_among_allowed(
    field: &CandidateSets<'_>,
    standing: &dyn Fn(ItemIndex) -> Permission,
) -> Option<(ItemIndex, u32)> {
    let mut allowed = 0_u32;
    let mut first: Option<(u64, ItemIndex)> = None;
    (field.pool)(&mut |item, _| {
        if standing(item).is_allowed() {
            allowed += 1;
            let drawn = ((field.afresh)(item), item);
            first = Some(first.map_or(drawn, |known| known.min(drawn)));
        }
    });
    first.map(|(_, item)| (item, allowed))
}

/// The draws of one turn so far.
struct Draws {
    /// The chance of the coins that follow the last draw.
    chance: f64,
    deferred: Vec<DeferredDraw>,
}

impl Default for Draws {
    fn default() -> Self {
        Self {
            chance: 1.0,
            deferred: Vec::new(),
        }
    }
}

impl Draws {
    /// Draws if the coin fell so. What may not be asked waits; only when nothing else is left is
    /// drawn once more.
    fn toss(
        &mut self,
        arm: Arm,
        of: Visit<'_>,
        share: f64,
        fell: bool,
        standing: &dyn Fn(ItemIndex) -> Permission,
    ) -> Option<Ask> {
        if !fell || share <= 0.0 {
            self.chance *= 1.0 - share;
            return None;
        }
        let goes_on = arm == Arm::Holdout && share >= 1.0;
        let (mut candidates, order) = in_order(of, goes_on);
        self.chance *= share;
        for item in order {
            let draw = DeferredDraw {
                item,
                arm,
                draw_probability: Some(self.chance / f64::from(candidates)),
            };
            match standing(item) {
                Permission::Allowed => {
                    return Some(Ask {
                        item,
                        arm,
                        how: How::Drawn,
                        chance: draw.draw_probability,
                        candidates,
                        deferred: std::mem::take(&mut self.deferred),
                        passed_over: Vec::new(),
                    });
                }
                Permission::Displaced(_) => self.deferred.push(draw),
            }
            // That draw is part of what went before.
            self.chance = 1.0;
            candidates -= 1;
        }
        None
    }
}

/// How many there are, and the first in the random order, or all.
fn in_order(of: Visit<'_>, all: bool) -> (u32, Vec<ItemIndex>) {
    let mut count = 0_u32;
    let mut order: Vec<(u64, ItemIndex)> = Vec::new();
    of(&mut |item, place| {
        count += 1;
        if all || order.is_empty() {
            order.push((place, item));
        } else {
            order[0] = order[0].min((place, item));
        }
    });
    order.sort_unstable();
    (count, order.into_iter().map(|(_, item)| item).collect())
}

fn nothing_allowed(
    field: &CandidateSets<'_>,
    standing: &dyn Fn(ItemIndex) -> Permission,
) -> NextQuery<Ask> {
    let mut left = LeftCounts::default();
    let mut count = |item| {
        if let Permission::Displaced(reason) = standing(item) {
            left.add(reason);
        }
    };
    field.waiting.iter().for_each(|waited| count(waited.item));
    (field.pool)(&mut |item, _| count(item));
    (field.holdout)(&mut |item, _| count(item));
    left.told()
        .map_or(NextQuery::Done, NextQuery::OnlySensitive)
}

#[derive(Default)]
struct LeftCounts {
    reasons: BTreeMap<Reason, usize>,
    deferred: Option<(Timestamp, usize)>,
}

impl LeftCounts {
    fn add(&mut self, reason: Reason) {
        if let Reason::Deferred(until) = reason {
            let (earliest, count) = self.deferred.unwrap_or((until, 0));
            self.deferred = Some((earliest.min(until), count + 1));
        } else {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }

    fn told(self) -> Option<Blocked> {
        let mut reasons: Vec<(Reason, usize)> = self.reasons.into_iter().collect();
        if let Some((until, count)) = self.deferred {
            reasons.push((Reason::Deferred(until), count));
        }
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        (!reasons.is_empty()).then_some(Blocked { reasons })
    }
}

impl Blocked {
    /// How many items are left.
    pub fn items(&self) -> usize {
        self.reasons.iter().map(|(_, count)| count).sum()
    }

    /// How many of them the person may ask for now, by lifting order and spacing.
    pub fn can_be_lifted(&self) -> usize {
        self.count(Reason::can_be_lifted)
    }

    /// When the first of those put off comes back.
    pub fn back_at(&self) -> Option<Timestamp> {
        self.reasons.iter().find_map(|(reason, _)| match reason {
            Reason::Deferred(until) => Some(*until),
            _ => None,
        })
    }

    fn count(&self, which: impl Fn(Reason) -> bool) -> usize {
        let of = self.reasons.iter().filter(|(reason, _)| which(*reason));
        of.map(|(_, count)| count).sum()
    }

    /// In words: "only sensitive items are left: 12 because …; 3 because …".
    pub fn in_words(&self) -> String {
        let reasons: Vec<String> = self
            .reasons
            .iter()
            .map(|(reason, count)| format!("{count}: {}", reason.in_words()))
            .collect();
        format!("only sensitive items are left: {}", reasons.join("; "))
    }
}
