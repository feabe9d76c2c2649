//! Records what was seen of the item on the screen, and adds it up.

use serde::{Deserialize, Serialize};

use super::category::{Category, Severity};
use super::risk::{Risk, Source};
use crate::schema::{ItemIndex, ViewLevel};

/// What was revealed and read in some stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ExposureTotals {
    /// Sensitive items that were revealed, in part or whole.
    pub reveals: u32,
    /// Seconds for which sensitive text was in sight.
    pub revealed_seconds: f64,
    /// Σ severity · ln(1 + seconds), over reveals.
    pub dose: f64,
}

/// severity · ln(1 + seconds): the first seconds weigh most. It has no unit and no threshold; it
/// lets a person compare their own days.
pub(crate) fn dose(severity: Severity, revealed_seconds: f64) -> f64 {
    f64::from(severity.level()) * revealed_seconds.max(0.0).ln_1p()
}

/// How an item was done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It was judged.
    Answered,
    /// It was put off until the rest is done.
    Skipped,
    /// It was put off until a time.
    Deferred,
    /// It was declined.
    Declined,
    /// Its category was left out.
    OptedOut,
    /// The person went elsewhere.
    Left,
}

/// What was met of one sensitive item, as the person's own ledger keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExposureRecord {
    /// Its kind.
    pub category: Category,
    /// How heavy, 0 to 3.
    pub severity: Severity,
    /// Who said so.
    pub sources: Vec<Source>,
    /// Whether it was shown before anybody said so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missed: bool,
    /// The most that was in sight.
    pub view_level: ViewLevel,
    /// Milliseconds for which anything was in sight.
    pub revealed_ms: u64,
    /// The most characters in sight.
    pub chars_revealed: usize,
    /// How it was done with.
    pub action: Action,
    /// The session's dose, this one included.
    pub running_dose_session: f64,
    /// The day's dose, this one included.
    pub running_dose_day: f64,
}

/// An item on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ExposureRecorder {
    /// The item.
    pub item: ItemIndex,
    /// Why it is veiled; `None` for what is benign.
    pub risk: Option<Risk>,
    /// What is in sight now.
    pub view: ViewLevel,
    most: ViewLevel,
    seconds: f64,
    characters: usize,
    missed: bool,
}

impl ExposureRecorder {
    pub(super) fn of(item: ItemIndex, risk: Option<Risk>) -> Self {
        let view = match risk {
            Some(_) => ViewLevel::Veiled,
            None => ViewLevel::Full,
        };
        Self {
            item,
            risk,
            view,
            most: view,
            seconds: 0.0,
            characters: 0,
            missed: false,
        }
    }

    /// Whether anything of it was in sight since it came onto the screen.
    pub(crate) fn is_revealed(&self) -> bool {
        self.most.is_revealed()
    }

    /// The most that was in sight: what is recorded with an answer.
    pub fn most(&self) -> ViewLevel {
        self.most
    }

    pub(super) fn uncover(&mut self, view: ViewLevel, characters: usize) {
        self.view = view;
        self.most = self.most.max(view);
        self.characters = self.characters.max(characters);
    }

    pub(super) fn cover(&mut self) {
        if self.risk.is_some() {
            self.view = ViewLevel::Veiled;
        }
    }

    /// What the seconds add to the dose; `None` when nothing sensitive is in sight.
    pub(super) fn read(&mut self, seconds: f64) -> Option<f64> {
        let severity = self.risk.as_ref()?.severity;
        if !self.view.is_revealed() {
            return None;
        }
        let before = dose(severity, self.seconds);
        self.seconds += seconds;
        Some(dose(severity, self.seconds) - before)
    }

    /// It was harmful all the while; returns the dose.
    pub(super) fn turns_out(&mut self, risk: Risk, seconds: f64, characters: usize) -> f64 {
        let severity = risk.severity;
        self.risk = Some(risk);
        self.missed = true;
        self.seconds = seconds;
        self.characters = characters;
        self.view = ViewLevel::Veiled;
        dose(severity, seconds)
    }

    pub(super) fn close(
        self,
        action: Action,
        running_dose_session: f64,
        running_dose_day: f64,
    ) -> Option<ExposureRecord> {
        let risk = self.risk?;
        Some(ExposureRecord {
            category: risk.category,
            severity: risk.severity,
            sources: risk.sources,
            missed: self.missed,
            view_level: self.most,
            revealed_ms: (1000.0 * self.seconds).round() as u64,
            chars_revealed: self.characters,
            action,
            running_dose_session,
            running_dose_day,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dose_is_severity_times_the_logarithm() {
        assert!((dose(Severity::SEVERE, 9.0) - 3.0 * 10.0_f64.ln()).abs() < 1e-12);
        assert!(dose(Severity::MILD, 0.0).abs() < 1e-12);
        assert!(dose(Severity::NONE, 100.0).abs() < 1e-12);
    }
}
