//! Estimates how likely each label of an item is, given who gave them.
//!
//! By Dawid and Skene's model of how each annotator errs, fitted to the annotations on pool items at
//! fixed numbers of them, and kept: when answers are taken back, the fit of that many annotations
//! counts again. Where the model is barely identified there is no fit. The model with errors drawn
//! towards those of all (`pooled`) was no better where annotations are many, and far worse where three
//! annotations an item came from people of whom many guess (`cargo bench --bench soft_labels`).
//! Invariant: a fit follows from the annotations alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::agreement::consensus::{Consensus, dawid_skene};
use crate::agreement::{Annotation, AnnotatorId, Votes};
use crate::schema::{Annotator, ItemIndex, LabelId};
use crate::state::{CurrentAnnotation, TrainingChange};

/// Annotations before the first fit; each later one comes after a quarter more.
const FIRST_FIT: usize = 40;

/// What the annotations say of the annotators.
#[derive(Debug, Clone)]
pub(crate) struct Reliability {
    /// Whom and which labels it was fitted to.
    annotators: Vec<Annotator>,
    classes: BTreeSet<LabelId>,
    consensus: Consensus,
}

impl Reliability {
    /// Of the annotations on these items; `None` where the model is barely identified.
    pub(crate) fn of<'a>(items: impl Iterator<Item = &'a TrainingChange>) -> Option<Self> {
        let annotations = items.flat_map(|change| {
            // Pool items alone have changes, so their own numbers tell them apart.
            let item = ItemIndex(change.item().index() as u32);
            let annotations = change.annotations().iter();
            annotations.map(move |annotation| {
                Annotation::new(item, annotation.annotator.clone(), annotation.label)
            })
        });
        let votes = Votes::new(0, annotations);
        Some(Self {
            consensus: dawid_skene(&votes).ok()?,
            classes: votes.all.iter().map(|vote| vote.label).collect(),
            annotators: votes.annotators().to_vec(),
        })
    }

    /// How likely each class is, in id order; `None` without annotations, or with one that the fit
    /// does not know: an annotator or a class that came later.
    pub(crate) fn probable(
        &self,
        annotations: &[CurrentAnnotation],
    ) -> Option<Vec<(LabelId, f32)>> {
        if annotations.is_empty() {
            return None;
        }
        let known = annotations.iter().map(|annotation| {
            let place = self.annotators.binary_search(&annotation.annotator).ok()?;
            let known = self.classes.contains(&annotation.label);
            known.then_some((AnnotatorId(place as u32), annotation.label))
        });
        let shares = self.consensus.given(&known.collect::<Option<Vec<_>>>()?)?;
        let shares = shares.into_iter().enumerate();
        Some(
            shares
                .map(|(label, share)| (LabelId(label as u16), share as f32))
                .collect(),
        )
    }
}

/// The fits made so far, one for each number of annotations at which one is due.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fits {
    made: Vec<Option<Arc<Reliability>>>,
}

impl Fits {
    /// The fit that counts now.
    pub(crate) fn current(&self) -> Option<&Reliability> {
        self.made.last()?.as_deref()
    }

    /// Goes back to the fit that belongs to this many annotations, or makes the one that is due;
    /// whether another one counts now.
    pub(crate) fn follow(
        &mut self,
        annotations: usize,
        make: impl FnOnce() -> Option<Reliability>,
    ) -> bool {
        let due = fits_due(annotations);
        if due == self.made.len() {
            return false;
        }
        self.made.truncate(due);
        if due > self.made.len() {
            let fit = make().map(Arc::new);
            self.made.resize(due, fit);
        }
        true
    }
}

/// How many fits were due by this many annotations.
fn fits_due(annotations: usize) -> usize {
    let (mut due, mut next) = (0, FIRST_FIT);
    while next <= annotations {
        due += 1;
        next += (next / 4).max(1);
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_come_less_often_with_more_annotations() {
        let at: Vec<usize> = (1..2_000)
            .filter(|annotations| fits_due(*annotations) > fits_due(annotations - 1))
            .collect();
        assert_eq!(&at[..4], [40, 50, 62, 77]);
        assert!(at.len() < 20, "{}", at.len());
    }
}
