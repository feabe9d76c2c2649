//! Decides which item is asked next, and by which arm.
//!
//! After the cold start, coins decide: a draw from the holdout, a draw from the pool, else the
//! strategy's best. Each coin is keyed by the item handled before (the pool's coin by the last
//! *pool* item), so that the holdout changes no active or random query, and undoing an answer
//! undoes the luck that followed it. What a reviewer asked for comes before all that (see
//! `asked_again`). What may not be asked for the person's sake waits by the rules of
//! [`crate::content_safety::schedule`]; where all may be asked, nothing changes.

use super::asked_again::Repeats;
use super::seeded_draws::SeededDraws;
use crate::content_safety::schedule::{ArmDraw, Ask, CandidateSets, How, NextQuery, next_turn};
use crate::content_safety::{DEFERRED_BY, Permission};
use crate::journal::event::DisplacedRecord;
use crate::pool::{Items, Split};
use crate::project::QueryPolicy;
use crate::schema::{Annotator, Arm, ItemIndex, RepeatPurpose};
use crate::state::{DeferredDraw, State};
use crate::strategy::Reranked;
use crate::trainer::Snapshot;

/// The strategy word for an item that was put off and comes back.
pub(crate) const REVISIT: &str = "revisit";

/// Among how many of the ranking the easiest item for a tired person is looked for.
const EASIEST_AMONG: usize = 20;

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
    /// Why it is asked once more, when the arm is repeat.
    pub repeat: Option<RepeatPurpose>,
    /// What was drawn before it and waits.
    pub deferred: Vec<DeferredDraw>,
    /// What the strategy would rather have asked and may not, or not now.
    pub passed_over: Vec<ItemIndex>,
}

/// Everything that a decision depends on.
#[derive(Clone, Copy)]
pub struct QuerySelector<'a> {
    /// What the journals say.
    pub state: &'a State,
    /// The items.
    pub items: &'a Items,
    /// Who is asked.
    pub annotator: &'a Annotator,
    /// The shares of the arms.
    pub policy: &'a QueryPolicy,
    /// The annotator's chance.
    pub draws: &'a SeededDraws,
    /// The ranking.
    pub snapshot: &'a Snapshot,
    /// Whether an item may be asked now.
    pub permission: &'a dyn Fn(ItemIndex) -> Permission,
    /// How hard an item is on a tired person; `None` while the order is the strategy's alone.
    pub effort: Option<&'a dyn Fn(ItemIndex) -> f64>,
    /// What may be asked once more; `None` when nobody sits here.
    pub repeats: Option<&'a Repeats<'a>>,
}

/// The open items of a ranking, with their places there.
struct Ranking {
    items: Vec<ItemIndex>,
    places: Vec<usize>,
}

impl QuerySelector<'_> {
    /// Decides the next query.
    pub fn next(&self) -> NextQuery<Decision> {
        let last = self.state.last_handled(self.items, self.annotator, false);
        let last_of_pool = self.state.last_handled(self.items, self.annotator, true);
        let (turn, turn_of_pool) = (self.key(last), self.key(last_of_pool));
        if let Some(decision) = self.requested(last) {
            return NextQuery::Ask(decision);
        }
        let mut not_repeated = 1.0;
        if let Some(repeats) = self.repeats.filter(|_| !self.snapshot.cold) {
            match repeats.draw(self.draws, &turn_of_pool) {
                Ok(decision) => return NextQuery::Ask(decision),
                Err(chance) => not_repeated = chance,
            }
        }
        let ranking = self.ranking();
        let coins = self.coins(&ranking, &turn, &turn_of_pool);
        match self.turn(&ranking, &coins, &turn) {
            NextQuery::Ask(ask) => {
                let mut decision = self.decided(ask, &ranking);
                decision.draw_probability = decision
                    .draw_probability
                    .map(|chance| not_repeated * chance);
                NextQuery::Ask(decision)
            }
            left => match (self.revisit(last, last_of_pool), left) {
                (Some(decision), _) => NextQuery::Ask(decision),
                (None, NextQuery::OnlySensitive(left)) => NextQuery::OnlySensitive(left),
                (None, _) => NextQuery::Done,
            },
        }
    }

    /// The key of a coin: an item that is handled once more tosses its coins anew.
    fn key(&self, index: Option<ItemIndex>) -> String {
        index.map_or(String::new(), |index| {
            let times = self.state.item(index).times_handled_by(self.annotator);
            format!("{} {times}", self.items.get(index).id)
        })
    }

    pub(super) fn pool(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        self.items.pool().map(|id| self.items.pool_index(id))
    }

    pub(super) fn holdout(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        self.items.holdout().map(|id| self.items.holdout_index(id))
    }

    pub(super) fn is_open(&self, index: ItemIndex) -> bool {
        self.state.item(index).is_open_for(self.annotator)
    }

    /// What is open of the ranking. For a tired person the least hard of the first comes first.
    fn ranking(&self) -> Ranking {
        let index = |place: usize| self.items.pool_index(self.snapshot.ranking[place].item);
        let mut places: Vec<usize> = (0..self.snapshot.ranking.len())
            .filter(|place| self.is_open(index(*place)))
            .collect();
        if let Some(effort) = self.effort {
            let easiest = (0..places.len().min(EASIEST_AMONG))
                .filter(|at| (self.permission)(index(places[*at])).is_ok())
                .min_by(|a, b| effort(index(places[*a])).total_cmp(&effort(index(places[*b]))));
            if let Some(easiest) = easiest {
                places[..=easiest].rotate_right(1);
            }
        }
        Ranking {
            items: places.iter().map(|place| index(*place)).collect(),
            places,
        }
    }

    /// How the coins fall: what cannot be drawn has no chance, and what alone is left has all.
    fn coins(&self, ranking: &Ranking, turn: &str, turn_of_pool: &str) -> ArmDraw {
        let (policy, cold) = (self.policy, self.snapshot.cold);
        let has_ranked = !ranking.items.is_empty();
        // The ranking holds only its best; what lies below is reached by chance.
        let pool_is_open = has_ranked || self.pool().any(|index| self.is_open(index));
        let holdout_is_open = self.holdout().any(|index| self.is_open(index));
        let holdout_share = match (holdout_is_open, pool_is_open) {
            (false, _) => 0.0,
            (true, false) => 1.0,
            (true, true) if cold => 0.0,
            (true, true) if self.state.holdout_answered() < policy.holdout_enough => {
                policy.holdout_share
            }
            (true, true) => policy.holdout_later_share,
        };
        let random_share = match (pool_is_open, has_ranked) {
            (false, _) => 0.0,
            (true, false) => 1.0,
            (true, true) if cold => 0.0,
            (true, true) => policy.random_share,
        };
        let coin = |purpose, turn, share| share > 0.0 && self.draws.coin(purpose, turn, share);
        ArmDraw {
            holdout_share,
            holdout: coin("holdout", turn, holdout_share),
            random_share,
            random: coin("random", turn_of_pool, random_share),
        }
    }

    fn turn(&self, ranking: &Ranking, coins: &ArmDraw, turn: &str) -> NextQuery<Ask> {
        let waiting = self.state.deferred_draws(self.annotator);
        let waits = |index| waiting.iter().any(|known| known.item == index);
        let open = |index| self.is_open(index) && !waits(index);
        let ranked: Vec<ItemIndex> = ranking
            .items
            .iter()
            .copied()
            .filter(|index| !waits(*index))
            .collect();
        let sets = CandidateSets {
            waiting: &waiting,
            ranked: &ranked,
            pool: &|visit| {
                let open = self.pool().filter(|index| open(*index));
                open.for_each(|index| visit(index, self.draws.of(index)));
            },
            holdout: &|visit| {
                let open = self.holdout().filter(|index| open(*index));
                open.for_each(|index| visit(index, self.draws.of(index)));
            },
            afresh: &|index| self.draws.afresh(turn, &self.items.get(index).id),
        };
        next_turn(&sets, coins, self.permission)
    }

    fn decided(&self, ask: Ask, ranking: &Ranking) -> Decision {
        if let How::Ranked(_) = ask.how {
            return self.ranked(ask, ranking);
        }
        Decision {
            candidates: ask.candidates,
            draw_probability: ask.chance,
            deferred: ask.deferred,
            passed_over: ask.passed_over,
            ..Decision::of(ask.item, ask.arm)
        }
    }

    fn ranked(&self, ask: Ask, ranking: &Ranking) -> Decision {
        let snapshot = self.snapshot;
        let at = ranking.items.iter().position(|item| *item == ask.item);
        let place = at.map_or(0, |at| ranking.places[at]);
        let index = |at: usize| self.items.pool_index(snapshot.ranking[at].item);
        // All that the strategy would rather have asked, be it sensitive or only hard.
        let before = (0..place).map(index);
        let passed_over: Vec<ItemIndex> = before.filter(|item| self.is_open(*item)).collect();
        let is_easier =
            self.effort.is_some() && !(ask.deferred.is_empty() && passed_over.is_empty());
        let runner_up = snapshot.ranking[place + 1..]
            .iter()
            .find(|ranked| self.is_open(self.items.pool_index(ranked.item)));
        let draw = Reranked::chance(&snapshot.weights, snapshot.weight_below, place, |at| {
            self.is_open(index(at)) && (self.permission)(index(at)).is_ok()
        });
        // The chance of the arm times that of the draw within it.
        let chance = ask.chance.zip(draw).map(|(arm, draw)| arm * draw);
        let rank = snapshot.places.get(place).copied();
        Decision {
            strategy: Some(snapshot.strategy),
            score: Some(snapshot.ranking[place].score),
            rank: Some(rank.unwrap_or(place as u32 + 1)),
            runner_up: runner_up.map(|ranked| ranked.score),
            candidates: snapshot.candidates as u32,
            // An easier item was chosen, not drawn.
            draw_probability: chance.filter(|_| !is_easier),
            deferred: ask.deferred,
            passed_over,
            ..Decision::of(ask.item, Arm::Active)
        }
    }

    fn revisit(
        &self,
        last: Option<ItemIndex>,
        last_of_pool: Option<ItemIndex>,
    ) -> Option<Decision> {
        let item = self.first_skipped(last, last_of_pool)?;
        // It comes back as it was asked before: a random draw stays one, and blind.
        let asked = self.state.item(item).asked(self.annotator);
        let (arm, strategy) = match (self.items.side(item), asked.as_ref()) {
            (Split::Holdout(_), _) => (Arm::Holdout, None),
            (Split::Pool(_), Some(asked)) if asked.arm == Arm::Random => (Arm::Random, None),
            (Split::Pool(_), _) => (Arm::Active, Some(REVISIT)),
        };
        Some(Decision {
            strategy,
            candidates: 1,
            draw_probability: asked.and_then(|asked| asked.draw_probability),
            ..Decision::of(item, arm)
        })
    }
}

impl Decision {
    /// What the journal keeps of what this query was asked in place of: the draws that wait, then
    /// what was passed over, all under one word.
    pub fn displaced(&self, items: &Items) -> Vec<DisplacedRecord> {
        let record = |item, draw: Option<&DeferredDraw>| DisplacedRecord {
            item: items.get(item).id.clone(),
            reason: DEFERRED_BY.into(),
            drawn_by: draw.map(|draw| draw.arm),
            draw_probability: draw.and_then(|draw| draw.draw_probability),
        };
        let drawn = self
            .deferred
            .iter()
            .map(|draw| record(draw.item, Some(draw)));
        let passed = self.passed_over.iter().map(|item| record(*item, None));
        drawn.chain(passed).collect()
    }

    /// A decision of which only item and arm are known.
    pub fn of(item: ItemIndex, arm: Arm) -> Self {
        Self {
            item,
            arm,
            strategy: None,
            score: None,
            rank: None,
            runner_up: None,
            candidates: 0,
            draw_probability: None,
            repeat: None,
            deferred: Vec::new(),
            passed_over: Vec::new(),
        }
    }
}
