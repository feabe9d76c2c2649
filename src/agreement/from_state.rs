//! Which votes does a project hold?
//!
//! The judgements of each item that are in force and say a label; "unsure" is no vote. A pass is
//! a first judgement, one that repeats were asked for, or one of several imports of the same
//! person; any other judgement of the same person corrects the pass before it, and an import
//! beside a judgement of the journal is its copy. A repeat measures its annotator and replaces
//! nothing, so the last pass that is none is the vote; whoever ended with "unsure" has no vote.

use super::votes::{Annotation, Votes};
use crate::schema::{Arm, ItemIndex};
use crate::state::{Judgement, State, Verdict};

/// Whose judgements count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Voices {
    /// People's alone.
    #[default]
    People,
    /// Those of programs, too.
    All,
}

impl Votes {
    /// The votes on a project's items: `items` is how many it has.
    pub fn of_state(state: &State, items: usize, voices: Voices) -> Self {
        let ballots = (0..items as u32).map(ItemIndex).flat_map(|index| {
            let heard: Vec<&Judgement> = state
                .item(index)
                .all_judgements()
                .filter(|said| voices == Voices::All || said.oracle.is_none())
                .collect();
            let passes = passes(&heard);
            let repeats = passes.iter().filter(|pass| pass.is_repeat());
            // The last of an annotator's ballots is the vote.
            let in_order = repeats.chain(passes.iter().filter(|pass| !pass.is_repeat()));
            let sure: Vec<&Judgement> = in_order
                .filter(|judgement| ends_sure(&passes, judgement))
                .copied()
                .collect();
            sure.into_iter()
                .filter_map(move |judgement| ballot(index, judgement))
        });
        Self::new(state.labels().len(), ballots)
    }
}

/// Judgements of one item that stand as passes, in their order.
fn passes<'a>(heard: &[&'a Judgement]) -> Vec<&'a Judgement> {
    let mut passes: Vec<&Judgement> = Vec::new();
    for judgement in heard {
        let before = passes
            .iter()
            .rposition(|known| known.annotator == judgement.annotator);
        match before {
            Some(at) if corrects(passes[at], judgement) => passes[at] = judgement,
            _ => passes.push(judgement),
        }
    }
    passes
}

/// Whether a judgement stands in the place of the one before it.
fn corrects(before: &Judgement, judgement: &Judgement) -> bool {
    let both_imported = before.arm == Arm::Imported && judgement.arm == Arm::Imported;
    judgement.arm != Arm::Repeat && !both_imported
}

/// Whether the last word of this judgement's annotator, repeats aside, is a label.
fn ends_sure(passes: &[&Judgement], judgement: &Judgement) -> bool {
    let last = passes
        .iter()
        .rfind(|pass| pass.annotator == judgement.annotator && !pass.is_repeat());
    last.is_some_and(|last| matches!(last.verdict, Verdict::Label(_)))
}

fn ballot(item: ItemIndex, judgement: &Judgement) -> Option<Annotation> {
    let Verdict::Label(label) = judgement.verdict else {
        return None;
    };
    Some(Annotation {
        item,
        annotator: judgement.annotator.clone(),
        label,
        given_at: Some(judgement.given_at),
        guidelines: (!judgement.guidelines.is_empty()).then(|| judgement.guidelines.clone()),
    })
}
