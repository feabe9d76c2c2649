//! Builds the reranking (time costs, quotas, draws) that a project's policy asks for.

use crate::error::{Error, Place, Result};
use crate::pool::{Item, Items};
use crate::project::{Copies, CostSource, Draw, QueryPolicy};
use crate::schema::Annotator;
use crate::state::State;
use crate::strategy::{Costs, FilterSettings, GumbelTopK, Quota, Reranker};
use crate::wellbeing::{Difficulty, TIMED_ANSWERS, TimeCost, reading_seconds};

/// The reranker that a policy asks for, over these items, for this annotator.
pub(crate) fn reranker_of(
    items: &Items,
    policy: &QueryPolicy,
    state: &State,
    annotator: &Annotator,
    config: &std::path::Path,
) -> Result<Reranker> {
    let refuse = |what: String, next: &str| Error::config(Place::file(config), what, next);
    let pool = || items.pool().map(|id| items.pool_item(id));
    let each = |seconds: &dyn Fn(&Item) -> f32| pool().map(seconds).collect::<Vec<f32>>();
    let seconds = match policy.cost.by {
        CostSource::None => None,
        CostSource::Length => Some(each(&|item| reading_seconds(words(item)) as f32)),
        CostSource::Column => {
            let column = policy.cost.column.as_deref().unwrap_or_default();
            let parsed = |item: &Item| item.field(column)?.trim().parse().ok();
            Some(each(&|item| parsed(item).unwrap_or(f32::NAN)))
        }
        CostSource::Seconds => learned(items, state, annotator)
            .map(|model| each(&|item| model.expected(Difficulty::of_words(words(item))) as f32)),
    };
    let costs = seconds.map(|seconds| Costs::new(seconds, policy.cost.weight as f32));
    if costs.as_ref().is_some_and(Option::is_none)
        && policy.cost.by == CostSource::Column
        && items.pool_len() > 0
    {
        return Err(refuse(
            format!(
                "no item has seconds in the column {:?}",
                policy.cost.column.as_deref().unwrap_or_default()
            ),
            "name a column of numbers under [query.cost], or set by = \"length\"",
        ));
    }
    let costs = costs.flatten();
    let mut quotas = Vec::new();
    if let Some(column) = policy.quota.column.as_deref() {
        if items.pool_len() > 0 && pool().all(|item| item.field(column).is_none()) {
            return Err(refuse(
                format!("no item has a column {column:?} to take groups from"),
                "name a column of the data under [query.quota], or leave it out",
            ));
        }
        let values = pool().map(|item| item.field(column).unwrap_or_default());
        let quota = Quota::of_column(column, values, policy.quota.share);
        if quota.is_none() && items.pool_len() > 1 {
            return Err(refuse(
                format!("the column {column:?} has only one group, or more than 1,000"),
                "name a column with a few groups under [query.quota], or leave it out",
            ));
        }
        quotas.extend(quota);
    }
    quotas.extend(costs.as_ref().and_then(Costs::strata));
    Ok(Reranker {
        quotas,
        costs,
        gumbel: (policy.draw == Draw::Sampled).then_some(GumbelTopK {
            sharpness: policy.sharpness,
        }),
        vary: policy.vary,
    })
}

/// Which candidates a policy sets aside.
pub(super) fn filter_settings(policy: &QueryPolicy) -> FilterSettings {
    FilterSettings {
        copies: policy.copies != Copies::Ask,
        skips_copies: policy.copies == Copies::Skip,
        outliers: policy.guard,
    }
}

/// What this annotator's answers say of how long an item takes. They count by fifties, so that
/// reopening a project finds the same model.
fn learned(items: &Items, state: &State, annotator: &Annotator) -> Option<TimeCost> {
    let answers = state.timed_answers(items, annotator);
    let counted = answers.len() / TIMED_ANSWERS * TIMED_ANSWERS;
    let timed: Vec<(Difficulty, f64)> = answers[..counted]
        .iter()
        .map(|(item, seconds)| (Difficulty::of_words(words(items.get(*item))), *seconds))
        .collect();
    TimeCost::fit(&timed)
}

/// How many fifties of timed answers this annotator gave, when what is learned of them counts.
pub(crate) fn timed_fifties(
    items: &Items,
    policy: &QueryPolicy,
    state: &State,
    annotator: &Annotator,
) -> usize {
    if policy.cost.by == CostSource::Seconds {
        state.timed_answers(items, annotator).len() / TIMED_ANSWERS
    } else {
        0
    }
}

fn words(item: &Item) -> usize {
    item.text.split_whitespace().count()
}
