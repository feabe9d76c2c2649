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

/// What the ledger is told of one sensitive item.
#[derive(Debug, Clone, PartialEq)]
pub struct ExposureRecord {
    /// The item; the ledger knows it by a hash.
    pub item: ItemIndex,
    /// Its kind.
    pub category: Category,
    /// How heavy.
    pub severity: Severity,
    /// Who said so.
    pub sources: Vec<Source>,
    /// Whether nobody had said so before it was shown.
    pub missed: bool,
    /// The most that was in sight.
    pub view: ViewLevel,
    /// For how long anything was.
    pub revealed_seconds: f64,
    /// The most characters in sight.
    pub characters: usize,
    /// How it was done with.
    pub action: Action,
    /// The session's dose, this one included.
    pub session_dose: f64,
    /// The day's dose, this one included.
    pub day_dose: f64,
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
        session_dose: f64,
        day_dose: f64,
    ) -> Option<ExposureRecord> {
        let risk = self.risk?;
        Some(ExposureRecord {
            item: self.item,
            category: risk.category,
            severity: risk.severity,
            sources: risk.sources,
            missed: self.missed,
            view: self.most,
            revealed_seconds: self.seconds,
            characters: self.characters,
            action,
            session_dose,
            day_dose,
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
