//! Which items does the reviewer want to see, and in which order?

use crate::agreement::AnnotatorId;
use crate::schema::LabelId;

/// Which items there are to review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Those whose labels differ.
    #[default]
    Disputed,
    /// Those that two or more labeled.
    Several,
    /// Those with a label that looks wrong, be it the only one.
    SecondLook,
    /// Those with one label, where a second is worth more than a label for a new item.
    Single,
}

impl Scope {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [
        Self::Disputed,
        Self::Several,
        Self::SecondLook,
        Self::Single,
    ];

    /// What they are, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Disputed => "items whose labels differ",
            Self::Several => "all items that two or more labeled",
            Self::SecondLook => "labels that want a second look",
            Self::Single => "items with one label that want more",
        }
    }
}

/// In which order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Where one more label is worth most first (ActiveLab).
    #[default]
    Worth,
    /// The most split first.
    Entropy,
    /// The pair that agrees least first.
    Pair,
    /// The classes that are taken for each other most first.
    Class,
}

impl Sort {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [Self::Worth, Self::Entropy, Self::Pair, Self::Class];

    /// What comes first, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Worth => "one more label worth most first",
            Self::Entropy => "most split first",
            Self::Pair => "pair that agrees least first",
            Self::Class => "classes most often confused first",
        }
    }
}

/// What narrows them down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// Nothing.
    #[default]
    None,
    /// These two gave different labels.
    Pair(AnnotatorId, AnnotatorId),
    /// Somebody gave the first label and somebody else the second.
    Cell(LabelId, LabelId),
    /// This one differs from somebody.
    Annotator(AnnotatorId),
}

/// What is reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Which items.
    pub scope: Scope,
    /// In which order.
    pub sort: Sort,
    /// Which of them.
    pub filter: Filter,
    /// Whether those that are decided or wait for somebody come, too.
    pub with_decided: bool,
}
