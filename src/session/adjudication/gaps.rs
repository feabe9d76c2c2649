//! Which questions do the guidelines leave open?

use super::messages::GuidelineQuestion;
use crate::pool::Items;
use crate::project::Guidelines;
use crate::state::State;

/// The questions that decisions in force raised, in their order.
pub fn gaps_of(state: &State, items: &Items, guidelines: &Guidelines) -> Vec<GuidelineQuestion> {
    state
        .guideline_gaps()
        .into_iter()
        .map(|gap| GuidelineQuestion {
            number: gap.number,
            item: items.get(gap.item).id.clone(),
            question: gap.question.to_owned(),
            is_older: gap.guidelines != guidelines.hash,
        })
        .collect()
}
