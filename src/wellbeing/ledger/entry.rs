//! What is written into the ledger?
//!
//! One JSON object a line, each with the moment, the person's date then and the session. A kind of
//! entry that a newer querist wrote is kept and passed over.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::pseudonym::ItemHash;
use crate::content_safety::{Action, Category, Exposed, Severity, Source};
use crate::schema::ViewLevel;

/// When something happened, and in which session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The moment.
    pub ts: Timestamp,
    /// The person's date then: caps of a day go by it.
    pub day: Date,
    /// The session; see [`super::Pseudonyms::session`].
    pub session: String,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// When, and in which session.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// What happened.
    #[serde(flatten)]
    pub entry: Entry,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// A sensitive item was on the screen.
    Exposed(ExposedEntry),
    /// The person answered how they are, from 1 (bad) to 5 (good).
    CheckIn {
        /// The answer.
        score: u8,
    },
    /// A break was suggested.
    BreakSuggested {
        /// What the suggestion went by.
        why: String,
    },
    /// The suggestion was dismissed.
    BreakDismissed,
    /// The person rested.
    BreakTaken {
        /// For how long.
        seconds: f64,
    },
    /// The person wants to meet nothing of a category.
    OptedOut {
        /// The category.
        category: Category,
    },
    /// The person takes that back.
    OptedIn {
        /// The category.
        category: Category,
    },
    /// An item was put off.
    Deferred {
        /// The item.
        item: ItemHash,
        /// Until then.
        until: Timestamp,
    },
    /// An item was declined.
    Declined {
        /// The item.
        item: ItemHash,
    },
    /// The person asked for an item that was put off or declined.
    AskedFor {
        /// The item.
        item: ItemHash,
    },
    /// More time at work since the last such entry of the session, gaps removed.
    Worked {
        /// How much.
        active_seconds: f64,
    },
    /// Something that a newer querist wrote.
    #[serde(other)]
    Unknown,
}

/// A sensitive item was on the screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExposedEntry {
    /// The item, by a keyed hash.
    pub item: ItemHash,
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

impl ExposedEntry {
    /// What was met of an item, under the name that the ledger has for it.
    pub fn of(exposed: &Exposed, item: ItemHash) -> Self {
        Self {
            item,
            category: exposed.category.clone(),
            severity: exposed.severity,
            sources: exposed.sources.clone(),
            missed: exposed.missed,
            view_level: exposed.view,
            revealed_ms: (1000.0 * exposed.revealed_seconds).round() as u64,
            chars_revealed: exposed.characters,
            action: exposed.action,
            running_dose_session: exposed.session_dose,
            running_dose_day: exposed.day_dose,
        }
    }
}
