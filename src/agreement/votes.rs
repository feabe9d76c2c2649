//! Holds who said what of which item.
//!
//! [`Votes`] is a sparse table of items × annotators: one current label a cell, with the earlier
//! passes of the same person kept beside it. It is built from [`Annotation`]s and knows nothing of
//! journals. Invariant: rows rise by item, votes within a row by annotator, and annotators by
//! name, so that no figure depends on the order in which labels came in.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::schema::{Annotator, ItemIndex, LabelId};

/// An annotator's place in [`Votes::annotators`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnotatorId(pub u32);

impl AnnotatorId {
    /// As an index into a slice with one entry per annotator.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One label that someone gave, as it comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// Of which item.
    pub item: ItemIndex,
    /// Who.
    pub annotator: Annotator,
    /// What.
    pub label: LabelId,
    /// When, where it is known.
    pub given_at: Option<Timestamp>,
    /// The guidelines in force, by hash; `None` where unknown.
    pub guidelines: Option<String>,
}

impl Annotation {
    /// A label of which nothing else is known.
    pub fn new(item: ItemIndex, annotator: Annotator, label: LabelId) -> Self {
        Self {
            item,
            annotator,
            label,
            given_at: None,
            guidelines: None,
        }
    }
}

/// One label of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vote {
    /// Of which item.
    pub(crate) item: ItemIndex,
    /// Who.
    pub(crate) annotator: AnnotatorId,
    /// What.
    pub(crate) label: LabelId,
    /// When, where it is known.
    pub(crate) given_at: Option<Timestamp>,
    /// The guidelines in force: a place in [`Votes::guidelines`].
    pub(crate) guidelines: Option<u32>,
}

/// Labels of many annotations. A *row* is an item with at least one label.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Votes {
    annotators: Vec<Annotator>,
    /// The guidelines that labels were given under, by hash.
    pub(crate) guidelines: Vec<String>,
    classes: usize,
    items: Vec<ItemIndex>,
    /// Where each row begins in `all`, and where the last one ends.
    starts: Vec<usize>,
    /// All current labels, row by row.
    pub(crate) all: Vec<Vote>,
    /// All passes of whoever labeled an item more than once: by item, annotator, then order.
    passes: Vec<Vote>,
}

impl Votes {
    /// Builds the table for `classes` label ids (more, if an annotation has a higher one). Of several
    /// annotations of one annotator on one item the last is the current one; all are passes.
    pub fn new(classes: usize, annotations: impl IntoIterator<Item = Annotation>) -> Self {
        let annotations: Vec<Annotation> = annotations.into_iter().collect();
        let annotators: BTreeSet<&Annotator> = annotations.iter().map(|b| &b.annotator).collect();
        let annotators: Vec<Annotator> = annotators.into_iter().cloned().collect();
        let guidelines = annotations.iter().filter_map(|b| b.guidelines.as_ref());
        let guidelines: BTreeSet<&String> = guidelines.collect();
        let guidelines: Vec<String> = guidelines.into_iter().cloned().collect();
        let mut votes: Vec<Vote> = annotations
            .iter()
            .map(|annotation| Vote {
                item: annotation.item,
                annotator: AnnotatorId(place(&annotators, &annotation.annotator)),
                label: annotation.label,
                given_at: annotation.given_at,
                guidelines: annotation
                    .guidelines
                    .as_ref()
                    .map(|hash| place(&guidelines, hash)),
            })
            .collect();
        // Stable: the passes of one person stay in their order.
        votes.sort_by_key(|vote| (vote.item, vote.annotator));
        Self::table(annotators, guidelines, classes, &votes)
    }

    /// The table of votes that are in order.
    fn table(
        annotators: Vec<Annotator>,
        guidelines: Vec<String>,
        classes: usize,
        votes: &[Vote],
    ) -> Self {
        let highest = votes.iter().map(|vote| vote.label.index() + 1).max();
        let mut table = Self {
            annotators,
            guidelines,
            classes: classes.max(highest.unwrap_or(0)),
            ..Self::default()
        };
        for row in votes.chunk_by(|a, b| a.item == b.item) {
            table.items.push(row[0].item);
            table.starts.push(table.all.len());
            for passes in row.chunk_by(|a, b| a.annotator == b.annotator) {
                table.all.push(passes[passes.len() - 1]);
                if passes.len() > 1 {
                    table.passes.extend_from_slice(passes);
                }
            }
        }
        table.starts.push(table.all.len());
        table
    }

    /// The same table with only the labels that `keep` accepts; annotators and classes stay.
    #[must_use]
    pub(crate) fn only(&self, keep: impl Fn(&Vote) -> bool) -> Self {
        let mut kept = self.all.clone();
        kept.retain(&keep);
        let (annotators, guidelines) = (self.annotators.clone(), self.guidelines.clone());
        let mut table = Self::table(annotators, guidelines, self.classes, &kept);
        table.passes.clone_from(&self.passes);
        table.passes.retain(keep);
        table
    }

    /// The same votes on one class alone: label 0 is this class, label 1 any other.
    #[must_use]
    pub(crate) fn against_the_rest(&self, class: LabelId) -> Self {
        let told = |vote: &Vote| Vote {
            label: LabelId(u16::from(vote.label != class)),
            ..*vote
        };
        Self {
            classes: 2,
            all: self.all.iter().map(told).collect(),
            passes: self.passes.iter().map(told).collect(),
            ..self.clone()
        }
    }

    /// Everyone who gave a label, by name.
    pub fn annotators(&self) -> &[Annotator] {
        &self.annotators
    }

    /// The id of an annotator.
    pub(crate) fn annotator(&self, name: &Annotator) -> Option<AnnotatorId> {
        let place = self.annotators.binary_search(name).ok()?;
        Some(AnnotatorId(place as u32))
    }

    /// How many label ids there are: the length of a distribution.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// How many items have a label: the number of rows.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nobody said anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items with labels, rising: one a row.
    pub fn items(&self) -> &[ItemIndex] {
        &self.items
    }

    /// The row of an item.
    pub(crate) fn row_of(&self, item: ItemIndex) -> Option<usize> {
        self.items.binary_search(&item).ok()
    }

    /// The current labels of a row, by annotator; none for a row that does not exist.
    pub(crate) fn row(&self, row: usize) -> &[Vote] {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(start), Some(end)) => &self.all[*start..*end],
            _ => &[],
        }
    }

    /// All rows, in order.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &[Vote]> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// Every pass of whoever labeled an item more than once, as groups of one annotator and item
    /// in the order given.
    pub(crate) fn passes(&self) -> impl Iterator<Item = &[Vote]> {
        self.passes
            .chunk_by(|a, b| (a.item, a.annotator) == (b.item, b.annotator))
            .filter(|passes| passes.len() > 1)
    }

    /// How often each label was given in a row: sparse, by label.
    pub(crate) fn counts(&self, row: usize) -> Vec<(LabelId, u32)> {
        tally(self.row(row).iter().map(|vote| vote.label))
    }

    /// How many current labels each annotator gave.
    pub(crate) fn labels_per_annotator(&self) -> Vec<usize> {
        let mut counts = vec![0; self.annotators.len()];
        for vote in &self.all {
            counts[vote.annotator.index()] += 1;
        }
        counts
    }

    /// How many annotators gave a current label.
    pub(super) fn speakers(&self) -> usize {
        let counts = self.labels_per_annotator();
        counts.iter().filter(|labels| **labels > 0).count()
    }

    /// How often each class was given, by label id.
    pub(crate) fn labels_per_class(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        for vote in &self.all {
            counts[vote.label.index()] += 1;
        }
        counts
    }
}

/// How many of these are of this class.
pub(super) fn alike(cast: &[Vote], label: LabelId) -> usize {
    cast.iter().filter(|vote| vote.label == label).count()
}

/// How often each label occurs: sparse, by label.
pub(crate) fn tally(labels: impl IntoIterator<Item = LabelId>) -> Vec<(LabelId, u32)> {
    let mut counts: Vec<(LabelId, u32)> = Vec::new();
    for label in labels {
        match counts.binary_search_by_key(&label, |(known, _)| *known) {
            Ok(at) => counts[at].1 += 1,
            Err(at) => counts.insert(at, (label, 1)),
        }
    }
    counts
}

/// The place of something that a sorted list holds.
fn place<T: Ord>(sorted: &[T], wanted: &T) -> u32 {
    sorted.partition_point(|known| known < wanted) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::{annotation, votes};

    #[test]
    fn the_order_in_which_labels_come_in_changes_nothing() {
        let annotations = [
            annotation(7, "bob", 1),
            annotation(2, "ada", 0),
            annotation(7, "ada", 1),
        ];
        let table = Votes::new(2, annotations.clone());
        assert_eq!(table, Votes::new(2, annotations.into_iter().rev()));
        assert_eq!(table.items(), [ItemIndex(2), ItemIndex(7)]);
        assert_eq!(table.row_of(ItemIndex(7)), Some(1));
        assert_eq!(table.counts(1), [(LabelId(1), 2)]);
        assert_eq!(table.row(2), []);
    }

    #[test]
    fn the_last_pass_is_the_current_label_and_the_earlier_ones_are_kept() {
        let table = Votes::new(
            3,
            [
                annotation(0, "ada", 0),
                annotation(0, "ada", 2),
                annotation(0, "bob", 1),
            ],
        );
        assert_eq!(table.counts(0), [(LabelId(1), 1), (LabelId(2), 1)]);
        let passes: Vec<Vec<u16>> = table
            .passes()
            .map(|group| group.iter().map(|vote| vote.label.0).collect())
            .collect();
        assert_eq!(passes, [[0, 2]]);
    }

    #[test]
    fn one_class_against_the_rest_leaves_two_labels() {
        let table = votes(3, &["012", "22."]).against_the_rest(LabelId(2));
        assert_eq!(table.classes(), 2);
        assert_eq!(table.counts(0), [(LabelId(0), 1), (LabelId(1), 2)]);
        assert_eq!(table.counts(1), [(LabelId(0), 2)]);
    }

    #[test]
    fn a_choice_of_labels_keeps_annotators_and_classes() {
        let table = votes(3, &["012", "0.1"]);
        let first = table.only(|vote| vote.annotator == AnnotatorId(0));
        assert_eq!(first.annotators(), table.annotators());
        assert_eq!(first.classes(), 3);
        assert_eq!(first.all.len(), 2);
        assert_eq!(first.labels_per_annotator(), [2, 0, 0]);
    }
}
