//! What does a row say?
//!
//! Who judged an item, when, under which guidelines and how it came to be asked; then, of one
//! judgement, whether it is in force, or, of an item, everything that its voices and its reviewers
//! said. Invariant: nothing that serves the person alone (how they were, how long they took, how
//! much of an item was veiled) has a place in a row.

use jiff::Timestamp;
use serde::ser::{Serialize, Serializer};

use super::ruled::Ruled;

/// One row; the names are a contract.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Row<'a> {
    /// The item's id.
    pub item: &'a str,
    /// The class; `None` where the verdict is no label.
    pub label: Option<&'a str>,
    /// `label`, `unsure`, `distribution` (that is what stands) or `guideline_gap`.
    pub verdict: &'static str,
    /// Whose label it is: of several who agree, the first; where nobody gave it, who judged first.
    /// In the adjudicated view the reviewer, whose are the time and the guidelines, too.
    pub annotator: &'a str,
    /// All whose judgement this is.
    pub annotators: Vec<&'a str>,
    /// How many annotators judged the item at all.
    pub judgements: usize,
    /// How the item came to be asked.
    pub arm: &'static str,
    /// The strategy that asked, when the arm is active.
    pub strategy: Option<&'a str>,
    /// The chance of the draw, where one exists.
    pub draw_probability: Option<f64>,
    /// When the judgement was given.
    pub time: Timestamp,
    /// The program that answered, as the hash of its command line; `None` when a person did.
    pub oracle: Option<&'a str>,
    /// Hash of the guidelines in force; `None` for imported labels.
    pub guidelines: Option<&'a str>,
    /// Marked by the person to come back to.
    pub flagged: bool,
    /// The note beside the item.
    pub note: Option<&'a str>,
    /// The item's text.
    pub text: &'a str,
    /// What else there is to say.
    #[serde(flatten)]
    pub beside: Beside<'a>,
}

/// What is said of a judgement, or of an item.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Beside<'a> {
    /// Of one judgement.
    Judgement(OneJudgement<'a>),
    /// Of an item.
    Item(Box<WholeItem<'a>>),
}

/// Where one judgement stands among those of its annotator.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OneJudgement<'a> {
    /// Whether it is the annotator's judgement in force: neither revised nor a repeat.
    pub current: bool,
    /// Why the item was asked once more: `planted` among the others, or `sampled` from labels
    /// given. What they were sampled for is the person's own affair.
    pub repeat: Option<&'static str>,
    /// The note that came with an imported label.
    pub imported_note: Option<&'a str>,
    /// Hash of the source of an imported label.
    pub source: Option<&'a str>,
}

/// What everyone said of an item.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WholeItem<'a> {
    /// How many annotators gave each label.
    pub votes: ByLabel<'a, u32>,
    /// How many were unsure.
    pub unsure: usize,
    /// The share of each label; in the soft view smoothed. `None` where nobody gave a label.
    pub distribution: Option<ByLabel<'a, f64>>,
    /// Whether a decision of a reviewer is in force.
    pub adjudicated: bool,
    /// That decision.
    pub adjudication: Option<Ruled<'a>>,
    /// Decisions before it that were not taken back, oldest first.
    pub earlier_adjudications: Vec<Ruled<'a>>,
    /// What is likely, in the views that ask for it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub likely: Option<Likely<'a>>,
}

/// What is likely of an item, given who said what; rounded to six digits.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Likely<'a> {
    /// The probability of the likeliest class; `None` where two are equally likely.
    pub probability: Option<f64>,
    /// The method of consensus; `None` where the votes barely identify who errs.
    pub method: Option<&'static str>,
    /// The probability of each class.
    pub posterior: Option<ByLabel<'a, f64>>,
}

/// Values by the names of labels, in the order of the classes.
#[derive(Debug, Clone, PartialEq)]
pub struct ByLabel<'a, T>(pub Vec<(&'a str, T)>);

impl<T: serde::Serialize> Serialize for ByLabel<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
