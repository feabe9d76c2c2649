//! Applies the rules of content safety to one person in one project.
//!
//! Knows which items are sensitive and what the person met of them; the rules are those of
//! [`crate::content_safety`], the memory is the person's own ledger. Invariant: no screen gets
//! to know more of a veiled item than its [`Veil`](crate::content_safety::Veil) tells, and nothing here is written
//! into the project but that an item was marked.

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::shared::Notice;
use crate::content_safety::{
    Assessor, ExposurePolicy, ExposureTotals, ExposureTracker, Masked, PolicyContext, Risk,
    Signals, masked,
};
use crate::error::Result;
use crate::pool::Items;
use crate::project::OpenProject;
use crate::schema::{FatigueState, ItemIndex};
use crate::state::State;
use crate::wellbeing::Pace;
use crate::wellbeing::ledger::Ledger;

/// Which items are sensitive, and what this person met of them.
pub(super) struct ContentSafety {
    pub(super) policy: ExposurePolicy,
    assessor: Assessor,
    pub(super) exposure: ExposureTracker,
    /// The person's own ledger; `None` where nothing is to be remembered, as in a test.
    pub(super) ledger: Option<Ledger>,
    zone: TimeZone,
    /// Whether anything but a person's mark can make an item sensitive.
    pub(super) watches: bool,
    risks: RefCell<HashMap<ItemIndex, Option<Risk>>>,
}

impl ContentSafety {
    /// Of a person who opens a project.
    pub(super) fn of(
        project: &OpenProject,
        ledger: Option<Ledger>,
        now: Timestamp,
    ) -> Result<Self> {
        let policy = project.config.sensitive.clone();
        let lexicon = policy.read_lexicon(project.layout.root())?;
        let zone = TimeZone::system();
        let today = now.to_zoned(zone.clone()).date();
        let history = ledger.as_ref().map(Ledger::record);
        let exposure = ExposureTracker::new(
            policy.clone(),
            (
                today,
                history.map_or_else(ExposureTotals::default, |past| past.day(today).exposure),
            ),
            history
                .map(|past| past.opted_out().clone())
                .unwrap_or_default(),
        );
        let mut safety = Self {
            watches: policy.column.is_some() || !lexicon.is_empty(),
            assessor: Assessor {
                policy: policy.clone(),
                lexicon,
            },
            policy,
            exposure,
            ledger,
            zone,
            risks: RefCell::default(),
        };
        safety.restore(project);
        Ok(safety)
    }

    /// Takes in what was put off or declined in earlier sessions.
    fn restore(&mut self, project: &OpenProject) {
        let Some(ledger) = self
            .ledger
            .as_ref()
            .filter(|known| known.record().has_own_items())
        else {
            return;
        };
        let (history, pseudonyms) = (ledger.record(), ledger.pseudonyms());
        for (index, item) in project.items.iter() {
            let hash = pseudonyms.item(&project.config.id, &item.id);
            if history.is_declined(&hash) {
                self.exposure.decline(index);
            }
            if let Some(until) = history.deferred_until(&hash) {
                self.exposure.defer(index, until);
            }
        }
    }

    /// The risk of an item; `None` when it is benign.
    pub(super) fn risk(&self, items: &Items, state: &State, index: ItemIndex) -> Option<Risk> {
        let mark = state.item(index).sensitive.as_ref();
        if !self.watches && mark.is_none() {
            return None;
        }
        if let Some(known) = self.risks.borrow().get(&index) {
            return known.clone();
        }
        let item = items.get(index);
        let column = self.policy.column.as_deref();
        let risk = self.assessor.assess(&Signals {
            text: &item.text,
            mark: column.and_then(|column| item.field(column)),
            person: mark,
        });
        self.risks.borrow_mut().insert(index, risk.clone());
        risk
    }

    /// Assesses an item anew when it is next asked for.
    pub(super) fn invalidate(&mut self, index: ItemIndex) {
        self.risks.borrow_mut().remove(&index);
    }

    /// The words of a text that the masked view hides are those of the lexicon.
    pub(super) fn masked(&self, text: &str) -> Masked {
        masked(text, &self.assessor.lexicon.find(text))
    }

    /// What could not be written into the person's ledger, told once.
    pub(super) fn ledger_trouble(&mut self) -> Option<Notice> {
        let trouble = self.ledger.as_mut()?.take_trouble()?;
        Some(Notice::Refused(
            format!("your own ledger is not kept: {trouble}"),
            "labeling goes on; the totals of sensitive items may be too low".into(),
        ))
    }

    /// Active seconds of today, over all projects, as far as the ledger knows.
    pub(super) fn worked_today(&self, now: Timestamp) -> Option<f64> {
        let ledger = self.ledger.as_ref()?;
        Some(ledger.record().day(self.today(now)).active_seconds)
    }

    /// The person's date.
    pub(super) fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }

    /// What the rules depend on besides the item. The items left before a break is suggested are
    /// estimated from the pace.
    pub(super) fn context(
        &self,
        now: Timestamp,
        fatigue: FatigueState,
        pace: &Pace,
        break_after_minutes: f64,
    ) -> PolicyContext {
        let left = 60.0 * break_after_minutes - pace.since_break;
        let items_left = pace
            .per_minute()
            .filter(|_| break_after_minutes > 0.0)
            .map(|rate| (left.max(0.0) * rate / 60.0).ceil() as u32);
        PolicyContext {
            now,
            today: self.today(now),
            tired: fatigue == FatigueState::Tired,
            items_left,
        }
    }
}

/// Open items that are looked at to tell how many are sensitive.
pub(super) const MOST_LOOKED_AT: usize = 5_000;
