//! Keeps the charts of one session up to date, answer by answer.
//!
//! A [`Detector`] lives for one session. The session's own level is not known at once: over its
//! first answers the charts are drawn anew each time with the level known so far, then the level is
//! fixed. Invariant: the same answers and rests in the same order give the same states; no clock.

use std::sync::Arc;

use super::DETECTOR_VERSION;
use super::charts::{Charts, SideSigns, evidence};
use super::settings::FatigueSettings;
use super::signs::{Channel, Sign, sentences};
use crate::schema::{FatigueState, LabelId};
use crate::state::FatigueRecord;
use crate::wellbeing::response_time::{ResponseObservation, ResponseTimeBaseline};

/// Watches one session of one person.
#[derive(Debug, Clone, Default)]
pub struct Detector {
    settings: FatigueSettings,
    usual: Option<Arc<ResponseTimeBaseline>>,
    /// Earlier answers that count, to say how many are missing.
    earlier: usize,
    charts: Charts,
    side_signs: SideSigns,
    /// Residuals by which the level is found, until there are enough.
    level_from: Vec<f64>,
    level: f64,
    /// Residuals since the charts stood at nothing, kept until the level is known.
    since_reset: Vec<Option<f64>>,
    before: Option<f64>,
    warm_up_left: usize,
    next_is_unsettled: bool,
    active_since_break: f64,
}

impl Detector {
    /// Begins a session. Without a fit ([`ResponseTimeBaseline::fit`]) only time on task is known; `earlier` is
    /// how many answers there are toward one ([`ResponseTimeBaseline::settled`]).
    pub fn new(
        usual: Option<Arc<ResponseTimeBaseline>>,
        earlier: usize,
        settings: FatigueSettings,
    ) -> Self {
        Self {
            usual: usual.filter(|_| settings.watch),
            earlier,
            warm_up_left: settings.warm_up,
            next_is_unsettled: true,
            settings,
            ..Self::default()
        }
    }

    /// Tells how often this person answered repeats otherwise in earlier sessions.
    #[must_use]
    pub(crate) fn knowing_repeats(mut self, disagreed: usize, repeated: usize) -> Self {
        self.side_signs = SideSigns::knowing_repeats(disagreed, repeated);
        self
    }

    /// One answer more; gives what is to be kept with it.
    pub fn answered(&mut self, reading: &ResponseObservation) -> FatigueRecord {
        self.worked(reading.seconds);
        let unsettled = std::mem::take(&mut self.next_is_unsettled);
        if let Some(usual) = self.usual.clone() {
            self.side_signs.answered(reading.undone, usual.undone);
            let residual = usual.residual(reading).filter(|_| !unsettled);
            self.watch(&usual, residual);
        }
        self.record()
    }

    /// Work without an answer: an item that was put off. The next answer still counts.
    pub fn worked(&mut self, active_seconds: f64) {
        if active_seconds.is_finite() {
            self.active_since_break += active_seconds.max(0.0);
        }
    }

    /// Time away, in seconds: a break, or an absence found by its gap. The item it fell into, or
    /// the next, says nothing of pace; from [`FatigueSettings::break_minutes`] on everything
    /// begins anew.
    pub fn rested(&mut self, seconds: f64) {
        self.next_is_unsettled = true;
        if seconds >= 60.0 * self.settings.break_minutes {
            self.charts = Charts::default();
            self.side_signs.begin_anew();
            self.since_reset.clear();
            self.before = None;
            self.warm_up_left = self.settings.warm_up;
            self.active_since_break = 0.0;
        }
    }

    /// A planted repeat was answered as before, or otherwise.
    pub fn repeated(&mut self, agreed: bool) {
        self.side_signs.repeated(agreed);
    }

    /// A label was given that had this chance (the model's, or its share so far; 0 to 1).
    pub fn labeled(&mut self, label: LabelId, chance: f64) {
        self.side_signs.labeled(label, chance);
    }

    /// The state now.
    pub fn state(&self) -> FatigueState {
        if self.usual.is_none() {
            return FatigueState::NoHistory;
        }
        let mut shares = self.deciding().map(|sign| sign.share());
        shares.sort_by(f64::total_cmp);
        let [_, _, second, first] = shares;
        if first > 1.0 && second > self.settings.second {
            FatigueState::Tired
        } else if first > 1.0 {
            FatigueState::Drifting
        } else if first < self.settings.fresh {
            FatigueState::Fresh
        } else {
            FatigueState::Steady
        }
    }

    /// What would be kept with an answer given now.
    pub fn record(&self) -> FatigueRecord {
        let [slow, rush, variability, lapse] = self
            .deciding()
            .map(|sign| self.usual.is_some().then(|| sign.share()));
        FatigueRecord {
            state: self.state(),
            slow,
            rush,
            variability,
            lapse,
            minutes_since_break: self.active_since_break / 60.0,
            detector: DETECTOR_VERSION,
        }
    }

    /// Every channel with its numbers, those that decide first; none without history, except what
    /// needs none.
    pub fn why(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        if self.usual.is_some() {
            signs.extend(self.deciding());
            signs.push(Sign {
                channel: Channel::Undone,
                statistic: self.side_signs.undone.0,
                threshold: self.settings.undone,
            });
        }
        signs.push(Sign {
            channel: Channel::Consistency,
            statistic: self.side_signs.disagreement.0,
            threshold: self.settings.consistency,
        });
        signs.extend(self.side_signs.streak(&self.settings).map(|length| Sign {
            channel: Channel::Streak,
            statistic: length as f64,
            threshold: length as f64,
        }));
        signs
    }

    /// The same in plain sentences, without full stops; the weightiest first.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let history = (self.earlier, self.settings.history);
        let history = self.settings.watch.then_some(history);
        sentences(self.state(), &self.why(), self.settings.second, history)
    }

    fn deciding(&self) -> [Sign; 4] {
        let sign = |channel, statistic, threshold| Sign {
            channel,
            statistic,
            threshold,
        };
        let (charts, settings) = (&self.charts, &self.settings);
        [
            sign(Channel::Slow, charts.slow.0, settings.slow),
            sign(Channel::Rush, charts.rush.0, settings.rush),
            sign(
                Channel::Variability,
                charts.variability.0,
                settings.variability,
            ),
            sign(Channel::Lapse, charts.lapse.0, settings.lapse),
        ]
    }

    fn watch(&mut self, usual: &ResponseTimeBaseline, residual: Option<f64>) {
        if self.warm_up_left > 0 {
            self.warm_up_left -= 1;
            return;
        }
        if self.level_from.len() >= self.settings.level_items {
            self.draw(usual, residual);
            return;
        }
        self.level_from.extend(residual);
        self.level = usual.level(&self.level_from, &self.settings);
        self.since_reset.push(residual);
        self.charts = Charts::default();
        self.before = None;
        for residual in self.since_reset.clone() {
            self.draw(usual, residual);
        }
    }

    fn draw(&mut self, usual: &ResponseTimeBaseline, residual: Option<f64>) {
        let before = std::mem::replace(&mut self.before, residual);
        let Some(residual) = residual else {
            return;
        };
        let surprise = usual.surprise(residual, before, self.level, &self.settings);
        let settings = &self.settings;
        let usually = usual.lapses;
        self.charts.slow.add(surprise.pace - settings.slow_slack);
        self.charts.rush.add(-surprise.pace - settings.rush_slack);
        self.charts
            .variability
            .add(surprise.irregularity - settings.variability_slack);
        let raised = (3.0 * usually).min(0.5).max(usually);
        self.charts
            .lapse
            .add(evidence(surprise.lapse, usually, raised));
    }
}
