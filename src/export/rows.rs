//! Selects the rows of a view.
//!
//! In the order of import. The raw view has every judgement that was not taken back; the others
//! have at most one row an item, and each of those rows carries all annotations and all decisions
//! beside what the view makes of them. Decisions of reviewers have no part in the raw view: it is the
//! same before and after them. Invariant: an item without a row is counted with its reason.

use super::items::ItemRows;
use super::row::{JudgementExport, Row, RowDetail};
use crate::agreement::consensus::Unidentified;
use crate::agreement::{VoteSource, Votes};
use crate::pool::{Item, Items};
use crate::schema::RepeatPurpose;
use crate::state::{Counts, ItemState, Judgement, State, Verdict};

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
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
pub(crate) enum LeftOut {
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
    pub(crate) fn as_str(self) -> &'static str {
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
pub(crate) struct Export<'a> {
    /// In import order.
    pub(crate) rows: Vec<Row<'a>>,
    /// Items that were judged or decided on and have no row, by reason.
    pub(crate) left_out: Vec<(LeftOut, usize)>,
    /// Why no probability is given in the soft view.
    pub(crate) unidentified: Option<Unidentified>,
    /// Judgements by programs among those that count.
    pub(crate) by_programs: usize,
    /// Items with a flag or a note that nobody answered: no row has them.
    pub(crate) only_marked: usize,
    /// How far the project is, for what was never judged.
    pub(crate) counts: Counts,
}

impl Export<'_> {
    /// How many rows have this verdict.
    pub(crate) fn with_verdict(&self, verdict: &str) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.verdict == verdict).count()
    }

    /// How many items were left out for this reason.
    pub(crate) fn left_out_for(&self, reason: LeftOut) -> usize {
        let known = self.left_out.iter().find(|(known, _)| *known == reason);
        known.map_or(0, |(_, count)| *count)
    }

    fn leave_out(&mut self, reason: LeftOut) {
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
pub(crate) fn rows<'a>(
    items: &'a Items,
    state: &'a State,
    view: View,
    source: VoteSource,
) -> Result<Export<'a>, Unidentified> {
    let mut export = Export {
        rows: Vec::new(),
        left_out: Vec::new(),
        unidentified: None,
        by_programs: 0,
        only_marked: items
            .iter()
            .filter(|(index, _)| state.item(*index).is_only_marked())
            .count(),
        counts: state.counts(),
    };
    if view == View::Raw {
        judgement_rows(&mut export, items, state, source);
        return Ok(export);
    }
    let votes = Votes::of_state(state, items.len(), source);
    let whole = ItemRows::new(&votes, state, view)?;
    export.unidentified = whole.unidentified();
    for (index, item) in items.iter() {
        let heard = heard(state.item(index), source);
        export.by_programs += heard.iter().filter(|said| said.oracle.is_some()).count();
        match whole.row(index, item, &heard) {
            Some(Ok(row)) => export.rows.push(row),
            Some(Err(reason)) => export.leave_out(reason),
            None => {}
        }
    }
    Ok(export)
}

/// The judgements in force of those who are heard, in the order in which they first spoke.
fn heard(said: &ItemState, source: VoteSource) -> Vec<&Judgement> {
    let mut judgements = said.judgements();
    judgements.retain(|judgement| source.hears(judgement));
    judgements
}

/// Every judgement that was not taken back: item by item, oldest first.
fn judgement_rows<'a>(
    export: &mut Export<'a>,
    items: &'a Items,
    state: &'a State,
    source: VoteSource,
) {
    for (index, item) in items.iter() {
        let said = state.item(index);
        let current = heard(said, source);
        for judgement in said.all_judgements().filter(|one| source.hears(one)) {
            export.by_programs += usize::from(judgement.oracle.is_some());
            let detail = RowDetail::Judgement(JudgementExport {
                current: current.iter().any(|known| known.place == judgement.place),
                repeat: judgement.repeat.map(purpose),
                imported_note: judgement.note.as_deref(),
                source: judgement.source.as_deref(),
            });
            export.rows.push(Row {
                judgements: current.len(),
                ..of_judgement(item, said, judgement, state, detail)
            });
        }
    }
}

/// A row of what one judgement says.
pub(super) fn of_judgement<'a>(
    item: &'a Item,
    said: &'a ItemState,
    judgement: &'a Judgement,
    state: &'a State,
    detail: RowDetail<'a>,
) -> Row<'a> {
    let (label, verdict) = match judgement.verdict {
        Verdict::Label(label) => (Some(state.labels().name(label)), "label"),
        Verdict::Unsure => (None, "unsure"),
    };
    Row {
        item: &item.id,
        label,
        verdict,
        annotator: judgement.annotator.as_str(),
        annotators: vec![judgement.annotator.as_str()],
        judgements: 1,
        arm: judgement.arm.as_str(),
        strategy: judgement.strategy.as_deref(),
        draw_probability: judgement.draw_probability,
        time: judgement.given_at,
        oracle: judgement
            .oracle
            .as_ref()
            .map(|oracle| oracle.command.as_str()),
        guidelines: Some(judgement.guidelines.as_str()).filter(|hash| !hash.is_empty()),
        flagged: said.flagged,
        note: said.note.as_deref(),
        text: &item.text,
        detail,
    }
}

fn purpose(repeat: RepeatPurpose) -> &'static str {
    match repeat {
        RepeatPurpose::Planted => "planted",
        RepeatPurpose::Tired | RepeatPurpose::Fresh | RepeatPurpose::Masked => "sampled",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_labels_were_sampled_again_is_not_told() {
        let told = [
            RepeatPurpose::Tired,
            RepeatPurpose::Fresh,
            RepeatPurpose::Masked,
        ];
        assert_eq!(told.map(purpose), ["sampled"; 3]);
        assert_eq!(purpose(RepeatPurpose::Planted), "planted");
    }
}
