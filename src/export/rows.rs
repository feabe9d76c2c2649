//! Which rows does a view have?
//!
//! In the order of import. The raw view has every judgement that was not taken back; the others
//! have at most one row an item, and each of those rows carries all voices and all decisions
//! beside what the view makes of them. Invariant: an item without a row is counted with its reason.

use super::raw;
use super::row::Row;
use super::whole::Whole;
use crate::agreement::consensus::Unidentified;
use crate::agreement::{Voices, Votes};
use crate::pool::Items;
use crate::state::{Counts, ItemState, Judgement, State};

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// One judgement of one annotator.
    Raw,
    /// One item, with the label that most of its annotators gave.
    Majority,
    /// One item, with its likeliest label.
    Probable,
    /// One item, as reviewers decided or all agree.
    Adjudicated,
    /// One item, with a distribution.
    Soft,
}

/// Why an item has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// A coin must not decide what the data say.
    Tied,
    /// Two classes are equally likely.
    EquallyLikely,
    /// Annotators differ and nobody decided.
    Undecided,
    /// Nobody gave a label.
    NoLabel,
}

impl LeftOut {
    /// The words after the number of items.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tied => "whose annotators' labels tie",
            Self::EquallyLikely => "on which two classes are equally likely",
            Self::Undecided => "on which annotators differ and nobody decided",
            Self::NoLabel => "without a label",
        }
    }
}

/// The rows of a view, and what became of the items.
#[derive(Debug, Clone, PartialEq)]
pub struct Export<'a> {
    /// In import order.
    pub rows: Vec<Row<'a>>,
    /// Items that were judged or decided on and have no row, by reason.
    pub left_out: Vec<(LeftOut, usize)>,
    /// Why no probability is given in the soft view.
    pub unidentified: Option<Unidentified>,
    /// Judgements by programs among those that count.
    pub by_programs: usize,
    /// How far the project is, for what was never judged.
    pub counts: Counts,
}

impl Export<'_> {
    /// How many rows have this verdict.
    pub fn with_verdict(&self, verdict: &str) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.verdict == verdict).count()
    }

    /// How many items were left out for this reason.
    pub fn left_out_for(&self, reason: LeftOut) -> usize {
        let known = self.left_out.iter().find(|(known, _)| *known == reason);
        known.map_or(0, |(_, count)| *count)
    }

    pub(super) fn leave_out(&mut self, reason: LeftOut) {
        match self.left_out.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => self.left_out.push((reason, 1)),
        }
    }
}

/// Selects and describes what was said in a project.
///
/// # Errors
/// When the probable labels are asked for and the votes barely identify who errs.
pub fn rows<'a>(
    items: &'a Items,
    state: &'a State,
    view: View,
    voices: Voices,
) -> Result<Export<'a>, Unidentified> {
    let mut export = Export {
        rows: Vec::new(),
        left_out: Vec::new(),
        unidentified: None,
        by_programs: 0,
        counts: state.counts(),
    };
    if view == View::Raw {
        raw::fill(&mut export, items, state, voices);
        return Ok(export);
    }
    let votes = Votes::of_state(state, items.len(), voices);
    let whole = Whole::new(&votes, state, view)?;
    export.unidentified = whole.unidentified();
    for (index, item) in items.iter() {
        let heard = heard(state.item(index), voices);
        export.by_programs += by_programs(&heard);
        match whole.row(index, item, &heard) {
            Some(Ok(row)) => export.rows.push(row),
            Some(Err(reason)) => export.leave_out(reason),
            None => {}
        }
    }
    Ok(export)
}

/// The judgements in force of those who are heard, in the order in which they first spoke.
pub(super) fn heard(said: &ItemState, voices: Voices) -> Vec<&Judgement> {
    let mut judgements = said.judgements();
    judgements.retain(|judgement| counts(judgement, voices));
    judgements
}

/// Whether a judgement counts.
pub(super) fn counts(judgement: &Judgement, voices: Voices) -> bool {
    voices == Voices::All || judgement.oracle.is_none()
}

fn by_programs(judgements: &[&Judgement]) -> usize {
    let judgements = judgements.iter();
    judgements.filter(|said| said.oracle.is_some()).count()
}
