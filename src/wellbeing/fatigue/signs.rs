//! Says what the detector goes by, in words that a person can check.

use crate::schema::FatigueState;

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Slower answers than usual.
    Slow,
    /// Faster answers than usual.
    Rush,
    /// Less regular answers than usual.
    Variability,
    /// More long pauses than usual.
    Lapse,
    /// More undone answers than usual; only shown.
    Undone,
    /// More repeats answered otherwise than usual; only shown.
    Consistency,
    /// A long run of one answer; only shown.
    Streak,
}

impl Channel {
    /// Whether it can make a person tired.
    pub fn decides(self) -> bool {
        matches!(
            self,
            Self::Slow | Self::Rush | Self::Variability | Self::Lapse
        )
    }

    /// The name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slow => "slower",
            Self::Rush => "faster",
            Self::Variability => "less regular",
            Self::Lapse => "long pauses",
            Self::Undone => "taken back",
            Self::Consistency => "answered otherwise",
            Self::Streak => "same answer in a row",
        }
    }

    /// What it would mean, as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Slow => "Responses have become slower than your usual",
            Self::Rush => "Responses have become faster than your usual",
            Self::Variability => "Responses have become less regular than your usual",
            Self::Lapse => "Long pauses have become more frequent than your usual",
            Self::Undone => "Answers are taken back more often than your usual",
            Self::Consistency => {
                "Items seen twice get different answers more often than your usual"
            }
            Self::Streak => "The same answer has come many times in a row",
        }
    }
}

/// Where one channel stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    /// Which.
    pub channel: Channel,
    /// What has added up; for a streak, its length.
    pub statistic: f64,
    /// From where it counts; for a streak, its length.
    pub threshold: f64,
}

impl Sign {
    /// The share of the threshold that is reached.
    pub fn share(&self) -> f64 {
        self.statistic / self.threshold
    }

    /// As a row of words: the sentence and the numbers behind it.
    pub fn words(&self) -> String {
        match self.channel {
            Channel::Streak => format!("{} ({:.0})", self.channel.sentence(), self.statistic),
            channel => {
                let percent = (100.0 * self.share()).round();
                format!("{} ({percent:.0} % of the mark)", channel.sentence())
            }
        }
    }
}

/// A state and its signs in plain sentences: what decided first, then what is only shown.
/// `history` is how many earlier answers there are of those needed; `None` when nothing is watched.
pub(super) fn sentences(
    state: FatigueState,
    signs: &[Sign],
    second: f64,
    history: Option<(usize, usize)>,
) -> Vec<String> {
    let mut said = Vec::new();
    match state {
        FatigueState::NoHistory => said.push(match history {
            Some((have, need)) => format!(
                "Only time on task is watched: {have} of the {need} earlier answers that show what \
                 is usual for you"
            ),
            None => "Only time on task is watched: the rest is switched off".to_owned(),
        }),
        FatigueState::Fresh | FatigueState::Steady => {
            said.push("Responses come as they usually do".to_owned());
        }
        FatigueState::Drifting | FatigueState::Tired => {
            let passed = signs.iter().filter(|sign| sign.channel.decides());
            let mut passed: Vec<&Sign> = passed.filter(|sign| sign.share() >= second).collect();
            passed.sort_by(|a, b| b.share().total_cmp(&a.share()));
            said.extend(passed.into_iter().map(Sign::words));
        }
    }
    let shown = signs.iter().filter(|sign| !sign.channel.decides());
    said.extend(shown.filter(|sign| sign.share() >= 1.0).map(Sign::words));
    said
}
