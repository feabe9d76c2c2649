//! A pool with three in ten sensitive items: caps and spacing hold, and draws stay draws.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use querist::content_safety::{
    Action, Category, ExposurePolicy, ExposureTotals, ExposureTracker, PolicyContext, Risk,
    Severity, Source,
};
use querist::journal::event::{Answer, Answered, QueryRecord};
use querist::journal::{Entry, Event};
use querist::pool::Items;
use querist::project::QueryPolicy;
use querist::query::{Decision, NextQuery, QuerySelector, SeededDraws};
use querist::rng::Seed;
use querist::schema::{Arm, ItemIndex, LabelSet, ViewLevel};
use querist::state::State;
use querist::strategy::Ranked;
use querist::trainer::Snapshot;

use crate::support::projects::{CLASSES, ada, items, start};

const POOL: usize = 3_000;
const A_SESSION: usize = 160;

struct SimulatedSession {
    state: State,
    items: Items,
    chance: SeededDraws,
    snapshot: Snapshot,
    risks: HashMap<ItemIndex, Risk>,
    exposure: ExposureTracker,
    now: Timestamp,
    seq: u64,
}

fn date(now: Timestamp) -> Date {
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

impl SimulatedSession {
    fn new() -> Self {
        let items = Items::new(items(POOL, 9), |item| {
            Seed(1).coin("held out", &item.id, 0.1)
        });
        let risks = items
            .iter()
            .filter(|(_, item)| Seed(2).coin("sensitive", &item.id, 0.3))
            .map(|(index, item)| {
                let severe = Seed(3).coin("severe", &item.id, 0.3);
                let risk = Risk {
                    category: Category::unnamed(),
                    others: Vec::new(),
                    severity: if severe {
                        Severity::SEVERE
                    } else {
                        Severity::MIDDLE
                    },
                    sources: vec![Source::Data],
                    hard_stop: false,
                };
                (index, risk)
            })
            .collect();
        let mut snapshot = Snapshot::default();
        snapshot.strategy = "margin";
        snapshot.ranking = items
            .pool()
            .map(|item| Ranked { item, score: 0.5 })
            .collect();
        let now = start();
        Self {
            state: State::new(LabelSet::from_names(CLASSES), &items),
            chance: SeededDraws::new(&items, Seed(21), &ada()),
            items,
            snapshot,
            risks,
            exposure: session((date(now), ExposureTotals::default())),
            now,
            seq: 0,
        }
    }

    fn moment(&self) -> PolicyContext {
        PolicyContext {
            now: self.now,
            today: date(self.now),
            tired: false,
            items_left: None,
        }
    }

    fn next(&self) -> NextQuery<Decision> {
        let moment = self.moment();
        QuerySelector {
            state: &self.state,
            items: &self.items,
            annotator: &ada(),
            policy: &QueryPolicy {
                holdout_enough: 10_000,
                ..QueryPolicy::default()
            },
            draws: &self.chance,
            snapshot: &self.snapshot,
            permission: &|item| {
                self.exposure
                    .permission(item, self.risks.get(&item), &moment)
            },
            effort: None,
            repeats: None,
        }
        .next()
    }

    fn answer(&mut self, decision: &Decision, seconds: f64) {
        let moment = self.moment();
        let risk = self.risks.get(&decision.item).cloned();
        let is_sensitive = risk.is_some();
        self.exposure.show(decision.item, risk);
        if is_sensitive {
            self.exposure
                .reveal(ViewLevel::Full, 100, &moment)
                .expect("what is asked may be revealed");
            self.exposure.read(seconds, &moment);
        }
        self.exposure.close(Action::Answered, &moment);
        self.seq += 1;
        let event = Event::Answered(Answered {
            session: None,
            annotator: ada(),
            item: self.items.get(decision.item).id.clone(),
            answer: Answer::Label(CLASSES[0].into()),
            shown_at: self.now,
            active_seconds: seconds,
            guidelines: String::new(),
            query: QueryRecord {
                draw_probability: decision.draw_probability,
                displaced: decision.displaced(&self.items),
                ..QueryRecord::of(decision.arm)
            },
            oracle: None,
            person: None,
        });
        let entry = Entry {
            at: self.now,
            event,
        };
        self.state.apply(&self.items, 0, self.seq, &entry);
        self.now = self
            .now
            .checked_add(Duration::from_secs_f64(seconds + 2.0))
            .unwrap();
    }
}

fn session(day: (Date, ExposureTotals)) -> ExposureTracker {
    ExposureTracker::new(
        ExposurePolicy::default(),
        day,
        std::collections::BTreeSet::new(),
    )
}

#[test]
fn over_a_thousand_items_no_cap_is_passed_and_draws_have_the_share_of_the_pool() {
    let policy = ExposurePolicy::default();
    let mut simulated = SimulatedSession::new();
    let mut stream = Seed(4).stream("reading", "");
    let (mut asked, mut in_session, mut in_a_row, mut since_severe) = (0, 0, 0_u32, 99_u32);
    let (mut reveals, mut read) = (HashMap::new(), HashMap::new());
    let (mut of_day, mut number) = (HashMap::new(), 0);
    // Draws of the pool at random: how many, and how many of them sensitive.
    let (mut draws, mut sensitive_draws) = (0_usize, 0_usize);
    while asked < 1_000 {
        let ask = match simulated.next() {
            NextQuery::Ask(decision) if in_session < A_SESSION => decision,
            _ => {
                // The session ends; the next begins two hours later, and knows the day.
                number += 1;
                in_session = 0;
                (in_a_row, since_severe) = (0, 99);
                let later = Duration::from_secs(7_200);
                simulated.now = simulated.now.checked_add(later).unwrap();
                let today = date(simulated.now);
                let totals = simulated.exposure.day_totals(today);
                simulated.exposure = session((today, totals));
                continue;
            }
        };
        let risk = simulated.risks.get(&ask.item).cloned();
        let seconds = 5.0 + stream.below(40) as f64;
        if let Some(risk) = &risk {
            assert!(
                in_session >= policy.first_items as usize,
                "one of the first"
            );
            in_a_row += 1;
            assert!(in_a_row <= policy.in_a_row, "too many in a row");
            assert!(since_severe >= policy.benign_after_severe, "too soon after");
            if risk.severity == Severity::SEVERE {
                since_severe = 0;
            }
            *reveals.entry(number).or_insert(0_u32) += 1;
            // The last one read may pass the minutes: nobody is stopped within a sentence.
            let minutes: &mut f64 = read.entry(number).or_default();
            assert!(
                *minutes < 60.0 * policy.session_minutes,
                "minutes of the session"
            );
            *minutes += seconds;
            let day: &mut (u32, f64) = of_day.entry(date(simulated.now)).or_default();
            assert!(day.1 < 60.0 * policy.day_minutes, "minutes of the day");
            day.0 += 1;
            day.1 += seconds;
            assert!(
                reveals[&number] <= policy.session_reveals,
                "reveals of the session"
            );
            assert!(day.0 <= policy.day_reveals, "reveals of the day");
        } else {
            in_a_row = 0;
            since_severe += 1;
        }
        let was_waiting = simulated
            .state
            .deferred_draws(&ada())
            .iter()
            .any(|draw| draw.item == ask.item);
        let new_draws = ask
            .deferred
            .iter()
            .map(|draw| (draw.item, draw.arm))
            .chain((!was_waiting).then_some((ask.item, ask.arm)));
        for (item, arm) in new_draws {
            if arm == Arm::Random {
                draws += 1;
                sensitive_draws += usize::from(simulated.risks.contains_key(&item));
            }
        }
        if ask.arm == Arm::Random
            && !was_waiting
            && ask.deferred.is_empty()
            && ask.passed_over.is_empty()
        {
            // (1 − holdout share) × random share, over all that could have been drawn.
            let chance = ask.draw_probability.unwrap() * f64::from(ask.candidates);
            assert!((chance - 0.9 * 0.1).abs() < 1e-9, "{chance}");
        }
        simulated.answer(&ask, seconds);
        asked += 1;
        in_session += 1;
    }
    assert!(number > 3, "{number} sessions");
    let most = reveals.values().max().copied().unwrap_or(0);
    assert!(most >= 10, "sensitive items are asked, too: {reveals:?}");
    // Drawn as often as they stand in the pool, although most of them had to wait.
    let n = draws as f64;
    assert!(draws > 60, "{draws}");
    let allowed = 4.0 * (n * 0.3 * 0.7).sqrt();
    assert!(
        (sensitive_draws as f64 - 0.3 * n).abs() <= allowed,
        "{sensitive_draws} of {draws}"
    );
    // And the arms have their shares: a draw that waits has used up its coin.
    let allowed = 4.0 * (1_000.0 * 0.09 * 0.91_f64).sqrt();
    assert!((n - 90.0).abs() <= allowed, "{draws}");
}
