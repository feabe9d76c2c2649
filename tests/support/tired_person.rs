//! How would a person's response times run, rested and tired?
//!
//! A made-up person: log seconds follow the text's length, the model's uncertainty, a change of
//! answer and practice; the rest is normal with lag-one correlation .2; 1.5 % of the answers hold a
//! lapse of exponential length (an ex-Gaussian tail); the first answers are slow (warm-up); each
//! session has a level of its own (SD .10 in log seconds). Fatigue comes as a ramp over 60 items.
//! Persons differ in speed, spread, reading speed and practice. How long and how frequent lapses
//! are was chosen so that the detector with the textbook form of its charts (slack .5, thresholds
//! 10, 10, 12, 6, a level from 30 answers) takes as long as it is reported to take: 85, 116, 119
//! and 194 items for slow and variable, variable, masked and lapses. It is as synthetic as it
//! sounds: what real persons leave unexplained may have heavier tails.

use querist::rng::{Seed, Stream};
use querist::wellbeing::{Difficulty, ResponseObservation};

/// Items over which fatigue sets in.
const RAMP: usize = 60;
const CORRELATION: f64 = 0.2;
const LAPSES: f64 = 0.015;
/// The mean length of a lapse, in expected times of the item.
const LAPSE_LENGTH: f64 = 4.0;
const SESSION_SPREAD: f64 = 0.10;

/// What becomes of a person in a session.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fatigue {
    /// Added to log seconds, once the ramp is over.
    pub(crate) slower: f64,
    /// Added to the spread, as a share of it, once the ramp is over.
    pub(crate) less_regular: f64,
    /// Added to the share of lapses, once the ramp is over.
    pub(crate) lapses: f64,
    /// Practice, evenly over the session: added to log seconds at its end.
    pub(crate) practice: f64,
}

const RESTED: Fatigue = Fatigue {
    slower: 0.0,
    less_regular: 0.0,
    lapses: 0.0,
    practice: 0.0,
};

/// One way to be tired, and how long it may take to be seen.
pub(crate) struct Pattern {
    pub(crate) name: &'static str,
    pub(crate) fatigue: Fatigue,
    /// The median delay reported for the textbook charts, in items.
    pub(crate) reported: f64,
    /// The share missed, as reported.
    pub(crate) reported_missed: Option<f64>,
}

/// The ways to be tired that are to be found.
pub(crate) const PATTERNS: [Pattern; 6] = [
    Pattern {
        name: "rush (-36 %)",
        fatigue: Fatigue {
            slower: -0.446,
            ..RESTED
        },
        reported: 68.0,
        reported_missed: None,
    },
    Pattern {
        name: "slow (+22 %) and variable",
        fatigue: Fatigue {
            slower: 0.2,
            less_regular: 0.35,
            lapses: 0.045,
            ..RESTED
        },
        reported: 86.0,
        reported_missed: None,
    },
    Pattern {
        name: "variable (+35 %), with lapses",
        fatigue: Fatigue {
            less_regular: 0.35,
            lapses: 0.045,
            ..RESTED
        },
        reported: 111.0,
        reported_missed: None,
    },
    Pattern {
        name: "the same, masked by practice",
        fatigue: Fatigue {
            less_regular: 0.35,
            lapses: 0.045,
            practice: -0.1,
            ..RESTED
        },
        reported: 116.0,
        reported_missed: None,
    },
    Pattern {
        name: "lapses only",
        fatigue: Fatigue {
            lapses: 0.075,
            ..RESTED
        },
        reported: 194.0,
        reported_missed: Some(0.25),
    },
    Pattern {
        name: "slow only (+22 %)",
        fatigue: Fatigue {
            slower: 0.2,
            ..RESTED
        },
        reported: 268.0,
        reported_missed: Some(0.46),
    },
];

/// How time follows from the number of words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Length {
    /// As the model of response times has it: a power of 1 + words.
    Power,
    /// Not as the model has it: so many seconds for the item, and for each word.
    Additive,
}

/// A made-up person.
pub(crate) struct Person {
    stream: Stream,
    length: Length,
    /// Log seconds of a text of 30 words, unpractised.
    level: f64,
    by_length: f64,
    by_uncertainty: f64,
    by_switch: f64,
    by_practice: f64,
    spread: f64,
    lifetime: usize,
}

impl Person {
    pub(crate) fn new(seed: u64, purpose: &str, length: Length) -> Self {
        let mut stream = Seed(seed).stream("made-up person", purpose);
        let mut between = |low: f64, high: f64| low + (high - low) * stream.next_f64();
        let level = between(6.0_f64.ln(), 16.0_f64.ln());
        let by_length = between(0.3, 0.6);
        let by_uncertainty = between(0.1, 0.4);
        let by_switch = between(0.0, 0.15);
        let by_practice = between(-0.15, -0.05);
        let spread = between(0.35, 0.45);
        Self {
            stream,
            length,
            level,
            by_length,
            by_uncertainty,
            by_switch,
            by_practice,
            spread,
            lifetime: 0,
        }
    }

    /// Sessions of 150 rested answers, so many answers in all.
    pub(crate) fn history(&mut self, answers: usize) -> Vec<Vec<ResponseObservation>> {
        let mut sessions = Vec::new();
        let mut left = answers;
        while left > 0 {
            let now = left.min(150);
            sessions.push(self.rested(now));
            left -= now;
        }
        sessions
    }

    /// A session without fatigue.
    pub(crate) fn rested(&mut self, answers: usize) -> Vec<ResponseObservation> {
        self.session(answers, answers, RESTED)
    }

    /// A session in which fatigue sets in after `onset` answers.
    pub(crate) fn session(
        &mut self,
        answers: usize,
        onset: usize,
        fatigue: Fatigue,
    ) -> Vec<ResponseObservation> {
        let words: Vec<usize> = (0..answers).map(|_| self.words()).collect();
        self.reading(&words, onset, fatigue)
    }

    /// The same, with texts of these lengths.
    pub(crate) fn reading(
        &mut self,
        words_of_all: &[usize],
        onset: usize,
        fatigue: Fatigue,
    ) -> Vec<ResponseObservation> {
        let offset = SESSION_SPREAD * self.stream.next_normal();
        let mut noise = self.stream.next_normal();
        let mut readings = Vec::new();
        for (at, words) in words_of_all.iter().enumerate() {
            let tired = (at.saturating_sub(onset) as f64 / RAMP as f64).min(1.0);
            let done = at as f64 / words_of_all.len() as f64;
            noise = CORRELATION * noise
                + (1.0 - CORRELATION * CORRELATION).sqrt() * self.stream.next_normal();
            let difficulty = Difficulty {
                words: *words,
                uncertainty: Some(self.stream.next_f64()),
                switched: Some(self.stream.next_f64() < 0.6),
            };
            let drift = fatigue.slower * tired + fatigue.practice * done;
            let expected = self.expected(&difficulty) + offset + warm_up(at) + drift;
            let spread = self.spread * (1.0 + fatigue.less_regular * tired);
            let lapse = self.lapse(LAPSES + fatigue.lapses * tired);
            readings.push(ResponseObservation {
                seconds: (expected + spread * noise).exp() + lapse * expected.exp(),
                difficulty,
                lifetime: self.lifetime,
                unsettled: false,
                undone: self.stream.next_f64() < 0.02,
            });
            self.lifetime += 1;
        }
        readings
    }

    /// Words of the next text: log-normal around 30, 3 to 300.
    pub(crate) fn words(&mut self) -> usize {
        let logarithm = 30.0_f64.ln() + 0.7 * self.stream.next_normal();
        (logarithm.exp() as usize).clamp(3, 300)
    }

    /// Log seconds before noise, after as much practice as there was.
    fn expected(&self, difficulty: &Difficulty) -> f64 {
        let words = difficulty.words as f64;
        let by_length = match self.length {
            Length::Power => self.by_length * ((1.0 + words) / 31.0).ln(),
            Length::Additive => (f64::midpoint(1.0, words / 30.0)).ln(),
        };
        self.level
            + by_length
            + self.by_uncertainty * (difficulty.uncertainty.unwrap_or(0.5) - 0.5)
            + self.by_switch * difficulty.switched.map_or(0.0, f64::from)
            + self.by_practice * (self.lifetime as f64 / 50.0).ln_1p()
    }

    /// The length of a lapse, in expected times; mostly none.
    fn lapse(&mut self, share: f64) -> f64 {
        let happens = self.stream.next_f64() < share;
        let length = -LAPSE_LENGTH * (1.0 - self.stream.next_f64()).ln();
        if happens { length } else { 0.0 }
    }
}

fn warm_up(at: usize) -> f64 {
    0.25 * (-(at as f64) / 5.0).exp()
}
