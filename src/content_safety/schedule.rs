//! Decides which item is asked when some may not be asked now.
//!
//! Protection comes after acquisition: the strategy has ranked, the coins have fallen, and only
//! then is each candidate's [`Permission`] looked at.
//!
//! **Draws are deferred, never dropped.** A holdout or random coin draws among *all* open items, by
//! the annotator's fixed random order, as it would without protection. If the item may not be
//! asked now it *waits*: its draw, with the chance it had, is recorded with the query that is
//! asked in its place, it can be drawn no more, and it comes as soon as it may, before any coin
//! falls. So the sequence of draws, those that wait included, is a uniform sample without
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
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::permission::{Permission, Reason};
use crate::schema::{Arm, ItemIndex};
use crate::state::DeferredDraw;

/// Calls back with each item of a set; with its place in a random order.
pub(crate) type Visit<'a> = &'a dyn Fn(&mut dyn FnMut(ItemIndex, u64));

/// Says of an item whether it may be asked now.
pub(crate) type Permit<'a> = &'a dyn Fn(ItemIndex) -> Permission;

/// What can be asked. Every item here is open: not judged and not put off by the annotator.
#[derive(Clone, Copy)]
pub(crate) struct CandidateSets<'a> {
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
pub(crate) struct ArmDraw {
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
pub(crate) enum How {
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
pub(crate) struct Ask {
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

impl Ask {
    fn drawn(draw: DeferredDraw, how: How, candidates: u32, deferred: Vec<DeferredDraw>) -> Self {
        Self {
            item: draw.item,
            arm: draw.arm,
            how,
            chance: draw.draw_probability,
            candidates,
            deferred,
            passed_over: Vec::new(),
        }
    }
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
pub(crate) fn next_turn(
    candidates: &CandidateSets<'_>,
    coins: &ArmDraw,
    permission: Permit<'_>,
) -> NextQuery<Ask> {
    if let Some(waited) = due(candidates.waiting, permission) {
        return NextQuery::Ask(waited);
    }
    let reserve = OnceCell::new();
    let reserve = || *reserve.get_or_init(|| drawn_among_allowed(candidates, permission));
    let mut ranked = candidates.ranked.iter();
    let place = ranked.position(|item| permission(*item).is_ok());
    let pool_has_some = place.is_some() || reserve().is_some();
    let mut turn = Draws {
        chance: 1.0,
        deferred: Vec::new(),
    };
    // With nothing of the pool to ask, the coin decides nothing.
    let (holdout_share, holdout) = if pool_has_some {
        (coins.holdout_share, coins.holdout)
    } else {
        (1.0, true)
    };
    let of_holdout = (Arm::Holdout, candidates.holdout);
    if let Some(ask) = turn.draw(of_holdout, holdout_share, holdout, permission) {
        return NextQuery::Ask(ask);
    }
    if !pool_has_some {
        return nothing_allowed(candidates, permission);
    }
    let of_pool = (Arm::Random, candidates.pool);
    if let Some(ask) = turn.draw(of_pool, coins.random_share, coins.random, permission) {
        return NextQuery::Ask(ask);
    }
    let ask = |item, how, chance, count| Ask {
        item,
        arm: Arm::Active,
        how,
        chance: Some(chance),
        candidates: count,
        deferred: turn.deferred.clone(),
        passed_over: candidates.ranked[..place.unwrap_or(candidates.ranked.len())].to_vec(),
    };
    if let Some(place) = place {
        let item = candidates.ranked[place];
        return NextQuery::Ask(ask(item, How::Ranked(place), turn.chance, 0));
    }
    match reserve() {
        Some((item, allowed)) => NextQuery::Ask(ask(
            item,
            How::AmongAllowed,
            turn.chance / f64::from(allowed),
            allowed,
        )),
        None => nothing_allowed(candidates, permission),
    }
}

/// The draw that has waited longest and may be asked.
fn due(waiting: &[DeferredDraw], permission: Permit<'_>) -> Option<Ask> {
    let waited = waiting
        .iter()
        .find(|waited| permission(waited.item).is_ok())?;
    Some(Ask::drawn(*waited, How::Waited, 1, Vec::new()))
}

/// One drawn among the pool's items that may be asked, and how many they are.
fn drawn_among_allowed(
    candidates: &CandidateSets<'_>,
    permission: Permit<'_>,
) -> Option<(ItemIndex, u32)> {
    let mut allowed = 0_u32;
    let mut first: Option<(u64, ItemIndex)> = None;
    (candidates.pool)(&mut |item, _| {
        if permission(item).is_ok() {
            allowed += 1;
            let drawn = ((candidates.afresh)(item), item);
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

impl Draws {
    /// Draws if the coin fell so. What may not be asked waits; only when nothing else is left is
    /// drawn once more.
    fn draw(
        &mut self,
        (arm, of): (Arm, Visit<'_>),
        share: f64,
        fell: bool,
        permission: Permit<'_>,
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
            match permission(item) {
                Ok(()) => {
                    let deferred = std::mem::take(&mut self.deferred);
                    return Some(Ask::drawn(draw, How::Drawn, candidates, deferred));
                }
                Err(_) => self.deferred.push(draw),
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

fn nothing_allowed(candidates: &CandidateSets<'_>, permission: Permit<'_>) -> NextQuery<Ask> {
    let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
    let mut count = |item| {
        if let Err(reason) = permission(item) {
            *reasons.entry(reason).or_default() += 1;
        }
    };
    candidates.waiting.iter().for_each(|draw| count(draw.item));
    (candidates.pool)(&mut |item, _| count(item));
    (candidates.holdout)(&mut |item, _| count(item));
    let mut left: Vec<(Reason, usize)> = Vec::new();
    for (reason, count) in reasons {
        match (left.last_mut(), reason) {
            // In order of time, so the earliest stands for all.
            (Some((Reason::Deferred(_), known)), Reason::Deferred(_)) => *known += count,
            _ => left.push((reason, count)),
        }
    }
    left.sort_by_key(|(reason, count)| (Reverse(*count), *reason));
    if left.is_empty() {
        NextQuery::Done
    } else {
        NextQuery::OnlySensitive(Blocked { reasons: left })
    }
}

impl Blocked {
    /// How many items are left.
    pub fn items(&self) -> usize {
        self.reasons.iter().map(|(_, count)| count).sum()
    }

    /// How many of them the person may ask for now, by lifting order and spacing.
    pub(crate) fn can_be_lifted(&self) -> usize {
        let reasons = self.reasons.iter();
        let lifted = reasons.filter(|(reason, _)| reason.can_be_lifted());
        lifted.map(|(_, count)| count).sum()
    }

    /// In words: "only sensitive items are left: 12 because …; 3 because …".
    pub(crate) fn in_words(&self) -> String {
        let reasons: Vec<String> = self
            .reasons
            .iter()
            .map(|(reason, count)| format!("{count}: {}", reason.in_words()))
            .collect();
        format!("only sensitive items are left: {}", reasons.join("; "))
    }
}
