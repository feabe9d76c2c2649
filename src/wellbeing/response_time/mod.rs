//! Models how long this person usually takes, and how regularly.
//!
//! ln t = b₀ + b₁ ln(1 + words) + b₂ uncertainty + b₃ switched + b₄ ln(1 + answered before / 50) + e,
//! fitted robustly (`robust_line`) on the settled answers of earlier sessions, then frozen for a
//! session. Warm-up is left out and each session has a level of its own, so that a slow day or a
//! slow start is not mistaken for practice (with the ridge on practice: .052 instead of .062 false
//! alarms after 300 answers of history). What is left over is divided by its σ, freed of the
//! session's level, whitened (lag-one correlation, 0 to .5) and compared with how it was spread
//! before. Invariant: history and the running session go through the same steps ([`Adjusted`]), so
//! that what counts as usual was measured in the very units in which it is judged.

use super::fatigue::FatigueSettings;
use super::robust_line::{Features, RIDGE, RobustLine, median, robust_sd};
use crate::numerics::beta_quantile;

/// What an item asks of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Difficulty {
    /// Words of its text.
    pub words: usize,
    /// How uncertain the model was when it was asked: entropy over the logarithm of the number of
    /// classes, 0 to 1; `None` when no model knew anything, or it is not recorded.
    pub uncertainty: Option<f64>,
    /// Whether the answer differs from the one before it; `None` when that is not known.
    pub switched: Option<bool>,
}

impl Difficulty {
    /// A text of that many words, of which nothing else is known.
    pub fn of_words(words: usize) -> Self {
        Self {
            words,
            ..Self::default()
        }
    }

    /// ln(1 + words), uncertainty, switched.
    pub(super) fn features(&self) -> [Option<f64>; 3] {
        [
            Some((self.words as f64).ln_1p()),
            self.uncertainty.filter(|value| value.is_finite()),
            self.switched.map(f64::from),
        ]
    }
}

/// One answered item, as the models of the person see it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ResponseObservation {
    /// Active seconds from seeing the item to the answer, absences removed.
    pub seconds: f64,
    /// What the item asked of its reader.
    pub difficulty: Difficulty,
    /// How many items the person had answered in this project before.
    pub lifetime: usize,
    /// Says nothing of the person's pace: the first after a break, a reveal or a dialog, an item
    /// that came with an absence, an answer taken over from a copy, or one marked so.
    pub unsettled: bool,
    /// The answer before it was taken back, or it was changed more than once.
    pub undone: bool,
}

impl ResponseObservation {
    /// ln(seconds), when the reading counts: it is settled and took a time that has a logarithm.
    pub(super) fn log_seconds(&self) -> Option<f64> {
        (!self.unsettled && self.seconds.is_finite() && self.seconds > 0.0)
            .then(|| self.seconds.ln())
    }
}

/// The usual response time of one person in one project, and its usual spread.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseTimeBaseline {
    line: RobustLine<4>,
    /// Standard deviation of what the line leaves of log seconds.
    sigma: f64,
    /// How much of one answer's surprise remains in the next.
    phi: f64,
    /// Mean and standard deviation of the whitened rest.
    rest: Spread,
    /// Mean and standard deviation of its distance from that mean.
    distance: Spread,
    /// An upper estimate of the share of lapses.
    pub(super) lapses: f64,
    /// An upper estimate of the share of answers with something undone.
    pub(super) undone: f64,
    settled: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread {
    mean: f64,
    sd: f64,
}

impl Spread {
    fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = (squares / (count - 1.0)).sqrt();
        (sd > 0.0).then_some(Self { mean, sd })
    }

    fn standard(self, value: f64) -> f64 {
        (value - self.mean) / self.sd
    }
}

/// What one settled answer says, in units of the person's own usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Surprise {
    /// Slower (above 0) or faster, whitened, with mean 0 and standard deviation 1.
    pub(super) pace: f64,
    /// Farther from the usual than usual, at most 3.
    pub(super) irregularity: f64,
    /// A pause far beyond the usual.
    pub(super) lapse: bool,
}

/// Beyond this many σ an answer is as surprising as it gets.
const CLIP: f64 = 3.0;
const MOST_PHI: f64 = 0.5;
/// Ridges of words, uncertainty, switch and practice. That of practice holds its slope near
/// nothing (σ² / .15² ≈ 10): it is carried on beyond what was seen, where a chance slope would
/// look like slowing or rushing.
const RIDGES: [f64; 4] = [RIDGE, RIDGE, RIDGE, 10.0];

impl ResponseTimeBaseline {
    /// Fits on the answers of earlier sessions, one list a session, oldest first. `None` while
    /// fewer than [`FatigueSettings::history`] of them are settled, or their times do not vary.
    pub fn fit(sessions: &[Vec<ResponseObservation>], settings: &FatigueSettings) -> Option<Self> {
        let settled = Self::settled(sessions);
        if settled < settings.history {
            return None;
        }
        let groups: Vec<Vec<(Features<4>, f64)>> = sessions
            .iter()
            .map(|session| points(session, settings))
            .collect();
        let line = RobustLine::fit_within(&groups, RIDGES)?;
        let left: Vec<f64> = groups
            .iter()
            .flat_map(|session| from_their_median(line.residuals(session)))
            .collect();
        let sigma = robust_sd(&left);
        if sigma.is_nan() || sigma <= 0.0 {
            return None;
        }
        let undone = sessions.iter().flatten().filter(|r| r.undone).count();
        let answers = sessions.iter().map(Vec::len).sum();
        Self {
            line,
            sigma,
            phi: 0.0,
            rest: Spread { mean: 0.0, sd: 1.0 },
            distance: Spread { mean: 0.0, sd: 1.0 },
            lapses: 0.0,
            undone: upper_share(undone, answers),
            settled,
        }
        .spread_over(sessions, settings)
    }

    /// How many answers of a history count toward the number needed.
    pub fn settled(sessions: &[Vec<ResponseObservation>]) -> usize {
        let all = sessions.iter().flatten();
        all.filter(|reading| reading.log_seconds().is_some())
            .count()
    }

    /// Answers that the fit knows.
    pub fn answers(&self) -> usize {
        self.settled
    }

    /// Seconds that this person takes for such an item in the median, after that many answers.
    pub fn typical_seconds(&self, difficulty: Difficulty, lifetime: usize) -> f64 {
        let reading = ResponseObservation {
            difficulty,
            lifetime,
            ..ResponseObservation::default()
        };
        self.line.at(&features(&reading)).exp()
    }

    /// How many σ an answer took longer than expected; `None` when it does not count.
    pub(super) fn residual(&self, reading: &ResponseObservation) -> Option<f64> {
        Some((reading.log_seconds()? - self.line.at(&features(reading))) / self.sigma)
    }

    /// What an answer says, by its residual, the one before it and the session's level.
    pub(super) fn surprise(
        &self,
        residual: f64,
        before: Option<f64>,
        level: f64,
        settings: &FatigueSettings,
    ) -> Surprise {
        let rest = self.whitened(residual, before, level);
        let distance = (rest - self.rest.mean).abs();
        Surprise {
            pace: self.rest.standard(rest),
            irregularity: self.distance.standard(distance).min(CLIP),
            lapse: residual - level > settings.lapse_at,
        }
    }

    /// The level of a session by the residuals of its first settled answers: their mean, shrunk by
    /// how little so few correlated ones can say (τ² / (τ² + var · (1+φ)/(1−φ) / n)).
    pub(super) fn level(&self, residuals: &[f64], settings: &FatigueSettings) -> f64 {
        let count = residuals.len() as f64;
        let clipped: Vec<f64> = residuals.iter().map(|r| r.clamp(-CLIP, CLIP)).collect();
        if residuals.len() < 2 {
            return 0.0;
        }
        let mean = clipped.iter().sum::<f64>() / count;
        let squares: f64 = clipped.iter().map(|r| (r - mean).powi(2)).sum();
        let inflation = (1.0 + self.phi) / (1.0 - self.phi);
        let error = squares / (count - 1.0) * inflation / count;
        let known = settings.session_spread.powi(2);
        if known + error > 0.0 {
            mean * known / (known + error)
        } else {
            0.0
        }
    }

    fn whitened(&self, residual: f64, before: Option<f64>, level: f64) -> f64 {
        let freed = |residual: f64| (residual - level).clamp(-CLIP, CLIP);
        before.map_or(freed(residual), |before| {
            (freed(residual) - self.phi * freed(before)) / (1.0 - self.phi * self.phi).sqrt()
        })
    }

    /// Learns correlation, spread and lapses from sessions that are judged as a running one is.
    fn spread_over(
        mut self,
        sessions: &[Vec<ResponseObservation>],
        settings: &FatigueSettings,
    ) -> Option<Self> {
        let adjusted = |usual: &Self| -> Vec<Adjusted> {
            let sessions = sessions.iter();
            let adjusted = sessions.map(|session| Adjusted::of(session, usual, settings));
            adjusted.collect()
        };
        self.phi = correlation(&adjusted(&self)).clamp(0.0, MOST_PHI);
        // The level is shrunk by the correlation, so it is found once more.
        let adjusted = adjusted(&self);
        let rest: Vec<f64> = adjusted
            .iter()
            .flat_map(|session| {
                session
                    .pairs()
                    .map(|(r, before)| self.whitened(r, before, session.level))
            })
            .collect();
        self.rest = Spread::of(&rest)?;
        let distances: Vec<f64> = rest.iter().map(|w| (w - self.rest.mean).abs()).collect();
        self.distance = Spread::of(&distances)?;
        let lapses = adjusted
            .iter()
            .map(|session| session.lapses(settings))
            .sum();
        self.lapses = upper_share(lapses, rest.len());
        Some(self)
    }
}

/// The 80 % quantile of what a share may be, after so many cases, when about one in forty is
/// expected beforehand; at least .02. Taking the mean instead would sound an alarm whenever a
/// short history happened to hold few.
fn upper_share(cases: usize, of: usize) -> f64 {
    let others = (of - cases.min(of)) as f64;
    beta_quantile(0.8, cases as f64 + 1.0, others + 40.0).max(0.02)
}

/// Settled answers past the warm-up.
fn points(session: &[ResponseObservation], settings: &FatigueSettings) -> Vec<(Features<4>, f64)> {
    session
        .iter()
        .skip(settings.warm_up)
        .filter_map(|reading| Some((features(reading), reading.log_seconds()?)))
        .collect()
}

fn from_their_median(mut values: Vec<f64>) -> Vec<f64> {
    let middle = median(&values);
    for value in &mut values {
        *value -= middle;
    }
    values
}

fn features(reading: &ResponseObservation) -> Features<4> {
    let [words, uncertainty, switched] = reading.difficulty.features();
    let practice = (reading.lifetime as f64 / 50.0).ln_1p();
    [words, uncertainty, switched, Some(practice)]
}

/// The residuals of one session past its warm-up, with the session's level.
struct Adjusted {
    residuals: Vec<Option<f64>>,
    level: f64,
}

impl Adjusted {
    fn of(
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
    fn pairs(&self) -> impl Iterator<Item = (f64, Option<f64>)> {
        let before = std::iter::once(None).chain(self.residuals.iter().copied());
        self.residuals
            .iter()
            .zip(before)
            .filter_map(|(r, before)| Some(((*r)?, before)))
    }

    fn lapses(&self, settings: &FatigueSettings) -> usize {
        let all = self.residuals.iter().flatten();
        all.filter(|r| *r - self.level > settings.lapse_at).count()
    }
}

/// Lag-one correlation over all sessions.
fn correlation(sessions: &[Adjusted]) -> f64 {
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

#[cfg(test)]
mod tests;
