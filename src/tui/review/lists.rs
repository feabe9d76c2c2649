//! Which lists are there in the review, and what does a choice lead to?

use crate::command::CommandId;
use crate::schema::{ItemIndex, LabelId};
use crate::session::Selection;
use crate::tui::picker;
use crate::tui::picker::ListKind;

/// What a choice leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::tui) enum Choice {
    Run(CommandId),
    Item(ItemIndex),
    Label(LabelId),
    /// The voice at that place judges once more.
    Voice(usize),
    /// The colleague at that place is asked.
    Colleague(usize),
    SomebodyElse,
    Choose(Selection),
}

/// Which list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Kind {
    Palette,
    Queue,
    Decisions,
    Labels,
    Addressees,
    Order,
}

pub(in crate::tui) type Picker = picker::Picker<Choice, Kind>;
pub(in crate::tui) type Entry = picker::Entry<Choice>;

impl ListKind for Kind {
    fn is_searched(self) -> bool {
        false
    }

    fn is_by_title(self) -> bool {
        self == Self::Labels
    }

    fn has_long_titles(self) -> bool {
        self == Self::Order
    }

    fn nothing(self, typed: bool) -> &'static str {
        match self {
            Self::Queue if !typed => "nothing waits here",
            Self::Decisions if !typed => "nothing is decided yet",
            _ => "nothing fits",
        }
    }
}
