//! Defines the events: one variant for each thing that a person or querist did.
//!
//! The structs are frozen once released: new meaning is a new variant or a new optional field,
//! never a changed one. An event of a newer version reads as [`Event::Unknown`], is kept, and makes
//! the project read-only. A review's decision cites the judgements that it weighed and changes none
//! of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

mod query;

pub(crate) use query::{DisplacedRecord, NearestRecord};
pub use query::{FatigueRecord, PersonRecord, QueryRecord};

use crate::schema::Annotator;

/// An event and when it was written down. Time is data: order comes from the sequence number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Wall time of the writer's machine.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

impl Entry {
    /// The first entry of a writer's journal in a project.
    pub(crate) fn created(at: Timestamp, project: &str, writer: &Annotator) -> Self {
        let event = Event::Created(Created {
            format: super::FORMAT,
            project: project.to_owned(),
            writer: writer.clone(),
            querist: env!("CARGO_PKG_VERSION").into(),
        });
        Self { at, event }
    }
}

/// What happened.
#[expect(clippy::large_enum_variant, reason = "nearly all events are answers")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The first line of a journal.
    Created(Created),
    /// A person sat down.
    SessionStarted(SessionStarted),
    /// A person stopped.
    SessionEnded(SessionEnded),
    /// The person rested.
    BreakTaken(BreakTaken),
    /// The person (or another oracle) answered a query.
    Answered(Answered),
    /// The answer with that sequence number in this journal is taken back.
    Undone(Undone),
    /// A mark beside an item was set or cleared.
    Flagged(Flagged),
    /// A note beside an item was written; an empty one clears it.
    Noted(Noted),
    /// A class was added.
    ClassAdded(ClassAdded),
    /// A class got another name; its labels stay.
    ClassRenamed(ClassRenamed),
    /// A class was merged into another; its labels are the other's from now on.
    ClassMerged(ClassMerged),
    /// A class is no longer offered; its labels stay as records and are not learnt from.
    ClassRetired(ClassRetired),
    /// An import of labels begins; it counts only when it is finished.
    ImportStarted(ImportStarted),
    /// One label of an import.
    ImportedLabel(ImportedLabel),
    /// The import is complete.
    ImportFinished(ImportFinished),
    /// An item was marked as one to be veiled, or the mark was taken off.
    SensitivityMarked(SensitivityMarked),
    /// What an imported name of a class stands for was decided.
    LabelMapped(LabelMapped),
    /// A reviewer decided on an item after weighing what others said.
    Adjudicated(Adjudicated),
    /// A reviewer asked somebody to judge an item, be it once more.
    JudgementRequested(JudgementRequested),
    /// The events just before it are one act: they are undone and redone together.
    Grouped(Grouped),
    /// Earlier events of this journal are undone.
    Reversed(Reversed),
    /// Undone events of this journal are in force again.
    Restored(Restored),
    /// A torn tail was cut off and kept in `quarantine/`.
    Repaired(Repaired),
    /// Something a newer querist wrote.
    #[serde(other)]
    Unknown,
}

/// The first line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Version of the journal format.
    pub format: u32,
    /// The project's id, so that a journal cannot stray into another project unnoticed.
    pub project: String,
    /// Whose journal it is.
    pub writer: Annotator,
    /// The version of querist that wrote it.
    pub querist: String,
}

/// A person sat down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionStarted {
    /// Counted from 1 within this journal.
    pub session: u32,
    /// Who.
    pub annotator: Annotator,
    /// BLAKE3 of the guidelines in force, in hex.
    pub guidelines: String,
}

/// A person stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionEnded {
    /// The session.
    pub session: u32,
    /// Seconds at work, gaps removed.
    pub active_seconds: f64,
    /// Answers given.
    pub answers: u32,
}

/// The person rested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BreakTaken {
    /// The session.
    pub session: u32,
    /// How long.
    pub seconds: f64,
}

/// What was said of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is of this class (by name).
    Label(String),
    /// The person judged that they cannot tell: recorded, not trained on, not asked again.
    Unsure,
    /// No judgement: comes back when the rest is done.
    Skip,
}

/// The person (or another oracle) answered a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The session; absent for answers given without one (headless).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u32>,
    /// Who.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// What was said.
    pub answer: Answer,
    /// When the item was painted.
    pub shown_at: Timestamp,
    /// Seconds from painting to answer, gaps removed.
    pub active_seconds: f64,
    /// BLAKE3 of the guidelines in force, in hex.
    pub guidelines: String,
    /// How the item came to be asked.
    pub query: QueryRecord,
    /// The program that answered; absent when a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oracle: Option<Box<OracleRecord>>,
    /// How the keys fell, how much was seen, and how the person was; absent for programs and in
    /// older journals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Box<PersonRecord>>,
}

/// Which program answered, so that its answers never pass for a person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OracleRecord {
    /// The program's file name, for people.
    pub program: String,
    /// BLAKE3 of the whole command line, in hex.
    pub command: String,
    /// Why there was no answer, when the item was put off for that: `timeout`, `ended`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// An answer is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// The sequence number of the answer in this journal; written under another name because
    /// `"seq"` is the line's own.
    #[serde(rename = "undoes")]
    pub seq: u64,
}

/// A mark beside an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flagged {
    /// Who.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// Set or cleared.
    pub flagged: bool,
}

/// A note beside an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Who.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// The text; empty clears it.
    pub note: String,
}

/// A class was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassAdded {
    /// Its name.
    pub name: String,
    /// The key asked for.
    pub key: Option<char>,
}

/// A class got another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRenamed {
    /// The old name.
    pub from: String,
    /// The new name.
    pub to: String,
}

/// A class was merged into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassMerged {
    /// The class that ends.
    pub from: String,
    /// The class that stays.
    pub into: String,
}

/// A class is no longer offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRetired {
    /// Its name.
    pub name: String,
}

/// Events that are one act, such as all answers that one key gave to many items. It stands right
/// behind them, so that what a torn append left of an act is single acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouped {
    /// How many events before this one belong together.
    pub count: u64,
}

/// Earlier events of this journal are undone, the latest first. Answers, decisions, requests,
/// changes of classes, finished imports and flags can be; a single answer, decision or request is
/// mostly taken back by [`Undone`]. Later events on the same items stay in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversed {
    /// Their sequence numbers in this journal, ascending: always those of the original events.
    pub events: Vec<u64>,
}

/// Undone events of this journal are in force again, the earliest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Their sequence numbers in this journal, ascending: always those of the original events.
    pub events: Vec<u64>,
}

/// An import of labels begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportStarted {
    /// Whose labels they are; of several, the first: each label names its own.
    pub annotator: Annotator,
    /// The file's name, for people.
    pub source: String,
    /// BLAKE3 of its bytes, and after a `+` how they were read where that can differ, so that
    /// the same file counts once.
    pub hash: String,
}

/// One label of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedLabel {
    /// Whose label it is.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// The class's name.
    pub label: String,
    /// When it was given, if the file says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_at: Option<Timestamp>,
    /// A note that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Hash of the source, as in [`ImportStarted`].
    pub source: String,
}

/// An import is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFinished {
    /// Hash of the source, as in [`ImportStarted`].
    pub source: String,
    /// How many labels it brought.
    pub labels: u64,
}

/// An item is to be veiled from now on, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitivityMarked {
    /// Who.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// Set or taken off.
    pub sensitive: bool,
    /// What it is about, when the person said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// An imported name of a class that the project does not have stands for one that it has, or for
/// nothing; later imports go by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelMapped {
    /// The name as it is imported.
    pub from: String,
    /// The class it stands for; absent: labels of that name are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What a reviewer decided, as it is written: in memory it is a [`crate::schema::Adjudication`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjudicationRecord {
    /// It is of this class (by name).
    Label(String),
    /// People differ here, and that is the answer: the distribution of the judgements stands.
    KeepDistribution,
    /// The guidelines leave it open: the question that they must answer.
    GuidelineGap(String),
}

/// A reviewer decided on an item. Nothing that was said before is changed by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjudicated {
    /// The session; absent without one (headless).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u32>,
    /// Who decided.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// What was decided.
    pub ruling: AdjudicationRecord,
    /// The judgements that were on the screen.
    pub weighed: Vec<WeighedRecord>,
    /// Why, in the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// BLAKE3 of the guidelines in force, in hex.
    pub guidelines: String,
    /// Seconds from painting to the decision, gaps removed.
    pub active_seconds: f64,
    /// Whether names stood beside the judgements.
    pub names_shown: bool,
    /// Whether the model's opinion was seen before the decision.
    pub opinion_shown: bool,
}

/// A judgement that was weighed: where it stands, and what it said then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeighedRecord {
    /// Whose.
    pub annotator: Annotator,
    /// Whose journal it stands in.
    pub journal: Annotator,
    /// Its sequence number there; written under another name because `"seq"` is the line's own.
    #[serde(rename = "entry")]
    pub seq: u64,
    /// The class's name; absent for "unsure".
    pub label: Option<String>,
}

/// Somebody is to judge an item, be it once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgementRequested {
    /// Who asks.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// Who is asked.
    pub of: Annotator,
    /// Why, in the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The class that was split, where the person asks this of themselves for that; absent from
    /// older journals, where the reason alone says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
}

/// A torn tail was cut off and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaired {
    /// Where the tail began.
    pub offset: u64,
    /// How many bytes it had.
    pub length: u64,
    /// BLAKE3 of those bytes, in hex.
    pub blake3: String,
}
