//! How does each annotator err?

use super::super::votes::{AnnotatorId, Votes};
use crate::schema::LabelId;

/// For each annotator and label given, a number per true class: a probability, its logarithm or a
/// count.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Errors {
    classes: usize,
    /// By annotator, then label given, then true class: what one vote adds lies together.
    values: Vec<f64>,
}

impl Errors {
    /// The same number everywhere.
    pub(super) fn all(votes: &Votes, value: f64) -> Self {
        let classes = votes.classes();
        Self {
            classes,
            values: vec![value; votes.annotators().len() * classes * classes],
        }
    }

    /// How many labels of each kind an annotator gave, each item counted as far as it is likely to
    /// be of a class.
    pub(super) fn counted(votes: &Votes, posterior: &[f64]) -> Self {
        let mut counts = Self::all(votes, 0.0);
        for (cast, truth) in votes.rows().zip(posterior.chunks(votes.classes().max(1))) {
            for vote in cast {
                for (count, share) in counts
                    .of_mut(vote.annotator, vote.label)
                    .iter_mut()
                    .zip(truth)
                {
                    *count += share;
                }
            }
        }
        counts
    }

    /// The numbers for a label that this annotator gave, by true class.
    pub(super) fn of(&self, annotator: AnnotatorId, label: LabelId) -> &[f64] {
        let start = (annotator.index() * self.classes + label.index()) * self.classes;
        &self.values[start..start + self.classes]
    }

    pub(super) fn of_mut(&mut self, annotator: AnnotatorId, label: LabelId) -> &mut [f64] {
        let start = (annotator.index() * self.classes + label.index()) * self.classes;
        &mut self.values[start..start + self.classes]
    }

    /// One annotator's table: label given × true class.
    pub(super) fn tables_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.values.chunks_mut((self.classes * self.classes).max(1))
    }

    /// All annotators' tables.
    pub(super) fn tables(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks((self.classes * self.classes).max(1))
    }

    /// Every number changed.
    pub(super) fn map(mut self, change: impl Fn(f64) -> f64) -> Self {
        for value in &mut self.values {
            *value = change(*value);
        }
        self
    }

    /// Counts made shares: for each annotator and true class, the labels given sum to one.
    pub(super) fn normalised(mut self) -> Self {
        let classes = self.classes;
        for table in self.tables_mut() {
            for truth in 0..classes {
                let sum: f64 = (0..classes)
                    .map(|label| table[label * classes + truth])
                    .sum();
                for label in 0..classes {
                    table[label * classes + truth] /= sum;
                }
            }
        }
        self
    }
}
