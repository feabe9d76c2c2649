//! Which judgements are exported, and what is said of each?
//!
//! In the order of import. The majority view has one row an item: the label most annotators gave,
//! with the query of the first who gave it; where two labels tie there is no row, because a coin
//! must not decide what the data say.

use jiff::Timestamp;
use serde::Serialize;

use crate::pool::Items;
use crate::schema::LabelId;
use crate::state::{Counts, ItemState, Judgement, State, Verdict};

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// One item, with the label that most of its annotators gave.
    Majority,
    /// One judgement of one annotator.
    Raw,
}

/// One row; the names are a contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row<'a> {
    /// The item's id.
    pub item: &'a str,
    /// The class; `None` when the verdict is "unsure".
    pub label: Option<&'a str>,
    /// `label` or `unsure`.
    pub verdict: &'static str,
    /// Who judged; of several who agree, the first.
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
}

/// The rows of a view, and what became of the items.
#[derive(Debug, Clone, PartialEq)]
pub struct Export<'a> {
    /// In import order.
    pub rows: Vec<Row<'a>>,
    /// Rows with a label.
    pub labeled: usize,
    /// Rows with the verdict "unsure".
    pub unsure: usize,
    /// Items left out because their annotators' labels tie; none in the raw view.
    pub tied: usize,
    /// How far the project is, for what is in no row.
    pub counts: Counts,
}

/// Selects and describes the judgements of a project.
pub fn rows<'a>(items: &'a Items, state: &'a State, view: View) -> Export<'a> {
    let mut export = Export {
        rows: Vec::new(),
        labeled: 0,
        unsure: 0,
        tied: 0,
        counts: state.counts(),
    };
    for (index, item) in items.iter() {
        let said = state.item(index);
        let judgements = said.judgements();
        let groups = match view {
            View::Raw => judgements.iter().map(|judged| vec![*judged]).collect(),
            View::Majority => majority(&judgements).into_iter().collect::<Vec<_>>(),
        };
        if groups.is_empty() && !judgements.is_empty() {
            export.tied += 1;
        }
        for group in groups {
            let Some(row) = row(&item.id, &item.text, said, &group, judgements.len(), state) else {
                continue;
            };
            match row.label {
                Some(_) => export.labeled += 1,
                None => export.unsure += 1,
            }
            export.rows.push(row);
        }
    }
    export
}

/// The judgements that carry the item: those of the most frequent label, all when none gave a
/// label, and `None` when labels tie or nobody judged.
fn majority<'a>(judgements: &[&'a Judgement]) -> Option<Vec<&'a Judgement>> {
    let label_of = |judgement: &Judgement| match judgement.verdict {
        Verdict::Label(label) => Some(label),
        Verdict::Unsure => None,
    };
    let mut votes: Vec<(LabelId, usize)> = Vec::new();
    for label in judgements.iter().filter_map(|judged| label_of(judged)) {
        match votes.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => votes.push((label, 1)),
        }
    }
    let most = votes.iter().map(|(_, count)| *count).max();
    let mut leading = votes.iter().filter(|(_, count)| Some(*count) == most);
    match (leading.next(), leading.next()) {
        (Some(_), Some(_)) => None,
        (Some((winner, _)), None) => Some(
            judgements
                .iter()
                .copied()
                .filter(|judged| label_of(judged) == Some(*winner))
                .collect(),
        ),
        (None, _) => (!judgements.is_empty()).then(|| judgements.to_vec()),
    }
}

fn row<'a>(
    item: &'a str,
    text: &'a str,
    said: &'a ItemState,
    group: &[&'a Judgement],
    judgements: usize,
    state: &'a State,
) -> Option<Row<'a>> {
    let first = *group.first()?;
    let (label, verdict) = match first.verdict {
        Verdict::Label(label) => (Some(state.labels().name(label)), "label"),
        Verdict::Unsure => (None, "unsure"),
    };
    Some(Row {
        item,
        label,
        verdict,
        annotator: first.annotator.as_str(),
        annotators: group.iter().map(|one| one.annotator.as_str()).collect(),
        judgements,
        arm: first.arm.as_str(),
        strategy: first.strategy.as_deref(),
        draw_probability: first.draw_probability,
        time: first.given_at,
        oracle: first.oracle.as_ref().map(|oracle| oracle.command.as_str()),
        guidelines: Some(first.guidelines.as_str()).filter(|hash| !hash.is_empty()),
        flagged: said.flagged,
        note: said.note.as_deref(),
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Annotator, Arm};

    fn judged(who: &str, verdict: Verdict) -> Judgement {
        Judgement {
            annotator: Annotator::new(who).unwrap(),
            verdict,
            arm: Arm::Active,
            strategy: None,
            draw_probability: None,
            given_at: Timestamp::UNIX_EPOCH,
            guidelines: String::new(),
            fatigue: None,
            oracle: None,
            note: None,
            source: None,
            repeat: None,
            place: (0, 0),
        }
    }

    fn winners(verdicts: &[Verdict]) -> Option<usize> {
        let all: Vec<Judgement> = verdicts.iter().map(|v| judged("ada", *v)).collect();
        majority(&all.iter().collect::<Vec<_>>()).map(|group| group.len())
    }

    #[test]
    fn the_most_frequent_label_wins_and_a_tie_has_no_winner() {
        let (a, b) = (Verdict::Label(LabelId(0)), Verdict::Label(LabelId(1)));
        assert_eq!(winners(&[a, b, a]), Some(2));
        assert_eq!(winners(&[a, b]), None);
        assert_eq!(winners(&[]), None);
    }

    #[test]
    fn unsure_does_not_vote_against_a_label() {
        let a = Verdict::Label(LabelId(0));
        assert_eq!(winners(&[Verdict::Unsure, a, Verdict::Unsure]), Some(1));
        assert_eq!(winners(&[Verdict::Unsure, Verdict::Unsure]), Some(2));
    }
}
