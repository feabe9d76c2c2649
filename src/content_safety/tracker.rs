//! Tracks what one person was shown and read, and decides whether an item may be asked now.
//!
//! [`ExposureTracker`] is told what is shown, revealed and read. It has no clock: each question
//! brings its [`PolicyContext`]. What counts as sensitive and shown is a sensitive item on the
//! screen, veiled or not: order and spacing go by what was shown, caps by what was revealed.
//! Invariant: no item is allowed, and none revealed, beyond a cap.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::category::{Category, Severity};
use super::exposure::{Action, ExposureRecord, ExposureRecorder, ExposureTotals};
use super::permission::{Permission, Reason};
use super::policy::ExposurePolicy;
use super::risk::Risk;
use crate::schema::{ItemIndex, ViewLevel};

/// When a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyContext {
    /// The time.
    pub now: Timestamp,
    /// The person's date, to which the caps of a day belong.
    pub today: Date,
    /// Whether the person is tired.
    pub tired: bool,
    /// Items to come before the session's goal or the next break, the one in question among
    /// them; `None` when no end is in sight.
    pub items_left: Option<u32>,
}

/// What one person met in one session, and what they chose not to meet.
#[derive(Debug, Clone, Default)]
pub struct ExposureTracker {
    policy: ExposurePolicy,
    opted_out: BTreeSet<Category>,
    deferred: HashMap<ItemIndex, Timestamp>,
    declined: HashSet<ItemIndex>,
    session: ExposureTotals,
    day: (Date, ExposureTotals),
    shown: u32,
    sensitive_in_a_row: u32,
    /// Benign items since one of severity 3; `None` when there was none.
    benign_since_severe: Option<u32>,
    pub(super) is_lifted: bool,
    on_screen: Option<ExposureRecorder>,
}

impl ExposureTracker {
    /// A session begins: `day` is what the ledger knows of that date.
    pub fn new(
        policy: ExposurePolicy,
        day: (Date, ExposureTotals),
        opted_out: BTreeSet<Category>,
    ) -> Self {
        Self {
            policy,
            opted_out,
            day,
            ..Self::default()
        }
    }

    /// Whether an item may be asked now. What is benign always may.
    pub fn permission(
        &self,
        item: ItemIndex,
        risk: Option<&Risk>,
        context: &PolicyContext,
    ) -> Permission {
        let Some(risk) = risk else {
            return Ok(());
        };
        let reason = self
            .own_reason(item, risk, context)
            .or_else(|| self.cap(context))
            .or_else(|| context.tired.then_some(Reason::Tired))
            .or_else(|| self.order(context).filter(|_| !self.is_lifted));
        reason.map_or(Ok(()), Err)
    }

    /// Whether an item may be revealed now, wherever it stands: in the queue, the history, a
    /// search. The session's order does not matter there; what was declined may be looked at.
    ///
    /// # Errors
    /// The cap or the hard stop that forbids it.
    pub(crate) fn may_reveal(&self, risk: &Risk, context: &PolicyContext) -> Result<(), Reason> {
        if risk.hard_stop {
            return Err(Reason::HardStop);
        }
        self.cap(context).map_or(Ok(()), Err)
    }

    /// Why the item itself is not to be asked.
    fn own_reason(&self, item: ItemIndex, risk: &Risk, context: &PolicyContext) -> Option<Reason> {
        let left_out = |category| {
            self.opted_out.contains(category) || self.policy.leave_out.contains(category)
        };
        if risk.hard_stop {
            return Some(Reason::HardStop);
        }
        if risk.categories().any(left_out) {
            return Some(Reason::OptedOut);
        }
        if self.declined.contains(&item) {
            return Some(Reason::Declined);
        }
        let until = *self.deferred.get(&item)?;
        (context.now < until).then_some(Reason::Deferred(until))
    }

    /// The cap that is reached.
    fn cap(&self, context: &PolicyContext) -> Option<Reason> {
        let (policy, day) = (&self.policy, self.day_totals(context.today));
        if self.session.reveals >= policy.session_reveals {
            Some(Reason::SessionReveals)
        } else if self.session.revealed_seconds >= 60.0 * policy.session_minutes {
            Some(Reason::SessionMinutes)
        } else if day.reveals >= policy.day_reveals {
            Some(Reason::DayReveals)
        } else if day.revealed_seconds >= 60.0 * policy.day_minutes {
            Some(Reason::DayMinutes)
        } else {
            None
        }
    }

    /// Why a sensitive item should not come at this place in the session.
    fn order(&self, context: &PolicyContext) -> Option<Reason> {
        let policy = &self.policy;
        if self.shown < policy.first_items {
            Some(Reason::FirstItems)
        } else if context
            .items_left
            .is_some_and(|left| left <= policy.last_items)
        {
            Some(Reason::LastItems)
        } else if self
            .benign_since_severe
            .is_some_and(|benign| benign < policy.benign_after_severe)
        {
            Some(Reason::AfterSevere)
        } else if self.sensitive_in_a_row >= policy.in_a_row {
            Some(Reason::InARow)
        } else {
            None
        }
    }

    /// An item comes onto the screen, veiled if there is a risk. The one before must have been
    /// closed.
    pub fn show(&mut self, item: ItemIndex, risk: Option<Risk>) {
        self.count_shown(risk.as_ref().map(|risk| risk.severity));
        self.on_screen = Some(ExposureRecorder::of(item, risk));
    }

    fn count_shown(&mut self, severity: Option<Severity>) {
        self.shown += 1;
        match severity {
            None => {
                self.sensitive_in_a_row = 0;
                self.benign_since_severe = self.benign_since_severe.map(|benign| benign + 1);
            }
            Some(severity) => {
                self.sensitive_in_a_row += 1;
                if severity == Severity::SEVERE {
                    self.benign_since_severe = Some(0);
                }
            }
        }
    }

    /// The item on the screen is revealed, or revealed further: `characters` are in sight then.
    /// Counts one reveal an item and showing, masked or whole.
    ///
    /// # Errors
    /// The cap or the hard stop that forbids it; the item then stays as it is.
    pub fn reveal(
        &mut self,
        view: ViewLevel,
        characters: usize,
        context: &PolicyContext,
    ) -> Result<(), Reason> {
        let risk = self.on_screen.as_ref().and_then(|on| on.risk.as_ref());
        if let Some(risk) = risk.filter(|_| view.is_revealed()) {
            // The cap on reveals has let this one through when it was first revealed.
            let first = !self
                .on_screen
                .as_ref()
                .is_some_and(ExposureRecorder::is_revealed);
            match self.may_reveal(risk, context) {
                Err(Reason::SessionReveals | Reason::DayReveals) if !first => {}
                refused @ Err(_) => return refused,
                Ok(()) => {}
            }
            if first {
                self.count(context.today, |totals| totals.reveals += 1);
            }
        }
        if let Some(on) = &mut self.on_screen {
            on.uncover(view, characters);
        }
        Ok(())
    }

    /// The text in sight was read for some seconds more, gaps removed. Only what is sensitive
    /// and not veiled counts; when a cap of minutes is reached by it, the item is veiled again.
    pub fn read(&mut self, seconds: f64, context: &PolicyContext) {
        let Some(on) = &mut self.on_screen else {
            return;
        };
        if let Some(dose) = on.read(seconds) {
            self.count(context.today, |totals| {
                totals.revealed_seconds += seconds;
                totals.dose += dose;
            });
        }
        if self.seconds_left(context) <= 0.0 {
            self.veil_again();
        }
    }

    /// Seconds of reading that are left: then what is revealed is to be veiled again.
    pub(crate) fn seconds_left(&self, context: &PolicyContext) -> f64 {
        let session = 60.0 * self.policy.session_minutes - self.session.revealed_seconds;
        let day = 60.0 * self.policy.day_minutes - self.day_totals(context.today).revealed_seconds;
        session.min(day).max(0.0)
    }

    /// Seconds without a key after which to veil again what is revealed: as the person set, or
    /// what is left of a cap.
    pub(crate) fn veil_again_after(&self, context: &PolicyContext) -> f64 {
        self.policy
            .veil_again_after_seconds
            .min(self.seconds_left(context))
    }

    /// The item on the screen is veiled again.
    pub(crate) fn veil_again(&mut self) {
        if let Some(on) = &mut self.on_screen {
            on.cover();
        }
    }

    /// The item on the screen should have been veiled: it counts as revealed and as read for as
    /// long as it was in sight. What was not expected can go beyond a cap; the next cannot.
    pub fn missed(&mut self, risk: Risk, seconds: f64, characters: usize, context: &PolicyContext) {
        let severity = risk.severity;
        let Some(on) = self.on_screen.as_mut().filter(|on| on.risk.is_none()) else {
            return;
        };
        let dose = on.turns_out(risk, seconds, characters);
        self.count(context.today, |totals| {
            totals.reveals += 1;
            totals.revealed_seconds += seconds;
            totals.dose += dose;
        });
        // It was counted as benign.
        self.shown -= 1;
        self.count_shown(Some(severity));
    }

    /// The item on the screen is done with; what the ledger is to know, when it was sensitive.
    pub fn close(&mut self, action: Action, context: &PolicyContext) -> Option<ExposureRecord> {
        let on = self.on_screen.take()?;
        let day = self.day_totals(context.today).dose;
        on.close(action, self.session.dose, day)
    }

    /// The person declines the item: it is not asked again, and nothing is held against anyone.
    pub(crate) fn decline(&mut self, item: ItemIndex) {
        self.declined.insert(item);
    }

    /// The person puts the item off.
    pub(crate) fn defer(&mut self, item: ItemIndex, until: Timestamp) {
        self.deferred.insert(item, until);
    }

    /// The person asks for an item; whether they had declined it or put it off.
    pub(crate) fn ask_for(&mut self, item: ItemIndex) -> bool {
        let was_declined = self.declined.remove(&item);
        self.deferred.remove(&item).is_some() || was_declined
    }

    /// The person wants to meet nothing of this category.
    pub(crate) fn opt_out(&mut self, category: Category) {
        self.opted_out.insert(category);
    }

    /// The person takes that back.
    pub(crate) fn opt_in(&mut self, category: &Category) {
        self.opted_out.remove(category);
    }

    /// Categories that the person left out.
    pub fn opted_out(&self) -> &BTreeSet<Category> {
        &self.opted_out
    }

    /// The person, asked because nothing else is left, lifts the order and spacing for the rest
    /// of the session. Caps hold.
    pub(crate) fn lift_order(&mut self) {
        self.is_lifted = true;
    }

    /// What was revealed and read in this session.
    pub(crate) fn session_totals(&self) -> ExposureTotals {
        self.session
    }

    /// What was revealed and read on a date.
    pub fn day_totals(&self, today: Date) -> ExposureTotals {
        if self.day.0 == today {
            self.day.1
        } else {
            ExposureTotals::default()
        }
    }

    /// The item on the screen.
    pub fn on_screen(&self) -> Option<&ExposureRecorder> {
        self.on_screen.as_ref()
    }

    fn count(&mut self, today: Date, count: impl Fn(&mut ExposureTotals)) {
        if self.day.0 != today {
            self.day = (today, ExposureTotals::default());
        }
        count(&mut self.session);
        count(&mut self.day.1);
    }
}
