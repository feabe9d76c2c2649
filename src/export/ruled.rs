//! How is a reviewer's decision told?

use jiff::Timestamp;
use serde::Serialize;

use crate::journal::event::WeighedRecord;
use crate::schema::Adjudication;
use crate::state::{AdjudicationEntry, State};

/// A decision on an item, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ruled<'a> {
    /// `label`, `keep_distribution` or `guideline_gap`.
    pub ruling: &'static str,
    /// The class decided for.
    pub label: Option<&'a str>,
    /// The question that the guidelines must answer.
    pub question: Option<&'a str>,
    /// Who decided.
    pub annotator: &'a str,
    /// When.
    pub time: Timestamp,
    /// Why, in the reviewer's words.
    pub rationale: Option<&'a str>,
    /// Hash of the guidelines in force.
    pub guidelines: Option<&'a str>,
    /// The judgements that were weighed: whose, where they stand, and what they said then.
    pub weighed: &'a [WeighedRecord],
}

impl<'a> Ruled<'a> {
    /// Puts a decision into words.
    pub fn of(entry: &'a AdjudicationEntry, state: &'a State) -> Self {
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
