//! Makes the row of one item in a view.
//!
//! The functions of [`crate::agreement::views`] say what stands; here it becomes a row, with all
//! annotations and all decisions beside it. An item on which everyone was unsure is "unsure" where labels are
//! asked for, and has no row where distributions are.

use super::row::{AdjudicationExport, ByLabel, ItemExport, Likely, Row, RowDetail};
use super::rows::{LeftOut, View, of_judgement};
use crate::agreement::consensus::{Consensus, Unidentified, probable};
use crate::agreement::{Votes, views};
use crate::pool::Item;
use crate::schema::{Arm, ItemIndex, LabelId};
use crate::state::{AdjudicationEntry, Judgement, State, Verdict};

/// Labels by which soft counts are drawn towards the shares of the classes.
const PULL: f64 = 1.0;

/// One view of all items.
pub(super) struct ItemRows<'v, 'a> {
    votes: &'v Votes,
    state: &'a State,
    view: View,
    /// What is likely, in the views that ask for it.
    consensus: Option<Result<Consensus, Unidentified>>,
    /// The share of each class among all labels.
    shares: Vec<f64>,
}

/// What stands of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
enum ItemVerdict {
    Label(LabelId),
    Unsure,
    Distribution,
    Gap,
}

impl<'v, 'a> ItemRows<'v, 'a> {
    /// Computes what the view needs of all votes together.
    ///
    /// # Errors
    /// When the view is of the probable labels and the votes barely identify who errs.
    pub(super) fn new(
        votes: &'v Votes,
        state: &'a State,
        view: View,
    ) -> Result<Self, Unidentified> {
        let likely = || probable(votes, None).map(|probable| probable.consensus);
        let consensus = match view {
            View::Probable => Some(Ok(likely()?)),
            View::Soft => Some(likely()),
            View::Raw | View::Majority | View::Adjudicated => None,
        };
        Ok(Self {
            votes,
            state,
            view,
            consensus,
            shares: views::class_shares(votes),
        })
    }

    /// Why no probabilities are given, where they are asked for.
    pub(super) fn unidentified(&self) -> Option<Unidentified> {
        self.consensus.as_ref()?.as_ref().err().copied()
    }

    /// The row of an item with these judgements in force; `None` when there is nothing to say.
    pub(super) fn row(
        &self,
        index: ItemIndex,
        item: &'a Item,
        heard: &[&'a Judgement],
    ) -> Option<Result<Row<'a>, LeftOut>> {
        let said = self.state.item(index);
        let decision = said.adjudication();
        if heard.is_empty() && decision.is_none() {
            return None;
        }
        let place = self.votes.row_of(index).unwrap_or(self.votes.len());
        let verdict = match self.verdict(place, heard, decision) {
            Ok(verdict) => verdict,
            Err(reason) => return Some(Err(reason)),
        };
        let mut agreeing = heard.to_vec();
        agreeing.retain(|judgement| verdict.is_that_of(judgement));
        let detail = RowDetail::Item(Box::new(self.detail(index, place, heard)));
        let decision = decision.filter(|_| self.view == View::Adjudicated);
        let row = match (agreeing.first().or(heard.first()), decision) {
            (Some(first), _) => of_judgement(item, said, first, self.state, detail),
            (None, Some(decision)) => of_decision(item, decision, detail),
            (None, None) => return Some(Err(LeftOut::NoLabel)),
        };
        let mut row = Row {
            label: verdict.label().map(|label| self.state.labels().name(label)),
            verdict: verdict.as_str(),
            annotators: agreeing.iter().map(|one| one.annotator.as_str()).collect(),
            judgements: heard.len(),
            flagged: said.flagged,
            note: said.note.as_deref(),
            ..row
        };
        if let Some(decision) = decision {
            // Who decided, when and under which guidelines is the reviewer's.
            row.annotator = decision.annotator.as_str();
            row.time = decision.given_at;
            row.guidelines = Some(decision.guidelines.as_str()).filter(|hash| !hash.is_empty());
            row.oracle = None;
        }
        Some(Ok(row))
    }

    fn verdict(
        &self,
        place: usize,
        heard: &[&Judgement],
        decision: Option<&AdjudicationEntry>,
    ) -> Result<ItemVerdict, LeftOut> {
        let is_labeled = !self.votes.row(place).is_empty();
        let unsure = || match heard {
            [] => Err(LeftOut::NoLabel),
            _ => Ok(ItemVerdict::Unsure),
        };
        match self.view {
            View::Majority if !is_labeled => unsure(),
            View::Majority => views::majority(self.votes, place)
                .map(ItemVerdict::Label)
                .ok_or(LeftOut::Tied),
            View::Adjudicated if !is_labeled && decision.is_none() => unsure(),
            View::Adjudicated => self.adjudicated(place, decision),
            _ if !is_labeled => Err(LeftOut::NoLabel),
            View::Probable => self
                .consensus()
                .and_then(|consensus| consensus.likeliest(place))
                .map(|(label, _)| ItemVerdict::Label(label))
                .ok_or(LeftOut::EquallyLikely),
            View::Raw | View::Soft => Ok(ItemVerdict::Distribution),
        }
    }

    fn adjudicated(
        &self,
        place: usize,
        decision: Option<&AdjudicationEntry>,
    ) -> Result<ItemVerdict, LeftOut> {
        let outcome = decision.map(|entry| entry.decision.outcome());
        match views::adjudicated(self.votes, place, outcome) {
            views::Adjudicated::Decided(label) | views::Adjudicated::Agreed(label) => {
                Ok(ItemVerdict::Label(label))
            }
            views::Adjudicated::Distribution(_) => Ok(ItemVerdict::Distribution),
            views::Adjudicated::Gap => Ok(ItemVerdict::Gap),
            views::Adjudicated::Open => Err(LeftOut::Undecided),
        }
    }

    fn consensus(&self) -> Option<&Consensus> {
        self.consensus.as_ref()?.as_ref().ok()
    }

    fn detail(&self, index: ItemIndex, place: usize, heard: &[&Judgement]) -> ItemExport<'a> {
        let labels = self.state.labels();
        let counts = self.votes.counts(place);
        let votes = counts.into_iter();
        let votes = votes.map(|(label, count)| (labels.name(label), count));
        let votes: Vec<(&str, u32)> = votes.collect();
        let decisions = self.state.item(index).adjudications();
        let decisions = decisions.map(|decision| AdjudicationExport::of(decision, self.state));
        let mut decisions: Vec<AdjudicationExport<'a>> = decisions.collect();
        let in_force = decisions.pop();
        ItemExport {
            distribution: (!votes.is_empty()).then(|| self.distribution(place, &votes)),
            votes: ByLabel(votes),
            unsure: heard.iter().filter(|one| one.label().is_none()).count(),
            adjudicated: in_force.is_some(),
            adjudication: in_force,
            earlier_adjudications: decisions,
            likely: self.consensus.as_ref().map(|_| self.likely(place)),
        }
    }

    /// Smoothed over all classes in the soft view, elsewhere the plain shares of what was said.
    fn distribution(&self, place: usize, votes: &[(&'a str, u32)]) -> ByLabel<'a, f64> {
        if self.view == View::Soft {
            return self.by_class(&views::soft(self.votes, place, &self.shares, PULL));
        }
        let all: u32 = votes.iter().map(|(_, count)| count).sum();
        let share = |count: u32| f64::from(count) / f64::from(all);
        ByLabel(votes.iter().map(|(name, n)| (*name, share(*n))).collect())
    }

    fn likely(&self, place: usize) -> Likely<'a> {
        let consensus = self.consensus();
        Likely {
            probability: consensus
                .and_then(|consensus| consensus.likeliest(place))
                .map(|(_, probability)| rounded(probability)),
            method: consensus.map(|consensus| consensus.method.as_str()),
            posterior: consensus.map(|consensus| {
                let row: Vec<f64> = consensus.row(place).iter().copied().map(rounded).collect();
                self.by_class(&row)
            }),
        }
    }

    /// A value for each class on offer.
    fn by_class(&self, values: &[f64]) -> ByLabel<'a, f64> {
        let classes = self.state.labels().active();
        let value = |id: LabelId| values.get(id.index()).copied().unwrap_or(0.0);
        ByLabel(
            classes
                .map(|(id, label)| (label.name.as_str(), value(id)))
                .collect(),
        )
    }
}

impl ItemVerdict {
    fn as_str(self) -> &'static str {
        match self {
            Self::Label(_) => "label",
            Self::Unsure => "unsure",
            Self::Distribution => "distribution",
            Self::Gap => "guideline_gap",
        }
    }

    fn label(self) -> Option<LabelId> {
        match self {
            Self::Label(label) => Some(label),
            Self::Unsure | Self::Distribution | Self::Gap => None,
        }
    }

    /// Whether a judgement says what stands; a distribution or a gap is everyone's.
    fn is_that_of(self, judgement: &Judgement) -> bool {
        self.label()
            .is_none_or(|label| judgement.verdict == Verdict::Label(label))
    }
}

/// A row of an item that was decided on and never judged.
fn of_decision<'a>(
    item: &'a Item,
    decision: &'a AdjudicationEntry,
    detail: RowDetail<'a>,
) -> Row<'a> {
    Row {
        item: &item.id,
        label: None,
        verdict: ItemVerdict::Unsure.as_str(),
        annotator: decision.annotator.as_str(),
        annotators: Vec::new(),
        judgements: 0,
        arm: Arm::Review.as_str(),
        strategy: None,
        draw_probability: None,
        time: decision.given_at,
        oracle: None,
        guidelines: None,
        flagged: false,
        note: None,
        text: &item.text,
        detail,
    }
}

fn rounded(probability: f64) -> f64 {
    (probability * 1e6).round() / 1e6
}
