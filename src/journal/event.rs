//! What can happen?
//!
//! One variant per thing that a person or querist did. The structs are frozen once released:
//! new meaning is a new variant or a new optional field, never a changed one. An event of a
//! newer version reads as [`Event::Unknown`], is kept, and makes the project read-only.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::schema::{Annotator, Arm, FatigueState, RepeatPurpose, ViewLevel};

/// An event and when it was written down. Time is data: order comes from the sequence number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Wall time of the writer's machine.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
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

/// How the keys fell while an item was on the screen, how much of it was seen, and how the
/// person was. It serves the person and stays out of exports.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Seconds from painting to the reveal; absent when nothing was veiled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revealed_after: Option<f64>,
    /// Seconds from painting to the first key of any kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_key_after: Option<f64>,
    /// The longest stretch between two acts that counted as work, in seconds.
    pub longest_pause: f64,
    /// Seconds taken out as absence.
    pub away_seconds: f64,
    /// Whether the text was scrolled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scrolled: bool,
    /// Whether the item came first after a break, an absence, a reveal or another screen: its
    /// time is no reading.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interrupted: bool,
    /// How much of a sensitive item had been seen at the answer; absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<ViewLevel>,
    /// What the fatigue detector made of the session up to this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fatigue: Option<FatigueRecord>,
}

/// The fatigue detector's view after an answer. The shares are of each channel's threshold (1 is
/// the threshold) and are absent without history.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FatigueRecord {
    /// The state.
    pub state: FatigueState,
    /// Slower answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow: Option<f64>,
    /// Faster answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rush: Option<f64>,
    /// Less regular answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variability: Option<f64>,
    /// More long pauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<f64>,
    /// Active minutes since the last break.
    pub minutes_since_break: f64,
    /// The detector's version: figures of different ones do not compare.
    pub detector: u32,
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

/// How an item came to be asked, and what the model thought of it then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryRecord {
    /// What decided.
    pub arm: Arm,
    /// The strategy's id, when the arm is active.
    pub strategy: Option<String>,
    /// What the ranking was about, where the strategy has several aims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aim: Option<String>,
    /// The strategy's score.
    pub score: Option<f64>,
    /// The score of the next in the ranking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<f64>,
    /// Place in the ranking, from 1.
    pub rank: Option<u32>,
    /// Items in the pool.
    pub pool: u32,
    /// Items that could have been drawn.
    pub candidates: u32,
    /// The chance of this draw given all before; none for a deterministic choice.
    pub draw_probability: Option<f64>,
    /// The nearly equal item whose answer was offered beside this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<String>,
    /// The group whose turn it was, when a floor left only its items to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<String>,
    /// The seconds that the item was expected to take, where costs count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_seconds: Option<f64>,
    /// The labeled item nearest to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestRecord>,
    /// Why the item was asked once more, when the arm is repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<RepeatPurpose>,
    /// Items that would have been asked before it and had to wait, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub displaced: Vec<DisplacedRecord>,
    /// How many training changes the ranking knew.
    pub knows: u64,
    /// Hash of the parameters of the model that ranked.
    pub model: Option<String>,
    /// Whether the model knew the items by their words alone, as it does until the rest of the
    /// features of a large pool is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub words_only: bool,
    /// The committee's mean probability per label name.
    pub probabilities: Option<BTreeMap<String, f64>>,
    /// Each member's vote: member id to label name.
    pub votes: Option<BTreeMap<String, String>>,
    /// Jensen–Shannon divergence among the members, 0 to 1.
    pub disagreement: Option<f64>,
    /// Entropy of the members' votes, 0 to 1.
    pub vote_entropy: Option<f64>,
    /// Whether the person saw the model's opinion before answering.
    pub opinion_shown: bool,
}

/// An item that had to wait for the person's sake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisplacedRecord {
    /// Its id.
    pub item: String,
    /// For whose sake it waits; the exact reason is the person's own affair.
    pub reason: String,
    /// What had drawn it, when chance had: it waits and comes as soon as it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_by: Option<Arm>,
    /// The chance of that draw given all before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw_probability: Option<f64>,
}

/// The labeled item that was nearest to the one asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearestRecord {
    /// Its id.
    pub item: String,
    /// Its cosine to the one asked, in the dense features.
    pub cosine: f64,
}

impl QueryRecord {
    /// A record of which only the arm is known.
    pub fn of(arm: Arm) -> Self {
        Self {
            arm,
            strategy: None,
            aim: None,
            score: None,
            runner_up: None,
            rank: None,
            pool: 0,
            candidates: 0,
            draw_probability: None,
            offered: None,
            quota: None,
            expected_seconds: None,
            nearest: None,
            repeat: None,
            displaced: Vec::new(),
            knows: 0,
            model: None,
            words_only: false,
            probabilities: None,
            votes: None,
            disagreement: None,
            vote_entropy: None,
            opinion_shown: false,
        }
    }
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

/// What a reviewer decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
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
    pub ruling: Ruling,
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
