//! Defines the entries of the ledger, and adds them up.
//!
//! An entry is one JSON object a line, with the moment, the person's date then and the session. A
//! kind of entry that a newer querist wrote is kept and passed over. The record is a fold: totals
//! by day and by session, and what the person chose. It is kept up to date entry by entry, whether
//! or not the entry could be written.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::pseudonym::ItemHash;
use crate::content_safety::{Action, Category, ExposureRecord, ExposureTotals, dose};
use crate::schema::ViewLevel;

/// When something happened, and in which session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The moment.
    pub ts: Timestamp,
    /// The person's date then: caps of a day go by it.
    pub day: Date,
    /// The session; see [`super::pseudonym::Pseudonyms::session`].
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
    Exposed {
        /// The item, by a keyed hash.
        item: ItemHash,
        /// What was met of it.
        #[serde(flatten)]
        met: ExposureRecord,
    },
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

/// One day of one person, over all projects.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct DayRecord {
    /// What was revealed and read.
    pub exposure: ExposureTotals,
    /// Seconds at work, gaps removed.
    pub active_seconds: f64,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct SessionRecord {
    /// The time of its first entry.
    pub began: Option<Timestamp>,
    /// What was revealed and read.
    pub exposure: ExposureTotals,
    /// Sensitive items on the screen, revealed or not.
    pub sensitive: u32,
    /// Of these, judged.
    pub answered: u32,
    /// Of these, judged from the masked view.
    pub answered_masked: u32,
    /// Of these, shown before anybody said that they are sensitive.
    pub missed: u32,
    /// Items skipped, put off, declined or left out; held against nobody.
    pub passed_by: u32,
    /// Breaks suggested.
    pub breaks_suggested: u32,
    /// Suggestions dismissed.
    pub breaks_dismissed: u32,
    /// Breaks taken.
    pub breaks_taken: u32,
    /// Seconds at work, gaps removed.
    pub active_seconds: f64,
    /// The last answer to how the person is, 1 to 5.
    pub check_in: Option<u8>,
}

/// What the ledger says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    days: BTreeMap<Date, DayRecord>,
    sessions: HashMap<String, SessionRecord>,
    opted_out: BTreeSet<Category>,
    deferred: HashMap<ItemHash, Timestamp>,
    declined: HashSet<ItemHash>,
}

impl Record {
    /// Takes in one entry.
    pub fn apply(&mut self, line: &Line) {
        let session = self.sessions.entry(line.stamp.session.clone()).or_default();
        session.began = session.began.or(Some(line.stamp.ts));
        let day = self.days.entry(line.stamp.day).or_default();
        match &line.entry {
            Entry::Exposed { met, .. } => {
                session.count(met);
                add(&mut session.exposure, met);
                add(&mut day.exposure, met);
            }
            Entry::CheckIn { score } => session.check_in = Some(*score),
            Entry::BreakSuggested { .. } => session.breaks_suggested += 1,
            Entry::BreakDismissed => session.breaks_dismissed += 1,
            Entry::BreakTaken { .. } => session.breaks_taken += 1,
            Entry::OptedOut { category } => {
                self.opted_out.insert(category.clone());
            }
            Entry::OptedIn { category } => {
                self.opted_out.remove(category);
            }
            Entry::Deferred { item, until } => {
                self.deferred.insert(item.clone(), *until);
            }
            Entry::Declined { item } => {
                self.declined.insert(item.clone());
            }
            Entry::AskedFor { item } => {
                self.deferred.remove(item);
                self.declined.remove(item);
            }
            Entry::Worked { active_seconds } => {
                session.active_seconds += active_seconds;
                day.active_seconds += active_seconds;
            }
            Entry::Unknown => {}
        }
    }

    /// What was done on a date, over all projects.
    pub fn day(&self, day: Date) -> DayRecord {
        self.days.get(&day).copied().unwrap_or_default()
    }

    /// What was done in a session.
    pub fn session(&self, session: &str) -> SessionRecord {
        self.sessions.get(session).cloned().unwrap_or_default()
    }

    /// Categories that the person left out, in any project.
    pub fn opted_out(&self) -> &BTreeSet<Category> {
        &self.opted_out
    }

    /// Until when an item was put off.
    pub(crate) fn deferred_until(&self, item: &ItemHash) -> Option<Timestamp> {
        self.deferred.get(item).copied()
    }

    /// Whether an item was declined.
    pub(crate) fn is_declined(&self, item: &ItemHash) -> bool {
        self.declined.contains(item)
    }

    /// Whether anything was put off or declined, so that it is worth asking for each item.
    pub(crate) fn has_own_items(&self) -> bool {
        !self.deferred.is_empty() || !self.declined.is_empty()
    }
}

impl SessionRecord {
    fn count(&mut self, met: &ExposureRecord) {
        self.sensitive += 1;
        self.missed += u32::from(met.missed);
        match met.action {
            Action::Answered => {
                self.answered += 1;
                let masked = met.view_level == ViewLevel::Masked;
                self.answered_masked += u32::from(masked);
            }
            Action::Skipped | Action::Deferred | Action::Declined | Action::OptedOut => {
                self.passed_by += 1;
            }
            Action::Left => {}
        }
    }
}

fn add(totals: &mut ExposureTotals, met: &ExposureRecord) {
    if met.view_level.is_revealed() {
        let seconds = met.revealed_ms as f64 / 1000.0;
        totals.reveals += 1;
        totals.revealed_seconds += seconds;
        totals.dose += dose(met.severity, seconds);
    }
}
