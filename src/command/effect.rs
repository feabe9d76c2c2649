//! What a command asks for, in plain values that a screen or a headless driver carries out.

use crate::schema::{ItemIndex, LabelId};
use crate::session::{
    AdjudicationCommand, Assignee, ItemView, LabelingCommand, RevealAction, SessionCommand,
};

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Nothing: what it needs is not there.
    Nothing,
    /// Tell these words.
    Say(String),
    /// Do what the command of that name does.
    Run(&'static str),
    /// Tell the session.
    Send(SessionCommand),
    /// Record this of the item that was painted.
    Answer(Answer),
    /// Show an item that the person chose.
    Visit(ItemIndex),
    /// Show more of a veiled item, or of what is held back.
    Reveal(RevealAction),
    /// Show something otherwise than now.
    Toggle(Toggle),
    /// Open a list to choose from.
    List(List),
    /// Open a page to read.
    Page(Page),
    /// Ask for a line of text.
    Ask(Question),
    /// Open the list of items, with its line to narrow it open or not.
    Items(ItemView, bool),
    /// Open the list of classes.
    Classes,
    /// Open the menu.
    Menu,
    /// Open the pictures of the work.
    Insights,
    /// Open the tables of disagreement.
    Matrix,
    /// Look like the theme of that name from now on.
    Look(String),
    /// Open the guidelines in the person's editor.
    EditGuidelines,
    /// Put the item's text on the clipboard.
    Copy,
    /// Rest.
    Break,
    /// Move in the text: by so many rows, or by so many pages.
    Scroll {
        /// Rows, or pages.
        by: isize,
        /// Whether they are pages.
        pages: bool,
    },
    /// Leave a chosen item or a filter.
    Back,
    /// Paint the whole terminal anew.
    Redraw,
    /// Give the terminal back and stop until continued.
    Suspend,
    /// Choose, make or leave a project.
    Home(HomeAction),
    /// Ask whether to end the session; asked twice, end it.
    Interrupt,
    /// End the session.
    Quit,
}

/// What is recorded of the item on the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It has this label; in a review: it is decided for.
    Label(LabelId),
    /// It is of a class of this name, which is new.
    NewClass(ItemIndex, String),
    /// One cannot tell.
    Unsure,
    /// It comes back later.
    Skip,
    /// The distribution stands.
    Keep,
    /// The guidelines leave this question open.
    Gap(String),
    /// Somebody is to judge it.
    Assign {
        /// Who.
        to: Assignee,
        /// Why, in the reviewer's words; empty without a reason.
        why: String,
    },
}

/// What is shown one way or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toggle {
    /// The model's opinion: with the item, after the answer, never.
    Opinion,
    /// What is probable: with the item, or after the decision.
    Likelihood,
    /// Names, or letters.
    Names,
    /// How reliable each annotator is, or not.
    Reliability,
}

/// What is done with projects as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeAction {
    /// End the session and show the projects.
    Show,
    /// Open the chosen project where it needs somebody.
    Open,
    /// Open it to label.
    Label,
    /// Open it to review disagreement.
    Review,
    /// Bring in the labels that wait in it.
    Gather,
    /// Take it off the list.
    Forget,
    /// Make a project of a file.
    New,
    /// Narrow the list.
    Filter,
    /// Leave the filter, or the program.
    Back,
}

/// A list to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// All commands.
    Palette,
    /// The classes, to answer with one.
    Labels,
    /// The classes, to give one to the items that are marked.
    Relabel,
    /// The classes that this one can be merged into.
    MergeInto(LabelId),
    /// What can choose the next item.
    Strategies,
    /// How the screen can look.
    Themes,
    /// For how long an item is put off.
    Deferrals,
    /// The categories that can be left out.
    Categories,
    /// As what an item should have been veiled.
    Sensitive,
    /// What waits for review.
    Queue,
    /// What was decided.
    Decisions,
    /// Who can be asked.
    Assignees,
    /// What is reviewed, and in which order.
    Selections,
}

/// A page to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// All keys.
    Help,
    /// The guidelines and what they leave open.
    Guidelines,
    /// Why this item is asked.
    Explanation,
    /// What is done in a shell.
    Shell,
}

/// What a line is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The name of a new class.
    NewClass,
    /// The name of a class for later.
    AddClass,
    /// The new name of a class.
    Rename(LabelId),
    /// The names of the classes that another is split into.
    Split(LabelId),
    /// The key of a class.
    ClassKey(LabelId),
    /// What a class is.
    Describe(LabelId),
    /// A note beside the item.
    Note,
    /// The question that the guidelines leave open.
    Gap,
    /// Why the next decision is taken.
    Rationale,
    /// The name of whoever is to judge.
    Assignee,
    /// Why they are asked.
    Reason(Assignee),
}

impl From<LabelingCommand> for Effect {
    fn from(command: LabelingCommand) -> Self {
        Self::Send(command.into())
    }
}

impl From<AdjudicationCommand> for Effect {
    fn from(command: AdjudicationCommand) -> Self {
        Self::Send(command.into())
    }
}
