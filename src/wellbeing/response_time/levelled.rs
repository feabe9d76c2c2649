//! How far was each answer of an earlier session from the expected, on that session's own level?

use super::{CLIP, ResponseTimeBaseline};
use crate::wellbeing::fatigue::FatigueSettings;
use crate::wellbeing::reading::ResponseObservation;

/// The residuals of one session past its warm-up, with the session's level.
pub(super) struct Adjusted {
    residuals: Vec<Option<f64>>,
    pub(super) level: f64,
}

impl Adjusted {
    pub(super) fn of(
        session: &[ResponseObservation],
        usual: &ResponseTimeBaseline,
        settings: &FatigueSettings,
    ) -> Self {
        let residuals: Vec<Option<f64>> = session
            .iter()
            .skip(settings.warm_up)
            .map(|reading| usual.residual(reading))
            .collect();
        let first: Vec<f64> = residuals
            .iter()
            .flatten()
            .copied()
            .take(settings.level_items)
            .collect();
        Self {
            level: usual.level(&first, settings),
            residuals,
        }
    }

    /// Each residual with the one before it, when that counts.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (f64, Option<f64>)> {
        let before = std::iter::once(None).chain(self.residuals.iter().copied());
        self.residuals
            .iter()
            .zip(before)
            .filter_map(|(r, before)| Some(((*r)?, before)))
    }

    pub(super) fn lapses(&self, settings: &FatigueSettings) -> usize {
        let all = self.residuals.iter().flatten();
        all.filter(|r| *r - self.level > settings.lapse_at).count()
    }
}

/// Lag-one correlation over all sessions.
pub(super) fn correlation(sessions: &[Adjusted]) -> f64 {
    let freed = |r: f64, session: &Adjusted| (r - session.level).clamp(-CLIP, CLIP);
    let (mut products, mut squares) = (0.0, 0.0);
    for session in sessions {
        for (r, before) in session.pairs() {
            squares += freed(r, session).powi(2);
            products += before.map_or(0.0, |before| freed(r, session) * freed(before, session));
        }
    }
    if squares > 0.0 {
        products / squares
    } else {
        0.0
    }
}
