//! Gathers which labels look wrong, and what may be said of that before the reviewer has decided.
//!
//! What speaks against a label is gathered from the model that never saw it, from near-copies and
//! neighbours, and from the guidelines it was given under. How somebody was when they gave it is
//! theirs, and stays out. Before the decision a reason names its kind and no class: it would
//! answer the question. Held-out items are looked at without the model: correcting those that it
//! doubts would flatter it.

use std::collections::{BTreeMap, HashMap};

use crate::agreement::label_errors::{
    LabelIssue, Reason, confident_learning, near_copy_conflicts, neighbour_outliers, rank_issues,
};
use crate::agreement::{Probabilities, Votes};
use crate::features::{NearCopies, Rows};
use crate::pool::{Items, PoolId, Split};
use crate::schema::{ItemIndex, LabelSet};

/// Neighbours whose labels are looked at.
const NEIGHBOURS: usize = 10;

/// What speaks against the labels of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelErrorEvidence {
    /// How much the most suspicious of its labels has against it, 0 to 1.
    pub strength: f64,
    /// What may be said before the decision, the weightiest first.
    pub before: Vec<String>,
    /// All of it.
    pub after: Vec<String>,
}

/// What label errors are found from.
pub(super) struct Evidence<'a> {
    pub(super) items: &'a Items,
    /// The votes on pool items.
    pub(super) votes: &'a Votes,
    pub(super) model: &'a Probabilities,
    pub(super) rows: &'a Rows,
}

impl Evidence<'_> {
    /// What speaks against labels of pool items: model, copies, neighbours.
    pub(super) fn findings(&self) -> Vec<LabelIssue> {
        let mut findings = confident_learning(self.votes, self.model);
        findings.extend(near_copy_conflicts(self.votes, &self.groups_of_copies()));
        findings.extend(neighbour_outliers(
            self.votes,
            self.model,
            &self.neighbours(),
        ));
        findings
    }

    fn groups_of_copies(&self) -> Vec<Vec<ItemIndex>> {
        let copies = NearCopies::of(self.rows);
        let mut groups: BTreeMap<u32, Vec<ItemIndex>> = BTreeMap::new();
        for (row, id) in self.items.pool().enumerate() {
            let item = self.items.pool_index(id);
            groups.entry(copies.group(row)).or_default().push(item);
        }
        groups
            .into_values()
            .filter(|group| group.len() > 1)
            .collect()
    }

    fn neighbours(&self) -> BTreeMap<ItemIndex, Vec<ItemIndex>> {
        let ids: Vec<PoolId> = self.items.pool().collect();
        let near = |item: ItemIndex| match self.items.side(item) {
            Split::Pool(id) => {
                let rows = self.rows.nearest.of(id.index()).take(NEIGHBOURS);
                rows.map(|(row, _)| self.items.pool_index(ids[row]))
                    .collect()
            }
            Split::Holdout(_) => Vec::new(),
        };
        let items = self.votes.items().iter();
        items.map(|item| (*item, near(*item))).collect()
    }
}

/// All findings put together item by item.
pub(super) fn in_words(
    findings: Vec<LabelIssue>,
    labels: &LabelSet,
    items: &Items,
) -> HashMap<ItemIndex, LabelErrorEvidence> {
    let mut errors: HashMap<ItemIndex, LabelErrorEvidence> = HashMap::new();
    for found in rank_issues(findings) {
        let known = errors
            .entry(found.item)
            .or_insert_with(|| LabelErrorEvidence {
                strength: found.strength,
                before: Vec::new(),
                after: Vec::new(),
            });
        for reason in &found.reasons {
            let name = |label| labels.name(label).to_owned();
            let id = |item: ItemIndex| items.get(item).id.clone();
            add(&mut known.before, before(reason, id));
            add(&mut known.after, reason.words(name, id));
        }
    }
    errors
}

fn add(reasons: &mut Vec<String>, words: String) {
    if !reasons.contains(&words) {
        reasons.push(words);
    }
}

/// A reason without the classes that it speaks of.
fn before(reason: &Reason, id: impl Fn(ItemIndex) -> String) -> String {
    match reason {
        Reason::ModelConfident { .. } => {
            "a model that never saw its labels is confident that one of them is wrong".into()
        }
        Reason::CopyDiffers { copy, .. } => {
            format!("its near-copy {} was labeled otherwise", id(*copy))
        }
        Reason::Outlying { .. } => {
            "one of its labels stands far from the model and from its neighbours".into()
        }
        Reason::OlderGuidelines { .. } => "one of its labels is older than the guidelines".into(),
    }
}
