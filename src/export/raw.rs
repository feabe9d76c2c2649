//! What is one judgement's row?
//!
//! Decisions of reviewers have no part in it: the raw view is the same before and after them.

use super::row::{Beside, OneJudgement, Row};
use super::rows::{Export, counts, heard};
use crate::agreement::Voices;
use crate::pool::{Item, Items};
use crate::schema::RepeatPurpose;
use crate::state::{ItemState, Judgement, State, Verdict};

/// Every judgement that was not taken back: item by item, oldest first.
pub(super) fn fill<'a>(
    export: &mut Export<'a>,
    items: &'a Items,
    state: &'a State,
    voices: Voices,
) {
    for (index, item) in items.iter() {
        let said = state.item(index);
        let current = heard(said, voices);
        for judgement in said.all_judgements().filter(|one| counts(one, voices)) {
            export.by_programs += usize::from(judgement.oracle.is_some());
            let beside = Beside::Judgement(OneJudgement {
                current: current.iter().any(|known| known.place == judgement.place),
                repeat: judgement.repeat.map(purpose),
                imported_note: judgement.note.as_deref(),
                source: judgement.source.as_deref(),
            });
            export.rows.push(Row {
                judgements: current.len(),
                ..of_judgement(item, said, judgement, state, beside)
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
    beside: Beside<'a>,
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
        beside,
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
