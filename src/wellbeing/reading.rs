//! What is known of one answer's time?

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
    pub demand: Difficulty,
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
