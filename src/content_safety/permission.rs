//! Names whether an item may be asked now, and why not.
//!
//! The exact reason is the person's own affair: it is for their screen. What a project records is
//! [`DEFERRED_BY`] and nothing more.

use jiff::Timestamp;

/// The word a journal has for every reason: that somebody rested or opted out of a category is
/// nobody else's business.
pub(crate) const DEFERRED_BY: &str = "wellbeing";

/// Whether an item may be asked now, or why not: not now, or not at all.
pub(crate) type Permission = Result<(), Reason>;

/// Why an item is not asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Its category is never shown.
    HardStop,
    /// The person, or the project, left its category out.
    OptedOut,
    /// The person declined it.
    Declined,
    /// The person put it off until then.
    Deferred(Timestamp),
    /// As many reveals as the person set for a session.
    SessionReveals,
    /// As many minutes of reading as the person set for a session.
    SessionMinutes,
    /// As many reveals as the person set for a day.
    DayReveals,
    /// As many minutes of reading as the person set for a day.
    DayMinutes,
    /// The person is tired.
    Tired,
    /// The session has just begun.
    FirstItems,
    /// The session, or the stretch before a break, is about to end.
    LastItems,
    /// Enough sensitive items one after another.
    InARow,
    /// A severe item was shown a context ago.
    AfterSevere,
}

impl Reason {
    /// In words, to stand behind "not asked now: ".
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::HardStop => "its category is never shown",
            Self::OptedOut => "its category is left out",
            Self::Declined => "you declined it",
            Self::Deferred(_) => "you put it off until later",
            Self::SessionReveals => "as many were revealed in this session as you set",
            Self::SessionMinutes => "as many minutes were read in this session as you set",
            Self::DayReveals => "as many were revealed today as you set",
            Self::DayMinutes => "as many minutes were read today as you set",
            Self::Tired => "you seem tired",
            Self::FirstItems => "a session begins with other items",
            Self::LastItems => "a session ends with other items",
            Self::InARow => "enough of them came one after another",
            Self::AfterSevere => "a severe one was shown a context ago",
        }
    }

    /// What the person can do about it, when there is something.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::HardStop => "see never_show under [sensitive] in querist.toml",
            Self::OptedOut => "opt in to the category again, or leave it as it is",
            Self::Declined => "ask for it by name in the queue, or leave it",
            Self::Deferred(_) => "it comes back by itself",
            Self::SessionReveals | Self::SessionMinutes => {
                "stop here, or start another session after a rest"
            }
            Self::DayReveals | Self::DayMinutes => "go on tomorrow",
            Self::Tired => "take a break",
            Self::FirstItems | Self::LastItems | Self::InARow | Self::AfterSevere => {
                "they come later; where nothing else is left you may ask for them now"
            }
        }
    }

    /// Whether the person may lift it for this session when only such items are left. It orders
    /// items and is no cap: a cap is changed in the settings, with a cool head.
    pub(crate) fn can_be_lifted(self) -> bool {
        matches!(
            self,
            Self::FirstItems | Self::LastItems | Self::InARow | Self::AfterSevere
        )
    }
}
