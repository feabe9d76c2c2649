//! Which item is asked next, and by which arm?
//!
//! After the cold start, coins decide: a draw from the holdout, a draw from the pool, else the
//! strategy's best. Each coin is keyed by the item handled before (the pool's coin by the last
//! *pool* item), so that the holdout changes no active or random query, and undoing an answer
//! undoes the luck that followed it. What a reviewer asked for comes before all that (see
//! `requests`).

use super::candidates::{Chance, first_skipped, is_open};
use super::requests::from_requests;
use super::snapshot::Snapshot;
use crate::pool::{Items, PoolId, Side};
use crate::project::QueryPolicy;
use crate::schema::{Annotator, Arm, ItemIndex};
use crate::state::State;
use crate::strategy::Served;

/// The strategy word for an item that was put off and comes back.
pub(super) const REVISIT: &str = "revisit";

/// Which item, why, and with which chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The item.
    pub item: ItemIndex,
    /// The arm that decided.
    pub arm: Arm,
    /// What ranked it, when the arm is active.
    pub strategy: Option<&'static str>,
    /// Its utility there.
    pub score: Option<f32>,
    /// Its place in the ranking, from 1.
    pub rank: Option<u32>,
    /// The utility of the next in the ranking.
    pub runner_up: Option<f32>,
    /// How many items could have been drawn.
    pub candidates: u32,
    /// The chance of this draw given all before.
    pub draw_probability: Option<f64>,
}

/// Decides the next query; `None` when every item was judged.
pub fn decide(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    policy: &QueryPolicy,
    chance: &Chance,
    snapshot: &Snapshot,
) -> Option<Decision> {
    // An item that is handled once more tosses its coins anew.
    let toss = |index: Option<ItemIndex>| {
        index.map_or(String::new(), |index| {
            let times = state.item(index).times_handled_by(annotator);
            format!("{} {times}", items.get(index).id)
        })
    };
    let last = state.last_handled(items, annotator, false);
    let last_of_pool = state.last_handled(items, annotator, true);
    if let Some(decision) = from_requests(state, items, annotator, last) {
        return Some(decision);
    }
    let ranked = from_ranking(state, items, annotator, snapshot);
    let (holdout_share, random_share) = shares(
        state,
        items,
        annotator,
        policy,
        snapshot.cold,
        ranked.as_ref(),
    );
    if holdout_share > 0.0
        && chance.coin("holdout", &toss(last), holdout_share)
        && let Some(decision) = from_holdout(state, items, annotator, chance, holdout_share)
    {
        return Some(decision);
    }
    if random_share > 0.0 && chance.coin("random", &toss(last_of_pool), random_share) {
        let share = (1.0 - holdout_share) * random_share;
        if let Some(decision) = from_pool(state, items, annotator, chance, share) {
            return Some(decision);
        }
    }
    let ranked = ranked.map(|decision| Decision {
        // The chance of the arm times that of the draw within it.
        draw_probability: decision
            .draw_probability
            .map(|draw| (1.0 - holdout_share) * (1.0 - random_share) * draw),
        ..decision
    });
    ranked.or_else(|| revisit(state, items, annotator, last, last_of_pool))
}

/// The chances of the two coins, as things stand: what cannot be drawn has none, and what alone
/// is left has all.
fn shares(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    policy: &QueryPolicy,
    cold: bool,
    ranked: Option<&Decision>,
) -> (f64, f64) {
    let open = |index| is_open(state.item(index), annotator);
    // The ranking holds only its best; what lies below is reached by chance.
    let pool_is_open = ranked.is_some() || items.pool().any(|id| open(items.pool_index(id)));
    let holdout_is_open = items.holdout().any(|id| open(items.holdout_index(id)));
    let holdout_share = match (holdout_is_open, pool_is_open) {
        (false, _) => 0.0,
        (true, false) => 1.0,
        (true, true) if cold => 0.0,
        (true, true) if state.holdout_answered() < policy.holdout_enough => policy.holdout_share,
        (true, true) => policy.holdout_later_share,
    };
    let random_share = match (pool_is_open, ranked) {
        (false, _) => 0.0,
        (true, None) => 1.0,
        (true, Some(_)) if cold => 0.0,
        (true, Some(_)) => policy.random_share,
    };
    (holdout_share, random_share)
}

fn from_ranking(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    snapshot: &Snapshot,
) -> Option<Decision> {
    let open = |id: PoolId| is_open(state.item(items.pool_index(id)), annotator);
    let place = snapshot
        .ranking
        .iter()
        .position(|ranked| open(ranked.item))?;
    let chosen = snapshot.ranking[place];
    let runner_up = snapshot.ranking[place + 1..]
        .iter()
        .find(|ranked| open(ranked.item));
    Some(Decision {
        item: items.pool_index(chosen.item),
        arm: Arm::Active,
        strategy: Some(snapshot.strategy),
        score: Some(chosen.score),
        rank: Some(
            snapshot
                .places
                .get(place)
                .copied()
                .unwrap_or(place as u32 + 1),
        ),
        runner_up: runner_up.map(|ranked| ranked.score),
        candidates: snapshot.candidates as u32,
        draw_probability: Served::chance(&snapshot.weights, snapshot.weight_below, place, |at| {
            open(snapshot.ranking[at].item)
        }),
    })
}

fn from_pool(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    chance: &Chance,
    share: f64,
) -> Option<Decision> {
    draw(
        items
            .pool()
            .map(|id| (items.pool_index(id), chance.of_pool(id))),
        state,
        annotator,
        Arm::Random,
        share,
    )
}

fn from_holdout(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    chance: &Chance,
    share: f64,
) -> Option<Decision> {
    draw(
        items
            .holdout()
            .map(|id| (items.holdout_index(id), chance.of_holdout(id))),
        state,
        annotator,
        Arm::Holdout,
        share,
    )
}

/// The open item that comes first in the random order: a uniform draw, because the order was
/// fixed without regard to what was asked before.
fn draw(
    drawn: impl Iterator<Item = (ItemIndex, u64)>,
    state: &State,
    annotator: &Annotator,
    arm: Arm,
    share: f64,
) -> Option<Decision> {
    let mut count = 0_u32;
    let mut first: Option<(u64, ItemIndex)> = None;
    for (index, order) in drawn {
        if is_open(state.item(index), annotator) {
            count += 1;
            if first.is_none_or(|known| (order, index) < known) {
                first = Some((order, index));
            }
        }
    }
    first.map(|(_, item)| Decision {
        item,
        arm,
        strategy: None,
        score: None,
        rank: None,
        runner_up: None,
        candidates: count,
        draw_probability: Some(share / f64::from(count)),
    })
}

fn revisit(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    last: Option<ItemIndex>,
    last_of_pool: Option<ItemIndex>,
) -> Option<Decision> {
    let item = first_skipped(state, items, annotator, last, last_of_pool)?;
    // It comes back as it was asked before: a random draw stays one, and blind.
    let asked = state.item(item).asked(annotator);
    let (arm, strategy) = match (items.side(item), asked.as_ref()) {
        (Side::Holdout(_), _) => (Arm::Holdout, None),
        (Side::Pool(_), Some(asked)) if asked.arm == Arm::Random => (Arm::Random, None),
        (Side::Pool(_), _) => (Arm::Active, Some(REVISIT)),
    };
    Some(Decision {
        item,
        arm,
        strategy,
        score: None,
        rank: None,
        runner_up: None,
        candidates: 1,
        draw_probability: asked.and_then(|asked| asked.draw_probability),
    })
}
