//! Checks caps, spacing and chances over whole sessions.

mod chances;
mod tracker;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::schedule::{ArmDraw, Ask, CandidateSets, NextQuery, next_turn};
use super::{Category, ExposurePolicy, Permission, PolicyContext, Risk, Severity, Source};
use crate::rng::{Seed, mixed};
use crate::schema::ItemIndex;
use crate::state::DeferredDraw;

pub(super) fn risk(category: &str, severity: u8) -> Risk {
    Risk {
        category: Category::named(category).unwrap(),
        others: Vec::new(),
        severity: Severity::try_from(severity).unwrap(),
        sources: vec![Source::Data],
        hard_stop: false,
    }
}

/// The moment some seconds after a morning in UTC.
fn moment(seconds: f64) -> PolicyContext {
    let now = Timestamp::from_millisecond(1_700_031_600_000 + (1000.0 * seconds) as i64).unwrap();
    PolicyContext {
        now,
        today: now.to_zoned(TimeZone::UTC).date(),
        tired: false,
        items_left: None,
    }
}

/// No caps and no order, so that a test can set one of them.
fn permissive() -> ExposurePolicy {
    ExposurePolicy {
        session_reveals: u32::MAX,
        session_minutes: 90_000.0,
        day_reveals: u32::MAX,
        day_minutes: 90_000.0,
        in_a_row: u32::MAX,
        benign_after_severe: 0,
        first_items: 0,
        last_items: 0,
        ..ExposurePolicy::default()
    }
}

/// A project whose turns are taken as `query` takes them.
struct World {
    seed: Seed,
    risks: Vec<Option<Risk>>,
    held_out: Vec<bool>,
    /// The place of each item in the fixed order.
    places: Vec<u64>,
    open: Vec<bool>,
    waiting: Vec<DeferredDraw>,
    turns: u64,
    holdout_share: f64,
    random_share: f64,
}

impl World {
    fn new(seed: Seed, risks: Vec<Option<Risk>>, held_out: usize) -> Self {
        let count = risks.len();
        Self {
            seed,
            held_out: (0..count).map(|item| item < held_out).collect(),
            places: (0..count)
                .map(|item| seed.rank("draw", &item.to_string()))
                .collect(),
            open: vec![true; count],
            risks,
            waiting: Vec::new(),
            turns: 0,
            holdout_share: 0.1,
            random_share: 0.1,
        }
    }

    /// Open items of a side that do not wait, with their places in the fixed order.
    fn candidates(&self, held_out: bool) -> Vec<(ItemIndex, u64)> {
        (0..self.open.len())
            .filter(|item| self.open[*item] && self.held_out[*item] == held_out)
            .map(|item| ItemIndex(item as u32))
            .filter(|item| self.waiting.iter().all(|waiting| waiting.item != *item))
            .map(|item| (item, self.places[item.index()]))
            .collect()
    }

    /// How the coins fall, with what cannot be drawn at 0 and what alone is left at 1.
    fn coins(&self) -> ArmDraw {
        let (pool, holdout) = (self.candidates(false), self.candidates(true));
        let holdout_share = match (holdout.is_empty(), pool.is_empty()) {
            (true, _) => 0.0,
            (false, true) => 1.0,
            (false, false) => self.holdout_share,
        };
        let random_share = if pool.is_empty() {
            0.0
        } else {
            self.random_share
        };
        let turn = self.turns.to_string();
        ArmDraw {
            holdout_share,
            holdout: self.seed.coin("holdout", &turn, holdout_share),
            random_share,
            random: self.seed.coin("random", &turn, random_share),
        }
    }

    /// One turn: the strategy ranks by a number of each item and turn.
    fn turn(
        &self,
        coins: &ArmDraw,
        permission: &dyn Fn(ItemIndex) -> Permission,
    ) -> NextQuery<Ask> {
        let (pool, holdout) = (self.candidates(false), self.candidates(true));
        let turn = self.seed.rank("score", &self.turns.to_string());
        let mut ranked: Vec<ItemIndex> = pool.iter().map(|(item, _)| *item).collect();
        ranked.sort_by_key(|item| mixed(self.places[item.index()] ^ turn));
        ranked.truncate(20);
        let candidates = CandidateSets {
            waiting: &self.waiting,
            ranked: &ranked,
            pool: &|visit| {
                for (item, place) in &pool {
                    visit(*item, *place);
                }
            },
            holdout: &|visit| {
                for (item, place) in &holdout {
                    visit(*item, *place);
                }
            },
            afresh: &|item| {
                let key = format!("{} {}", self.turns, item.0);
                self.seed.rank("afresh", &key)
            },
        };
        next_turn(&candidates, coins, permission)
    }

    /// The item was judged; what was drawn with it waits.
    fn answered(&mut self, item: ItemIndex, deferred: &[DeferredDraw]) {
        self.open[item.index()] = false;
        self.waiting.extend(deferred);
        self.waiting.retain(|waiting| waiting.item != item);
        self.turns += 1;
    }

    fn risk(&self, item: ItemIndex) -> Option<&Risk> {
        self.risks[item.index()].as_ref()
    }
}

/// 30 % sensitive, of severities 1 to 3.
fn mixed_risks(seed: Seed, count: usize) -> Vec<Option<Risk>> {
    let mut stream = seed.stream("risks", "");
    (0..count)
        .map(|_| {
            let sensitive = stream.next_f64() < 0.3;
            let severity = 1 + stream.below(3) as u8;
            sensitive.then(|| risk("violence", severity))
        })
        .collect()
}
