//! The commands and events of a session that labels.
//!
//! [`LabelingCommand`]s go in, [`LabelingEvent`]s come out. Invariant: neither holds anything that
//! the person must not see.

use std::path::PathBuf;
use std::sync::Arc;

use super::insights::Insights;
use super::items::{Chosen, ItemListing, ItemQuery};
use crate::content_safety::{Category, ExposureTotals, Masked, Veil};
use crate::evaluation::CheckPoint;
use crate::numerics::Proportion;
use crate::project::{Guidelines, OpinionMode};
use crate::query::{QueryView, Revealed};
use crate::schema::{FatigueState, ItemIndex, LabelId, LabelSet, ViewLevel};
use crate::session::shared::{GuidelineQuestion, Notice, ResponseTiming};
use crate::state::{Counts, Verdict};
use crate::trainer::PreparationProgress;
use crate::wellbeing::{Consistency, Pace, Sign};

/// What the person wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum LabelingCommand {
    /// Records a judgement of the item that was painted.
    Judge {
        /// The item.
        item: ItemIndex,
        /// The judgement.
        verdict: Verdict,
        /// How long it was on the screen.
        time: ResponseTiming,
    },
    /// Puts the item off.
    Skip {
        /// The item.
        item: ItemIndex,
        /// How long it was on the screen.
        time: ResponseTiming,
    },
    /// Takes the latest act back, and shows the item of an answer again.
    Undo,
    /// Brings back what was undone last.
    Redo,
    /// Sets or clears the mark beside an item.
    Flag(ItemIndex),
    /// Writes a note beside an item.
    Note(ItemIndex, String),
    /// Shows an item that the person chose.
    Show(ItemIndex),
    /// Goes back to the next query, leaving a chosen item.
    Next,
    /// Lists items.
    Items(ItemQuery),
    /// Gives many items a label.
    Relabel(Chosen, LabelId),
    /// Add a class of that name and give items its label, as one act.
    RelabelNew(Chosen, String),
    /// Sets or clears the flags of many items.
    FlagMany(Chosen, bool),
    /// Has many items asked anew.
    Requeue(Chosen),
    /// Says how many labels a command would touch, so that the person is asked before.
    Consider(Box<LabelingCommand>),
    /// Adds a class.
    AddClass(String),
    /// Adds a class and judges the item that was painted to be of it, in one act.
    AddAndJudge {
        /// The item.
        item: ItemIndex,
        /// The name of the class.
        name: String,
        /// How long the item was on the screen.
        time: ResponseTiming,
    },
    /// Gives a class another name.
    RenameClass(LabelId, String),
    /// Merges a class into another.
    MergeClass(LabelId, LabelId),
    /// Takes back what was done to classes last.
    UndoClassChange,
    /// Offers a class no longer; its labels stay as records.
    RetireClass(LabelId),
    /// Adds classes, and has the items of one asked anew.
    SplitClass(LabelId, Vec<String>),
    /// Moves a class in the list: up, or down.
    MoveClass(LabelId, bool),
    /// Gives a class another key.
    ClassKey(LabelId, String),
    /// Writes what a class is.
    DescribeClass(LabelId, String),
    /// Takes another strategy.
    Strategy(&'static str),
    /// Shows the model's opinion otherwise.
    Opinion(OpinionMode),
    /// Shows more of a veiled item, or veils it again.
    Reveal {
        /// The item.
        item: ItemIndex,
        /// How.
        how: RevealAction,
        /// Seconds for which sensitive text was in sight since that was last told.
        read_seconds: f64,
    },
    /// Puts a sensitive item off for so many seconds, or for good.
    Defer(ItemIndex, Option<f64>),
    /// Lists what can be left out.
    Categories,
    /// Leaves a category out, or takes that back.
    LeaveOut(Category, bool),
    /// Marks an item as one to be veiled, or as one that need not be.
    MarkSensitive {
        /// The item.
        item: ItemIndex,
        /// Whether it is to be veiled.
        sensitive: bool,
        /// Its kind, if the person names one.
        category: Option<Category>,
        /// Seconds for which its text has been in sight.
        read_seconds: f64,
    },
    /// Asks for sensitive items although the order of the session speaks against it.
    LiftOrder,
    /// How the person says that they are, 1 to 5: for their own ledger.
    CheckIn(u8),
    /// The person rested for that many seconds.
    Rested(f64),
    /// Puts the suggestion of a break aside.
    DismissBreak,
    /// No more suggestions in this session, or again.
    ToggleSuggestions,
    /// Tells what is watched of the person, with the numbers.
    HowAmI,
    /// Sums the person's work up.
    Insights,
    /// The person stops.
    Close,
}

/// How a veiled item is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevealAction {
    /// All of it.
    Whole,
    /// One sentence more.
    Sentence,
    /// With its worst words hidden.
    Masked,
    /// Not at all: it is veiled again.
    Not,
}

/// What is in sight of a sensitive item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevealState {
    /// Nothing.
    Nothing,
    /// The text with parts hidden, and whether they are those that a lexicon knows.
    Masked(Masked),
    /// So many bytes of its text from the beginning.
    Beginning(usize),
    /// All of it.
    Whole,
}

impl RevealState {
    /// The level that a record keeps.
    pub fn level(&self) -> ViewLevel {
        match self {
            Self::Nothing => ViewLevel::Veiled,
            Self::Masked(_) => ViewLevel::Masked,
            Self::Beginning(_) => ViewLevel::Partial,
            Self::Whole => ViewLevel::Full,
        }
    }
}

/// What the screen shows of the person at all times.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonView {
    /// What the fatigue detector says.
    pub state: FatigueState,
    /// Whether work has been going on for a while.
    pub mark: bool,
    /// The suggestion that waits: what rule, and how long a break.
    pub suggestion: Option<String>,
    /// Minutes of rest that fit the work since the last break.
    pub break_minutes: u32,
    /// Sensitive items revealed in this session.
    pub revealed: u32,
    /// Where to find somebody to talk to, when any was revealed and the project says so.
    pub support: Option<String>,
}

/// What is watched of the person, for their own eyes.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonReport {
    /// What the fatigue detector says.
    pub state: FatigueState,
    /// Why, in sentences without full stops.
    pub sentences: Vec<String>,
    /// Every channel with its numbers.
    pub signs: Vec<Sign>,
    /// Active seconds since the last break.
    pub since_break: f64,
    /// Active seconds today.
    pub today: f64,
    /// Whether suggestions are switched off in this session.
    pub silent: bool,
    /// How often the person answered a repeat as before; none without one.
    pub consistency: Option<Consistency>,
    /// What was revealed and read in this session, and today.
    pub exposure: [ExposureTotals; 2],
    /// Categories that the person left out.
    pub left_out: Vec<String>,
    /// Where the person's own ledger lies, if one is kept.
    pub ledger: Option<PathBuf>,
}

/// An item that was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// The item.
    pub item: ItemIndex,
    /// Its judgement, if it has one.
    pub verdict: Option<Verdict>,
    /// Whether it is marked.
    pub flagged: bool,
    /// What may be told of it in place of its text; `None` for what is benign.
    pub veil: Option<Veil>,
}

/// A class that was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassSplit {
    /// The class.
    pub label: LabelId,
    /// Items of it that wait to be judged again.
    pub left: usize,
    /// Those of them that are checks.
    pub checks: usize,
}

impl ClassSplit {
    pub(super) fn none_of(label: LabelId) -> Self {
        Self {
            label,
            left: 0,
            checks: 0,
        }
    }
}

/// How far the project is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The classes.
    pub labels: Arc<LabelSet>,
    /// Labeled items per label id.
    pub per_class: Vec<usize>,
    /// The classes that are retired, which may be offered again.
    pub retired: Vec<LabelId>,
    /// Counts over all items.
    pub counts: Counts,
    /// Items that wait for a judgement: of anybody, or once more of this person.
    pub to_ask: usize,
    /// Those of them that this person has answered and asked of themselves once more. What others
    /// ask of them once more is told by no number.
    pub again: usize,
    /// Classes that were split, as long as items of theirs wait to be judged again.
    pub splits: Vec<ClassSplit>,
    /// Items whose labels differ without a decision; counted once nothing waits any more.
    pub disputed: usize,
    /// Items judged.
    pub answered: usize,
    /// Accuracy on held-out items.
    pub accuracy: Option<Proportion>,
    /// How often its first guess was right, check by check.
    pub check_curve: Vec<CheckPoint>,
    /// Held-out items without a usable label.
    pub declined: usize,
    /// Items that are held out.
    pub holdout: usize,
    /// Those of them that can still be asked as checks.
    pub checks_left: usize,
    /// What was answered last, latest first.
    pub recent: Vec<SearchHit>,
    /// The strategy in use.
    pub strategy: String,
    /// Whether a model learns: nothing is learnt from images alone.
    pub learns: bool,
    /// Whether the model's opinion is shown.
    pub opinion: OpinionMode,
    /// Items that are set aside.
    pub set_aside: usize,
    /// Work of this session.
    pub pace: Pace,
    /// How the person is.
    pub person: PersonView,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// Why nothing can be written, if so.
    pub read_only: Option<String>,
    /// Questions that reviewers say the guidelines leave open.
    pub guideline_questions: Vec<GuidelineQuestion>,
}

impl Progress {
    /// Items that nobody has answered: with those that are answered, all items.
    pub(crate) fn unanswered(&self) -> usize {
        self.to_ask.saturating_sub(self.again)
    }
}

/// What the session says.
#[derive(Debug, Clone, PartialEq)]
pub enum LabelingEvent {
    /// Paint this; `note` and `flagged` stand beside it.
    Ask {
        /// What may be painted of the query.
        view: Box<QueryView>,
        /// Whether the item is marked.
        flagged: bool,
        /// The note beside it.
        note: Option<String>,
    },
    /// Every item was judged.
    Done,
    /// Only items are left that may not be asked now: why, and whether the person may lift that.
    OnlySensitive(String, bool),
    /// More, or less, of the sensitive item is in sight now.
    TextRevealed {
        /// The item.
        item: ItemIndex,
        /// What is in sight.
        in_sight: RevealState,
        /// Seconds without a key after which the screen veils it again.
        veil_again_after: f64,
    },
    /// What of the sensitive item on the screen can be left out, with whether it is.
    Categories(Vec<(Category, bool)>),
    /// A judgement is on the disk.
    Saved {
        /// The item.
        item: ItemIndex,
        /// What was judged; `None` for a skip.
        verdict: Option<Verdict>,
        /// What may be told now.
        revealed: Revealed,
    },
    /// An answer was taken back.
    Undone {
        /// The item.
        item: ItemIndex,
        /// The answer before it, which is in force again.
        stands: Option<Verdict>,
        /// What was answered; none where it was put off.
        was: Option<Verdict>,
    },
    /// A mark or a note is on the disk.
    Marked {
        /// The item.
        item: ItemIndex,
        /// Whether it is marked.
        flagged: bool,
        /// The note beside it.
        note: Option<String>,
    },
    /// Something was done, or could not be.
    Notice(Notice),
    /// What a command would touch, as a question; it waits for the person's word.
    Confirm {
        /// The question.
        question: String,
        /// The command.
        command: Box<LabelingCommand>,
    },
    /// A break would be kind: the rule that says so, and how long.
    BreakSuggested(String),
    /// What is watched of the person.
    Person(Box<PersonReport>),
    /// What there is to see of the person's work.
    Insights(Box<Insights>),
    /// How far the project is now.
    Progress(Box<Progress>),
    /// The items that were asked for.
    Items(Box<ItemListing>),
    /// The guidelines were changed.
    Guidelines(Box<Guidelines>),
    /// There is no first question yet.
    Preparing,
    /// How far the features are; `None` when they are complete.
    Features(Option<PreparationProgress>),
}
