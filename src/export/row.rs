//! Defines what a row says.
//!
//! Who judged an item, when, under which guidelines and how it came to be asked; then, of one
//! judgement, whether it is in force, or, of an item, everything that its annotations and its reviewers
//! said. Invariant: nothing that serves the person alone (how they were, how long they took, how
//! much of an item was veiled) has a place in a row.

#![expect(
    clippy::ref_option_ref,
    reason = "serde passes a reference to the field"
)]

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::journal::event::WeighedRecord;
use crate::schema::Adjudication;
use crate::state::{AdjudicationEntry, State};

/// One row; the names are a contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Row<'a> {
    /// The item's id.
    pub(crate) item: &'a str,
    /// The class; `None` where the verdict is no label.
    pub(crate) label: Option<&'a str>,
    /// `label`, `unsure`, `distribution` (that is what stands) or `guideline_gap`.
    pub(crate) verdict: &'static str,
    /// Whose label it is: of several who agree, the first; where nobody gave it, who judged first.
    /// In the adjudicated view the reviewer, whose are the time and the guidelines, too.
    pub(crate) annotator: &'a str,
    /// All whose judgement this is.
    pub(crate) annotators: Vec<&'a str>,
    /// How many annotators judged the item at all.
    pub(crate) judgements: usize,
    /// How the item came to be asked.
    pub(crate) arm: &'static str,
    /// The strategy that asked, when the arm is active.
    #[serde(serialize_with = "or_empty")]
    pub(crate) strategy: Option<&'a str>,
    /// The chance of the draw, where one exists.
    pub(crate) draw_probability: Option<f64>,
    /// When the judgement was given.
    pub(crate) time: Timestamp,
    /// The program that answered, as the hash of its command line; `None` when a person did.
    #[serde(serialize_with = "or_empty")]
    pub(crate) oracle: Option<&'a str>,
    /// Hash of the guidelines in force; `None` for imported labels.
    #[serde(serialize_with = "or_empty")]
    pub(crate) guidelines: Option<&'a str>,
    /// Marked by the person to come back to.
    pub(crate) flagged: bool,
    /// The note beside the item.
    #[serde(serialize_with = "or_empty")]
    pub(crate) note: Option<&'a str>,
    /// The item's text.
    pub(crate) text: &'a str,
    /// What else there is to say.
    #[serde(flatten)]
    pub(crate) detail: RowDetail<'a>,
}

/// Nothing as an empty text: readers that take the type of a column from its first rows know no
/// column that is nothing there and text later.
fn or_empty<S: Serializer>(text: &Option<&str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.unwrap_or_default())
}

/// What is said of a judgement, or of an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum RowDetail<'a> {
    /// Of one judgement.
    Judgement(JudgementExport<'a>),
    /// Of an item.
    Item(Box<ItemExport<'a>>),
}

/// Where one judgement stands among those of its annotator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct JudgementExport<'a> {
    /// Whether it is the annotator's judgement in force: neither revised nor a repeat.
    pub(crate) current: bool,
    /// Why the item was asked once more: `planted` among the others, or `sampled` from labels
    /// given. What they were sampled for is the person's own affair.
    #[serde(serialize_with = "or_empty")]
    pub(crate) repeat: Option<&'static str>,
    /// The note that came with an imported label.
    #[serde(serialize_with = "or_empty")]
    pub(crate) imported_note: Option<&'a str>,
    /// Hash of the source of an imported label.
    #[serde(serialize_with = "or_empty")]
    pub(crate) source: Option<&'a str>,
}

/// What everyone said of an item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ItemExport<'a> {
    /// How many annotators gave each label.
    pub(crate) votes: ByLabel<'a, u32>,
    /// How many were unsure.
    pub(crate) unsure: usize,
    /// The share of each label; in the soft view smoothed. `None` where nobody gave a label.
    pub(crate) distribution: Option<ByLabel<'a, f64>>,
    /// Whether a decision of a reviewer is in force.
    pub(crate) adjudicated: bool,
    /// That decision.
    pub(crate) adjudication: Option<AdjudicationExport<'a>>,
    /// Decisions before it that were not taken back, oldest first.
    pub(crate) earlier_adjudications: Vec<AdjudicationExport<'a>>,
    /// What is likely, in the views that ask for it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) likely: Option<Likely<'a>>,
}

/// A decision on an item, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct AdjudicationExport<'a> {
    /// `label`, `keep_distribution` or `guideline_gap`.
    pub(crate) ruling: &'static str,
    /// The class decided for.
    pub(crate) label: Option<&'a str>,
    /// The question that the guidelines must answer.
    #[serde(serialize_with = "or_empty")]
    pub(crate) question: Option<&'a str>,
    /// Who decided.
    pub(crate) annotator: &'a str,
    /// When.
    pub(crate) time: Timestamp,
    /// Why, in the reviewer's words.
    #[serde(serialize_with = "or_empty")]
    pub(crate) rationale: Option<&'a str>,
    /// Hash of the guidelines in force.
    #[serde(serialize_with = "or_empty")]
    pub(crate) guidelines: Option<&'a str>,
    /// The judgements that were weighed: whose, where they stand, and what they said then.
    pub(crate) weighed: &'a [WeighedRecord],
}

impl<'a> AdjudicationExport<'a> {
    /// Puts a decision into words.
    pub(crate) fn of(entry: &'a AdjudicationEntry, state: &'a State) -> Self {
        let (ruling, label, question) = match &entry.decision {
            Adjudication::Label(label) => ("label", Some(state.labels().name(*label)), None),
            Adjudication::KeepDistribution => ("keep_distribution", None, None),
            Adjudication::GuidelineGap(question) => {
                ("guideline_gap", None, Some(question.as_str()))
            }
        };
        Self {
            ruling,
            label,
            question,
            annotator: entry.annotator.as_str(),
            time: entry.given_at,
            rationale: entry.rationale.as_deref(),
            guidelines: Some(entry.guidelines.as_str()).filter(|hash| !hash.is_empty()),
            weighed: &entry.weighed,
        }
    }
}

/// What is likely of an item, given who said what; rounded to six digits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Likely<'a> {
    /// The probability of the likeliest class; `None` where two are equally likely.
    pub(crate) probability: Option<f64>,
    /// The method of consensus; `None` where the votes barely identify who errs.
    pub(crate) method: Option<&'static str>,
    /// The probability of each class.
    pub(crate) posterior: Option<ByLabel<'a, f64>>,
}

/// Values by the names of labels, in the order of the classes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ByLabel<'a, T>(pub Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for ByLabel<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
