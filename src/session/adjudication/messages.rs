//! The commands and events of a session that adjudicates.
//!
//! [`AdjudicationCommand`]s go in, [`AdjudicationEvent`]s come out. Invariant: an
//! [`AdjudicationView`] holds what may be painted before the reviewer's own decision and nothing
//! else.

use std::sync::Arc;

use jiff::Timestamp;

use super::queue::Selection;
use super::tables::Tables;
use crate::agreement::AnnotatorId;
use crate::agreement::coefficients::PairFigures;
use crate::content_safety::Veil;
use crate::numerics::Proportion;
use crate::project::ReviewKind;
use crate::schema::{Adjudication, Annotator, ItemIndex, LabelId, LabelSet};
use crate::session::shared::{GuidelineQuestion, Notice, ResponseTiming};
use crate::state::Verdict;
use crate::wellbeing::Pace;

/// Whom an item is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    /// Who gave one of its annotations, by its place on the screen.
    Annotator(usize),
    /// Somebody by name.
    Named(Annotator),
}

/// What the reviewer wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum AdjudicationCommand {
    /// Records a decision on the item that was painted.
    Decide {
        /// The item.
        item: ItemIndex,
        /// What is decided.
        decision: Adjudication,
        /// Why, in the reviewer's words.
        rationale: Option<String>,
        /// How long it was on the screen.
        time: ResponseTiming,
    },
    /// Asks somebody to judge the item that was painted.
    Send {
        /// The item.
        item: ItemIndex,
        /// Whom.
        to: Assignee,
        /// Why, in the reviewer's words.
        why: Option<String>,
        /// How long it was on the screen.
        time: ResponseTiming,
    },
    /// Puts the item off for this session.
    Skip {
        /// The item.
        item: ItemIndex,
        /// How long it was on the screen.
        time: ResponseTiming,
    },
    /// Veils the sensitive item on the screen again, or reveals it.
    Veil(ItemIndex, bool),
    /// Takes the latest act back, and shows the item of a decision or request.
    Undo,
    /// The same; asks first where much was done before this session.
    ConsiderUndo,
    /// Brings back what was undone last.
    Redo,
    /// Shows an item that the reviewer went to.
    Show(ItemIndex),
    /// Goes back to the queue.
    Next,
    /// Reviews other items, or in another order.
    Choose(Selection),
    /// Lists what waits.
    List,
    /// Lists what was decided, latest first.
    Decisions,
    /// Tells who disagrees with whom, and which classes are taken for each other.
    Tables,
    /// Tells the intervals of one pair.
    Pair(AnnotatorId, AnnotatorId),
    /// Shows who said what, or letters.
    Names(bool),
    /// Shows how reliable each annotator is, or not.
    Reliability(bool),
    /// Shows what is probable with an item, or after the decision.
    Probable(bool),
    /// The reviewer stops.
    Close,
}

/// What the reviewer wants to see beside an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DisplayOptions {
    /// Who said what, in place of letters.
    pub names: bool,
    /// How often each annotator is probably right.
    pub reliability: bool,
    /// What is probable, before the decision.
    pub probable: bool,
}

/// One judgement of the item on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// The letter that stands for whoever gave it, on this item alone.
    pub letter: String,
    /// Who gave it, when names are shown.
    pub name: Option<Annotator>,
    /// What.
    pub verdict: Verdict,
    /// When.
    pub given_at: Timestamp,
    /// It came in with a file.
    pub imported: bool,
    /// A program gave it.
    pub by_program: bool,
    /// It was given under guidelines that are no longer in force.
    pub is_older: bool,
    /// A note that came with it.
    pub note: Option<String>,
    /// How often whoever gave it is probably right by what all others say, when that is shown.
    pub reliability: Option<Proportion>,
}

/// A decision in force.
#[derive(Debug, Clone, PartialEq)]
pub struct CurrentAdjudication {
    /// What.
    pub decision: Adjudication,
    /// Who decided.
    pub by: Annotator,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub rationale: Option<String>,
}

/// What is likely, as far as it may be told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Likely {
    /// The classes by their probability, likeliest first, and the method that says so.
    pub probable: Option<(Vec<(LabelId, f64)>, &'static str)>,
    /// What a committee that never saw this item's label predicts, likeliest first.
    pub model: Option<Vec<(LabelId, f64)>>,
}

/// What may be painted of an item before the decision.
#[derive(Debug, Clone, PartialEq)]
pub struct AdjudicationView {
    /// The item.
    pub item: ItemIndex,
    /// The current judgement of each annotator, in the order of their letters.
    pub annotations: Vec<Annotation>,
    /// How many annotations each label has, by label id.
    pub label_counts: Vec<u32>,
    /// The decision in force, when the item comes back.
    pub decided: Option<CurrentAdjudication>,
    /// Who was asked to judge it and has not done so yet, as far as it may be told.
    pub waits_for: Vec<String>,
    /// Why it comes now.
    pub reasons: Vec<String>,
    /// The figures behind the reasons.
    pub figures: Vec<String>,
    /// What is likely, when it is shown with the item.
    pub likely: Option<Likely>,
    /// The note beside the item.
    pub note: Option<String>,
    /// What is told of a sensitive item in place of its text; `None` for what is benign.
    pub sensitive: Option<Veil>,
    /// Whether its text, and what may quote it, is to be hidden.
    pub is_veiled: bool,
    /// Seconds without a key after which the screen veils it again.
    pub veil_again_after: f64,
}

/// A decision or a request that was taken back, with what was typed for it.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenBack {
    /// The item.
    pub item: ItemIndex,
    /// What was decided, where it was a decision.
    pub decision: Option<Adjudication>,
    /// Why it was decided so.
    pub rationale: Option<String>,
    /// The question to the guidelines.
    pub gap: Option<String>,
    /// Whom it was sent to, by letter or by name, and why.
    pub request: Option<(Vec<Assignee>, String)>,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueEntry {
    /// The item.
    pub item: ItemIndex,
    /// What its annotators say, what was decided, or whom it waits for.
    pub what: String,
    /// What is told of a sensitive item in place of its text.
    pub veil: Option<Veil>,
}

/// How many items a list holds, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListedCounts {
    /// Those that wait for the reviewer.
    pub to_review: usize,
    /// Those that are decided.
    pub decided: usize,
    /// Those that wait for somebody else.
    pub sent: usize,
}

/// How far the review is.
#[derive(Debug, Clone, PartialEq)]
pub struct AdjudicationProgress {
    /// The classes.
    pub labels: Arc<LabelSet>,
    /// What the labels are.
    pub kind: ReviewKind,
    /// What is reviewed.
    pub selection: Selection,
    /// The filter in words; empty without one.
    pub filter: String,
    /// Items of the selection that wait for the reviewer.
    pub left: usize,
    /// Items with a decision in force.
    pub decided: usize,
    /// The latest of them, the last first.
    pub decided_last: Vec<QueueEntry>,
    /// Items that wait for somebody's judgement.
    pub waiting: usize,
    /// Items of the selection that were judged again as asked, and wait for the reviewer.
    pub judged_again: usize,
    /// Items that two or more labeled.
    pub several: usize,
    /// Who might be asked, by name.
    pub colleagues: Vec<Annotator>,
    /// Everyone who gave a label, by id.
    pub annotators: Vec<Annotator>,
    /// Open questions to the guidelines.
    pub guideline_questions: Vec<GuidelineQuestion>,
    /// What is shown beside an item.
    pub display: DisplayOptions,
    /// What is still being computed.
    pub computing: Option<&'static str>,
    /// Why it cannot be told who is probably right, if so.
    pub unidentified: Option<String>,
    /// Work of this session.
    pub pace: Pace,
    /// Whether there is something to take back.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// Why nothing can be written, if so.
    pub read_only: Option<String>,
}

/// What the session says.
#[derive(Debug, Clone, PartialEq)]
pub enum AdjudicationEvent {
    /// Paint this.
    Ask(Box<AdjudicationView>),
    /// Paint more, or less, of the item on the screen; nothing where it is another.
    More(Box<AdjudicationView>),
    /// Nothing is left of what was chosen.
    Done,
    /// A decision is on the disk; what may be told now.
    Decided {
        /// The item.
        item: ItemIndex,
        /// What was decided.
        decision: Adjudication,
        /// What is likely.
        likely: Likely,
    },
    /// A request is on the disk: who was asked, as far as it may be told.
    Sent {
        /// The item.
        item: ItemIndex,
        /// A letter or a name.
        to: String,
    },
    /// The item comes back when the rest is done.
    Deferred(ItemIndex),
    /// A decision or a request was taken back.
    Undone(Box<TakenBack>),
    /// What this would take back, as a question; the command does it.
    Confirm(String, Box<AdjudicationCommand>),
    /// Something was done, or could not be.
    Notice(Notice),
    /// How far the review is now.
    Progress(Box<AdjudicationProgress>),
    /// The items of the selection, as far as they are listed, and how many there are in all.
    Listed(Vec<QueueEntry>, ListedCounts),
    /// What was decided or sent, latest first.
    Decisions(Vec<QueueEntry>),
    /// Who disagrees with whom, and which classes are taken for each other.
    Tables(Arc<Tables>),
    /// The figures of one pair.
    Pair(AnnotatorId, AnnotatorId, PairFigures),
}
